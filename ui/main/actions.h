/// Every action of the window: its words, its keys, its icon. Menus, palette, settings and windows all
/// show these same objects.
/// Rules   the object name is the text in camelCase ("New note" is newNote) and never changes: it is
///         the key under which changed shortcuts are kept. Ctrl+D is nobody's.
/// Thread  GUI thread.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>

#include <vector>

namespace sheaf {

class Actions final : public QObject
{
    Q_OBJECT

public:
    explicit Actions(QWidget &window);

    // File
    QAction *newNote;
    QAction *newNotebook;
    QAction *importNotes;
    QAction *exportNotes;
    QAction *print;
    QAction *quit;
    // Edit
    QAction *undo;
    QAction *redo;
    QAction *cut;
    QAction *copy;
    QAction *paste;
    QAction *bold;
    QAction *italic;
    QAction *findInNote;
    QAction *findNext;
    QAction *findPrevious;
    QAction *searchAll;
    QAction *settings;
    // View
    QAction *quickOpen;
    QAction *palette;
    QAction *back;
    QAction *forward;
    QAction *nextNote;
    QAction *previousNote;
    QAction *preview;
    QAction *showSidebar;
    QAction *showList;
    // Note
    QAction *details;
    QAction *tags;
    QAction *moveNote;
    QAction *history;
    QAction *deleteNote;
    QAction *restoreNote;
    // Sync
    QAction *syncNow;
    QAction *pairDevice;
    QAction *devices;
    QAction *conflicts;
    // Help
    QAction *help;
    QAction *about;

    struct Entry
    {
        QAction *action = nullptr;
        QList<QKeySequence> defaults;
    };
    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    /// Applies what the person chose; called at the start and after a change of settings.
    void loadShortcuts();

    /// Names of actions that share a key with another one, with that key.
    struct Clash
    {
        QKeySequence key;
        QStringList actions; ///< object names, at least two
    };
    [[nodiscard]] static std::vector<Clash>
    clashes(const std::vector<std::pair<QString, QList<QKeySequence>>> &shortcuts);

private:
    QAction *
    add(const char *source, const QString &icon = {}, const QList<QKeySequence> &keys = {});

    QWidget &m_window;
    std::vector<Entry> m_entries;
};

} // namespace sheaf
