#include "tests/simulation/plan.h"

#include "tests/support/seededrandom.h"

#include <QStringList>

#include <array>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    struct Kind
    {
        Act act;
        const char *name;
        int weight; ///< how often, beside the others
    };

    constexpr std::array<Kind, kActs> kKinds {{
        {Act::CreateNote, "create note", 14},
        {Act::EditBody, "edit body", 34},
        {Act::EditTitle, "edit title", 6},
        {Act::EditTags, "edit tags", 6},
        {Act::EditDescription, "edit description", 2},
        {Act::TogglePrivate, "toggle private", 2},
        {Act::DeleteNote, "delete note", 6},
        {Act::RestoreNote, "restore note", 4},
        {Act::MoveNote, "move note", 4},
        {Act::MakeNotebook, "make notebook", 6},
        {Act::MoveNotebook, "move notebook", 6},
        {Act::RenameNotebook, "rename notebook", 3},
        {Act::DeleteNotebook, "delete notebook", 2},
        {Act::SetSetting, "set setting", 3},
        {Act::SetPolicy, "set conflict policy", 1},
        {Act::Resolve, "resolve", 10},
        {Act::KeepBoth, "keep both", 5},
        {Act::OpenEditor, "open editor", 5},
        {Act::SaveEditor, "save editor", 6},
        {Act::Import, "import", 3},
        {Act::WriteLarge, "write large", 2},
        {Act::Restart, "restart", 3},
        {Act::PowerCut, "power cut", 4},
        {Act::PowerCutSoon, "power cut soon", 10},
        {Act::DiskFull, "disk full", 4},
        {Act::DiskBroken, "disk broken", 4},
        {Act::ClockJump, "clock jump", 5},
        {Act::ClockRight, "clock right", 2},
        {Act::CutLink, "cut link", 10},
        {Act::LoseOneSide, "lose one side", 3},
        {Act::StallLink, "stall link", 4},
        {Act::Partition, "partition", 7},
        {Act::Reconnect, "reconnect", 7},
        {Act::Backup, "backup", 6},
        {Act::RestoreLibrary, "restore library", 4},
        {Act::RestoreAll, "restore all", 4},
        {Act::LoseState, "lose state", 2},
        {Act::CopyFolder, "copy folder", 10},
        {Act::Wipe, "wipe", 2},
        {Act::PairAgain, "pair again", 3},
        {Act::DamageRow, "damage row", 4},
        {Act::Rest, "rest", 4},
        {Act::Examine, "examine", 1},
    }};

    bool isWanted(Act act, const Options &options)
    {
        switch (act) {
        case Act::PowerCut:
        case Act::PowerCutSoon:
            return options.power;
        case Act::DiskFull:
        case Act::DiskBroken:
            return options.disk;
        case Act::ClockJump:
        case Act::ClockRight:
            return options.clocks;
        case Act::CutLink:
        case Act::LoseOneSide:
        case Act::StallLink:
        case Act::Partition:
        case Act::Reconnect:
            return options.network;
        case Act::Backup:
            return options.copies || options.hasForks();
        case Act::RestoreLibrary:
        case Act::LoseState:
        case Act::Wipe:
        case Act::PairAgain:
            return options.copies;
        case Act::RestoreAll:
        case Act::CopyFolder:
            return options.hasForks();
        case Act::DamageRow:
            return options.hasDamage();
        default: // NOLINT: what a person does, a restart, a rest
            return true;
        }
    }

    Act drawAct(test::SeededRandom &dice, const Options &options)
    {
        int total = 0;
        for (const Kind &kind : kKinds) {
            total += isWanted(kind.act, options) ? kind.weight : 0;
        }
        int at = dice.below(total);
        for (const Kind &kind : kKinds) {
            at -= isWanted(kind.act, options) ? kind.weight : 0;
            if (at < 0) {
                return kind.act;
            }
        }
        return Act::Rest;
    }

    /// Most steps follow close on the last, so that they meet messages on their way.
    qint64 drawWait(test::SeededRandom &dice)
    {
        constexpr std::array kSpreadsMs {2, 20, 20, 200, 200, 1000, 6000};
        return dice.below(kSpreadsMs.at(static_cast<std::size_t>(dice.below(7))));
    }

    /// "0-4,7,9-12"
    QString toRanges(const std::vector<int> &numbers)
    {
        QStringList parts;
        for (std::size_t i = 0; i < numbers.size();) {
            std::size_t end = i;
            while (end + 1 < numbers.size() && numbers[end + 1] == numbers[end] + 1) {
                ++end;
            }
            parts += i == end ? QString::number(numbers[i])
                              : u"%1-%2"_s.arg(numbers[i]).arg(numbers[end]);
            i = end + 1;
        }
        return parts.join(u',');
    }

    std::vector<int> fromRanges(const QString &text)
    {
        std::vector<int> numbers;
        for (const QString &part : text.split(u',', Qt::SkipEmptyParts)) {
            const int first = part.section(u'-', 0, 0).toInt();
            const int last = part.section(u'-', -1).toInt();
            for (int i = first; i <= last; ++i) {
                numbers.push_back(i);
            }
        }
        return numbers;
    }

} // namespace

QString actName(Act act)
{
    return QString::fromLatin1(kKinds.at(static_cast<std::size_t>(act)).name);
}

Plan makePlan(const Options &options)
{
    test::SeededRandom dice(options.seed * 0x9e3779b97f4a7c15U + 1);
    Plan plan;
    const int drawn =
        std::array {2, 2, 3, 3, 3, 4, 4, 5}.at(static_cast<std::size_t>(dice.below(8)));
    plan.devices = options.devices > 0 ? options.devices : drawn;
    plan.line = dice.below(3) == 0;
    plan.sharedNotes = dice.below(4);
    const int steps = options.steps / 2 + dice.below(options.steps + 1);
    for (int i = 0; i < steps; ++i) {
        Step step;
        step.act = drawAct(dice, options);
        step.device = dice.below(plan.devices);
        step.waitMs = drawWait(dice);
        step.dice = dice.number();
        plan.steps.push_back(step);
    }
    if (options.kept) {
        std::vector<Step> kept;
        for (const int index : *options.kept) {
            if (index >= 0 && index < static_cast<int>(plan.steps.size())) {
                kept.push_back(plan.steps[static_cast<std::size_t>(index)]);
            }
        }
        plan.steps = std::move(kept);
    }
    return plan;
}

QString Options::toLine() const
{
    QStringList parts {u"seed=%1"_s.arg(seed), u"steps=%1"_s.arg(steps)};
    if (devices > 0) {
        parts += u"devices=%1"_s.arg(devices);
    }
    for (const auto &[name, on] : {std::pair {"power", power},
                                   std::pair {"disk", disk},
                                   std::pair {"clocks", clocks},
                                   std::pair {"network", network},
                                   std::pair {"copies", copies},
                                   std::pair {"forks", forks},
                                   std::pair {"damage", damage}}) {
        if (!on) {
            parts += u"no=%1"_s.arg(QLatin1String(name));
        }
    }
    if (forksAlways) {
        parts += u"forks"_s;
    }
    if (kept) {
        parts += u"kept=%1"_s.arg(toRanges(*kept));
    }
    return parts.join(u' ');
}

std::optional<Options> Options::fromLine(const QString &line)
{
    Options options;
    bool ok = false;
    for (const QString &part : line.split(u' ', Qt::SkipEmptyParts)) {
        const QString key = part.section(u'=', 0, 0);
        const QString value = part.section(u'=', 1);
        if (key == u"seed"_s) {
            options.seed = value.toULongLong(&ok);
        } else if (key == u"steps"_s) {
            options.steps = value.toInt();
        } else if (key == u"devices"_s) {
            options.devices = value.toInt();
        } else if (key == u"kept"_s) {
            options.kept = fromRanges(value);
        } else if (part == u"no=power"_s) {
            options.power = false;
        } else if (part == u"no=disk"_s) {
            options.disk = false;
        } else if (part == u"no=clocks"_s) {
            options.clocks = false;
        } else if (part == u"no=network"_s) {
            options.network = false;
        } else if (part == u"no=copies"_s) {
            options.copies = false;
        } else if (part == u"no=forks"_s) {
            options.forks = false;
        } else if (part == u"no=damage"_s) {
            options.damage = false;
        } else if (part == u"forks"_s) {
            options.forksAlways = true;
        }
    }
    return ok ? std::optional(options) : std::nullopt;
}

} // namespace sheaf::simulation
