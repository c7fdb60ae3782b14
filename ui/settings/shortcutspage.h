/// The keys of every action, to change, with the clashes between them.
/// Rules   a change holds at once and is kept; emptying a field takes the key away, "Default" brings
///         the first one back.
/// Thread  GUI thread.
#pragma once

#include <QWidget>

class QLabel;
class QTreeWidget;
class QTreeWidgetItem;
class QKeySequenceEdit;
class QPushButton;

namespace sheaf {

class Actions;

class ShortcutsPage final : public QWidget
{
    Q_OBJECT

public:
    explicit ShortcutsPage(Actions &actions, QWidget *parent = nullptr);

private:
    void showSelected();
    void change();
    void reset();
    void showAll();

    Actions &m_actions;
    QTreeWidget *m_list;
    QKeySequenceEdit *m_keys;
    QPushButton *m_default;
    QLabel *m_clash;
};

} // namespace sheaf
