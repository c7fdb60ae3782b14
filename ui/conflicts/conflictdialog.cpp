#include "ui/conflicts/conflictdialog.h"

#include "ui/common/errortext.h"
#include "ui/common/messagebar.h"
#include "ui/conflicts/conflictcommand.h"
#include "ui/conflicts/conflictdraft.h"
#include "ui/conflicts/conflictfields.h"
#include "ui/conflicts/conflictlayout.h"
#include "ui/conflicts/conflictview.h"
#include "ui/conflicts/conflictwording.h"
#include "ui/conflicts/resultedit.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QTimer>
#include <QUndoStack>
#include <QVBoxLayout>

#include <chrono>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr std::chrono::milliseconds kDraftAfter {600}; ///< of quiet, then the draft is written

} // namespace

struct ConflictDialog::Private : ConflictLayout
{
    Private(ConflictDialog &dialog, LibraryService &library, const LibraryReader &libraryReader);

    void connectAll();
    void load();
    void settledElsewhere();
    void reload();
    void showAll();
    void showVersions();
    void showOpen();
    void showFields();
    /// Runs `change` on the model as one undoable step.
    void step(const QString &text,
              const std::function<void()> &change,
              qsizetype typedFrom = -1,
              qsizetype typedUpTo = -1);
    void showMoment(const ConflictCommand::Moment &moment);
    void saveDraft();
    void writeDraft(const QByteArray &json);
    bool askForOpen();
    void resolve();
    void keepAsTwo();
    void finish(const Result<CommitResult> &result, const NoteId &second);
    void offerEarlierText(const QString &sentence, const QString &text);
    [[nodiscard]] QString label(const ConflictSide &side) const;

    ConflictDialog &q;
    LibraryService &service;
    const LibraryReader &reader;
    std::optional<ConflictModel> model; ///< absent: nothing to settle
    ConflictAnswers untouched; ///< as the comparison began
    QUndoStack *undo;
    QTimer *draftTimer;
    bool changed = false; ///< since the draft was last written
    bool touched = false; ///< the person has done something worth keeping
    bool busy = false; ///< a resolution is on its way
    bool settled = false;
};

ConflictDialog::Private::Private(ConflictDialog &dialog,
                                 LibraryService &library,
                                 const LibraryReader &libraryReader)
    : ConflictLayout(dialog)
    , q(dialog)
    , service(library)
    , reader(libraryReader)
    , undo(new QUndoStack(&dialog))
    , draftTimer(new QTimer(&dialog))
{
    draftTimer->setSingleShot(true);
    draftTimer->setInterval(kDraftAfter);
}

void ConflictDialog::Private::connectAll()
{
    connect(view, &ConflictView::chosen, &q, [this](int difference, ConflictChoice choice) {
        step(tr("Choose"), [=, this] { model->choose(difference, choice); });
    });
    connect(
        view, &ConflictView::edited, &q, [this](qsizetype at, qsizetype removed, const QString &s) {
            // Letters typed one after the other are one step; a blank or anything larger begins a new one.
            const bool typing = removed == 0 && s.size() == 1 && !s.front().isSpace();
            step(
                tr("Type"),
                [&, this] { model->edit(at, removed, s); },
                typing ? at : -1,
                typing ? at + 1 : -1);
        });
    connect(fields, &ConflictFields::chosen, &q, [this](int index, ConflictChoice choice) {
        step(tr("Choose"), [=, this] { model->chooseField(index, choice); });
    });
    connect(compareWith, &QComboBox::activated, &q, [this](int index) {
        step(tr("Compare with another version"),
             [=, this] { model->compareWith(compareWith->itemData(index).toInt()); });
    });
    connect(next, &QPushButton::clicked, &q, [this] {
        if (askForOpen()) {
            step(tr("Next version"), [this] { model->nextComparison(); });
        }
    });
    connect(view, &ConflictView::undoRequested, undo, &QUndoStack::undo);
    connect(view, &ConflictView::redoRequested, undo, &QUndoStack::redo);
    connect(undo, &QUndoStack::indexChanged, &q, [this] {
        view->setUndoState(undo->canUndo(), undo->canRedo());
    });
    const auto addShortcut = [this](QKeySequence::StandardKey key, void (QUndoStack::*run)()) {
        for (const QKeySequence &sequence : QKeySequence::keyBindings(key)) {
            connect(new QShortcut(sequence, &q), &QShortcut::activated, undo, run);
        }
    };
    addShortcut(QKeySequence::Undo, &QUndoStack::undo);
    addShortcut(QKeySequence::Redo, &QUndoStack::redo);
    connect(new QShortcut(QKeySequence(u"Ctrl+Return"_s), &q), &QShortcut::activated, &q, [this] {
        model && !model->onLastComparison() ? next->click() : resolveButton->click();
    });
    connect(later, &QPushButton::clicked, &q, &QDialog::reject);
    connect(resolveButton, &QPushButton::clicked, &q, [this] { resolve(); });
    connect(keepBoth, &QPushButton::clicked, &q, [this] { keepAsTwo(); });
    connect(draftTimer, &QTimer::timeout, &q, [this] { saveDraft(); });
    connect(&service, &LibraryService::notesChanged, &q, [this](const QList<NoteId> &notes) {
        if (!busy && !settled && (notes.isEmpty() || notes.contains(q.m_note))) {
            reload();
        }
    });
}

QString ConflictDialog::Private::label(const ConflictSide &side) const
{
    return sideLabel(side, {reader.device(), QDateTime::currentDateTime()});
}

void ConflictDialog::Private::load()
{
    Result<NoteConflict> conflict = reader.conflict(q.m_note);
    if (!conflict) {
        settledElsewhere();
        return;
    }
    const auto notebookName = [this](const NoteId &notebook) {
        return reader.notebookPath(notebook).join(u" / "_s);
    };
    model.emplace(*std::move(conflict), notebookName);
    untouched = model->answers();
    const QString kept = reader.localValue(ConflictDraft::key(q.m_note));
    if (const auto draft = ConflictDraft::fromJson(kept.toUtf8())) {
        if (const auto carried = draft->applyTo(*model)) {
            touched = true;
            if (carried->sameHeads) {
                notices->show({.text = tr("You left this unfinished. Your choices are still here."),
                               .hideAfter = std::chrono::seconds(8)});
            } else {
                offerEarlierText(tr("The note has changed since you left this unfinished. Choices "
                                    "that still fit are kept: %1 of %2.")
                                     .arg(carried->kept)
                                     .arg(carried->kept + carried->lost),
                                 draft->text);
            }
        }
    }
    showAll();
    if (const std::optional<int> first = model->firstUndecided()) {
        view->goTo(*first);
    }
}

void ConflictDialog::Private::reload()
{
    Result<NoteConflict> conflict = reader.conflict(q.m_note);
    if (!conflict) {
        settledElsewhere();
        return;
    }
    if (model && conflict->heads == model->conflict().heads) {
        return;
    }
    const auto notebookName = [this](const NoteId &notebook) {
        return reader.notebookPath(notebook).join(u" / "_s);
    };
    ConflictModel moved(*std::move(conflict), notebookName);
    const ConflictAnswers fresh = moved.answers();
    QString sentence = tr("The note has changed on another device; these are its new versions.");
    std::optional<QString> earlier;
    if (model && touched) {
        const ConflictDraft draft = ConflictDraft::of(*model);
        if (const auto carried = draft.applyTo(moved)) {
            sentence =
                tr("The note has changed on another device. Choices that still fit are kept: "
                   "%1 of %2.")
                    .arg(carried->kept)
                    .arg(carried->kept + carried->lost);
            earlier = draft.text;
        }
    }
    undo->clear(); // its steps are about versions that are no more
    model = std::move(moved);
    untouched = fresh;
    showAll();
    if (earlier) {
        offerEarlierText(sentence, *earlier);
        draftTimer->start();
        changed = true;
    } else {
        notices->show({.text = sentence});
    }
}

void ConflictDialog::Private::offerEarlierText(const QString &sentence, const QString &text)
{
    if (text == model->resultText()) {
        notices->show({.text = sentence});
        return;
    }
    notices->show({.text = sentence,
                   .tone = MessageBar::Tone::Warning,
                   .actionText = tr("Use my earlier result"),
                   .action = [this, text] {
                       step(tr("Use my earlier result"),
                            [this, text] { model->replaceResult(text); });
                   }});
}

void ConflictDialog::Private::settledElsewhere()
{
    settled = true;
    draftTimer->stop();
    const bool unfinished = model && touched;
    notices->show(
        {.text = unfinished
             ? tr("This conflict was settled on another device meanwhile. Your unfinished "
                  "result stays below until you close, for you to copy.")
             : tr("This conflict is settled already; there is nothing left to do.")});
    view->setSettled();
    view->setVisible(model.has_value());
    for (QWidget *widget : std::initializer_list<QWidget *> {fields, versions, keepBoth, next}) {
        widget->hide();
    }
    resolveButton->setEnabled(false);
    later->setText(tr("Close"));
    later->setAccessibleName(tr("Close"));
    open->clear();
}

void ConflictDialog::Private::showAll()
{
    const NoteConflict &conflict = model->conflict();
    const QString name = conflict.title.isEmpty() ? tr("Untitled") : conflict.title;
    title->setText(tr("Two versions of “%1”").arg(name));
    if (conflict.sides.size() > 2) {
        title->setText(tr("%1 versions of “%2”").arg(conflict.sides.size()).arg(name));
    } else if (conflict.sides.size() < 2) {
        title->setText(name);
    }
    QString why = conflictExplanation(conflict);
    if (model->comparedAsWhole()) {
        why += u' ' + tr("The texts are too large to be taken apart, so they stand as a whole.");
    }
    explanation->setText(why);
    showVersions();
    showFields();
    const QString thisLabel =
        model->comparison() == 0 ? label(model->thisSide()) : tr("your result so far");
    view->showModel(*model, thisLabel, label(model->otherSide()));
    view->setUndoState(undo->canUndo(), undo->canRedo());
    showOpen();
}

void ConflictDialog::Private::showVersions()
{
    versions->setVisible(model->comparisons() > 1);
    versionCount->setText(
        tr("Comparison %1 of %2, with").arg(model->comparison() + 1).arg(model->comparisons()));
    compareWith->clear();
    for (const int side : model->remainingSides()) {
        const auto index = static_cast<std::size_t>(side);
        compareWith->addItem(label(model->conflict().sides[index]), side);
    }
}

void ConflictDialog::Private::showFields()
{
    const QString thisLabel =
        model->comparison() == 0 ? label(model->thisSide()) : tr("your result so far");
    fields->setQuestions(model->fields(), thisLabel, label(model->otherSide()));
    const NoteState &merged = model->conflict().merged;
    const bool same = model->thisSide().state.tags == model->otherSide().state.tags;
    tags->setVisible(!same && !merged.tags.isEmpty());
    tags->setText(tr("Tags of both versions are kept: %1").arg(merged.tags.join(u", "_s)));
}

void ConflictDialog::Private::showOpen()
{
    const int left = model->undecided();
    const bool newer = model->needsNewerProgram();
    const bool last = model->onLastComparison();
    QString sentence = tr("%n still to decide", nullptr, left);
    if (left == 0) {
        sentence = model->result().deleted ? tr("The note goes to the trash.")
                                           : tr("Everything is decided.");
    }
    open->setText(newer ? QString() : sentence);
    next->setVisible(!last);
    resolveButton->setVisible(last);
    resolveButton->setEnabled(!newer && !busy);
    keepBoth->setVisible(model->comparisons() > 0 && !model->otherSide().deleted);
    keepBoth->setEnabled(last && !newer && !busy);
}

void ConflictDialog::Private::step(const QString &text,
                                   const std::function<void()> &change,
                                   qsizetype typedFrom,
                                   qsizetype typedUpTo)
{
    if (!model || settled) {
        return;
    }
    ConflictCommand::Moment before = ConflictCommand::momentOf(*model, view->current());
    change();
    ConflictCommand::Moment after = ConflictCommand::momentOf(*model, view->current());
    touched = true;
    changed = true;
    draftTimer->start();
    undo->push(new ConflictCommand(
        text,
        std::move(before),
        std::move(after),
        [this](const ConflictCommand::Moment &moment) { showMoment(moment); },
        typedFrom,
        typedUpTo));
    showAll();
}

void ConflictDialog::Private::showMoment(const ConflictCommand::Moment &moment)
{
    if (model->present() != moment.comparison && !model->resume(moment.comparison)) {
        return;
    }
    model->restore(moment.answers);
    changed = true;
    draftTimer->start();
    showAll();
    view->goTo(moment.difference);
}

void ConflictDialog::Private::writeDraft(const QByteArray &json)
{
    const QString key = ConflictDraft::key(q.m_note);
    service.run([key, text = QString::fromUtf8(json)](
                    Library &library) { return library.setLocalValue(key, text); },
                &q,
                [this](const Outcome &outcome) {
                    if (!outcome) {
                        notices->show(
                            {.text = errorText(outcome.error()), .tone = MessageBar::Tone::Danger});
                    }
                });
}

void ConflictDialog::Private::saveDraft()
{
    draftTimer->stop();
    if (model && changed && !settled) {
        changed = false;
        writeDraft(ConflictDraft::of(*model).toJson());
    }
}

bool ConflictDialog::Private::askForOpen()
{
    if (model->undecided() == 0) {
        return true;
    }
    const std::vector<FieldQuestion> &questions = model->fields();
    for (int i = 0; i < static_cast<int>(questions.size()); ++i) {
        if (questions[static_cast<std::size_t>(i)].choice == ConflictChoice::Undecided) {
            fields->focusQuestion(i);
            open->setText(tr("Choose one of the two first."));
            return false;
        }
    }
    if (const std::optional<int> difference = model->firstUndecided()) {
        view->goTo(*difference);
        view->result()->setFocus();
        open->setText(tr("Choose for this difference first, or write it in the result."));
    }
    return false;
}

void ConflictDialog::Private::resolve()
{
    if (!model || settled || busy || !model->onLastComparison() || !askForOpen()) {
        return;
    }
    saveDraft(); // should it fail, or the power, nothing is lost
    busy = true;
    showOpen();
    service.resolve(q.m_note,
                    model->conflict().heads,
                    model->result(),
                    &q,
                    [this](const Result<CommitResult> &result) { finish(result, NoteId {}); });
}

void ConflictDialog::Private::keepAsTwo()
{
    if (!model || settled || busy) {
        return;
    }
    saveDraft();
    busy = true;
    showOpen();
    service.run(
        [note = q.m_note,
         heads = model->conflict().heads,
         kept = model->kept(),
         loser = model->loser()](Library &library) {
            return library.resolveKeepingBoth(note, heads, kept, loser);
        },
        &q,
        [this](const Result<std::vector<CommitResult>> &results) {
            if (!results) {
                finish(results.error(), NoteId {});
                return;
            }
            finish(results->front(), results->back().note);
        });
}

void ConflictDialog::Private::finish(const Result<CommitResult> &result, const NoteId &second)
{
    busy = false;
    if (result) {
        settled = true; // done() drops the draft
        Q_EMIT q.resolved(q.m_note, second);
        q.accept();
        return;
    }
    showOpen();
    if (result.error().code == ErrorCode::StaleHeads) {
        reload();
    } else if (result.error().code == ErrorCode::NotFound) {
        settledElsewhere();
    } else {
        notices->show({.text = errorText(result.error()), .tone = MessageBar::Tone::Danger});
    }
}

ConflictDialog::ConflictDialog(LibraryService &service,
                               const LibraryReader &reader,
                               const NoteId &note,
                               QWidget *parent)
    : QDialog(parent)
    , m_note(note)
    , d(std::make_unique<Private>(*this, service, reader))
{
    d->connectAll();
    d->load();
}

ConflictDialog::~ConflictDialog()
{
    d->undo->disconnect(); // it empties itself with a signal when most of us is gone
}

void ConflictDialog::done(int result)
{
    if (d->settled && d->model) {
        d->writeDraft({});
    } else {
        d->saveDraft();
    }
    QDialog::done(result);
}

} // namespace sheaf
