/// Two devices that have the same changes, but whose state digests differ: which records are it, and
/// whose? Each side searches by halving over record ids, makes what it found again from its own log,
/// then compares once more.
/// Transitions, with the function that makes each:
///   Idle      -> Searching  both digests are there and differ         [begin]
///   Searching -> Repairing  no answer is awaited any more             [endSearch]
///   Repairing -> Verifying  rows are made again, damage is fetched    [onRefetched]
///   Verifying -> Searching  there were more records than one round    [endRound]
///   Verifying -> Over       all are compared again                    [endRound]
///   any       -> Over       a change came or was made: another state  [stop]
/// Rules   a Compare of one record is a question after repair: it is answered when this side has repaired,
///         too. Nothing else waits for the other side, so none waits for ever. At most
///         limits::kCompareRecordsMax records a round, limits::kCompareRoundsMax rounds a session.
///         What is found is reported, whether it could be repaired or not.
/// Errors  ProtocolViolation naming the rule.
#pragma once

#include "sync/session/syncsession.h"

#include <map>
#include <set>

namespace sheaf {

class StateComparison
{
public:
    void begin(const std::optional<Hash> &ours,
               const std::optional<Hash> &theirs,
               const VersionVector &vector);
    void stop();
    [[nodiscard]] bool isOver() const { return m_phase == Phase::Over; }
    [[nodiscard]] bool isRepairing() const { return m_phase == Phase::Repairing; }
    /// The rows are made again: onRefetched() is awaited.
    [[nodiscard]] bool isRepaired() const { return isRepairing() && m_rowsDone; }

    [[nodiscard]] Outcome heard(const message::Compare &compare);
    [[nodiscard]] Outcome heard(const message::Compared &compared);
    void on(session::DigestsRead read);
    void on(const session::RecordsRepaired &repaired);
    void countRepaired(int changes) { m_repaired += changes; } ///< fetched again meanwhile
    void onRefetched(); ///< what was found damaged is here again, or is not to be had

    [[nodiscard]] std::vector<SyncSession::Action> takeActions()
    {
        return std::exchange(m_actions, {});
    }

private:
    enum class Phase { Idle, Searching, Repairing, Verifying, Over };
    using Sums = std::vector<std::pair<quint32, Hash>>;
    using Records = std::vector<std::pair<NoteId, Hash>>;
    struct Side
    {
        Sums sums;
        Records records;
    };
    struct Question
    {
        std::optional<Side> ours;
        std::optional<Side> theirs;
    };

    void ask(const QByteArray &prefix, bool records);
    void startRound();
    void judge(const QByteArray &prefix);
    void descend(const QByteArray &prefix, const Sums &ours, const Sums &theirs);
    void collect(const QByteArray &prefix, const Records &ours, const Records &theirs);
    void endSearch();
    void endRound();
    void answerDeferred();
    void read(const message::Compare &compare);

    Phase m_phase = Phase::Idle;
    VersionVector m_vector; ///< the state that is compared
    std::map<QByteArray, Question> m_questions;
    std::vector<message::Compare> m_deferred; ///< the peer's, until we have repaired
    std::set<NoteId> m_found; ///< in this round
    std::set<NoteId> m_diverged; ///< in this session, after repair
    int m_repaired = 0; ///< here, in this session
    int m_differed = 0; ///< in this session
    int m_rounds = 0;
    int m_asked = 0; ///< by the peer, in this session
    int m_askedAll = 0; ///< of them, about all records
    bool m_more = false; ///< than fit this round
    bool m_looksAgain = false; ///< a last time at what earlier rounds could not make equal
    bool m_sumFits = true;
    bool m_rowsDone = false; ///< of this round
    std::vector<SyncSession::Action> m_actions;
};

} // namespace sheaf
