/// Randomness that a seed repeats (SplitMix64); for tests only.
#pragma once

#include "model/base/randomsource.h"

namespace sheaf::test {

class SeededRandom final : public RandomSource
{
public:
    explicit SeededRandom(quint64 seed)
        : m_state(seed)
    {
    }
    void fill(char *data, qsizetype size) override
    {
        for (qsizetype i = 0; i < size; ++i) {
            data[i] = static_cast<char>(next() >> 32U);
        }
    }
    /// 0 to bound - 1.
    int below(int bound) { return static_cast<int>(next() % static_cast<quint64>(bound)); }

private:
    quint64 next()
    {
        m_state += 0x9e3779b97f4a7c15U;
        quint64 z = m_state;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    quint64 m_state;
};

} // namespace sheaf::test
