/// Changes with fixed keys, salts and texts: the same bytes on every machine, for codec tests.
#pragma once

#include "model/base/digest.h"
#include "model/note/changecodec.h"
#include "tests/support/seedsigner.h"

namespace sheaf {

template <typename Id>
[[nodiscard]] Id filled(std::uint8_t byte)
{
    Id id;
    id.bytes.fill(byte);
    return id;
}

/// A draft of the log's first change that sets every known field.
[[nodiscard]] inline NoteChange sampleDraft()
{
    NoteChange draft;
    draft.header.log = {SeedSigner(1).device(), 0x0123456789abcdefU, {}};
    draft.header.seq = 1;
    draft.meta.note = filled<NoteId>(0x11);
    draft.meta.operation = Operation::Create;
    draft.meta.hlc = Hlc::fromMs(1'700'000'000'000, 3);
    draft.meta.user = QStringLiteral("ada");
    draft.metaSalt = filled<Salt>(0x21);
    draft.contentSalt = filled<Salt>(0x22);
    NoteFragment &fragment = draft.fragment;
    fragment.mask = field::kKnown;
    fragment.title = QStringLiteral(u"Gr\u00fc\u00dfe \U0001F30D");
    fragment.description = QStringLiteral("what it is");
    fragment.body = QStringLiteral("# Head\n\nline\n");
    fragment.tags = {QStringLiteral("blue"), QStringLiteral("red")};
    fragment.categories = {QStringLiteral("home")};
    fragment.attachments = {QString(64, QLatin1Char('a'))};
    fragment.place = {filled<NoteId>(0x33), QStringLiteral("a0.7"), RecordKind::Notebook};
    fragment.isPrivate = true;
    return draft;
}

/// A draft with everything that can be there: branch, prev, parents, a delta, unknown keys and bits.
[[nodiscard]] inline NoteChange sampleDeltaDraft()
{
    NoteChange draft;
    draft.header.log = {SeedSigner(1).device(), 42, filled<Hash>(0x51)};
    draft.header.seq = 300;
    draft.header.prev = filled<Hash>(0x52);
    draft.meta.note = filled<NoteId>(0x11);
    draft.meta.operation = Operation::Update;
    draft.meta.hlc = Hlc::fromMs(1'700'000'060'000, 0);
    draft.meta.parents = {filled<Hash>(0x61), filled<Hash>(0x62)};
    draft.meta.extra = QByteArray::fromHex("a20882010218c8a1616101"); // {8: [1, 2], 200: {"a": 1}}
    draft.metaSalt = filled<Salt>(0x23);
    draft.contentSalt = filled<Salt>(0x24);
    draft.fragment.mask = field::kBody | 0x100U | 0x8000'0000U;
    draft.fragment.body = BodyDelta {QByteArray::fromHex("1500"), 10, digest("0123456789")};
    draft.fragment.unknown = {{0x100U, QByteArray::fromHex("83010203")},
                              {0x8000'0000U, QByteArray::fromHex("6161")}};
    return draft;
}

[[nodiscard]] inline LibraryId sampleLibrary()
{
    return filled<LibraryId>(0x44);
}

[[nodiscard]] inline SignedChange signedSample(NoteChange draft = sampleDraft())
{
    return signChange(std::move(draft), sampleLibrary(), SeedSigner(1));
}

} // namespace sheaf
