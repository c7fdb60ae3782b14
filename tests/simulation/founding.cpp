#include "tests/simulation/founding.h"

#include <QDir>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    /// Nobody is around while libraries are founded.
    class Nowhere final : public Surroundings
    {
    public:
        [[nodiscard]] bool everHad(const DeviceId &, const Hash &) const override { return true; }
        [[nodiscard]] QString nameOf(const DeviceId &device) const override
        {
            return device.toHex().first(8);
        }
        void onFault(const DeviceId &, const DeviceId &, const message::Fault &) override { }
    };

} // namespace

Outcome pairUp(Device &member, Device &newcomer)
{
    const Library &joining = newcomer.library();
    const Adoption adoption = joining.id() == member.library().id()
        ? Adoption {}
        : Adoption {joining.id(), joining.ownLogs()};
    MemberRecord add = makeAdd(member.library().membership(),
                               member.signer(),
                               newcomer.id(),
                               newcomer.name(),
                               Hlc::fromMs(member.clock().nowMs()),
                               adoption);
    signAsSubject(add, newcomer.signer());
    const Result<int> added =
        member.work([&add](Library &library) { return library.addMemberRecords({add.toCbor()}); });
    if (!added) {
        return added.error();
    }
    if (!member.isUp()) {
        return Error {ErrorCode::ConnectionLost, u"the member's power has gone"_s};
    }
    const Library &there = member.library();
    return newcomer.work([&there](Library &library) {
        return library.join(there.id(), there.membership().records());
    });
}

Folders::Folders()
    : m_root(QDir(u"/dev/shm"_s).exists() ? u"/dev/shm/sheaf-simulation-XXXXXX"_s
                                          : QDir::tempPath() + u"/sheaf-simulation-XXXXXX"_s)
{
}

QString Folders::device(int number) const
{
    return m_root.filePath(u"device%1"_s.arg(number));
}

std::uint8_t Folders::keyOf(int variant, int number)
{
    return static_cast<std::uint8_t>(1 + (variant * 37 + number * 29) % 250);
}

const std::vector<Disk::Image> &Folders::founded(int devices, int variant) const
{
    const auto [it, fresh] = m_founded.try_emplace({devices, variant});
    if (fresh) {
        it->second = found(devices, variant);
    }
    return it->second;
}

std::vector<Disk::Image> Folders::found(int devices, int variant) const
{
    Stage stage(false);
    Nowhere nowhere;
    std::vector<std::unique_ptr<Device>> made;
    for (int number = 1; number <= devices; ++number) {
        const auto seed = static_cast<quint64>(variant * 100 + number);
        made.push_back(std::make_unique<Device>(
            stage, nowhere, Device::Setup {number, keyOf(variant, number), device(number), seed}));
        made.back()->start();
        if (number > 1) {
            if (const Outcome paired = pairUp(*made.front(), *made.back()); !paired) {
                qFatal("founding: %s", qPrintable(paired.error().detail));
            }
        }
    }
    std::vector<Disk::Image> images;
    for (const auto &it : made) {
        it->stop();
        images.push_back(it->disk().image());
    }
    return images;
}

} // namespace sheaf::simulation
