/// What quick open offers: notes by title; with "#" tags, with "@" notebooks, with ">" commands.
/// Rules   the names are read once when the popup opens; each key only scores them again.
///         At most kRowsMax rows, best first, the newest note first among equals.
/// Thread  GUI thread.
#pragma once

#include "model/store/libraryreader.h"
#include "ui/quickopen/fuzzymatch.h"

#include <QAbstractListModel>
#include <QPointer>

class QAction;

namespace sheaf {

struct Choice
{
    enum class Kind { Note, Tag, Notebook, Command, NewNote };
    Kind kind = Kind::Note;
    QString name;
    QString detail; ///< notebook, shortcut: quiet, on the right
    NoteId id; ///< note or notebook
    QPointer<QAction> action {};
    std::vector<qsizetype> marks {}; ///< letters of `name` that matched
};

class QuickOpenModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr std::size_t kRowsMax = 60;

    QuickOpenModel(const LibraryReader &reader,
                   QList<QAction *> commands,
                   QObject *parent = nullptr);

    void read(); ///< notes, notebooks and tags as they are now
    void setQuery(const QString &query);
    [[nodiscard]] const Choice *choice(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] std::vector<Choice> commands() const;

    const LibraryReader &m_reader;
    QList<QAction *> m_commands;
    std::vector<Choice> m_notes;
    std::vector<Choice> m_tags;
    std::vector<Choice> m_notebooks;
    std::vector<Choice> m_rows;
};

} // namespace sheaf
