/// Bytes that a released version wrote, kept as hex: what was valid once must stay readable for ever.
/// Rules   a file is never changed, only added. With SHEAF_WRITE_GOLDEN=1 a missing one is written;
///         an existing one never is.
#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

namespace sheaf {

/// The bytes of tests/golden/<name>, empty when there is no such file.
[[nodiscard]] inline QByteArray goldenFile(const QString &name, const QByteArray &made = {})
{
    const QString path = QStringLiteral(SHEAF_SOURCE_DIR "/tests/golden/") + name;
    QFile file(path);
    if (!file.exists() && !made.isEmpty() && qEnvironmentVariableIsSet("SHEAF_WRITE_GOLDEN")) {
        if (file.open(QIODevice::WriteOnly)) {
            const QByteArray hex = made.toHex();
            for (qsizetype at = 0; at < hex.size(); at += 96) {
                file.write(hex.mid(at, 96) + '\n');
            }
            file.close();
        }
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return QByteArray::fromHex(file.readAll());
}

} // namespace sheaf
