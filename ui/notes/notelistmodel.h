/// The rows of the notes list: summaries of one filter, newest first.
/// Rules   one query fills it, nothing is read while painting. What changes comes in as the smallest
///         row signals: rows are removed, moved, inserted, changed, never reset while the filter
///         stays, so that selection and scroll position survive. A search keeps the order of its
///         answer and brings its marks.
/// Thread  GUI thread.
#pragma once

#include "model/store/libraryreader.h"

#include <QAbstractListModel>
#include <QHash>

namespace sheaf {

class NoteListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int kSearchMax = 500; ///< hits shown; who needs more narrows the search
    enum Role { NoteIdRole = Qt::UserRole + 1, SnippetRole };

    explicit NoteListModel(const LibraryReader &reader, QObject *parent = nullptr);

    void setFilter(const NoteFilter &filter);
    [[nodiscard]] const NoteFilter &filter() const { return m_filter; }
    /// Looks again after changes; an empty list means that anything may have changed.
    void refresh(const QList<NoteId> &changed = {});

    [[nodiscard]] const NoteSummary *summary(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const NoteId &id) const;
    [[nodiscard]] QStringList searchWords() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;

    static const QString kMimeType; ///< note ids in hex, one a line
    [[nodiscard]] static QList<NoteId> notesFromMime(const QMimeData &mime);

Q_SIGNALS:
    void filterChanged();

private:
    void become(std::vector<NoteSummary> rows);
    void removeMissing(const QHash<NoteId, qsizetype> &wanted);
    bool reorder(std::vector<NoteSummary> &wanted);
    void readHits();

    const LibraryReader &m_reader;
    NoteFilter m_filter;
    std::vector<NoteSummary> m_rows;
    QHash<NoteId, SearchHit> m_hits; ///< of the present search
};

} // namespace sheaf
