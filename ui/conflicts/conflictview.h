/// The texts of a conflict: "This version" beside "Other version", "Result" under them, and the row that
/// walks the differences and chooses for each.
/// Rules   shows a model and reports what the person wants; it changes nothing by itself.
/// Thread  GUI.
#pragma once

#include "ui/conflicts/conflictmodel.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace sheaf {

class DifferenceText;
class ResultEdit;

class ConflictView final : public QWidget
{
    Q_OBJECT

public:
    struct WordMarks ///< where the words of one difference differ, absolute
    {
        std::vector<TextRange> ours;
        std::vector<TextRange> theirs;
    };

    explicit ConflictView(QWidget *parent = nullptr);

    /// Brings everything in line with `model`; labels say whose versions these are.
    void showModel(const ConflictModel &model, const QString &thisLabel, const QString &otherLabel);
    /// Looks at a difference; does nothing when there is none.
    void goTo(int difference);
    [[nodiscard]] int current() const { return m_current; } ///< -1 = there are no differences
    [[nodiscard]] ResultEdit *result() const { return m_result; }
    void setSettled(); ///< nothing can be chosen any more; the texts stay to be read and copied
    void setUndoState(bool canUndo, bool canRedo);

Q_SIGNALS:
    void wentTo(int difference);
    void chosen(int difference, sheaf::ConflictChoice choice);
    void edited(qsizetype position, qsizetype removed, const QString &added);
    void undoRequested();
    void redoRequested();

private:
    struct Pane
    {
        QWidget *frame = nullptr;
        QLabel *whose = nullptr;
    };
    [[nodiscard]] QWidget *makeSteps();
    [[nodiscard]] Pane
    makePane(DifferenceText *text, const QString &name, const QString &objectName);
    QPushButton *
    makeChoice(const QString &name, const QString &objectName, const QString &shortcut);
    void bindKey(QPushButton *button, const QString &keys);
    void step(int by);
    void findWords();
    void showMarks();
    void showStep();

    DifferenceText *m_this;
    DifferenceText *m_other;
    ResultEdit *m_result;
    Pane m_thisPane;
    Pane m_otherPane;
    Pane m_resultPane;
    QPushButton *m_previous = nullptr;
    QPushButton *m_next = nullptr;
    QLabel *m_count = nullptr;
    QPushButton *m_useThis = nullptr;
    QPushButton *m_useOther = nullptr;
    QPushButton *m_useBoth = nullptr;
    QToolButton *m_undo = nullptr;
    QToolButton *m_redo = nullptr;
    const ConflictModel *m_model = nullptr; ///< the dialog's; it lives as long as this view
    std::vector<WordMarks> m_words; ///< one a difference; kept while the texts are the same
    std::pair<QString, QString> m_wordsOf;
    int m_current = -1;
    bool m_settled = false;
};

} // namespace sheaf
