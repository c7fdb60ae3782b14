#include "sync/session/statecomparison.h"

#include "sync/limits.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace session;

namespace {

    constexpr auto kRecordsMax = static_cast<std::size_t>(limits::kCompareRecordsMax);

    Error violation(const QString &reason)
    {
        return {ErrorCode::ProtocolViolation, reason};
    }

    void addTo(Hash &sum, const Hash &part)
    {
        for (std::size_t i = 0; i < sum.bytes.size(); ++i) {
            sum.bytes[i] = static_cast<std::uint8_t>(sum.bytes[i] ^ part.bytes[i]);
        }
    }

    /// One side has too many records to name them: then the other's are summed up as well.
    std::vector<std::pair<quint32, Hash>>
    sumsOf(const std::vector<std::pair<NoteId, Hash>> &records, qsizetype depth)
    {
        std::vector<std::pair<quint32, Hash>> sums;
        const auto at = static_cast<std::size_t>(std::min<qsizetype>(depth, NoteId::kSize - 1));
        for (const auto &[id, hash] : records) {
            const quint32 byte = id.bytes[at];
            if (sums.empty() || sums.back().first != byte) {
                sums.emplace_back(byte, Hash {});
            }
            addTo(sums.back().second, hash);
        }
        std::erase_if(sums, [](const auto &entry) { return entry.second.isNull(); });
        return sums;
    }

    /// Calls `differs` for each key that is on one side only or has two values.
    template <typename Key, typename Call>
    void forEachDifference(const std::vector<std::pair<Key, Hash>> &a,
                           const std::vector<std::pair<Key, Hash>> &b,
                           Call differs)
    {
        auto left = a.begin();
        auto right = b.begin();
        while (left != a.end() || right != b.end()) {
            if (right == b.end() || (left != a.end() && left->first < right->first)) {
                differs((left++)->first);
            } else if (left == a.end() || right->first < left->first) {
                differs((right++)->first);
            } else {
                if (left->second != right->second) {
                    differs(left->first);
                }
                ++left;
                ++right;
            }
        }
    }

} // namespace

void StateComparison::begin(const std::optional<Hash> &ours,
                            const std::optional<Hash> &theirs,
                            const VersionVector &vector)
{
    m_vector = vector;
    if (!ours || !theirs || *ours == *theirs) {
        m_phase = Phase::Over;
        if (ours && theirs) {
            m_actions.emplace_back(StateCompared {}); // also that they no longer differ
        }
        return;
    }
    startRound();
}

void StateComparison::stop()
{
    m_phase = Phase::Over;
    m_questions.clear();
    m_deferred.clear();
}

void StateComparison::startRound()
{
    ++m_rounds;
    m_phase = Phase::Searching;
    m_found.clear();
    m_more = false;
    ask({}, false);
}

void StateComparison::ask(const QByteArray &prefix, bool records)
{
    m_questions.try_emplace(prefix);
    m_actions.emplace_back(Say {message::Compare {prefix, records}});
    m_actions.emplace_back(ReadDigests {prefix, records, false});
}

Outcome StateComparison::heard(const message::Compared &compared)
{
    if (m_phase == Phase::Over) {
        return kDone; // asked before a change made it pointless
    }
    const auto question = m_questions.find(compared.prefix);
    if (question == m_questions.end() || question->second.theirs) {
        return violation(u"a comparison that was not asked for"_s);
    }
    const bool fits = std::all_of(
        compared.records.begin(), compared.records.end(), [&compared](const auto &record) {
            return record.first.view().startsWith(compared.prefix);
        });
    if (!fits || (!compared.sums.empty() && compared.prefix.size() >= NoteId::kSize)) {
        return violation(u"a comparison of other records than asked for"_s);
    }
    question->second.theirs = Side {compared.sums, compared.records};
    judge(compared.prefix);
    return kDone;
}

void StateComparison::on(DigestsRead read)
{
    const bool isStale = read.digests.vector != m_vector;
    if (read.forPeer) {
        if (m_phase != Phase::Over && !isStale) { // else what it asked about is gone
            m_actions.emplace_back(Say {message::Compared {
                read.prefix, std::move(read.digests.sums), std::move(read.digests.records)}});
        }
        return;
    }
    const auto question = m_questions.find(read.prefix);
    if (m_phase == Phase::Over || question == m_questions.end()) {
        return;
    }
    if (isStale) {
        stop();
        return;
    }
    if (read.prefix.isEmpty()) {
        m_sumFits = read.digests.sumFits;
    }
    question->second.ours = Side {std::move(read.digests.sums), std::move(read.digests.records)};
    judge(read.prefix);
}

void StateComparison::judge(const QByteArray &prefix)
{
    const Question &known = m_questions.at(prefix);
    if (!known.ours || !known.theirs) {
        return;
    }
    const Question question = m_questions.extract(prefix).mapped();
    const Side &ours = *question.ours;
    const Side &theirs = *question.theirs;
    if (!ours.sums.empty() || !theirs.sums.empty()) {
        descend(prefix,
                ours.records.empty() ? ours.sums : sumsOf(ours.records, prefix.size()),
                theirs.records.empty() ? theirs.sums : sumsOf(theirs.records, prefix.size()));
    } else {
        collect(prefix, ours.records, theirs.records);
    }
    if (m_questions.empty()) {
        m_phase == Phase::Searching ? endSearch() : endRound();
    }
}

void StateComparison::descend(const QByteArray &prefix, const Sums &ours, const Sums &theirs)
{
    forEachDifference(ours, theirs, [&](quint32 byte) {
        if (m_found.size() + m_questions.size() >= kRecordsMax) {
            m_more = true;
        } else {
            ask(prefix + static_cast<char>(byte), true);
        }
    });
}

void StateComparison::collect(const QByteArray &prefix, const Records &ours, const Records &theirs)
{
    bool differs = false;
    forEachDifference(ours, theirs, [&](const NoteId &id) {
        differs = true;
        if (m_phase == Phase::Verifying || m_diverged.contains(id)) {
            return;
        }
        if (m_found.size() >= kRecordsMax) {
            m_more = true;
        } else {
            m_found.insert(id);
        }
    });
    if (m_phase == Phase::Verifying && differs) {
        m_diverged.insert(NoteId::fromBytes(prefix).value_or(NoteId {}));
    }
}

void StateComparison::endSearch()
{
    if (m_found.empty() && m_sumFits) {
        endRound(); // it was the other one's sum, or all is known
        return;
    }
    m_phase = Phase::Repairing;
    m_rowsDone = false;
    m_differed += static_cast<int>(m_found.size());
    m_actions.emplace_back(RepairRecords {{m_found.begin(), m_found.end()}, !m_sumFits});
}

void StateComparison::on(const RecordsRepaired &repaired)
{
    m_repaired += repaired.repaired;
    m_rowsDone = true;
}

void StateComparison::onRefetched()
{
    if (m_phase != Phase::Repairing) {
        return;
    }
    m_phase = Phase::Verifying;
    answerDeferred();
    if (m_found.empty()) {
        endRound();
        return;
    }
    for (const NoteId &id : m_found) {
        ask(id.toBytes(), true);
    }
}

void StateComparison::endRound()
{
    m_phase = Phase::Verifying;
    answerDeferred();
    const bool moved = std::any_of(m_found.begin(), m_found.end(), [this](const NoteId &id) {
        return !m_diverged.contains(id);
    });
    if (m_more && moved && m_rounds < limits::kCompareRoundsMax) {
        startRound();
        return;
    }
    if (m_rounds > 1 && !m_looksAgain && !m_diverged.empty()) {
        // The other one may have come to them only in a later round.
        m_looksAgain = true;
        m_found.clear();
        for (const NoteId &id : std::exchange(m_diverged, {})) {
            if (m_found.size() < kRecordsMax) {
                m_found.insert(id);
                ask(id.toBytes(), true);
            }
        }
        return;
    }
    m_found.clear(); // ours is done; the other one may still ask
    if (m_differed > 0 || m_repaired > 0) {
        m_actions.emplace_back(
            StateCompared {m_differed, m_repaired, {m_diverged.begin(), m_diverged.end()}});
    }
}

// The peer's questions

Outcome StateComparison::heard(const message::Compare &compare)
{
    ++m_asked;
    m_askedAll += compare.prefix.isEmpty() ? 1 : 0;
    if (m_asked > limits::kComparesMax || m_askedAll > limits::kCompareRoundsMax) {
        return violation(u"it compares without end"_s);
    }
    if (m_phase == Phase::Over) {
        return kDone;
    }
    const bool waits = compare.prefix.size() == NoteId::kSize
        && (m_phase == Phase::Searching || m_phase == Phase::Repairing);
    if (waits) {
        m_deferred.push_back(compare);
    } else {
        read(compare);
    }
    return kDone;
}

void StateComparison::read(const message::Compare &compare)
{
    m_actions.emplace_back(ReadDigests {compare.prefix, compare.records, true});
}

void StateComparison::answerDeferred()
{
    for (const message::Compare &compare : std::exchange(m_deferred, {})) {
        read(compare);
    }
}

} // namespace sheaf
