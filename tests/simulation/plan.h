/// What a run does, as data: made from a seed, cut down by the shrinker, and done by the World.
/// Shape   each step carries dice of its own, so that leaving out one changes no other.
/// A replay line names everything: seed, options, and which of the seed's steps are kept.
#pragma once

#include <QString>
#include <QtGlobal>

#include <optional>
#include <vector>

namespace sheaf::simulation {

enum class Act {
    // A person
    CreateNote,
    EditBody,
    EditTitle,
    EditTags,
    EditDescription,
    TogglePrivate,
    DeleteNote,
    RestoreNote,
    MoveNote,
    MakeNotebook,
    MoveNotebook,
    RenameNotebook,
    DeleteNotebook,
    SetSetting,
    SetPolicy,
    Resolve,
    KeepBoth,
    OpenEditor,
    SaveEditor,
    Import,
    WriteLarge,
    // The machine
    Restart,
    PowerCut,
    PowerCutSoon,
    DiskFull,
    DiskBroken,
    ClockJump,
    ClockRight,
    // The network
    CutLink,
    LoseOneSide,
    StallLink,
    Partition,
    Reconnect,
    // Disks that change
    Backup,
    RestoreLibrary, ///< an older one, the state file stays or is gone
    RestoreAll,
    LoseState,
    CopyFolder,
    Wipe,
    PairAgain,
    DamageRow, ///< what a record shows is not what its changes say
    // A world with little else to do
    Rest,
    Examine,
};
constexpr int kActs = static_cast<int>(Act::Examine) + 1;
[[nodiscard]] QString actName(Act act);

struct Step
{
    Act act = Act::Rest;
    int device = 0;
    qint64 waitMs = 0; ///< of the world, before it
    quint64 dice = 0;
};

/// Which troubles a run may have.
struct Options
{
    quint64 seed = 1;
    int devices = 0; ///< 0 = the seed says
    int steps = 40;
    bool power = true;
    bool disk = true;
    bool clocks = true;
    bool network = true;
    bool copies = true; ///< older libraries put back, lost state files, wiped devices
    bool forks = true; ///< library and state put back, folders used twice; in every second seed
    bool forksAlways = false; ///< in every seed
    bool damage = true; ///< rows made wrong; in every third seed
    std::optional<std::vector<int>> kept {}; ///< indices of the steps that are done; nothing = all

    [[nodiscard]] bool hasForks() const { return forksAlways || (forks && seed % 2 == 0); }
    [[nodiscard]] bool hasDamage() const { return damage && seed % 3 == 0; }
    [[nodiscard]] QString toLine() const;
    [[nodiscard]] static std::optional<Options> fromLine(const QString &line);
};

struct Plan
{
    int devices = 2;
    bool line = false; ///< heals to a line of neighbours instead of everyone with everyone
    int sharedNotes = 0; ///< that all have before anything happens
    std::vector<Step> steps;
};

[[nodiscard]] Plan makePlan(const Options &options);

} // namespace sheaf::simulation
