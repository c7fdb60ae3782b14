/// Hybrid logical clock stamp: orders changes across devices without trusting wall clocks.
/// Shape   48 bit ms since 1970 UTC, 16 bit counter; compared as one quint64.
/// Rules   now() is above every stamp issued or adopted and above every given parent; the counter
///         carries into the milliseconds.
/// Errors  none: a stamp over limits::kClockSkewMax ahead is kept, not adopted, and reported.
/// Thread  none of its own; one instance per Library, used on that Library's thread.
/// Source  Kulkarni et al., "Logical Physical Clocks", 2014.
#pragma once

#include "model/base/clock.h"

#include <compare>
#include <cstdint>

namespace sheaf {

struct Hlc
{
    std::uint64_t value = 0;

    [[nodiscard]] qint64 ms() const { return static_cast<qint64>(value >> 16U); }
    [[nodiscard]] std::uint16_t counter() const { return static_cast<std::uint16_t>(value); }
    static Hlc fromMs(qint64 ms, std::uint16_t counter = 0)
    {
        return Hlc {(static_cast<std::uint64_t>(ms) << 16U) | counter};
    }
    friend auto operator<=>(const Hlc &, const Hlc &) = default;
};

class HlcClock
{
public:
    explicit HlcClock(const Clock &clock);

    /// A stamp above everything issued or adopted, above `floor`, and not behind the wall clock.
    [[nodiscard]] Hlc now(Hlc floor = {});
    /// Takes a stamp seen elsewhere into account. False: it is too far ahead and was not adopted.
    bool adopt(Hlc seen);
    [[nodiscard]] Hlc last() const { return m_last; }

private:
    const Clock &m_clock;
    Hlc m_last;
};

} // namespace sheaf
