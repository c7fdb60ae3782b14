#include "model/base/digest.h"
#include "model/note/changecodec.h"
#include "tests/support/seedsigner.h"

#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

template <typename Id>
Id filled(std::uint8_t byte)
{
    Id id;
    id.bytes.fill(byte);
    return id;
}

NoteChange fullDraft()
{
    NoteChange draft;
    draft.header.log = {SeedSigner(1).device(), 0x0123456789abcdefU, {}};
    draft.header.seq = 1;
    draft.meta.note = filled<NoteId>(0x11);
    draft.meta.operation = Operation::Create;
    draft.meta.hlc = Hlc::fromMs(1'700'000'000'000, 3);
    draft.meta.user = u"ada"_s;
    draft.metaSalt = filled<Salt>(0x21);
    draft.contentSalt = filled<Salt>(0x22);
    NoteFragment &fragment = draft.fragment;
    fragment.mask = field::kKnown;
    fragment.title = u"Grüße 🌍"_s;
    fragment.description = u"what it is"_s;
    fragment.body = u"# Head\n\nline\n"_s;
    fragment.tags = {u"blue"_s, u"red"_s};
    fragment.categories = {u"home"_s};
    fragment.attachments = {QString(64, u'a')};
    fragment.place = {filled<NoteId>(0x33), u"a0.7"_s, RecordKind::Note};
    fragment.isPrivate = true;
    return draft;
}

} // namespace

class TestChangeCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aChangeComesBackFromItsPackedForm();
};

void TestChangeCodec::aChangeComesBackFromItsPackedForm()
{
    const SeedSigner signer(1);
    const LibraryId library = filled<LibraryId>(0x44);
    const SignedChange made = signChange(fullDraft(), library, signer);
    QCOMPARE(made.packed, packChange(made.change));
    const Result<PackedChange> packed = PackedChange::fromCbor(made.packed.toCbor());
    QVERIFY(packed);
    QCOMPARE(*packed, made.packed);
    const Result<NoteChange> back = unpackChange(*packed, Hash {});
    QVERIFY2(back, back ? "" : qPrintable(back.error().detail));
    QCOMPARE(back->header, made.change.header);
    QCOMPARE(back->meta, made.change.meta);
    QCOMPARE(back->fragment, made.change.fragment);
    QCOMPARE(back->hash, made.change.hash);
    QVERIFY(verifySignature(signer.device(), signedMessage(library, back->hash), back->signature));
    QVERIFY(!verifySignature(
        SeedSigner(2).device(), signedMessage(library, back->hash), back->signature));
}

QTEST_APPLESS_MAIN(TestChangeCodec)
#include "tst_changecodec.moc"
