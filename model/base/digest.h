/// BLAKE2b-256 over bytes, whole or in pieces.
#pragma once

#include "model/base/ids.h"

#include <initializer_list>

namespace sheaf {

/// Hash of the concatenation of `parts`.
[[nodiscard]] Hash digest(std::initializer_list<QByteArrayView> parts);
[[nodiscard]] inline Hash digest(QByteArrayView bytes)
{
    return digest({bytes});
}

/// A hiding commitment: BLAKE2b-256(salt ‖ bytes).
[[nodiscard]] inline Hash commitment(const Salt &salt, QByteArrayView bytes)
{
    return digest({salt.view(), bytes});
}

} // namespace sheaf
