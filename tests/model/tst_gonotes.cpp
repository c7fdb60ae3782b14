#include "tests/support/libraryfixture.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

// The sync scenarios of the GoNotes model, played by three or more real libraries.

using Links = std::vector<std::pair<int, int>>;

namespace {

using Devices = std::vector<std::unique_ptr<TestDevice>>;

/// Nobody has anything left for anybody.
bool allQuiet(const Devices &devices)
{
    for (const auto &a : devices) {
        for (const auto &b : devices) {
            if (a != b && !a->library->unsentChangesForPeer(b->id(), 10).empty()) {
                return false;
            }
        }
    }
    return true;
}

bool allEqual(const Devices &devices)
{
    const Library &first = *devices.front()->library;
    return std::all_of(devices.begin(), devices.end(), [&first](const auto &device) {
        return dump(*device->library) == dump(first)
            && device->library->stateDigest() == first.stateDigest();
    });
}

} // namespace

Q_DECLARE_METATYPE(Links)

class GoNotesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void threePeers_reachTheSteadyState();
    void aWindowOfTime_holdsJustItsChanges();
    void changesOfAUser_areToldApart();
    void twoEditsOfOneNote_areDetectedAsAConflict();
    void syncRounds_convergeOnAnyConnectedGraph_data();
    void syncRounds_convergeOnAnyConnectedGraph();
    void aReceivedBatch_leavesOneLocalSyncEntry();
};

void GoNotesTest::threePeers_reachTheSteadyState()
{
    FakeClock clock;
    const Devices peers = devices(3, clock);
    std::vector<NoteId> notes;
    for (const auto &peer : peers) {
        for (int i = 1; i <= 2; ++i) {
            notes.push_back(
                commit(*peer,
                       newNote(u"%1 note %2"_s.arg(peer->name).arg(i), u"body %1\n"_s.arg(i)))
                    .note);
        }
    }

    for (const auto &[from, to] : Links {{0, 1}, {1, 0}, {1, 2}, {2, 1}, {0, 2}, {2, 0}}) {
        sendAll(*peers[static_cast<size_t>(from)], *peers[static_cast<size_t>(to)]);
    }
    for (const auto &peer : peers) {
        QCOMPARE(peer->library->allNotes().size(), size_t(6));
        QCOMPARE(peer->library->counts().changes, 6);
    }

    NoteEdit update = titleEdit(notes[0], u"Updated title"_s);
    update.body = u"Updated content"_s;
    const CommitResult updated = commit(*peers[0], update);
    // What the second has had from the third since, the first learns with the next acknowledgement.
    const auto unsent = peers[0]->library->unsentChangesForPeer(peers[1]->id(), 10);
    QVERIFY(!unsent.empty());
    QCOMPARE(unsent.back().change, updated.change);
    QCOMPARE(sendAll(*peers[0], *peers[1]), 1);
    QVERIFY(peers[0]->library->unsentChangesForPeer(peers[1]->id(), 10).empty());
    sendAll(*peers[0], *peers[2]);
    QCOMPARE(peers[2]->library->note(notes[0])->state.body, u"Updated content"_s);

    commit(*peers[1], deletion(notes[3]));
    sendAll(*peers[1], *peers[0]);
    sendAll(*peers[1], *peers[2]);
    QVERIFY(peers[0]->library->note(notes[3])->state.deleted);
    QCOMPARE(peers[0]->library->counts().notes, 5);
    QCOMPARE(peers[0]->library->counts().trash, 1);

    // One more round of acknowledgements; nothing travels any more.
    for (const auto &[from, to] : Links {{0, 1}, {1, 2}, {0, 2}}) {
        QCOMPARE(syncPair(*peers[static_cast<size_t>(from)], *peers[static_cast<size_t>(to)]), 0);
    }
    QVERIFY(allQuiet(peers));
    QVERIFY(allEqual(peers));
    QCOMPARE(peers[2]->library->counts().changes, 8); // 6 creates, 1 update, 1 delete
    for (const auto &peer : peers) {
        QCOMPARE(peer->library->check().problems, QStringList());
    }
}

void GoNotesTest::aWindowOfTime_holdsJustItsChanges()
{
    FakeClock clock;
    const Devices peers = devices(2, clock);
    const auto now = [&clock] { return QDateTime::fromMSecsSinceEpoch(clock.nowMs(), Qt::UTC); };
    commit(*peers[0], newNote(u"first"_s));
    const QDateTime checkpoint = now();
    const CommitResult second = commit(*peers[0], newNote(u"second"_s));
    const CommitResult third = commit(*peers[0], newNote(u"third"_s));

    const std::vector<ChangeInfo> changes =
        peers[0]->library->userChangesSince({}, checkpoint, 100);

    QCOMPARE(changes.size(), size_t(2));
    QCOMPARE(changes[0].change, second.change);
    QCOMPARE(changes[1].change, third.change);
    QCOMPARE(changes[1].fragment->title, u"third"_s);
    QCOMPARE(peers[0]->library->userChangesSince({}, checkpoint, 1).size(), size_t(1));
    QVERIFY(peers[0]->library->userChangesSince({}, now(), 100).empty());
}

void GoNotesTest::changesOfAUser_areToldApart()
{
    FakeClock clock;
    const Devices peers = devices(2, clock);
    commit(*peers[0], newNote(u"mine"_s));
    commit(*peers[1], newNote(u"yours"_s));
    syncPair(*peers[0], *peers[1]);

    const auto mine = peers[1]->library->userChangesSince(u"user of Device 1"_s, {}, 100);

    QCOMPARE(mine.size(), size_t(1));
    QCOMPARE(mine.front().fragment->title, u"mine"_s);
    QCOMPARE(mine.front().user, u"user of Device 1"_s);
    QCOMPARE(peers[1]->library->userChangesSince({}, {}, 100).size(), size_t(2));
    QVERIFY(peers[1]->library->userChangesSince(u"nobody"_s, {}, 100).empty());
}

void GoNotesTest::twoEditsOfOneNote_areDetectedAsAConflict()
{
    FakeClock clock;
    const Devices peers = devices(2, clock);
    const NoteId note = commit(*peers[0], newNote(u"N"_s, u"a line\n"_s)).note;
    syncPair(*peers[0], *peers[1]);

    commit(*peers[0], bodyEdit(note, u"a line of one\n"_s));
    commit(*peers[1], bodyEdit(note, u"a line of two\n"_s));
    syncPair(*peers[0], *peers[1]);

    for (const auto &peer : peers) {
        const std::vector<NoteConflict> open = peer->library->conflicts();
        QCOMPARE(open.size(), size_t(1));
        QCOMPARE(open[0].note, note);
        QCOMPARE(open[0].type, ConflictType::ConcurrentEdit);
    }
    QVERIFY(allEqual(peers));
}

void GoNotesTest::syncRounds_convergeOnAnyConnectedGraph_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<Links>("links");
    QTest::newRow("line") << 4 << Links {{0, 1}, {1, 2}, {2, 3}};
    QTest::newRow("ring") << 5 << Links {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 0}};
    QTest::newRow("star") << 5 << Links {{0, 1}, {0, 2}, {0, 3}, {0, 4}};
    QTest::newRow("mesh") << 4 << Links {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};
}

void GoNotesTest::syncRounds_convergeOnAnyConnectedGraph()
{
    QFETCH(int, count);
    QFETCH(Links, links);
    FakeClock clock;
    const Devices peers = devices(count, clock);
    for (const auto &peer : peers) {
        const NoteId note = commit(*peer, newNote(peer->name, u"one\ntwo\nthree\n"_s)).note;
        commit(*peer, bodyEdit(note, u"one\ntwo\nthree and more\n"_s));
    }

    int rounds = 0;
    for (int applied = 1; applied > 0; ++rounds) {
        QVERIFY2(rounds < 2 * count, "no convergence");
        applied = 0;
        for (const auto &[a, b] : links) {
            applied += syncPair(*peers[static_cast<size_t>(a)], *peers[static_cast<size_t>(b)]);
        }
    }

    QVERIFY(allEqual(peers));
    QCOMPARE(peers.back()->library->allNotes().size(), static_cast<size_t>(count));
    for (const auto &[a, b] : links) {
        const auto &one = peers[static_cast<size_t>(a)];
        const auto &other = peers[static_cast<size_t>(b)];
        QVERIFY(one->library->unsentChangesForPeer(other->id(), 10).empty());
        QVERIFY(other->library->unsentChangesForPeer(one->id(), 10).empty());
    }
}

void GoNotesTest::aReceivedBatch_leavesOneLocalSyncEntry()
{
    FakeClock clock;
    const Devices peers = devices(2, clock);
    commit(*peers[0], newNote(u"A"_s));
    commit(*peers[0], newNote(u"B"_s));
    sendAll(*peers[0], *peers[1]);

    {
        QSqlDatabase raw = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"raw"_s);
        raw.setDatabaseName(peers[1]->folder() + u"/library.sqlite"_s);
        QVERIFY(raw.open());
        QSqlQuery query(raw);
        QVERIFY(query.exec(u"SELECT count(*) FROM note_changes WHERE operation = 9"_s));
        QVERIFY(query.next());
        QCOMPARE(query.value(0).toInt(), 1);
        QVERIFY(query.exec(u"SELECT count(*) FROM note_change_sync_peers"_s));
        QVERIFY(query.next());
        QCOMPARE(query.value(0).toInt(), 2);
    }
    QSqlDatabase::removeDatabase(u"raw"_s);
    QCOMPARE(peers[1]->library->counts().changes, 2); // the local entry is no change
}

QTEST_GUILESS_MAIN(GoNotesTest)
#include "tst_gonotes.moc"
