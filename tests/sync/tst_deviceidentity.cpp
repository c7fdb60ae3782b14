#include "sync/peer/deviceidentity.h"
#include "sync/peer/keystore.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QTemporaryDir>
#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

/// A keystore whose answers the test decides.
class ScriptedKeystore final : public Keystore
{
public:
    std::optional<Error> readFault;
    std::optional<QByteArray> stored;
    bool forgets = false;
    int writes = 0;

    Result<std::optional<QByteArray>> read(const QString &) override
    {
        if (readFault) {
            return *readFault;
        }
        return stored;
    }
    Outcome write(const QString &, const QByteArray &secret) override
    {
        ++writes;
        if (!forgets) {
            stored = secret;
        }
        return kDone;
    }
};

} // namespace

class DeviceIdentityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void madeOnce_staysTheSame()
    {
        QTemporaryDir folder;
        const auto first = DeviceIdentity::loadOrCreate(*Keystore::file(folder.path()), u"lib"_s);
        const auto second = DeviceIdentity::loadOrCreate(*Keystore::file(folder.path()), u"lib"_s);

        QVERIFY(first && second);
        QCOMPARE((*first)->device(), (*second)->device());
        QCOMPARE((*first)->fingerprint(), (*second)->fingerprint());
        QCOMPARE((*first)->certificateKeyPem(), (*second)->certificateKeyPem());
    }

    void eachLibraryKey_hasItsOwn()
    {
        QTemporaryDir folder;
        const auto keystore = Keystore::file(folder.path());
        const auto one = DeviceIdentity::loadOrCreate(*keystore, u"one"_s);
        const auto two = DeviceIdentity::loadOrCreate(*keystore, u"two"_s);

        QVERIFY(one && two);
        QVERIFY((*one)->device() != (*two)->device());
        QVERIFY((*one)->fingerprint() != (*two)->fingerprint());
    }

    void signature_verifiesWithTheDeviceIdOnly()
    {
        ScriptedKeystore keystore;
        ScriptedKeystore otherKeystore;
        const auto identity = DeviceIdentity::loadOrCreate(keystore, u"lib"_s);
        const auto other = DeviceIdentity::loadOrCreate(otherKeystore, u"lib"_s);
        QVERIFY(identity && other);

        const Signature signature = (*identity)->sign("message");

        QVERIFY(verifySignature((*identity)->device(), "message", signature));
        QVERIFY(!verifySignature((*identity)->device(), "messagf", signature));
        QVERIFY(!verifySignature((*other)->device(), "message", signature));
    }

    void certificate_isUsableByTlsAndNamesNobody()
    {
        ScriptedKeystore keystore;
        const auto identity = DeviceIdentity::loadOrCreate(keystore, u"lib"_s);
        QVERIFY(identity);

        const QSslCertificate certificate((*identity)->certificatePem(), QSsl::Pem);
        const QSslKey key((*identity)->certificateKeyPem(), QSsl::Ec, QSsl::Pem);

        QVERIFY(!certificate.isNull());
        QVERIFY(certificate.isSelfSigned());
        QVERIFY(!key.isNull());
        QCOMPARE(certificate.digest(QCryptographicHash::Sha256), (*identity)->fingerprint());
        QCOMPARE(certificate.subjectDisplayName(), u"sheaf"_s);
        QVERIFY(certificate.expiryDate().date().year() > 9000);
    }

    void keystoreThatFails_neverLeadsToANewIdentity()
    {
        ScriptedKeystore keystore;
        keystore.readFault = Error {ErrorCode::KeystoreUnavailable, u"locked"_s};

        const auto identity = DeviceIdentity::loadOrCreate(keystore, u"lib"_s);

        QVERIFY(!identity);
        QCOMPARE(identity.error().code, ErrorCode::KeystoreUnavailable);
        QCOMPARE(keystore.writes, 0);
    }

    void keystoreThatForgets_isNoticedAtOnce()
    {
        ScriptedKeystore keystore;
        keystore.forgets = true;

        const auto identity = DeviceIdentity::loadOrCreate(keystore, u"lib"_s);

        QVERIFY(!identity);
        QCOMPARE(identity.error().code, ErrorCode::KeystoreFailed);
    }

    void missingKeyOfAKnownDevice_isAnErrorAndNothingIsMade()
    {
        ScriptedKeystore keystore;
        ScriptedKeystore otherKeystore;
        const auto known = DeviceIdentity::loadOrCreate(otherKeystore, u"lib"_s);
        QVERIFY(known);

        const auto identity = DeviceIdentity::loadOrCreate(keystore, u"lib"_s, (*known)->device());

        QVERIFY(!identity);
        QCOMPARE(identity.error().code, ErrorCode::KeystoreFailed);
        QCOMPARE(keystore.writes, 0);
    }

    void keyOfAnotherDevice_isRefused()
    {
        ScriptedKeystore keystore;
        ScriptedKeystore otherKeystore;
        const auto known = DeviceIdentity::loadOrCreate(otherKeystore, u"lib"_s);
        QVERIFY(known && DeviceIdentity::loadOrCreate(keystore, u"lib"_s));

        QVERIFY(!DeviceIdentity::loadOrCreate(keystore, u"lib"_s, (*known)->device()));
        QVERIFY(DeviceIdentity::loadOrCreate(otherKeystore, u"lib"_s, (*known)->device()));
    }

    void damagedSecret_isRefusedAndKept_data()
    {
        QTest::addColumn<int>("cut");
        QTest::newRow("empty") << 0;
        QTest::newRow("first byte only") << 1;
        QTest::newRow("half") << 200;
    }
    void damagedSecret_isRefusedAndKept()
    {
        QFETCH(int, cut);
        ScriptedKeystore keystore;
        QVERIFY(DeviceIdentity::loadOrCreate(keystore, u"lib"_s));
        keystore.stored = keystore.stored->left(cut);
        keystore.writes = 0;

        const auto identity = DeviceIdentity::loadOrCreate(keystore, u"lib"_s);

        QVERIFY(!identity);
        QCOMPARE(identity.error().code, ErrorCode::KeystoreFailed);
        QCOMPARE(keystore.writes, 0);
    }
};

QTEST_GUILESS_MAIN(DeviceIdentityTest)
#include "tst_deviceidentity.moc"
