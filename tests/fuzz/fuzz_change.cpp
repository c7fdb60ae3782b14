/// Changes and their parts. First byte: 0 packed change, 1 header, 2 meta, 3 whole content, 4 packed
/// content, 5 a packed change from its parts, with a meta that commits to its content.
#include "model/base/compression.h"
#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/note/changecodec.h"
#include "model/note/fragmentcodec.h"
#include "tests/fuzz/fuzztargets.h"

namespace sheaf::fuzz {

namespace {

    void judge(const PackedChange &change, const Hash &prev)
    {
        (void)changeHash(change, prev);
        const auto whole = unpackChange(change, prev);
        if (!whole) {
            return;
        }
        oracle(whole->fragment.mask == whole->meta.mask, "the mask names what is there");
        const PackedChange again = packChange(*whole);
        oracle(again.meta == change.meta, "a meta has one encoding");
        oracle(again.content == change.content, "a packed content has one encoding");
        const auto back = unpackChange(again, prev);
        oracle(back && back->fragment == whole->fragment && back->meta == whole->meta
                   && back->hash == whole->hash,
               "a change survives being packed");
    }

    void readPacked(QByteArrayView bytes)
    {
        const auto change = PackedChange::fromCbor(bytes);
        if (change) {
            oracle(change->toCbor() == bytes, "a packed change has one encoding");
            judge(*change, {});
            Hash prev;
            prev.bytes.fill(1);
            judge(*change, prev);
        }
    }

    void readHeader(QByteArrayView bytes)
    {
        if (const auto header = decodeHeader(bytes); header && header->format == kChangeFormat) {
            oracle(encodeHeader(*header) == bytes, "a header has one encoding");
        }
    }

    void readMeta(QByteArrayView bytes)
    {
        if (const auto meta = decodeMeta(bytes)) {
            oracle(encodeMeta(*meta) == bytes, "a meta has one encoding");
            oracle(meta->parents.size() <= std::size_t(limits::kParentsMax), "parents are bounded");
        }
    }

    void readContent(QByteArrayView bytes, BodyForm form)
    {
        BodySpan span;
        const auto fragment = decodeFragment(bytes, form, &span);
        if (!fragment) {
            return;
        }
        oracle(encodeFragment(*fragment, form) == bytes, "a content has one encoding");
        oracle(span.start <= span.end && span.end <= bytes.size(), "a body lies in its content");
        if (form == BodyForm::Whole) {
            oracle(bool(checkFragment(*fragment)), "what is read may be written");
        }
    }

    /// Gets the fuzzer past the hashes, which it cannot guess.
    void readCommitted(Input &input)
    {
        PackedChange change;
        change.log.device.bytes.fill(2);
        change.log.incarnation = 3;
        change.seq = 1;
        change.metaSalt.bytes.fill(4);
        change.contentSalt.bytes.fill(5);
        const bool compressed = input.byte() % 2 == 0;
        change.content = input.take(input.word()).toByteArray();
        const QByteArrayView body = input.rest();
        change.body = compressed && !body.isEmpty() ? compress(body) : body.toByteArray();
        BodySpan at;
        const auto fragment = decodeFragment(change.content, BodyForm::Packed, &at);
        if (!fragment || change.content.isEmpty()) {
            return;
        }
        NoteFragment whole = *fragment;
        if ((whole.mask & field::kBody) != 0 && compressed) {
            if (auto *delta = std::get_if<BodyDelta>(&whole.body)) {
                delta->ops = body.toByteArray();
            } else {
                whole.body = QString::fromUtf8(body);
            }
        }
        ChangeMeta meta;
        meta.note.bytes.fill(6);
        meta.operation = Operation::Update;
        meta.mask = fragment->mask;
        meta.contentCommitment = commitment(change.contentSalt, encodeContent(whole));
        change.meta = encodeMeta(meta);
        judge(change, {});
    }

} // namespace

void change(QByteArrayView bytes)
{
    Input input(bytes);
    switch (input.byte() % 6) {
    case 0:
        readPacked(input.rest());
        return;
    case 1:
        readHeader(input.rest());
        return;
    case 2:
        readMeta(input.rest());
        return;
    case 3:
        readContent(input.rest(), BodyForm::Whole);
        return;
    case 4:
        readContent(input.rest(), BodyForm::Packed);
        return;
    case 5:
        readCommitted(input);
        return;
    }
}

} // namespace sheaf::fuzz
