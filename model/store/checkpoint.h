/// What the devices of a library have agreed may be dropped: content older than `cutoffMs` that every
/// device which counts has acknowledged.
/// Shape   base64 of a canonical CBOR map {1: cutoff in ms, 2: array of [device, incarnation, branch or
///         null, seq], strictly ascending}: the text of a replicated setting.
/// Rules   checkpoints join: each was valid when it was written, so what either allows is allowed. So
///         two that are made apart need no answer from a person.
/// Errors  fromText: nothing for anything but what toText writes.
#pragma once

#include "model/causality/hlc.h"
#include "model/causality/versionvector.h"

#include <QString>

#include <optional>

namespace sheaf {

struct JournalRow;

struct Checkpoint
{
    qint64 cutoffMs = 0;
    VersionVector everywhere; ///< without hashes

    [[nodiscard]] QString toText() const;
    [[nodiscard]] static std::optional<Checkpoint> fromText(const QString &text);
    void join(const Checkpoint &other);
    /// Whether the content of this change may go, as far as its age and its spread say.
    [[nodiscard]] bool covers(Hlc hlc, const LogId &log, std::uint64_t seq) const;
    [[nodiscard]] bool covers(const JournalRow &change) const;
    [[nodiscard]] bool isEmpty() const { return everywhere.isEmpty(); }

    friend bool operator==(const Checkpoint &, const Checkpoint &) = default;
};

/// Replicated settings.
inline constexpr QStringView kCheckpointKey = u"history.checkpoint";
inline constexpr QStringView kHistoryDaysKey = u"history-days"; ///< 0: for ever

} // namespace sheaf
