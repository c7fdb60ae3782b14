#include "app/cli/commands.h"

#include <QJsonArray>

// Mass deletions of other devices that wait for the person's answer.

namespace sheaf::cli {

using namespace Qt::StringLiterals;

namespace {

    Result<Reply> list(Context &context, const Arguments &)
    {
        QJsonArray all;
        QStringList lines;
        for (const HeldDeletion &held : context.library.library().heldDeletions()) {
            const auto count = static_cast<qint64>(held.notes.size());
            QJsonArray guids;
            for (const NoteId &note : held.notes) {
                guids.append(note.toHex());
            }
            all.append(QJsonObject {{u"peer"_s, held.device.toHex()},
                                    {u"name"_s, held.deviceName},
                                    {u"notes"_s, count},
                                    {u"of"_s, held.existed},
                                    {u"guids"_s, guids}});
            lines.append(
                u"%1 deleted %2 of %3 notes. They are kept here until you say 'held accept %4' "
                u"(delete them here, too) or 'held reject %4' (restore them everywhere)."_s
                    .arg(held.deviceName)
                    .arg(count)
                    .arg(held.existed)
                    .arg(held.device.toHex().first(12)));
        }
        return Reply {all,
                      lines.isEmpty() ? u"No deletions wait for an answer."_s : lines.join(u'\n')};
    }

    enum class HeldAnswer { Accept, Reject };

    Result<Reply> answer(Context &context, const Arguments &arguments, HeldAnswer said)
    {
        Library &library = context.library.library();
        const auto peer = peerArgument(library, arguments.at(0));
        if (!peer) {
            return peer.error();
        }
        const auto answered = said == HeldAnswer::Accept ? library.acceptHeld(peer->device)
                                                         : library.rejectHeld(peer->device);
        if (!answered && answered.error().code == ErrorCode::NotFound) {
            return Error {ErrorCode::NotFound,
                          u"No deletions of %1 wait for an answer."_s.arg(peer->name)};
        }
        if (!answered) {
            return answered.error();
        }
        const QString text = said == HeldAnswer::Accept ? u"%1 notes are in the trash here, too."_s
                                                        : u"%1 notes were restored."_s;
        return Reply {QJsonObject {{u"peer"_s, peer->device.toHex()}, {u"notes"_s, *answered}},
                      text.arg(*answered)};
    }

    Result<Reply> accept(Context &context, const Arguments &arguments)
    {
        return answer(context, arguments, HeldAnswer::Accept);
    }

    Result<Reply> reject(Context &context, const Arguments &arguments)
    {
        return answer(context, arguments, HeldAnswer::Reject);
    }

} // namespace

std::vector<Command> heldCommands()
{
    return {
        {"held list", "", {}, 0, 0, true, list},
        {"held accept", "P", {}, 1, 1, true, accept},
        {"held reject", "P", {}, 1, 1, true, reject},
    };
}

} // namespace sheaf::cli
