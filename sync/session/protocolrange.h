/// The versions of the sync protocol that a device speaks; what both have decides, the highest first.
/// Rules   fixed for a program; a parameter so that tests can be a newer or an older program.
#pragma once

#include <QtGlobal>

namespace sheaf {

inline constexpr quint32 kProtocolMin = 1;
inline constexpr quint32 kProtocolMax = 1;

struct ProtocolRange
{
    quint32 min = kProtocolMin;
    quint32 max = kProtocolMax;

    friend bool operator==(const ProtocolRange &, const ProtocolRange &) = default;
};

} // namespace sheaf
