#include "model/store/database.h"

#include "model/base/cbor.h"
#include "model/base/logging.h"

#include <QFileInfo>
#include <QSqlDriver>
#include <QSqlError>
#include <QUuid>
#include <QVariant>

#include <sqlite3.h>

#include <algorithm>
#include <tuple>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kBusyTimeoutMs = 10'000;
    constexpr qsizetype kHeldFromBytes =
        256 * 1024; ///< what is bound is kept here instead of copied

    ErrorCode errorCode(int result)
    {
        switch (result & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return ErrorCode::LibraryLocked;
        case SQLITE_PERM:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
            return ErrorCode::LibraryUnreadable;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorCode::LibraryDamaged;
        case SQLITE_FULL:
            return ErrorCode::DiskFull;
        default:
            return ErrorCode::StorageFailed;
        }
    }

    /// The connection below Qt's driver. Qt Sql opens, configures and closes it; statements are run on
    /// it directly, because boxing every value in a QVariant was a third of the time to store a change.
    sqlite3 *nativeHandle(const QSqlDatabase &database)
    {
        const QVariant handle = database.driver()->handle();
        if (!handle.isValid() || qstrcmp(handle.typeName(), "sqlite3*") != 0) {
            return nullptr;
        }
        return *static_cast<sqlite3 *const *>(handle.constData());
    }

    Error toError(sqlite3 *database, int result)
    {
        const char *words = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(result);
        return Error {errorCode(result),
                      u"SQLite: %1 (%2)"_s.arg(QString::fromUtf8(words)).arg(result)};
    }

} // namespace

Database::Database(QString connection)
    : m_connection(std::move(connection))
    , m_qtDatabase(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection))
{
}

Database::~Database()
{
    for (const auto &[sql, list] : m_prepared) {
        for (const auto &prepared : list) {
            sqlite3_finalize(prepared->statement);
        }
    }
    m_prepared.clear();
    m_qtDatabase.close();
    m_qtDatabase = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection);
}

Result<std::unique_ptr<Database>> Database::open(const QString &file, OpenMode mode)
{
    const QString name = u"sheaf-%1"_s.arg(QUuid::createUuid().toString(QUuid::Id128));
    std::unique_ptr<Database> database(new Database(name));
    QString options = u"QSQLITE_BUSY_TIMEOUT=%1"_s.arg(kBusyTimeoutMs);
    if (mode == OpenMode::ReadOnly) {
        options += u";QSQLITE_OPEN_READONLY"_s;
    }
    database->m_qtDatabase.setConnectOptions(options);
    database->m_qtDatabase.setDatabaseName(file);
    if (!database->m_qtDatabase.open()) {
        const QSqlError refused = database->m_qtDatabase.lastError();
        Error error = toError(nullptr, refused.nativeErrorCode().toInt());
        if (error.code == ErrorCode::StorageFailed) {
            error.code = ErrorCode::LibraryUnreadable;
        }
        return error;
    }
    database->m_database = nativeHandle(database->m_qtDatabase);
    if (database->m_database == nullptr) {
        return Error {ErrorCode::Internal,
                      u"Qt's SQLite driver gives no access to its connection"_s};
    }
    sqlite3_extended_result_codes(database->m_database, 1);
    const char *pragmas = mode == OpenMode::ReadWrite
        ? "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-16000; "
          "PRAGMA temp_store=MEMORY; "
          "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000"
        : "PRAGMA foreign_keys=OFF; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY; "
          "PRAGMA query_only=ON";
    if (Outcome done = database->run(pragmas); !done) {
        return done.error();
    }
    return database;
}

void Database::takeBackInterruptedWrite(const QString &file)
{
    if (!QFileInfo::exists(file + u"-journal"_s)) {
        return;
    }
    sqlite3 *writer = nullptr;
    const QByteArray path = file.toUtf8();
    if (sqlite3_open_v2(path.constData(), &writer, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
        sqlite3_busy_timeout(writer, kBusyTimeoutMs);
        // Reading is enough: SQLite plays the journal back first. What fails now fails again later.
        sqlite3_exec(writer, "PRAGMA user_version", nullptr, nullptr, nullptr);
    }
    sqlite3_close(writer);
}

void Database::fail(int code)
{
    m_failed = true;
    m_lastError = toError(m_database, code);
    qCWarning(logStore).noquote() << m_lastError.detail;
}

Outcome Database::run(const char *sql)
{
    const int code = sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        fail(code);
        return m_lastError;
    }
    return kDone;
}

Outcome Database::runScript(const QString &script)
{
    return run(script.toUtf8().constData());
}

Database::Prepared *Database::prepare(const char *sql)
{
    auto &list = m_prepared[sql];
    const auto free =
        std::find_if(list.begin(), list.end(), [](const auto &p) { return !p->busy; });
    if (free != list.end()) {
        (*free)->busy = true;
        return free->get();
    }
    auto prepared = std::make_unique<Prepared>(Prepared {nullptr, true});
    const int code = sqlite3_prepare_v3(
        m_database, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared->statement, nullptr);
    if (code != SQLITE_OK) {
        fail(code);
        return nullptr;
    }
    list.push_back(std::move(prepared));
    return list.back().get();
}

Statement::Statement(Database &database, const char *sql)
    : m_database(database)
    , m_prepared(database.prepare(sql))
{
}

Statement::~Statement()
{
    if (m_prepared != nullptr) {
        sqlite3_reset(m_prepared->statement);
        sqlite3_clear_bindings(m_prepared->statement);
        m_prepared->busy = false;
    }
}

void Statement::countBound(int code)
{
    ++m_bound;
    if (code != SQLITE_OK) {
        m_database.fail(code);
    }
}

/// Binding begins a new run: what an earlier one left is given up.
Statement &Statement::bind(qint64 value)
{
    if (m_prepared != nullptr) {
        rewind();
        countBound(sqlite3_bind_int64(m_prepared->statement, m_bound + 1, value));
    }
    return *this;
}

Statement &Statement::bind(const QByteArray &bytes)
{
    if (m_prepared == nullptr || bytes.isNull()) {
        return bindNull();
    }
    rewind();
    const bool large = bytes.size() >= kHeldFromBytes;
    if (large) {
        m_held.push_back(bytes);
    }
    countBound(sqlite3_bind_blob64(m_prepared->statement,
                                   m_bound + 1,
                                   bytes.constData(),
                                   static_cast<sqlite3_uint64>(bytes.size()),
                                   large ? SQLITE_STATIC : SQLITE_TRANSIENT));
    return *this;
}

Statement &Statement::bindText(const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    return bind(utf8.isNull() ? QByteArray("") : utf8);
}

Statement &Statement::bindNull()
{
    if (m_prepared != nullptr) {
        rewind();
        countBound(sqlite3_bind_null(m_prepared->statement, m_bound + 1));
    }
    return *this;
}

void Statement::rewind()
{
    if (m_step != Step::Fresh) {
        sqlite3_reset(m_prepared->statement);
        m_step = Step::Fresh;
        if (!m_held.empty()) {
            sqlite3_clear_bindings(m_prepared->statement);
            m_held.clear();
        }
    }
}

bool Statement::run()
{
    if (m_prepared == nullptr) {
        return false;
    }
    rewind();
    m_bound = 0;
    const int code = sqlite3_step(m_prepared->statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        m_step = Step::Done;
        m_database.fail(code);
        return false;
    }
    m_step = code == SQLITE_ROW ? Step::RowAhead : Step::Done;
    return true;
}

bool Statement::next()
{
    if (m_step == Step::Fresh && !run()) {
        return false;
    }
    switch (m_step) {
    case Step::RowAhead:
        m_step = Step::Row;
        return true;
    case Step::Fresh:
    case Step::Done:
        return false;
    case Step::Row:
        break;
    }
    const int code = sqlite3_step(m_prepared->statement);
    if (code == SQLITE_ROW) {
        return true;
    }
    m_step = Step::Done;
    if (code != SQLITE_DONE) {
        m_database.fail(code);
    }
    return false;
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_prepared->statement, column) == SQLITE_NULL;
}

qint64 Statement::number(int column) const
{
    return sqlite3_column_int64(m_prepared->statement, column);
}

QByteArray Statement::bytes(int column) const
{
    const void *data = sqlite3_column_blob(m_prepared->statement, column);
    return {static_cast<const char *>(data), sqlite3_column_bytes(m_prepared->statement, column)};
}

QString Statement::text(int column) const
{
    const void *data = sqlite3_column_blob(m_prepared->statement, column);
    return textFromUtf8(
        {static_cast<const char *>(data), sqlite3_column_bytes(m_prepared->statement, column)});
}

qint64 Statement::insertedId() const
{
    return sqlite3_last_insert_rowid(m_database.m_database);
}

WriteTransaction::WriteTransaction(Database &database)
    : m_database(database)
{
    Q_ASSERT(database.m_depth == 0);
    database.clearFailure();
    m_open = bool(database.run("BEGIN IMMEDIATE"));
    if (m_open) {
        ++m_database.m_depth;
    }
}

WriteTransaction::~WriteTransaction()
{
    if (m_open) {
        --m_database.m_depth;
        const Error reason = m_database.m_lastError;
        // SQLite rolls back by itself where this cannot; what matters is why.
        if (!m_database.run("ROLLBACK")) {
            m_database.m_lastError = reason;
        }
    }
}

Outcome WriteTransaction::commit()
{
    if (!m_open || m_database.failed()) {
        return m_database.lastError();
    }
    if (Outcome done = m_database.run("COMMIT"); !done) {
        return done;
    }
    m_open = false;
    --m_database.m_depth;
    return kDone;
}

UnhurriedWrites::UnhurriedWrites(Database &database)
    : m_database(database)
{
    std::ignore = m_database.run("PRAGMA synchronous=NORMAL");
}

UnhurriedWrites::~UnhurriedWrites()
{
    std::ignore = m_database.run("PRAGMA synchronous=FULL");
}

ReadScope::ReadScope(Database &database)
    : m_database(database)
{
    if (m_database.m_depth++ == 0) {
        m_database.clearFailure();
        std::ignore = m_database.run("BEGIN");
    }
}

ReadScope::~ReadScope()
{
    if (--m_database.m_depth == 0) {
        std::ignore = m_database.run("COMMIT");
    }
}

} // namespace sheaf
