#include "sync/transport/endpoint.h"

#include <QHostAddress>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qsizetype kHostCharsMax = 253; // DNS

    /// The name of a network interface, as far as a URL and brackets can carry it.
    bool isScope(const QString &name)
    {
        return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](QChar c) {
            return c.unicode() < 0x80 && (c.isLetterOrNumber() || u"._-"_s.contains(c));
        });
    }

    bool isHost(const QString &host)
    {
        if (host.isEmpty() || host.size() > kHostCharsMax) {
            return false;
        }
        if (host.contains(u':')) {
            return isScope(host.section(u'%', 1)) == host.contains(u'%')
                && QHostAddress(host).protocol() == QHostAddress::IPv6Protocol;
        }
        QUrl url;
        url.setScheme(u"wss"_s);
        url.setHost(host, QUrl::StrictMode);
        return url.isValid() && !url.host().isEmpty();
    }

} // namespace

std::optional<Endpoint> Endpoint::fromText(const QString &text)
{
    QString rest = text.trimmed();
    if (rest.startsWith("wss://"_L1, Qt::CaseInsensitive)) {
        rest = rest.mid(6);
    }
    while (rest.endsWith(u'/')) {
        rest.chop(1);
    }
    Endpoint endpoint;
    QString port;
    if (rest.startsWith(u'[')) {
        const qsizetype end = rest.indexOf(u']');
        if (end < 0 || (end + 1 < rest.size() && rest[end + 1] != u':')) {
            return std::nullopt;
        }
        endpoint.host = rest.mid(1, end - 1);
        port = rest.mid(end + 2);
    } else if (rest.count(u':') > 1) {
        endpoint.host = rest; // an IPv6 address without brackets
    } else {
        endpoint.host = rest.section(u':', 0, 0);
        port = rest.section(u':', 1, 1);
        if (rest.endsWith(u':')) {
            return std::nullopt;
        }
    }
    if (!port.isEmpty()) {
        bool isNumber = false;
        endpoint.port = port.toUShort(&isNumber);
        if (!isNumber) {
            return std::nullopt;
        }
    }
    return isHost(endpoint.host) ? std::optional(endpoint) : std::nullopt;
}

QString Endpoint::toText() const
{
    return (host.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(host, QString::number(port));
}

QUrl Endpoint::toUrl() const
{
    return QUrl("wss://"_L1 + toText());
}

QString addressText(const QString &typed)
{
    const auto endpoint = Endpoint::fromText(typed);
    return endpoint && endpoint->port != 0 ? "wss://"_L1 + endpoint->toText() : QString();
}

} // namespace sheaf
