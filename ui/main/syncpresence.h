/// What the window shows of synchronisation: the status button, the device and conflict dialogs, and a
/// pairing that another device asks for.
/// Rules   one dialog of a kind at a time; none blocks the window.
/// Thread  GUI thread.
#pragma once

#include "model/service/libraryservice.h"

#include <QPointer>

namespace sheaf {

class ConflictDialog;
class ConflictListDialog;
class DevicesDialog;
class PairingWizard;
class SyncEngine;
class SyncStatusWidget;

class SyncPresence final : public QObject
{
    Q_OBJECT

public:
    SyncPresence(LibraryService &library,
                 const LibraryReader &reader,
                 SyncEngine &engine,
                 QWidget &window);

    [[nodiscard]] SyncStatusWidget &statusButton() const { return *m_status; }
    void setConflicts(int conflicts);
    void setHeld(const std::vector<HeldDeletion> &held);
    /// The person's answer to a mass deletion; told() says what came of it.
    void answerHeld(const DeviceId &device, LibraryService::HeldAnswer answer);
    /// Another program of this person (`sheaf-cli serve`) exchanges for this library at present.
    void setSyncedElsewhere(bool elsewhere);

    void syncNow();
    void pairDevice();
    void showIncoming(quint64 pairing); ///< beside the work, which keeps the keyboard
    void showDevices();
    void showConflicts();
    void resolve(const NoteId &note);

Q_SIGNALS:
    void told(const QString &sentence);
    void failed(const sheaf::Error &error);
    void heldAsked(); ///< the notes of a mass deletion are to be shown
    /// A conflict is settled; `kept` is the second note of "keep as two", else null.
    void resolved(const sheaf::NoteId &note, const sheaf::NoteId &kept);

private:
    LibraryService &m_library;
    const LibraryReader &m_reader;
    SyncEngine &m_engine;
    QWidget &m_window;
    SyncStatusWidget *m_status;
    QPointer<PairingWizard> m_wizard;
    QPointer<DevicesDialog> m_devices;
    QPointer<ConflictListDialog> m_conflicts;
    QPointer<ConflictDialog> m_conflict;
    int m_conflictCount = 0;
    bool m_hasHeld = false;
    bool m_elsewhere = false;
};

} // namespace sheaf
