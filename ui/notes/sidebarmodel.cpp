#include "ui/notes/sidebarmodel.h"

#include "ui/common/theme.h"
#include "ui/notes/notelistmodel.h"

#include <QHash>
#include <QIcon>
#include <QMimeData>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {
    const QString kNotebookMime = u"application/x-sheaf-notebook"_s;
}

struct SidebarModel::Node
{
    Kind kind = Kind::AllNotes;
    NoteId notebook;
    QString name;
    int count = 0;
    Node *parent = nullptr;
    std::vector<std::unique_ptr<Node>> children;

    Node *add(Kind childKind, const QString &childName, int childCount, const NoteId &id = {})
    {
        auto child = std::make_unique<Node>();
        child->kind = childKind;
        child->notebook = id;
        child->name = childName;
        child->count = childCount;
        child->parent = this;
        children.push_back(std::move(child));
        return children.back().get();
    }
    [[nodiscard]] bool isSame(const Node &other) const
    {
        const bool named = kind == Kind::Tag || kind == Kind::Category;
        return kind == other.kind && notebook == other.notebook && (!named || name == other.name);
    }
};

// A notebook's list shows what lies in the notebooks inside it, so its count does, too.
int SidebarModel::countInside(Node &node)
{
    for (const auto &child : node.children) {
        const int inside = countInside(*child);
        if (node.kind == Kind::Notebook) {
            node.count += inside;
        }
    }
    return node.kind == Kind::Notebook ? node.count : 0;
}

SidebarModel::SidebarModel(const LibraryReader &reader, QObject *parent)
    : QAbstractItemModel(parent)
    , m_reader(reader)
    , m_root(read())
{
}

SidebarModel::~SidebarModel() = default;

std::unique_ptr<SidebarModel::Node> SidebarModel::read() const
{
    const LibraryCounts counts = m_reader.counts();
    const std::vector<NotebookSummary> notebooks = m_reader.notebooks();
    auto root = std::make_unique<Node>();
    root->add(Kind::AllNotes, tr("All Notes"), counts.notes);

    Node *tree = root->add(Kind::Notebooks, tr("Notebooks"), static_cast<int>(notebooks.size()));
    QHash<NoteId, Node *> placed;
    // Parents may come after their children; each round places those whose parent stands.
    std::vector<NotebookSummary> left = notebooks;
    for (bool moved = true; moved && !left.empty();) {
        moved = false;
        std::vector<NotebookSummary> later;
        for (const NotebookSummary &book : left) {
            Node *parent = book.parent.isNull() ? tree : placed.value(book.parent);
            if (parent) {
                placed.insert(book.id, parent->add(Kind::Notebook, book.name, book.notes, book.id));
                moved = true;
            } else {
                later.push_back(book);
            }
        }
        left = std::move(later);
    }
    for (const NotebookSummary &book : left) {
        tree->add(Kind::Notebook, book.name, book.notes, book.id);
    }
    countInside(*tree);
    Node *tags = root->add(Kind::Tags, tr("Tags"), static_cast<int>(counts.tags.size()));
    for (const auto &[name, count] : counts.tags) {
        tags->add(Kind::Tag, name, count);
    }
    Node *categories =
        root->add(Kind::Categories, tr("Categories"), static_cast<int>(counts.categories.size()));
    for (const auto &[name, count] : counts.categories) {
        categories->add(Kind::Category, name, count);
    }
    root->add(Kind::Private, tr("Private"), counts.privateNotes);
    if (counts.conflicts > 0) {
        root->add(Kind::Conflicts, tr("Conflicts"), counts.conflicts);
    }
    root->add(Kind::Trash, tr("Trash"), counts.trash);
    return root;
}

void SidebarModel::refresh()
{
    const std::unique_ptr<Node> wanted = read();
    become(*m_root, *wanted);
}

void SidebarModel::become(Node &old, Node &wanted)
{
    const QModelIndex parent = indexOfNode(old);
    const auto row = [&old](std::size_t i) {
        return old.children.begin() + static_cast<std::ptrdiff_t>(i);
    };
    for (std::size_t i = old.children.size(); i > 0; --i) {
        const Node &child = *old.children[i - 1];
        const bool stays =
            std::any_of(wanted.children.begin(),
                        wanted.children.end(),
                        [&child](const auto &other) { return other->isSame(child); });
        if (!stays) {
            beginRemoveRows(parent, static_cast<int>(i - 1), static_cast<int>(i - 1));
            old.children.erase(row(i - 1));
            endRemoveRows();
        }
    }
    for (std::size_t i = 0; i < wanted.children.size(); ++i) {
        Node &target = *wanted.children[i];
        const auto found =
            std::find_if(row(std::min(i, old.children.size())),
                         old.children.end(),
                         [&target](const auto &child) { return child->isSame(target); });
        const int at = static_cast<int>(i);
        if (found == old.children.end()) {
            beginInsertRows(parent, at, at);
            auto child = std::make_unique<Node>();
            child->kind = target.kind;
            child->notebook = target.notebook;
            child->name = target.name;
            child->count = target.count;
            child->parent = &old;
            old.children.insert(row(i), std::move(child));
            endInsertRows();
        } else if (found != row(i)) {
            const int from = static_cast<int>(found - old.children.begin());
            beginMoveRows(parent, from, from, parent, at);
            std::rotate(row(i), found, found + 1);
            endMoveRows();
        }
        Node &child = *old.children[i];
        if (child.name != target.name || child.count != target.count) {
            child.name = target.name;
            child.count = target.count;
            const QModelIndex changed = indexOfNode(child);
            Q_EMIT dataChanged(changed, changed);
        }
        become(child, target);
    }
}

SidebarModel::Node *SidebarModel::node(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex SidebarModel::indexOfNode(const Node &node) const
{
    if (!node.parent) {
        return {};
    }
    const auto &rows = node.parent->children;
    const auto found = std::find_if(
        rows.begin(), rows.end(), [&node](const auto &child) { return child.get() == &node; });
    return createIndex(static_cast<int>(found - rows.begin()), 0, &node);
}

QModelIndex SidebarModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *above = node(parent);
    if (row < 0 || column != 0 || row >= static_cast<int>(above->children.size())) {
        return {};
    }
    return createIndex(row, 0, above->children[static_cast<std::size_t>(row)].get());
}

QModelIndex SidebarModel::parent(const QModelIndex &child) const
{
    if (!child.isValid()) {
        return {};
    }
    return indexOfNode(*node(child)->parent);
}

int SidebarModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(node(parent)->children.size());
}

int SidebarModel::columnCount(const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    return 1;
}

SidebarModel::Kind SidebarModel::kind(const QModelIndex &index) const
{
    return node(index)->kind;
}

bool SidebarModel::isHeading(const QModelIndex &index) const
{
    const Kind what = kind(index);
    return what == Kind::Notebooks || what == Kind::Tags || what == Kind::Categories;
}

NoteId SidebarModel::notebook(const QModelIndex &index) const
{
    return node(index)->notebook;
}

NoteFilter SidebarModel::filter(const QModelIndex &index) const
{
    const Node &row = *node(index);
    NoteFilter filter;
    using Scope = NoteFilter::Scope;
    switch (row.kind) {
    case Kind::AllNotes:
    case Kind::Notebooks:
    case Kind::Tags:
    case Kind::Categories:
        filter.scope = Scope::All;
        break;
    case Kind::Notebook:
        filter.scope = Scope::Notebook;
        filter.notebook = row.notebook;
        break;
    case Kind::Tag:
        filter.scope = Scope::Tag;
        filter.name = row.name;
        break;
    case Kind::Category:
        filter.scope = Scope::Category;
        filter.name = row.name;
        break;
    case Kind::Private:
        filter.scope = Scope::Private;
        break;
    case Kind::Conflicts:
        filter.scope = Scope::Conflicts;
        break;
    case Kind::Trash:
        filter.scope = Scope::Trash;
        break;
    }
    return filter;
}

QModelIndex SidebarModel::indexOf(const NoteFilter &wanted) const
{
    std::vector<const Node *> waiting {m_root.get()};
    while (!waiting.empty()) {
        const Node *next = waiting.back();
        waiting.pop_back();
        for (const auto &child : next->children) {
            const QModelIndex at = indexOfNode(*child);
            const NoteFilter here = filter(at);
            if (!isHeading(at) && here.scope == wanted.scope && here.notebook == wanted.notebook
                && here.name == wanted.name) {
                return at;
            }
            waiting.push_back(child.get());
        }
    }
    return {};
}

QModelIndex SidebarModel::heading(Kind wanted) const
{
    for (const auto &child : m_root->children) {
        if (child->kind == wanted) {
            return indexOfNode(*child);
        }
    }
    return {};
}

QVariant SidebarModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Node &row = *node(index);
    if (role == Qt::DisplayRole || role == Qt::EditRole || role == Qt::AccessibleTextRole) {
        return row.name;
    }
    if (role == CountRole) {
        return row.count;
    }
    if (role == HeadingRole) {
        return isHeading(index);
    }
    if (role == Qt::AccessibleDescriptionRole) {
        return QString::number(row.count);
    }
    if (role != Qt::DecorationRole) {
        return {};
    }
    switch (row.kind) {
    case Kind::AllNotes:
        return Theme::icon(u"notes"_s);
    case Kind::Notebook:
        return Theme::icon(u"notebook"_s);
    case Kind::Tag:
        return Theme::icon(u"tag"_s);
    case Kind::Category:
        return Theme::icon(u"category"_s);
    case Kind::Private:
        return Theme::icon(u"lock"_s);
    case Kind::Conflicts:
        return Theme::icon(u"conflict"_s, Theme::Role::Warning);
    case Kind::Trash:
        return Theme::icon(u"trash"_s);
    case Kind::Notebooks:
    case Kind::Tags:
    case Kind::Categories:
        break; // headings are text alone
    }
    return {};
}

bool SidebarModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || kind(index) != Kind::Notebook || name.isEmpty()) {
        return false;
    }
    if (name != node(index)->name) {
        Q_EMIT renameAsked(notebook(index), name);
    }
    return true;
}

Qt::ItemFlags SidebarModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    Qt::ItemFlags flags = Qt::ItemIsEnabled;
    if (!isHeading(index)) {
        flags |= Qt::ItemIsSelectable;
    }
    switch (kind(index)) {
    case Kind::Notebook:
        flags |= Qt::ItemIsEditable | Qt::ItemIsDragEnabled | Qt::ItemIsDropEnabled;
        break;
    case Kind::AllNotes:
    case Kind::Notebooks:
    case Kind::Tag:
    case Kind::Trash:
        flags |= Qt::ItemIsDropEnabled;
        break;
    case Kind::Tags:
    case Kind::Categories:
    case Kind::Category:
    case Kind::Private:
    case Kind::Conflicts:
        break;
    }
    return flags;
}

Qt::DropActions SidebarModel::supportedDropActions() const
{
    return Qt::MoveAction;
}

QStringList SidebarModel::mimeTypes() const
{
    return {NoteListModel::kMimeType, kNotebookMime};
}

QMimeData *SidebarModel::mimeData(const QModelIndexList &indexes) const
{
    auto *mime = new QMimeData;
    if (!indexes.isEmpty()) {
        mime->setData(kNotebookMime, notebook(indexes.first()).toHex().toLatin1());
    }
    return mime;
}

bool SidebarModel::isInside(const NoteId &inner, const NoteId &outer) const
{
    NoteFilter filter;
    filter.scope = NoteFilter::Scope::Notebook;
    filter.notebook = inner;
    for (QModelIndex at = indexOf(filter); at.isValid(); at = parent(at)) {
        if (notebook(at) == outer) {
            return true;
        }
    }
    return false;
}

bool SidebarModel::canDropMimeData(const QMimeData *mime,
                                   Qt::DropAction action,
                                   int row,
                                   int column,
                                   const QModelIndex &parent) const
{
    Q_UNUSED(action)
    Q_UNUSED(row)
    Q_UNUSED(column)
    if (!parent.isValid()) {
        return false;
    }
    const Kind target = kind(parent);
    if (mime->hasFormat(NoteListModel::kMimeType)) {
        return target == Kind::Notebook || target == Kind::AllNotes || target == Kind::Tag
            || target == Kind::Trash || target == Kind::Notebooks;
    }
    const auto moved = NoteId::fromHex(QString::fromLatin1(mime->data(kNotebookMime)));
    if (!moved) {
        return false;
    }
    return target == Kind::Notebooks
        || (target == Kind::Notebook && !isInside(notebook(parent), *moved));
}

bool SidebarModel::dropMimeData(
    const QMimeData *mime, Qt::DropAction action, int row, int column, const QModelIndex &parent)
{
    if (canDropMimeData(mime, action, row, column, parent)) {
        if (mime->hasFormat(NoteListModel::kMimeType)) {
            Q_EMIT notesDropped(NoteListModel::notesFromMime(*mime), parent);
        } else if (const auto moved =
                       NoteId::fromHex(QString::fromLatin1(mime->data(kNotebookMime)))) {
            Q_EMIT notebookDropped(*moved, notebook(parent));
        }
    }
    return false; // rows move when the library has stored it, not before
}

} // namespace sheaf
