#include "ui/notes/notelistmodel.h"

#include "ui/common/humanize.h"

#include <QDateTime>
#include <QMimeData>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {
    /// With more rows out of order than this, a new list is cheaper than moves (each is linear).
    constexpr int kMovesMax = 200;
}

const QString NoteListModel::kMimeType = u"application/x-sheaf-notes"_s;

NoteListModel::NoteListModel(const LibraryReader &reader, QObject *parent)
    : QAbstractListModel(parent)
    , m_reader(reader)
{
}

void NoteListModel::setFilter(const NoteFilter &filter)
{
    m_filter = filter;
    if (!m_filter.query.isEmpty()) {
        m_filter.limit = kSearchMax;
    }
    beginResetModel();
    m_rows = m_reader.notes(m_filter);
    readHits();
    endResetModel();
    Q_EMIT filterChanged();
}

void NoteListModel::refresh(const QList<NoteId> &changed)
{
    Q_UNUSED(changed)
    become(m_reader.notes(m_filter));
    if (!m_filter.query.isEmpty()) {
        readHits();
        if (!m_rows.empty()) {
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        }
    }
}

void NoteListModel::readHits()
{
    m_hits.clear();
    if (m_filter.query.isEmpty()) {
        return;
    }
    for (SearchHit &hit : m_reader.search(m_filter.query, kSearchMax)) {
        m_hits.insert(hit.note, std::move(hit));
    }
}

void NoteListModel::removeMissing(const QHash<NoteId, qsizetype> &wanted)
{
    // In runs from the end, so that the rows in front keep their numbers.
    int last = rowCount() - 1;
    while (last >= 0) {
        const auto missing = [&](int row) {
            return !wanted.contains(m_rows[static_cast<std::size_t>(row)].id);
        };
        if (!missing(last)) {
            --last;
            continue;
        }
        int first = last;
        while (first > 0 && missing(first - 1)) {
            --first;
        }
        beginRemoveRows({}, first, last);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        endRemoveRows();
        last = first - 1;
    }
}

// Makes the rows that stay stand in the order of `wanted`. False: too many moves, a reset is due.
bool NoteListModel::reorder(std::vector<NoteSummary> &wanted)
{
    QHash<NoteId, int> present;
    for (const NoteSummary &row : m_rows) {
        present.insert(row.id, 0);
    }
    int moves = 0;
    std::size_t at = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const NoteId &id = wanted[i].id;
        if (at < m_rows.size() && m_rows[at].id == id) {
            ++at;
            continue;
        }
        if (present.contains(id)) {
            if (++moves > kMovesMax) {
                return false;
            }
            const auto from = std::find_if(m_rows.begin() + static_cast<std::ptrdiff_t>(at),
                                           m_rows.end(),
                                           [&id](const NoteSummary &row) { return row.id == id; });
            const int source = static_cast<int>(from - m_rows.begin());
            beginMoveRows({}, source, source, {}, static_cast<int>(at));
            std::rotate(m_rows.begin() + static_cast<std::ptrdiff_t>(at), from, from + 1);
            endMoveRows();
            ++at;
            continue;
        }
        std::size_t end = i + 1;
        while (end < wanted.size() && !present.contains(wanted[end].id)) {
            ++end;
        }
        const int first = static_cast<int>(at);
        beginInsertRows({}, first, first + static_cast<int>(end - i) - 1);
        m_rows.insert(m_rows.begin() + first,
                      wanted.begin() + static_cast<std::ptrdiff_t>(i),
                      wanted.begin() + static_cast<std::ptrdiff_t>(end));
        endInsertRows();
        at += end - i;
        i = end - 1;
    }
    return true;
}

void NoteListModel::become(std::vector<NoteSummary> rows)
{
    QHash<NoteId, qsizetype> wanted;
    wanted.reserve(static_cast<qsizetype>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        wanted.insert(rows[i].id, static_cast<qsizetype>(i));
    }
    removeMissing(wanted);
    if (!reorder(rows)) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (m_rows[i] != rows[i]) {
            m_rows[i] = std::move(rows[i]);
            const QModelIndex changedIndex = index(static_cast<int>(i));
            Q_EMIT dataChanged(changedIndex, changedIndex);
        }
    }
}

const NoteSummary *NoteListModel::summary(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return nullptr;
    }
    return &m_rows[static_cast<std::size_t>(index.row())];
}

QModelIndex NoteListModel::indexOf(const NoteId &id) const
{
    const auto found = std::find_if(
        m_rows.begin(), m_rows.end(), [&id](const NoteSummary &row) { return row.id == id; });
    return found == m_rows.end() ? QModelIndex() : index(static_cast<int>(found - m_rows.begin()));
}

QStringList NoteListModel::searchWords() const
{
    QStringList words;
    for (QString word : m_filter.query.split(u' ', Qt::SkipEmptyParts)) {
        word.remove(u'"');
        word.remove(u'*');
        if (!word.isEmpty() && !word.startsWith(u'-') && !word.contains(u':')) {
            words.append(word);
        }
    }
    return words;
}

int NoteListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant NoteListModel::data(const QModelIndex &index, int role) const
{
    const NoteSummary *row = summary(index);
    if (!row) {
        return {};
    }
    const QString title = row->title.isEmpty() ? tr("Untitled") : row->title;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return title;
    case Qt::AccessibleTextRole: {
        QStringList parts {title};
        if (row->conflict != ConflictType::None) {
            parts.append(tr("conflict"));
        }
        if (row->isPrivate) {
            parts.append(tr("private"));
        }
        if (row->waiting) {
            parts.append(tr("not yet synced"));
        }
        return parts.join(u", "_s);
    }
    case Qt::AccessibleDescriptionRole:
        return tr("%1. Changed %2")
            .arg(row->snippet,
                 Humanize::longTime(row->updatedAtMs, QDateTime::currentMSecsSinceEpoch()));
    case NoteIdRole:
        return QVariant::fromValue(row->id);
    case SnippetRole: {
        const auto hit = m_hits.constFind(row->id);
        return hit == m_hits.constEnd() || hit->snippet.isEmpty() ? row->snippet : hit->snippet;
    }
    default: // roles are open-ended in Qt
        return {};
    }
}

Qt::ItemFlags NoteListModel::flags(const QModelIndex &index) const
{
    return QAbstractListModel::flags(index)
        | (index.isValid() ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
}

QStringList NoteListModel::mimeTypes() const
{
    return {kMimeType};
}

QMimeData *NoteListModel::mimeData(const QModelIndexList &indexes) const
{
    QByteArrayList ids;
    for (const QModelIndex &index : indexes) {
        if (const NoteSummary *row = summary(index)) {
            ids.append(row->id.toHex().toLatin1());
        }
    }
    auto *mime = new QMimeData;
    mime->setData(kMimeType, ids.join('\n'));
    return mime;
}

QList<NoteId> NoteListModel::notesFromMime(const QMimeData &mime)
{
    QList<NoteId> notes;
    const QList<QByteArray> lines = mime.data(kMimeType).split('\n');
    for (const QByteArray &line : lines) {
        if (const auto id = NoteId::fromHex(QString::fromLatin1(line))) {
            notes.append(*id);
        }
    }
    return notes;
}

} // namespace sheaf
