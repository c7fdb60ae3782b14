#include "ui/quickopen/quickopenmodel.h"

#include <QAction>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

QuickOpenModel::QuickOpenModel(const LibraryReader &reader,
                               QList<QAction *> commands,
                               QObject *parent)
    : QAbstractListModel(parent)
    , m_reader(reader)
    , m_commands(std::move(commands))
{
}

void QuickOpenModel::read()
{
    m_notes.clear();
    m_tags.clear();
    m_notebooks.clear();
    QHash<NoteId, QString> paths;
    for (const NotebookSummary &book : m_reader.notebooks()) {
        const QString path = m_reader.notebookPath(book.id).join(u" / "_s);
        paths.insert(book.id, path);
        m_notebooks.push_back({Choice::Kind::Notebook, path, {}, book.id});
    }
    for (const NoteSummary &note : m_reader.notes({})) {
        const QString title = note.title.isEmpty() ? note.snippet.left(60) : note.title;
        m_notes.push_back({Choice::Kind::Note, title, paths.value(note.notebook), note.id});
    }
    for (const auto &[name, count] : m_reader.counts().tags) {
        m_tags.push_back({Choice::Kind::Tag, name, QString::number(count), {}});
    }
}

std::vector<Choice> QuickOpenModel::commands() const
{
    std::vector<Choice> choices;
    for (QAction *action : m_commands) {
        if (action->isEnabled() && action->isVisible()) {
            choices.push_back({Choice::Kind::Command,
                               action->text(),
                               action->shortcut().toString(QKeySequence::NativeText),
                               {},
                               action});
        }
    }
    return choices;
}

void QuickOpenModel::setQuery(const QString &query)
{
    const QChar prefix = query.isEmpty() ? QChar() : query.front();
    const std::vector<Choice> offered = prefix == u'>' ? commands() : std::vector<Choice>();
    const std::vector<Choice> &source = prefix == u'>' ? offered
        : prefix == u'#'                               ? m_tags
        : prefix == u'@'                               ? m_notebooks
                                                       : m_notes;
    const bool plain = &source == &m_notes;
    const QString pattern = plain ? query.trimmed() : query.mid(1).trimmed();

    struct Scored
    {
        int score;
        std::size_t at;
    };
    std::vector<Scored> scored;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (const auto match = fuzzyMatch(pattern, source[i].name)) {
            scored.push_back({match->score, i});
        }
    }
    const auto better = [](const Scored &a, const Scored &b) {
        return a.score != b.score ? a.score > b.score : a.at < b.at;
    };
    const std::size_t shown = std::min(scored.size(), kRowsMax);
    std::partial_sort(
        scored.begin(), scored.begin() + static_cast<std::ptrdiff_t>(shown), scored.end(), better);

    beginResetModel();
    m_rows.clear();
    for (std::size_t i = 0; i < shown; ++i) {
        Choice choice = source[scored[i].at];
        choice.marks = fuzzyMatch(pattern, choice.name)->positions;
        m_rows.push_back(std::move(choice));
    }
    if (plain && !pattern.isEmpty()) {
        m_rows.push_back({Choice::Kind::NewNote, pattern, tr("New note"), {}});
    }
    endResetModel();
}

const Choice *QuickOpenModel::choice(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return nullptr;
    }
    return &m_rows[static_cast<std::size_t>(index.row())];
}

int QuickOpenModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant QuickOpenModel::data(const QModelIndex &index, int role) const
{
    const Choice *row = choice(index);
    if (!row) {
        return {};
    }
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) {
        return row->name;
    }
    if (role == Qt::AccessibleDescriptionRole) {
        return row->detail;
    }
    return {};
}

} // namespace sheaf
