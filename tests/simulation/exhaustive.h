/// Every sequence of up to four actions on two devices, with a sync or none after each: no dice, no gaps.
/// Shape   six actions on either device make twelve choices; a sync may follow each but the last, after
///         which there always is one. Length n gives 12 · 24^(n-1) cases, 173,100 up to four; each has a
///         number, so that one can be repeated.
#pragma once

#include "tests/simulation/world.h"

namespace sheaf::simulation {

class Exhaustive
{
public:
    static constexpr int kLengthMax = 4;

    explicit Exhaustive(const Folders &folders);
    [[nodiscard]] static qint64 cases(int length);
    /// Does one case and judges it.
    [[nodiscard]] Verdict run(int length, qint64 number, bool keepTrace) const;
    [[nodiscard]] static QString describe(int length, qint64 number);

private:
    const Folders &m_folders;
};

} // namespace sheaf::simulation
