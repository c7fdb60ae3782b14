/// Damage: SQL run on a library's file behind its back.
#pragma once

#include "tests/support/libraryfixture.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

namespace sheaf::test {

/// Each statement must hit at least one row.
inline void tamperFile(const QString &libraryFolder, const QStringList &statements)
{
    {
        QSqlDatabase raw =
            QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("tamper"));
        raw.setDatabaseName(libraryFolder + QStringLiteral("/library.sqlite"));
        QVERIFY(raw.open());
        QSqlQuery query(raw);
        for (const QString &statement : statements) {
            QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
            QVERIFY2(statement.contains(QLatin1String("TRIGGER")) || query.numRowsAffected() != 0,
                     qPrintable(statement));
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("tamper"));
}

/// The same for a device, which is closed meanwhile.
inline void tamper(TestDevice &device, const QStringList &statements)
{
    device.close();
    tamperFile(device.folder(), statements);
    device.open();
}

} // namespace sheaf::test
