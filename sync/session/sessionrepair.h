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
    /// All that was announced is stored; what came may stand on content that is not here.
    void readLacking();
    /// A change moved what is compared.
    void stopComparing();
    [[nodiscard]] bool isComparing() const { return !m_comparison.isOver(); }

    [[nodiscard]] Outcome heard(const message::Compare &said) { return m_comparison.heard(said); }
    [[nodiscard]] Outcome heard(const message::Compared &said) { return m_comparison.heard(said); }
    [[nodiscard]] Outcome heard(const message::Want &said) { return m_refetch.heard(said); }
    [[nodiscard]] Outcome heard(const message::Given &said) { return m_refetch.heard(said); }
    [[nodiscard]] bool takeLarge(const PackedChange &change) { return m_refetch.takeLarge(change); }
    void on(const session::Lacking &lacking);
    void on(session::WantedRead read) { m_refetch.on(std::move(read)); }
    void on(const session::GivenStored &stored);
    void on(session::DigestsRead read) { m_comparison.on(std::move(read)); }
    void on(const session::RecordsRepaired &repaired);

    [[nodiscard]] std::vector<SyncSession::Action> takeActions();

private:
    Refetch m_refetch;
    StateComparison m_comparison;
    int m_readingLacking = 0;
    std::vector<SyncSession::Action> m_actions;
};

} // namespace sheaf
