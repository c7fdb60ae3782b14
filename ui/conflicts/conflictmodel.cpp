#include "ui/conflicts/conflictmodel.h"

#include "model/base/limits.h"
#include "ui/editor/marklines.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

bool isDifference(const MergeRegion &region)
{
    return region.kind == MergeRegion::Kind::Ours || region.kind == MergeRegion::Kind::Theirs
        || region.kind == MergeRegion::Kind::Conflict;
}

ResultPiece untouchedPiece(const MergeRegion &region)
{
    switch (region.kind) {
    case MergeRegion::Kind::Ours:
        return {region.merged, ConflictChoice::This};
    case MergeRegion::Kind::Theirs:
        return {region.merged, ConflictChoice::Other};
    case MergeRegion::Kind::Conflict:
        return {region.ours, ConflictChoice::Undecided};
    case MergeRegion::Kind::Unchanged:
    case MergeRegion::Kind::BothEqual:
        break;
    }
    return {region.merged, ConflictChoice::This};
}

namespace {

    /// The line of one version that `region` lies in, and where in it the region begins.
    std::pair<QString, qsizetype> lineAround(const std::vector<MergeRegion> &regions,
                                             std::size_t region,
                                             QString MergeRegion::*version)
    {
        QString line;
        for (std::size_t i = region; i > 0 && !line.contains(u'\n'); --i) {
            line.prepend(regions[i - 1].*version);
        }
        line = line.mid(line.lastIndexOf(u'\n') + 1);
        const qsizetype offset = line.size();
        for (std::size_t i = region; i < regions.size() && !line.contains(u'\n'); ++i) {
            line.append(regions[i].*version);
        }
        return {line.section(u'\n', 0, 0), offset};
    }

    /// Their text of a region inside a line, to stand behind ours: a line has one list mark and one box.
    QString behindMark(const std::vector<MergeRegion> &regions, std::size_t region)
    {
        const auto [ourLine, ourOffset] = lineAround(regions, region, &MergeRegion::ours);
        const auto [line, offset] = lineAround(regions, region, &MergeRegion::theirs);
        const auto ourMark = markLine(ourLine);
        const auto mark = markLine(line);
        if (!ourMark || !mark || ourOffset >= ourMark->contentStart) {
            return regions[region].theirs;
        }
        return regions[region].theirs.mid(std::max<qsizetype>(0, mark->contentStart - offset));
    }

    QString privacyValue(bool isPrivate)
    {
        return isPrivate ? u"private"_s : u"open"_s;
    }

    QString deletionValue(bool deleted)
    {
        return deleted ? u"deleted"_s : u"kept"_s;
    }

} // namespace

ConflictModel::ConflictModel(NoteConflict conflict, NotebookName notebookName)
    : m_conflict(std::move(conflict))
    , m_notebookName(std::move(notebookName))
{
    Q_ASSERT(!m_conflict.sides.empty()); // the reader's promise, not foreign input
    const auto kept = static_cast<std::size_t>(limits::kParentsMax);
    if (m_conflict.heads.size() > kept) { // more than one change can join: the rest is a next round
        m_conflict.heads.resize(kept);
        std::erase_if(m_conflict.sides, [this](const ConflictSide &side) {
            return std::find(m_conflict.heads.begin(), m_conflict.heads.end(), side.head)
                == m_conflict.heads.end();
        });
    }
    m_soFar = m_conflict.merged;
    m_soFar.body = thisSide().state.body;
    m_soFar.deleted = thisSide().deleted;
    // Deletes come last, and one question is enough for all of them.
    std::optional<int> deleted;
    for (int i = 1; i < static_cast<int>(m_conflict.sides.size()); ++i) {
        if (!m_conflict.sides[static_cast<std::size_t>(i)].deleted) {
            m_order.push_back(i);
        } else if (!deleted) {
            deleted = i;
        }
    }
    if (deleted) {
        m_order.push_back(*deleted);
    }
    compare();
}

bool ConflictModel::needsNewerProgram() const
{
    const QMap<quint32, QByteArray> &unknown = thisSide().state.unknown;
    return std::any_of(m_conflict.sides.begin(),
                       m_conflict.sides.end(),
                       [&unknown](const ConflictSide &side) {
                           return !side.deleted && side.state.unknown != unknown;
                       })
        && (m_conflict.conflictMask & ~field::kKnown) != 0;
}

const ConflictSide &ConflictModel::otherSide() const
{
    if (m_order.empty()) {
        return thisSide();
    }
    return m_conflict.sides[static_cast<std::size_t>(m_order[static_cast<std::size_t>(m_step)])];
}

std::vector<int> ConflictModel::remainingSides() const
{
    return {m_order.begin() + m_step, m_order.end()};
}

void ConflictModel::compareWith(int side)
{
    const auto from = m_order.begin() + m_step;
    const auto found = std::find(from, m_order.end(), side);
    if (found == m_order.end() || found == from) {
        return;
    }
    std::rotate(from, found, found + 1);
    compare();
}

void ConflictModel::nextComparison()
{
    if (onLastComparison()) {
        return;
    }
    m_soFar = result();
    ++m_step;
    compare();
}

std::optional<QString> ConflictModel::baseBody() const
{
    if (!m_conflict.base) {
        return std::nullopt;
    }
    for (const ConflictField &described : m_conflict.fields) {
        if (described.name == "body"_L1) {
            return described.base; // absent where the base is itself in conflict
        }
    }
    return m_conflict.base->body;
}

void ConflictModel::compare()
{
    const bool textsMatter = !m_order.empty() && !otherSide().deleted;
    const QString other = textsMatter ? otherSide().state.body : m_soFar.body;
    m_merge = other == m_soFar.body ? mergeText(other, other, other)
                                    : mergeText(baseBody(), m_soFar.body, other);
    if (m_merge.regions.empty()) {
        m_merge.regions.push_back({}); // there is always a piece to type into
    }
    m_differences.clear();
    m_inThis.clear();
    m_inOther.clear();
    qsizetype inThis = 0;
    qsizetype inOther = 0;
    for (std::size_t i = 0; i < m_merge.regions.size(); ++i) {
        const MergeRegion &region = m_merge.regions[i];
        if (isDifference(region)) {
            m_differences.push_back(static_cast<int>(i));
            m_inThis.push_back({inThis, region.ours.size()});
            m_inOther.push_back({inOther, region.theirs.size()});
        }
        inThis += region.ours.size();
        inOther += region.theirs.size();
    }
    m_answers = untouched();
}

ConflictAnswers ConflictModel::untouched() const
{
    ConflictAnswers answers;
    for (const MergeRegion &region : m_merge.regions) {
        answers.pieces.push_back(untouchedPiece(region));
    }
    answers.fields = makeFields();
    return answers;
}

QString ConflictModel::placeName(const NoteState &state) const
{
    if (state.place.parent.isNull()) {
        return {};
    }
    if (m_notebookName) {
        return m_notebookName(state.place.parent);
    }
    return state.place.parent.toHex().left(8);
}

FieldQuestion ConflictModel::question(FieldQuestion::Field field) const
{
    const NoteState &other = otherSide().state;
    switch (field) {
    case FieldQuestion::Field::Title:
        return {field, m_soFar.title, other.title};
    case FieldQuestion::Field::Description:
        return {field, m_soFar.description, other.description};
    case FieldQuestion::Field::Place:
        return {field, placeName(m_soFar), placeName(other)};
    case FieldQuestion::Field::Private:
        return {field, privacyValue(m_soFar.isPrivate), privacyValue(other.isPrivate)};
    case FieldQuestion::Field::Deleted:
        break;
    }
    return {field, deletionValue(m_soFar.deleted), deletionValue(otherSide().deleted)};
}

std::vector<FieldQuestion> ConflictModel::makeFields() const
{
    std::vector<FieldQuestion> questions;
    if (m_order.empty()) {
        return questions;
    }
    using Field = FieldQuestion::Field;
    const NoteState &other = otherSide().state;
    const quint32 mask = m_conflict.conflictMask;
    if (m_soFar.deleted != otherSide().deleted) {
        questions.push_back(question(Field::Deleted));
    }
    if (otherSide().deleted) {
        return questions; // what a deleted version says otherwise is not in question
    }
    if ((mask & field::kTitle) != 0 && m_soFar.title != other.title) {
        questions.push_back(question(Field::Title));
    }
    if ((mask & field::kDescription) != 0 && m_soFar.description != other.description) {
        questions.push_back(question(Field::Description));
    }
    if ((mask & field::kPlace) != 0
        && (m_soFar.place.parent != other.place.parent || m_soFar.place.kind != other.place.kind)) {
        questions.push_back(question(Field::Place));
    }
    if ((mask & field::kIsPrivate) != 0 && m_soFar.isPrivate != other.isPrivate) {
        questions.push_back(question(Field::Private));
    }
    return questions;
}

QString ConflictModel::thisText() const
{
    return m_soFar.body;
}

QString ConflictModel::otherText() const
{
    return otherSide().state.body;
}

QString ConflictModel::resultText() const
{
    qsizetype size = 0;
    for (const ResultPiece &piece : m_answers.pieces) {
        size += piece.text.size();
    }
    QString text;
    text.reserve(size);
    for (const ResultPiece &piece : m_answers.pieces) {
        text += piece.text;
    }
    return text;
}

int ConflictModel::regionOf(int difference) const
{
    return m_differences[static_cast<std::size_t>(difference)];
}

ConflictChoice ConflictModel::choice(int difference) const
{
    return m_answers.pieces[static_cast<std::size_t>(regionOf(difference))].choice;
}

bool ConflictModel::mergedByItself(int difference) const
{
    return regions()[static_cast<std::size_t>(regionOf(difference))].kind
        != MergeRegion::Kind::Conflict;
}

std::optional<int> ConflictModel::firstUndecided() const
{
    for (int i = 0; i < differences(); ++i) {
        if (choice(i) == ConflictChoice::Undecided) {
            return i;
        }
    }
    return std::nullopt;
}

TextRange ConflictModel::rangeInThis(int difference) const
{
    return m_inThis[static_cast<std::size_t>(difference)];
}

TextRange ConflictModel::rangeInOther(int difference) const
{
    return m_inOther[static_cast<std::size_t>(difference)];
}

std::vector<TextRange> ConflictModel::rangesInResult() const
{
    std::vector<TextRange> ranges;
    ranges.reserve(m_differences.size());
    qsizetype start = 0;
    for (std::size_t i = 0; i < m_answers.pieces.size(); ++i) {
        const qsizetype length = m_answers.pieces[i].text.size();
        if (isDifference(m_merge.regions[i])) {
            ranges.push_back({start, length});
        }
        start += length;
    }
    return ranges;
}

int ConflictModel::differenceAt(qsizetype resultPosition) const
{
    const std::vector<TextRange> ranges = rangesInResult();
    int nearest = -1;
    qsizetype best = 0;
    for (int i = 0; i < static_cast<int>(ranges.size()); ++i) {
        const TextRange &range = ranges[static_cast<std::size_t>(i)];
        const qsizetype before = range.start - resultPosition;
        const qsizetype behind = resultPosition - (range.start + range.length);
        const qsizetype distance = std::max<qsizetype>({0, before, behind});
        if (nearest < 0 || distance < best) {
            nearest = i;
            best = distance;
        }
    }
    return nearest;
}

QString ConflictModel::both(int region) const
{
    const MergeRegion &texts = regions()[static_cast<std::size_t>(region)];
    if (texts.ours.isEmpty() || texts.theirs.isEmpty() || texts.ours.endsWith(u'\n')) {
        return texts.ours + texts.theirs;
    }
    // Words inside a line are parted by a blank, whole lines (at the end of the text) by a line break.
    const bool insideLine = !texts.ours.contains(u'\n') && !texts.theirs.contains(u'\n')
        && region + 1 < static_cast<int>(regions().size());
    if (!insideLine) {
        return texts.ours + u'\n' + texts.theirs;
    }
    const QString theirs = behindMark(regions(), static_cast<std::size_t>(region));
    if (theirs.trimmed().isEmpty()) {
        return texts.ours;
    }
    const bool apart = texts.ours.back().isSpace() || theirs.front().isSpace();
    return apart ? texts.ours + theirs : texts.ours + u' ' + theirs;
}

QString ConflictModel::textFor(int difference, ConflictChoice choice) const
{
    const int region = regionOf(difference);
    const MergeRegion &texts = regions()[static_cast<std::size_t>(region)];
    switch (choice) {
    case ConflictChoice::Undecided:
    case ConflictChoice::This:
        return texts.ours;
    case ConflictChoice::Other:
        return texts.theirs;
    case ConflictChoice::Both:
        return both(region);
    case ConflictChoice::Edited:
        break;
    }
    return m_answers.pieces[static_cast<std::size_t>(region)].text;
}

void ConflictModel::choose(int difference, ConflictChoice choice)
{
    if (difference < 0 || difference >= differences()) {
        return;
    }
    ResultPiece &piece = m_answers.pieces[static_cast<std::size_t>(regionOf(difference))];
    piece.text = textFor(difference, choice);
    piece.choice = choice;
}

void ConflictModel::edit(qsizetype position, qsizetype removed, const QString &added)
{
    const qsizetype end = position + removed;
    // The piece that takes the new text: a difference before common text, for typing at the edge of
    // a difference is most likely meant for it. Touched pieces lie side by side, so whichever takes
    // it, the text lands at `position`.
    std::optional<std::size_t> taker;
    bool takerIsDifference = false;
    qsizetype start = 0;
    for (std::size_t i = 0; i < m_answers.pieces.size(); ++i) {
        ResultPiece &piece = m_answers.pieces[i];
        const qsizetype pieceEnd = start + piece.text.size();
        const bool touched = start <= end && pieceEnd >= position;
        const bool difference = isDifference(m_merge.regions[i]);
        if (touched && (!taker || (difference && !takerIsDifference))) {
            taker = i;
            takerIsDifference = difference;
        }
        const qsizetype cutFrom = std::max(start, position);
        const qsizetype cutTo = std::min(pieceEnd, end);
        if (touched && cutTo > cutFrom) {
            piece.text.remove(cutFrom - start, cutTo - cutFrom);
            piece.choice = difference ? ConflictChoice::Edited : piece.choice;
        }
        start = pieceEnd;
    }
    if (!taker || added.isEmpty()) {
        return;
    }
    qsizetype takerStart = 0;
    for (std::size_t i = 0; i < *taker; ++i) {
        takerStart += m_answers.pieces[i].text.size();
    }
    ResultPiece &piece = m_answers.pieces[*taker];
    piece.text.insert(std::clamp<qsizetype>(position - takerStart, 0, piece.text.size()), added);
    piece.choice = takerIsDifference ? ConflictChoice::Edited : piece.choice;
}

void ConflictModel::replaceResult(const QString &text)
{
    edit(0, resultText().size(), text);
    for (const int region : m_differences) {
        m_answers.pieces[static_cast<std::size_t>(region)].choice = ConflictChoice::Edited;
    }
}

void ConflictModel::chooseField(int index, ConflictChoice choice)
{
    const auto position = static_cast<std::size_t>(index);
    if (index < 0 || position >= m_answers.fields.size()) {
        return;
    }
    m_answers.fields[position].choice = choice;
}

int ConflictModel::undecided() const
{
    int open = 0;
    for (int i = 0; i < differences(); ++i) {
        open += choice(i) == ConflictChoice::Undecided ? 1 : 0;
    }
    for (const FieldQuestion &question : m_answers.fields) {
        open += question.choice == ConflictChoice::Undecided ? 1 : 0;
    }
    return open;
}

NoteState ConflictModel::result() const
{
    NoteState state = m_soFar;
    state.body = resultText();
    if (m_order.empty() && m_conflict.type == ConflictType::MoveConflict) {
        state.place.parent = {}; // moved into itself: it stays where it is shown, at the top
        return state;
    }
    const ConflictSide &other = otherSide();
    for (const FieldQuestion &question : m_answers.fields) {
        if (question.choice != ConflictChoice::Other) {
            continue;
        }
        switch (question.field) {
        case FieldQuestion::Field::Title:
            state.title = other.state.title;
            break;
        case FieldQuestion::Field::Description:
            state.description = other.state.description;
            break;
        case FieldQuestion::Field::Private:
            state.isPrivate = other.state.isPrivate;
            break;
        case FieldQuestion::Field::Place:
            state.place = other.state.place;
            break;
        case FieldQuestion::Field::Deleted:
            state.deleted = other.deleted;
            break;
        }
    }
    return state;
}

NoteState ConflictModel::loser() const
{
    NoteState state = otherSide().state;
    state.deleted = false;
    return state;
}

NoteState ConflictModel::kept() const
{
    return m_soFar;
}

ConflictModel::Comparison ConflictModel::present() const
{
    Comparison comparison;
    for (const int side : m_order) {
        comparison.order.push_back(m_conflict.sides[static_cast<std::size_t>(side)].head);
    }
    comparison.step = m_step;
    comparison.soFar = m_soFar;
    return comparison;
}

bool ConflictModel::resume(const Comparison &comparison)
{
    std::vector<int> order;
    for (const Hash &head : comparison.order) {
        const auto side = std::find_if(m_conflict.sides.begin(),
                                       m_conflict.sides.end(),
                                       [&head](const ConflictSide &s) { return s.head == head; });
        if (side == m_conflict.sides.end()) {
            return false;
        }
        order.push_back(static_cast<int>(side - m_conflict.sides.begin()));
    }
    if (order.size() != m_order.size()
        || !std::is_permutation(order.begin(), order.end(), m_order.begin()) || comparison.step < 0
        || comparison.step >= std::max(comparisons(), 1)) {
        return false;
    }
    const QMap<quint32, QByteArray> unknown = m_soFar.unknown; // a draft does not spell these out
    m_order = std::move(order);
    m_step = comparison.step;
    m_soFar = comparison.soFar;
    m_soFar.unknown = unknown;
    compare();
    return true;
}

void ConflictModel::restore(const ConflictAnswers &answers)
{
    if (answers.pieces.size() == m_merge.regions.size()) {
        m_answers = answers;
    }
}

} // namespace sheaf
