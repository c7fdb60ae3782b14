/// One SQLite connection: opening, transactions, prepared statements kept for reuse.
/// Rules   writers begin IMMEDIATE and commit with synchronous=FULL in WAL mode, so that a commit that
///         returned is durable. Readers open read-only and read each call inside one transaction.
/// Errors  mapped from SQLite's result codes by `lastError`; detail holds SQLite's words, no values.
/// Thread  the thread that opened it.
/// Source  Qt Sql opens and closes the connection; statements use the SQLite handle below it (see
///         QSqlDriver::handle), because Qt's driver makes a string and a QVariant of every bound value:
///         with the forty that one change binds, that was a third of the cost of storing it.
#pragma once

#include "model/base/result.h"

#include <QByteArray>
#include <QSqlDatabase>
#include <QString>

#include <memory>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace sheaf {

enum class OpenMode { ReadOnly, ReadWrite };

class Database final
{
public:
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const QString &file, OpenMode mode);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// Runs statements without results, e.g. a whole schema.
    Outcome runScript(const QString &script);
    [[nodiscard]] bool inTransaction() const { return m_depth > 0; }
    /// What the last failed call of this connection ran into.
    /// Takes back what a program left half written when it died with a rollback journal: a reader may
    /// not, and is refused until somebody has. Where there is no such thing nothing is touched.
    static void takeBackInterruptedWrite(const QString &file);

    [[nodiscard]] Error lastError() const { return m_lastError; }
    [[nodiscard]] bool failed() const { return m_failed; }
    void clearFailure() { m_failed = false; }

private:
    friend class Statement;
    friend class WriteTransaction;
    friend class ReadScope;
    friend class UnhurriedWrites;
    friend Outcome addSearchRank(Database &index);
    struct Prepared
    {
        sqlite3_stmt *statement = nullptr;
        bool busy = false;
    };

    explicit Database(QString connection);
    Outcome run(const char *sql);
    [[nodiscard]] Prepared *prepare(const char *sql);
    void fail(int code);

    QString m_connection;
    QSqlDatabase m_qtDatabase; ///< opens and closes the connection
    sqlite3 *m_database = nullptr; ///< the same connection, for statements
    std::unordered_map<const char *, std::vector<std::unique_ptr<Prepared>>> m_prepared;
    Error m_lastError;
    bool m_failed = false;
    int m_depth = 0;
};

/// A prepared statement, borrowed from its connection until the end of the scope. `sql` must be a
/// string literal: its address is the key under which the statement is kept.
/// Rules   bind in the order of the placeholders; then run() once, or next() until it is false.
class Statement final
{
public:
    Statement(Database &database, const char *sql);
    ~Statement();
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    Statement &bind(qint64 value);
    Statement &bind(const QByteArray &bytes); ///< a null array is bound as NULL
    Statement &bindText(const QString &text); ///< as UTF-8 bytes, never NULL
    Statement &bindNull();
    /// For statements without rows. False: see Database::lastError. May be run again after binding
    /// anew.
    bool run();
    /// Steps to the next row, executing first where needed.
    [[nodiscard]] bool next();

    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] qint64 number(int column) const;
    [[nodiscard]] QByteArray bytes(int column) const;
    [[nodiscard]] QString text(int column) const; ///< of UTF-8 bytes
    [[nodiscard]] qint64 insertedId() const;

private:
    enum class Step { Fresh, RowAhead, Row, Done };

    void countBound(int code);
    void rewind();

    Database &m_database;
    Database::Prepared *m_prepared = nullptr;
    int m_bound = 0;
    Step m_step = Step::Fresh;
    std::vector<QByteArray> m_held; ///< large values, shared with who bound them until the next run
};

/// A write transaction; rolled back unless committed. May not be nested.
class WriteTransaction final
{
public:
    explicit WriteTransaction(Database &database);
    ~WriteTransaction();
    WriteTransaction(const WriteTransaction &) = delete;
    WriteTransaction &operator=(const WriteTransaction &) = delete;

    [[nodiscard]] bool isOpen() const { return m_open; }
    /// Fails when any statement inside failed, whether or not its caller looked.
    Outcome commit();

private:
    Database &m_database;
    bool m_open = false;
};

/// Commits in this scope do not wait for the disk; the next one outside it takes them along. A power cut
/// may undo them, whole and in order. For what can be learned again, never for a change.
class UnhurriedWrites final
{
public:
    explicit UnhurriedWrites(Database &database);
    ~UnhurriedWrites();
    UnhurriedWrites(const UnhurriedWrites &) = delete;
    UnhurriedWrites &operator=(const UnhurriedWrites &) = delete;

private:
    Database &m_database;
};

/// One snapshot for several reads. Inside another transaction it changes nothing.
class ReadScope final
{
public:
    explicit ReadScope(Database &database);
    ~ReadScope();
    ReadScope(const ReadScope &) = delete;
    ReadScope &operator=(const ReadScope &) = delete;

private:
    Database &m_database;
};

} // namespace sheaf
