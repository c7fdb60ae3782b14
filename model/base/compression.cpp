#include "model/base/compression.h"

#include <zstd.h>

#include <memory>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kLevel = 3;

    struct FreeCompressor
    {
        void operator()(ZSTD_CCtx *context) const { ZSTD_freeCCtx(context); }
    };
    struct FreeDecompressor
    {
        void operator()(ZSTD_DCtx *context) const { ZSTD_freeDCtx(context); }
    };

    Error damaged(const char *reason)
    {
        return {ErrorCode::ProtocolViolation, u"zstd frame: "_s + QLatin1StringView(reason)};
    }

} // namespace

QByteArray compress(QByteArrayView bytes)
{
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
    const auto size = static_cast<size_t>(bytes.size());
    QByteArray frame(static_cast<qsizetype>(ZSTD_compressBound(size)), Qt::Uninitialized);
    const size_t written = ZSTD_compressCCtx(
        context.get(), frame.data(), static_cast<size_t>(frame.size()), bytes.data(), size, kLevel);
    if (ZSTD_isError(written) != 0) {
        qFatal("zstd: %s", ZSTD_getErrorName(written)); // out of memory: the buffer is large enough
    }
    frame.truncate(static_cast<qsizetype>(written));
    frame.squeeze();
    return frame;
}

std::optional<quint64> decompressedSize(QByteArrayView frame)
{
    const unsigned long long size =
        ZSTD_getFrameContentSize(frame.data(), static_cast<size_t>(frame.size()));
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR) {
        return std::nullopt;
    }
    return size;
}

Result<QByteArray> decompress(QByteArrayView frame, qsizetype sizeMax)
{
    const std::optional<quint64> size = decompressedSize(frame);
    if (!size) {
        return damaged("no size");
    }
    if (*size > static_cast<quint64>(sizeMax)) {
        return damaged("over its limit");
    }
    const size_t frameBytes =
        ZSTD_findFrameCompressedSize(frame.data(), static_cast<size_t>(frame.size()));
    if (ZSTD_isError(frameBytes) != 0 || frameBytes != static_cast<size_t>(frame.size())) {
        return damaged("not exactly one frame");
    }
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context(ZSTD_createDCtx());
    QByteArray bytes(static_cast<qsizetype>(*size), Qt::Uninitialized);
    const size_t read = ZSTD_decompressDCtx(context.get(),
                                            bytes.data(),
                                            static_cast<size_t>(bytes.size()),
                                            frame.data(),
                                            static_cast<size_t>(frame.size()));
    if (ZSTD_isError(read) != 0 || read != static_cast<size_t>(bytes.size())) {
        return damaged("damaged");
    }
    return bytes;
}

} // namespace sheaf
