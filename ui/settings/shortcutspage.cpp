#include "ui/settings/shortcutspage.h"

#include "ui/common/theme.h"
#include "ui/main/actions.h"
#include "ui/settings/settings.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace sheaf {

ShortcutsPage::ShortcutsPage(Actions &actions, QWidget *parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_list(new QTreeWidget(this))
    , m_keys(new QKeySequenceEdit(this))
    , m_default(new QPushButton(tr("Default"), this))
    , m_clash(new QLabel(this))
{
    m_list->setColumnCount(2);
    m_list->setHeaderLabels({tr("Action"), tr("Keys")});
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->setRootIsDecorated(false);
    m_list->setAccessibleName(tr("Keys"));
    m_list->setObjectName(u"shortcuts"_s);
    m_keys->setAccessibleName(tr("New keys"));
    m_keys->setObjectName(u"newKeys"_s);
    m_clash->setWordWrap(true);
    for (const Actions::Entry &entry : actions.entries()) {
        auto *row = new QTreeWidgetItem(m_list, {entry.action->text()});
        row->setData(0, Qt::UserRole, entry.action->objectName());
        row->setIcon(0, entry.action->icon());
    }
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::space(2));
    row->addWidget(m_keys, 1);
    row->addWidget(m_default);
    auto *column = new QVBoxLayout(this);
    const int edge = Theme::space(4);
    column->setContentsMargins(edge, edge, edge, edge);
    column->setSpacing(Theme::space(2));
    column->addWidget(m_list, 1);
    column->addLayout(row);
    column->addWidget(m_clash);

    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutsPage::showSelected);
    connect(m_keys, &QKeySequenceEdit::editingFinished, this, &ShortcutsPage::change);
    connect(m_default, &QPushButton::clicked, this, &ShortcutsPage::reset);
    showAll();
    m_list->setCurrentItem(m_list->topLevelItem(0));
}

void ShortcutsPage::showAll()
{
    std::vector<std::pair<QString, QList<QKeySequence>>> shortcuts;
    QHash<QString, QString> texts;
    int number = 0;
    for (const Actions::Entry &entry : m_actions.entries()) {
        const QList<QKeySequence> keys = entry.action->shortcuts();
        m_list->topLevelItem(number++)->setText(
            1, QKeySequence::listToString(keys, QKeySequence::NativeText));
        shortcuts.emplace_back(entry.action->objectName(), keys);
        texts.insert(entry.action->objectName(), entry.action->text());
    }
    const std::vector<Actions::Clash> clashes = Actions::clashes(shortcuts);
    QStringList lines;
    QStringList clashing;
    for (const Actions::Clash &clash : clashes) {
        QStringList names;
        for (const QString &action : clash.actions) {
            names.append(u"“%1”"_s.arg(texts.value(action)));
        }
        clashing += clash.actions;
        lines.append(
            tr("%1 is wanted by %2; it does nothing until only one has it.")
                .arg(clash.key.toString(QKeySequence::NativeText), names.join(tr(" and "))));
    }
    m_clash->setText(lines.join(u'\n'));
    QPalette warning = palette();
    warning.setColor(QPalette::WindowText, Theme::color(Theme::Role::Warning));
    m_clash->setPalette(warning);
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *row = m_list->topLevelItem(i);
        const bool clash = clashing.contains(row->data(0, Qt::UserRole).toString());
        row->setForeground(1, Theme::color(clash ? Theme::Role::Warning : Theme::Role::Muted));
    }
}

void ShortcutsPage::showSelected()
{
    const int number = m_list->indexOfTopLevelItem(m_list->currentItem());
    if (number >= 0) {
        const QSignalBlocker quiet(m_keys);
        m_keys->setKeySequence(
            m_actions.entries()[static_cast<std::size_t>(number)].action->shortcut());
    }
}

void ShortcutsPage::change()
{
    const QTreeWidgetItem *row = m_list->currentItem();
    if (!row) {
        return;
    }
    const QKeySequence keys = m_keys->keySequence();
    Settings::setShortcuts(row->data(0, Qt::UserRole).toString(),
                           keys.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence> {keys});
    m_actions.loadShortcuts();
    showAll();
}

void ShortcutsPage::reset()
{
    if (const QTreeWidgetItem *row = m_list->currentItem()) {
        Settings::setShortcuts(row->data(0, Qt::UserRole).toString(), std::nullopt);
        m_actions.loadShortcuts();
        showAll();
        showSelected();
    }
}

} // namespace sheaf
