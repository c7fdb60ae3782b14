/// What arrives on a connection. First byte even: one message; odd: frames, each behind its length.
#include "sync/limits.h"
#include "sync/session/pairingstep.h"
#include "sync/wire/codec.h"
#include "sync/wire/faultcode.h"
#include "sync/wire/frame.h"
#include "tests/fuzz/fuzztargets.h"

namespace sheaf::fuzz {

namespace {

    void lookInside(const message::Pairing &pairing)
    {
        if (const auto step = decodePairingStep(pairing)) {
            const message::Pairing again = encodePairingStep(*step);
            const auto back = decodePairingStep(again);
            oracle(back && *back == *step, "a pairing step comes back as it was");
            oracle(encodePairingStep(*back) == again, "a pairing step has one encoding");
        }
    }
    void lookInside(const message::Changes &changes)
    {
        oracle(!changes.changes.empty()
                   && changes.changes.size() <= std::size_t(limits::kBatchChangesMax),
               "a batch is within its bounds");
    }
    void lookInside(const message::Fault &fault)
    {
        oracle(errorFor(fault).detail.size() <= limits::kFaultTextBytesMax + 100,
               "a fault's text is bounded");
    }
    template <typename Other>
    void lookInside(const Other &)
    {
    }

    void readMessage(QByteArrayView bytes)
    {
        const auto message = decodeMessage(bytes);
        if (!message) {
            oracle(message.error().code == ErrorCode::ProtocolViolation
                       || message.error().code == ErrorCode::ProtocolOutdated,
                   "bytes that do not decode are the other side's fault");
            return;
        }
        if (!message->has_value()) {
            return; // of a later version, to be ignored
        }
        const QByteArray again = encodeMessage(**message);
        const auto back = decodeMessage(again);
        oracle(back && back->has_value() && **back == **message, "a message comes back as it was");
        oracle(encodeMessage(**back) == again, "a message has one encoding");
        std::visit([](const auto &it) { lookInside(it); }, **message);
        (void)compressionFor(**message);
    }

    void splitAndJoin(const QByteArray &message, Compression compression)
    {
        const auto frames = splitIntoFrames(message, compression);
        if (!frames) {
            return; // it came better compressed than we do it
        }
        FrameAssembler assembler;
        for (std::size_t i = 0; i < frames->size(); ++i) {
            oracle(frames->at(i).size() <= limits::kFrameBytesMax, "a frame is within its bound");
            const auto answer = assembler.add(frames->at(i));
            oracle(bool(answer), "our own frames are taken");
            oracle(answer->has_value() == (i + 1 == frames->size()), "the last frame ends it");
            oracle(!answer->has_value() || **answer == message, "a message survives its frames");
        }
    }

} // namespace

void wire(QByteArrayView bytes)
{
    Input input(bytes);
    if (input.byte() % 2 == 0) {
        readMessage(input.rest());
        return;
    }
    FrameAssembler assembler;
    while (!input.atEnd()) {
        const quint16 size = input.word();
        const auto whole = assembler.add(input.take(size));
        if (!whole) {
            return;
        }
        if (whole->has_value()) {
            oracle(!(*whole)->isEmpty() && (*whole)->size() <= limits::kDecompressedBytesMax,
                   "a message is within its bounds");
            splitAndJoin(**whole, Compression::Try);
            splitAndJoin(**whole, Compression::Skip);
            readMessage(**whole);
        }
    }
}

} // namespace sheaf::fuzz
