/// Identifiers as fixed-size byte values, each its own type so that they cannot be mixed up.
/// Shape   N raw bytes; text form is 2N lower-case hex digits; ordered bytewise.
/// Errors  fromHex/fromBytes return nothing when length or digits are wrong.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QMetaType>
#include <QString>

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <optional>

namespace sheaf {

template <std::size_t N, typename Tag>
struct ByteId
{
    static constexpr qsizetype kSize = static_cast<qsizetype>(N);
    std::array<std::uint8_t, N> bytes {};

    static std::optional<ByteId> fromBytes(QByteArrayView view)
    {
        if (view.size() != kSize) {
            return std::nullopt;
        }
        ByteId id;
        std::copy(view.begin(), view.end(), reinterpret_cast<char *>(id.bytes.data()));
        return id;
    }
    static std::optional<ByteId> fromHex(QStringView text)
    {
        if (text.size() != 2 * kSize) {
            return std::nullopt;
        }
        for (const QChar c : text) {
            const char16_t u = c.unicode();
            if (!((u >= u'0' && u <= u'9') || (u >= u'a' && u <= u'f'))) {
                return std::nullopt;
            }
        }
        return fromBytes(QByteArray::fromHex(text.toLatin1()));
    }
    [[nodiscard]] QByteArray toBytes() const
    {
        return QByteArray(reinterpret_cast<const char *>(bytes.data()), kSize);
    }
    [[nodiscard]] QByteArrayView view() const
    {
        return QByteArrayView(reinterpret_cast<const char *>(bytes.data()), kSize);
    }
    [[nodiscard]] QString toHex() const { return QString::fromLatin1(toBytes().toHex()); }
    [[nodiscard]] bool isNull() const
    {
        return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
    }

    friend auto operator<=>(const ByteId &, const ByteId &) = default;
    friend bool operator==(const ByteId &, const ByteId &) = default;
    friend size_t qHash(const ByteId &id, size_t seed = 0)
    {
        return qHashBits(id.bytes.data(), N, seed);
    }
};

using NoteId = ByteId<16, struct NoteTag>; ///< a record: note, notebook or setting
using LibraryId = ByteId<16, struct LibraryTag>; ///< first 16 bytes of the genesis record's hash
using DeviceId = ByteId<32, struct DeviceTag>; ///< Ed25519 public key
using Hash = ByteId<32, struct HashTag>; ///< BLAKE2b-256
using Signature = ByteId<64, struct SignatureTag>; ///< Ed25519
using Salt = ByteId<16, struct SaltTag>; ///< random, one per commitment

} // namespace sheaf

Q_DECLARE_METATYPE(sheaf::NoteId)
Q_DECLARE_METATYPE(sheaf::DeviceId)
Q_DECLARE_METATYPE(sheaf::Hash)
