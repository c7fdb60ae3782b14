/// One immutable, signed change and its three parts, decoded. The bytes are the business of
/// `changecodec`; see model/SCHEMA.md for the layout of each part.
#pragma once

#include "model/base/ids.h"
#include "model/causality/hlc.h"
#include "model/causality/versionvector.h"
#include "model/note/noteedit.h"

#include <variant>

namespace sheaf {

/// Bits of a fragment: which fields it carries. The mask is 32 bits wide for later fields.
namespace field {
    inline constexpr quint32 kTitle = 0x80;
    inline constexpr quint32 kDescription = 0x40;
    inline constexpr quint32 kBody = 0x20;
    inline constexpr quint32 kTags = 0x10;
    inline constexpr quint32 kIsPrivate = 0x08;
    inline constexpr quint32 kCategories = 0x04;
    inline constexpr quint32 kPlace = 0x02;
    inline constexpr quint32 kAttachments = 0x01;
    inline constexpr quint32 kKnown = 0xff;
} // namespace field

inline constexpr quint32 kChangeFormat = 1;
/// Grows with every release that takes changes which the one before could only keep: what libraries hold
/// of them is then looked at again, once.
inline constexpr quint32 kUnderstanding = 1;

struct ChangeHeader
{
    quint32 format = kChangeFormat;
    LogId log; ///< its branch: the place the change is kept in, no part of what was signed
    std::uint64_t seq = 0;
    Hash prev; ///< null for seq 1
    Hash metaCommitment;

    friend bool operator==(const ChangeHeader &, const ChangeHeader &) = default;
};

struct ChangeMeta
{
    NoteId note;
    Operation operation = Operation::Update;
    Hlc hlc;
    std::vector<Hash> parents; ///< strictly ascending
    QString user;
    quint32 mask = 0;
    Hash contentCommitment;
    QByteArray extra; ///< unknown keys as canonical CBOR map; empty = none

    friend bool operator==(const ChangeMeta &, const ChangeMeta &) = default;
};

/// A body as the difference to the first parent's body.
struct BodyDelta
{
    QByteArray ops; ///< see model/note/bodydelta.h
    qint64 resultBytes = 0; ///< checked before the delta is expanded
    Hash resultHash;

    friend bool operator==(const BodyDelta &, const BodyDelta &) = default;
};

/// The fields that a change sets.
struct NoteFragment
{
    quint32 mask = 0;
    QString title;
    QString description;
    std::variant<QString, BodyDelta> body;
    QStringList tags;
    QStringList categories;
    QStringList attachments;
    Place place;
    bool isPrivate = false;
    QMap<quint32, QByteArray> unknown; ///< mask bit -> CBOR bytes, kept verbatim

    friend bool operator==(const NoteFragment &, const NoteFragment &) = default;
};

struct NoteChange
{
    ChangeHeader header;
    Hash hash; ///< BLAKE2b-256 of the header's bytes: the change's guid
    Signature signature;
    ChangeMeta meta;
    Salt metaSalt;
    NoteFragment fragment;
    Salt contentSalt;
};

} // namespace sheaf
