#include "tests/simulation/world.h"

#include <algorithm>

// Backups put back, folders copied, devices wiped: what gives a device another disk than it had.

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    bool isState(const QString &path)
    {
        return path.contains(u"/state/"_s);
    }

    /// The library of one image and the state files of another.
    Disk::Image joined(const Disk::Image &library, const Disk::Image &state)
    {
        Disk::Image image;
        for (const auto &[path, bytes] : library) {
            if (!isState(path)) {
                image.emplace(path, bytes);
            }
        }
        for (const auto &[path, bytes] : state) {
            if (isState(path)) {
                image.emplace(path, bytes);
            }
        }
        return image;
    }

    Disk::Image movedTo(const QString &folder, const Disk::Image &image, const QString &from)
    {
        Disk::Image moved;
        for (const auto &[path, bytes] : image) {
            moved.emplace(folder + path.mid(from.size()), bytes);
        }
        return moved;
    }

} // namespace

bool World::allUp() const
{
    return std::all_of(
        m_devices.begin(), m_devices.end(), [](const auto &device) { return device->isUp(); });
}

/// Someone else has the library that all belong to: the device can be paired with it again.
/// Whether another device has all that the library's members need to know each other. One that was never
/// told of a newcomer refuses it, and only who paired it could tell.
bool World::isLibraryElsewhere(const Device &device) const
{
    return std::any_of(m_devices.begin(), m_devices.end(), [&](const auto &other) {
        return other->id() != device.id() && other->isUp() && other->library().id() == m_library
            && std::all_of(m_devices.begin(), m_devices.end(), [&other](const auto &any) {
                   return other->membership().isMember(any->id());
               });
    });
}

/// Edits that were nowhere but on `device`'s disk, and are not on the one that it gets.
void World::forgiveLostWith(const Device &device, const QSet<Hash> &kept)
{
    std::vector<Hash> lost;
    for (const Accepted &edit : m_ledger.edits()) {
        const bool elsewhere =
            std::any_of(m_devices.begin(), m_devices.end(), [&](const auto &other) {
                return other.get() != &device && other->isUp()
                    && bool(other->library().changeWithFragment(edit.change));
            });
        if (!elsewhere && !kept.contains(edit.change)) {
            lost.push_back(edit.change);
        }
    }
    m_ledger.forgive(lost);
    m_stage.count(u"copies: edits lost with their only disk"_s, static_cast<qint64>(lost.size()));
}

void World::befallCopies(Device &device, const Step &step)
{
    test::SeededRandom dice(step.dice);
    switch (step.act) {
    case Act::Backup: {
        std::vector<Hash> edits;
        for (const Accepted &edit : m_ledger.edits()) {
            edits.push_back(edit.change);
        }
        edits = device.library().knownChanges(edits);
        m_backups[device.number()] = {
            device.disk().image(), device.durable(), QSet<Hash>(edits.begin(), edits.end())};
        m_stage.count(u"copies: backup made"_s);
        return;
    }
    case Act::RestoreLibrary:
    case Act::RestoreAll:
        restoreBackup(device, step.act == Act::RestoreAll, dice);
        return;
    case Act::LoseState: {
        device.stop();
        const Disk::Image image = joined(device.disk().image(), {});
        device.loadDisk(image, device.durable());
        m_stage.count(u"copies: state file lost"_s);
        startLater(device, 1);
        return;
    }
    case Act::Wipe:
        if (allUp() && isLibraryElsewhere(device)) {
            forgiveLostWith(device, {});
            m_person.forgetEditor(device);
            device.stop();
            device.loadDisk({}, {});
            m_stage.count(u"copies: wiped"_s);
            startLater(device, 1);
        }
        return;
    case Act::PairAgain:
        pairAgain();
        return;
    case Act::DamageRow:
        damageRow(device, dice);
        return;
    case Act::CopyFolder:
        copyFolder(device, dice.below(2) == 0);
        return;
    default: // NOLINT: not of this kind
        return;
    }
}

void World::restoreBackup(Device &device, bool withState, test::SeededRandom &dice)
{
    const auto backup = m_backups.find(device.number());
    if (backup == m_backups.end() || !allUp()) {
        return;
    }
    const auto &[image, durable, edits] = backup->second;
    forgiveLostWith(device, edits);
    m_person.forgetEditor(device);
    if (device.durable() != durable) {
        m_stage.count(withState ? u"copies: older library and state put back"_s
                                : u"copies: older library put back"_s);
    }
    device.stop();
    const bool noState = !withState && dice.below(2) == 0;
    device.loadDisk(withState     ? image
                        : noState ? joined(image, {})
                                  : joined(image, device.disk().image()),
                    durable);
    m_forksMayBe = m_forksMayBe || withState;
    startLater(device, 1 + dice.below(500));
}

void World::copyFolder(Device &device, bool withState)
{
    if (twinOf(*m_devices.back()) != nullptr) {
        return; // one copy a run
    }
    const int number = static_cast<int>(m_devices.size()) + 1;
    const Disk::Image image =
        movedTo(m_folders.device(number), device.disk().image(), m_folders.device(device.number()));
    m_forksMayBe = true;
    Device &copy = addDevice(device.key(), withState ? image : joined(image, {}));
    m_stage.count(withState ? u"copies: folder and state used twice"_s
                            : u"copies: folder used twice"_s);
    m_stage.say(u"%1 is a copy of %2"_s.arg(copy.name(), device.name()));
}

/// A device that has a library of its own joins the one that the others have.
void World::pairAgain()
{
    const LibraryId library = m_library;
    for (const auto &newcomer : m_devices) {
        if (!newcomer->isUp() || newcomer->library().id() == library) {
            continue;
        }
        const auto member = std::find_if(m_devices.begin(), m_devices.end(), [&](const auto &it) {
            return it->isUp() && it->id() != newcomer->id() && it->library().id() == library
                && std::all_of(m_devices.begin(), m_devices.end(), [&it](const auto &any) {
                       return it->membership().isMember(any->id());
                   });
        });
        if (member == m_devices.end()) {
            continue;
        }
        const Outcome paired = pairUp(**member, *newcomer);
        if (paired) {
            m_stage.count(u"copies: paired again"_s);
        } else if ((*member)->isUp() && newcomer->isUp() && !(*member)->disk().failures()
                   && !newcomer->disk().failures()) {
            m_stage.fail(
                u"%1 cannot be paired again: %2"_s.arg(newcomer->name(), paired.error().detail));
        }
    }
}

} // namespace sheaf::simulation
