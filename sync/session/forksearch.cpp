#include "sync/session/forksearch.h"

#include "sync/limits.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

Outcome ForkSearch::begin(const LogRange &fork)
{
    m_log = fork.log;
    m_running = true;
    m_differs = fork.last;
    m_last = fork.log.branch; // whoever names a branch has its first change
    m_common = fork.log.branch.isNull() ? 0 : fork.first;
    if (m_differs <= m_common) {
        return Error {ErrorCode::ProtocolViolation, u"a branch that is named after another one"_s};
    }
    return kDone;
}

std::vector<std::uint64_t> ForkSearch::wantedSeqs()
{
    m_seqs.clear();
    m_hashes.clear();
    const std::uint64_t between = m_differs - m_common - 1;
    const auto points = std::min(between, std::uint64_t {limits::kProbeHashesMax});
    for (std::uint64_t i = 1; i <= points; ++i) {
        // between / (points + 1) apart, without overflow for any seq that a hostile head may name.
        const std::uint64_t step = between / (points + 1);
        const std::uint64_t rest = between % (points + 1);
        m_seqs.push_back(m_common + i * step + i * rest / (points + 1) + 1);
    }
    m_seqs.erase(std::unique(m_seqs.begin(), m_seqs.end()), m_seqs.end());
    return m_seqs;
}

Result<message::Probe> ForkSearch::probe(const std::vector<Hash> &hashes)
{
    if (hashes.size() != m_seqs.size()
        || std::any_of(
            hashes.begin(), hashes.end(), [](const Hash &hash) { return hash.isNull(); })) {
        // The log was cut meanwhile, by another session: the next one finds it under its new names.
        return Error {ErrorCode::LogForked, u"the log was cut during the search"_s};
    }
    m_hashes = hashes;
    return message::Probe {hashes};
}

Outcome ForkSearch::answered(const message::Probed &answer)
{
    if (m_hashes.empty()) {
        return Error {ErrorCode::ProtocolViolation, u"an answer that nobody asked for"_s};
    }
    for (const Hash &known : answer.known) {
        const auto at = std::find(m_hashes.begin(), m_hashes.end(), known);
        if (at == m_hashes.end()) {
            return Error {ErrorCode::ProtocolViolation, u"it knows what was not asked"_s};
        }
        const std::uint64_t seq = m_seqs[static_cast<std::size_t>(at - m_hashes.begin())];
        if (seq > m_common) {
            m_common = seq;
            m_last = known;
        }
    }
    for (const std::uint64_t seq : m_seqs) {
        if (seq > m_common) {
            m_differs = std::min(m_differs, seq);
        }
    }
    m_hashes.clear();
    return kDone;
}

} // namespace sheaf
