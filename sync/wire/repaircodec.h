/// Bodies of the messages about forks and repair (Probe … Given); codec holds the envelope and the rest.
/// Errors  reading: the reader fails with a reason; a malformed change inside a Given is in `fault`.
#pragma once

#include "model/base/cbor.h"
#include "sync/wire/message.h"

namespace sheaf {

void writeBody(CborWriter &out, const message::Probe &probe);
void writeBody(CborWriter &out, const message::Probed &probed);
void writeBody(CborWriter &out, const message::Forked &forked);
void writeBody(CborWriter &out, const message::Compare &compare);
void writeBody(CborWriter &out, const message::Compared &compared);
void writeBody(CborWriter &out, const message::Want &want);
void writeBody(CborWriter &out, const message::Given &given);

[[nodiscard]] message::Probe readProbe(CborReader &in);
[[nodiscard]] message::Probed readProbed(CborReader &in);
[[nodiscard]] message::Forked readForked(CborReader &in);
[[nodiscard]] message::Compare readCompare(CborReader &in);
[[nodiscard]] message::Compared readCompared(CborReader &in);
[[nodiscard]] message::Want readWant(CborReader &in);
[[nodiscard]] message::Given readGiven(CborReader &in, std::optional<Error> &fault);

/// An array of packed changes, each at most limits::kPartAboveBytes.
void writeChanges(CborWriter &out, const std::vector<PackedChange> &changes);
[[nodiscard]] std::vector<PackedChange> readChanges(CborReader &in, std::optional<Error> &fault);

} // namespace sheaf
