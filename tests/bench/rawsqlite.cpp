#include "tests/bench/rawsqlite.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

namespace sheaf::bench {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kRowsPerTransaction = 2000;

    bool run(QSqlDatabase &database, const QString &statement)
    {
        QSqlQuery query(database);
        if (!query.exec(statement)) {
            qWarning("%s: %s", qPrintable(statement), qPrintable(query.lastError().text()));
            return false;
        }
        return true;
    }

    QSqlDatabase open(const QString &file)
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, file);
        database.setDatabaseName(file);
        if (!database.open()) {
            qFatal("cannot open %s", qPrintable(file));
        }
        run(database, u"PRAGMA journal_mode=WAL"_s);
        run(database, u"PRAGMA synchronous=FULL"_s);
        run(database, u"CREATE TABLE notes(id INTEGER PRIMARY KEY, title TEXT, body TEXT)"_s);
        return database;
    }

    double insertAll(const std::vector<CorpusNote> &notes, const QString &file, bool withIndex)
    {
        QSqlDatabase database = open(file);
        if (withIndex) {
            run(database,
                u"CREATE VIRTUAL TABLE notes_fts USING fts5(title, body, content='', "
                "tokenize='unicode61 remove_diacritics 2')"_s);
        }
        QElapsedTimer timer;
        timer.start();
        QSqlQuery row(database);
        row.prepare(u"INSERT INTO notes(id, title, body) VALUES(?, ?, ?)"_s);
        QSqlQuery words(database);
        if (withIndex) {
            words.prepare(u"INSERT INTO notes_fts(rowid, title, body) VALUES(?, ?, ?)"_s);
        }
        for (size_t i = 0; i < notes.size(); ++i) {
            if (i % kRowsPerTransaction == 0) {
                run(database, u"BEGIN IMMEDIATE"_s);
            }
            for (QSqlQuery *query : {&row, &words}) {
                if (query == &words && !withIndex) {
                    continue;
                }
                query->bindValue(0, qint64(i) + 1);
                query->bindValue(1, notes[i].title);
                query->bindValue(2, QString::fromUtf8(notes[i].body));
                if (!query->exec()) {
                    qFatal("insert: %s", qPrintable(query->lastError().text()));
                }
            }
            if (i % kRowsPerTransaction == kRowsPerTransaction - 1 || i + 1 == notes.size()) {
                run(database, u"COMMIT"_s);
            }
        }
        const double seconds = double(timer.nsecsElapsed()) / 1e9;
        run(database, u"PRAGMA wal_checkpoint(TRUNCATE)"_s);
        database.close();
        return seconds;
    }

} // namespace

RawInsert insertRaw(const std::vector<CorpusNote> &notes, const QString &folder)
{
    RawInsert result;
    result.plainSeconds = insertAll(notes, folder + u"/plain.sqlite"_s, false);
    result.withIndexSeconds = insertAll(notes, folder + u"/indexed.sqlite"_s, true);
    result.plainBytes = QFileInfo(folder + u"/plain.sqlite"_s).size();
    return result;
}

SingleInsert::SingleInsert(const QString &folder)
    : m_database(open(folder + u"/single.sqlite"_s))
    , m_row(m_database)
{
    m_row.prepare(u"INSERT INTO notes(title, body) VALUES(?, ?)"_s);
}

double SingleInsert::seconds(const QString &body)
{
    QElapsedTimer timer;
    timer.start();
    m_row.bindValue(0, u"title"_s);
    m_row.bindValue(1, body);
    if (!m_row.exec()) {
        qFatal("insert: %s", qPrintable(m_row.lastError().text()));
    }
    return double(timer.nsecsElapsed()) / 1e9;
}

} // namespace sheaf::bench
