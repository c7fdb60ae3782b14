#include "model/note/bodydelta.h"

#include "model/base/cbor.h"
#include "model/base/digest.h"
#include "model/base/limits.h"

#include <cstring>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qsizetype kBlockBytes = 32;
    constexpr qsizetype kDeltaOverheadBytes = 48; ///< result length and hash
    constexpr quint32 kRollFactor = 0x01000193;

    /// Ops: varint (length << 1 | isCopy); a copy is followed by the varint offset, an insert by its bytes.
    void appendVarint(QByteArray &out, quint64 value)
    {
        while (value >= 0x80) {
            out.append(static_cast<char>((value & 0x7fU) | 0x80U));
            value >>= 7U;
        }
        out.append(static_cast<char>(value));
    }

    /// Shortest form only. False: cut short, overlong, or over 2^35.
    bool readVarint(QByteArrayView bytes, qsizetype &pos, quint64 &value)
    {
        value = 0;
        for (unsigned shift = 0; shift < 35; shift += 7) {
            if (pos >= bytes.size()) {
                return false;
            }
            const auto byte = static_cast<uchar>(bytes[pos++]);
            value |= static_cast<quint64>(byte & 0x7fU) << shift;
            if ((byte & 0x80U) == 0) {
                return byte != 0 || shift == 0;
            }
        }
        return false;
    }

    class DeltaWriter
    {
    public:
        explicit DeltaWriter(const QByteArray &target)
            : m_target(target)
        {
        }
        /// Target bytes up to `targetAt` that are not written yet become an insert, then the copy.
        void copy(qsizetype targetAt, qsizetype baseAt, qsizetype length)
        {
            insertUpTo(targetAt);
            appendVarint(m_ops, (static_cast<quint64>(length) << 1U) | 1U);
            appendVarint(m_ops, static_cast<quint64>(baseAt));
            m_written = targetAt + length;
        }
        void insertUpTo(qsizetype targetAt)
        {
            if (targetAt > m_written) {
                appendVarint(m_ops, static_cast<quint64>(targetAt - m_written) << 1U);
                m_ops.append(m_target.constData() + m_written, targetAt - m_written);
                m_written = targetAt;
            }
        }
        [[nodiscard]] qsizetype written() const { return m_written; }
        [[nodiscard]] const QByteArray &ops() const { return m_ops; }

    private:
        const QByteArray &m_target;
        QByteArray m_ops;
        qsizetype m_written = 0;
    };

    quint32 blockHash(const char *p)
    {
        quint32 hash = 0;
        for (qsizetype i = 0; i < kBlockBytes; ++i) {
            hash = hash * kRollFactor + static_cast<uchar>(p[i]);
        }
        return hash;
    }

    quint32 factorOfFirst()
    {
        quint32 factor = 1;
        for (qsizetype i = 1; i < kBlockBytes; ++i) {
            factor *= kRollFactor;
        }
        return factor;
    }

    /// The first block of the base with each hash: one candidate a hash keeps the search linear.
    class BlockIndex
    {
    public:
        BlockIndex(const char *base, qsizetype from, qsizetype to)
        {
            size_t slots = 16;
            while (slots < static_cast<size_t>((to - from) / kBlockBytes) * 2) {
                slots *= 2;
            }
            m_slots.assign(slots, -1);
            for (qsizetype at = from; at + kBlockBytes <= to; at += kBlockBytes) {
                qint32 &slot = m_slots[slotOf(blockHash(base + at))];
                if (slot < 0) {
                    slot = static_cast<qint32>(at);
                }
            }
        }
        [[nodiscard]] qsizetype find(quint32 hash) const { return m_slots[slotOf(hash)]; }

    private:
        [[nodiscard]] size_t slotOf(quint32 hash) const
        {
            return static_cast<size_t>((hash * 0x9e3779b1U) >> 7U) & (m_slots.size() - 1);
        }
        std::vector<qint32> m_slots;
    };

    /// Copies for what stands in both middles, in the target's order.
    void matchBlocks(DeltaWriter &writer,
                     const QByteArray &base,
                     qsizetype baseFrom,
                     qsizetype baseTo,
                     const QByteArray &target,
                     qsizetype targetTo)
    {
        if (baseTo - baseFrom < kBlockBytes || targetTo - writer.written() < kBlockBytes) {
            return;
        }
        const BlockIndex index(base.constData(), baseFrom, baseTo);
        const quint32 first = factorOfFirst();
        const char *const b = base.constData();
        const char *const t = target.constData();
        qsizetype at = writer.written();
        quint32 hash = blockHash(t + at);
        while (true) {
            qsizetype baseAt = index.find(hash);
            if (baseAt >= 0
                && std::memcmp(b + baseAt, t + at, static_cast<size_t>(kBlockBytes)) == 0) {
                qsizetype length = kBlockBytes;
                while (baseAt + length < baseTo && at + length < targetTo
                       && b[baseAt + length] == t[at + length]) {
                    ++length;
                }
                while (baseAt > baseFrom && at > writer.written() && b[baseAt - 1] == t[at - 1]) {
                    --baseAt;
                    --at;
                    ++length;
                }
                writer.copy(at, baseAt, length);
                at += length;
                if (at + kBlockBytes > targetTo) {
                    return;
                }
                hash = blockHash(t + at);
                continue;
            }
            if (at + kBlockBytes >= targetTo) {
                return;
            }
            hash = (hash - first * static_cast<uchar>(t[at])) * kRollFactor
                + static_cast<uchar>(t[at + kBlockBytes]);
            ++at;
        }
    }

    Error refused(const char *reason)
    {
        return {ErrorCode::ProtocolViolation, u"body delta: "_s + QLatin1StringView(reason)};
    }

    struct Op
    {
        bool isCopy = false;
        qsizetype length = 0;
        qsizetype offset = 0; ///< in the base for a copy, in the ops for an insert
    };

    /// The next operation, checked against both buffers. False: malformed.
    bool nextOp(QByteArrayView ops, qsizetype &pos, qsizetype baseBytes, Op &op)
    {
        quint64 head = 0;
        if (!readVarint(ops, pos, head) || head < 2) {
            return false;
        }
        op.isCopy = (head & 1U) != 0;
        op.length = static_cast<qsizetype>(head >> 1U);
        if (op.isCopy) {
            quint64 offset = 0;
            if (!readVarint(ops, pos, offset)) {
                return false;
            }
            op.offset = static_cast<qsizetype>(offset);
            return op.offset <= baseBytes && op.length <= baseBytes - op.offset;
        }
        op.offset = pos;
        if (op.length > ops.size() - pos) {
            return false;
        }
        pos += op.length;
        return true;
    }

} // namespace

std::optional<BodyDelta> makeBodyDelta(const QByteArray &base, const QByteArray &target)
{
    const qsizetype shorter = std::min(base.size(), target.size());
    if (base.size() > limits::kBodyBytesMax || target.size() > limits::kBodyBytesMax) {
        return std::nullopt;
    }
    const auto differ = std::mismatch(base.begin(), base.begin() + shorter, target.begin());
    const qsizetype prefix = differ.first - base.begin();
    qsizetype suffix = 0;
    while (suffix < shorter - prefix
           && base[base.size() - 1 - suffix] == target[target.size() - 1 - suffix]) {
        ++suffix;
    }
    DeltaWriter writer(target);
    if (prefix > 0) {
        writer.copy(0, 0, prefix);
    }
    // The whole base is searched: text that moved may lie in what is prefix or suffix here.
    matchBlocks(writer, base, 0, base.size(), target, target.size() - suffix);
    writer.insertUpTo(target.size() - suffix);
    if (suffix > 0) {
        writer.copy(target.size() - suffix, base.size() - suffix, suffix);
    }
    if ((writer.ops().size() + kDeltaOverheadBytes) * 10 > target.size() * 7) {
        return std::nullopt;
    }
    return BodyDelta {writer.ops(), target.size(), digest(target)};
}

Result<QByteArray> applyBodyDelta(const QByteArray &base, const BodyDelta &delta)
{
    if (delta.resultBytes < 0 || delta.resultBytes > limits::kBodyBytesMax) {
        return refused("result over its limit");
    }
    // A first pass proves the length, so that nothing is allocated for a delta that lies.
    qint64 total = 0;
    Op op;
    for (qsizetype pos = 0; pos < delta.ops.size();) {
        if (!nextOp(delta.ops, pos, base.size(), op)) {
            return refused("malformed operation");
        }
        total += op.length;
        if (total > delta.resultBytes) {
            return refused("longer than it says");
        }
    }
    if (total != delta.resultBytes) {
        return refused("shorter than it says");
    }
    QByteArray result;
    result.reserve(delta.resultBytes);
    for (qsizetype pos = 0; pos < delta.ops.size();) {
        nextOp(delta.ops, pos, base.size(), op);
        result.append((op.isCopy ? base : delta.ops).constData() + op.offset, op.length);
    }
    if (digest(result) != delta.resultHash) {
        return refused("wrong result hash");
    }
    if (!isUtf8(result)) {
        return refused("result is not UTF-8");
    }
    return result;
}

} // namespace sheaf
