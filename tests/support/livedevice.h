/// A whole device in the test's process: identity, library on disk, engine on real sockets. It can be
/// stopped and started again on the same folders, as a program is.
/// Thread  the main thread.
#pragma once

#include "model/base/clock.h"
#include "model/base/randomsource.h"
#include "model/service/libraryservice.h"
#include "sync/engine/syncengine.h"
#include "sync/peer/deviceidentity.h"
#include "sync/peer/keystore.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <memory>

namespace sheaf::test {

/// The system's clock, set wrong by as much as a test wants.
class ShiftedClock final : public Clock
{
public:
    [[nodiscard]] qint64 nowMs() const override { return m_system.nowMs() + m_aheadMs; }
    void setAhead(qint64 aheadMs) { m_aheadMs = aheadMs; }

private:
    SystemClock m_system;
    std::atomic<qint64> m_aheadMs = 0;
};

class LiveDevice final : public QObject
{
public:
    explicit LiveDevice(const QString &name, const QString &listen = QStringLiteral("127.0.0.1:0"))
        : m_name(name)
        , m_listen(listen)
    {
    }
    ~LiveDevice() override { stop(); }

    /// Opens the library and starts the engine; false with a warning when the library does not open.
    bool start()
    {
        auto identity = DeviceIdentity::loadOrCreate(
            *Keystore::file(m_folder.filePath(QStringLiteral("state"))), QStringLiteral("test"));
        if (!identity) {
            qWarning() << identity.error().detail;
            return false;
        }
        m_identity = *std::move(identity);
        auto opened =
            LibraryService::open({.folder = m_folder.filePath(QStringLiteral("library")),
                                  .stateFolder = m_folder.filePath(QStringLiteral("state")),
                                  .signer = m_identity.get(),
                                  .clock = &m_clock,
                                  .random = &m_random,
                                  .deviceName = m_name,
                                  .user = m_name});
        if (!opened) {
            qWarning() << opened.error().detail;
            return false;
        }
        m_service = *std::move(opened);
        m_reader = std::move(*m_service->openReader());
        return startEngine();
    }
    bool startEngine()
    {
        m_started = false;
        m_engine = std::make_unique<SyncEngine>(
            *m_service, *m_identity, SyncConfig {m_listen, true, protocol});
        connect(m_engine.get(), &SyncEngine::started, this, [this](const QString &at) {
            m_started = true;
            if (!at.isEmpty()) {
                m_listen = at; // a restart keeps the port, as a configured program does
            }
        });
        connect(m_engine.get(),
                &SyncEngine::pairingChanged,
                this,
                [this](const PairingRequest &request) { lastPairing = request; });
        return QTest::qWaitFor([this] { return m_started; });
    }
    void stopEngine() { m_engine.reset(); }
    void setClockAhead(qint64 aheadMs) { m_clock.setAhead(aheadMs); }
    void stop()
    {
        m_engine.reset();
        m_reader.reset();
        m_service.reset();
        m_identity.reset();
    }

    [[nodiscard]] SyncEngine &engine() { return *m_engine; }
    [[nodiscard]] LibraryService &service() { return *m_service; }
    [[nodiscard]] LibraryReader &reader() { return *m_reader; }
    [[nodiscard]] const DeviceIdentity &identity() { return *m_identity; }
    [[nodiscard]] QString address() const { return m_listen; }

    NoteId write(const QString &title, const QString &body, const NoteId &note = {})
    {
        NoteEdit edit;
        edit.note = note;
        edit.title = title;
        edit.body = body;
        NoteId written;
        bool done = false;
        m_service->commit(edit, this, [&](const Result<CommitResult> &result) {
            done = true;
            if (result) {
                written = result->note;
            } else {
                qWarning() << result.error().detail;
            }
        });
        (void)QTest::qWaitFor([&] { return done; });
        return written;
    }
    /// Empty when there is no such note (yet).
    [[nodiscard]] QString titleOf(const NoteId &note) const
    {
        const auto found = m_reader->note(note);
        return found ? found->state.title : QString();
    }
    [[nodiscard]] const Peer *peer(const LiveDevice &other)
    {
        m_peers = m_engine->peers();
        for (const Peer &known : std::as_const(m_peers)) {
            if (known.device == other.m_identity->device()) {
                return &known;
            }
        }
        return nullptr;
    }
    [[nodiscard]] bool isUpToDate() const
    {
        return m_engine->status().phase == SyncStatus::Phase::UpToDate;
    }

    std::optional<PairingRequest> lastPairing;
    ProtocolRange protocol; ///< of the next startEngine(): what version of the program this is

private:
    QTemporaryDir m_folder;
    QString m_name;
    QString m_listen;
    ShiftedClock m_clock;
    SystemRandom m_random;
    std::unique_ptr<DeviceIdentity> m_identity;
    std::unique_ptr<LibraryService> m_service;
    std::unique_ptr<LibraryReader> m_reader;
    std::unique_ptr<SyncEngine> m_engine;
    QList<Peer> m_peers;
    bool m_started = false;
};

/// Makes `joining` a device of `member`'s library without the pairing protocol, and tells it where
/// the member listens: for tests of what comes after.
inline bool befriend(LiveDevice &joining, LiveDevice &member)
{
    bool done = false;
    bool joined = false;
    joining.service().run(
        [](Library &library) {
            return Adoption {library.id(), library.ownLogs()};
        },
        &joining,
        [&](const Adoption &adoption) {
            const Membership membership = member.reader().membership();
            MemberRecord record = makeAdd(membership,
                                          member.identity(),
                                          joining.identity().device(),
                                          joining.reader().deviceName(),
                                          Hlc {std::uint64_t(SystemClock().nowMs()) << 16U},
                                          adoption);
            signAsSubject(record, joining.identity());
            std::vector<QByteArray> records = membership.records();
            records.push_back(record.toCbor());
            member.service().run(
                [records](Library &library) { return library.addMemberRecords(records); },
                &member,
                [&, records](const Result<int> &added) {
                    joining.service().run(
                        [records, id = member.reader().id()](Library &library) {
                            return library.join(id, records);
                        },
                        &joining,
                        [&, ok = bool(added)](const Outcome &outcome) {
                            done = true;
                            joined = ok && outcome;
                        });
                });
        });
    if (!QTest::qWaitFor([&] { return done; }) || !joined) {
        return false;
    }
    const bool known =
        QTest::qWaitFor([&] { return joining.peer(member) && member.peer(joining); });
    joining.engine().setPeerAddresses(member.identity().device(), {member.address()});
    return known;
}

} // namespace sheaf::test
