#include "sync/engine/syncworker.h"

#include "model/base/logging.h"
#include "sync/engine/addressbook.h"
#include "sync/engine/diagnosis.h"
#include "sync/engine/dialdesk.h"
#include "sync/engine/handshakedriver.h"
#include "sync/engine/messagechannel.h"
#include "sync/engine/pairingdesk.h"
#include "sync/engine/peerdialler.h"
#include "sync/engine/sessiondriver.h"
#include "sync/engine/statusboard.h"
#include "sync/limits.h"
#include "sync/transport/connectionlimiter.h"
#include "sync/transport/endpoint.h"
#include "sync/transport/websockettransport.h"

#include <QCoreApplication>
#include <QThread>
#include <QTimer>

namespace sheaf {

using namespace Qt::StringLiterals;
using Purpose = message::Hello::Purpose;

namespace {

    constexpr std::chrono::milliseconds kLastWords {20};
    constexpr std::chrono::milliseconds kTrafficSettle {300};

    /// Failures that say something about who is there, not about the network in between.
    bool countsAgainst(ErrorCode code)
    {
        return code != ErrorCode::ConnectionLost && code != ErrorCode::Cancelled
            && code != ErrorCode::ProtocolOutdated;
    }

} // namespace

SyncWorker::SyncWorker(LibraryService &library, const DeviceIdentity &identity, SyncConfig config)
    : m_config(std::move(config))
    , m_identity(identity)
    , m_library(library)
{
}

SyncWorker::~SyncWorker()
{
    closeAll();
}

void SyncWorker::stop()
{
    closeAll();
    // The library's answers to what was asked last are under way: they come before this one. The
    // loop then runs a moment longer, so that the last answer's own box can delete itself in it.
    m_library.service().run([](Library &) { return true; },
                            this,
                            [this](bool) {
                                QTimer::singleShot(
                                    kLastWords, this, [] { QThread::currentThread()->quit(); });
                            });
}

void SyncWorker::closeAll()
{
    m_stopped = true; // answers of the library may still come
    m_library.service().disconnect(this);
    m_library.service().unfollowPublished(this);
    for (auto &[peer, session] : m_sessions) {
        saveTraffic(peer, session);
    }
    m_sessions.clear();
    for (MessageChannel *channel : findChildren<MessageChannel *>()) {
        channel->finish(); // the other devices need not wait to see that we are gone
    }
    while (!children().isEmpty()) {
        delete children().first();
    }
    m_transport.reset();
    // Connections delete themselves from the event loop, and this thread's may have ended.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void SyncWorker::start()
{
    makeParts();
    if (auto opened = m_library.open(); !opened) {
        qCWarning(logEngine) << "sync cannot read the library:" << opened.error().detail;
        m_board->setStopped(storageProblem(opened.error()));
        Q_EMIT started(QString());
        return;
    }
    m_libraryId = m_library.library();
    LibraryService &service = m_library.service();
    service.followPublished(this, [this](const VersionVector &vector) { onPublished(vector); });
    connect(&service, &LibraryService::membersChanged, this, &SyncWorker::onMembersChanged);
    connect(&service, &LibraryService::peersChanged, this, &SyncWorker::refreshPeers);
    connect(&service, &LibraryService::damageFound, this, [this] {
        for (const auto &[peer, session] : m_sessions) {
            QMetaObject::invokeMethod(
                session.driver, &SessionDriver::askForLacking, Qt::QueuedConnection);
        }
    });
    connect(&service, &LibraryService::storageFailed, this, [this](const Error &why) {
        m_board->setStorageProblem(storageProblem(why));
    });
    service.run([](Library &library) { return library.publish(); },
                this,
                [this](const Result<VersionVector> &published) {
                    if (!published && !m_stopped) {
                        m_board->setStorageProblem(storageProblem(published.error()));
                    }
                    run(published ? *published : VersionVector());
                });
}

void SyncWorker::makeParts()
{
    m_board = new StatusBoard(this);
    connect(m_board, &StatusBoard::aboutToTell, this, &SyncWorker::countTraffic);
    connect(m_board, &StatusBoard::statusChanged, this, &SyncWorker::statusChanged);
    connect(m_board, &StatusBoard::peersChanged, this, &SyncWorker::peersChanged);
    connect(m_board, &StatusBoard::caughtUp, this, [this](const DeviceId &peer) {
        if (const auto found = m_sessions.find(peer); found != m_sessions.end()) {
            saveTraffic(peer, found->second);
        }
        Q_EMIT caughtUp(peer);
    });
    // What is pushed live is counted a moment later, once for many changes, and only when it moved.
    m_trafficSettle = new QTimer(this);
    m_trafficSettle->setSingleShot(true);
    m_trafficSettle->setInterval(kTrafficSettle);
    connect(m_trafficSettle, &QTimer::timeout, this, [this] {
        for (auto &[peer, session] : m_sessions) {
            saveTraffic(peer, session);
        }
    });
    m_transport = std::make_unique<WebSocketTransport>(m_identity);
    connect(m_transport.get(), &Transport::accepted, this, &SyncWorker::onAccepted);
    m_dials = new DialDesk(*m_transport, this);
    m_dialler = new PeerDialler(*m_dials, m_random, this);
    connect(m_dialler, &PeerDialler::dialled, this, &SyncWorker::onDialled);
    connect(m_dialler,
            &PeerDialler::failed,
            this,
            [this](const DeviceId &peer, const Error &why, const QString &address) {
                m_board->setFailed(peer, why, address);
            });
    m_pairings = new PairingDesk(context(), *m_dials, this);
    connect(m_pairings, &PairingDesk::changed, this, &SyncWorker::pairingChanged);
    connect(m_pairings, &PairingDesk::paired, this, &SyncWorker::onPaired);
}

void SyncWorker::run(const VersionVector &published)
{
    if (m_stopped) {
        return;
    }
    m_library.addPublished(published); // a commit may have been announced meanwhile
    m_board->setPublished(m_library.published());
    listen();
    refreshPeers();
    Q_EMIT started(m_listening);
}

void SyncWorker::begin(const SyncConfig &config)
{
    m_config = config;
    if (m_stopped || !m_library.isOpen()) {
        return; // run() is still to come and reads it
    }
    listen();
    refreshPeers();
    Q_EMIT started(m_listening);
}

void SyncWorker::listen()
{
    if (m_config.listen.isEmpty() || !m_listening.isEmpty()) {
        return;
    }
    if (auto listening = m_transport->listen(m_config.listen)) {
        m_listening = *listening;
        m_board->setListenProblem(QString());
    } else {
        qCWarning(logEngine) << "not listening:" << listening.error().detail;
        m_board->setListenProblem(listenProblem(listening.error(), m_config.listen));
    }
    lookAtAddresses();
}

void SyncWorker::lookAtAddresses()
{
    m_ownAddresses = m_listening.isEmpty() ? QStringList() : ownAddresses(m_listening);
    m_board->setListening(m_listening, m_ownAddresses);
}

void SyncWorker::syncNow()
{
    if (m_library.isOpen()) {
        listen(); // the port may be free by now
        lookAtAddresses(); // and the machine in another network
        m_dialler->dialNow();
    }
}

void SyncWorker::onNetworkReturned()
{
    if (m_library.isOpen()) {
        listen();
        lookAtAddresses();
        m_dialler->redial();
    }
}

// Connections

void SyncWorker::onAccepted(const std::shared_ptr<Connection> &connection)
{
    const QString host = connection->remoteAddress();
    const QString network = limitedNetwork(host);
    if (!m_limiter.enter(network, monotonicMs())) {
        return; // nobody keeps it: it closes
    }
    auto *channel = new MessageChannel(connection, this);
    HandshakeSetup setup = context().handshakeOn(*connection, Purpose::Sync);
    setup.pairsByCode = m_pairings->takesCode();
    setup.pairsByLink = m_pairings->takesLink();
    auto *driver = new HandshakeDriver(channel, std::move(setup), this);
    connect(
        driver, &HandshakeDriver::failed, this, [this, host, network, driver](const Error &why) {
            m_limiter.leave(network);
            if (why.code == ErrorCode::ProtocolOutdated && driver->purpose() == Purpose::Sync) {
                m_board->setOutdatedAt(host, why);
            }
            onIncomingFailed(host, why);
        });
    connect(driver,
            &HandshakeDriver::authenticated,
            this,
            [this, network, channel](const DeviceId &peer, const handshake::Terms &terms) {
                m_limiter.leave(network);
                m_limiter.succeeded(network);
                if (m_sessionLimiter.admits(peer, monotonicMs())) {
                    beginSession(channel, peer, QString(), terms);
                } else {
                    channel->finishWith({ErrorCode::RateLimited, u"too many sessions"_s}, true);
                }
            });
    connect(driver,
            &HandshakeDriver::pairingAgreed,
            this,
            [this, network, channel](const handshake::PairingAgreed &agreed) {
                m_limiter.leave(network);
                m_pairings->takeOver(channel, agreed);
            });
    driver->start();
}

SyncContext SyncWorker::context()
{
    return {m_library, m_identity, m_random, m_config.protocol};
}

void SyncWorker::onIncomingFailed(const QString &host, const Error &why)
{
    if (!countsAgainst(why.code)) {
        return;
    }
    m_limiter.failed(limitedNetwork(host), monotonicMs());
    qCInfo(logEngine) << "refused a connection from" << host << errorName(why.code);
    audit(u"refused"_s, {}, u"%1 (%2)"_s.arg(host, errorName(why.code)));
}

void SyncWorker::onDialled(const DeviceId &peer,
                           const QString &address,
                           const std::shared_ptr<Connection> &connection)
{
    auto *channel = new MessageChannel(connection, this);
    auto *driver =
        new HandshakeDriver(channel, context().handshakeOn(*connection, Purpose::Sync), this);
    connect(driver,
            &HandshakeDriver::failed,
            this,
            [this, peer, address](const Error &why, bool retry) {
                m_dialler->setRefused(peer, address, why, retry);
            });
    connect(driver,
            &HandshakeDriver::authenticated,
            this,
            [this, peer, address, channel](const DeviceId &proven, const handshake::Terms &terms) {
                if (proven != peer) { // another of our devices has this address now
                    m_dialler->setRefused(
                        peer,
                        address,
                        {ErrorCode::Refused, u"another device answers at this address"_s},
                        true);
                }
                beginSession(channel, proven, address, terms);
            });
    driver->start();
}

void SyncWorker::beginSession(MessageChannel *channel,
                              const DeviceId &peer,
                              const QString &address,
                              const handshake::Terms &terms)
{
    if (const auto found = m_sessions.find(peer); found != m_sessions.end()) {
        if (!isBetter(*channel, *found->second.driver)) {
            channel->finish();
            return;
        }
        // Out of the map first: its end is no loss of the device.
        SessionDriver *old = found->second.driver;
        saveTraffic(peer, found->second);
        m_sessions.erase(found);
        old->close();
    }
    auto *driver = new SessionDriver(channel, peer, m_library, m_assembly, this);
    m_sessions[peer].driver = driver;
    connect(driver, &SessionDriver::progressed, this, [this, peer, driver] {
        m_board->setProgress(peer, driver->progress());
        if (!m_trafficSettle->isActive()) {
            m_trafficSettle->start();
        }
    });
    connect(driver, &SessionDriver::peerAcked, this, [this, peer](const VersionVector &vector) {
        m_board->setAcked(peer, vector);
    });
    connect(driver, &SessionDriver::peerCompared, this, [this, peer](const VersionVector &vector) {
        m_board->setCompared(peer, vector);
    });
    connect(driver,
            &SessionDriver::addressesAnnounced,
            this,
            [this, peer, driver](const QStringList &announced) {
                learnAddresses(peer, announced, driver->remoteHost());
            });
    connect(driver, &SessionDriver::heldUp, this, [this, peer](const QString &sentence) {
        m_board->setDamage(peer, sentence);
    });
    connect(driver, &SessionDriver::mended, this, [this] { onPublished(m_library.published()); });
    connect(driver, &SessionDriver::diverged, this, [this, peer](const QString &sentence) {
        m_board->setDivergence(peer, sentence);
    });
    connect(driver, &SessionDriver::ended, this, [this, driver](const session::End &end) {
        onSessionEnded(driver, end);
    });
    m_dialler->setConnected(peer);
    m_board->setOnline(peer, true);
    m_board->setReached(driver->remoteHost());
    audit(u"connected"_s, peer, driver->remoteHost());
    if (const PeerRow *row = m_library.peer(peer); row && !address.isEmpty()) {
        saveAddresses(peer, withGoodAddress(row->addresses, address));
    }
    driver->start(m_ownAddresses, terms.features, terms.theirMergeVersion);
}

bool SyncWorker::isBetter(const MessageChannel &fresh, const SessionDriver &old) const
{
    const qint64 apartMs = fresh.openedMs() - old.openedMs();
    if (std::abs(apartMs) > std::chrono::milliseconds(limits::kDuplicateWindow).count()
        || fresh.connection().isDialler() == old.isDialler()) {
        return apartMs >= 0;
    }
    const bool lowerIsHere = m_identity.device() < old.peer();
    return fresh.connection().isDialler() == lowerIsHere;
}

void SyncWorker::onSessionEnded(SessionDriver *driver, const session::End &end)
{
    const ErrorCode code = end.why.code;
    const DeviceId peer = driver->peer();
    m_ended += driver->traffic();
    driver->deleteLater();
    const auto found = m_sessions.find(peer);
    if (found == m_sessions.end() || found->second.driver != driver) {
        return; // replaced by a better connection
    }
    saveTraffic(peer, found->second);
    m_sessions.erase(found);
    m_board->setOnline(peer, false);
    if (end.isAccusation()) {
        m_sessionLimiter.faulted(peer, monotonicMs());
    }
    if (code != ErrorCode::ConnectionLost && code != ErrorCode::Cancelled) {
        m_board->setPeerProblem(peer, sessionProblem(end.why, end.told));
    }
    audit(u"disconnected"_s, peer, errorName(code));
    m_dialler->setLost(peer, end.why, end.retry, monotonicMs() - driver->openedMs());
}

// The library

void SyncWorker::onPublished(const VersionVector &vector)
{
    if (m_stopped) {
        return;
    }
    const std::size_t branches = m_library.published().branches();
    m_library.addPublished(vector); // the answer to our own asking may have overtaken this one
    if (m_library.published().branches() > branches) {
        refreshPeers(); // what they have acknowledged has new names, too
    }
    m_board->setPublished(m_library.published());
    m_board->setStorageProblem(QString()); // what was written is on the disk
    std::vector<SessionDriver *> drivers; // a session may end while it is told
    for (const auto &[peer, session] : m_sessions) {
        drivers.push_back(session.driver);
    }
    for (SessionDriver *driver : drivers) {
        driver->published();
    }
}

void SyncWorker::onMembersChanged()
{
    if (m_stopped) {
        return;
    }
    m_library.reload();
    std::vector<SessionDriver *> drivers;
    for (const auto &[peer, session] : m_sessions) {
        drivers.push_back(session.driver);
    }
    const bool joined = std::exchange(m_libraryId, m_library.library()) != m_library.library();
    for (SessionDriver *driver : drivers) {
        if (joined) {
            driver->close(); // its handshake was about another library
        } else {
            driver->membersChanged();
        }
    }
    refreshPeers();
    if (joined) {
        m_dialler->dialNow();
    }
}

void SyncWorker::refreshPeers()
{
    if (m_stopped) {
        return;
    }
    m_library.reloadPeers();
    std::vector<PeerRow> rows = m_library.peers();
    const qint64 ownAheadMs =
        m_library.reader().clocks(m_library.service().clock().nowMs()).ownAheadMs;
    if (ownAheadMs != 0) {
        for (PeerRow &row : rows) {
            row.clockAheadMs = 0; // they only seem wrong by the clock that is
        }
    }
    m_board->setPeers(rows);
    m_board->setOwnClock(ownAheadMs);
    QMap<DeviceId, QStringList> addresses;
    for (const PeerRow &row : m_library.peers()) {
        addresses.insert(row.device, row.addresses);
        const bool isOnline = m_sessions.contains(row.device);
        if (isOnline || row.addresses.isEmpty()) {
            m_board->setPeerProblem(row.device, isOnline ? QString() : noAddressProblem());
        }
    }
    if (m_config.dial) {
        m_dialler->setPeers(addresses);
        for (const auto &[peer, session] : m_sessions) {
            m_dialler->setConnected(peer);
        }
    }
}

void SyncWorker::learnAddresses(const DeviceId &peer,
                                const QStringList &announced,
                                const QString &host)
{
    if (const PeerRow *row = m_library.peer(peer)) {
        saveAddresses(peer, withLearnedAddresses(row->addresses, announced, host));
    }
}

void SyncWorker::saveAddresses(const DeviceId &peer, const QStringList &addresses)
{
    const PeerRow *row = m_library.peer(peer);
    if (row && row->addresses == addresses) {
        return;
    }
    m_library.expectAddresses(peer, addresses);
    m_library.service().run(
        [peer, addresses](Library &library) { return library.setPeerAddresses(peer, addresses); },
        this,
        [this](const Outcome &saved) {
            if (!saved) {
                qCWarning(logEngine) << "an address was not saved:" << saved.error().detail;
            }
            refreshPeers();
        });
}

void SyncWorker::saveTraffic(const DeviceId &peer, Session &session)
{
    const Traffic now = session.driver->traffic();
    const Traffic fresh = now.since(std::exchange(session.saved, now));
    if (fresh.isNothing()) {
        return;
    }
    m_library.service().run(
        [=](Library &library) {
            library.notePeerSeen(peer,
                                 fresh.changesSent,
                                 fresh.changesReceived,
                                 fresh.bytesSent,
                                 fresh.bytesReceived);
            return true;
        },
        &m_library.service(), // this thread may be on its way out
        [](bool) {});
}

void SyncWorker::countTraffic()
{
    Traffic traffic = m_ended;
    for (const auto &[peer, session] : m_sessions) {
        traffic += session.driver->traffic();
    }
    m_board->setTraffic(traffic);
}

void SyncWorker::audit(const QString &event, const DeviceId &device, const QString &text)
{
    m_library.service().run(
        [event, device, text](Library &library) {
            library.audit(event, device, text);
            return true;
        },
        &m_library.service(), // this thread may be on its way out
        [](bool) {});
}

// Pairing and peers

void SyncWorker::requestPairing(quint64 id, const QString &address)
{
    m_pairings->request(id, address);
}

void SyncWorker::acceptLink(quint64 id, const QString &link)
{
    m_pairings->acceptLink(id, link);
}

void SyncWorker::makePairingLink()
{
    lookAtAddresses();
    Q_EMIT pairingLinkReady(m_pairings->makeLink(m_ownAddresses));
}

void SyncWorker::confirmPairing(quint64 id)
{
    m_pairings->confirm(id);
}

void SyncWorker::denyPairing(quint64 id)
{
    m_pairings->deny(id);
}

void SyncWorker::onPaired(const DeviceId &device, const QString &address)
{
    onMembersChanged(); // the library's own signal takes a detour over another thread
    audit(u"paired"_s, device, address);
    if (!address.isEmpty()) {
        const PeerRow *row = m_library.peer(device);
        saveAddresses(device, withGoodAddress(row ? row->addresses : QStringList(), address));
    }
    m_dialler->dialNow(device);
}

void SyncWorker::renamePeer(const DeviceId &peer, const QString &name)
{
    m_library.service().run(
        [peer, name](Library &library) { return library.setPeerName(peer, name); },
        this,
        [this](const Outcome &) { refreshPeers(); });
}

void SyncWorker::setPeerAddresses(const DeviceId &peer, const QStringList &addresses)
{
    QStringList texts;
    for (const QString &address : addresses) {
        if (const QString text = addressText(address); !text.isEmpty() && !texts.contains(text)) {
            texts << text;
        }
    }
    saveAddresses(peer, texts.mid(0, limits::kAddressesPerPeerMax));
}

} // namespace sheaf
