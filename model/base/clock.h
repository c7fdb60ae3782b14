/// Wall time as a parameter, so that tests and the simulator decide what time it is.
/// Shape   milliseconds since 1970 UTC; durations are taken by a second clock that nobody sets.
#pragma once

#include <QtGlobal>

namespace sheaf {

class Clock
{
public:
    Clock() = default;
    Clock(const Clock &) = delete;
    Clock &operator=(const Clock &) = delete;
    virtual ~Clock() = default;

    [[nodiscard]] virtual qint64 nowMs() const = 0;
    /// Milliseconds since some moment; never goes back. The machine's, unless a simulation has its own.
    [[nodiscard]] virtual qint64 steadyMs() const;
};

/// The system's real-time clock.
class SystemClock final : public Clock
{
public:
    [[nodiscard]] qint64 nowMs() const override;
};

} // namespace sheaf
