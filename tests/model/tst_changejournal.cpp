#include "model/base/limits.h"
#include "model/note/changecodec.h"
#include "tests/support/libraryfixture.h"

#include <QFileInfo>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// The log: what comes out is what went in, and only what continues a log comes in.

namespace {

std::vector<PackedChange> allChanges(const Library &library)
{
    return library.changesAfter({}, library.vector(), 100'000, 1 << 30)->changes;
}

} // namespace

class ChangeJournalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void relayedChanges_areByteForByteTheSame();
    void textThatSqliteWouldChange_survives();
    void aGap_aForgedChange_andAStranger_areRefused();
    void whatIsKnownAlready_isSkipped();
    void aForgedFork_isRefused();
    void changesOfANewerProgram_areKeptAndRelayed_withoutEffect();
    void aFutureClock_isFlagged_andNotAdopted();
    void longHistories_keepDeltasShort();
    void limits_areToldWhenSaving();
    void aChange_costsNoMoreThan250Bytes();
};

void ChangeJournalTest::relayedChanges_areByteForByteTheSame()
{
    FakeClock clock;
    const auto peers = devices(3, clock);
    NoteEdit edit = newNote(u"T"_s, u"text\n"_s.repeated(40));
    edit.tags = QStringList {u"b"_s, u"a"_s};
    edit.categories = QStringList {u"c"_s};
    edit.attachments = QStringList {QString(64, u'a')};
    edit.description = u"d"_s;
    edit.isPrivate = true;
    const NoteId note = commit(*peers[0], edit).note;
    commit(*peers[0], bodyEdit(note, u"text\n"_s.repeated(41)));
    commit(*peers[0], bodyEdit(note, QString()));
    commit(*peers[0], deletion(note));

    sendAll(*peers[0], *peers[1], 1);
    sendAll(*peers[1], *peers[2]);

    QCOMPARE(allChanges(*peers[0]->library).size(), size_t(4));
    QCOMPARE(allChanges(*peers[2]->library), allChanges(*peers[0]->library));
    for (const ChangeInfo &info : peers[2]->library->history(note)) {
        const Result<NoteChange> here = peers[2]->library->changeWithFragment(info.change);
        const Result<NoteChange> there = peers[0]->library->changeWithFragment(info.change);
        QVERIFY(here && there);
        QCOMPARE(here->fragment, there->fragment);
        QCOMPARE(here->meta, there->meta);
    }
}

void ChangeJournalTest::textThatSqliteWouldChange_survives()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const QString odd = u"\ufeffmark \ufffe\uffff\0 end"_s + QChar(u'\0') + u"after"_s;
    NoteEdit edit = newNote(odd, odd);
    edit.description = odd;
    edit.tags = QStringList {odd};
    const NoteId note = commit(*peers[0], edit).note;

    sendAll(*peers[0], *peers[1]);
    peers[1]->reopen();

    const NoteState state = peers[1]->library->note(note)->state;
    QCOMPARE(state.title, odd);
    QCOMPARE(state.body, odd);
    QCOMPARE(state.description, odd);
    QCOMPARE(state.tags, QStringList {odd});
    QCOMPARE(peers[1]->library->check().problems, QStringList());
}

void ChangeJournalTest::aGap_aForgedChange_andAStranger_areRefused()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    TestDevice stranger(9, clock);
    stranger.open();
    commit(stranger, newNote(u"foreign"_s));
    commit(*peers[0], newNote(u"one"_s));
    commit(*peers[0], newNote(u"two"_s));
    const std::vector<PackedChange> good = allChanges(*peers[0]->library);
    Library &library = *peers[1]->library;
    const auto faultOf = [&library, &peers](const std::vector<PackedChange> &changes) {
        const Result<ApplyReport> report = library.apply(changes, peers[0]->id());
        return report && report->fault ? report->fault->code : ErrorCode::Internal;
    };

    QCOMPARE(faultOf({good[1]}), ErrorCode::ChainBroken);
    PackedChange forged = good[0];
    forged.signature.bytes[5] ^= 1U;
    QCOMPARE(faultOf({forged}), ErrorCode::BadSignature);
    forged = good[0];
    forged.contentSalt.bytes[0] ^= 1U;
    QCOMPARE(faultOf({forged}), ErrorCode::ProtocolViolation);
    forged = good[0];
    forged.metaSalt.bytes[0] ^= 1U; // another hash, which the signature does not fit
    QCOMPARE(faultOf({forged, good[1]}), ErrorCode::BadSignature);
    QCOMPARE(faultOf(allChanges(*stranger.library)), ErrorCode::Refused);

    QCOMPARE(library.counts().changes, 0);
    QCOMPARE(library.check().problems, QStringList());
    const Result<ApplyReport> report = library.apply(good, peers[0]->id());
    QVERIFY(report && !report->fault);
    QCOMPARE(library.counts().changes, 2);
}

void ChangeJournalTest::whatIsKnownAlready_isSkipped()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    commit(*peers[0], newNote(u"one"_s));
    commit(*peers[0], newNote(u"two"_s));
    const std::vector<PackedChange> changes = allChanges(*peers[0]->library);
    QVERIFY(peers[1]->library->apply(std::span(changes).first(1), peers[0]->id()));

    const Result<ApplyReport> report = peers[1]->library->apply(changes, peers[0]->id());

    QVERIFY(report && !report->fault);
    QCOMPARE(report->consumed, 2);
    QCOMPARE(report->applied, 1);
    QCOMPARE(report->touched.size(), size_t(1));
}

void ChangeJournalTest::aForgedFork_isRefused()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    commit(*peers[0], newNote(u"one"_s));
    sendAll(*peers[0], *peers[1]);
    PackedChange other = allChanges(*peers[0]->library).front();
    other.metaSalt.bytes[0] ^= 1U;

    const Result<ApplyReport> report =
        peers[1]->library->apply(std::vector {other}, peers[0]->id());

    QVERIFY(report && report->fault);
    QCOMPARE(report->fault->code, ErrorCode::BadSignature);
    QCOMPARE(peers[1]->library->counts().changes, 1);
}

void ChangeJournalTest::changesOfANewerProgram_areKeptAndRelayed_withoutEffect()
{
    FakeClock clock;
    const auto peers = devices(3, clock);
    const NoteId note = commit(*peers[0], newNote(u"T"_s, u"one\n"_s)).note;
    sendAll(*peers[0], *peers[1]);
    // The newer program on the first device writes an operation nobody here knows.
    const LogId log = peers[0]->library->vector().heads().begin()->first;
    const LogHead head = peers[0]->library->vector().head(log);
    NoteChange draft;
    draft.header.log = log;
    draft.header.seq = head.seq + 1;
    draft.header.prev = head.hash;
    draft.meta.note = note;
    draft.meta.operation = static_cast<Operation>(77);
    draft.meta.hlc = Hlc::fromMs(clock.nowMs());
    draft.meta.parents = {head.hash};
    draft.metaSalt.bytes.fill(7);
    draft.contentSalt.bytes.fill(8);
    const SignedChange newer =
        signChange(std::move(draft), peers[0]->library->id(), peers[0]->signer);

    const Result<ApplyReport> report =
        peers[1]->library->apply(std::vector {newer.packed}, peers[0]->id());
    QVERIFY2(report && !report->fault,
             report && report->fault ? qPrintable(report->fault->detail) : "");
    sendAll(*peers[1], *peers[2]);

    QCOMPARE(peers[2]->library->changesNeedingUpdate(), 1);
    QCOMPARE(peers[2]->library->note(note)->state.body, u"one\n"_s);
    QCOMPARE(allChanges(*peers[2]->library).back(), newer.packed);
    QCOMPARE(peers[2]->library->check().problems, QStringList());
    const CommitResult edited = commit(*peers[2], bodyEdit(note, u"one\ntwo\n"_s));
    sendAll(*peers[2], *peers[1]);
    QCOMPARE(peers[1]->library->note(note)->heads, std::vector<Hash> {edited.change});
    QCOMPARE(peers[1]->library->stateDigest(), peers[2]->library->stateDigest());
}

void ChangeJournalTest::aFutureClock_isFlagged_andNotAdopted()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    const qint64 now = clock.nowMs();
    clock.advance(std::chrono::hours(24 * 365));
    const NoteId note = commit(*peers[0], newNote(u"from the future"_s)).note;
    const std::vector<PackedChange> changes = allChanges(*peers[0]->library);
    clock.set(now);

    const Result<ApplyReport> report = peers[1]->library->apply(changes, peers[0]->id());
    QVERIFY(report && !report->fault);
    QCOMPARE(report->skewedClocks, std::vector<DeviceId> {peers[0]->id()});
    const CommitResult other = commit(*peers[1], newNote(u"now"_s));
    const CommitResult onTop = commit(*peers[1], titleEdit(note, u"edited"_s));
    const CommitResult after = commit(*peers[1], newNote(u"still now"_s));

    QVERIFY(other.shown.createdAtMs < now + 60'000);
    const Result<NoteChange> stamped = peers[1]->library->changeWithFragment(onTop.change);
    QVERIFY(stamped && stamped->meta.hlc.ms() > now + 60'000); // above its parent
    QVERIFY(onTop.shown.updatedAtMs < now + 60'000); // but shown as of now
    QVERIFY(after.shown.createdAtMs < now + 60'000);
}

void ChangeJournalTest::longHistories_keepDeltasShort()
{
    FakeClock clock;
    const auto peers = devices(2, clock);
    QString body;
    for (int i = 0; i < 200; ++i) {
        body += u"line %1 with some words of its own %2\n"_s.arg(i).arg(i * 7919);
    }
    const NoteId note = commit(*peers[0], newNote(u"T"_s, body)).note;
    int fulls = 0;
    int deltas = 0;
    for (int i = 0; i < 2 * limits::kDeltaChainMax + 4; ++i) {
        body += u"more %1\n"_s.arg(i);
        const CommitResult made = commit(*peers[0], bodyEdit(note, body));
        const Result<NoteChange> change = peers[0]->library->changeWithFragment(made.change);
        QVERIFY(change);
        std::holds_alternative<BodyDelta>(change->fragment.body) ? ++deltas : ++fulls;
    }

    QVERIFY(deltas > 2 * fulls);
    QCOMPARE(fulls, 2); // a whole text after every kDeltaChainMax deltas
    sendAll(*peers[0], *peers[1]);
    QCOMPARE(peers[1]->library->note(note)->state.body, body);
    QCOMPARE(peers[1]->library->check().problems, QStringList());
}

void ChangeJournalTest::limits_areToldWhenSaving()
{
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    const auto codeOf = [&device](const NoteEdit &edit) {
        const Result<CommitResult> done = device.library->commit(edit);
        return done ? std::optional<ErrorCode>() : std::optional(done.error().code);
    };
    const auto title = [](qsizetype bytes) { return newNote(QString(bytes, u'x')); };

    QCOMPARE(codeOf(title(limits::kTitleBytesMax - 1)), std::nullopt);
    QCOMPARE(codeOf(title(limits::kTitleBytesMax)), std::nullopt);
    QCOMPARE(codeOf(title(limits::kTitleBytesMax + 1)), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf(newNote(u"x"_s, QString(limits::kBodyBytesMax, u'x'))), std::nullopt);
    QCOMPARE(codeOf(newNote(u"x"_s, QString(limits::kBodyBytesMax + 1, u'x'))),
             ErrorCode::NoteTooLarge);
    QCOMPARE(codeOf(newNote(QString(QChar(0xd800)))), ErrorCode::TextNotUtf8);
    NoteEdit edit = newNote(u"x"_s);
    edit.tags = QStringList {QString()};
    QCOMPARE(codeOf(edit), ErrorCode::InvalidArgument);
    edit.tags = QStringList {QString(limits::kTagBytesMax + 1, u't')};
    QCOMPARE(codeOf(edit), ErrorCode::InvalidArgument);
    QCOMPARE(device.library->counts().changes, 3);
}

void ChangeJournalTest::aChange_costsNoMoreThan250Bytes()
{
    constexpr int kChanges = 4000;
    FakeClock clock;
    TestDevice device(1, clock);
    device.open();
    device.close(); // merges the write-ahead log
    const QString file = device.folder() + u"/library.sqlite"_s;
    const qint64 empty = QFileInfo(file).size();
    device.open();
    std::vector<NoteEdit> edits {newNote(u"T"_s)};
    edits.front().note = *NoteId::fromBytes(QByteArray(16, 'n'));
    for (int i = 1; i < kChanges; ++i) {
        edits.push_back(titleEdit(edits.front().note, u"%1"_s.arg(i, 4)));
    }
    QVERIFY(device.library->commitAll(edits));
    device.close();

    const qint64 each = (QFileInfo(file).size() - empty - qint64(kChanges) * 4) / kChanges;
    QVERIFY2(each <= 250, qPrintable(u"%1 bytes a change"_s.arg(each)));
}

QTEST_GUILESS_MAIN(ChangeJournalTest)
#include "tst_changejournal.moc"
