#include "tests/support/librarystory.h"

#include "model/base/digest.h"
#include "tests/support/newerprogram.h"

using namespace Qt::StringLiterals;

namespace sheaf::test {

namespace {

    constexpr std::uint8_t kNewerDevice = 9;

    QString longBody(int lines)
    {
        QString body;
        for (int i = 0; i < lines; ++i) {
            body += u"line %1 of a text that is long enough for a delta\n"_s.arg(i);
        }
        return body;
    }

    void applyAll(TestDevice &device, std::span<const PackedChange> changes, const DeviceId &from)
    {
        while (!changes.empty()) {
            const Result<ApplyReport> report = device.library->apply(changes, from);
            if (!report || report->fault) {
                qFatal("story: %s",
                       qPrintable(report ? report->fault->detail : report.error().detail));
            }
            changes = changes.subspan(static_cast<std::size_t>(report->consumed));
        }
    }

    /// What `device` wrote itself since it had `since`.
    std::vector<PackedChange> ownChanges(TestDevice &device, const VersionVector &since)
    {
        const Result<VersionVector> all = device.library->publish();
        const Result<ChangeBatch> batch = device.library->changesAfter(since, *all, 1000, 1 << 24);
        std::vector<PackedChange> own;
        std::copy_if(
            batch->changes.begin(),
            batch->changes.end(),
            std::back_inserter(own),
            [&device](const PackedChange &change) { return change.log.device == device.id(); });
        return own;
    }

    NoteEdit
    moved(const NoteId &record, const NoteId &parent, RecordKind kind, const QString &order)
    {
        NoteEdit edit;
        edit.note = record;
        edit.place = Place {parent, order, kind};
        return edit;
    }

    /// Notes with every field, texts that are easily damaged, deltas with snapshots between them.
    void plainNotes(TestDevice &a)
    {
        NoteEdit full = newNote(u"Grüße \u2603 \U0001F30D"_s, u"# Heading\n\nfirst\nsecond\n"_s);
        full.description = u"what it is"_s;
        full.tags = QStringList {u"home"_s, u"ä"_s};
        full.categories = QStringList {u"ideas"_s};
        full.attachments = QStringList {QString(64, u'a')};
        full.place =
            Place {*a.library->ensureNotebook({u"Work"_s, u"Plans"_s}), u"m"_s, RecordKind::Note};
        commit(a, full);
        NoteEdit secret = newNote(u"private"_s, u"for my eyes\n"_s);
        secret.isPrivate = true;
        commit(a, secret);
        commit(a, newNote(u"\uFEFFmark"_s, u"\uFEFFa\r\nb\r\n\tc  \r\n\r\nno end"_s));
        commit(a, newNote({}, {}));
        const NoteId grown = commit(a, newNote(u"grown"_s, longBody(40))).note;
        for (int i = 0; i < 40; ++i) {
            commit(a, bodyEdit(grown, longBody(40) + u"and edit %1\n"_s.arg(i)));
        }
        commit(a, deletion(commit(a, newNote(u"gone"_s, u"was here\n"_s)).note));
        const NoteId back = commit(a, newNote(u"back again"_s)).note;
        commit(a, deletion(back));
        NoteEdit restore = titleEdit(back, u"back again, renamed"_s);
        commit(a, restore);
        QVERIFY(a.library->setSetting(u"theme"_s, u"dark"_s));
        QVERIFY(a.library->setSetting(u"theme"_s, u"light"_s));
    }

    /// One note for each way in which two devices can meet.
    void meetings(TestDevice &a, TestDevice &b)
    {
        const auto note = [&a](const QString &title) {
            return commit(a, newNote(title, u"one\ntwo\nthree\nfour\nfive\n"_s)).note;
        };
        const NoteId clean = note(u"merges"_s);
        const NoteId text = note(u"texts conflict"_s);
        const NoteId title = note(u"titles conflict"_s);
        const NoteId flag = note(u"flags conflict"_s);
        const NoteId struck = note(u"deleted there"_s);
        const NoteId resolved = note(u"resolved"_s);
        const NoteId both = note(u"kept both"_s);
        const NoteId outer = *a.library->ensureNotebook({u"Outer"_s});
        const NoteId inner = *a.library->ensureNotebook({u"Inner"_s});
        syncPair(a, b);
        commit(a, bodyEdit(clean, u"ONE\ntwo\nthree\nfour\nfive\n"_s));
        commit(b, bodyEdit(clean, u"one\ntwo\nthree\nfour\nFIVE\n"_s));
        for (const NoteId &id : {text, resolved, both}) {
            commit(a, bodyEdit(id, u"one\ntwo\nthree, here\nfour\nfive\n"_s));
            commit(b, bodyEdit(id, u"one\ntwo\nthree, there\nfour\nfive\n"_s));
        }
        commit(a, titleEdit(title, u"here"_s));
        commit(b, titleEdit(title, u"there"_s));
        NoteEdit describe;
        describe.note = flag;
        describe.description = u"here"_s;
        commit(a, describe);
        describe.description = u"there"_s;
        commit(b, describe);
        commit(a, bodyEdit(struck, u"one more thing\n"_s));
        commit(b, deletion(struck));
        commit(a, moved(outer, inner, RecordKind::Notebook, u"x"_s));
        commit(b, moved(inner, outer, RecordKind::Notebook, u"y"_s));
        syncPair(a, b);
        NoteConflict conflict = *a.library->conflict(resolved);
        QVERIFY(a.library->resolve(resolved, conflict.heads, conflict.sides[1].state));
        conflict = *b.library->conflict(both);
        QVERIFY(b.library->resolveKeepingBoth(
            both, conflict.heads, conflict.sides[0].state, conflict.sides[1].state));
        syncPair(a, b);
    }

    /// Changes that this program can only keep, on notes of its own.
    void newerChanges(TestDevice &a, FakeClock &clock)
    {
        TestDevice newer(kNewerDevice, clock);
        newer.open();
        pair(a, newer);
        NewerProgram author(kNewerDevice, a.library->id(), 4242);
        std::vector<PackedChange> changes;
        for (const NewerProgram::Novelty novelty : NewerProgram::kNovelties) {
            const CommitResult note = commit(a, newNote(u"before the newer change"_s));
            changes.push_back(
                author.write(novelty, note.note, {note.change}, Hlc::fromMs(clock.nowMs())));
        }
        applyAll(a, changes, newer.id());
    }

    /// A change on a change that never came.
    void orphan(TestDevice &a, TestDevice &b, TestDevice &c)
    {
        const NoteId note = commit(b, newNote(u"never came"_s, longBody(20))).note;
        sendAll(b, c);
        const VersionVector before = c.library->vector();
        commit(c, titleEdit(note, u"but its child did"_s));
        commit(c, bodyEdit(note, longBody(20) + u"more\n"_s));
        applyAll(a, ownChanges(c, before), c.id());
    }

    QString hashOf(const QByteArray &bytes)
    {
        return digest(bytes).toHex();
    }

    /// A text on one line, so that no character of it can hide.
    QString plain(QString text)
    {
        text.replace(u'\\', u"\\\\"_s).replace(u'\n', u"\\n"_s).replace(u'\r', u"\\r"_s);
        return text.replace(u'\t', u"\\t"_s).replace(u'\uFEFF', u"\\ufeff"_s);
    }

    QString stateLine(const NoteState &state)
    {
        QStringList parts {state.title,
                           state.description,
                           state.body.size() > 200 ? hashOf(state.body.toUtf8()) : state.body,
                           state.tags.join(u','),
                           state.categories.join(u','),
                           state.attachments.join(u','),
                           state.place.parent.toHex(),
                           state.place.order,
                           QString::number(static_cast<quint32>(state.place.kind)),
                           state.isPrivate ? u"private"_s : QString(),
                           state.deleted ? u"deleted"_s : QString()};
        for (auto it = state.unknown.cbegin(); it != state.unknown.cend(); ++it) {
            parts.append(QString::number(it.key(), 16) + u'='
                         + QString::fromLatin1(it.value().toHex()));
        }
        return plain(parts.join(u'|'));
    }

    void portrayRecords(const Library &library, QStringList &lines)
    {
        for (const NoteId &id : library.allNotes()) {
            const Result<Note> note = library.note(id);
            lines.append(u"note "_s + id.toHex() + u' ' + conflictTypeName(note->conflict));
            lines.append(u"  state "_s + stateLine(note->state));
            lines.append(u"  times %1 %2"_s.arg(note->createdAtMs).arg(note->updatedAtMs));
            for (const Hash &head : note->heads) {
                lines.append(u"  head "_s + head.toHex());
            }
            for (const Hash &head : note->shownHeads) {
                lines.append(u"  shown "_s + head.toHex());
            }
            for (const ChangeInfo &change : library.history(id)) {
                lines.append(u"  change %1 %2 %3 %4 %5 %6"_s.arg(change.change.toHex())
                                 .arg(static_cast<quint32>(change.operation))
                                 .arg(change.mask, 0, 16)
                                 .arg(change.hlc.value)
                                 .arg(change.createdAtMs)
                                 .arg(change.user));
                const Result<NoteState> then = library.stateAt(change.change);
                lines.append(u"    then "_s + (then ? stateLine(*then) : u"unreadable"_s));
            }
        }
        for (const NotebookSummary &notebook : library.notebooks()) {
            lines.append(
                u"notebook %1 in %2: %3, %4, %5 notes"_s
                    .arg(
                        notebook.id.toHex(), notebook.parent.toHex(), notebook.name, notebook.order)
                    .arg(notebook.notes));
        }
        for (const NoteConflict &conflict : library.conflicts()) {
            lines.append(u"conflict "_s + conflict.note.toHex() + u' '
                         + conflictTypeName(conflict.type)
                         + u" %1"_s.arg(conflict.conflictMask, 0, 16));
            for (const ConflictSide &side : conflict.sides) {
                lines.append(u"  side "_s + side.deviceName + u' ' + stateLine(side.state));
            }
            lines.append(u"  base "_s + (conflict.base ? stateLine(*conflict.base) : u"none"_s));
            lines.append(u"  merged "_s + stateLine(conflict.merged));
        }
    }

    void portrayLog(const Library &library, QStringList &lines)
    {
        const Result<ChangeBatch> all =
            library.changesAfter({}, library.vector(), 100'000, 1 << 26);
        std::map<std::pair<LogId, std::uint64_t>, QString> packed;
        for (const PackedChange &change : all->changes) {
            packed[{change.log, change.seq}] = hashOf(change.toCbor());
        }
        for (const auto &[at, hash] : packed) {
            lines.append(u"packed %1 %2 %3 %4"_s.arg(at.first.device.toHex().first(8))
                             .arg(at.first.incarnation)
                             .arg(at.second)
                             .arg(hash));
        }
        lines.append(u"needing an update: %1"_s.arg(library.changesNeedingUpdate()));
    }

    void portrayDevices(const Library &library, QStringList &lines)
    {
        lines.append(u"library %1 of %2 (%3), user %4"_s.arg(
            library.id().toHex(), library.device().toHex(), library.deviceName(), library.user()));
        lines.append(u"theme %1"_s.arg(library.setting(u"theme"_s).value_or(u"none"_s)));
        lines.append(u"local %1"_s.arg(library.localValue(u"window"_s)));
        const Membership membership = library.membership();
        for (const Member &member : membership.members()) {
            lines.append(u"member %1 %2"_s.arg(member.device.toHex(), member.name));
        }
        for (const QByteArray &record : membership.records()) {
            lines.append(u"record "_s + hashOf(record));
        }
        for (const PeerRow &peer : library.peers()) {
            lines.append(u"peer %1 %2 [%3] seen %4, %5 sent %6 received"_s
                             .arg(peer.device.toHex(), peer.name, peer.addresses.join(u' '))
                             .arg(peer.lastSeenMs)
                             .arg(peer.changesSent)
                             .arg(peer.changesReceived));
            for (const auto &[log, head] : peer.acked.heads()) {
                lines.append(u"  has %1 %2 %3"_s.arg(log.device.toHex().first(8))
                                 .arg(log.incarnation)
                                 .arg(head.seq));
            }
        }
        for (const AuditEntry &entry : library.auditLog(1000)) {
            lines.append(u"audit %1 %2 %3 %4"_s.arg(entry.timeMs)
                             .arg(entry.event, entry.device.first(qMin(8, entry.device.size())))
                             .arg(plain(entry.text)));
        }
    }

} // namespace

void tellStory(TestDevice &teller, FakeClock &clock, Era era)
{
    commit(teller, newNote(u"before it joined"_s));
    TestDevice first(2, clock);
    TestDevice second(3, clock);
    first.open();
    second.open();
    commit(first, newNote(u"there before"_s));
    pair(first, teller); // the teller's old logs are adopted
    pair(first, second);
    syncPair(first, teller);
    syncPair(first, second);
    plainNotes(teller);
    meetings(teller, first);
    newerChanges(teller, clock);
    if (era == Era::Schema2) {
        syncPair(teller, first);
        orphan(teller, first, second);
    }
    QVERIFY(teller.library->setPeerName(first.id(), u"the old laptop"_s));
    QVERIFY(teller.library->setPeerAddresses(first.id(), {u"wss://192.0.2.7:9180"_s}));
    teller.library->notePeerSeen(first.id(), 3, 4, 500, 600);
    teller.library->audit(u"paired"_s, first.id(), u"by code"_s);
    teller.library->audit(u"synced"_s, second.id(), u"3 received"_s);
    QVERIFY(teller.library->setLocalValue(u"window"_s, u"800x600"_s));
    const auto published = teller.library->publish();
    QVERIFY(published);
}

QByteArray portrait(const Library &library)
{
    QStringList lines;
    portrayDevices(library, lines);
    portrayRecords(library, lines);
    portrayLog(library, lines);
    return lines.join(u'\n').toUtf8() + '\n';
}

} // namespace sheaf::test
