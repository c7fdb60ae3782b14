/// Libraries that several devices already share, made once and loaded by every run: pairing is not what
/// most runs are about, and took a third of their time.
/// Shape   a disk image for each device; `variant` decides their keys and so who has the lowest id.
#pragma once

#include "tests/simulation/device.h"

#include <QTemporaryDir>

namespace sheaf::simulation {

/// Makes `newcomer`'s library part of `member`'s, as pairing does in the end.
[[nodiscard]] Outcome pairUp(Device &member, Device &newcomer);

/// Real folders for what the library looks at besides its databases, and the images; used again by every
/// run of a process.
class Folders
{
public:
    static constexpr int kVariants = 8;

    Folders();
    [[nodiscard]] QString device(int number) const;
    [[nodiscard]] const std::vector<Disk::Image> &founded(int devices, int variant) const;
    /// The key's seed of a device; the same in all runs of a variant.
    [[nodiscard]] static std::uint8_t keyOf(int variant, int number);

private:
    [[nodiscard]] std::vector<Disk::Image> found(int devices, int variant) const;

    QTemporaryDir m_root;
    mutable std::map<std::pair<int, int>, std::vector<Disk::Image>> m_founded;
};

} // namespace sheaf::simulation
