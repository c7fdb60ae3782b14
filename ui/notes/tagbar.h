/// The tags of a note as chips, with a field that completes as one types.
/// Rules   Enter, comma and Tab take what is typed; Backspace in the empty field takes the last chip
///         away. Names are trimmed; a leading "#" is not part of a name.
/// Thread  GUI thread.
#pragma once

#include <QStringList>
#include <QWidget>

class QLineEdit;
class QStringListModel;

namespace sheaf {

class FlowLayout;

class TagBar final : public QWidget
{
    Q_OBJECT

public:
    explicit TagBar(QWidget *parent = nullptr);

    void setTags(const QStringList &tags);
    [[nodiscard]] QStringList tags() const { return m_tags; }
    void setKnownTags(const QStringList &tags); ///< what completion offers
    void setReadOnly(bool readOnly);
    void focusField();
    [[nodiscard]] QLineEdit &field() const { return *m_field; } ///< for the Tab order

Q_SIGNALS:
    void edited(const QStringList &tags); ///< by the person; sorted, unique

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takeTyped();
    void removeTag(const QString &tag);
    void showChips();

    QStringList m_tags;
    FlowLayout *m_flow;
    QLineEdit *m_field;
    QStringListModel *m_known;
    QList<QWidget *> m_chips;
    bool m_readOnly = false;
};

} // namespace sheaf
