#include "tests/support/libraryfixture.h"

using namespace Qt::StringLiterals;

namespace sheaf::test {

TestDevice::TestDevice(int which, FakeClock &wallClock, quint64 seed)
    : number(which)
    , signer(static_cast<std::uint8_t>(which))
    , clock(wallClock)
    , random(seed != 0 ? seed : static_cast<quint64>(which) * 7919U)
    , name(u"Device %1"_s.arg(which))
{
}

LibraryConfig TestDevice::config() const
{
    return {folder(), stateFolder(), &signer, &clock, &random, name, u"user of "_s + name};
}

void TestDevice::open()
{
    Result<std::unique_ptr<Library>> opened = Library::open(config());
    QVERIFY2(bool(opened), opened ? "" : qPrintable(opened.error().detail));
    library = *std::move(opened);
}

void pair(TestDevice &member, TestDevice &newcomer)
{
    const LibraryId old = newcomer.library->id();
    MemberRecord add = makeAdd(member.library->membership(),
                               member.signer,
                               newcomer.id(),
                               newcomer.name,
                               Hlc::fromMs(member.clock.nowMs()),
                               Adoption {old, newcomer.library->ownLogs()});
    signAsSubject(add, newcomer.signer);
    const Result<int> added = member.library->addMemberRecords({add.toCbor()});
    QVERIFY2(bool(added), added ? "" : qPrintable(added.error().detail));
    const Outcome joined =
        newcomer.library->join(member.library->id(), member.library->membership().records());
    QVERIFY2(bool(joined), joined ? "" : qPrintable(joined.error().detail));
}

int sendAll(TestDevice &from, TestDevice &to, int batchChanges)
{
    int applied = 0;
    const auto check = [](bool ok, const char *what) {
        if (!ok) {
            qFatal("sendAll: %s", what);
        }
    };
    check(bool(to.library->addMemberRecords(from.library->membership().records())), "members");
    const Result<VersionVector> offered = from.library->publish();
    check(bool(offered), "publish");
    for (bool complete = false; !complete;) {
        const Result<ChangeBatch> batch =
            from.library->changesAfter(to.library->vector(), *offered, batchChanges, 1 << 20);
        check(bool(batch), "read");
        std::span<const PackedChange> rest(batch->changes);
        while (!rest.empty()) {
            const Result<ApplyReport> report = to.library->apply(rest, from.id());
            check(bool(report), report ? "" : qPrintable(report.error().detail));
            check(!report->fault, report->fault ? qPrintable(report->fault->detail) : "");
            applied += report->applied;
            rest = rest.subspan(static_cast<std::size_t>(report->consumed));
        }
        complete = batch->complete;
    }
    from.library->markSyncedToPeer(to.id(), to.library->vector());
    to.library->markSyncedToPeer(from.id(), *offered);
    return applied;
}

int syncPair(TestDevice &a, TestDevice &b)
{
    return sendAll(a, b) + sendAll(b, a);
}

std::vector<std::unique_ptr<TestDevice>> devices(int count, FakeClock &clock)
{
    std::vector<std::unique_ptr<TestDevice>> made;
    for (int i = 0; i < count; ++i) {
        made.push_back(std::make_unique<TestDevice>(i + 1, clock));
        made.back()->open();
        if (i > 0) {
            pair(*made.front(), *made.back());
        }
    }
    for (int i = 1; i < count; ++i) {
        syncPair(*made.front(), *made[static_cast<std::size_t>(i)]);
    }
    return made;
}

QStringList dump(const Library &library)
{
    QStringList lines;
    for (const NoteId &id : library.allNotes()) {
        const Result<Note> note = library.convergedNote(id);
        if (!note) {
            lines.append(id.toHex() + u" unreadable"_s);
            continue;
        }
        NoteState state = note->state;
        if (state.deleted) {
            state = NoteState {}; // how long its content is kept differs by device
            state.deleted = true;
        }
        QStringList heads;
        for (const Hash &head : note->heads) {
            heads.append(head.toHex());
        }
        lines.append(QStringList {id.toHex(),
                                  state.title,
                                  state.description,
                                  state.body,
                                  state.tags.join(u','),
                                  state.categories.join(u','),
                                  library.notebookPath(state.place.parent).join(u'/'),
                                  QString::number(state.isPrivate),
                                  QString::number(state.deleted),
                                  conflictTypeName(note->conflict),
                                  heads.join(u','),
                                  QString::number(note->createdAtMs),
                                  QString::number(note->updatedAtMs)}
                         .join(u'|'));
    }
    return lines;
}

NoteEdit newNote(const QString &title, const QString &body)
{
    NoteEdit edit;
    edit.title = title;
    edit.body = body;
    return edit;
}

NoteEdit bodyEdit(const NoteId &note, const QString &body)
{
    NoteEdit edit;
    edit.note = note;
    edit.body = body;
    return edit;
}

NoteEdit titleEdit(const NoteId &note, const QString &title)
{
    NoteEdit edit;
    edit.note = note;
    edit.title = title;
    return edit;
}

NoteEdit deletion(const NoteId &note)
{
    NoteEdit edit;
    edit.note = note;
    edit.operation = Operation::Delete;
    return edit;
}

CommitResult commit(TestDevice &device, const NoteEdit &edit)
{
    Result<CommitResult> result = device.library->commit(edit);
    if (!result) {
        qFatal("commit: %s", qPrintable(result.error().detail));
    }
    device.clock.advance(std::chrono::seconds(1));
    return *std::move(result);
}

} // namespace sheaf::test
