#include "model/store/database.h"

#include "model/base/cbor.h"
#include "model/base/logging.h"

#include <QSqlError>
#include <QUuid>
#include <QVariant>

#include <algorithm>
#include <tuple>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    // SQLite's primary result codes, as they are part of its stable interface.
    constexpr int kPermission = 3;
    constexpr int kBusy = 5;
    constexpr int kLocked = 6;
    constexpr int kReadOnly = 8;
    constexpr int kCorrupt = 11;
    constexpr int kFull = 13;
    constexpr int kCannotOpen = 14;
    constexpr int kNotADatabase = 26;

    ErrorCode errorCode(const QSqlError &error)
    {
        switch (error.nativeErrorCode().toInt() & 0xff) {
        case kBusy:
        case kLocked:
            return ErrorCode::LibraryLocked;
        case kPermission:
        case kReadOnly:
        case kCannotOpen:
            return ErrorCode::LibraryUnreadable;
        case kCorrupt:
        case kNotADatabase:
            return ErrorCode::LibraryDamaged;
        case kFull:
            return ErrorCode::DiskFull;
        default:
            return ErrorCode::StorageFailed;
        }
    }

    Error toError(const QSqlError &error)
    {
        QString detail = error.databaseText();
        if (detail.isEmpty()) {
            detail = error.driverText();
        }
        return Error {errorCode(error), u"SQLite: %1 (%2)"_s.arg(detail, error.nativeErrorCode())};
    }

} // namespace

Database::Database(QString connection)
    : m_connection(std::move(connection))
    , m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection))
{
}

Database::~Database()
{
    m_prepared.clear();
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connection);
}

Result<std::unique_ptr<Database>> Database::open(const QString &file, OpenMode mode)
{
    const QString name = u"sheaf-%1"_s.arg(QUuid::createUuid().toString(QUuid::Id128));
    std::unique_ptr<Database> database(new Database(name));
    QString options = u"QSQLITE_BUSY_TIMEOUT=10000"_s;
    if (mode == OpenMode::ReadOnly) {
        options += u";QSQLITE_OPEN_READONLY"_s;
    }
    database->m_database.setConnectOptions(options);
    database->m_database.setDatabaseName(file);
    if (!database->m_database.open()) {
        Error error = toError(database->m_database.lastError());
        if (error.code == ErrorCode::StorageFailed) {
            error.code = ErrorCode::LibraryUnreadable;
        }
        return error;
    }
    std::vector<QString> pragmas {
        u"PRAGMA foreign_keys=OFF"_s, u"PRAGMA cache_size=-16000"_s, u"PRAGMA temp_store=MEMORY"_s};
    if (mode == OpenMode::ReadWrite) {
        pragmas.push_back(u"PRAGMA journal_mode=WAL"_s);
        pragmas.push_back(u"PRAGMA synchronous=FULL"_s);
    } else {
        pragmas.push_back(u"PRAGMA query_only=ON"_s);
    }
    for (const QString &pragma : pragmas) {
        if (Outcome done = database->run(pragma); !done) {
            return done.error();
        }
    }
    return database;
}

void Database::fail(const QSqlError &error)
{
    m_failed = true;
    m_lastError = toError(error);
    qCWarning(logStore).noquote() << m_lastError.detail;
}

Outcome Database::run(const QString &sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql)) {
        fail(query.lastError());
        return m_lastError;
    }
    return kDone;
}

Outcome Database::runScript(const QString &script)
{
    // Our schema files hold no ';' inside a statement; comments are dropped before the split.
    QString bare;
    for (const QString &line : script.split(u'\n')) {
        bare += line.section(u"--"_s, 0, 0) + u'\n';
    }
    for (const QString &statement : bare.split(u';')) {
        if (statement.trimmed().isEmpty()) {
            continue;
        }
        if (Outcome done = run(statement); !done) {
            return done;
        }
    }
    return kDone;
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
    auto prepared = std::make_unique<Prepared>(Prepared {QSqlQuery(m_database), true});
    prepared->query.setForwardOnly(true);
    if (!prepared->query.prepare(QString::fromLatin1(sql))) {
        fail(prepared->query.lastError());
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
        m_prepared->query.finish();
        m_prepared->busy = false;
    }
}

Statement &Statement::bind(qint64 value)
{
    if (m_prepared != nullptr) {
        m_prepared->query.bindValue(m_bound++, value);
    }
    return *this;
}

Statement &Statement::bind(const QByteArray &bytes)
{
    if (m_prepared != nullptr) {
        m_prepared->query.bindValue(m_bound++, bytes.isNull() ? QVariant() : QVariant(bytes));
    }
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
        m_prepared->query.bindValue(m_bound++, QVariant());
    }
    return *this;
}

bool Statement::run()
{
    if (m_prepared == nullptr) {
        return false;
    }
    m_bound = 0;
    m_executed = true;
    if (!m_prepared->query.exec()) {
        m_database.fail(m_prepared->query.lastError());
        return false;
    }
    return true;
}

bool Statement::next()
{
    if (!m_executed && !run()) {
        return false;
    }
    if (m_prepared == nullptr) {
        return false;
    }
    const bool row = m_prepared->query.next();
    if (!row && m_prepared->query.lastError().isValid()) {
        m_database.fail(m_prepared->query.lastError());
    }
    return row;
}

bool Statement::isNull(int column) const
{
    return m_prepared->query.isNull(column);
}

qint64 Statement::number(int column) const
{
    return m_prepared->query.value(column).toLongLong();
}

QByteArray Statement::bytes(int column) const
{
    return m_prepared->query.value(column).toByteArray();
}

QString Statement::text(int column) const
{
    return textFromUtf8(m_prepared->query.value(column).toByteArray());
}

qint64 Statement::insertedId() const
{
    return m_prepared->query.lastInsertId().toLongLong();
}

WriteTransaction::WriteTransaction(Database &database)
    : m_database(database)
{
    Q_ASSERT(database.m_depth == 0);
    database.clearFailure();
    m_open = bool(database.run(u"BEGIN IMMEDIATE"_s));
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
        if (!m_database.run(u"ROLLBACK"_s)) {
            m_database.m_lastError = reason;
        }
    }
}

Outcome WriteTransaction::commit()
{
    if (!m_open || m_database.failed()) {
        return m_database.lastError();
    }
    if (Outcome done = m_database.run(u"COMMIT"_s); !done) {
        return done;
    }
    m_open = false;
    --m_database.m_depth;
    return kDone;
}

ReadScope::ReadScope(Database &database)
    : m_database(database)
{
    if (m_database.m_depth++ == 0) {
        m_database.clearFailure();
        std::ignore = m_database.run(u"BEGIN"_s);
    }
}

ReadScope::~ReadScope()
{
    if (--m_database.m_depth == 0) {
        std::ignore = m_database.run(u"COMMIT"_s);
    }
}

} // namespace sheaf
