/// Finds where two chains of one log part: the last change that both devices have, by asking the other
/// side which of ours it has, up to limits::kProbeHashesMax points at a time.
/// Shape   begin() → wantedSeqs() → probe(hashes at them) → answered() → … until isDone().
/// Rules   who has a change of a chain has all before it, so the highest known point counts. A log of n
///         changes takes about log n to the base of 65 questions.
/// Errors  ProtocolViolation for an answer to something else.
#pragma once

#include "model/base/result.h"
#include "sync/wire/message.h"

namespace sheaf {

class ForkSearch
{
public:
    /// In `fork.log` of this device the other one has another change at `fork.last`, and the same ones
    /// before `fork.first`.
    [[nodiscard]] Outcome begin(const LogRange &fork);
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool isDone() const { return m_common + 1 >= m_differs; }
    /// Points of our log to ask about, ascending.
    [[nodiscard]] std::vector<std::uint64_t> wantedSeqs();
    /// The question, given the hashes at these points.
    [[nodiscard]] Result<message::Probe> probe(const std::vector<Hash> &hashes);
    [[nodiscard]] Outcome answered(const message::Probed &answer);

    [[nodiscard]] const LogId &log() const { return m_log; }
    /// The last change that both have; null = they have none in common.
    [[nodiscard]] const Hash &last() const { return m_last; }

private:
    LogId m_log;
    bool m_running = false;
    std::uint64_t m_common = 0; ///< highest seq known to be the same
    std::uint64_t m_differs = 0; ///< lowest seq known not to be
    Hash m_last; ///< hash at m_common
    std::vector<std::uint64_t> m_seqs; ///< asked about
    std::vector<Hash> m_hashes; ///< at them; empty = nothing is asked
};

} // namespace sheaf
