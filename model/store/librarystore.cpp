#include "model/store/librarystore.h"

#include "model/base/digest.h"
#include "model/base/logging.h"
#include "model/search/searchindex.h"
#include "model/store/columns.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

LibraryStore::LibraryStore(std::unique_ptr<Database> connection)
    : database(std::move(connection))
    , logs(*database)
    , journal(*database, logs)
    , history(*database, journal)
    , clocks(*database, logs)
    , notes(*database, history, clocks)
    , materialise(notes, history)
    , peers(*database, logs)
    , held(*database, logs)
    , wanted(*database)
{
    materialise.setCheckpointSource([this] { return checkpoint(); });
}

LibraryStore::~LibraryStore() = default;

LibraryRow LibraryStore::readLibraryRow()
{
    LibraryRow row;
    Statement select(*database,
                     "SELECT l.incarnation, l.hlc, l.version, l.stamp, l.state_sum, d.key "
                     "FROM library l JOIN devices d ON d.id = l.device WHERE l.id = 1");
    if (select.next()) {
        row.incarnation = static_cast<std::uint64_t>(select.number(0));
        row.hlc = Hlc {static_cast<std::uint64_t>(select.number(1))};
        row.version = select.number(2);
        row.stamp = select.number(3);
        row.stateSum = hashFromColumn(select.bytes(4));
        row.device = DeviceId::fromBytes(select.bytes(5)).value_or(DeviceId {});
        if (!logs.isAt(row.version)) {
            history.forget(); // somebody else may have dropped contents
        }
        logs.refresh(row.version);
    }
    return row;
}

bool LibraryStore::writeLibraryRow(const LibraryRow &row)
{
    Statement replace(
        *database,
        "INSERT OR REPLACE INTO library (id, device, incarnation, hlc, version, stamp, "
        "state_sum) VALUES (1, ?, ?, ?, ?, ?, ?)");
    return replace.bind(logs.ensureDevice(row.device))
        .bind(static_cast<qint64>(row.incarnation))
        .bind(static_cast<qint64>(row.hlc.value))
        .bind(row.version)
        .bind(row.stamp)
        .bind(row.stateSum.toBytes())
        .run();
}

const Membership &LibraryStore::membership()
{
    QByteArray key;
    Statement probe(*database, "SELECT count(*), min(hash), max(hash) FROM member_records");
    if (probe.next()) {
        key = QByteArray::number(probe.number(0)) + probe.bytes(1) + probe.bytes(2);
    }
    if (key == m_membershipKey) {
        return m_membership;
    }
    std::vector<QByteArray> records;
    Statement select(*database, "SELECT record FROM member_records ORDER BY hash");
    while (select.next()) {
        records.push_back(select.bytes(0));
    }
    m_membership = Membership();
    if (Result<int> added = m_membership.add(records); !added) {
        qCWarning(logStore).noquote()
            << "stored membership does not verify:" << added.error().detail;
    }
    m_membershipKey = key;
    return m_membership;
}

bool LibraryStore::replaceMembership(const Membership &membership)
{
    Statement clear(*database, "DELETE FROM member_records");
    bool done = clear.run();
    for (const QByteArray &record : membership.records()) {
        Statement insert(*database,
                         "INSERT OR REPLACE INTO member_records (hash, record) VALUES (?, ?)");
        done = insert.bind(digest(record).toBytes()).bind(record).run() && done;
    }
    m_membershipKey.clear();
    return done;
}

const NotebookTree &LibraryStore::notebookTree(qint64 version)
{
    if (version == m_treeVersion) {
        return m_tree;
    }
    // Most writes leave the notebooks alone; whatever changes one gives its row a new stamp.
    const std::pair<qint64, qint64> stamp = notes.countAndStamp(RecordKind::Notebook);
    if (m_treeVersion < 0 || stamp != m_treeStamp) {
        m_tree = computeNotebookTree();
        m_treeStamp = stamp;
    }
    m_treeVersion = version;
    return m_tree;
}

NotebookTree LibraryStore::computeNotebookTree()
{
    std::vector<NotebookPlace> places;
    for (const NoteRow &row : notes.rows(RecordKind::Notebook)) {
        NotebookPlace place;
        place.id = row.note.id;
        place.parent = row.note.state.place.parent;
        place.name = row.note.state.title;
        place.order = row.note.state.place.order;
        place.deleted = row.note.state.deleted;
        place.placedBy = placedBy(row);
        places.push_back(std::move(place));
    }
    return buildNotebookTree(places);
}

HistoryNode LibraryStore::placedBy(const NoteRow &row)
{
    std::optional<HistoryNode> best;
    for (const Hash &head : row.note.shownHeads) {
        const auto change = journal.idOf(head);
        const auto setter = change ? history.lastSetting(*change, field::kPlace) : std::nullopt;
        const auto found = setter ? journal.row(*setter) : std::nullopt;
        if (!found || journal.fragment(found->id).place.parent != row.note.state.place.parent) {
            continue;
        }
        HistoryNode node;
        node.hash = found->hash;
        node.hlc = found->hlc;
        node.log = found->log;
        node.seq = found->seq;
        if (!best || precedes(*best, node)) {
            best = node;
        }
    }
    return best.value_or(HistoryNode {});
}

Note LibraryStore::shown(const NoteRow &row) const
{
    Note note = row.note;
    note.held = note.state.deleted && held.covers(row.id);
    note.state.deleted = note.state.deleted && !note.held;
    note.state.body = notes.body(row);
    if (const std::optional<BelievedTimes> times = clocks.times(row.id)) {
        note.createdAtMs = times->createdMs;
        note.updatedAtMs = times->updatedMs;
    }
    return note;
}

std::optional<QString> LibraryStore::setting(const QString &key)
{
    const std::optional<NoteRow> row = notes.find(settingId(key));
    if (!row || row->note.heads.empty() || row->note.state.deleted
        || row->note.state.place.kind != RecordKind::Setting) {
        return std::nullopt;
    }
    return notes.body(*row);
}

Checkpoint LibraryStore::checkpoint()
{
    Checkpoint joined;
    const std::optional<NoteRow> row = notes.find(settingId(kCheckpointKey.toString()));
    for (const Hash &head : row ? row->note.heads : std::vector<Hash> {}) {
        const auto change = journal.idOf(head);
        const NoteState state = change ? history.stateAt(*change) : NoteState {};
        const auto said = state.deleted ? std::nullopt : Checkpoint::fromText(state.body);
        if (said) {
            joined.join(*said);
        }
    }
    return joined;
}

QString LibraryStore::localValue(const QString &key)
{
    Statement select(*database, "SELECT value FROM local_values WHERE key = ?");
    select.bindText(key);
    return select.next() ? select.text(0) : QString();
}

bool LibraryStore::setLocalValue(const QString &key, const QString &value)
{
    Statement replace(*database, "INSERT OR REPLACE INTO local_values (key, value) VALUES (?, ?)");
    return replace.bindText(key).bindText(value).run();
}

QString LibraryStore::deviceName(const DeviceId &device)
{
    const QString renamed = peers.peer(device).name;
    if (!renamed.isEmpty()) {
        return renamed;
    }
    for (const Member &member : membership().members()) {
        if (member.device == device && !member.name.isEmpty()) {
            return member.name;
        }
    }
    return device.toHex().first(8);
}

Snapshot::Snapshot(LibraryStore &store)
    : m_scope(*store.database)
{
    library = store.readLibraryRow();
}

LibraryWrite::LibraryWrite(LibraryStore &store)
    : m_store(store)
    , m_transaction(*store.database)
{
    if (m_transaction.isOpen()) {
        library = store.readLibraryRow();
        store.notes.forget();
    }
}

LibraryWrite::~LibraryWrite()
{
    if (!m_committed) {
        m_store.logs.forget();
        m_store.history.forget();
        m_store.shownCount.reset();
    }
}

Outcome LibraryWrite::commit()
{
    ++library.version;
    m_store.logs.flush();
    m_store.writeLibraryRow(library);
    Outcome done = m_transaction.commit();
    m_committed = bool(done);
    if (m_committed) {
        m_store.logs.setVersion(library.version);
        if (m_then) {
            m_then();
        }
    }
    return done;
}

namespace {

    NoteId derivedId(QByteArrayView label, QByteArrayView bytes)
    {
        const Hash hash = digest({label, bytes});
        return *NoteId::fromBytes(hash.view().first(NoteId::kSize));
    }

} // namespace

NoteId settingId(const QString &key)
{
    return derivedId("sheaf.setting.v1", key.toUtf8());
}

NoteId notebookId(const NoteId &parent, const QString &name)
{
    return derivedId("sheaf.notebook.v1", parent.toBytes() + name.toUtf8());
}

NoteId keptCopyId(std::vector<Hash> heads)
{
    std::sort(heads.begin(), heads.end());
    return derivedId("sheaf.keptcopy.v1", hashesColumn(heads));
}

} // namespace sheaf
