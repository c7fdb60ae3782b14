/// Randomness as a parameter. Programs use SystemRandom (libsodium); tests use a seeded source.
#pragma once

#include <QByteArray>

namespace sheaf {

class RandomSource
{
public:
    RandomSource() = default;
    RandomSource(const RandomSource &) = delete;
    RandomSource &operator=(const RandomSource &) = delete;
    virtual ~RandomSource() = default;

    virtual void fill(char *data, qsizetype size) = 0;

    [[nodiscard]] QByteArray bytes(qsizetype size);
    [[nodiscard]] quint64 number();
};

/// Cryptographically secure randomness of the system.
class SystemRandom final : public RandomSource
{
public:
    SystemRandom();
    void fill(char *data, qsizetype size) override;
};

} // namespace sheaf
