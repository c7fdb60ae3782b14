#include "app/cli/commands.h"
#include "app/cli/notejson.h"
#include "model/merge/mergeset.h"

#include <QSet>

namespace sheaf::cli {

using namespace Qt::StringLiterals;

namespace {

    Reply committed(const CommitResult &result)
    {
        Reply reply;
        reply.json =
            QJsonObject {{u"guid"_s, result.note.toHex()},
                         {u"change"_s, result.change.isNull() ? QString() : result.change.toHex()}};
        reply.text = result.note.toHex();
        return reply;
    }

    Result<Reply> commit(Context &context, const NoteEdit &edit)
    {
        auto result = context.library.library().commit(edit);
        if (!result) {
            return result.error();
        }
        return committed(*result);
    }

    /// The place of a note in the notebook of a path "A/B" (made where missing); empty = top level.
    Result<Place> placeIn(Library &library, const QString &path, Place place)
    {
        const QStringList names = path.split(u'/', Qt::SkipEmptyParts);
        place.parent = {};
        if (!names.isEmpty()) {
            const auto notebook = library.ensureNotebook(names);
            if (!notebook) {
                return notebook.error();
            }
            place.parent = *notebook;
        }
        return place;
    }

    Result<Reply> add(Context &context, const Arguments &arguments)
    {
        if (arguments.has("private"_L1)) {
            return notAvailableYet(u"Making a note private"_s);
        }
        if (!arguments.has("title"_L1)) {
            return usageReply(u"'note add' needs --title."_s);
        }
        NoteEdit edit;
        edit.operation = Operation::Create;
        edit.title = arguments.value("title"_L1);
        edit.body = QString();
        if (arguments.has("body-file"_L1)) {
            auto text = readTextFile(arguments.value("body-file"_L1));
            if (!text) {
                return text.error();
            }
            edit.body = *text;
        }
        if (arguments.has("description"_L1)) {
            edit.description = arguments.value("description"_L1);
        }
        if (arguments.has("tag"_L1)) {
            edit.tags = canonicalSet(arguments.values("tag"_L1));
        }
        if (arguments.has("category"_L1)) {
            edit.categories = canonicalSet(arguments.values("category"_L1));
        }
        if (arguments.has("notebook"_L1)) {
            const auto place =
                placeIn(context.library.library(), arguments.value("notebook"_L1), {});
            if (!place) {
                return place.error();
            }
            edit.place = *place;
        }
        return commit(context, edit);
    }

    QString readable(const Note &note, const LibraryReader &reader)
    {
        QString text = note.state.title + u'\n';
        const QString notebook = reader.notebookPath(note.state.place.parent).join(u'/');
        if (!notebook.isEmpty()) {
            text += u"in "_s + notebook + u'\n';
        }
        if (!note.state.tags.isEmpty()) {
            text += u'#' + note.state.tags.join(u" #"_s) + u'\n';
        }
        if (note.conflict != ConflictType::None) {
            text += u"(%1: 'conflict show %2')\n"_s.arg(conflictTypeName(note.conflict),
                                                        note.id.toHex());
        }
        if (note.state.deleted) {
            text += u"(in the trash)\n"_s;
        }
        return text + u'\n' + note.state.body;
    }

    Result<Reply> show(Context &context, const Arguments &arguments)
    {
        const LibraryReader &reader = context.library.library();
        auto note = existingNote(reader, arguments.at(0));
        if (!note) {
            return note.error();
        }
        if (arguments.has("at"_L1)) {
            const auto change = changeArgument(arguments.value("at"_L1));
            if (!change) {
                return change.error();
            }
            auto state = reader.stateAt(*change);
            if (!state) {
                return state.error();
            }
            note->state = *state;
            note->conflict = ConflictType::None;
            note->heads = {*change};
        }
        Reply reply;
        reply.json = noteObject(*note, reader);
        reply.text = readable(*note, reader);
        return reply;
    }

    Result<Reply> list(Context &context, const Arguments &arguments)
    {
        const LibraryReader &reader = context.library.library();
        const auto limit = arguments.number("limit"_L1, -1);
        if (!limit) {
            return limit.error();
        }
        NoteFilter filter;
        filter.scope =
            arguments.has("trash"_L1) ? NoteFilter::Scope::Trash : NoteFilter::Scope::All;
        filter.query = arguments.value("query"_L1);
        filter.limit = *limit;
        if (!filter.query.isEmpty()) {
            // Other programs may have written since the index was last fed.
            while (!context.library.library().updateIndex(1000)) { }
        }
        QJsonArray notes;
        QStringList lines;
        for (const NoteSummary &note : reader.notes(filter)) {
            if (context.json) {
                notes.append(summaryObject(note, reader));
            }
            lines.append(note.id.toHex() + u"  "_s + note.title);
        }
        return Reply {notes, lines.join(u'\n')};
    }

    QStringList changedSet(const QStringList &present,
                           const Arguments &arguments,
                           QLatin1StringView addOption,
                           QLatin1StringView removeOption)
    {
        QSet<QString> values(present.begin(), present.end());
        for (const QString &value : arguments.values(addOption)) {
            values.insert(value);
        }
        for (const QString &value : arguments.values(removeOption)) {
            values.remove(value);
        }
        return canonicalSet(values.values());
    }

    Result<Reply> edit(Context &context, const Arguments &arguments)
    {
        if (arguments.has("private"_L1)) {
            return notAvailableYet(u"Making a note private"_s);
        }
        const auto note = existingNote(context.library.library(), arguments.at(0));
        if (!note) {
            return note.error();
        }
        NoteEdit edit;
        edit.note = note->id;
        edit.parents = note->shownHeads;
        if (arguments.has("title"_L1)) {
            edit.title = arguments.value("title"_L1);
        }
        if (arguments.has("description"_L1)) {
            edit.description = arguments.value("description"_L1);
        }
        if (arguments.has("body-file"_L1)) {
            auto text = readTextFile(arguments.value("body-file"_L1));
            if (!text) {
                return text.error();
            }
            edit.body = *text;
        }
        if (arguments.has("add-tag"_L1) || arguments.has("remove-tag"_L1)) {
            edit.tags = changedSet(note->state.tags, arguments, "add-tag"_L1, "remove-tag"_L1);
        }
        if (arguments.has("add-category"_L1) || arguments.has("remove-category"_L1)) {
            edit.categories = changedSet(
                note->state.categories, arguments, "add-category"_L1, "remove-category"_L1);
        }
        if (arguments.has("public"_L1)) {
            edit.isPrivate = false;
        }
        return commit(context, edit);
    }

    Result<Reply> move(Context &context, const Arguments &arguments)
    {
        const auto note = existingNote(context.library.library(), arguments.at(0));
        if (!note) {
            return note.error();
        }
        if (!arguments.has("notebook"_L1)) {
            return usageReply(u"'note move' needs --notebook; --notebook '' is the top level."_s);
        }
        const auto place =
            placeIn(context.library.library(), arguments.value("notebook"_L1), note->state.place);
        if (!place) {
            return place.error();
        }
        NoteEdit edit;
        edit.note = note->id;
        edit.parents = note->shownHeads;
        edit.place = *place;
        return commit(context, edit);
    }

    Result<Reply> remove(Context &context, const Arguments &arguments)
    {
        const auto note = existingNote(context.library.library(), arguments.at(0));
        if (!note) {
            return note.error();
        }
        NoteEdit edit;
        edit.note = note->id;
        edit.parents = note->shownHeads;
        edit.operation = Operation::Delete;
        return commit(context, edit);
    }

    Result<Reply> restore(Context &context, const Arguments &arguments)
    {
        const LibraryReader &reader = context.library.library();
        const auto note = existingNote(reader, arguments.at(0));
        if (!note) {
            return note.error();
        }
        NoteState state = note->state;
        if (arguments.has("at"_L1)) {
            const auto change = changeArgument(arguments.value("at"_L1));
            if (!change) {
                return change.error();
            }
            auto at = reader.stateAt(*change);
            if (!at) {
                return at.error();
            }
            state = *at;
        }
        NoteEdit edit;
        edit.note = note->id;
        edit.parents = note->shownHeads;
        edit.title = state.title;
        edit.description = state.description;
        edit.body = state.body;
        edit.tags = state.tags;
        edit.categories = state.categories;
        edit.force = note->state.deleted || note->held;
        return commit(context, edit);
    }

    Result<Reply> history(Context &context, const Arguments &arguments)
    {
        const LibraryReader &reader = context.library.library();
        const auto note = existingNote(reader, arguments.at(0));
        if (!note) {
            return note.error();
        }
        QJsonArray changes;
        QStringList lines;
        for (const ChangeInfo &change : reader.history(note->id)) {
            const QJsonObject object = changeObject(change);
            changes.append(object);
            lines.append(object[u"time"_s].toString() + u"  "_s + object[u"author"_s].toString()
                         + u"  "_s + object[u"operation"_s].toString() + u' '
                         + fieldNames(change.mask).join(u',')
                         + (change.hasContent ? QString() : u" (text no longer kept)"_s) + u"  "_s
                         + change.change.toHex());
        }
        return Reply {changes, lines.join(u'\n')};
    }

} // namespace

std::vector<Command> noteCommands()
{
    return {
        {"note add",
         "--title T [--body-file F|-] [--description D] [--tag t]… [--category c]… [--notebook "
         "A/B] "
         "[--private]",
         {{"title"},
          {"body-file"},
          {"description"},
          {"tag", true, true},
          {"category", true, true},
          {"notebook"},
          {"private", false}},
         0,
         0,
         true,
         add},
        {"note show", "GUID [--at CHANGE]", {{"at"}}, 1, 1, true, show},
        {"note list",
         "[--query Q] [--trash] [--limit N]",
         {{"query"}, {"trash", false}, {"limit"}},
         0,
         0,
         true,
         list},
        {"note edit",
         "GUID [--title T] [--body-file F|-] [--description D] [--add-tag t]… [--remove-tag t]… "
         "[--add-category c]… [--remove-category c]… [--private|--public]",
         {{"title"},
          {"body-file"},
          {"description"},
          {"add-tag", true, true},
          {"remove-tag", true, true},
          {"add-category", true, true},
          {"remove-category", true, true},
          {"private", false},
          {"public", false}},
         1,
         1,
         true,
         edit},
        {"note move", "GUID --notebook A/B", {{"notebook"}}, 1, 1, true, move},
        {"note delete", "GUID", {}, 1, 1, true, remove},
        {"note restore", "GUID [--at CHANGE]", {{"at"}}, 1, 1, true, restore},
        {"note history", "GUID", {}, 1, 1, true, history},
    };
}

} // namespace sheaf::cli
