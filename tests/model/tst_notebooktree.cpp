#include "model/base/limits.h"
#include "model/merge/notebooktree.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

NoteId idOf(int number)
{
    NoteId id;
    id.bytes[0] = static_cast<std::uint8_t>(number);
    id.bytes[1] = static_cast<std::uint8_t>(number >> 8);
    return id;
}

/// Notebook `id` put under `parent` (0 = top level) at a time.
NotebookPlace place(int id, int parent, int at)
{
    NotebookPlace place;
    place.id = idOf(id);
    place.parent = parent == 0 ? NoteId() : idOf(parent);
    place.name = u"n%1"_s.arg(id);
    place.placedBy.hlc = Hlc::fromMs(at);
    return place;
}

} // namespace

class NotebookTreeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pathsGoFromTheTop();
    void aChildMayBePlacedBeforeItsParent();
    void theMoveThatClosesACycleStandsAtTopLevel();
    void aNotebookInsideItselfStandsAtTopLevel();
    void whatHasLostItsNotebookIsRecovered();
    void tooDeepStandsAtTopLevel();
    void everyOrderOfPlacesGivesOneTree();
    void orderKeysStandStrictlyBetween();
    void orderKeysGrowSlowlyAtTheEnds();
    void orderKeysSurviveForeignKeys();
    void orderKeysOutOfOrderGoAfterTheFirst();
};

void NotebookTreeTest::pathsGoFromTheTop()
{
    const NotebookTree tree = buildNotebookTree({place(1, 0, 1), place(2, 1, 2), place(3, 2, 3)});

    QCOMPARE(tree.path(idOf(3)), QStringList({u"n1"_s, u"n2"_s, u"n3"_s}));
    QCOMPARE(tree.path(NoteId()), QStringList());
    QCOMPARE(tree.nodes.size(), 3);
}

void NotebookTreeTest::aChildMayBePlacedBeforeItsParent()
{
    const NotebookTree tree = buildNotebookTree({place(3, 2, 1), place(2, 1, 2), place(1, 0, 3)});

    QCOMPARE(tree.path(idOf(3)), QStringList({u"n1"_s, u"n2"_s, u"n3"_s}));
}

void NotebookTreeTest::theMoveThatClosesACycleStandsAtTopLevel()
{
    // Two devices, apart: one puts 1 into 2, the other 2 into 1.
    const NotebookTree tree = buildNotebookTree({place(1, 2, 10), place(2, 1, 20), place(3, 1, 5)});

    QVERIFY(tree.nodes[idOf(2)].moveConflict);
    QVERIFY(tree.nodes[idOf(2)].parent.isNull());
    QVERIFY(!tree.nodes[idOf(1)].moveConflict);
    QCOMPARE(tree.path(idOf(3)), QStringList({u"n2"_s, u"n1"_s, u"n3"_s}));
    QVERIFY(!tree.nodes[idOf(2)].recovered);
}

void NotebookTreeTest::aNotebookInsideItselfStandsAtTopLevel()
{
    const NotebookTree tree = buildNotebookTree({place(1, 1, 1)});

    QVERIFY(tree.nodes[idOf(1)].moveConflict);
    QCOMPARE(tree.path(idOf(1)), QStringList {u"n1"_s});
}

void NotebookTreeTest::whatHasLostItsNotebookIsRecovered()
{
    NotebookPlace deleted = place(1, 0, 1);
    deleted.deleted = true;
    const NotebookTree tree =
        buildNotebookTree({deleted, place(2, 1, 2), place(3, 2, 3), place(4, 99, 4)});

    QVERIFY(!tree.nodes.contains(idOf(1)));
    QCOMPARE(tree.path(idOf(2)), QStringList({u"Recovered"_s, u"n2"_s}));
    QCOMPARE(tree.path(idOf(3)), QStringList({u"Recovered"_s, u"n2"_s, u"n3"_s}));
    QCOMPARE(tree.path(idOf(4)), QStringList({u"Recovered"_s, u"n4"_s}));
    QCOMPARE(tree.path(idOf(1)), QStringList {u"Recovered"_s}); // of a note that stood in it
    QVERIFY(!tree.nodes[idOf(3)].recovered);
}

void NotebookTreeTest::tooDeepStandsAtTopLevel()
{
    for (const bool upwards : {false, true}) {
        std::vector<NotebookPlace> chain;
        const int count = limits::kNotebookDepthMax + 1;
        for (int i = 1; i <= count; ++i) {
            chain.push_back(place(i, i - 1, upwards ? 1000 - i : i));
        }
        std::vector<NotebookPlace> fits(chain.begin(), chain.end() - 1);

        const NotebookTree whole = buildNotebookTree(fits);
        const NotebookTree cut = buildNotebookTree(chain);

        QVERIFY(std::none_of(whole.nodes.begin(), whole.nodes.end(), [](const auto &node) {
            return node.moveConflict;
        }));
        QCOMPARE(whole.path(idOf(count - 1)).size(), limits::kNotebookDepthMax);
        QCOMPARE(std::count_if(cut.nodes.begin(),
                               cut.nodes.end(),
                               [](const auto &node) { return node.moveConflict; }),
                 1);
        QCOMPARE(cut.nodes.size(), count);
    }
}

void NotebookTreeTest::everyOrderOfPlacesGivesOneTree()
{
    for (quint32 seed = 1; seed <= 500; ++seed) {
        std::mt19937 random(seed);
        std::vector<NotebookPlace> places;
        for (int i = 1; i <= 10; ++i) {
            places.push_back(place(i, int(random() % 12), int(random() % 6)));
            places.back().deleted = random() % 8 == 0;
        }
        const NotebookTree wanted = buildNotebookTree(places);
        for (const NotebookPlace &one : places) {
            if (one.deleted) {
                continue;
            }
            // Nothing vanishes, and every way up ends.
            QVERIFY(wanted.nodes.contains(one.id));
            int steps = 0;
            for (NoteId id = one.id; !id.isNull(); id = wanted.nodes[id].parent) {
                QVERIFY(wanted.nodes.contains(id));
                QVERIFY(++steps <= 10);
            }
        }
        for (int i = 0; i < 5; ++i) {
            std::shuffle(places.begin(), places.end(), random);
            const NotebookTree tree = buildNotebookTree(places);
            for (auto it = wanted.nodes.begin(); it != wanted.nodes.end(); ++it) {
                QCOMPARE(tree.nodes[it.key()].parent, it->parent);
                QCOMPARE(tree.nodes[it.key()].moveConflict, it->moveConflict);
                QCOMPARE(tree.nodes[it.key()].recovered, it->recovered);
            }
        }
    }
}

void NotebookTreeTest::orderKeysStandStrictlyBetween()
{
    std::mt19937 random(3);
    QStringList keys;
    const QStringList suffixes {u"3f"_s, u"00"_s, u"a1"_s, u"zz"_s, u"0"_s, u""_s};
    for (int i = 0; i < 3000; ++i) {
        const qsizetype at = qsizetype(random() % quint32(keys.size() + 1));
        const QString before = at == 0 ? QString() : keys[at - 1];
        const QString after = at == keys.size() ? QString() : keys[at];
        const QString suffix = suffixes[qsizetype(random() % quint32(suffixes.size()))];

        const QString key = orderKeyBetween(before, after, suffix);

        QVERIFY2(before < key, qPrintable(before + u" < "_s + key));
        QVERIFY2(after.isEmpty() || key < after, qPrintable(key + u" < "_s + after));
        QVERIFY(key.endsWith(suffix));
        keys.insert(at, key);
    }
    QVERIFY(std::is_sorted(keys.begin(), keys.end()));
    const auto longest = std::max_element(
        keys.begin(), keys.end(), [](const auto &a, const auto &b) { return a.size() < b.size(); });
    QVERIFY2(longest->size() < 40, qPrintable(*longest));
}

void NotebookTreeTest::orderKeysGrowSlowlyAtTheEnds()
{
    QString last;
    QString first = orderKeyBetween(QString(), QString(), u"7c");
    for (int i = 0; i < 5000; ++i) {
        const QString next = orderKeyBetween(last, QString(), u"7c");
        QVERIFY(last < next);
        last = next;
        const QString prior = orderKeyBetween(QString(), first, u"7c");
        QVERIFY(prior < first);
        first = prior;
    }
    QVERIFY2(last.size() <= 6, qPrintable(last));
    QVERIFY2(first.size() <= 6, qPrintable(first));
}

void NotebookTreeTest::orderKeysSurviveForeignKeys()
{
    const QStringList foreign {u"!"_s,
                               u"0"_s,
                               u"00"_s,
                               u"1"_s,
                               u"Z"_s,
                               u"a"_s,
                               u"a0"_s,
                               u"a00"_s,
                               u"zzzzzz"_s,
                               u"~"_s,
                               u"ä"_s,
                               u"漢字"_s,
                               u"😀"_s};
    for (const QString &before : foreign) {
        QVERIFY(before < orderKeyBetween(before, QString(), u"1"));
        for (const QString &after : foreign) {
            if (before < after) {
                const QString key = orderKeyBetween(before, after, u"1");
                QVERIFY2(before < key && key < after,
                         qPrintable(before + u' ' + key + u' ' + after));
            }
        }
    }
    QVERIFY(orderKeyBetween(QString(), u"00"_s, u"1") < u"00"_s);
}

void NotebookTreeTest::orderKeysOutOfOrderGoAfterTheFirst()
{
    QVERIFY(orderKeyBetween(u"b"_s, u"a"_s, u"1") > u"b"_s);
    QVERIFY(orderKeyBetween(u"b"_s, u"b"_s, u"1") > u"b"_s);
}

QTEST_GUILESS_MAIN(NotebookTreeTest)
#include "tst_notebooktree.moc"
