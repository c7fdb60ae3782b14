#include "tests/simulation/runner.h"

#include <algorithm>
#include <numeric>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    std::vector<int> without(const std::vector<int> &steps, std::size_t from, std::size_t count)
    {
        std::vector<int> rest(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(from));
        const std::size_t end = std::min(steps.size(), from + count);
        rest.insert(rest.end(), steps.begin() + static_cast<std::ptrdiff_t>(end), steps.end());
        return rest;
    }

    /// The first words of what went wrong: another failure is another bug.
    QString kindOf(const Verdict &verdict)
    {
        return verdict.problems.isEmpty() ? QString() : verdict.problems.front().left(12);
    }

} // namespace

Verdict runOnce(const Folders &folders, const Options &options, bool keepTrace)
{
    return World(folders, options, keepTrace).run();
}

Options shrink(const Folders &folders, const Options &failing, int triesMax)
{
    Options best = failing;
    if (!best.kept) {
        best.kept.emplace(makePlan(failing).steps.size());
        std::iota(best.kept->begin(), best.kept->end(), 0);
    }
    const QString kind = kindOf(runOnce(folders, best, false));
    int tries = 0;
    for (std::size_t chunk = std::max<std::size_t>(best.kept->size() / 2, 1); chunk > 0;) {
        bool shorter = false;
        for (std::size_t from = 0; from < best.kept->size() && tries < triesMax;) {
            Options candidate = best;
            candidate.kept = without(*best.kept, from, chunk);
            ++tries;
            if (!kind.isEmpty() && kindOf(runOnce(folders, candidate, false)) == kind) {
                best = candidate;
                shorter = true;
            } else {
                from += chunk;
            }
        }
        if (chunk == 1 && (!shorter || tries >= triesMax)) {
            break;
        }
        chunk = std::max<std::size_t>(chunk / 2, 1);
    }
    return best;
}

QStringList missingFrom(const Tally &tally, const Options &options)
{
    QStringList wanted {u"changes that came twice"_s,
                        u"device: restarted"_s,
                        u"device: checked in the middle"_s,
                        u"state: clean merges of several heads"_s,
                        u"state: conflicts at the end"_s,
                        u"edit: saved over what had come meanwhile"_s};
    for (const Act act :
         {Act::CreateNote,      Act::EditBody,      Act::EditTitle,    Act::EditTags,
          Act::EditDescription, Act::TogglePrivate, Act::DeleteNote,   Act::RestoreNote,
          Act::MoveNote,        Act::MakeNotebook,  Act::MoveNotebook, Act::RenameNotebook,
          Act::DeleteNotebook,  Act::SetSetting,    Act::SetPolicy,    Act::Resolve,
          Act::KeepBoth,        Act::SaveEditor,    Act::Import,       Act::WriteLarge}) {
        wanted += u"edit: "_s + actName(act);
    }
    if (options.power) {
        wanted += {u"power: cut, all writes kept"_s,
                   u"power: cut, writes torn"_s,
                   u"power: cut, writes lost"_s};
    }
    if (options.disk) {
        wanted += {u"disk: refused"_s, u"edits that the disk refused"_s};
    }
    if (options.clocks) {
        wanted += {u"clock: jumped back"_s, u"clock: jumped ahead"_s, u"clock: wrong by years"_s};
    }
    if (options.network) {
        wanted += {u"network: cut"_s,
                   u"network: cut with frames on their way"_s,
                   u"network: cut within a message"_s,
                   u"network: half open"_s,
                   u"network: stalled with frames on their way"_s,
                   u"network: partitioned"_s,
                   u"network: healed"_s,
                   u"network: healed to a line"_s};
    }
    if (options.copies) {
        wanted += {u"copies: older library put back"_s,
                   u"copies: state file lost"_s,
                   u"copies: wiped"_s,
                   u"copies: paired again"_s};
    }
    if (options.forks || options.forksAlways) {
        wanted += {u"copies: older library and state put back"_s,
                   u"copies: folder and state used twice"_s,
                   u"copies: folder used twice"_s,
                   u"copies: written on both sides while connected"_s,
                   u"session end: log-forked"_s,
                   u"logs that fork at the end"_s};
    }
    if (options.damage) {
        wanted += {u"state: rows made wrong"_s, u"state: rows made again"_s};
    }
    QStringList missing;
    for (const QString &what : wanted) {
        if (tally.find(what) == tally.end() || tally.at(what) == 0) {
            missing += what;
        }
    }
    return missing;
}

} // namespace sheaf::simulation
