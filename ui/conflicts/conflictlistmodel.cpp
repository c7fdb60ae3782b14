#include "ui/conflicts/conflictlistmodel.h"

#include "ui/conflicts/conflictdraft.h"

#include <QDateTime>

#include <algorithm>

namespace sheaf {

ConflictListModel::ConflictListModel(const LibraryReader &reader, QObject *parent)
    : QAbstractListModel(parent)
    , m_reader(reader)
{
    m_rows = read();
}

std::vector<ConflictListModel::Row> ConflictListModel::read() const
{
    const ConflictReading reading {m_reader.device(), QDateTime::currentDateTime()};
    std::vector<Row> rows;
    for (const NoteConflict &conflict : m_reader.conflicts()) {
        Row row;
        row.note = conflict.note;
        row.title = conflict.title.isEmpty() ? tr("Untitled") : conflict.title;
        row.headline = conflictHeadline(conflict, reading);
        row.explanation = conflictExplanation(conflict);
        row.hasDraft = !m_reader.localValue(ConflictDraft::key(conflict.note)).isEmpty();
        rows.push_back(std::move(row));
    }
    return rows;
}

void ConflictListModel::refresh()
{
    const std::vector<Row> now = read();
    const auto in = [](const std::vector<Row> &rows, const NoteId &note) {
        return std::find_if(
            rows.begin(), rows.end(), [&note](const Row &row) { return row.note == note; });
    };
    for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
        if (in(now, m_rows[static_cast<std::size_t>(i)].note) == now.end()) {
            beginRemoveRows({}, i, i);
            m_rows.erase(m_rows.begin() + i);
            endRemoveRows();
        }
    }
    for (int i = 0; i < static_cast<int>(now.size()); ++i) {
        const Row &row = now[static_cast<std::size_t>(i)];
        const auto had = in(m_rows, row.note);
        if (had == m_rows.end()) {
            const int at = std::min(i, static_cast<int>(m_rows.size()));
            beginInsertRows({}, at, at);
            m_rows.insert(m_rows.begin() + at, row);
            endInsertRows();
        } else if (*had != row) {
            const int at = static_cast<int>(had - m_rows.begin());
            m_rows[static_cast<std::size_t>(at)] = row;
            Q_EMIT dataChanged(index(at), index(at));
        }
    }
}

int ConflictListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ConflictListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case Qt::ToolTipRole:
        return row.explanation;
    case Qt::AccessibleTextRole:
        return tr("%1. %2").arg(row.title, row.headline);
    case NoteRole:
        return QVariant::fromValue(row.note);
    case HeadlineRole:
        return row.headline;
    case HasDraftRole:
        return row.hasDraft;
    default: // Qt's other roles have nothing to say here
        return {};
    }
}

} // namespace sheaf
