#include "model/base/digest.h"

#include <sodium.h>

namespace sheaf {

Hash digest(std::initializer_list<QByteArrayView> parts)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, static_cast<size_t>(Hash::kSize));
    for (const QByteArrayView part : parts) {
        crypto_generichash_update(&state,
                                  reinterpret_cast<const unsigned char *>(part.data()),
                                  static_cast<unsigned long long>(part.size()));
    }
    Hash hash;
    crypto_generichash_final(&state, hash.bytes.data(), hash.bytes.size());
    return hash;
}

} // namespace sheaf
