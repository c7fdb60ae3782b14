/// The open conflicts of the library, one a row.
/// Rules   refresh() emits the smallest row signals, so that a selection survives.
/// Thread  GUI; reads through the reader it was given.
#pragma once

#include "ui/conflicts/conflictwording.h"

#include <QAbstractListModel>

namespace sheaf {

class ConflictListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        NoteRole = Qt::UserRole + 1, ///< NoteId
        HeadlineRole, ///< second line: who and when
        HasDraftRole
    }; ///< an unfinished result is kept

    explicit ConflictListModel(const LibraryReader &reader, QObject *parent = nullptr);

    void refresh();
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row
    {
        NoteId note;
        QString title;
        QString headline;
        QString explanation;
        bool hasDraft = false;

        friend bool operator==(const Row &, const Row &) = default;
    };
    [[nodiscard]] std::vector<Row> read() const;

    const LibraryReader &m_reader;
    std::vector<Row> m_rows;
};

} // namespace sheaf
