#include "ui/main/syncpresence.h"

#include "sync/engine/syncengine.h"
#include "ui/common/humanize.h"
#include "ui/conflicts/conflictdialog.h"
#include "ui/conflicts/conflictlistdialog.h"
#include "ui/devices/devicesdialog.h"
#include "ui/devices/heldbanner.h"
#include "ui/devices/pairingwizard.h"
#include "ui/devices/syncstatuswidget.h"

namespace sheaf {

namespace {

    // Shows a dialog that deletes itself when it is closed.
    void present(QDialog &dialog)
    {
        dialog.setAttribute(Qt::WA_DeleteOnClose);
        dialog.show();
        dialog.raise();
        dialog.activateWindow();
    }

} // namespace

SyncPresence::SyncPresence(LibraryService &library,
                           const LibraryReader &reader,
                           SyncEngine &engine,
                           QWidget &window)
    : QObject(&window)
    , m_library(library)
    , m_reader(reader)
    , m_engine(engine)
    , m_window(window)
    , m_status(new SyncStatusWidget(&window))
{
    m_status->setStatus(engine.status());
    m_status->setPeers(engine.peers());
    connect(&engine, &SyncEngine::statusChanged, m_status, &SyncStatusWidget::setStatus);
    connect(&engine, &SyncEngine::peersChanged, m_status, &SyncStatusWidget::setPeers);
    connect(m_status, &SyncStatusWidget::clicked, this, [this] {
        if (m_conflictCount > 0) {
            showConflicts();
        } else if (m_hasHeld) {
            Q_EMIT heldAsked();
        } else {
            showDevices();
        }
    });
    connect(&engine, &SyncEngine::pairingChanged, this, [this](const PairingRequest &request) {
        if (request.incoming && request.state == PairingRequest::State::Comparing && !m_wizard) {
            showIncoming(request.id);
        }
    });
}

void SyncPresence::setConflicts(int conflicts)
{
    m_conflictCount = conflicts;
    m_status->setConflicts(conflicts);
}

void SyncPresence::setHeld(const std::vector<HeldDeletion> &held)
{
    QStringList sentences;
    for (const HeldDeletion &deletion : held) {
        sentences.append(heldSentence(deletion));
    }
    m_hasHeld = !held.empty();
    m_status->setHeld(sentences);
}

void SyncPresence::answerHeld(const DeviceId &device, LibraryService::HeldAnswer answer)
{
    m_library.answerHeld(device, answer, this, [this, answer](const Result<int> &notes) {
        if (!notes) {
            Q_EMIT failed(notes.error());
            return;
        }
        Q_EMIT told((answer == LibraryService::HeldAnswer::Accept
                         ? tr("In the trash here, too: %1.")
                         : tr("Restored: %1. Your other devices follow with the next sync."))
                        .arg(Humanize::notes(*notes)));
    });
}

void SyncPresence::setSyncedElsewhere(bool elsewhere)
{
    m_elsewhere = elsewhere;
    m_status->setElsewhere(elsewhere);
}

void SyncPresence::syncNow()
{
    if (m_elsewhere) {
        Q_EMIT told(tr("Another Sheaf program syncs this library; it sends your changes at once."));
        return;
    }
    m_engine.syncNow();
}

void SyncPresence::showIncoming(quint64 pairing)
{
    m_wizard = new PairingWizard(m_engine, &m_window);
    m_wizard->setAttribute(Qt::WA_DeleteOnClose);
    m_wizard->follow(pairing);
    // Whoever types here goes on typing: a key meant for a note must not answer another device.
    m_wizard->setAttribute(Qt::WA_ShowWithoutActivating);
    m_wizard->show();
    m_wizard->setAttribute(Qt::WA_ShowWithoutActivating, false);
}

void SyncPresence::pairDevice()
{
    if (m_elsewhere) {
        Q_EMIT told(
            tr("Another Sheaf program syncs this library. Stop it (“sheaf-cli serve”), then "
               "pair the device here."));
        return;
    }
    if (!m_wizard) {
        m_wizard = new PairingWizard(m_engine, &m_window);
    }
    present(*m_wizard);
}

void SyncPresence::showDevices()
{
    if (!m_devices) {
        m_devices = new DevicesDialog(m_engine, &m_window);
        connect(m_devices, &DevicesDialog::pairRequested, this, &SyncPresence::pairDevice);
    }
    present(*m_devices);
}

void SyncPresence::showConflicts()
{
    if (!m_conflicts) {
        m_conflicts = new ConflictListDialog(m_library, m_reader, &m_window);
        connect(m_conflicts, &ConflictListDialog::resolveRequested, this, &SyncPresence::resolve);
    }
    present(*m_conflicts);
}

void SyncPresence::resolve(const NoteId &note)
{
    if (m_conflict && m_conflict->note() != note) {
        m_conflict->close(); // keeps its draft
        m_conflict.clear();
    }
    if (!m_conflict) {
        m_conflict = new ConflictDialog(m_library, m_reader, note, &m_window);
        connect(m_conflict, &ConflictDialog::resolved, this, &SyncPresence::resolved);
    }
    present(*m_conflict);
}

} // namespace sheaf
