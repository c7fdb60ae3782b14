#include "ui/devices/addressinput.h"

#include <QStringList>
#include <QUrl>

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr QLatin1String kScheme("wss://");

    bool isWholeIpv4(const QString &host)
    {
        const QStringList parts = host.split(u'.');
        return parts.size() == 4
            && std::all_of(parts.begin(), parts.end(), [](const QString &part) {
                   bool isNumber = false;
                   return part.toInt(&isNumber) <= 255 && isNumber;
               });
    }

} // namespace

std::optional<QString> normalizedAddress(const QString &typed)
{
    QString text = typed.trimmed();
    if (!text.contains("://"_L1)) {
        // A bare IPv6 address has colons of its own and needs brackets before a port can follow.
        const bool bareV6 = text.count(u':') > 1 && !text.startsWith(u'[');
        text = kScheme + (bareV6 ? u'[' + text + u']' : text);
    }
    const QUrl url(text, QUrl::StrictMode);
    const bool plain = (url.path().isEmpty() || url.path() == "/"_L1) && url.userInfo().isEmpty()
        && !url.hasQuery() && !url.hasFragment();
    const int port = url.port(kDefaultPort);
    if (!url.isValid() || url.scheme() != "wss"_L1 || url.host().isEmpty() || !plain || port < 1) {
        return std::nullopt;
    }
    const QString host = url.host();
    // Digits and dots only must be a whole IPv4 address; QUrl would complete "192.168.1" by itself.
    const QString typedHost = text.mid(kScheme.size()).section(u':', 0, 0);
    const auto digitOrDot = [](QChar c) { return c.isDigit() || c == u'.'; };
    if (std::all_of(typedHost.begin(), typedHost.end(), digitOrDot) && !isWholeIpv4(typedHost)) {
        return std::nullopt;
    }
    const QString bracketed = host.contains(u':') ? u'[' + host + u']' : host;
    return u"%1%2:%3"_s.arg(kScheme, bracketed).arg(port);
}

QString shownAddress(const QString &address)
{
    return address.startsWith(kScheme) ? address.mid(kScheme.size()) : address;
}

} // namespace sheaf
