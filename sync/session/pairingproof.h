/// What the two ends of a pairing compute, and must find equal: commitment, digits, MACs and the bytes
/// that both sign. Labels differ by role, so nothing can be sent back to where it came from.
/// Source  sync/PROTOCOL.md, "Pairing".
#pragma once

#include "model/base/ids.h"

namespace sheaf {

enum class PairingRole { Dialler, Listener };

/// Both ends fill it with the same values.
struct PairingTranscript
{
    Hash hello; ///< of both Hellos
    DeviceId dialler;
    DeviceId listener;
    Hash steps; ///< by code: of Commit and both Reveals as they travelled; by link: null
    QByteArray channelBinding;

    [[nodiscard]] Hash digest() const;
};

/// Over all that the dialler will reveal, its random nonce among it: were one field left out, a man in
/// the middle could vary that field until the digits suit him.
[[nodiscard]] Hash pairingCommitment(const QByteArray &revealPayload);

/// Six digits over keys, nonces, certificates and roles. One bit of difference anywhere, other digits.
[[nodiscard]] QString pairingDigits(const PairingTranscript &transcript,
                                    const QByteArray &diallerNonce,
                                    const QByteArray &listenerNonce,
                                    const QByteArray &diallerFingerprint,
                                    const QByteArray &listenerFingerprint);

[[nodiscard]] QByteArray pairingSignedBytes(PairingRole role, const PairingTranscript &transcript);

[[nodiscard]] Hash
pairingMac(PairingRole role, const QByteArray &secret, const PairingTranscript &transcript);
/// In constant time.
[[nodiscard]] bool isSameMac(const Hash &a, const Hash &b);

} // namespace sheaf
