#include "ui/main/actions.h"

#include "ui/common/theme.h"
#include "ui/settings/settings.h"

#include <QMap>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    // "Pair a device…" becomes pairADevice.
    QString camelCase(const QString &text)
    {
        QString name;
        bool upper = false;
        for (const QChar c : text) {
            if (c.isLetterOrNumber()) {
                name += upper ? c.toUpper() : (name.isEmpty() ? c.toLower() : c);
                upper = false;
            } else {
                upper = !name.isEmpty();
            }
        }
        return name;
    }

    QList<QKeySequence> keys(const QString &portable)
    {
        return QKeySequence::listFromString(portable, QKeySequence::PortableText);
    }

} // namespace

QAction *Actions::add(const char *source, const QString &icon, const QList<QKeySequence> &shortcuts)
{
    auto *action = new QAction(tr(source), this);
    action->setObjectName(camelCase(QString::fromUtf8(source))); // the same in every language
    if (!icon.isEmpty()) {
        action->setIcon(Theme::icon(icon));
    }
    action->setShortcuts(shortcuts);
    m_window.addAction(action);
    m_entries.push_back({action, shortcuts});
    return action;
}

Actions::Actions(QWidget &window)
    : QObject(&window)
    , m_window(window)
{
    newNote = add(QT_TR_NOOP("New note"), u"compose"_s, keys(u"Ctrl+N"_s));
    newNotebook = add(QT_TR_NOOP("New notebook"), u"notebook-add"_s, keys(u"Ctrl+Shift+N"_s));
    importNotes = add(QT_TR_NOOP("Import…"), u"import"_s);
    exportNotes = add(QT_TR_NOOP("Export…"), u"export"_s);
    print = add(QT_TR_NOOP("Print…"), u"print"_s, keys(u"Ctrl+Alt+P"_s));
    quit = add(QT_TR_NOOP("Quit"), {}, keys(u"Ctrl+Q"_s));
    undo = add(QT_TR_NOOP("Undo"), {}, keys(u"Ctrl+Z"_s));
    redo = add(QT_TR_NOOP("Redo"), {}, keys(u"Ctrl+Shift+Z"_s));
    cut = add(QT_TR_NOOP("Cut"), {}, keys(u"Ctrl+X"_s));
    copy = add(QT_TR_NOOP("Copy"), u"copy"_s, keys(u"Ctrl+C"_s));
    paste = add(QT_TR_NOOP("Paste"), {}, keys(u"Ctrl+V"_s));
    bold = add(QT_TR_NOOP("Bold"), {}, keys(u"Ctrl+B"_s));
    italic = add(QT_TR_NOOP("Italic"), {}, keys(u"Ctrl+I"_s));
    findInNote = add(QT_TR_NOOP("Find in note"), u"search"_s, keys(u"Ctrl+F"_s));
    findNext = add(QT_TR_NOOP("Find next"), {}, keys(u"F3"_s));
    findPrevious = add(QT_TR_NOOP("Find previous"), {}, keys(u"Shift+F3"_s));
    searchAll = add(QT_TR_NOOP("Search all notes"), u"search"_s, keys(u"Ctrl+Shift+F; F6"_s));
    settings = add(QT_TR_NOOP("Settings…"), u"settings"_s, keys(u"Ctrl+,"_s));
    quickOpen = add(QT_TR_NOOP("Quick open"), u"note"_s, keys(u"Ctrl+P"_s));
    palette = add(QT_TR_NOOP("Command palette"), u"command"_s, keys(u"Ctrl+Shift+P"_s));
    back = add(QT_TR_NOOP("Back"), u"arrow-left"_s, keys(u"Alt+Left"_s));
    forward = add(QT_TR_NOOP("Forward"), u"arrow-right"_s, keys(u"Alt+Right"_s));
    nextNote = add(QT_TR_NOOP("Next note"), u"arrow-down"_s, keys(u"Ctrl+PgDown"_s));
    previousNote = add(QT_TR_NOOP("Previous note"), u"arrow-up"_s, keys(u"Ctrl+PgUp"_s));
    preview = add(QT_TR_NOOP("Toggle preview"), u"eye"_s, keys(u"Ctrl+E"_s));
    showSidebar = add(QT_TR_NOOP("Show sidebar"), u"sidebar"_s, keys(u"F10"_s));
    showList = add(QT_TR_NOOP("Show notes list"), u"notes"_s, keys(u"Shift+F10"_s));
    details = add(QT_TR_NOOP("Note details"), u"info"_s, keys(u"Ctrl+Shift+I"_s));
    tags = add(QT_TR_NOOP("Edit tags"), u"tag"_s, keys(u"Ctrl+Alt+T"_s));
    moveNote = add(QT_TR_NOOP("Move to notebook…"), u"folder"_s, keys(u"Ctrl+Shift+M"_s));
    history = add(QT_TR_NOOP("History…"), u"history"_s);
    deleteNote = add(QT_TR_NOOP("Delete note"), u"trash"_s);
    restoreNote = add(QT_TR_NOOP("Restore note"), u"restore"_s);
    syncNow = add(QT_TR_NOOP("Sync now"), u"sync"_s, keys(u"Ctrl+S"_s));
    pairDevice = add(QT_TR_NOOP("Pair a device…"), u"device-add"_s);
    devices = add(QT_TR_NOOP("Devices…"), u"devices"_s);
    conflicts = add(QT_TR_NOOP("Conflicts…"), u"conflict"_s);
    help = add(QT_TR_NOOP("Writing help"), u"help"_s, keys(u"F1"_s));
    about = add(QT_TR_NOOP("About Sheaf"), u"info"_s);
    for (QAction *toggle : {preview, showSidebar, showList}) {
        toggle->setCheckable(true);
    }
    loadShortcuts();
}

void Actions::loadShortcuts()
{
    for (const Entry &entry : m_entries) {
        entry.action->setShortcuts(
            Settings::shortcuts(entry.action->objectName()).value_or(entry.defaults));
    }
}

std::vector<Actions::Clash>
Actions::clashes(const std::vector<std::pair<QString, QList<QKeySequence>>> &shortcuts)
{
    QMap<QString, QStringList> users;
    for (const auto &[action, list] : shortcuts) {
        for (const QKeySequence &key : list) {
            if (!key.isEmpty()) {
                users[key.toString(QKeySequence::PortableText)].append(action);
            }
        }
    }
    std::vector<Clash> result;
    for (auto user = users.cbegin(); user != users.cend(); ++user) {
        if (user->size() > 1) {
            result.push_back({QKeySequence(user.key(), QKeySequence::PortableText), *user});
        }
    }
    return result;
}

} // namespace sheaf
