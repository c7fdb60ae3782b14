/// Body deltas. First byte even: base and ops (the base's length before it), against a second, plain
/// reading of the ops; odd: base and target, which a delta must reproduce.
#include "model/base/cbor.h"
#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/note/bodydelta.h"
#include "tests/fuzz/fuzztargets.h"

namespace sheaf::fuzz {

namespace {

    /// What the ops say, read as plainly as can be; nothing when they are malformed.
    std::optional<QByteArray> expand(const QByteArray &base, const QByteArray &ops)
    {
        QByteArray result;
        qsizetype at = 0;
        const auto varint = [&]() -> std::optional<quint64> {
            quint64 value = 0;
            for (int bytes = 0; bytes < 5 && at < ops.size(); ++bytes) {
                const auto byte = static_cast<quint8>(ops[at++]);
                value += quint64 {byte & 0x7fU} << (7U * static_cast<unsigned>(bytes));
                if (byte < 0x80) {
                    return byte == 0 && bytes > 0 ? std::nullopt : std::optional(value);
                }
            }
            return std::nullopt;
        };
        while (at < ops.size()) {
            const auto head = varint();
            if (!head || *head < 2) {
                return std::nullopt;
            }
            const auto length = static_cast<qsizetype>(*head / 2);
            if (*head % 2 == 0) {
                if (length > ops.size() - at) {
                    return std::nullopt;
                }
                result += ops.mid(at, length);
                at += length;
                continue;
            }
            const auto offset = varint();
            if (!offset || static_cast<qsizetype>(*offset) + length > base.size()) {
                return std::nullopt;
            }
            result += base.mid(static_cast<qsizetype>(*offset), length);
            if (result.size() > limits::kBodyBytesMax) {
                return std::nullopt;
            }
        }
        return result;
    }

    void applyOps(const QByteArray &base, const QByteArray &ops)
    {
        const auto expected = expand(base, ops);
        BodyDelta delta {ops, expected ? expected->size() : base.size(), {}};
        if (expected) {
            delta.resultHash = digest(*expected);
        }
        const auto result = applyBodyDelta(base, delta);
        const bool valid = expected && isUtf8(*expected);
        oracle(bool(result) == valid, "both readings agree on what is a delta");
        oracle(!result || *result == *expected, "both readings agree on the result");
        delta.resultBytes += 1;
        oracle(!applyBodyDelta(base, delta), "a wrong length is refused");
        delta.resultBytes = limits::kBodyBytesMax + 1;
        oracle(!applyBodyDelta(base, delta), "a result over its limit is refused");
    }

    void makeAndApply(const QByteArray &base, const QByteArray &target)
    {
        const auto delta = makeBodyDelta(base, target);
        if (!delta) {
            return;
        }
        oracle(delta->ops.size() * 10 <= target.size() * 7, "a delta saves what it must");
        const auto result = applyBodyDelta(base, *delta);
        oracle(bool(result) == isUtf8(target), "our own delta applies");
        oracle(!result || *result == target, "our own delta gives the target");
    }

} // namespace

void bodydelta(QByteArrayView bytes)
{
    Input input(bytes);
    const bool ops = input.byte() % 2 == 0;
    const QByteArray base = input.take(input.word()).toByteArray();
    const QByteArray rest = input.rest().toByteArray();
    if (ops) {
        applyOps(base, rest);
    } else {
        makeAndApply(base, rest);
    }
}

} // namespace sheaf::fuzz
