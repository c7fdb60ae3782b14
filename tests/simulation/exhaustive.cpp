#include "tests/simulation/exhaustive.h"

#include "tests/simulation/oracles.h"

#include <array>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    constexpr qint64 kSyncWithinMs = 10'000;

    struct Choice
    {
        Act act;
        quint64 dice; ///< decides what an edit does to the text
        const char *name;
    };

    /// What two devices can do to one note that both have. A delete of a deleted note restores it.
    constexpr std::array kChoices {
        Choice {Act::EditBody, 11, "edits the body"},
        Choice {Act::EditBody, 12, "edits the body elsewhere"},
        Choice {Act::DeleteNote, 1, "deletes or restores"},
        Choice {Act::MoveNote, 1, "moves"},
        Choice {Act::Resolve, 1, "resolves"},
        Choice {Act::PowerCut, 1, "loses its power"},
    };
    constexpr qint64 kActions = 2 * static_cast<qint64>(kChoices.size());

    struct Turn
    {
        int device = 0;
        Choice choice {};
        bool syncs = true;
    };

    std::vector<Turn> turnsOf(int length, qint64 number)
    {
        std::vector<Turn> turns;
        for (int i = 0; i < length; ++i) {
            Turn turn;
            const qint64 action = number % kActions;
            number /= kActions;
            turn.device = static_cast<int>(action % 2);
            turn.choice = kChoices.at(static_cast<std::size_t>(action / 2));
            if (i + 1 < length) {
                turn.syncs = number % 2 == 1;
                number /= 2;
            }
            turns.push_back(turn);
        }
        return turns;
    }

    void sync(World &world)
    {
        world.network().setAllReachable(true);
        if (world.network().connect(world.device(0), world.device(1))) {
            world.comeToRest(kSyncWithinMs);
        } else {
            world.stage().fail(u"the devices do not meet"_s);
        }
        world.network().cutAll();
        world.pass(2000);
    }

    void take(World &world, const Turn &turn)
    {
        Step step;
        step.device = turn.device;
        step.act = turn.choice.act;
        step.dice = turn.choice.dice;
        if (step.act == Act::DeleteNote) {
            const Library &library = world.device(turn.device).library();
            const std::vector<NoteId> notes = library.allNotes();
            const Result<Note> note = library.note(notes.front());
            step.act = note && note->state.deleted ? Act::RestoreNote : Act::DeleteNote;
        }
        world.perform(step);
        world.pass(4000); // the power is back by then
        if (turn.syncs) {
            sync(world);
        }
    }

} // namespace

Exhaustive::Exhaustive(const Folders &folders)
    : m_folders(folders)
{
}

qint64 Exhaustive::cases(int length)
{
    qint64 count = kActions;
    for (int i = 1; i < length; ++i) {
        count *= kActions * 2;
    }
    return count;
}

QString Exhaustive::describe(int length, qint64 number)
{
    QStringList words;
    for (const Turn &turn : turnsOf(length, number)) {
        words += u"D%1 %2%3"_s.arg(turn.device + 1)
                     .arg(QLatin1String(turn.choice.name), turn.syncs ? u", sync"_s : QString());
    }
    return words.join(u"; "_s);
}

Verdict Exhaustive::run(int length, qint64 number, bool keepTrace) const
{
    Options options;
    options.seed = 3; // one world for all cases
    World world(m_folders, options, keepTrace);
    world.found(2, false);
    world.perform({Act::CreateNote, 0, 0, 5});
    world.perform({Act::MakeNotebook, 0, 0, 5});
    sync(world);
    for (const Turn &turn : turnsOf(length, number)) {
        if (world.stage().problems.isEmpty()) {
            take(world, turn);
        }
    }
    world.network().setAllReachable(true);
    if (world.network().connect(world.device(0), world.device(1))
        && world.comeToRest(kSyncWithinMs)) {
        judge(world);
    }
    return world.verdict();
}

} // namespace sheaf::simulation
