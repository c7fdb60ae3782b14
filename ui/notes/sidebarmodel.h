/// The sidebar as a tree: all notes, notebooks, tags, categories, private notes, conflicts, trash,
/// each with its count.
/// Rules   refresh() turns the tree into the library's present one by the smallest row signals, so what
///         is open and selected stays. Conflicts appear only while there are any. What is dropped on a
///         row is asked for by a signal; the tree changes when the library does.
/// Thread  GUI thread.
#pragma once

#include "model/store/libraryreader.h"

#include <QAbstractItemModel>

#include <memory>

namespace sheaf {

class SidebarModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum class Kind {
        AllNotes,
        Notebooks, ///< heading
        Notebook,
        Tags, ///< heading
        Tag,
        Categories, ///< heading
        Category,
        Private,
        Conflicts,
        Trash,
    };
    enum Role { CountRole = Qt::UserRole + 1, HeadingRole };

    explicit SidebarModel(const LibraryReader &reader, QObject *parent = nullptr);
    ~SidebarModel() override;

    void refresh();
    [[nodiscard]] Kind kind(const QModelIndex &index) const;
    [[nodiscard]] bool isHeading(const QModelIndex &index) const;
    [[nodiscard]] NoteFilter filter(const QModelIndex &index) const;
    [[nodiscard]] NoteId notebook(const QModelIndex &index) const; ///< null for other rows
    [[nodiscard]] QModelIndex indexOf(const NoteFilter &filter) const;
    [[nodiscard]] QModelIndex heading(Kind kind) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;
    [[nodiscard]] bool canDropMimeData(const QMimeData *mime,
                                       Qt::DropAction action,
                                       int row,
                                       int column,
                                       const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *mime,
                      Qt::DropAction action,
                      int row,
                      int column,
                      const QModelIndex &parent) override;

Q_SIGNALS:
    void renameAsked(const sheaf::NoteId &notebook, const QString &name);
    void notesDropped(const QList<sheaf::NoteId> &notes, const QModelIndex &target);
    void notebookDropped(const sheaf::NoteId &notebook, const sheaf::NoteId &parent);

private:
    struct Node;
    [[nodiscard]] std::unique_ptr<Node> read() const;
    static int countInside(Node &node);
    [[nodiscard]] Node *node(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOfNode(const Node &node) const;
    void become(Node &old, Node &wanted);
    [[nodiscard]] bool isInside(const NoteId &inner, const NoteId &outer) const;

    const LibraryReader &m_reader;
    std::unique_ptr<Node> m_root;
};

} // namespace sheaf
