#include "model/note/foreigncontent.h"

#include "model/base/cbor.h"
#include "model/base/compression.h"
#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/note/fragmentcodec.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qsizetype kForeignBodyBytesMax = 4 * limits::kBodyBytesMax;
    constexpr quint64 kContentCommitment = 7; // of a meta, in every version of format 1

    Error violation(const char *reason)
    {
        return {ErrorCode::ProtocolViolation, u"change: "_s + QLatin1StringView(reason)};
    }

    std::optional<Hash> commitmentIn(QByteArrayView meta)
    {
        std::optional<Hash> found;
        CborReader reader(meta);
        reader.enterMap();
        while (reader.nextKey()) {
            if (reader.key() == kContentCommitment) {
                found = reader.id<Hash>();
            } else {
                reader.rawItem();
            }
        }
        return reader.finish() ? found : std::nullopt;
    }

    /// Where the body stands in a packed content and, for a delta, what else is known of it.
    struct BodyPlace
    {
        BodySpan span;
        std::optional<BodyDelta> delta;
    };

    std::optional<BodyPlace> bodyIn(QByteArrayView content)
    {
        std::optional<BodyPlace> place;
        CborReader reader(content);
        reader.enterMap();
        while (reader.nextKey()) {
            if (reader.key() != field::kBody) {
                reader.rawItem();
                continue;
            }
            place.emplace();
            place->span.start = reader.position();
            if (!reader.takeNull()) {
                if (reader.enterArray(2) != 2) {
                    reader.fail("a body that is neither text nor delta");
                }
                BodyDelta delta;
                delta.resultBytes =
                    static_cast<qint64>(reader.number(quint64(std::numeric_limits<qint64>::max())));
                delta.resultHash = reader.id<Hash>();
                place->delta = delta;
            }
            place->span.end = reader.position();
        }
        return reader.finish() ? place : std::nullopt;
    }

    Hash committedHash(const PackedChange &packed, const BodyPlace &place, const QByteArray &body)
    {
        const QByteArrayView content(packed.content);
        const QByteArrayView salt = packed.contentSalt.view();
        const QByteArrayView before = content.first(place.span.start);
        const QByteArrayView after = content.sliced(place.span.end);
        if (place.delta) {
            BodyDelta delta = *place.delta;
            delta.ops = body;
            return digest({salt, before, wholeBodyDelta(delta), after});
        }
        return digest({salt, before, wholeBodyHead(body.size()), body, after});
    }

} // namespace

Outcome checkForeignContent(const PackedChange &packed)
{
    const std::optional<Hash> committed = commitmentIn(packed.meta);
    if (!committed) {
        return kDone;
    }
    const std::optional<BodyPlace> place = bodyIn(packed.content);
    if (!place) { // without a body, packed and whole are the same bytes, whatever they are
        const bool same =
            packed.body.isEmpty() && commitment(packed.contentSalt, packed.content) == *committed;
        return same ? kDone : Outcome(violation("its meta commits to another content"));
    }
    QByteArray body;
    if (!packed.body.isEmpty()) {
        Result<QByteArray> expanded = decompress(packed.body, kForeignBodyBytesMax);
        if (!expanded) {
            return expanded.error();
        }
        body = *std::move(expanded);
    }
    if (committedHash(packed, *place, body) != *committed) {
        return violation("its meta commits to another content");
    }
    return kDone;
}

} // namespace sheaf
