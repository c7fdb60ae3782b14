#include "sync/session/pairingproof.h"

#include "model/base/digest.h"

#include <QtEndian>

#include <sodium.h>

namespace sheaf {

Hash PairingTranscript::digest() const
{
    return sheaf::digest({QByteArrayView("sheaf pairing 1"),
                          hello.view(),
                          dialler.view(),
                          listener.view(),
                          steps.view(),
                          sheaf::digest(channelBinding).view()});
}

Hash pairingCommitment(const QByteArray &revealPayload)
{
    return digest({QByteArrayView("sheaf pairing commitment 1"), revealPayload});
}

QString pairingDigits(const PairingTranscript &transcript,
                      const QByteArray &diallerNonce,
                      const QByteArray &listenerNonce,
                      const QByteArray &diallerFingerprint,
                      const QByteArray &listenerFingerprint)
{
    // The order is the roles; each part is of fixed size, so no two inputs run together.
    const Hash hash = digest({QByteArrayView("sheaf pairing digits 1"),
                              transcript.dialler.view(),
                              transcript.listener.view(),
                              digest(diallerNonce).view(),
                              digest(listenerNonce).view(),
                              digest(diallerFingerprint).view(),
                              digest(listenerFingerprint).view(),
                              transcript.digest().view()});
    const auto number = qFromLittleEndian<quint64>(hash.bytes.data());
    return QString::number(number % 1'000'000).rightJustified(6, u'0');
}

QByteArray pairingSignedBytes(PairingRole role, const PairingTranscript &transcript)
{
    const QByteArrayView label = role == PairingRole::Dialler
        ? QByteArrayView("sheaf pairing proof dialler 1")
        : QByteArrayView("sheaf pairing proof listener 1");
    return label.toByteArray() + transcript.digest().toBytes();
}

Hash pairingMac(PairingRole role, const QByteArray &secret, const PairingTranscript &transcript)
{
    const QByteArrayView label = role == PairingRole::Dialler
        ? QByteArrayView("sheaf pairing mac dialler 1")
        : QByteArrayView("sheaf pairing mac listener 1");
    const QByteArray bytes = label.toByteArray() + transcript.digest().toBytes();
    Hash mac;
    crypto_generichash(mac.bytes.data(),
                       mac.bytes.size(),
                       reinterpret_cast<const unsigned char *>(bytes.constData()),
                       static_cast<unsigned long long>(bytes.size()),
                       reinterpret_cast<const unsigned char *>(secret.constData()),
                       static_cast<size_t>(secret.size()));
    return mac;
}

bool isSameMac(const Hash &a, const Hash &b)
{
    return sodium_memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0;
}

} // namespace sheaf
