#include "ui/main/mainwindow.h"

#include "ui/common/errortext.h"
#include "ui/common/humanize.h"
#include "ui/common/messagebar.h"
#include "ui/conflicts/conflictbanner.h"
#include "ui/devices/heldbanner.h"
#include "ui/editor/editorpane.h"
#include "ui/editor/findbar.h"
#include "ui/exchange/exchangecommands.h"
#include "ui/history/historydialog.h"
#include "ui/main/actions.h"
#include "ui/main/editactions.h"
#include "ui/main/helpdialog.h"
#include "ui/main/menus.h"
#include "ui/main/notecommands.h"
#include "ui/main/sidebar.h"
#include "ui/main/syncpresence.h"
#include "ui/main/windowpanes.h"
#include "ui/main/windowstate.h"
#include "ui/notes/emptystate.h"
#include "ui/notes/notelistmodel.h"
#include "ui/notes/notelistview.h"
#include "ui/notes/searchbar.h"
#include "ui/notes/tagbar.h"
#include "ui/quickopen/quickopen.h"
#include "ui/settings/settings.h"
#include "ui/settings/settingsdialog.h"

#include <QCloseEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace sheaf {

namespace {

    /// Changes that come in a crowd make one look at the library; never more than a quarter of the time.
    constexpr std::chrono::milliseconds kRefreshSoonest {30};
    constexpr qint64 kRefreshShare = 4;
    constexpr std::chrono::seconds kNoticeTime {8};

    std::unique_ptr<LibraryReader> openReader(const LibraryService &library)
    {
        Result<std::unique_ptr<LibraryReader>> reader = library.openReader();
        if (!reader) {
            // The service has this library open; without a reader there is nothing to show or to lose.
            qFatal("The library cannot be read: %s", qPrintable(reader.error().detail));
        }
        return std::move(*reader);
    }

} // namespace

MainWindow::MainWindow(LibraryService &library, SyncEngine &engine, QWidget *parent)
    : QMainWindow(parent)
    , m_library(library)
    , m_reader(openReader(library))
    , m_drafts(new Drafts(library, *m_reader, this))
    , m_commands(new NoteCommands(library, *m_reader, *m_drafts, this))
    , m_actions(new Actions(*this))
    , m_panes(new WindowPanes(*this, *m_actions, *m_drafts, *m_reader))
    , m_sync(new SyncPresence(library, *m_reader, engine, *this))
    , m_exchange(new ExchangeCommands(library, *m_panes->messages, *this))
    , m_state(std::make_unique<WindowState>(*this, *m_panes->splitter))
    , m_refreshTimer(new QTimer(this))
{
    setWindowTitle(u"Sheaf"_s);
    setObjectName(u"mainWindow"_s);
    m_panes->addStatus(m_sync->statusButton());
    fillMenuBar(*menuBar(), *m_actions);
    new EditActions(*m_actions, m_panes->editor->body(), this);
    connectFileActions();
    connectNoteActions();
    connectViewActions();
    connectPanes();
    connectLibrary();
    m_panes->editor->setWritingFont(Settings::writingFont());
    showFilter({});
    m_panes->sidebar->choose({});
    refresh();
    m_state->restore();
    m_actions->showSidebar->setChecked(true);
    m_actions->showList->setChecked(true);
    openNote(WindowState::openNote());
}

MainWindow::~MainWindow()
{
    // The editor hands its draft back before the drafts go.
    delete m_panes->editor;
}

void MainWindow::connectFileActions()
{
    const Actions &a = *m_actions;
    connect(a.newNote, &QAction::triggered, this, [this] { startNote({}); });
    connect(a.newNotebook, &QAction::triggered, this, [this] {
        m_commands->makeNotebook(m_panes->sidebar->currentNotebook());
    });
    connect(m_commands, &NoteCommands::notebookMade, m_panes->sidebar, &Sidebar::rename);
    connect(a.importNotes, &QAction::triggered, m_exchange, &ExchangeCommands::askImport);
    connect(a.exportNotes, &QAction::triggered, m_exchange, [this] {
        m_drafts->flush();
        m_exchange->askExport();
    });
    connect(a.print, &QAction::triggered, this, [this] {
        if (NoteDraft *draft = m_panes->editor->draft()) {
            m_exchange->print(draft->state().title, draft->state().body);
        }
    });
    connect(a.quit, &QAction::triggered, this, &QWidget::close);
    connect(a.settings, &QAction::triggered, this, &MainWindow::showSettings);
    connect(a.syncNow, &QAction::triggered, this, [this] {
        m_drafts->flush();
        m_sync->syncNow();
    });
    connect(a.pairDevice, &QAction::triggered, m_sync, &SyncPresence::pairDevice);
    connect(m_sync, &SyncPresence::told, this, [this](const QString &what) { tell(what, {}); });
    connect(a.devices, &QAction::triggered, m_sync, &SyncPresence::showDevices);
    connect(a.conflicts, &QAction::triggered, m_sync, &SyncPresence::showConflicts);
    connect(a.help, &QAction::triggered, this, [this] { showHelp(this); });
    connect(a.about, &QAction::triggered, this, [this] { showAbout(this); });
}

void MainWindow::connectNoteActions()
{
    const Actions &a = *m_actions;
    EditorPane *editor = m_panes->editor;
    connect(a.findInNote, &QAction::triggered, editor, &EditorPane::focusFind);
    connect(a.findNext, &QAction::triggered, this, [editor] { editor->findBar().next(); });
    connect(a.findPrevious, &QAction::triggered, this, [editor] { editor->findBar().previous(); });
    connect(a.details, &QAction::triggered, editor, &EditorPane::showDetails);
    connect(a.tags, &QAction::triggered, this, [editor] { editor->tagBar().focusField(); });
    connect(a.preview, &QAction::toggled, editor, &EditorPane::setPreview);
    connect(editor, &EditorPane::previewChanged, a.preview, &QAction::setChecked);
    connect(a.moveNote, &QAction::triggered, this, &MainWindow::askNotebook);
    connect(a.deleteNote, &QAction::triggered, this, &MainWindow::deleteNotes);
    connect(
        a.restoreNote, &QAction::triggered, this, [this] { m_commands->restore(chosenNotes()); });
    connect(a.history, &QAction::triggered, this, [this] {
        auto *dialog = new HistoryDialog(*m_reader, m_panes->editor->noteId(), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    connect(m_commands, &NoteCommands::told, this, &MainWindow::tell);
    connect(m_commands, &NoteCommands::failed, this, [this](const Error &error) {
        m_panes->messages->show({errorText(error), MessageBar::Tone::Warning});
    });
}

void MainWindow::connectViewActions()
{
    const Actions &a = *m_actions;
    connect(a.quickOpen, &QAction::triggered, this, [this] {
        m_toMove.clear();
        m_panes->quickOpen->open({});
    });
    connect(a.palette, &QAction::triggered, this, [this] { m_panes->quickOpen->open(u">"_s); });
    connect(a.back, &QAction::triggered, this, [this] { openNote(m_visited.back()); });
    connect(a.forward, &QAction::triggered, this, [this] { openNote(m_visited.forward()); });
    connect(a.nextNote, &QAction::triggered, this, [this] { m_panes->list->step(1); });
    connect(a.previousNote, &QAction::triggered, this, [this] { m_panes->list->step(-1); });
    connect(a.showSidebar, &QAction::toggled, m_panes->sidebar, &QWidget::setVisible);
    connect(a.showList, &QAction::toggled, m_panes->listPane, &QWidget::setVisible);
    connect(a.searchAll, &QAction::triggered, this, [this] {
        m_actions->showList->setChecked(true);
        m_panes->sidebar->choose({});
        showFilter({});
        m_panes->search->setFocus();
        m_panes->search->selectAll();
    });
    QuickOpen *popup = m_panes->quickOpen;
    connect(popup, &QuickOpen::noteChosen, this, [this](const NoteId &note) {
        openNote(note);
        if (!m_actions->preview->isChecked()) { // who reads goes on reading
            m_panes->editor->focusBody();
        }
    });
    connect(popup, &QuickOpen::newNoteAsked, this, &MainWindow::startNote);
    connect(popup, &QuickOpen::tagChosen, this, [this](const QString &tag) {
        showFilter({NoteFilter::Scope::Tag, {}, tag});
        m_panes->sidebar->choose({NoteFilter::Scope::Tag, {}, tag});
    });
    connect(popup, &QuickOpen::notebookChosen, this, [this](const NoteId &notebook) {
        if (!m_toMove.isEmpty()) {
            m_commands->move(std::exchange(m_toMove, {}), notebook);
            return;
        }
        showFilter({NoteFilter::Scope::Notebook, notebook});
        m_panes->sidebar->choose({NoteFilter::Scope::Notebook, notebook});
    });
}

void MainWindow::connectPanes()
{
    connect(m_panes->sidebar, &Sidebar::filterChosen, this, &MainWindow::showFilter);
    connect(m_panes->sidebar, &Sidebar::notebookMenuRequested, this, &MainWindow::showNotebookMenu);
    SidebarModel *tree = m_panes->sidebarModel;
    connect(tree, &SidebarModel::renameAsked, m_commands, &NoteCommands::renameNotebook);
    connect(tree, &SidebarModel::notebookDropped, m_commands, &NoteCommands::moveNotebook);
    connect(tree,
            &SidebarModel::notesDropped,
            this,
            [this, tree](const QList<NoteId> &notes, const QModelIndex &target) {
                const NoteFilter filter = tree->filter(target);
                if (filter.scope == NoteFilter::Scope::Trash) {
                    m_commands->trash(notes);
                } else if (filter.scope == NoteFilter::Scope::Tag) {
                    m_commands->addTag(notes, filter.name);
                } else {
                    m_commands->move(notes, filter.notebook);
                }
            });
    connect(m_panes->search, &SearchBar::queryChanged, this, [this](const QString &query) {
        NoteFilter filter = m_panes->notes->filter();
        filter.query = query;
        m_panes->notes->setFilter(filter);
    });
    NoteListView *list = m_panes->list;
    connect(m_panes->search, &SearchBar::leftDown, this, [list] {
        list->setFocus();
        if (!list->currentIndex().isValid()) {
            list->step(1);
        }
    });
    // The note that is open stays open.
    connect(m_panes->search, &SearchBar::dismissed, list, [list] { list->setFocus(); });
    connect(list, &NoteListView::noteChosen, this, &MainWindow::openNote);
    connect(list, &NoteListView::editRequested, m_panes->editor, &EditorPane::focusBody);
    connect(list, &NoteListView::deleteRequested, this, &MainWindow::deleteNotes);
    connect(list, &NoteListView::menuRequested, this, [this](const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillNoteMenu(*menu, *m_actions);
        menu->popup(at);
    });
    connect(m_panes->editor, &EditorPane::noteShown, this, &MainWindow::noteShown);
    connect(m_panes->editor, &EditorPane::noteUpdated, this, &MainWindow::updateNote);
    connect(m_panes->editor, &EditorPane::wordsCounted, this, [this](qint64 words) {
        m_panes->words->setText(m_panes->editor->hasNote() ? Humanize::words(words) : QString());
    });
    connect(m_panes->banner, &ConflictBanner::resolveRequested, m_sync, &SyncPresence::resolve);
    connectHeld();
}

void MainWindow::connectHeld()
{
    using HeldAnswer = LibraryService::HeldAnswer;
    const HeldBanner *held = m_panes->held;
    connect(held, &HeldBanner::showRequested, this, &MainWindow::showHeld);
    connect(held, &HeldBanner::acceptRequested, m_sync, [this](const DeviceId &device) {
        m_sync->answerHeld(device, HeldAnswer::Accept);
    });
    connect(held, &HeldBanner::rejectRequested, m_sync, [this](const DeviceId &device) {
        m_sync->answerHeld(device, HeldAnswer::Reject);
    });
    connect(m_sync, &SyncPresence::heldAsked, this, &MainWindow::showHeld);
    connect(m_sync, &SyncPresence::failed, this, [this](const Error &error) {
        m_panes->messages->show({errorText(error), MessageBar::Tone::Warning});
        refresh();
    });
}

void MainWindow::showHeld()
{
    m_actions->showList->setChecked(true);
    m_panes->search->clear();
    m_panes->sidebar->choose({NoteFilter::Scope::Held});
    showFilter({NoteFilter::Scope::Held});
    m_panes->list->setFocus();
}

void MainWindow::connectLibrary()
{
    m_refreshTimer->setSingleShot(true);
    m_refreshTimer->setInterval(kRefreshSoonest);
    connect(m_refreshTimer, &QTimer::timeout, this, &MainWindow::refresh);
    connect(&m_library, &LibraryService::notesChanged, this, [this](const QList<NoteId> &notes) {
        m_allChanged = m_allChanged || notes.isEmpty();
        m_changed.unite(QSet<NoteId>(notes.begin(), notes.end()));
        if (!m_refreshTimer->isActive()) {
            m_refreshTimer->start();
        }
    });
    connect(&m_library, &LibraryService::indexUpdated, this, [this] {
        if (!m_panes->notes->filter().query.isEmpty()) {
            m_panes->notes->refresh();
        }
    });
    connect(m_drafts, &Drafts::saveFailed, this, [this](const Error &error) {
        const QString text = tr("Your text is not saved yet, but still here: %1 It is tried again "
                                "by itself.")
                                 .arg(errorText(error));
        m_panes->messages->show({text, MessageBar::Tone::Danger});
    });
    connect(m_drafts, &Drafts::saveRecovered, this, [this] {
        m_panes->messages->show(
            {tr("Everything is saved again."), MessageBar::Tone::Success, {}, {}, kNoticeTime});
    });
    connect(m_drafts, &Drafts::allSaved, this, [this] {
        if (m_closing) {
            close();
        }
    });
}

void MainWindow::startNote(const QString &title)
{
    NoteFilter filter = m_panes->notes->filter();
    if (filter.scope == NoteFilter::Scope::Trash || filter.scope == NoteFilter::Scope::Conflicts
        || filter.scope == NoteFilter::Scope::Held || !filter.query.isEmpty()) {
        m_panes->search->clear();
        m_panes->sidebar->choose({});
        showFilter({});
    }
    NoteState initial;
    initial.place.parent = m_panes->sidebar->currentNotebook();
    if (filter.scope == NoteFilter::Scope::Tag) {
        initial.tags = {filter.name};
    }
    m_panes->editor->startNote(initial);
    if (!title.isEmpty()) {
        m_panes->editor->setTitle(title);
        m_panes->editor->focusBody();
    }
}

void MainWindow::showFilter(NoteFilter filter)
{
    filter.query = m_panes->search->text().trimmed();
    m_panes->notes->setFilter(filter);
    updateNote();
}

void MainWindow::openNote(const NoteId &note)
{
    if (note.isNull() || !m_panes->editor->showNote(note)) {
        m_panes->pages->setCurrentWidget(
            m_panes->editor->hasNote() ? static_cast<QWidget *>(m_panes->editor) : m_panes->empty);
    }
}

void MainWindow::setSyncedElsewhere(bool elsewhere)
{
    m_sync->setSyncedElsewhere(elsewhere);
}

void MainWindow::noteShown(const NoteId &note)
{
    m_panes->pages->setCurrentWidget(m_panes->editor);
    m_panes->list->select(note);
    m_visited.visit(note);
    updateNote();
}

QList<NoteId> MainWindow::chosenNotes() const
{
    const QList<NoteId> selected = m_panes->list->selectedNotes();
    const NoteId open = m_panes->editor->noteId();
    if (!selected.isEmpty() && (m_panes->list->hasFocus() || selected.contains(open))) {
        return selected;
    }
    return open.isNull() ? QList<NoteId>() : QList<NoteId> {open};
}

void MainWindow::deleteNotes()
{
    const QList<NoteId> notes = chosenNotes();
    EditorPane *editor = m_panes->editor;
    if (notes.isEmpty() && editor->draft()) {
        editor->draft()->change([](NoteState &state) { state.deleted = true; });
        editor->closeNote(); // a new note that was not stored yet
        openNote({});
        return;
    }
    const bool open = notes.contains(editor->noteId());
    const NoteId next = m_panes->list->noteBeside(notes);
    m_commands->trash(notes);
    if (open) {
        editor->closeNote();
        openNote(next);
    }
}

void MainWindow::askNotebook()
{
    m_toMove = chosenNotes();
    if (!m_toMove.isEmpty()) {
        m_panes->quickOpen->open(u"@"_s);
    }
}

void MainWindow::showNotebookMenu(const NoteId &notebook, const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(
        tr("New notebook"), this, [this, notebook] { m_commands->makeNotebook(notebook); });
    if (!notebook.isNull()) {
        menu->addAction(
            tr("Rename"), this, [this, notebook] { m_panes->sidebar->rename(notebook); });
        menu->addAction(tr("Delete notebook"), this, [this, notebook] {
            m_commands->removeNotebook(notebook);
        });
    }
    menu->popup(at);
}

void MainWindow::showSettings()
{
    auto *dialog = new SettingsDialog(m_library, *m_reader, *m_actions, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(
        dialog, &SettingsDialog::writingFontChanged, m_panes->editor, &EditorPane::setWritingFont);
    connect(dialog, &SettingsDialog::failed, m_commands, &NoteCommands::failed);
    dialog->open();
}

void MainWindow::tell(const QString &sentence, const std::function<void()> &undo)
{
    m_panes->messages->show({sentence,
                             MessageBar::Tone::Info,
                             undo ? tr("Undo") : QString(),
                             undo,
                             std::chrono::milliseconds(kNoticeTime)});
}

void MainWindow::refresh()
{
    QElapsedTimer taken;
    taken.start();
    const QList<NoteId> changed = m_allChanged ? QList<NoteId>() : m_changed.values();
    m_allChanged = false;
    m_changed.clear();
    m_drafts->refresh(changed);
    m_panes->sidebarModel->refresh();
    m_panes->notes->refresh(changed);
    m_panes->list->select(m_panes->editor->noteId());
    const LibraryCounts counts = m_reader->counts();
    m_sync->setConflicts(counts.conflicts);
    const std::vector<HeldDeletion> held = m_reader->heldDeletions();
    m_sync->setHeld(held);
    if (!held.empty() && focusWidget() == nullptr) {
        m_panes->list->setFocus(); // at the start, lest the bar gets it
    }
    m_panes->held->setHeld(held);
    if (held.empty() && m_panes->notes->filter().scope == NoteFilter::Scope::Held) {
        m_panes->sidebar->choose({});
        showFilter({});
    }
    const bool fresh = counts.notes == 0 && counts.trash == 0;
    m_panes->empty->setKind(fresh ? EmptyState::Kind::FirstRun : EmptyState::Kind::NothingOpen);
    QStringList tags;
    for (const auto &[name, count] : counts.tags) {
        tags.append(name);
    }
    m_panes->editor->tagBar().setKnownTags(tags);
    updateNote();
    const std::chrono::milliseconds pause {taken.elapsed() * kRefreshShare};
    m_refreshTimer->setInterval(std::max(kRefreshSoonest, pause));
}

void MainWindow::updateNote()
{
    const Actions &a = *m_actions;
    const NoteId id = m_panes->editor->noteId();
    NoteDraft *draft = m_panes->editor->draft();
    const bool inTrash = draft && draft->note().state.deleted;
    std::optional<NoteConflict> conflict;
    if (draft && draft->note().conflict != ConflictType::None) {
        if (Result<NoteConflict> found = m_reader->conflict(id)) {
            conflict = std::move(*found);
        }
    }
    m_panes->banner->setConflict(conflict, m_reader->device());
    for (QAction *action :
         {a.print, a.findInNote, a.findNext, a.findPrevious, a.details, a.preview}) {
        action->setEnabled(draft);
    }
    for (QAction *action : {a.tags, a.bold, a.italic, a.deleteNote, a.moveNote}) {
        action->setEnabled(draft && !inTrash);
    }
    a.restoreNote->setEnabled(inTrash);
    a.history->setEnabled(!id.isNull());
    a.back->setEnabled(m_visited.canGoBack());
    a.forward->setEnabled(m_visited.canGoForward());
    setWindowTitle(draft && !draft->state().title.isEmpty()
                       ? tr("%1 – Sheaf").arg(draft->state().title)
                       : u"Sheaf"_s);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_state->save(m_panes->editor->noteId());
    m_drafts->flush();
    if (m_drafts->areSaved()) {
        event->accept();
        return;
    }
    event->ignore();
    m_closing = true; // allSaved comes back here
    if (m_drafts->isFailing()) {
        askAboutUnsaved();
    }
}

void MainWindow::askAboutUnsaved()
{
    m_closing = false;
    auto *box = new QMessageBox(QMessageBox::Warning,
                                tr("Not saved"),
                                tr("Some of your text could not be saved. Closing now loses it."),
                                QMessageBox::NoButton,
                                this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *stay = box->addButton(tr("Keep the window open"), QMessageBox::RejectRole);
    const QPushButton *lose = box->addButton(tr("Close and lose it"), QMessageBox::DestructiveRole);
    box->setDefaultButton(stay);
    connect(lose, &QPushButton::clicked, this, [this] {
        m_drafts->giveUp();
        close();
    });
    box->open();
}

} // namespace sheaf
