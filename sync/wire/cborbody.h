/// Reading a CBOR map whose keys may grow: known keys go to the caller, unknown ones are skipped, and
/// those that must be there are counted.
#pragma once

#include "model/base/cbor.h"

namespace sheaf {

constexpr quint32 cborKey(unsigned key)
{
    return 1U << key;
}

/// Each round gives one key to `field`, which reads its value or answers false for a key that it does
/// not know. `required` is a set of keys below 32, made with cborKey().
template <typename Field>
void readCborBody(CborReader &in, quint32 required, Field field)
{
    quint32 seen = 0;
    in.enterMap();
    while (in.nextKey()) {
        const quint64 key = in.key();
        if (key < 32) {
            seen |= cborKey(static_cast<unsigned>(key));
        }
        if (!field(key)) {
            (void)in.rawItem();
        }
    }
    if ((seen & required) != required) {
        in.fail("a required key is missing");
    }
}

} // namespace sheaf
