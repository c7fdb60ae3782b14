#include "app/cli/reply.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

namespace sheaf::cli {

using namespace Qt::StringLiterals;

int exitCode(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return 3;
    case ErrorCode::LibraryMismatch:
    case ErrorCode::Refused:
    case ErrorCode::BadSignature:
    case ErrorCode::PairingCodeMismatch:
    case ErrorCode::PairingExpired:
    case ErrorCode::PairingLinkInvalid:
    case ErrorCode::PairingDenied:
    case ErrorCode::PairingPaused:
    case ErrorCode::PairingTwoLibraries:
        return 4;
    case ErrorCode::LibraryNewer:
    case ErrorCode::LibraryDamaged:
        return 5;
    case ErrorCode::InvalidArgument:
    case ErrorCode::NoteTooLarge:
    case ErrorCode::TextNotUtf8:
    case ErrorCode::StaleHeads:
    case ErrorCode::ContentGone:
    case ErrorCode::ContentAwaited:
    case ErrorCode::LibraryLocked:
    case ErrorCode::LibraryUnreadable:
    case ErrorCode::DiskFull:
    case ErrorCode::StorageFailed:
    case ErrorCode::NetworkUnreachable:
    case ErrorCode::ConnectionRefused:
    case ErrorCode::ConnectionLost:
    case ErrorCode::HostNotFound:
    case ErrorCode::TimedOut:
    case ErrorCode::PortInUse:
    case ErrorCode::TlsFailed:
    case ErrorCode::ProtocolViolation:
    case ErrorCode::ProtocolOutdated:
    case ErrorCode::ChainBroken:
    case ErrorCode::PeerStorageFailed:
    case ErrorCode::LogForked:
    case ErrorCode::RateLimited:
    case ErrorCode::KeystoreUnavailable:
    case ErrorCode::KeystoreFailed:
    case ErrorCode::Cancelled:
    case ErrorCode::Internal:
        return 1;
    }
    return 1;
}

namespace {

    /// What to do, by code; empty where the detail says it already.
    QString remedy(ErrorCode code)
    {
        switch (code) {
        case ErrorCode::NoteTooLarge:
            return u"Split the note or move the large part into a file of its own."_s;
        case ErrorCode::TextNotUtf8:
            return u"Save the file as UTF-8 text and try again."_s;
        case ErrorCode::StaleHeads:
            return u"The note changed meanwhile; look at it again and repeat."_s;
        case ErrorCode::ContentGone:
            return u"How long old versions are kept says: sheaf-cli settings get history-days."_s;
        case ErrorCode::ContentAwaited:
            return u"They come with the next sync; then repeat."_s;
        case ErrorCode::LibraryNewer:
            return u"Update Sheaf on this computer; the library was left untouched."_s;
        case ErrorCode::LibraryDamaged:
            return u"The library was left untouched; restore it from a backup, or pair this "
                   u"computer "
                   "again with another of your devices."_s;
        case ErrorCode::LibraryLocked:
            return u"Close the other program that is busy with this library, or try again in a moment."_s;
        case ErrorCode::LibraryUnreadable:
            return u"Check the path and its permissions."_s;
        case ErrorCode::DiskFull:
            return u"Free some space on this disk and try again; nothing was lost."_s;
        case ErrorCode::NetworkUnreachable:
            return u"Check this computer's network connection."_s;
        case ErrorCode::ConnectionRefused:
            return u"Start Sheaf on the other device, or check its address and port."_s;
        case ErrorCode::HostNotFound:
            return u"Check the spelling of the address, or use the other device's IP address."_s;
        case ErrorCode::TimedOut:
            return u"See that the other device is on, in reach and not behind a firewall."_s;
        case ErrorCode::PortInUse:
            return u"Choose another port with --listen, or port 0 for any."_s;
        case ErrorCode::ProtocolOutdated:
            return u"Update Sheaf on the older device."_s;
        case ErrorCode::LibraryMismatch:
        case ErrorCode::Refused:
            return u"Pair the two devices first."_s;
        case ErrorCode::PairingCodeMismatch:
            return u"Start the pairing again and compare the six digits."_s;
        case ErrorCode::PairingExpired:
            return u"Make a new link on the other device; a link works once, for ten minutes."_s;
        case ErrorCode::PairingLinkInvalid:
            return u"Copy the whole link again."_s;
        case ErrorCode::PairingPaused:
            return u"Wait five minutes after three failed attempts, then try again."_s;
        case ErrorCode::PairingTwoLibraries:
            return u"Both devices already belong to libraries with several devices: export the "
                   u"notes of "
                   "one, and import them on the other."_s;
        default: // the detail of the others is the whole sentence
            return {};
        }
    }

} // namespace

QString sentence(const Error &error)
{
    QString text = error.detail.isEmpty() ? errorName(error.code) : error.detail;
    if (!text.endsWith(u'.')) {
        text += u'.';
    }
    text[0] = text[0].toUpper();
    const QString todo = remedy(error.code);
    return todo.isEmpty() || text.contains(todo) ? text : text + u' ' + todo;
}

void printJsonLine(const QJsonValue &value)
{
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    const QByteArray bytes = document.toJson(QJsonDocument::Compact) + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stdout);
    std::fflush(stdout);
}

void printText(const QString &text)
{
    const QByteArray bytes = text.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stdout);
    std::fflush(stdout);
}

void printProgress(const QString &text)
{
    const QByteArray bytes = text.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stderr);
    std::fflush(stderr);
}

} // namespace sheaf::cli
