/// A wall clock that only moves when told.
#pragma once

#include "model/base/clock.h"

#include <chrono>

namespace sheaf::test {

class FakeClock final : public Clock
{
public:
    explicit FakeClock(qint64 startMs = 1'750'000'000'000)
        : m_nowMs(startMs)
    {
    }
    [[nodiscard]] qint64 nowMs() const override { return m_nowMs; }
    void advance(std::chrono::milliseconds by) { m_nowMs += by.count(); }
    void set(qint64 nowMs) { m_nowMs = nowMs; }

private:
    qint64 m_nowMs;
};

} // namespace sheaf::test
