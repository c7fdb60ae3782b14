/// What a writing Library holds beyond its tables.
#pragma once

#include "model/causality/hlc.h"
#include "model/search/searchfeed.h"
#include "model/store/checkpoint.h"
#include "model/store/idleproof.h"
#include "model/store/library.h"
#include "model/store/localcommit.h"
#include "model/store/sidecar.h"

#include <QSet>

namespace sheaf {

struct Library::Private
{
    Private(LibraryConfig settings, DeviceId device)
        : config(std::move(settings))
        , clock(*config.clock)
        , sidecar(config.stateFiles != nullptr ? *config.stateFiles : systemStateFiles(),
                  config.stateFolder,
                  device)
        , context {*config.signer, *config.clock, clock, *config.random}
    {
    }

    /// Starts a new own log when the present one must not go on: to be called before the first own
    /// change of a transaction.
    void prepareLog(LibraryRow &library)
    {
        while (library.incarnation == 0 || library.incarnation == brokenIncarnation) {
            library.incarnation = config.random->number();
        }
    }

    LibraryConfig config;
    HlcClock clock;
    Sidecar sidecar;
    CommitContext context;
    qint64 wallMs = 0; ///< at the last write
    std::uint64_t brokenIncarnation = 0; ///< not to be continued; 0 = none
    std::optional<Sidecar::Mark> published; ///< what the sidecar is known to hold
    QSet<Hash> trusted; ///< see RemoteApply
    IdleProof proof;
    std::optional<std::vector<NoteId>> suspects; ///< records whose rows may be wrong
    qint64 provenUpTo = -1; ///< note_changes.id; -1 = not read yet
    qint64 provenKept = 0; ///< of it, what the library notes
    std::unique_ptr<SearchFeed> feed; ///< of the search index; reads by this library's connection

    /// A look through all notes, in pieces, whether a new checkpoint would free enough.
    struct Look
    {
        Checkpoint proposed;
        qint64 position = 0; ///< row of the last note that was looked at
        int contents = 0;
    };
    std::optional<Look> look;
};

/// The replicated setting that says what happens to what does not merge: "ask" or "newest".
inline constexpr QStringView kConflictPolicyKey = u"conflict-policy";

} // namespace sheaf
