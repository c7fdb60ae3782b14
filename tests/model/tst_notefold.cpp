#include "model/base/limits.h"
#include "model/merge/notefold.h"
#include "model/note/notechange.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

/// A history written by hand: each change is made on some others and edits what they show.
class History
{
public:
    struct Change
    {
        HistoryNode node;
        NoteState state;
    };

    Hash add(const std::vector<Hash> &parents,
             const NoteState &state,
             int device = 1,
             bool hasEffect = true)
    {
        ++m_count;
        HistoryNode node;
        node.hash.bytes[0] = static_cast<std::uint8_t>((m_count * 37) % 251); // not in time's order
        node.hash.bytes[1] = static_cast<std::uint8_t>(m_count >> 8);
        node.hash.bytes[2] = static_cast<std::uint8_t>(m_count);
        node.parents = parents;
        node.hlc = Hlc::fromMs(1000 + m_count);
        node.log.device.bytes[0] = static_cast<std::uint8_t>(device);
        node.seq = static_cast<std::uint64_t>(m_count);
        node.isDelete = state.deleted;
        node.hasEffect = hasEffect;
        m_nodes.push_back(node);
        m_states[node.hash] = state;
        return node.hash;
    }
    /// A change of the first parent's state.
    template <typename Edit>
    Hash edit(const std::vector<Hash> &parents, const Edit &change)
    {
        NoteState state = parents.empty() ? NoteState() : m_states.at(parents.front());
        change(state);
        return add(parents, state);
    }
    Hash title(const std::vector<Hash> &parents, const QString &title)
    {
        return edit(parents, [&](NoteState &state) { state.title = title; });
    }

    [[nodiscard]] FoldResult fold() const { return fold(m_nodes); }
    [[nodiscard]] FoldResult fold(const std::vector<HistoryNode> &nodes) const
    {
        m_asked.clear();
        return foldHistory(nodes, [this](const Hash &hash) {
            m_asked.insert(hash);
            return m_states.at(hash);
        });
    }
    std::vector<HistoryNode> &nodes() { return m_nodes; }
    [[nodiscard]] const NoteState &state(const Hash &hash) const { return m_states.at(hash); }
    [[nodiscard]] const std::set<Hash> &asked() const { return m_asked; }

private:
    std::vector<HistoryNode> m_nodes;
    std::map<Hash, NoteState> m_states;
    int m_count = 0;
    mutable std::set<Hash> m_asked;
};

bool same(const FoldResult &a, const FoldResult &b)
{
    return a.heads == b.heads && a.shownHeads == b.shownHeads && a.merged == b.merged
        && a.shown == b.shown && a.conflict == b.conflict && a.base == b.base;
}

NoteState bodyState(const QString &body)
{
    NoteState state;
    state.title = u"T"_s;
    state.body = body;
    return state;
}

} // namespace

class NoteFoldTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void totalOrderIsByStampThenLogThenHash();
    void emptyHistoryShowsNothing();
    void oneHeadIsTheState();
    void oneHeadOfALongHistoryAsksForNoOtherState();
    void twoHeadsApartMerge();
    void conflictShowsTheNewestHeadUnblended();
    void deleteNeverShowsAgainstAnEdit();
    void threeHeadsMergeAndConflict();
    void editOnOneHeadLeavesTheOther();
    void resolutionEndsTheConflict();
    void equalResolutionsMadeApartCollapse();
    void differentResolutionsMadeApartConflictAgain();
    void crissCrossUsesTheFoldOfBothBases();
    void baseInConflictCountsAsNoBase();
    void changesWithoutEffectAreTransparent();
    void unknownParentsAndDoublesAreHarmless();
    void clockRunningBackwardsDoesNotChangeAncestry();
    void deeperThanTheLimitThereIsNoBase();
    void longHistoriesFoldIteratively();
    void manyHeadsStayBounded();
    void everyOrderOfArrivalGivesTheSame();
};

void NoteFoldTest::totalOrderIsByStampThenLogThenHash()
{
    HistoryNode a;
    HistoryNode b = a;
    QVERIFY(!precedes(a, b) && !precedes(b, a));
    b.hash.bytes[31] = 1;
    QVERIFY(precedes(a, b));
    a.seq = 1;
    QVERIFY(precedes(b, a));
    b.log.incarnation = 1;
    QVERIFY(precedes(a, b));
    a.log.device.bytes[0] = 1;
    QVERIFY(precedes(b, a));
    b.hlc = Hlc::fromMs(1);
    QVERIFY(precedes(a, b) && !precedes(b, a));
}

void NoteFoldTest::emptyHistoryShowsNothing()
{
    const FoldResult result = History().fold();

    QVERIFY(result.heads.empty());
    QVERIFY(result.shown == NoteState());
    QCOMPARE(result.conflict, ConflictType::None);
}

void NoteFoldTest::oneHeadIsTheState()
{
    History history;
    const Hash first = history.title({}, u"a"_s);
    const Hash second = history.title({first}, u"b"_s);

    const FoldResult result = history.fold();

    QCOMPARE(result.heads, std::vector<Hash> {second});
    QCOMPARE(result.shownHeads, result.heads);
    QCOMPARE(result.shown.title, u"b"_s);
}

void NoteFoldTest::oneHeadOfALongHistoryAsksForNoOtherState()
{
    History history;
    Hash last = history.title({}, u"0"_s);
    for (int i = 1; i < 10000; ++i) {
        last = history.title({last}, QString::number(i));
    }

    const FoldResult result = history.fold();

    QCOMPARE(result.shown.title, u"9999"_s);
    QCOMPARE(history.asked(), std::set<Hash> {last});
}

void NoteFoldTest::twoHeadsApartMerge()
{
    History history;
    const Hash root = history.add({}, bodyState(u"one\n\ntwo\n"_s));
    const Hash a = history.edit({root}, [](NoteState &s) { s.body = u"1\n\ntwo\n"_s; });
    const Hash b = history.edit({root}, [](NoteState &s) { s.body = u"one\n\n2\n"_s; });

    const FoldResult result = history.fold();

    QCOMPARE(result.conflict, ConflictType::None);
    QCOMPARE(result.shown.body, u"1\n\n2\n"_s);
    QCOMPARE(result.shownHeads, (std::vector<Hash> {b, a}));
    QVERIFY(result.base && result.base->state == history.state(root));
}

void NoteFoldTest::conflictShowsTheNewestHeadUnblended()
{
    History history;
    const Hash root = history.add({}, bodyState(u"one\n\ntwo\n"_s));
    history.edit({root}, [](NoteState &s) {
        s.title = u"A"_s;
        s.body = u"1\n\ntwo\n"_s;
    });
    const Hash b = history.edit({root}, [](NoteState &s) {
        s.title = u"B"_s;
        s.body = u"one\n\n2\n"_s;
    });

    const FoldResult result = history.fold();

    QCOMPARE(result.conflict, ConflictType::ConcurrentEdit);
    QVERIFY(result.shown == history.state(b)); // not with the body merged
    QCOMPARE(result.shownHeads, std::vector<Hash> {b});
    QCOMPARE(result.heads.size(), std::size_t(2));
    QCOMPARE(result.merged.conflictMask, field::kTitle);
    QCOMPARE(result.merged.state.body, u"1\n\n2\n"_s);
}

void NoteFoldTest::deleteNeverShowsAgainstAnEdit()
{
    for (const bool deleteLast : {false, true}) {
        History history;
        const Hash root = history.title({}, u"a"_s);
        const auto remove = [](NoteState &s) { s.deleted = true; };
        Hash edited;
        if (deleteLast) {
            edited = history.title({root}, u"b"_s);
            history.edit({root}, remove);
        } else {
            history.edit({root}, remove);
            edited = history.title({root}, u"b"_s);
        }

        const FoldResult result = history.fold();

        QCOMPARE(result.conflict, ConflictType::DeleteConflict);
        QCOMPARE(result.shownHeads, std::vector<Hash> {edited});
        QVERIFY(!result.shown.deleted);
        history.title({edited}, u"c"_s); // going on with the edit discards no side
        QCOMPARE(history.fold().conflict, ConflictType::DeleteConflict);
    }
    History twice;
    const Hash root = twice.title({}, u"a"_s);
    twice.edit({root}, [](NoteState &s) { s.deleted = true; });
    twice.edit({root}, [](NoteState &s) { s.deleted = true; });
    QCOMPARE(twice.fold().conflict, ConflictType::None);
    QVERIFY(twice.fold().shown.deleted);
}

void NoteFoldTest::threeHeadsMergeAndConflict()
{
    History history;
    const Hash root = history.add({}, bodyState(u"one\n\ntwo\n\nthree\n"_s));
    history.edit({root}, [](NoteState &s) { s.body.replace(u"one"_s, u"1"_s); });
    history.edit({root}, [](NoteState &s) { s.body.replace(u"two"_s, u"2"_s); });
    history.edit({root}, [](NoteState &s) { s.body.replace(u"three"_s, u"3"_s); });

    QCOMPARE(history.fold().shown.body, u"1\n\n2\n\n3\n"_s);
    QCOMPARE(history.fold().shownHeads.size(), std::size_t(3));

    const Hash fourth =
        history.edit({root}, [](NoteState &s) { s.body.replace(u"one"_s, u"I"_s); });
    const FoldResult result = history.fold();
    QCOMPARE(result.conflict, ConflictType::ConcurrentEdit);
    QCOMPARE(result.heads.size(), std::size_t(4));
    QVERIFY(result.shown == history.state(fourth));
}

void NoteFoldTest::editOnOneHeadLeavesTheOther()
{
    History history;
    const Hash root = history.title({}, u"a"_s);
    const Hash other = history.title({root}, u"b"_s);
    const Hash shown = history.title({root}, u"c"_s);
    const Hash next = history.title({shown}, u"d"_s);

    const FoldResult result = history.fold();

    QCOMPARE(result.heads, (std::vector<Hash> {next, other}));
    QCOMPARE(result.conflict, ConflictType::ConcurrentEdit);
}

void NoteFoldTest::resolutionEndsTheConflict()
{
    History history;
    const Hash root = history.title({}, u"a"_s);
    const Hash b = history.title({root}, u"b"_s);
    const Hash c = history.title({root}, u"c"_s);
    const Hash resolution = history.title({c, b}, u"b and c"_s);

    const FoldResult result = history.fold();

    QCOMPARE(result.conflict, ConflictType::None);
    QCOMPARE(result.heads, std::vector<Hash> {resolution});
}

void NoteFoldTest::equalResolutionsMadeApartCollapse()
{
    History history;
    const Hash root = history.title({}, u"a"_s);
    const Hash b = history.title({root}, u"b"_s);
    const Hash c = history.title({root}, u"c"_s);
    history.title({c, b}, u"b and c"_s);
    const Hash second = history.title({b, c}, u"b and c"_s);

    QCOMPARE(history.fold().conflict, ConflictType::None);
    QCOMPARE(history.fold().shown.title, u"b and c"_s);
    QCOMPARE(history.fold().shownHeads.size(), std::size_t(2));

    // And an edit of another field on one of them still merges.
    history.edit({second}, [](NoteState &s) { s.tags = {u"t"_s}; });
    QCOMPARE(history.fold().conflict, ConflictType::None);
    QCOMPARE(history.fold().shown.tags, QStringList {u"t"_s});
}

void NoteFoldTest::differentResolutionsMadeApartConflictAgain()
{
    History history;
    const Hash root = history.title({}, u"a"_s);
    const Hash b = history.title({root}, u"b"_s);
    const Hash c = history.title({root}, u"c"_s);
    history.title({b, c}, u"b"_s); // each takes another side: nobody's choice may win silently
    const Hash second = history.title({b, c}, u"c"_s);

    const FoldResult result = history.fold();

    QCOMPARE(result.conflict, ConflictType::ConcurrentEdit);
    QCOMPARE(result.shownHeads, std::vector<Hash> {second});
    QVERIFY(result.base);
    QCOMPARE(result.base->conflictMask, field::kTitle);
}

void NoteFoldTest::crissCrossUsesTheFoldOfBothBases()
{
    History history;
    const Hash root = history.add({}, bodyState(u"one\n\ntwo\n\nthree\n\nfour\n"_s));
    const Hash a = history.edit({root}, [](NoteState &s) { s.body.replace(u"one"_s, u"1"_s); });
    const Hash b = history.edit({root}, [](NoteState &s) { s.body.replace(u"two"_s, u"2"_s); });
    // Both merges carry both edits; each adds one of its own.
    history.edit({a, b}, [](NoteState &s) { s.body = u"1\n\n2\n\n3\n\nfour\n"_s; });
    history.edit({b, a}, [](NoteState &s) { s.body = u"1\n\n2\n\nthree\n\n4\n"_s; });

    const FoldResult result = history.fold();

    QCOMPARE(result.conflict, ConflictType::None);
    QCOMPARE(result.shown.body, u"1\n\n2\n\n3\n\n4\n"_s);
    QVERIFY(result.base);
    QCOMPARE(result.base->state.body, u"1\n\n2\n\nthree\n\nfour\n"_s);

    // One side takes back what the other kept: with either parent alone as the base it would return.
    History revert;
    const Hash base = revert.title({}, u"a"_s);
    const Hash left = revert.edit({base}, [](NoteState &s) { s.tags = {u"l"_s}; });
    const Hash right = revert.edit({base}, [](NoteState &s) { s.categories = {u"r"_s}; });
    revert.edit({left, right}, [](NoteState &s) { s.tags.clear(), s.categories = {u"r"_s}; });
    revert.edit({right, left}, [](NoteState &s) { s.tags = {u"l"_s}; });
    QVERIFY(revert.fold().shown.tags.isEmpty());
    QCOMPARE(revert.fold().shown.categories, QStringList {u"r"_s});
}

void NoteFoldTest::baseInConflictCountsAsNoBase()
{
    History history;
    const Hash root = history.title({}, u"a"_s);
    const Hash b = history.title({root}, u"b"_s);
    const Hash c = history.title({root}, u"c"_s);
    const auto resolve = [&](const QString &title, const QString &tag) {
        return history.edit({b, c}, [&](NoteState &s) {
            s.title = title;
            s.tags = {tag};
        });
    };
    resolve(u"c"_s, u"x"_s); // equals the value that the base carries for its newer side
    resolve(u"d"_s, u"y"_s);

    const FoldResult result = history.fold();

    QCOMPARE(result.merged.conflictMask, field::kTitle);
    QCOMPARE(result.merged.state.tags, QStringList({u"x"_s, u"y"_s}));
}

void NoteFoldTest::changesWithoutEffectAreTransparent()
{
    History history;
    const Hash root = history.title({}, u"a"_s);
    const Hash b = history.title({root}, u"b"_s);
    const Hash strange = history.add({b}, NoteState(), 1, false);
    QCOMPARE(history.fold().heads, std::vector<Hash> {b});
    QCOMPARE(history.fold().shown.title, u"b"_s);

    // What is built upon it descends from what is under it.
    const Hash c = history.title({strange}, u"c"_s);
    QCOMPARE(history.fold().heads, std::vector<Hash> {c});
    const Hash other = history.edit({b}, [](NoteState &s) { s.tags = {u"t"_s}; });
    const FoldResult result = history.fold();
    QCOMPARE(result.heads, (std::vector<Hash> {other, c}));
    QCOMPARE(result.conflict, ConflictType::None); // by the base under it
    QCOMPARE(result.shown.title, u"c"_s);
    QCOMPARE(result.shown.tags, QStringList {u"t"_s});
    QVERIFY(result.base && result.base->state == history.state(b));

    History onlyStrange;
    onlyStrange.add({}, NoteState(), 1, false);
    QVERIFY(onlyStrange.fold().heads.empty());
}

void NoteFoldTest::unknownParentsAndDoublesAreHarmless()
{
    History history;
    const Hash root = history.title({}, u"a"_s);
    Hash elsewhere;
    elsewhere.bytes[9] = 9;
    const Hash b = history.title({root, elsewhere, root}, u"b"_s);
    history.nodes().push_back(history.nodes().front());
    history.nodes().back().parents.push_back(history.nodes().back().hash); // its own parent

    const FoldResult result = history.fold();

    QCOMPARE(result.heads, std::vector<Hash> {b});
}

void NoteFoldTest::clockRunningBackwardsDoesNotChangeAncestry()
{
    History history;
    const Hash root = history.title({}, u"a"_s);
    const Hash b = history.title({root}, u"b"_s);
    const Hash c = history.edit({b}, [](NoteState &s) { s.tags = {u"t"_s}; });
    history.edit({b}, [](NoteState &s) { s.description = u"d"_s; });
    history.nodes()[2].hlc = Hlc::fromMs(1); // a liar: stamped below its parents

    const FoldResult result = history.fold();

    QCOMPARE(result.conflict, ConflictType::None);
    QCOMPARE(result.heads.back(), c);
    QCOMPARE(result.shown.title, u"b"_s);
    QCOMPARE(result.shown.tags, QStringList {u"t"_s});
}

void NoteFoldTest::deeperThanTheLimitThereIsNoBase()
{
    // Criss-cross upon criss-cross: each level of bases is again two changes.
    const auto levels = [](int count) {
        History history;
        const Hash root = history.title({}, u"0"_s);
        Hash left = history.edit({root}, [](NoteState &s) { s.description = u"l"_s; });
        Hash right = history.edit({root}, [](NoteState &s) { s.body = u"r"_s; });
        for (int i = 0; i < count; ++i) {
            const auto both = [](NoteState &s) {
                s.description = u"l"_s;
                s.body = u"r"_s;
            };
            const Hash nextLeft = history.edit({left, right}, [&](NoteState &s) {
                both(s);
                s.tags = {u"l%1"_s.arg(i)};
            });
            right = history.edit({right, left}, [&](NoteState &s) {
                both(s);
                s.categories = {u"r%1"_s.arg(i)};
            });
            left = nextLeft;
        }
        return history.fold();
    };

    QCOMPARE(levels(limits::kFoldDepthMax - 1).conflict, ConflictType::None);
    QCOMPARE(levels(limits::kFoldDepthMax + 20).heads.size(), std::size_t(2));
}

void NoteFoldTest::longHistoriesFoldIteratively()
{
    History history;
    const Hash root = history.add({}, bodyState(u"one\n\ntwo\n"_s));
    Hash left = root;
    Hash right = root;
    for (int i = 0; i < 5000; ++i) {
        left = history.edit({left}, [&](NoteState &s) { s.body = u"left %1\n\ntwo\n"_s.arg(i); });
        right =
            history.edit({right}, [&](NoteState &s) { s.body = u"one\n\nright %1\n"_s.arg(i); });
    }

    const FoldResult result = history.fold();

    QCOMPARE(result.shown.body, u"left 4999\n\nright 4999\n"_s);
    QCOMPARE(history.asked().size(), std::size_t(3)); // two heads and their base
}

void NoteFoldTest::manyHeadsStayBounded()
{
    // Three heads a level, each made on all three below: bases upon bases.
    History history;
    std::vector<Hash> level {history.title({}, u"0"_s)};
    for (int i = 0; i < 40; ++i) {
        std::vector<Hash> next;
        for (int k = 0; k < 4; ++k) {
            next.push_back(
                history.edit(level, [&](NoteState &s) { s.tags = {u"%1 %2"_s.arg(i).arg(k)}; }));
        }
        level = next;
    }
    QCOMPARE(history.fold().heads.size(), std::size_t(4));

    History wide;
    const Hash root = wide.title({}, u"a"_s);
    for (int i = 0; i < 300; ++i) {
        wide.edit({root}, [&](NoteState &s) { s.tags = {u"%1"_s.arg(i)}; });
    }
    QCOMPARE(wide.fold().conflict, ConflictType::None);
    QCOMPARE(wide.fold().shown.tags.size(), 300);
}

void NoteFoldTest::everyOrderOfArrivalGivesTheSame()
{
    for (quint32 seed = 1; seed <= 400; ++seed) {
        std::mt19937 random(seed);
        const auto below = [&random](std::size_t bound) { return std::size_t(random() % bound); };
        History history;
        std::vector<Hash> known {history.add({}, bodyState(u"one\n\ntwo\n\nthree\n"_s))};
        for (int i = 0; i < 9; ++i) {
            std::vector<Hash> parents {known[below(known.size())]};
            if (below(3) == 0) {
                parents.push_back(known[below(known.size())]);
            }
            NoteState state = history.state(parents.front());
            const QString value = QString::number(below(3));
            switch (below(6)) {
            case 0:
                state.title = value;
                break;
            case 1:
                state.body.replace(below(2) == 0 ? u"one"_s : u"three"_s, value);
                break;
            case 2:
                state.tags = {value};
                break;
            case 3:
                state.deleted = !state.deleted;
                break;
            case 4:
                state.place.order = value;
                break;
            default:
                state.description = value;
            }
            known.push_back(history.add(parents, state, int(below(3)), below(8) != 0));
        }
        const FoldResult wanted = history.fold();
        std::vector<HistoryNode> nodes = history.nodes();
        for (int i = 0; i < 12; ++i) {
            std::shuffle(nodes.begin(), nodes.end(), random);
            QVERIFY2(same(history.fold(nodes), wanted), qPrintable(u"seed %1"_s.arg(seed)));
        }
        QCOMPARE(wanted.conflict == ConflictType::None, wanted.merged.clean());
        QCOMPARE(wanted.shownHeads.size(), wanted.merged.clean() ? wanted.heads.size() : 1);
    }
}

QTEST_GUILESS_MAIN(NoteFoldTest)
#include "tst_notefold.moc"
