/// What a sync session holds, and who of its parts does what. Its code is in syncsession.cpp (opening,
/// members, ending), sessioncomparison.cpp (Have, logs that fork) and sessionexchange.cpp (changes).
#pragma once

#include "sync/session/changeintake.h"
#include "sync/session/changeoutbox.h"
#include "sync/session/forksearch.h"
#include "sync/session/handedchanges.h"
#include "sync/session/keepalive.h"
#include "sync/session/memberexchange.h"
#include "sync/session/progressmeter.h"
#include "sync/session/sessionrepair.h"
#include "sync/session/syncsession.h"
#include "sync/wire/faultcode.h"

#include <deque>

namespace sheaf {

struct SyncSession::Private
{
    explicit Private(AssemblyBudget *budget)
        : intake(budget)
    {
    }

    enum class State { Waiting, Members, Comparing, Exchanging, Live, Ended };

    State state = State::Waiting;
    std::vector<Action> actions;
    std::vector<Message> early; ///< came before Started

    MemberExchange members;
    int storingMembers = 0;
    std::vector<session::StoreChanges> held; ///< wait for the records that vouch for them

    VersionVector mine; ///< durable here and sendable
    VersionVector announced; ///< what our Have said
    VersionVector acked; ///< what the peer was told that we have
    VersionVector theirAnnounced;
    VersionVector offered; ///< announced by the peer, or sent and stored: it awaits our Acks for it
    VersionVector theirs; ///< what the peer has, as its Have, its Acks and its own sending say
    VersionVector
        proven; ///< what of it is certainly ours: by hash, by Ack, or stored from the peer
    VersionVector claimed; ///< heads of the peer's Have that are not here yet
    HandedChanges handed; ///< to the library, and not dealt with
    std::deque<message::Ack> doubtedAcks; ///< the library looks whether their hashes are ours
    VersionVector reportedAcked;
    VersionVector library; ///< all that is durable here, published or not
    bool comparing = false; ///< the library looks at the peer's vector
    std::vector<Message> waiting; ///< came meanwhile
    qint64 waitingBytes = 0;
    bool mayRepair = false; ///< both sides name feature::kRepair
    VersionVector lackingReadAt; ///< what was here when it was last looked what its content lacks
    std::optional<Hash> stateDigest;
    ForkSearch search;
    bool differs = false; ///< the digests of both Haves differ: full ones follow
    bool reading = false;
    VersionVector asked; ///< up to where, the last time
    bool stuck = false; ///< what is still to be read is damaged here
    bool saidEnd = false;
    bool heardEnd = false;
    bool saidHeldUp = false; ///< since all was last sent
    bool heardHeldUp = false; ///< since all that it has was last here

    ChangeOutbox outbox;
    ChangeIntake intake;

    KeepAlive keepAlive;
    ProgressMeter meter;
    SessionRepair repair;

    void on(const session::Started &started, qint64 nowMs);
    void on(const session::PeerSaid &said, qint64 nowMs);
    void on(const session::PieceHeard &, qint64 nowMs) { keepAlive.heard(nowMs); }
    void on(const session::MembersStored &stored, qint64 nowMs);
    void on(const session::ChangesRead &read, qint64 nowMs);
    void on(const session::ChangesStored &stored, qint64 nowMs);
    void on(const session::Published &published, qint64 nowMs);
    void on(const session::MembersChanged &changed, qint64 nowMs);
    void on(const session::HaveCompared &compared, qint64 nowMs);
    void on(const session::ChainRead &read, qint64 nowMs);
    void on(const session::LookedUp &found, qint64 nowMs);
    void on(const session::LogCut &cut, qint64 nowMs);
    template <typename RepairEvent>
    void on(const RepairEvent &event, qint64)
    {
        repair.on(event);
    }
    void on(const session::DamageFound &found, qint64);
    void on(const session::GivenStored &stored, qint64);
    void on(const session::RecordsRepaired &repaired, qint64);
    void on(const session::LinkLost &lost, qint64 nowMs);
    void on(const session::DeadlinePassed &passed, qint64 nowMs);

    void hear(const message::Hello &) { violate(QStringLiteral("a second Hello")); }
    void hear(const message::Auth &) { violate(QStringLiteral("a second Auth")); }
    void hear(const message::Pairing &)
    {
        violate(QStringLiteral("pairing in the middle of a session"));
    }
    void hear(const message::Members &said);
    void hear(const message::Have &have);
    void hear(const message::Changes &changes);
    void hear(const message::Part &part);
    void hear(const message::Ack &ack);
    void hear(const message::EndOfStored &end);
    void hear(const message::Ping &) { say(message::Pong {}); }
    void hear(const message::Pong &) { }
    void hear(const message::Probe &probe);
    void hear(const message::Probed &answer);
    void hear(const message::Forked &forked);
    void hear(const message::Compare &said) { hearRepair(said); }
    void hear(const message::Compared &said) { hearRepair(said); }
    void hear(const message::Want &said) { hearRepair(said); }
    void hear(const message::Given &said) { hearRepair(said); }
    /// Nothing of repair is said to a device that does not name feature::kRepair; nor by it.
    template <typename Said>
    void hearRepair(const Said &said)
    {
        if (!mayRepair || !isCompared()) {
            violate(QStringLiteral("a question of repair that was not agreed on"));
        } else if (const Outcome done = repair.heard(said); !done) {
            fail(done.error());
        }
    }
    void hear(const message::Fault &fault) { end(errorFor(fault), fault.retry, true); }

    [[nodiscard]] bool isCompared() const
    {
        return state == State::Exchanging || state == State::Live;
    }
    void dispatch(const Message &message);
    void compareFully(const VersionVector &vector);
    void startExchange();
    void searchOn();
    [[nodiscard]] bool isSearchAllowed();
    void intakeChanges(std::vector<PackedChange> changes);
    void store(std::vector<PackedChange> changes);
    void learnStored(const VersionVector &durable);
    void learnProven(int consumed);
    void weigh(const message::Ack &ack);
    void weighClaims();
    void takeAck(const VersionVector &acknowledged);
    void followLibrary(const VersionVector &vector);
    void sayAck();
    void tellMembers();
    void pump();
    void report();
    void reportAcked();
    [[nodiscard]] bool isCaughtUp() const;
    [[nodiscard]] session::Progress standing() const;
    void say(Message message) { actions.emplace_back(session::Say {std::move(message)}); }
    void forked();
    void violate(const QString &reason) { fail({ErrorCode::ProtocolViolation, reason}); }
    void fail(const Error &why);
    void end(const Error &why, bool retry, bool told = false);
};

} // namespace sheaf
