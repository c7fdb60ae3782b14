#include "sync/wire/frame.h"

#include "model/base/compression.h"
#include "sync/limits.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr quint8 kFlagLast = 1;
    constexpr quint8 kFlagCompressed = 2;
    constexpr qsizetype kPieceBytesMax = limits::kFrameBytesMax - 1;

    Error violation(const QString &reason)
    {
        return Error {ErrorCode::ProtocolViolation, u"frame: "_s + reason};
    }

} // namespace

Compression compressionFor(const Message &message)
{
    if (std::holds_alternative<message::Part>(message)) {
        return Compression::Skip; // nearly all of it is a body
    }
    const auto *changes = std::get_if<message::Changes>(&message);
    if (changes == nullptr) {
        return Compression::Try;
    }
    qsizetype bodies = 0;
    qsizetype all = 0;
    for (const PackedChange &change : changes->changes) {
        bodies += change.body.size();
        all += change.sizeBytes();
    }
    return 2 * bodies >= all ? Compression::Skip : Compression::Try;
}

Result<std::vector<QByteArray>> splitIntoFrames(const QByteArray &message, Compression compression)
{
    if (message.isEmpty() || message.size() > limits::kDecompressedBytesMax) {
        return Error {ErrorCode::InvalidArgument,
                      u"a message of %1 bytes cannot be sent"_s.arg(message.size())};
    }
    quint8 flags = 0;
    QByteArray payload = message;
    const bool mustShrink = message.size() > limits::kMessageBytesMax;
    if (message.size() > limits::kCompressAboveBytes
        && (compression == Compression::Try || mustShrink)) {
        QByteArray packed = compress(message);
        if (packed.size() < message.size()) {
            payload = std::move(packed);
            flags = kFlagCompressed;
        }
    }
    if (payload.size() > limits::kMessageBytesMax) {
        return Error {ErrorCode::InvalidArgument,
                      u"a message of %1 bytes cannot be sent"_s.arg(message.size())};
    }
    std::vector<QByteArray> frames;
    frames.reserve(static_cast<std::size_t>(payload.size() / kPieceBytesMax + 1));
    for (qsizetype at = 0; at < payload.size(); at += kPieceBytesMax) {
        const qsizetype size = std::min(kPieceBytesMax, payload.size() - at);
        const bool last = at + size == payload.size();
        QByteArray frame;
        frame.reserve(size + 1);
        frame.append(static_cast<char>(flags | (last ? kFlagLast : 0)));
        frame.append(payload.constData() + at, size);
        frames.push_back(std::move(frame));
    }
    return frames;
}

void FrameAssembler::setBounds(Bounds bounds)
{
    const bool full = bounds == Bounds::Session;
    m_bytesMax = full ? limits::kMessageBytesMax : limits::kHandshakeMessageBytesMax;
    m_decompressedMax = full ? limits::kDecompressedBytesMax : limits::kHandshakeMessageBytesMax;
}

Result<std::optional<QByteArray>> FrameAssembler::add(QByteArrayView frame)
{
    if (frame.size() < 2 || frame.size() > limits::kFrameBytesMax) {
        return violation(u"its size is %1 bytes"_s.arg(frame.size()));
    }
    const auto flags = static_cast<quint8>(frame.front());
    if ((flags & ~(kFlagLast | kFlagCompressed)) != 0) {
        return violation(u"unknown flags"_s);
    }
    const bool compressed = (flags & kFlagCompressed) != 0;
    if (m_started && compressed != m_compressed) {
        return violation(u"a message is compressed as a whole or not at all"_s);
    }
    const QByteArrayView piece = frame.sliced(1);
    if (m_bytes.size() + piece.size() > m_bytesMax) {
        return violation(u"a message over %1 bytes"_s.arg(m_bytesMax));
    }
    m_started = true;
    m_compressed = compressed;
    m_bytes.append(piece);
    if ((flags & kFlagLast) == 0) {
        return std::optional<QByteArray> {};
    }
    m_started = false;
    QByteArray whole = std::exchange(m_bytes, {});
    if (!compressed) {
        return std::optional<QByteArray> {std::move(whole)};
    }
    auto plain = decompress(whole, m_decompressedMax);
    if (!plain) {
        return plain.error();
    }
    if (plain->isEmpty()) {
        return violation(u"an empty message"_s);
    }
    return std::optional<QByteArray> {*std::move(plain)};
}

} // namespace sheaf
