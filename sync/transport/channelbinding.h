/// What makes one connection's two ends sign the same and any other connection's ends sign different:
/// BLAKE2b-256 over a label and both TLS certificates' fingerprints, the listener's first.
#pragma once

#include "model/base/digest.h"

namespace sheaf {

[[nodiscard]] inline QByteArray channelBinding(QByteArrayView listenerFingerprint,
                                               QByteArrayView diallerFingerprint)
{
    static constexpr char kLabel[] = "sheaf channel binding 1";
    return digest({QByteArrayView(kLabel), listenerFingerprint, diallerFingerprint}).toBytes();
}

} // namespace sheaf
