/// Three failed pairings, then a pause: a man in the middle who hopes for equal digits gets three
/// chances in a million, not as many as he likes.
/// Rules   counts what a person or the mathematics refused, not a lost link. A success forgets.
/// Thread  none of its own.
#pragma once

#include "model/base/error.h"

namespace sheaf {

class PairingPolicy
{
public:
    [[nodiscard]] bool allows(qint64 nowMs) const;
    [[nodiscard]] qint64 pausedForMs(qint64 nowMs) const; ///< 0 = not paused
    void failed(const Error &why, qint64 nowMs);
    void succeeded();

private:
    int m_failures = 0;
    qint64 m_pausedUntilMs = 0;
};

} // namespace sheaf
