/// Hybrid logical clock stamp: orders changes across devices without trusting wall clocks.
/// Shape   48 bit ms since 1970 UTC, 16 bit counter; compared as one quint64.
/// Rules   now() is above every given parent, and above every stamp issued or adopted that the wall clock
///         can vouch for; the counter carries into the milliseconds. What was issued while the wall clock
///         ran over limits::kClockSkewMax ahead does not hold the stamps there once it is set right: only
///         ancestry must ascend, and what is equal or lower is told apart by (device, incarnation, seq).
///         A wall clock that cannot be right (see isPlausibleClock) vouches for everything: then stamps
///         follow those of others, which are nearer the truth.
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

    /// A stamp above everything believable that was issued or adopted, above `floor`, and not behind
    /// the wall clock.
    [[nodiscard]] Hlc now(Hlc floor = {});
    /// Takes a stamp seen elsewhere into account. False: it is too far ahead and was not adopted.
    bool adopt(Hlc seen);
    [[nodiscard]] Hlc last() const { return m_last; }
    /// Not further ahead of the wall clock than it may be.
    [[nodiscard]] bool isBelievable(Hlc stamp) const;

private:
    const Clock &m_clock;
    Hlc m_last;
};

} // namespace sheaf
