#include "model/store/statefiles.h"

#include <QFile>
#include <QSaveFile>

#include <cerrno>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    class SystemStateFiles final : public StateFiles
    {
    public:
        [[nodiscard]] std::optional<QByteArray> read(const QString &path,
                                                     qint64 bytesMax) const override
        {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly)) {
                return std::nullopt;
            }
            return file.read(bytesMax);
        }

        Outcome write(const QString &path, const QByteArray &bytes) override
        {
            // QSaveFile writes a temporary file, syncs it to the disk and renames it over the old one.
            QSaveFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()
                || !file.commit()) {
                const ErrorCode code =
                    errno == ENOSPC ? ErrorCode::DiskFull : ErrorCode::StorageFailed;
                return Error {code, u"cannot write %1: %2"_s.arg(path, file.errorString())};
            }
            return kDone;
        }
    };

} // namespace

StateFiles &systemStateFiles()
{
    static SystemStateFiles files; // without state, so every thread may use it
    return files;
}

} // namespace sheaf
