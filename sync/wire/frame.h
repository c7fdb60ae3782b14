/// A message's bytes as transport frames of at most limits::kFrameBytesMax, and back.
/// Shape   one byte of flags (1 last, 2 compressed), then a piece of the message; `compressed` is the
///         same in all frames of a message, whose pieces together are then one zstd frame.
/// Rules   compressed only above limits::kCompressAboveBytes and only where that makes it smaller.
///         Every bound is checked before memory is taken; the decompressed size must be declared.
/// Errors  Error{ProtocolViolation}; the assembler is of no use afterwards.
#pragma once

#include "model/base/result.h"
#include "sync/wire/message.h"

#include <optional>
#include <vector>

namespace sheaf {

enum class Compression { Try, Skip };

/// Bodies travel as they are stored, compressed already: trying again would cost more than it gains.
[[nodiscard]] Compression compressionFor(const Message &message);

/// Error{InvalidArgument}: the message is over limits::kMessageBytesMax even when compressed.
[[nodiscard]] Result<std::vector<QByteArray>> splitIntoFrames(const QByteArray &message,
                                                              Compression compression);

class FrameAssembler
{
public:
    enum class Bounds {
        Handshake, ///< limits::kHandshakeMessageBytesMax, compressed or not
        Session, ///< limits::kMessageBytesMax, decompressed limits::kDecompressedBytesMax
    };
    explicit FrameAssembler(Bounds bounds = Bounds::Session) { setBounds(bounds); }
    void setBounds(Bounds bounds); ///< from the next frame on

    /// The message, when `frame` was its last one.
    [[nodiscard]] Result<std::optional<QByteArray>> add(QByteArrayView frame);
    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); } ///< between two messages

private:
    qsizetype m_bytesMax = 0;
    qsizetype m_decompressedMax = 0;
    QByteArray m_bytes;
    bool m_started = false;
    bool m_compressed = false;
};

} // namespace sheaf
