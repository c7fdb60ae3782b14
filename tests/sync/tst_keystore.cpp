#include "sync/peer/keystore.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

class KeystoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void file_givesBackWhatWasWritten()
    {
        QTemporaryDir folder;
        const auto keystore = Keystore::file(folder.path());
        const QByteArray secret("\0binary\xff", 8);

        QVERIFY(keystore->write(u"a/b ü"_s, secret));

        const auto other = Keystore::file(folder.path()); // a later start of the program
        const auto read = other->read(u"a/b ü"_s);
        QVERIFY(read);
        QVERIFY(*read);
        QCOMPARE(**read, secret);
    }

    void file_unknownName_isNothingAndNoError()
    {
        QTemporaryDir folder;
        const auto keystore = Keystore::file(folder.path());

        const auto before = keystore->read(u"x"_s);
        QVERIFY(before && !*before);
        QVERIFY(keystore->write(u"y"_s, "1"));
        const auto after = keystore->read(u"x"_s);
        QVERIFY(after && !*after);
    }

    void file_isForItsOwnerAlone()
    {
        QTemporaryDir folder;
        const auto keystore = Keystore::file(folder.path());
        QVERIFY(keystore->write(u"x"_s, "secret"));

        const QFileDevice::Permissions others = QFileDevice::ReadGroup | QFileDevice::WriteGroup
            | QFileDevice::ExeGroup | QFileDevice::ReadOther | QFileDevice::WriteOther
            | QFileDevice::ExeOther;
        const QString path = folder.filePath(u"keys/x.key"_s);
        QVERIFY(QFileInfo::exists(path));
        QCOMPARE(QFileInfo(path).permissions() & others, QFileDevice::Permissions());
        QCOMPARE(QFileInfo(folder.filePath(u"keys"_s)).permissions() & others,
                 QFileDevice::Permissions());
    }

    void file_leftOpenToOthers_isClosedOnReading()
    {
        QTemporaryDir folder;
        const auto keystore = Keystore::file(folder.path());
        QVERIFY(keystore->write(u"x"_s, "secret"));
        QFile file(folder.filePath(u"keys/x.key"_s));
        QVERIFY(file.setPermissions(file.permissions() | QFileDevice::ReadOther));

        QVERIFY(keystore->read(u"x"_s));

        QVERIFY(!(QFileInfo(file).permissions() & QFileDevice::ReadOther));
    }

    void file_thatCannotBeRead_isAnErrorAndNotNothing()
    {
        QTemporaryDir folder;
        const auto keystore = Keystore::file(folder.path());
        QVERIFY(keystore->write(u"x"_s, "secret"));
        QVERIFY(QFile::remove(folder.filePath(u"keys/x.key"_s)));
        QVERIFY(QDir(folder.path()).mkdir(u"keys/x.key"_s)); // something unreadable in its place

        const auto read = keystore->read(u"x"_s);

        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::KeystoreFailed);
    }

    void file_inAPlaceThatCannotBeWritten_refuses()
    {
        QTemporaryDir folder;
        QFile blocker(folder.filePath(u"state"_s));
        QVERIFY(blocker.open(QIODevice::WriteOnly)); // a file where the folder should be

        const auto written = Keystore::file(blocker.fileName())->write(u"x"_s, "1");

        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::KeystoreFailed);
    }

    void keychain_withoutAService_refusesWithTheRemedy()
    {
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        qputenv("SHEAF_KEYSTORE", "");
        QTemporaryDir folder;

        const auto read = Keystore::fromEnvironment(folder.path())->read(u"x"_s);

        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::KeystoreUnavailable);
        QVERIFY(read.error().detail.contains("SHEAF_KEYSTORE=file"_L1));
        QVERIFY(!QFileInfo::exists(folder.filePath(u"keys"_s)));
    }
};

QTEST_GUILESS_MAIN(KeystoreTest)
#include "tst_keystore.moc"
