#include "sync/session/syncsessionprivate.h"

#include <algorithm>

// What the other side has, and where its logs and ours go two ways.

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace session;

// Have

void SyncSession::Private::hear(const message::Have &have)
{
    if (state != State::Comparing || comparing) {
        violate(u"a Have out of order"_s);
    } else if (!differs && !have.vector) {
        if (have.digest == announced.digest()) {
            theirAnnounced = offered = theirs = proven = announced;
            startExchange();
            if (mayRepair) {
                lackingReadAt = mine;
                repair.begin(stateDigest, have.stateDigest, announced);
            }
            return;
        }
        differs = true;
        announced = acked = mine; // commits since the first digest are in it
        say(message::Have {announced.digest(), announced, std::nullopt});
    } else if (differs && have.vector) {
        if (have.digest != have.vector->digest()) {
            violate(u"a Have whose digest is not its vector's"_s);
            return;
        }
        compareFully(*have.vector);
    } else {
        violate(u"a Have in the wrong form"_s);
    }
}

void SyncSession::Private::compareFully(const VersionVector &vector)
{
    for (const auto &[log, head] : vector.heads()) {
        if (head.hash.isNull()) {
            violate(u"a Have without a head's hash"_s);
            return;
        }
    }
    comparing = true;
    actions.emplace_back(CompareHave {vector});
}

void SyncSession::Private::on(const HaveCompared &compared, qint64)
{
    const VectorComparison &found = compared.comparison;
    if (!comparing) {
        return;
    }
    if (compared.fault) {
        fail(*compared.fault);
    } else if (!found.mine.covers(announced)) {
        forked(); // our own logs were cut: by a name in the peer's vector, or by another session
    } else if (!found.forks.empty()) {
        const LogRange &fork = found.forks.front(); // the next session finds the next one
        const Outcome begun = search.begin(fork);
        if (!mayRepair) {
            fail({ErrorCode::ChainBroken,
                  u"two histories of one log of device %1"_s.arg(fork.log.device.toHex())});
        } else if (!begun) {
            fail(begun.error());
        } else {
            searchOn();
        }
    } else {
        comparing = false;
        theirAnnounced = offered = theirs = found.theirs;
        proven = found.proven;
        for (const auto &[log, head] : found.theirs.heads()) {
            if (!proven.has(log, head.seq)) {
                claimed.advance(log, head);
            }
        }
        startExchange();
        if (mayRepair) {
            lackingReadAt = mine;
            repair.beginUnequal();
        }
        for (const Message &message : std::exchange(waiting, {})) {
            dispatch(message);
        }
    }
}

void SyncSession::Private::startExchange()
{
    state = State::Exchanging;
    intake.announce(announced);
    reportAcked();
}

// Logs that fork

void SyncSession::Private::forked()
{
    fail({ErrorCode::LogForked, u"a log was cut where it forks; sync begins again"_s});
}

void SyncSession::Private::searchOn()
{
    if (search.isDone()) {
        actions.emplace_back(CutLog {search.log().root(), search.last()});
    } else {
        actions.emplace_back(ReadChain {search.log(), search.wantedSeqs()});
    }
}

void SyncSession::Private::on(const ChainRead &read, qint64)
{
    auto probe = search.probe(read.hashes);
    if (!probe) {
        fail(probe.error());
    } else {
        say(*std::move(probe));
    }
}

void SyncSession::Private::hear(const message::Probed &answer)
{
    if (!isSearchAllowed()) {
        return;
    }
    if (const Outcome narrowed = search.answered(answer); !narrowed) {
        fail(narrowed.error());
    } else {
        searchOn();
    }
}

void SyncSession::Private::hear(const message::Probe &probe)
{
    if (isSearchAllowed()) {
        actions.emplace_back(LookUp {probe.changes, true});
    }
}

void SyncSession::Private::on(const LookedUp &found, qint64)
{
    if (found.forPeer) {
        say(message::Probed {found.known});
    } else if (!doubtedAcks.empty()) {
        const message::Ack ack = std::move(doubtedAcks.front());
        doubtedAcks.pop_front();
        const auto &heads = ack.vector.heads();
        const bool isOurs = std::all_of(heads.begin(), heads.end(), [&](const auto &entry) {
            const LogHead ours = mine.head(entry.first);
            const Hash &hash = entry.second.hash;
            return hash.isNull() || hash == ours.hash
                || std::find(found.known.begin(), found.known.end(), hash) != found.known.end();
        });
        isOurs ? takeAck(ack.vector) : forked(); // the comparison finds out where
    }
}

void SyncSession::Private::hear(const message::Forked &forked)
{
    if (isSearchAllowed()) {
        actions.emplace_back(CutLog {{forked.device, forked.incarnation, {}}, forked.last});
    }
}

void SyncSession::Private::on(const LogCut &cut, qint64)
{
    if (cut.fault) {
        fail(*cut.fault);
        return;
    }
    if (search.isRunning() && search.isDone()) {
        const LogId &log = search.log();
        say(message::Forked {log.device, log.incarnation, search.last()});
    }
    forked();
}

bool SyncSession::Private::isSearchAllowed()
{
    if (!mayRepair) {
        violate(u"a message of a feature that was not agreed on"_s);
    } else if (state == State::Members) {
        violate(u"a search before the comparison"_s);
    }
    return state != State::Ended;
}

} // namespace sheaf
