/// What people paste and peers tell: pairing links, addresses, the front of a control socket's path.
#include "sync/engine/addressbook.h"
#include "sync/limits.h"
#include "sync/peer/pairing.h"
#include "sync/transport/endpoint.h"
#include "tests/fuzz/fuzztargets.h"

#include <QUrl>

namespace sheaf::fuzz {

namespace {

    void readLink(const QString &text)
    {
        const auto link = PairingLink::fromString(text);
        if (!link) {
            return;
        }
        oracle(!link->addresses.isEmpty() && link->addresses.size() <= limits::kAddressesPerPeerMax,
               "a link's addresses are bounded");
        oracle(link->secret.size() == 16 && !link->device.isNull(), "a link has key and secret");
        const QString again = link->toString();
        const auto back = PairingLink::fromString(again);
        oracle(back && *back == *link, "a link comes back as it was");
        oracle(back->toString() == again, "a link has one spelling");
    }

    void readAddress(const QString &text)
    {
        const auto endpoint = Endpoint::fromText(text);
        if (endpoint) {
            oracle(!endpoint->host.isEmpty(), "an address leads somewhere");
            oracle(Endpoint::fromText(endpoint->toText()) == endpoint, "an address comes back");
            oracle(endpoint->toUrl().isValid(), "an address can be dialled");
        }
        const QString kept = addressText(text);
        const bool dialled = endpoint && endpoint->port != 0; // 0 is for listening
        oracle(kept.isEmpty() != dialled, "what is no address is not kept");
        oracle(kept.isEmpty() || addressText(kept) == kept, "what is kept stays as it is");
    }

} // namespace

void pairing(QByteArrayView bytes)
{
    Input input(bytes);
    const quint8 kind = input.byte() % 3;
    const QByteArray text = input.rest().toByteArray();
    if (kind == 0) {
        readLink(QString::fromUtf8(text));
    } else if (kind == 1) {
        readAddress(QString::fromUtf8(text));
    } else {
        const QStringList announced = QString::fromUtf8(text).split(u'\n');
        const QStringList learned =
            withLearnedAddresses({}, announced, QStringLiteral("192.0.2.1"));
        oracle(learned.size() <= limits::kAddressesPerPeerMax, "learned addresses are bounded");
        const QStringList again =
            withLearnedAddresses(learned, announced, QStringLiteral("192.0.2.1"));
        oracle(again.size() <= limits::kAddressesPerPeerMax, "they stay bounded");
    }
}

} // namespace sheaf::fuzz
