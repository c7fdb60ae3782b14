#include "model/store/historystore.h"

#include "model/base/cbor.h"
#include "model/base/limits.h"
#include "model/base/logging.h"
#include "model/note/bodydelta.h"
#include "model/store/columns.h"
#include "model/store/fragmentrow.h"

#include <QSet>

#include <algorithm>

namespace sheaf {

/// One change on the way back along first parents.
struct HistoryStore::Step
{
    qint64 firstParent = 0;
    quint32 mask = 0;
    Operation operation = Operation::Update;
    Hlc hlc;
    bool effect = true;
    bool hasContent = true;
    bool isDelta = false;
    int deltaDepth = 0;
};

HistoryStore::HistoryStore(Database &database, ChangeJournal &journal)
    : m_database(database)
    , m_journal(journal)
    , m_bodies(limits::kBodiesRememberedBytesMax)
{
}

void HistoryStore::remember(qint64 change, const QByteArray &body) const
{
    // Not a few large ones at the cost of all others, which would be as good.
    if (body.size() <= limits::kBodiesRememberedBytesMax / 8) {
        m_bodies.insert(change, new QByteArray(body), std::max<qsizetype>(1, body.size()));
    }
}

NoteHistory HistoryStore::load(qint64 note) const
{
    NoteHistory history;
    const std::vector<JournalRow> rows = m_journal.rowsOfNote(note);
    QHash<qint64, Hash> hashes;
    for (const JournalRow &row : rows) {
        hashes.insert(row.id, row.hash);
        history.ids.insert(row.hash, row.id);
    }
    history.nodes.reserve(rows.size());
    for (const JournalRow &row : rows) {
        HistoryNode node;
        node.hash = row.hash;
        for (const qint64 parent : row.parents) {
            if (hashes.contains(parent)) {
                node.parents.push_back(hashes.value(parent));
            }
        }
        std::sort(node.parents.begin(), node.parents.end());
        node.hlc = row.hlc;
        node.log = row.log;
        node.seq = row.seq;
        node.isDelete = row.operation == Operation::Delete;
        node.hasEffect = row.effect;
        history.nodes.push_back(std::move(node));
    }
    const auto first = std::min_element(history.nodes.begin(), history.nodes.end(), precedes);
    if (first != history.nodes.end()) {
        history.firstMs = first->hlc.ms();
    }
    return history;
}

NoteHistory HistoryStore::ancestry(const NoteHistory &history, const std::vector<Hash> &tips)
{
    QHash<Hash, const HistoryNode *> nodes;
    for (const HistoryNode &node : history.nodes) {
        nodes.insert(node.hash, &node);
    }
    QSet<Hash> reached;
    std::vector<Hash> open = tips;
    while (!open.empty()) {
        const Hash hash = open.back();
        open.pop_back();
        const HistoryNode *node = nodes.value(hash, nullptr);
        if (node == nullptr || reached.contains(hash)) {
            continue;
        }
        reached.insert(hash);
        open.insert(open.end(), node->parents.begin(), node->parents.end());
    }
    NoteHistory part;
    for (const HistoryNode &node : history.nodes) {
        if (reached.contains(node.hash)) {
            part.nodes.push_back(node);
        }
    }
    part.ids = history.ids;
    return part;
}

std::optional<HistoryStore::Step> HistoryStore::step(qint64 change) const
{
    Statement select(
        m_database,
        "SELECT c.parents, f.bitmask, c.operation, c.effect, f.delta_depth, c.hlc, f.commitment "
        "FROM note_changes c LEFT JOIN note_fragments f ON f.id = c.id "
        "WHERE c.id = ?");
    select.bind(change);
    if (!select.next()) {
        return std::nullopt;
    }
    Step step;
    const std::vector<qint64> parents = idsFromColumn(select.bytes(0));
    step.firstParent = parents.empty() ? 0 : parents.front();
    step.effect = select.isNull(3);
    step.mask = step.effect ? static_cast<quint32>(select.number(1)) : 0;
    step.operation = static_cast<Operation>(select.number(2));
    step.isDelta = !select.isNull(4);
    step.deltaDepth = static_cast<int>(select.number(4));
    step.hlc = Hlc {static_cast<std::uint64_t>(select.number(5))};
    step.hasContent = select.isNull(6);
    return step;
}

NoteState HistoryStore::stateAt(qint64 change, std::vector<qint64> *lacking) const
{
    NoteState state;
    quint32 seen = 0;
    bool deletedKnown = false;
    qint64 bodyHolder = 0;
    // To the root: fields of newer programs may stand below a change that sets all known ones.
    for (qint64 at = change; at != 0;) {
        const std::optional<Step> here = step(at);
        if (!here) {
            break;
        }
        if (here->effect && !deletedKnown) {
            state.deleted = here->operation == Operation::Delete;
            deletedKnown = true;
        }
        const quint32 fresh = here->mask & ~seen;
        if (fresh != 0 && !here->hasContent) {
            if (lacking != nullptr) {
                lacking->push_back(at);
            }
        } else if ((fresh & ~field::kBody) != 0) {
            applyFields(state, readFragment(m_database, at), fresh);
        }
        if ((fresh & field::kBody) != 0 && here->hasContent) {
            bodyHolder = at;
        }
        seen |= here->mask;
        at = here->firstParent;
    }
    if (bodyHolder != 0) {
        state.body = textFromUtf8(bodyAt(bodyHolder, lacking));
    }
    return state;
}

QByteArray HistoryStore::bodyAt(qint64 change, std::vector<qint64> *lacking) const
{
    std::vector<qint64> deltas;
    QByteArray body;
    for (qint64 at = change; at != 0;) {
        if (const QByteArray *known = m_bodies.object(at)) {
            body = *known;
            break;
        }
        const std::optional<Step> here = step(at);
        if (!here) {
            break;
        }
        if ((here->mask & field::kBody) != 0) {
            if (!here->hasContent) {
                if (lacking != nullptr) {
                    lacking->push_back(at);
                }
                return {};
            }
            if (!here->isDelta) {
                body = expandFrame(readPackedBody(m_database, at));
                break;
            }
            deltas.push_back(at);
        }
        at = here->firstParent;
    }
    for (auto it = deltas.rbegin(); it != deltas.rend(); ++it) {
        const NoteFragment fragment = readFragment(m_database, *it);
        const auto *delta = std::get_if<BodyDelta>(&fragment.body);
        Result<QByteArray> next = delta != nullptr
            ? applyBodyDelta(body, *delta)
            : Result<QByteArray>(Error {ErrorCode::Internal, QStringLiteral("no delta")});
        if (!next) {
            qCWarning(logStore) << "a stored delta does not fit its base, change" << *it;
            return body;
        }
        body = *std::move(next);
    }
    return body;
}

std::optional<qint64> HistoryStore::lastSetting(qint64 change, quint32 mask) const
{
    for (qint64 at = change; at != 0;) {
        const std::optional<Step> here = step(at);
        if (!here) {
            break;
        }
        if ((here->mask & mask) != 0) {
            return at;
        }
        at = here->firstParent;
    }
    return std::nullopt;
}

HistoryStore::Whole HistoryStore::lastWhole(qint64 change, int most) const
{
    Whole whole;
    for (qint64 at = change; at != 0 && whole.changes < most; ++whole.changes) {
        const std::optional<Step> here = step(at);
        if (!here) {
            break;
        }
        whole.hlc = here->hlc;
        const bool setsAll = (here->mask & field::kKnown) == field::kKnown && !here->isDelta;
        if (setsAll || here->firstParent == 0) {
            break;
        }
        at = here->firstParent;
    }
    return whole;
}

int HistoryStore::deltaDepthAt(qint64 change) const
{
    const std::optional<qint64> holder = lastSetting(change, field::kBody);
    const std::optional<Step> here = holder ? step(*holder) : std::nullopt;
    return here && here->isDelta ? here->deltaDepth : 0;
}

std::optional<QByteArray>
HistoryStore::bodyAfter(qint64 change, const BodyDelta &delta, std::vector<qint64> *lacking) const
{
    const QByteArray base = change == 0 ? QByteArray() : bodyAt(change, lacking);
    Result<QByteArray> body = applyBodyDelta(base, delta);
    return body ? std::optional(*std::move(body)) : std::nullopt;
}

void applyFields(NoteState &state, const NoteFragment &fragment, quint32 mask)
{
    if ((mask & field::kTitle) != 0) {
        state.title = fragment.title;
    }
    if ((mask & field::kDescription) != 0) {
        state.description = fragment.description;
    }
    if ((mask & field::kTags) != 0) {
        state.tags = fragment.tags;
    }
    if ((mask & field::kCategories) != 0) {
        state.categories = fragment.categories;
    }
    if ((mask & field::kAttachments) != 0) {
        state.attachments = fragment.attachments;
    }
    if ((mask & field::kPlace) != 0) {
        state.place = fragment.place;
    }
    if ((mask & field::kIsPrivate) != 0) {
        state.isPrivate = fragment.isPrivate;
    }
    for (auto it = fragment.unknown.cbegin(); it != fragment.unknown.cend(); ++it) {
        if ((mask & it.key()) != 0) {
            state.unknown.insert(it.key(), it.value());
        }
    }
}

NoteFragment allFields(const NoteState &state)
{
    NoteFragment fragment;
    fragment.mask = field::kKnown;
    fragment.title = state.title;
    fragment.description = state.description;
    fragment.body = state.body;
    fragment.tags = state.tags;
    fragment.categories = state.categories;
    fragment.attachments = state.attachments;
    fragment.place = state.place;
    fragment.isPrivate = state.isPrivate;
    fragment.unknown = state.unknown;
    for (auto it = state.unknown.cbegin(); it != state.unknown.cend(); ++it) {
        fragment.mask |= it.key();
    }
    return fragment;
}

NoteFragment fieldsThatDiffer(const NoteState &from, const NoteState &to)
{
    NoteFragment fragment;
    const auto put = [&fragment](quint32 bit, auto &member, const auto &was, const auto &value) {
        if (was != value) {
            fragment.mask |= bit;
            member = value;
        }
    };
    put(field::kTitle, fragment.title, from.title, to.title);
    put(field::kDescription, fragment.description, from.description, to.description);
    put(field::kBody, fragment.body, from.body, to.body);
    put(field::kTags, fragment.tags, from.tags, to.tags);
    put(field::kCategories, fragment.categories, from.categories, to.categories);
    put(field::kAttachments, fragment.attachments, from.attachments, to.attachments);
    put(field::kPlace, fragment.place, from.place, to.place);
    put(field::kIsPrivate, fragment.isPrivate, from.isPrivate, to.isPrivate);
    for (auto it = to.unknown.cbegin(); it != to.unknown.cend(); ++it) {
        if (from.unknown.value(it.key()) != it.value()) {
            fragment.mask |= it.key();
            fragment.unknown.insert(it.key(), it.value());
        }
    }
    return fragment;
}

} // namespace sheaf
