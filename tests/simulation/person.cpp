#include "tests/simulation/person.h"

#include "model/merge/notebooktree.h"

#include <algorithm>

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kLargeWordsMin = 2'000;
    constexpr int kLargeWordsSpread = 10'000;
    constexpr int kImportNotesMax = 24;

    template <typename T>
    const T *pick(const std::vector<T> &from, test::SeededRandom &dice)
    {
        return from.empty()
            ? nullptr
            : &from[static_cast<std::size_t>(dice.below(static_cast<int>(from.size())))];
    }

    /// Bodies of few lines and few different words: edits meet each other.
    QString freshBody(test::SeededRandom &dice, const QString &word)
    {
        QStringList lines;
        const int count = 1 + dice.below(7);
        for (int i = 0; i < count; ++i) {
            lines +=
                dice.below(5) == 0 ? QString() : u"line %1 has some words"_s.arg(dice.below(6));
        }
        lines[dice.below(count)] += u" %1"_s.arg(word);
        return lines.join(u'\n') + (dice.below(2) == 0 ? u"\n"_s : QString());
    }

    QString editedBody(test::SeededRandom &dice, const QString &body, const QString &word)
    {
        QStringList lines = body.split(u'\n');
        const int at = dice.below(static_cast<int>(lines.size()));
        switch (dice.below(6)) {
        case 0:
            lines[at] += u' ' + word;
            break;
        case 1:
            lines[at] = word + u' ' + lines[at];
            break;
        case 2:
            lines.insert(at, word);
            break;
        case 3: {
            QStringList words = lines[at].split(u' ');
            words[dice.below(static_cast<int>(words.size()))] = word;
            lines[at] = words.join(u' ');
            break;
        }
        case 4:
            lines.removeAt(at);
            lines.append(word);
            break;
        default:
            lines.insert(at, u"a new paragraph\n"_s + word + u'\n');
            break;
        }
        return lines.join(u'\n');
    }

    /// Does not shrink when compressed: it travels in several frames, and above 256 KiB in parts.
    QString largeBody(test::SeededRandom &dice, const QString &word)
    {
        QString body = word + u'\n';
        const int words = kLargeWordsMin + dice.below(kLargeWordsSpread);
        for (int i = 0; i < words; ++i) {
            body += QString::number(dice.number(), 36) + (i % 8 == 7 ? u'\n' : u' ');
        }
        return body;
    }

} // namespace

/// One step at one device.
class Person::Deed
{
public:
    Deed(Person &person, Device &device, const Step &step)
        : m_person(person)
        , m_stage(person.m_stage)
        , m_device(device)
        , m_step(step)
        , m_dice(step.dice)
        , m_word(person.m_ledger.freshWord())
    {
    }
    bool run();

private:
    void createNote();
    void editNote();
    void deleteOrRestore(bool wanted);
    void moveNote();
    void makeNotebook();
    void changeNotebook();
    void setSetting(const QString &key, const QString &value);
    void decide(bool keepBoth);
    void openEditor();
    void saveEditor();
    void import();
    void writeLarge();

    [[nodiscard]] std::optional<Note> anyNote(std::optional<bool> deleted = {});
    [[nodiscard]] std::optional<NotebookSummary> anyNotebook();
    void commit(const NoteEdit &edit, const QString &word);
    void note(const CommitResult &done, const QString &word);
    void judge(const Error &error);

    Person &m_person;
    Stage &m_stage;
    Device &m_device;
    const Step &m_step;
    test::SeededRandom m_dice;
    QString m_word;
    qint64 m_failures = 0;
};

bool Person::act(Device &device, const Step &step)
{
    return Deed(*this, device, step).run();
}

bool Person::Deed::run()
{
    m_failures = m_device.disk().failures();
    switch (m_step.act) {
    case Act::CreateNote:
        createNote();
        return true;
    case Act::EditBody:
    case Act::EditTitle:
    case Act::EditTags:
    case Act::EditDescription:
    case Act::TogglePrivate:
        editNote();
        return true;
    case Act::DeleteNote:
    case Act::RestoreNote:
        deleteOrRestore(m_step.act == Act::DeleteNote);
        return true;
    case Act::MoveNote:
        moveNote();
        return true;
    case Act::MakeNotebook:
        makeNotebook();
        return true;
    case Act::MoveNotebook:
    case Act::RenameNotebook:
    case Act::DeleteNotebook:
        changeNotebook();
        return true;
    case Act::SetSetting:
        setSetting(u"setting %1"_s.arg(m_dice.below(2)), m_word);
        return true;
    case Act::SetPolicy:
        setSetting(u"conflict-policy"_s, m_dice.below(2) == 0 ? u"newest"_s : u"ask"_s);
        return true;
    case Act::Resolve:
    case Act::KeepBoth:
        decide(m_step.act == Act::KeepBoth);
        return true;
    case Act::OpenEditor:
        openEditor();
        return true;
    case Act::SaveEditor:
        saveEditor();
        return true;
    case Act::Import:
        import();
        return true;
    case Act::WriteLarge:
        writeLarge();
        return true;
    default: // NOLINT: the machine's, the network's
        return false;
    }
}

// Looking

std::optional<Note> Person::Deed::anyNote(std::optional<bool> deleted)
{
    const std::vector<NoteId> all = m_device.library().allNotes();
    // Mostly the same few notes, so that devices meet on them.
    const int among = m_dice.below(3) == 0 ? static_cast<int>(all.size())
                                           : std::min(3, static_cast<int>(all.size()));
    for (int attempt = 0; attempt < 4 && among > 0; ++attempt) {
        const Result<Note> note =
            m_device.library().note(all[static_cast<std::size_t>(m_dice.below(among))]);
        if (!note) {
            if (m_device.isUp() && note.error().code != ErrorCode::NotFound) {
                judge(note.error());
            }
            continue;
        }
        if (!note->heads.empty() && (!deleted || note->state.deleted == *deleted)) {
            return *note;
        }
    }
    return std::nullopt;
}

std::optional<NotebookSummary> Person::Deed::anyNotebook()
{
    const std::vector<NotebookSummary> all = m_device.library().notebooks();
    const NotebookSummary *one = pick(all, m_dice);
    return one == nullptr ? std::nullopt : std::optional(*one);
}

// Writing

void Person::Deed::judge(const Error &error)
{
    const bool diskFailed = m_device.disk().failures() > m_failures || !m_device.isUp();
    if (!diskFailed) {
        m_stage.fail(u"%1 refuses to %2: %3 %4"_s.arg(
            m_device.name(), actName(m_step.act), errorName(error.code), error.detail));
    }
    m_stage.say(u"%1 could not %2"_s.arg(m_device.name(), actName(m_step.act)));
    m_stage.count(u"edits that the disk refused"_s);
}

void Person::Deed::commit(const NoteEdit &edit, const QString &word)
{
    const Result<CommitResult> done =
        m_device.work([&edit](Library &library) { return library.commit(edit); });
    if (done) {
        note(*done, word);
    } else {
        judge(done.error());
    }
}

/// Into the ledger, unless the power went before anyone was told.
void Person::Deed::note(const CommitResult &done, const QString &word)
{
    if (!m_device.isUp() || done.change.isNull()) {
        return;
    }
    const Result<NoteChange> change = m_device.library().changeWithFragment(done.change);
    if (!change) {
        m_stage.fail(u"%1 does not find what it has just written"_s.arg(m_device.name()));
        return;
    }
    const ChangeHeader &header = change->header;
    m_person.m_ledger.add(
        {done.note, done.change, header.log, header.seq, word, m_device.number()});
    m_stage.say(u"%1 has written %2: %3 %4 = change %5 of note %6"_s
                    .arg(m_device.name(), actName(m_step.act), word)
                    .arg(header.seq)
                    .arg(done.change.toHex().first(6), done.note.toHex().first(6)));
    m_stage.count(u"edit: "_s + actName(m_step.act));
}

void Person::Deed::createNote()
{
    NoteEdit edit;
    edit.title = u"note %1"_s.arg(m_dice.below(20));
    edit.body = freshBody(m_dice, m_word);
    if (m_dice.below(3) == 0) {
        edit.tags = QStringList {u"tag%1"_s.arg(m_dice.below(4))};
    }
    if (const auto notebook = anyNotebook(); notebook && m_dice.below(2) == 0) {
        edit.place = Place {notebook->id, u"a"_s, RecordKind::Note};
    }
    commit(edit, m_word);
}

void Person::Deed::editNote()
{
    const std::optional<Note> seen = anyNote();
    if (!seen) {
        return;
    }
    NoteEdit edit;
    edit.note = seen->id;
    if (m_dice.below(4) != 0) { // else a script: it looks and writes in one step
        edit.parents = seen->shownHeads;
    }
    edit.force = seen->state.deleted;
    QStringList tags = seen->state.tags;
    switch (m_step.act) {
    case Act::EditTitle:
        edit.title = u"title %1"_s.arg(m_word);
        break;
    case Act::EditTags:
        if (!tags.isEmpty() && m_dice.below(2) == 0) {
            tags.removeAt(m_dice.below(static_cast<int>(tags.size())));
        }
        edit.tags = tags + QStringList {m_word};
        break;
    case Act::EditDescription:
        edit.description = u"about %1"_s.arg(m_word);
        break;
    case Act::TogglePrivate:
        edit.isPrivate = !seen->state.isPrivate;
        commit(edit, {});
        return;
    default: // NOLINT: the caller has sorted out the rest
        edit.body = editedBody(m_dice, seen->state.body, m_word);
        break;
    }
    commit(edit, m_word);
}

void Person::Deed::deleteOrRestore(bool wanted)
{
    const std::optional<Note> seen = anyNote(!wanted);
    if (!seen) {
        return;
    }
    NoteEdit edit;
    edit.note = seen->id;
    edit.parents = seen->shownHeads;
    if (wanted) {
        edit.operation = Operation::Delete;
    } else {
        edit.force = true;
    }
    commit(edit, {});
}

void Person::Deed::moveNote()
{
    const std::optional<Note> seen = anyNote();
    const std::optional<NotebookSummary> notebook = anyNotebook();
    if (!seen || !notebook) {
        return;
    }
    NoteEdit edit;
    edit.note = seen->id;
    edit.parents = seen->shownHeads;
    edit.force = seen->state.deleted;
    edit.place = Place {notebook->id, u"k%1"_s.arg(m_dice.below(9)), RecordKind::Note};
    commit(edit, {});
}

void Person::Deed::makeNotebook()
{
    QStringList path {u"book %1"_s.arg(m_dice.below(3))};
    if (m_dice.below(2) == 0) {
        path += u"part %1"_s.arg(m_dice.below(2));
    }
    const Result<NoteId> made =
        m_device.work([&path](Library &library) { return library.ensureNotebook(path); });
    if (!made) {
        judge(made.error());
        return;
    }
    m_stage.count(u"edit: make notebook"_s);
}

void Person::Deed::changeNotebook()
{
    const std::optional<NotebookSummary> book = anyNotebook();
    const std::optional<NotebookSummary> other = anyNotebook();
    if (!book || !other) {
        return;
    }
    NoteEdit edit;
    edit.note = book->id;
    if (m_step.act == Act::DeleteNotebook) {
        edit.operation = Operation::Delete;
        commit(edit, {});
    } else if (m_step.act == Act::RenameNotebook) {
        edit.title = u"book %1"_s.arg(m_word);
        commit(edit, m_word);
    } else {
        const QString order = orderKeyBetween(other->order, {}, u"sim");
        edit.place =
            Place {other->id == book->id ? NoteId {} : other->id, order, RecordKind::Notebook};
        commit(edit, {});
    }
}

void Person::Deed::setSetting(const QString &key, const QString &value)
{
    const Outcome done =
        m_device.work([&](Library &library) { return library.setSetting(key, value); });
    if (!done) {
        judge(done.error());
        return;
    }
    m_stage.count(u"edit: "_s + actName(m_step.act));
}

// Conflicts

void Person::Deed::decide(bool keepBoth)
{
    const std::vector<NoteConflict> open = m_device.library().conflicts();
    const NoteConflict *conflict = pick(open, m_dice);
    if (conflict == nullptr || conflict->sides.empty()) {
        return;
    }
    NoteState result = pick(conflict->sides, m_dice)->state;
    QString word;
    if (m_dice.below(2) == 0) { // else equal choices, made apart, collapse
        word = m_word;
        result.body = editedBody(m_dice, conflict->merged.body, word);
    }
    const auto done = m_device.work([&](Library &library) -> Result<std::vector<CommitResult>> {
        if (keepBoth) {
            return library.resolveKeepingBoth(
                conflict->note, conflict->heads, result, pick(conflict->sides, m_dice)->state);
        }
        const Result<CommitResult> one = library.resolve(conflict->note, conflict->heads, result);
        if (!one) {
            return one.error();
        }
        return std::vector<CommitResult> {*one};
    });
    if (!done) {
        judge(done.error());
        return;
    }
    for (std::size_t i = 0; i < done->size(); ++i) {
        note(done->at(i), i == 0 ? word : QString());
    }
}

// Editors that stay open while other edits arrive

void Person::Deed::openEditor()
{
    if (const std::optional<Note> seen = anyNote(false)) {
        m_person.m_editors[m_device.number()] = *seen;
    }
}

void Person::Deed::saveEditor()
{
    const auto editor = m_person.m_editors.extract(m_device.number());
    if (editor.empty()) {
        return;
    }
    const Note &opened = editor.mapped();
    NoteEdit edit;
    edit.note = opened.id;
    edit.parents = opened.shownHeads;
    edit.body = editedBody(m_dice, opened.state.body, m_word);
    const Result<Note> now = m_device.library().note(opened.id);
    if (now && now->shownHeads != opened.shownHeads) {
        m_stage.count(u"edit: saved over what had come meanwhile"_s);
    }
    commit(edit, m_word);
}

// Much at once

void Person::Deed::import()
{
    std::vector<NoteEdit> edits;
    QStringList words;
    const int count = 2 + m_dice.below(kImportNotesMax);
    for (int i = 0; i < count; ++i) {
        words += i == 0 ? m_word : m_person.m_ledger.freshWord();
        NoteEdit edit;
        edit.title = u"imported %1"_s.arg(i);
        edit.body = freshBody(m_dice, words.last());
        edits.push_back(edit);
    }
    const auto done =
        m_device.work([&edits](Library &library) { return library.commitAll(edits); });
    if (!done) {
        judge(done.error());
        return;
    }
    for (std::size_t i = 0; i < done->size(); ++i) {
        note(done->at(i), words[static_cast<int>(i)]);
    }
}

void Person::Deed::writeLarge()
{
    const std::optional<Note> seen = anyNote(false);
    NoteEdit edit;
    if (seen) {
        edit.note = seen->id;
        edit.parents = seen->shownHeads;
    } else {
        edit.title = u"a large note"_s;
    }
    edit.body = largeBody(m_dice, m_word);
    commit(edit, m_word);
}

} // namespace sheaf::simulation
