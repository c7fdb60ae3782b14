/// The cache of present states: rows of `notes`, and values made from them.
/// Rules   a row is a pure function of the record's changes; `check` proves it. Every saved row gets a
///         fresh stamp (the search index follows it) and moves the library's state sum.
#pragma once

#include "model/store/clockstore.h"
#include "model/store/historystore.h"

namespace sheaf {

/// The one row of `library`.
struct LibraryRow
{
    DeviceId device;
    std::uint64_t incarnation = 0;
    Hlc hlc;
    qint64 version = 0;
    qint64 stamp = 0;
    Hash stateSum;
};

struct NoteRow
{
    qint64 id = 0;
    Note note; ///< state.body is empty until asked for
    QString snippet;
    qint64 bodyChange = 0; ///< 0: the body is `packedBody`
    QByteArray packedBody;
    Hash bodyHash; ///< null: empty body
    qint64 stamp = 0;
    bool incomplete = false; ///< content that the shown state needs is not here

    /// Deleted, and its content is no longer kept: in no list, and not to be restored.
    [[nodiscard]] bool isGone() const { return note.state.deleted && incomplete; }
};

class NoteStore
{
public:
    NoteStore(Database &database, HistoryStore &history, ClockStore &clocks);

    [[nodiscard]] std::optional<NoteRow> find(const NoteId &guid) const;
    [[nodiscard]] std::optional<NoteRow> read(qint64 id) const;
    [[nodiscard]] std::optional<qint64> idOf(const NoteId &guid) const;
    [[nodiscard]] QString body(const NoteRow &row) const;
    [[nodiscard]] QByteArray bodyBytes(const NoteRow &row) const; ///< UTF-8
    /// The number that the next new record gets in this transaction.
    [[nodiscard]] qint64 allocate();
    void forget() { m_nextId = m_nowMs = 0; } ///< at the start of each write transaction
    /// From here on in this transaction, stamps beyond `nowMs` are not believed: see ClockStore.
    void setNow(qint64 nowMs);
    /// Makes the row of a record none of whose changes has an effect here: without heads, shown nowhere.
    bool insertHidden(qint64 id, const NoteId &guid);
    /// Inserts (`before` null) or updates the row; takes `before` out of the sum and `row` in.
    bool save(NoteRow &row, const NoteRow *before, LibraryRow &library);

    [[nodiscard]] std::vector<NoteSummary> summaries() const; ///< kind Note, without `waiting`
    [[nodiscard]] std::optional<NoteSummary> summary(const NoteId &guid) const; ///< likewise
    [[nodiscard]] std::vector<NoteId> ids(RecordKind kind) const; ///< sorted
    [[nodiscard]] std::vector<NoteRow> rows(RecordKind kind) const;
    /// How many records of the kind there are, and the newest stamp among them.
    [[nodiscard]] std::pair<qint64, qint64> countAndStamp(RecordKind kind) const;
    [[nodiscard]] std::vector<NoteRow> rowsAfterStamp(qint64 stamp, int limit) const;
    [[nodiscard]] std::vector<qint64> allRows() const;
    [[nodiscard]] std::vector<NoteId> inConflict() const;
    [[nodiscard]] std::vector<qint64> rowsWithSeveralHeads() const;
    [[nodiscard]] qint64 newestStamp() const;
    /// The state hashes of the records whose id begins with `prefix`, ascending.
    [[nodiscard]] std::vector<std::pair<NoteId, Hash>> stateHashes(QByteArrayView prefix) const;
    /// The contents that the record's state needs and that may still come: wanted from here on, and no
    /// others of it.
    bool setLacking(qint64 id, const std::vector<qint64> &changes, qint64 nowMs);
    /// What `LibraryRow::stateSum` should be; reads every row.
    [[nodiscard]] Hash sumOfRows() const;
    [[nodiscard]] qint64 newestRow() const;
    /// The row is as it was, but is shown otherwise: the search index is to look again.
    void restamp(qint64 id, LibraryRow &library);

private:
    [[nodiscard]] static NoteRow readRow(const Statement &select);

    Database &m_database;
    void believe(const NoteRow &row, const NoteRow *before);

    HistoryStore &m_history;
    ClockStore &m_clocks;
    qint64 m_nextId = 0;
    qint64 m_nowMs = 0; ///< 0: unknown
    bool m_hasTimes = false;
};

/// What a row adds to the library's state sum: a function of the record's changes alone. Of a record
/// whose only head is a delete just id and head, so that its content may be dropped.
[[nodiscard]] Hash stateHash(const NoteRow &row);
[[nodiscard]] Hash bodyHashOf(const QByteArray &utf8);
inline constexpr qsizetype kSnippetMax =
    200; ///< UTF-16 units; one that long says so much of any longer text
/// The beginning of a body as plain text on one line.
[[nodiscard]] QString snippetOf(QStringView body);
void addToSum(Hash &sum, const Hash &part);

} // namespace sheaf
