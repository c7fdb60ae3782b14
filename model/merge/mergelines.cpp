#include "model/merge/mergelines.h"

#include "model/base/limits.h"
#include "model/merge/mergewords.h"

#include <algorithm>
#include <tuple>

namespace sheaf {

namespace {

    using Kind = MergeRegion::Kind;

    MergeRegion regionOf(Kind kind, const QString &base, const QString &ours, const QString &theirs)
    {
        switch (kind) {
        case Kind::Unchanged:
            return {kind, base, base, base, base}; // one copy of the text for all four
        case Kind::Ours:
            return {kind, base, ours, base, ours};
        case Kind::Theirs:
            return {kind, base, base, theirs, theirs};
        case Kind::BothEqual:
            return {kind, base, ours, ours, ours};
        case Kind::Conflict:
            break;
        }
        return {Kind::Conflict, base, ours, theirs, QString()};
    }

    bool hasWord(QStringView line)
    {
        const std::vector<TextToken> tokens = wordTokens(line);
        return std::any_of(tokens.begin(), tokens.end(), [](const TextToken &token) {
            return token.isWord != 0U;
        });
    }

} // namespace

LineMerge::LineMerge(const QString &base, const QString &ours, const QString &theirs)
    : m_text {&base, &ours, &theirs}
    , m_bothChanged(ours != base && theirs != base && ours != theirs)
{
    const qsizetype lines = base.count(u'\n') + ours.count(u'\n') + theirs.count(u'\n') + 3;
    m_tooManyLines = lines > limits::kMergeLinesMax;
    if (!m_tooManyLines) {
        number(Base, base);
        number(Ours, ours);
        number(Theirs, theirs);
    }
}

void LineMerge::number(Side side, const QString &text)
{
    m_lines[side] = lineTokens(text);
    m_numbers[side].reserve(m_lines[side].size());
    for (const TextToken &token : m_lines[side]) {
        const auto next = static_cast<int>(m_numberOf.size());
        const auto it = m_numberOf.constFind(token.in(text));
        m_numbers[side].push_back(
            it == m_numberOf.constEnd() ? *m_numberOf.insert(token.in(text), next) : *it);
    }
}

TextMerge LineMerge::run(Copies copies)
{
    if (m_tooManyLines || !findEdits(Ours, DiffAnchors::UniqueTokens)
        || !findEdits(Theirs, DiffAnchors::UniqueTokens)) {
        TextMerge merge;
        merge.clean = !m_bothChanged;
        merge.bounded = m_bothChanged;
        const Kind kind = m_bothChanged        ? Kind::Conflict
            : *m_text[Ours] == *m_text[Theirs] ? Kind::BothEqual
            : *m_text[Ours] == *m_text[Base]   ? Kind::Theirs
                                               : Kind::Ours;
        merge.regions.push_back(regionOf(kind, *m_text[Base], *m_text[Ours], *m_text[Theirs]));
        return merge;
    }
    sortEdits();
    return mergeEdits(copies);
}

TextMerge LineMerge::mergeEdits(Copies copies)
{
    makeGroups();
    for (Group &group : m_groups) {
        classify(group);
    }
    if (m_bothChanged && copies == Copies::Refused) {
        refuseSameLineTwice();
    }
    return assemble();
}

std::optional<TextMerge> LineMerge::comparedOtherwise() const
{
    LineMerge other(*this);
    other.m_edits.clear();
    other.m_groups.clear();
    if (!other.findEdits(Ours, DiffAnchors::None) || !other.findEdits(Theirs, DiffAnchors::None)) {
        return std::nullopt;
    }
    other.sortEdits();
    const bool same = std::equal(
        m_edits.begin(),
        m_edits.end(),
        other.m_edits.begin(),
        other.m_edits.end(),
        [](const Edit &a, const Edit &b) { return a.side == b.side && a.edit == b.edit; });
    return same ? std::nullopt : std::optional(other.mergeEdits(Copies::Refused));
}

bool LineMerge::contains(Kind larger) const
{
    const Side of = larger == Kind::Ours ? Ours : Theirs;
    const Side in = of == Ours ? Theirs : Ours;
    std::vector<std::array<int, 3>> counts(static_cast<std::size_t>(m_numberOf.size()));
    for (const Side side : {Base, Ours, Theirs}) {
        for (const int number : m_numbers[side]) {
            ++counts[static_cast<std::size_t>(number)][side];
        }
    }
    for (auto it = m_numberOf.constBegin(); it != m_numberOf.constEnd(); ++it) {
        const std::array<int, 3> &count = counts[static_cast<std::size_t>(it.value())];
        const int wanted = count[in] - count[Base];
        const int found = count[of] - count[Base];
        if ((wanted > 0 ? found < wanted : found > wanted) && wanted != 0 && hasWord(it.key())) {
            return false;
        }
    }
    return true;
}

TextMerge LineMerge::refused()
{
    for (Group &group : m_groups) {
        group.kind = group.kind == Kind::Unchanged ? Kind::Unchanged : Kind::Conflict;
        group.words.clear();
    }
    return assemble();
}

bool LineMerge::findEdits(Side side, DiffAnchors anchors)
{
    const SequenceDiff diff =
        diffSequences(m_numbers[Base], m_numbers[side], limits::kDiffStepsMax, anchors);
    for (std::size_t i = 0; i < diff.edits.size(); ++i) {
        const int floor = i == 0 ? 0 : diff.edits[i - 1].aEnd;
        const int ceiling = i + 1 == diff.edits.size() ? lineCount(Base) : diff.edits[i + 1].aStart;
        m_edits.push_back(widen(side, diff.edits[i], floor, ceiling));
    }
    return !diff.bounded;
}

bool LineMerge::inRun(int index) const
{
    return (index > 0 && line(Base, index - 1) == line(Base, index))
        || (index + 1 < lineCount(Base) && line(Base, index + 1) == line(Base, index));
}

/// `floor` and `ceiling`: the base lines between the neighbouring edits of the same side.
LineMerge::Edit LineMerge::widen(Side side, const SequenceEdit &edit, int floor, int ceiling) const
{
    Edit wide {edit.aStart, edit.aEnd, side, false, false, false, edit};
    const bool removes = edit.aStart < edit.aEnd;
    const bool adds = edit.bStart < edit.bEnd;
    if (removes != adds) {
        // A pure insertion or removal slides as long as the line that it passes repeats at its
        // other end.
        const Side where = removes ? Base : side;
        const int first = removes ? edit.aStart : edit.bStart;
        const int last = removes ? edit.aEnd : edit.bEnd;
        const auto repeated = [&](int index) { // of base and edit read as one sequence
            return line(where, index);
        };
        while (wide.start > floor
               && line(Base, wide.start - 1) == repeated(last - 1 - (edit.aStart - wide.start))) {
            --wide.start;
        }
        while (wide.end < ceiling
               && line(Base, wide.end) == repeated(first + (wide.end - edit.aEnd))) {
            ++wide.end;
        }
        wide.slides = wide.start < edit.aStart || wide.end > edit.aEnd;
    } else {
        const auto repeats = [&](int index, int ofBase, int ofSide) {
            return line(Base, index) == line(Base, ofBase)
                || line(Base, index) == line(side, ofSide);
        };
        if (wide.start > floor && repeats(wide.start - 1, edit.aStart, edit.bStart)) {
            --wide.start;
        }
        if (wide.end < ceiling && repeats(wide.end, edit.aEnd - 1, edit.bEnd - 1)) {
            ++wide.end;
        }
    }
    wide.touchesRun = touchesRun(wide);
    if (wide.touchesRun) {
        coverRuns(wide);
    }
    return wide;
}

/// Which of the identical lines it is about nobody can say, and where the other side leaves all of them as
/// they are nobody needs to: whichever went or came, the text is the same.
void LineMerge::coverRuns(Edit &wide) const
{
    if (wide.start > 0 && inRun(wide.start - 1)) {
        do {
            --wide.start;
        } while (wide.start > 0 && line(Base, wide.start - 1) == line(Base, wide.start));
    }
    if (wide.end < lineCount(Base) && inRun(wide.end)) {
        do {
            ++wide.end;
        } while (wide.end < lineCount(Base) && line(Base, wide.end) == line(Base, wide.end - 1));
    }
    wide.slides = false;
}

/// Whether the edit changes a run of identical lines in every place where it could stand: it cuts one,
/// makes one longer, or takes one out and nothing else. Then nobody can say which of the lines it is about.
bool LineMerge::touchesRun(const Edit &wide) const
{
    const SequenceEdit &edit = wide.edit;
    const bool moves = (edit.aStart == edit.aEnd) != (edit.bStart == edit.bEnd);
    const int up = moves ? edit.aStart - wide.start : 0;
    const int down = moves ? wide.end - edit.aEnd : 0;
    for (int by = -up; by <= down; ++by) {
        if (!touchesRunAt(wide.side, edit, by)) {
            return false;
        }
    }
    return true;
}

bool LineMerge::touchesRunAt(Side side, const SequenceEdit &edit, int by) const
{
    const int start = edit.aStart + by;
    const int end = edit.aEnd + by;
    const auto cuts = [this](int at) {
        return at > 0 && at < lineCount(Base) && line(Base, at - 1) == line(Base, at);
    };
    if (cuts(start) || cuts(end)) {
        return true;
    }
    if (edit.bStart < edit.bEnd) {
        const bool above =
            start > 0 && inRun(start - 1) && line(Base, start - 1) == line(side, edit.bStart + by);
        const bool below = end < lineCount(Base) && inRun(end)
            && line(Base, end) == line(side, edit.bEnd - 1 + by);
        if (above || below) {
            return true;
        }
    }
    int same = start;
    while (same < end && line(Base, same) == line(Base, start)) {
        ++same;
    }
    return end - start > 1 && same == end;
}

void LineMerge::sortEdits()
{
    std::sort(m_edits.begin(), m_edits.end(), [](const Edit &a, const Edit &b) {
        return std::tie(a.start, a.end, a.side) < std::tie(b.start, b.end, b.side);
    });
}

void LineMerge::makeGroups()
{
    std::array<int, 3> shift {}; // line of a side minus line of the base, up to here
    for (std::size_t i = 0; i < m_edits.size();) {
        Group group;
        int end = m_edits[i].end;
        for (const Side side : {Base, Ours, Theirs}) {
            group.start[side] = m_edits[i].start + shift[side];
        }
        // Edits that touch belong together: what is adjacent cannot be told apart for certain.
        const std::size_t first = i;
        for (; i < m_edits.size() && !(i > first && cutBefore(first, i, end)); ++i) {
            const Edit &edit = m_edits[i];
            end = std::max(end, edit.end);
            shift[edit.side] +=
                (edit.edit.bEnd - edit.edit.bStart) - (edit.edit.aEnd - edit.edit.aStart);
            group.touchesRun = group.touchesRun || edit.touchesRun;
        }
        for (const Side side : {Base, Ours, Theirs}) {
            group.end[side] = end + shift[side];
        }
        m_groups.push_back(std::move(group));
    }
}

bool LineMerge::cutBefore(std::size_t first, std::size_t next, int groupEnd)
{
    if (m_edits[next].start != groupEnd) {
        return m_edits[next].start > groupEnd;
    }
    std::vector<std::size_t> mustSlide;
    for (std::size_t above = first; above < next; ++above) {
        const Edit &upper = m_edits[above];
        for (std::size_t below = next;
             upper.end == groupEnd && below < m_edits.size() && m_edits[below].start == groupEnd;
             ++below) {
            const Edit &lower = m_edits[below];
            if (upper.side == lower.side) {
                continue;
            }
            if (upper.inserts() && lower.inserts()) {
                return false; // both could mean the same place
            }
            if (!upper.slides || upper.spent) {
                if (!lower.slides) {
                    return false;
                }
                mustSlide.push_back(below);
            }
        }
    }
    for (const std::size_t below : mustSlide) {
        m_edits[below].spent = true;
    }
    return true;
}

QString LineMerge::text(Side side, int first, int last) const
{
    const auto offset = [&](int index) {
        return index < lineCount(side)
            ? static_cast<qsizetype>(m_lines[side][static_cast<std::size_t>(index)].start)
            : m_text[side]->size();
    };
    return m_text[side]->mid(offset(first), offset(last) - offset(first));
}

void LineMerge::classify(Group &group) const
{
    const auto changed = [&](Side side) {
        const auto begin = m_numbers[side].begin();
        const auto baseBegin = m_numbers[Base].begin();
        return !std::equal(begin + group.start[side],
                           begin + group.end[side],
                           baseBegin + group.start[Base],
                           baseBegin + group.end[Base]);
    };
    const bool ours = changed(Ours);
    const bool theirs = changed(Theirs);
    if (ours != theirs) {
        group.kind = ours ? Kind::Ours : Kind::Theirs;
        return;
    }
    const QString oursText = text(Ours, group.start[Ours], group.end[Ours]);
    const QString theirsText = text(Theirs, group.start[Theirs], group.end[Theirs]);
    if (oursText == theirsText) {
        group.kind = ours ? Kind::BothEqual : Kind::Unchanged;
        return;
    }
    group.kind = Kind::Conflict;
    const bool oneLine = group.end[Base] - group.start[Base] == 1
        && group.end[Ours] - group.start[Ours] == 1 && group.end[Theirs] - group.start[Theirs] == 1;
    if (oneLine && !group.touchesRun) {
        const QString baseText = text(Base, group.start[Base], group.end[Base]);
        if (auto words = mergeWords(baseText, oursText, theirsText)) {
            group.words = std::move(*words);
        }
    }
}

void LineMerge::refuseSameLineTwice()
{
    enum class Fate { Common, Kept, Doubled, Lost };
    QHash<int, std::array<int, 3>> net; // added minus removed, by side
    for (const Group &group : m_groups) {
        if (group.kind == Kind::Ours || group.kind == Kind::Theirs) {
            const Side side = group.kind == Kind::Ours ? Ours : Theirs;
            for (int i = group.start[Base]; i < group.end[Base]; ++i) {
                --net[line(Base, i)][side];
            }
            for (int i = group.start[side]; i < group.end[side]; ++i) {
                ++net[line(side, i)][side];
            }
        }
    }
    for (int i = 0; i < lineCount(Base); ++i) {
        if (const auto counts = net.find(line(Base, i)); counts != net.end()) {
            ++(*counts)[Base];
        }
    }
    QHash<int, Fate> fates;
    for (auto it = m_numberOf.constBegin(); it != m_numberOf.constEnd(); ++it) {
        const auto counts = net.constFind(it.value());
        if (counts == net.constEnd() || !hasWord(it.key())) {
            continue;
        }
        const auto [base, ours, theirs] = *counts;
        const bool added = ours > 0 && theirs > 0;
        const bool lost = ours < 0 && theirs < 0 && base + ours > 0 && base + theirs > 0
            && base + ours + theirs <= 0;
        // A line that stands in the base already may well be one that belongs in many places.
        fates.insert(it.value(),
                     added      ? (base == 0 ? Fate::Doubled : Fate::Common)
                         : lost ? Fate::Lost
                                : Fate::Kept);
    }
    for (Group &group : m_groups) {
        if (group.kind != Kind::Ours && group.kind != Kind::Theirs) {
            continue;
        }
        const Side side = group.kind == Kind::Ours ? Ours : Theirs;
        if (group.end[side] - group.start[side] == group.end[Base] - group.start[Base]) {
            continue; // lines that were reworded: the same done elsewhere is no copy
        }
        // In a longer text that was added or struck a few lines may be alike by chance.
        const auto allMeet = [&](Side where, Fate fate) {
            bool any = false;
            for (int i = group.start[where]; i < group.end[where]; ++i) {
                const auto met = fates.constFind(line(where, i));
                if (met != fates.constEnd() && *met != Fate::Common) {
                    if (*met != fate) {
                        return false;
                    }
                    any = true;
                }
            }
            return any;
        };
        if (allMeet(side, Fate::Doubled) || allMeet(Base, Fate::Lost)) {
            group.kind = Kind::Conflict;
            m_sameLineTwice = true;
        }
    }
}

TextMerge LineMerge::assemble() const
{
    TextMerge merge;
    merge.clean = true;
    int at = 0;
    const auto unchangedUpTo = [&](int end) {
        if (at < end) {
            merge.regions.push_back(regionOf(Kind::Unchanged, text(Base, at, end), {}, {}));
        }
    };
    for (const Group &group : m_groups) {
        unchangedUpTo(group.start[Base]);
        at = group.end[Base];
        if (!group.words.empty()) {
            merge.regions.insert(merge.regions.end(), group.words.begin(), group.words.end());
            continue;
        }
        merge.clean = merge.clean && group.kind != Kind::Conflict;
        merge.regions.push_back(regionOf(group.kind,
                                         text(Base, group.start[Base], group.end[Base]),
                                         text(Ours, group.start[Ours], group.end[Ours]),
                                         text(Theirs, group.start[Theirs], group.end[Theirs])));
    }
    unchangedUpTo(lineCount(Base));
    return merge;
}

} // namespace sheaf
