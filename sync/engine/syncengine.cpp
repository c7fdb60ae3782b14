#include "sync/engine/syncengine.h"

#include "sync/engine/networkwatch.h"
#include "sync/engine/syncworker.h"

#include <QDeadlineTimer>

namespace sheaf {

namespace {

    constexpr std::chrono::seconds kStopWithin {5};

    /// Values that travel between the threads by queued signals.
    void registerValues()
    {
        qRegisterMetaType<SyncStatus>();
        qRegisterMetaType<QList<Peer>>();
        qRegisterMetaType<PairingRequest>();
        qRegisterMetaType<DeviceId>();
        qRegisterMetaType<VersionVector>();
        qRegisterMetaType<Error>();
    }

} // namespace

SyncEngine::SyncEngine(LibraryService &library,
                       const DeviceIdentity &identity,
                       SyncConfig config,
                       QObject *parent)
    : QObject(parent)
    , m_library(library)
    , m_worker(new SyncWorker(library, identity, std::move(config)))
{
    registerValues();
    m_thread.setObjectName(QStringLiteral("sync"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &SyncWorker::start);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &SyncWorker::statusChanged, this, [this](const SyncStatus &status) {
        m_status = status;
        Q_EMIT statusChanged(status);
    });
    connect(m_worker, &SyncWorker::peersChanged, this, [this](const QList<Peer> &peers) {
        m_peers = peers;
        Q_EMIT peersChanged(peers);
    });
    connect(m_worker, &SyncWorker::pairingChanged, this, &SyncEngine::onPairingChanged);
    connect(m_worker, &SyncWorker::pairingLinkReady, this, &SyncEngine::pairingLinkReady);
    connect(m_worker, &SyncWorker::started, this, &SyncEngine::started);
    connect(m_worker, &SyncWorker::caughtUp, this, &SyncEngine::caughtUp);
    auto *network = new NetworkWatch(this);
    connect(network, &NetworkWatch::networkReturned, this, &SyncEngine::networkReturned);
    m_thread.start();
}

SyncEngine::~SyncEngine()
{
    QMetaObject::invokeMethod(m_worker, &SyncWorker::stop);
    if (!m_thread.wait(QDeadlineTimer(kStopWithin))) {
        m_thread.quit(); // the library does not answer: go without it
        m_thread.wait();
    }
}

void SyncEngine::onPairingChanged(const PairingRequest &request)
{
    const bool isOver = request.state == PairingRequest::State::Done
        || request.state == PairingRequest::State::Failed;
    m_pairings.removeIf([&request](const PairingRequest &known) { return known.id == request.id; });
    if (!isOver) {
        m_pairings << request;
    }
    Q_EMIT pairingChanged(request);
}

void SyncEngine::syncNow()
{
    QMetaObject::invokeMethod(m_worker, &SyncWorker::syncNow);
}

void SyncEngine::afterWrites(QObject *context, std::function<void()> done)
{
    m_library.run(
        [](Library &) { return true; }, context, [done = std::move(done)](bool) { done(); });
}

void SyncEngine::begin(const SyncConfig &config)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, config] { worker->begin(config); });
}

void SyncEngine::networkReturned()
{
    QMetaObject::invokeMethod(m_worker, &SyncWorker::onNetworkReturned);
}

quint64 SyncEngine::requestPairing(const QString &address)
{
    const quint64 id = m_nextPairing;
    m_nextPairing += 2;
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, id, address] { worker->requestPairing(id, address); });
    return id;
}

quint64 SyncEngine::acceptLink(const QString &link)
{
    const quint64 id = m_nextPairing;
    m_nextPairing += 2;
    QMetaObject::invokeMethod(m_worker,
                              [worker = m_worker, id, link] { worker->acceptLink(id, link); });
    return id;
}

void SyncEngine::makePairingLink()
{
    QMetaObject::invokeMethod(m_worker, &SyncWorker::makePairingLink);
}

void SyncEngine::confirmPairing(quint64 id)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, id] { worker->confirmPairing(id); });
}

void SyncEngine::denyPairing(quint64 id)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, id] { worker->denyPairing(id); });
}

void SyncEngine::renamePeer(const DeviceId &peer, const QString &name)
{
    QMetaObject::invokeMethod(m_worker,
                              [worker = m_worker, peer, name] { worker->renamePeer(peer, name); });
}

void SyncEngine::setPeerAddresses(const DeviceId &peer, const QStringList &addresses)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, peer, addresses] {
        worker->setPeerAddresses(peer, addresses);
    });
}

} // namespace sheaf
