#include "sync/peer/keystore.h"

#include "model/base/digest.h"
#include "model/base/logging.h"

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QTimer>
#include <QUrl>
#include <qt6keychain/keychain.h>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr auto kPrivateFile = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    constexpr auto kPrivateFolder = kPrivateFile | QFileDevice::ExeOwner;
    constexpr qint64 kSecretBytesMax = 64 * 1024;
    constexpr std::chrono::minutes kUnlockWithin {
        3}; // a person may have to type the keychain's password

    /// The rename is durable only when the folder is.
    void syncFolder([[maybe_unused]] const QString &folder)
    {
#ifdef Q_OS_UNIX
        const int handle =
            ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (handle >= 0) {
            ::fsync(handle);
            ::close(handle);
        }
#endif
    }

    class FileKeystore final : public Keystore
    {
    public:
        explicit FileKeystore(const QString &stateFolder)
            : m_folder(stateFolder + "/keys"_L1)
        {
        }

        Result<std::optional<QByteArray>> read(const QString &name) override
        {
            QFile file(pathOf(name));
            if (!file.exists() && QFileInfo(m_folder).isReadable()) {
                return std::optional<QByteArray>();
            }
            if (!file.exists() && !QFileInfo::exists(m_folder)) {
                return std::optional<QByteArray>();
            }
            if (!file.open(QIODevice::ReadOnly)) {
                return Error {
                    ErrorCode::KeystoreFailed,
                    u"Cannot read the key file %1: %2. Make it readable for you alone "
                    "(chmod 600) and start again."_s.arg(file.fileName(), file.errorString())};
            }
            if ((file.permissions()
                 & ~(kPrivateFile | QFileDevice::ReadUser | QFileDevice::WriteUser))
                != 0) {
                qCWarning(logPairing)
                    << "the key file was open to others and is now closed:" << file.fileName();
                file.setPermissions(kPrivateFile);
            }
            if (file.size() > kSecretBytesMax) {
                return Error {
                    ErrorCode::KeystoreFailed,
                    u"The file %1 is no key file of this program."_s.arg(file.fileName())};
            }
            QByteArray secret = file.readAll();
            if (file.error() != QFileDevice::NoError) {
                return Error {
                    ErrorCode::KeystoreFailed,
                    u"Cannot read the key file %1: %2"_s.arg(file.fileName(), file.errorString())};
            }
            return std::optional(std::move(secret));
        }

        Outcome write(const QString &name, const QByteArray &secret) override
        {
            if (!QDir().mkpath(m_folder) || !QFile::setPermissions(m_folder, kPrivateFolder)) {
                return Error {
                    ErrorCode::KeystoreFailed,
                    u"Cannot make the private folder %1 for keys. Check that you may write "
                    "there."_s.arg(m_folder)};
            }
            QSaveFile file(pathOf(name));
            // The folder is closed to others before the file exists, the file before it holds a secret.
            if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(kPrivateFile)
                || file.write(secret) != secret.size() || !file.commit()) {
                return Error {
                    ErrorCode::KeystoreFailed,
                    u"Cannot write the key file %1: %2"_s.arg(file.fileName(), file.errorString())};
            }
            syncFolder(m_folder);
            return kDone;
        }

    private:
        [[nodiscard]] QString pathOf(const QString &name) const
        {
            QString plain = QString::fromLatin1(QUrl::toPercentEncoding(name));
            if (plain.size() > 200) {
                plain = digest(name.toUtf8()).toHex();
            }
            return m_folder + u'/' + plain + ".key"_L1;
        }

        QString m_folder;
    };

    class KeychainKeystore final : public Keystore
    {
    public:
        Result<std::optional<QByteArray>> read(const QString &name) override
        {
            auto *job =
                new QKeychain::ReadPasswordJob(kService); // deletes itself when it has finished
            job->setKey(name);
            std::optional<QByteArray> secret;
            const auto failure = wait(job, [&secret, job] { secret = job->binaryData(); });
            if (failure && failure->first == QKeychain::EntryNotFound) {
                return std::optional<QByteArray>();
            }
            if (failure) {
                return unavailable(failure->second);
            }
            return secret;
        }

        Outcome write(const QString &name, const QByteArray &secret) override
        {
            auto *job = new QKeychain::WritePasswordJob(kService);
            job->setKey(name);
            job->setBinaryData(secret);
            if (const auto failure = wait(job, [] {})) {
                return unavailable(failure->second);
            }
            return kDone;
        }

    private:
        using Failure = std::pair<QKeychain::Error, QString>;
        static inline const QString kService = u"sheaf"_s;

        /// Start-up only: nothing else runs yet that a nested loop could confuse.
        template <typename Take>
        static std::optional<Failure> wait(QKeychain::Job *job, Take take)
        {
            job->setInsecureFallback(false);
            QEventLoop loop;
            std::optional<Failure> failure =
                Failure(QKeychain::OtherError, u"it did not answer in time"_s);
            QObject::connect(job, &QKeychain::Job::finished, &loop, [&](QKeychain::Job *done) {
                failure.reset();
                if (done->error() != QKeychain::NoError) {
                    failure = Failure(done->error(), done->errorString());
                } else {
                    take();
                }
                loop.quit();
            });
            QTimer::singleShot(kUnlockWithin, &loop, &QEventLoop::quit);
            job->start();
            loop.exec();
            return failure;
        }

        static Error unavailable(const QString &reason)
        {
            return {
                ErrorCode::KeystoreUnavailable,
                u"The system's keychain cannot be used (%1). Start or unlock it and try again, or "
                u"set "
                "SHEAF_KEYSTORE=file to keep this device's key in a file that only you can read."_s
                    .arg(reason.trimmed())};
        }
    };

} // namespace

std::unique_ptr<Keystore> Keystore::fromEnvironment(const QString &stateFolder)
{
    if (qEnvironmentVariable("SHEAF_KEYSTORE") == "file"_L1) {
        return file(stateFolder);
    }
    return keychain();
}

std::unique_ptr<Keystore> Keystore::file(const QString &stateFolder)
{
    return std::make_unique<FileKeystore>(stateFolder);
}

std::unique_ptr<Keystore> Keystore::keychain()
{
    return std::make_unique<KeychainKeystore>();
}

} // namespace sheaf
