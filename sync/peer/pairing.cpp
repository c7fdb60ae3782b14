#include "sync/peer/pairing.h"

#include "sync/limits.h"

#include <QUrl>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qsizetype kLinkCharactersMax = 4096;
    constexpr qsizetype kSecretBytes = 16;
    constexpr auto kBase64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
    const QLatin1StringView kPrefix("sheaf:pair?");

    QString encoded(const QByteArray &bytes)
    {
        return QString::fromLatin1(bytes.toBase64(kBase64));
    }

    /// Exactly `size` bytes in their one spelling.
    std::optional<QByteArray> decoded(QStringView text, qsizetype size)
    {
        const QByteArray latin = text.toLatin1();
        const auto result = QByteArray::fromBase64Encoding(
            latin, kBase64 | QByteArray::AbortOnBase64DecodingErrors);
        if (!result || result.decoded.size() != size || result.decoded.toBase64(kBase64) != latin) {
            return std::nullopt;
        }
        return result.decoded;
    }

    /// "host:port"; a bracketed IPv6 host may hold colons of its own.
    bool isAddress(const QString &address)
    {
        const qsizetype colon = address.lastIndexOf(u':');
        if (colon <= 0 || address.toUtf8().size() > limits::kAddressBytesMax) {
            return false;
        }
        const QStringView host = QStringView(address).first(colon);
        const bool bracketed = host.startsWith(u'[') && host.endsWith(u']') && host.size() > 2;
        const auto isHostCharacter = [bracketed](QChar c) {
            return c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_'
                || (bracketed && (c == u':' || c == u'[' || c == u']' || c == u'%'));
        };
        bool isNumber = false;
        const QStringView port = QStringView(address).sliced(colon + 1);
        const uint number = port.toUInt(&isNumber);
        return std::all_of(host.begin(), host.end(), isHostCharacter) && isNumber && number >= 1
            && number <= 65535 && port.at(0).isDigit();
    }

} // namespace

QString PairingLink::toString() const
{
    QString text = kPrefix + "v=1"_L1;
    for (const QString &address : addresses) {
        text += "&a="_L1 + QString::fromLatin1(QUrl::toPercentEncoding(address, ":[]"));
    }
    return text + "&k="_L1 + encoded(device.toBytes()) + "&s="_L1 + encoded(secret);
}

std::optional<PairingLink> PairingLink::fromString(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.size() > kLinkCharactersMax || !trimmed.startsWith(kPrefix)) {
        return std::nullopt;
    }
    PairingLink link;
    int versions = 0;
    int devices = 0;
    int secrets = 0;
    const QStringView query = QStringView(trimmed).sliced(kPrefix.size());
    for (const QStringView part : query.split(u'&')) {
        const QStringView value = part.sliced(std::min(qsizetype {2}, part.size()));
        if (part.startsWith("v="_L1)) {
            ++versions;
            if (value != "1"_L1) {
                return std::nullopt;
            }
        } else if (part.startsWith("a="_L1)) {
            const QString address = QUrl::fromPercentEncoding(value.toUtf8());
            if (!isAddress(address) || link.addresses.size() == limits::kAddressesPerPeerMax) {
                return std::nullopt;
            }
            link.addresses.append(address);
        } else if (part.startsWith("k="_L1)) {
            ++devices;
            const auto bytes = decoded(value, DeviceId::kSize);
            if (!bytes) {
                return std::nullopt;
            }
            link.device = *DeviceId::fromBytes(*bytes);
        } else if (part.startsWith("s="_L1)) {
            ++secrets;
            const auto bytes = decoded(value, kSecretBytes);
            if (!bytes) {
                return std::nullopt;
            }
            link.secret = *bytes;
        } // other keys come from later versions that v=1 can do without
    }
    if (versions != 1 || devices != 1 || secrets != 1 || link.addresses.isEmpty()
        || link.device.isNull()) {
        return std::nullopt;
    }
    return link;
}

} // namespace sheaf
