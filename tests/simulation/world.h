/// One run: devices of one library, a network between them, a person at each, and a plan of what they do
/// and what befalls them. Then everything heals, comes to rest, and is judged.
/// Rules   the outcome follows from the options alone.
#pragma once

#include "tests/simulation/founding.h"
#include "tests/simulation/network.h"
#include "tests/simulation/person.h"
#include "tests/simulation/plan.h"

namespace sheaf::simulation {

/// What a run came to.
struct Verdict
{
    QStringList problems; ///< empty = all is well
    Tally tally;
    QStringList trace; ///< where asked for
    QByteArray traceHash;
    quint64 messages = 0;
    quint64 changes = 0; ///< in the log at the end
};

class World final : public Surroundings
{
public:
    World(const Folders &folders, const Options &options, bool keepTrace);
    ~World() override;

    /// Does the whole plan, heals, and judges.
    [[nodiscard]] Verdict run();

    // In pieces, for scenarios and the exhaustive search
    void found(int devices, bool dialByItself); ///< all paired, nothing written
    void perform(const Step &step);
    void pass(qint64 ms); ///< lets that much time go by
    void heal(bool line);
    /// Until nothing is left to say; false: it does not come to rest.
    bool comeToRest(qint64 withinMs);
    bool letTwinsTakeTurns(); ///< the same, also where two computers have one device's key
    [[nodiscard]] Verdict verdict() const;

    [[nodiscard]] Stage &stage() { return m_stage; }
    [[nodiscard]] Network &network() { return m_network; }
    [[nodiscard]] Ledger &ledger() { return m_ledger; }
    [[nodiscard]] const std::vector<std::unique_ptr<Device>> &devices() const { return m_devices; }
    [[nodiscard]] Device &device(int number) { return *m_devices.at(std::size_t(number)); }
    [[nodiscard]] quint64 messages() const;
    [[nodiscard]] bool forksMayBe() const { return m_forksMayBe; }

    [[nodiscard]] bool everHad(const DeviceId &device, const Hash &change) const override;
    [[nodiscard]] QString nameOf(const DeviceId &device) const override;
    void onFault(const DeviceId &sayer, const DeviceId &peer, const message::Fault &fault) override;

private:
    void shareNotes(int count);
    Device &addDevice(std::uint8_t key, const Disk::Image &image);
    void befall(Device &device, const Step &step);
    void befallNetwork(Device &device, const Step &step);
    void jumpClock(Device &device, test::SeededRandom &dice);
    void examine(Device &device);
    void befallCopies(Device &device, const Step &step);
    void restoreBackup(Device &device, bool withState, test::SeededRandom &dice);
    void copyFolder(Device &device, bool withState);
    void forgiveLostWith(const Device &device, const QSet<Hash> &kept);
    void damageRow(Device &device, test::SeededRandom &dice);
    void noteTwinWrote(Device &writer, const Device &twin);
    [[nodiscard]] Device *twinOf(const Device &device) const;
    void pairAgain();
    [[nodiscard]] bool allUp() const;
    [[nodiscard]] bool isLibraryElsewhere(const Device &device) const;
    void pickUpFallen();
    void startLater(Device &device, qint64 ms);
    [[nodiscard]] bool isAtRest() const;

    const Folders &m_folders;
    Options m_options;
    Stage m_stage;
    Network m_network;
    Ledger m_ledger;
    Person m_person;
    std::vector<std::unique_ptr<Device>> m_devices;
    std::shared_ptr<void> m_life = std::make_shared<int>(0);
    test::SeededRandom m_dice;
    LibraryId m_library; ///< the one that all belong to
    struct Backup
    {
        Disk::Image image;
        VersionVector durable;
        QSet<Hash> edits; ///< that are on it
    };
    std::map<int, Backup> m_backups; ///< by device
    const Device *m_lastWriter = nullptr; ///< of a device and its copy
    bool m_forksMayBe = false; ///< two programs may have gone on with one log
};

} // namespace sheaf::simulation
