/// A record of the library as a value: a note, a notebook or a setting, with its present state.
#pragma once

#include "model/base/ids.h"
#include "model/causality/hlc.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace sheaf {

/// What a record is. Notebooks and settings are records of their own, so that they sync, merge and
/// conflict by the same rules as notes. Unknown kinds from newer programs keep their number.
enum class RecordKind : quint32 {
    Note = 0,
    Notebook = 1, ///< title is the name, place.parent the notebook around it
    Setting = 2, ///< title is the key, body the value
};

/// Where a record stands. `order` is a fractional key with a device suffix, compared as text.
struct Place
{
    NoteId parent; ///< the notebook; null = top level
    QString order;
    RecordKind kind = RecordKind::Note;

    friend bool operator==(const Place &, const Place &) = default;
};

/// The mergeable content of a record at one version.
struct NoteState
{
    QString title;
    QString description;
    QString body;
    QStringList tags; ///< sorted, unique
    QStringList categories; ///< sorted, unique
    QStringList attachments; ///< sorted, unique; content hashes in hex
    Place place;
    bool isPrivate = false;
    bool deleted = false;
    QMap<quint32, QByteArray> unknown; ///< fields of newer programs: mask bit -> CBOR bytes

    friend bool operator==(const NoteState &, const NoteState &) = default;
};

enum class ConflictType {
    None,
    ConcurrentEdit, ///< the same words of the body, or the title
    MetadataConflict, ///< description, private flag
    DeleteConflict, ///< deleted on one side, changed on the other
    MoveConflict, ///< moved to two places, or a move that would close a cycle
    StructuralConflict, ///< different kinds, or unknown fields that differ
};
[[nodiscard]] QString conflictTypeName(ConflictType type); ///< "ConcurrentEdit" …, empty for None

/// The present state of a record as the library shows it.
struct Note
{
    NoteId id;
    NoteState state; ///< shown state: the fold when clean, the newest non-delete head when not
    ConflictType conflict = ConflictType::None;
    std::vector<Hash> heads; ///< all heads, newest first
    std::vector<Hash>
        shownHeads; ///< heads whose content `state` shows: the parents of the next edit
    qint64 createdAtMs = 0;
    qint64 updatedAtMs = 0;
    bool held = false; ///< deleted by another device, and kept in sight here until that is answered

    friend bool operator==(const Note &, const Note &) = default;
};

/// One row of a list of notes.
struct NoteSummary
{
    NoteId id;
    QString title;
    QString snippet; ///< plain text, at most 200 characters, one line
    NoteId notebook;
    QStringList tags;
    qint64 updatedAtMs = 0;
    qint64 createdAtMs = 0;
    bool isPrivate = false;
    bool deleted = false;
    ConflictType conflict = ConflictType::None;
    bool waiting = false; ///< has changes that no other device has acknowledged, or lacks some
    bool held = false; ///< as in Note

    friend bool operator==(const NoteSummary &, const NoteSummary &) = default;
};

struct NotebookSummary
{
    NoteId id;
    NoteId parent; ///< null = top level; already free of cycles
    QString name;
    QString order;
    int notes = 0; ///< notes directly inside, not in the trash

    friend bool operator==(const NotebookSummary &, const NotebookSummary &) = default;
};

} // namespace sheaf

Q_DECLARE_METATYPE(sheaf::Note)
