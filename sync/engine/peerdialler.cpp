#include "sync/engine/peerdialler.h"

#include "model/base/randomsource.h"
#include "sync/limits.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr std::chrono::seconds kNextAddressAfter {1};
    constexpr qint64 kStoodLongMs = 10'000; ///< a session that stood so long was no failure

} // namespace

PeerDialler::PeerDialler(DialDesk &desk, RandomSource &random, QObject *parent)
    : QObject(parent)
    , m_desk(desk)
    , m_random(random)
{
}

void PeerDialler::setPeers(const QMap<DeviceId, QStringList> &addresses)
{
    std::erase_if(m_targets,
                  [&addresses](const auto &entry) { return !addresses.contains(entry.first); });
    for (auto it = addresses.begin(); it != addresses.end(); ++it) {
        const DeviceId peer = it.key();
        auto [entry, isNew] = m_targets.try_emplace(peer);
        Target &target = entry->second;
        if (isNew) {
            target.again = std::make_unique<QTimer>();
            target.again->setSingleShot(true);
            connect(target.again.get(), &QTimer::timeout, this, [this, peer] { attempt(peer); });
            target.stagger = std::make_unique<QTimer>();
            target.stagger->setSingleShot(true);
            connect(target.stagger.get(), &QTimer::timeout, this, [this, peer] { tryNext(peer); });
        }
        QStringList before = std::exchange(target.addresses, it.value());
        QStringList now = it.value();
        before.sort();
        now.sort();
        if (isNew || before != now) {
            target.retry.reset();
            attempt(peer);
        }
    }
}

void PeerDialler::setConnected(const DeviceId &peer)
{
    if (Target *target = find(peer)) {
        target->connected = true;
        target->final = false;
        target->inFlight = 0;
        target->untried.clear();
        target->again->stop();
        target->stagger->stop();
    }
}

void PeerDialler::setLost(const DeviceId &peer, const Error &why, bool retry, qint64 stoodMs)
{
    Target *target = find(peer);
    if (!target) {
        return;
    }
    target->connected = false;
    target->lastError = why;
    target->final = !retry;
    if (stoodMs >= kStoodLongMs) {
        target->retry.reset();
    }
    if (why.code != ErrorCode::LogForked) {
        target->forks = 0;
    } else if (++target->forks <= limits::kForkRestartsMax) {
        target->again->start(0); // nothing is wrong: the names of some logs are new
        return;
    }
    schedule(*target);
}

void PeerDialler::setRefused(const DeviceId &peer,
                             const QString &address,
                             const Error &why,
                             bool retry)
{
    if (Target *target = find(peer)) {
        target->final = !retry && why.code != ErrorCode::Refused;
    }
    onAnswer(peer, address, why);
}

void PeerDialler::dialNow()
{
    for (auto &[peer, target] : m_targets) {
        dialNow(peer);
    }
}

void PeerDialler::dialNow(const DeviceId &peer)
{
    if (Target *target = find(peer)) {
        target->retry.reset();
        target->final = false;
        attempt(peer);
    }
}

void PeerDialler::redial()
{
    for (const auto &[device, target] : m_targets) {
        const DeviceId peer = device;
        if (!target.connected || target.addresses.isEmpty()) {
            dialNow(peer);
            continue;
        }
        const QString address = target.addresses.first();
        m_desk.dial(address, this, [this, peer, address](const auto &answer) {
            if (answer && find(peer)) {
                Q_EMIT dialled(peer, address, *answer); // the newer connection replaces the old one
            }
        });
    }
}

void PeerDialler::attempt(const DeviceId &peer)
{
    Target *target = find(peer);
    if (!target || target->connected || target->inFlight > 0) {
        return;
    }
    target->again->stop();
    target->untried = target->addresses;
    tryNext(peer);
}

void PeerDialler::tryNext(const DeviceId &peer)
{
    Target *target = find(peer);
    if (!target || target->connected) {
        return;
    }
    if (target->untried.isEmpty()) {
        if (target->inFlight == 0 && !target->addresses.isEmpty()) {
            schedule(*target);
            Q_EMIT failed(peer, target->lastError, target->lastAddress);
        }
        return;
    }
    const QString address = target->untried.takeFirst();
    ++target->inFlight;
    if (!target->untried.isEmpty()) {
        target->stagger->start(kNextAddressAfter);
    }
    m_desk.dial(address, this, [this, peer, address](const auto &answer) {
        onAnswer(peer, address, answer);
    });
}

void PeerDialler::onAnswer(const DeviceId &peer,
                           const QString &address,
                           const Result<std::shared_ptr<Connection>> &answer)
{
    Target *target = find(peer);
    if (!target || target->connected) {
        return; // an unneeded connection closes with its last owner
    }
    if (answer) {
        Q_EMIT dialled(peer, address, *answer); // setConnected or setRefused follows
        return;
    }
    target->inFlight = std::max(0, target->inFlight - 1);
    target->lastError = answer.error();
    target->lastAddress = address;
    tryNext(peer);
}

void PeerDialler::schedule(Target &target)
{
    if (target.addresses.isEmpty()) {
        return;
    }
    if (target.final) {
        target.retry.giveTime();
    }
    target.again->start(std::chrono::milliseconds(target.retry.nextDelayMs(m_random)));
}

PeerDialler::Target *PeerDialler::find(const DeviceId &peer)
{
    const auto found = m_targets.find(peer);
    return found == m_targets.end() ? nullptr : &found->second;
}

} // namespace sheaf
