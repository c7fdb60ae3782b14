#include "app/cli/commands.h"
#include "app/cli/notejson.h"

namespace sheaf::cli {

using namespace Qt::StringLiterals;

namespace {

    Result<NoteConflict> openConflict(const LibraryReader &reader, const QString &guid)
    {
        const auto id = noteArgument(guid);
        if (!id) {
            return id.error();
        }
        auto conflict = reader.conflict(*id);
        if (!conflict && conflict.error().code == ErrorCode::NotFound) {
            return Error {ErrorCode::NotFound,
                          u"'%1' has no open conflict; 'conflict list' shows them."_s.arg(guid)};
        }
        return conflict;
    }

    Result<Reply> list(Context &context, const Arguments &)
    {
        QJsonArray conflicts;
        QStringList lines;
        for (const NoteConflict &conflict : context.library.library().conflicts()) {
            conflicts.append(conflictObject(conflict, false));
            lines.append(conflict.note.toHex() + u"  "_s + conflictTypeName(conflict.type) + u"  "_s
                         + conflict.title);
        }
        return Reply {conflicts, lines.isEmpty() ? u"No conflicts."_s : lines.join(u'\n')};
    }

    Result<Reply> show(Context &context, const Arguments &arguments)
    {
        const auto conflict = openConflict(context.library.library(), arguments.at(0));
        if (!conflict) {
            return conflict.error();
        }
        QStringList lines {conflictTypeName(conflict->type) + u": "_s + conflict->title};
        for (const ConflictSide &side : conflict->sides) {
            lines.append(side.deviceName + u", "_s + isoTime(side.timeMs)
                         + (side.deleted ? u" (deleted)"_s : QString()));
        }
        for (const ConflictField &field : conflict->fields) {
            lines.append(u"--- %1, before\n%2"_s.arg(field.name, field.base.value_or(QString())));
            lines.append(u"--- %1, local\n%2"_s.arg(field.name, field.local));
            lines.append(u"--- %1, remote\n%2"_s.arg(field.name, field.remote));
        }
        return Reply {conflictObject(*conflict, true), lines.join(u'\n')};
    }

    /// What merges by itself, with the conflicting fields of one side.
    NoteState sideState(const NoteConflict &conflict, const ConflictSide &side)
    {
        NoteState state = conflict.merged;
        const quint32 mask = conflict.conflictMask;
        const auto take = [mask](quint32 bit, auto &field, const auto &value) {
            if ((mask & bit) != 0) {
                field = value;
            }
        };
        take(field::kTitle, state.title, side.state.title);
        take(field::kDescription, state.description, side.state.description);
        take(field::kBody, state.body, side.state.body);
        take(field::kTags, state.tags, side.state.tags);
        take(field::kCategories, state.categories, side.state.categories);
        take(field::kAttachments, state.attachments, side.state.attachments);
        take(field::kIsPrivate, state.isPrivate, side.state.isPrivate);
        take(field::kPlace, state.place, side.state.place);
        if ((mask & ~field::kKnown) != 0) {
            state.unknown = side.state.unknown;
        }
        state.deleted = side.deleted;
        return state;
    }

    const ConflictSide &newestSide(const NoteConflict &conflict)
    {
        for (const ConflictSide &side : conflict.sides) {
            if (side.head == conflict.heads.front()) {
                return side;
            }
        }
        return conflict.sides.front();
    }

    Result<Reply> resolve(Context &context, const Arguments &arguments)
    {
        const QString take = arguments.value("take"_L1);
        const bool byFile = arguments.has("body-file"_L1);
        if (take.isEmpty() == !byFile) {
            return usageReply(u"Give either --take local|remote|newest|both, or --body-file."_s);
        }
        Library &library = context.library.library();
        const auto conflict = openConflict(library, arguments.at(0));
        if (!conflict) {
            return conflict.error();
        }
        if (conflict->sides.size() < 2 && take != "local"_L1 && !byFile) {
            // A move that would close a cycle has one side only: keeping it settles the matter.
            return Error {
                ErrorCode::InvalidArgument,
                u"This conflict has one side only; use --take local to keep what is shown."_s};
        }
        const ConflictSide &local = conflict->sides.front();
        NoteState result = sideState(*conflict, local);
        if (byFile) {
            auto text = readTextFile(arguments.value("body-file"_L1));
            if (!text) {
                return text.error();
            }
            result.body = *text;
            result.deleted = false;
            if (arguments.has("title"_L1)) {
                result.title = arguments.value("title"_L1);
            }
        } else if (take == "remote"_L1) {
            result = sideState(*conflict, conflict->sides[1]);
        } else if (take == "newest"_L1) {
            result = sideState(*conflict, newestSide(*conflict));
        } else if (take == "both"_L1) {
            const auto both = library.resolveKeepingBoth(
                conflict->note, conflict->heads, result, conflict->sides[1].state);
            if (!both) {
                return both.error();
            }
            return Reply {
                QJsonObject {{u"guid"_s, both->front().note.toHex()},
                             {u"change"_s, both->front().change.toHex()},
                             {u"copy"_s, both->back().note.toHex()}},
                u"Kept both; the other version is note %1."_s.arg(both->back().note.toHex())};
        } else if (take != "local"_L1) {
            return usageReply(u"--take takes local, remote, newest or both, not '%1'."_s.arg(take));
        }
        const auto done = library.resolve(conflict->note, conflict->heads, result);
        if (!done) {
            return done.error();
        }
        return Reply {
            QJsonObject {{u"guid"_s, done->note.toHex()}, {u"change"_s, done->change.toHex()}},
            u"Resolved."_s};
    }

} // namespace

std::vector<Command> conflictCommands()
{
    return {
        {"conflict list", "", {}, 0, 0, true, list},
        {"conflict show", "GUID", {}, 1, 1, true, show},
        {"conflict resolve",
         "GUID --take local|remote|newest|both | --body-file F [--title T]",
         {{"take"}, {"body-file"}, {"title"}},
         1,
         1,
         true,
         resolve},
    };
}

} // namespace sheaf::cli
