/// What is seldom needed of a note: description, categories, the private mark, its dates.
/// Shape   a small popup under a button; closes when the person looks elsewhere.
/// Rules   works on the draft, so it is stored on the same road as the text.
/// Thread  GUI thread.
#pragma once

#include <QFrame>
#include <QPointer>

#include <utility>
#include <vector>

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;

namespace sheaf {

class NoteDraft;

class NoteDetails final : public QFrame
{
    Q_OBJECT

public:
    NoteDetails(NoteDraft &draft,
                const std::vector<std::pair<QString, int>> &knownCategories,
                QWidget *parent);
    void openBelow(const QWidget &anchor);

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void storeTexts();

    QPointer<NoteDraft> m_draft;
    QPlainTextEdit *m_description;
    QLineEdit *m_categories;
    QCheckBox *m_private;
};

} // namespace sheaf
