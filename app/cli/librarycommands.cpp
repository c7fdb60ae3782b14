#include "app/cli/commands.h"
#include "app/cli/notejson.h"

#include <QDateTime>

namespace sheaf::cli {

using namespace Qt::StringLiterals;

namespace {

    constexpr uint kHistoryDaysMax = 36'500;

    Result<Reply> init(Context &context, const Arguments &arguments)
    {
        context.library.setNames(arguments.value("device-name"_L1), arguments.value("user"_L1));
        if (auto opened = context.library.open(); !opened) {
            return opened.error();
        }
        Library &library = context.library.library();
        // The library may have been there already: the names given now are meant all the same.
        if (arguments.has("device-name"_L1)) {
            if (auto named = library.setDeviceName(arguments.value("device-name"_L1)); !named) {
                return named.error();
            }
        }
        if (arguments.has("user"_L1)) {
            if (auto named = library.setUser(arguments.value("user"_L1)); !named) {
                return named.error();
            }
        }
        return Reply {QJsonObject {{u"libraryId"_s, library.id().toHex()},
                                   {u"deviceId"_s, library.device().toHex()},
                                   {u"deviceName"_s, library.deviceName()},
                                   {u"userId"_s, library.user()}},
                      u"Library %1 in %2"_s.arg(library.id().toHex(), library.folder())};
    }

    /// "3 years ahead", in the largest unit that fits at least once.
    QString apart(qint64 aheadMs)
    {
        struct Unit
        {
            qint64 ms;
            const char *one;
            const char *many;
        };
        constexpr qint64 kMinuteMs = 60'000;
        static constexpr Unit kUnits[] = {{365 * 24 * 60 * kMinuteMs, "year", "years"},
                                          {24 * 60 * kMinuteMs, "day", "days"},
                                          {60 * kMinuteMs, "hour", "hours"},
                                          {kMinuteMs, "minute", "minutes"}};
        const qint64 ms = aheadMs < 0 ? -aheadMs : aheadMs;
        for (const Unit &unit : kUnits) {
            if (const qint64 count = ms / unit.ms; count > 0) {
                return u"%1 %2 %3"_s.arg(count).arg(
                    QString::fromLatin1(count == 1 ? unit.one : unit.many),
                    aheadMs < 0 ? u"behind"_s : u"ahead"_s);
            }
        }
        return u"wrong"_s;
    }

    /// Whose clock is wrong, this device's first.
    QJsonArray wrongClocks(const LibraryReader &reader, QStringList &lines)
    {
        QJsonArray clocks;
        const auto add = [&](const DeviceId &device, const QString &name, qint64 aheadMs) {
            const bool own = device == reader.device();
            const QString text =
                u"%1 clock is %2. Set its date and time; your notes are fine."_s.arg(
                    own ? u"This device's"_s : name + u"'s"_s, apart(aheadMs));
            clocks.append(QJsonObject {{u"device"_s, device.toHex()},
                                       {u"name"_s, name},
                                       {u"aheadMs"_s, aheadMs},
                                       {u"self"_s, own},
                                       {u"text"_s, text}});
            lines.append(text);
        };
        const qint64 own = reader.clocks(QDateTime::currentMSecsSinceEpoch()).ownAheadMs;
        if (own != 0) {
            add(reader.device(), reader.deviceName(), own);
        }
        for (const PeerRow &peer : reader.peers()) {
            if (peer.clockAheadMs != 0 && own == 0) {
                add(peer.device, peer.name, peer.clockAheadMs);
            }
        }
        return clocks;
    }

    Result<Reply> status(Context &context, const Arguments &)
    {
        const LibraryReader &reader = context.library.library();
        const LibraryCounts counts = reader.counts();
        QJsonArray peers;
        quint64 sent = 0;
        quint64 received = 0;
        quint64 bytesSent = 0;
        quint64 bytesReceived = 0;
        qint64 lastSync = 0;
        QStringList lines;
        for (const PeerRow &peer : reader.peers()) {
            peers.append(QJsonObject {{u"peer"_s, peer.device.toHex()},
                                      {u"name"_s, peer.name},
                                      {u"pending"_s, peer.pending},
                                      {u"lastSeen"_s, isoTime(peer.lastSeenMs)},
                                      {u"clockAheadMs"_s, peer.clockAheadMs},
                                      {u"acked"_s, vectorObject(peer.acked)}});
            sent += peer.changesSent;
            received += peer.changesReceived;
            bytesSent += peer.bytesSent;
            bytesReceived += peer.bytesReceived;
            lastSync = std::max(lastSync, peer.lastSeenMs);
            lines.append(u"%1: %2 changes waiting"_s.arg(peer.name).arg(peer.pending));
        }
        const QJsonArray clocks = wrongClocks(reader, lines);
        qint64 held = 0;
        for (const HeldDeletion &deletion : reader.heldDeletions()) {
            held += static_cast<qint64>(deletion.notes.size());
        }
        if (held > 0) {
            lines.append(u"%1 deleted notes wait for an answer: see 'held list'"_s.arg(held));
        }
        lines.prepend(u"%1 notes, %2 in the trash, %3 conflicts, %4 changes"_s.arg(counts.notes)
                          .arg(counts.trash)
                          .arg(counts.conflicts)
                          .arg(counts.changes));
        return Reply {QJsonObject {{u"libraryId"_s, reader.id().toHex()},
                                   {u"deviceId"_s, reader.device().toHex()},
                                   {u"deviceName"_s, reader.deviceName()},
                                   {u"notes"_s, counts.notes},
                                   {u"trash"_s, counts.trash},
                                   {u"changes"_s, counts.changes},
                                   {u"conflicts"_s, counts.conflicts},
                                   {u"needUpdate"_s, reader.changesNeedingUpdate()},
                                   {u"held"_s, held},
                                   {u"clocks"_s, clocks},
                                   {u"peers"_s, peers},
                                   {u"vector"_s, vectorObject(reader.vector())},
                                   {u"stateDigest"_s, reader.stateDigest().toHex()},
                                   {u"operationsSent"_s, qint64(sent)},
                                   {u"operationsReceived"_s, qint64(received)},
                                   {u"bytesSent"_s, qint64(bytesSent)},
                                   {u"bytesReceived"_s, qint64(bytesReceived)},
                                   {u"lastSync"_s, isoTime(lastSync)}},
                      lines.join(u'\n')};
    }

    /// Fills in the fragment of each change.
    QJsonArray withFragments(const LibraryReader &reader, std::vector<ChangeInfo> changes)
    {
        QJsonArray array;
        for (ChangeInfo &change : changes) {
            if (auto whole = reader.changeWithFragment(change.change)) {
                change.fragment = whole->fragment;
            }
            array.append(changeObject(change));
        }
        return array;
    }

    QString changeLines(const QJsonArray &changes)
    {
        QStringList lines;
        for (const auto &value : changes) {
            const QJsonObject change = value.toObject();
            lines.append(change[u"time"_s].toString() + u"  "_s + change[u"operation"_s].toString()
                         + u"  "_s + change[u"note"_s].toString() + u"  "_s
                         + change[u"author"_s].toString());
        }
        return lines.join(u'\n');
    }

    Result<Reply> changes(Context &context, const Arguments &arguments)
    {
        const LibraryReader &reader = context.library.library();
        const auto limit = arguments.number("limit"_L1, 1000000, 0);
        if (!limit) {
            return limit.error();
        }
        QJsonArray found;
        if (arguments.has("unsent-for"_L1)) {
            const auto peer = peerArgument(reader, arguments.value("unsent-for"_L1));
            if (!peer) {
                return peer.error();
            }
            found = withFragments(reader, reader.unsentChangesForPeer(peer->device, *limit));
        } else {
            QDateTime since = QDateTime::fromMSecsSinceEpoch(0, Qt::UTC);
            if (arguments.has("since"_L1)) {
                since = QDateTime::fromString(arguments.value("since"_L1), Qt::ISODateWithMs);
                if (!since.isValid()) {
                    return Error {
                        ErrorCode::InvalidArgument,
                        u"--since takes a time such as 2026-01-31T12:00:00Z, not '%1'."_s.arg(
                            arguments.value("since"_L1))};
                }
            }
            found = withFragments(
                reader, reader.userChangesSince(arguments.value("user"_L1), since, *limit));
        }
        return Reply {found, changeLines(found)};
    }

    Result<Reply> log(Context &context, const Arguments &arguments)
    {
        const auto limit = arguments.number("limit"_L1, 100, 0);
        if (!limit) {
            return limit.error();
        }
        QJsonArray entries;
        QStringList lines;
        for (const AuditEntry &entry : context.library.library().auditLog(*limit)) {
            entries.append(QJsonObject {{u"time"_s, isoTime(entry.timeMs)},
                                        {u"event"_s, entry.event},
                                        {u"device"_s, entry.device},
                                        {u"text"_s, entry.text}});
            lines.append(isoTime(entry.timeMs) + u"  "_s + entry.event + u"  "_s + entry.text);
        }
        return Reply {entries, lines.join(u'\n')};
    }

    /// One object a line whether or not --json is given: the lines are meant for diff.
    Result<Reply> dump(Context &context, const Arguments &)
    {
        const LibraryReader &reader = context.library.library();
        for (const NoteId &id : reader.allNotes()) {
            const auto note = reader.convergedNote(id);
            if (!note) {
                return note.error();
            }
            printJsonLine(dumpObject(*note, reader));
        }
        return Reply {};
    }

    Result<Reply> check(Context &context, const Arguments &)
    {
        const CheckReport report = context.library.library().check();
        Reply reply;
        reply.json = QJsonObject {{u"ok"_s, report.problems.isEmpty()},
                                  {u"problems"_s, QJsonArray::fromStringList(report.problems)},
                                  {u"changes"_s, report.changes},
                                  {u"notes"_s, report.notes}};
        reply.text = report.problems.isEmpty()
            ? u"Everything verified: %1 notes, %2 changes."_s.arg(report.notes).arg(report.changes)
            : report.problems.join(u'\n');
        reply.exitCode = report.problems.isEmpty() ? 0 : 5;
        return reply;
    }

    Result<Reply> settingsGet(Context &context, const Arguments &arguments)
    {
        const auto value = context.library.library().setting(arguments.at(0));
        const QString fallback = arguments.at(0) == "conflict-policy"_L1 ? u"ask"_s
            : arguments.at(0) == "history-days"_L1                       ? u"365"_s
                                                                         : QString();
        return Reply {
            QJsonObject {{u"key"_s, arguments.at(0)}, {u"value"_s, value.value_or(fallback)}},
            value.value_or(fallback)};
    }

    Result<Reply> settingsSet(Context &context, const Arguments &arguments)
    {
        const QString key = arguments.at(0);
        const QString value = arguments.at(1);
        if (key == "conflict-policy"_L1 && value != "ask"_L1 && value != "newest"_L1) {
            return Error {ErrorCode::InvalidArgument,
                          u"conflict-policy takes 'ask' or 'newest', not '%1'."_s.arg(value)};
        }
        bool isNumber = false;
        const uint days = value.toUInt(&isNumber);
        if (key == "history-days"_L1 && (!isNumber || days > kHistoryDaysMax)) {
            return Error {
                ErrorCode::InvalidArgument,
                u"history-days takes a number of days up to %1, or 0 for ever, not '%2'."_s
                    .arg(kHistoryDaysMax)
                    .arg(value)};
        }
        if (auto set = context.library.library().setSetting(key, value); !set) {
            return set.error();
        }
        return Reply {QJsonObject {{u"key"_s, key}, {u"value"_s, value}}, key + u" = "_s + value};
    }

} // namespace

std::vector<Command> libraryCommands()
{
    return {
        {"init", "[--device-name N] [--user U]", {{"device-name"}, {"user"}}, 0, 0, false, init},
        {"status", "", {}, 0, 0, true, status},
        {"changes",
         "[--user U] [--since ISO8601] [--unsent-for P] [--limit N]",
         {{"user"}, {"since"}, {"unsent-for"}, {"limit"}},
         0,
         0,
         true,
         changes},
        {"log", "[--limit N]", {{"limit"}}, 0, 0, true, log},
        {"dump", "", {}, 0, 0, true, dump},
        {"check", "", {}, 0, 0, true, check},
        {"settings get", "KEY", {}, 1, 1, true, settingsGet},
        {"settings set", "KEY VALUE", {}, 2, 2, true, settingsSet},
    };
}

} // namespace sheaf::cli
