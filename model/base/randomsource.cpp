#include "model/base/randomsource.h"

#include <sodium.h>

#include <cstring>

namespace sheaf {

QByteArray RandomSource::bytes(qsizetype size)
{
    QByteArray out(size, Qt::Uninitialized);
    fill(out.data(), size);
    return out;
}

quint64 RandomSource::number()
{
    quint64 value = 0;
    char raw[sizeof value];
    fill(raw, sizeof raw);
    std::memcpy(&value, raw, sizeof value);
    return value;
}

SystemRandom::SystemRandom()
{
    if (sodium_init() < 0) {
        qFatal("libsodium could not be initialised");
    }
}

void SystemRandom::fill(char *data, qsizetype size)
{
    randombytes_buf(data, static_cast<size_t>(size));
}

} // namespace sheaf
