#include "model/note/changesigner.h"

#include <sodium.h>

namespace sheaf {

bool verifySignature(const DeviceId &device, QByteArrayView message, const Signature &signature)
{
    static const int ready = sodium_init(); // chooses the fast implementations; safe on any thread
    return ready >= 0
        && crypto_sign_verify_detached(signature.bytes.data(),
                                       reinterpret_cast<const unsigned char *>(message.data()),
                                       static_cast<unsigned long long>(message.size()),
                                       device.bytes.data())
        == 0;
}

} // namespace sheaf
