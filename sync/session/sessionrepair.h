/// What one session says and does to mend: it fetches changes again and compares states. The two meet in
/// one place only: what a comparison finds damaged is fetched before it compares again.
/// Errors  ProtocolViolation naming the rule; of no use afterwards.
#pragma once

#include "sync/session/refetch.h"
#include "sync/session/statecomparison.h"

namespace sheaf {

class SessionRepair
{
public:
    /// Both Haves are there. `theirs`: the peer's state digest, `vector`: what both have, when equal.
    void begin(const std::optional<Hash> &ours,
               const std::optional<Hash> &theirs,
               const VersionVector &vector);
    void beginUnequal(); ///< the vectors differ: nothing to compare yet
    /// All that was announced is stored, and what came may stand on content that is not here; or damage
    /// was found. The list of what is lacking is read from its beginning, piece by piece.
    void readLacking();
    /// A change moved what is compared.
    void stopComparing();
    [[nodiscard]] bool isComparing() const { return !m_comparison.isOver(); }

    [[nodiscard]] Outcome heard(const message::Compare &said) { return m_comparison.heard(said); }
    [[nodiscard]] Outcome heard(const message::Compared &said) { return m_comparison.heard(said); }
    [[nodiscard]] Outcome heard(const message::Want &said) { return m_refetch.heard(said); }
    [[nodiscard]] Outcome heard(const message::Given &said) { return m_refetch.heard(said); }
    [[nodiscard]] bool takeLarge(const std::vector<PackedChange> &changes)
    {
        return m_refetch.takeLarge(changes);
    }
    void on(const session::Lacking &lacking);
    void on(session::WantedRead read) { m_refetch.on(std::move(read)); }
    void on(const session::GivenStored &stored);
    void on(session::DigestsRead read) { m_comparison.on(std::move(read)); }
    void on(const session::RecordsRepaired &repaired);

    [[nodiscard]] std::vector<SyncSession::Action> takeActions();

private:
    Refetch m_refetch;
    StateComparison m_comparison;
    void readOn();

    Hash m_lackingUpTo; ///< how far its list has been read
    bool m_moreLacking = false; ///< its list goes on behind that
    bool m_readAgain = false; ///< from the beginning, after the piece that is being read
    bool m_readingLacking = false;
    std::vector<SyncSession::Action> m_actions;
};

} // namespace sheaf
