#include "ui/editor/editorpane.h"

#include "ui/common/theme.h"
#include "ui/editor/findbar.h"
#include "ui/editor/markdownedit.h"
#include "ui/editor/markdownpreview.h"
#include "ui/notes/notedetails.h"
#include "ui/notes/tagbar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>

#include <chrono>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    constexpr std::chrono::milliseconds kWordDelay {300}; ///< counting waits for a pause in typing

    qint64 countWordsIn(const QString &text)
    {
        qint64 words = 0;
        bool inside = false;
        for (const QChar c : text) {
            const bool word = c.isLetterOrNumber();
            words += word && !inside ? 1 : 0;
            inside = word || (inside && (c == u'\'' || c == u'\u2019' || c == u'-'));
        }
        return words;
    }

} // namespace

EditorPane::EditorPane(Drafts &drafts, const LibraryReader &reader, QWidget *parent)
    : QWidget(parent)
    , m_drafts(drafts)
    , m_reader(reader)
    , m_layout(new QVBoxLayout(this))
    , m_crumb(new QLabel(this))
    , m_title(new QLineEdit(this))
    , m_tags(new TagBar(this))
    , m_previewButton(new QToolButton(this))
    , m_detailsButton(new QToolButton(this))
    , m_body(new MarkdownEdit(this))
    , m_preview(new MarkdownPreview(this))
    , m_pages(new QStackedWidget(this))
    , m_find(new FindBar(*m_body, this))
    , m_wordTimer(new QTimer(this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_header = buildHeader();
    m_layout->addWidget(m_header);
    m_body->setAccessibleName(tr("Note body"));
    m_body->setObjectName(u"noteBody"_s);
    m_body->setPlaceholderText(tr("Start writing…"));
    m_preview->setAccessibleName(tr("Preview"));
    m_preview->setObjectName(u"preview"_s);
    m_pages->addWidget(m_body);
    m_pages->addWidget(m_preview);
    m_layout->addWidget(m_pages, 1);
    m_layout->addWidget(m_find);
    m_wordTimer->setSingleShot(true);
    m_wordTimer->setInterval(kWordDelay);

    connect(m_wordTimer, &QTimer::timeout, this, &EditorPane::countWords);
    connect(m_body, &MarkdownEdit::columnChanged, this, &EditorPane::alignColumn);
    connect(m_body, &MarkdownEdit::edited, this, [this] {
        if (m_draft) {
            m_draft->bodyTouched();
        }
        m_wordTimer->start();
        m_find->refresh();
    });
    connect(m_title, &QLineEdit::textEdited, this, [this](const QString &title) {
        if (m_draft) {
            m_draft->change([&title](NoteState &state) { state.title = title; });
        }
    });
    connect(m_tags, &TagBar::edited, this, [this](const QStringList &tags) {
        if (m_draft) {
            m_draft->change([&tags](NoteState &state) { state.tags = tags; });
        }
    });
    // The way of a person who writes: title, tags, text; the buttons above come last.
    setTabOrder(m_title, &m_tags->field());
    setTabOrder(&m_tags->field(), m_body);
    setTabOrder(m_body, m_preview);
    setTabOrder(m_preview, m_previewButton);
    setTabOrder(m_previewButton, m_detailsButton);
    m_title->installEventFilter(this);
    m_body->installEventFilter(this);
    alignColumn(); // a narrow window's margin is there from the start and never announced
    closeNote();
}

EditorPane::~EditorPane()
{
    closeNote();
}

QWidget *EditorPane::buildHeader()
{
    auto *header = new QWidget(this);
    auto *column = new QVBoxLayout(header);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);

    auto *strip = new QHBoxLayout;
    strip->setContentsMargins(Theme::space(4), Theme::space(2), Theme::space(3), 0);
    strip->setSpacing(Theme::space(1));
    m_crumb->setFont(Theme::font(Theme::TextSize::Small));
    m_crumb->setForegroundRole(QPalette::PlaceholderText);
    m_previewButton->setIcon(Theme::icon(u"eye"_s));
    m_previewButton->setCheckable(true);
    m_previewButton->setToolTip(tr("Preview"));
    m_previewButton->setAccessibleName(tr("Preview on or off"));
    m_detailsButton->setIcon(Theme::icon(u"info"_s));
    m_detailsButton->setToolTip(tr("Details"));
    m_detailsButton->setAccessibleName(tr("Note details"));
    strip->addWidget(m_crumb, 1);
    strip->addWidget(m_previewButton);
    strip->addWidget(m_detailsButton);
    column->addLayout(strip);

    auto *text = new QVBoxLayout;
    text->setObjectName(u"headerColumn"_s);
    text->setSpacing(Theme::space(2));
    text->setContentsMargins(0, Theme::space(3), 0, Theme::space(3));
    m_title->setProperty("quiet", true);
    m_title->setFont(Theme::font(Theme::TextSize::Title, QFont::DemiBold));
    m_title->setPlaceholderText(tr("Title"));
    m_title->setTextMargins(-2, 0, 0, 0); // its text begins where the body's does
    m_title->setAccessibleName(tr("Note title"));
    m_title->setObjectName(u"noteTitle"_s);
    text->addWidget(m_title);
    text->addWidget(m_tags);
    column->addLayout(text);
    connect(m_previewButton, &QToolButton::toggled, this, &EditorPane::setPreview);
    connect(m_detailsButton, &QToolButton::clicked, this, &EditorPane::showDetails);
    return header;
}

void EditorPane::alignColumn()
{
    const int margin = m_body->columnMargin();
    if (auto *text = m_header->findChild<QVBoxLayout *>(u"headerColumn"_s)) {
        text->setContentsMargins(margin, Theme::space(3), margin, Theme::space(3));
    }
    m_preview->setColumnMargin(margin);
}

void EditorPane::addNotice(QWidget *notice)
{
    m_layout->insertWidget(0, notice);
}

NoteId EditorPane::noteId() const
{
    return m_draft ? m_draft->id() : NoteId {};
}

bool EditorPane::showNote(const NoteId &id)
{
    if (m_draft && !id.isNull() && m_draft->id() == id) {
        return true;
    }
    NoteDraft *draft = m_drafts.open(id);
    if (draft) {
        adopt(draft);
        setPreview(isPreview());
    }
    return draft != nullptr;
}

void EditorPane::startNote(const NoteState &initial)
{
    adopt(m_drafts.create(initial));
    setPreview(false);
    focusTitle();
}

void EditorPane::adopt(NoteDraft *draft)
{
    closeNote();
    m_draft = draft;
    m_body->setText(draft->state().body);
    draft->attachBody([this] { return m_body->text(); });
    connect(draft, &NoteDraft::merged, this, &EditorPane::takeMerged);
    connect(draft, &NoteDraft::noteUpdated, this, [this] {
        showState();
        Q_EMIT noteUpdated();
    });
    connect(draft, &NoteDraft::identified, this, &EditorPane::noteShown);
    showFields();
    showState();
    countWords();
    m_find->refresh();
    Q_EMIT noteShown(draft->id());
}

void EditorPane::closeNote()
{
    if (m_details) {
        m_details->close();
    }
    if (NoteDraft *draft = std::exchange(m_draft, nullptr)) {
        disconnect(draft, nullptr, this, nullptr);
        draft->detachBody();
        m_drafts.release(draft);
    }
    m_title->clear();
    m_tags->setTags({});
    m_body->setText({});
    showState();
}

void EditorPane::takeMerged(const std::vector<TextEdit> &bodyEdits)
{
    m_body->applyRemote(bodyEdits);
    showFields();
    if (isPreview()) {
        m_preview->setMarkdown(m_body->text());
    }
    if (!bodyEdits.empty()) {
        m_wordTimer->start();
        m_find->refresh();
    }
}

void EditorPane::showFields()
{
    const NoteState &state = m_draft->state();
    if (m_title->text() != state.title) {
        const int caret = m_title->cursorPosition();
        m_title->setText(state.title);
        m_title->setCursorPosition(m_title->hasFocus() ? caret : 0);
    }
    m_tags->setTags(state.tags);
    m_crumb->setText(m_reader.notebookPath(state.place.parent).join(u" / "_s));
}

void EditorPane::showState()
{
    const bool writable = m_draft && !m_draft->note().state.deleted;
    m_title->setReadOnly(!writable);
    m_tags->setReadOnly(!writable);
    m_body->setReadOnly(!writable);
    m_header->setEnabled(m_draft != nullptr);
}

void EditorPane::countWords()
{
    Q_EMIT wordsCounted(m_draft ? countWordsIn(m_body->text()) : 0);
}

void EditorPane::setWritingFont(const QFont &font)
{
    m_body->setWritingFont(font);
    m_preview->setWritingFont(font);
}

void EditorPane::setTitle(const QString &title)
{
    if (m_draft) {
        m_title->setText(title);
        m_draft->change([&title](NoteState &state) { state.title = title; });
    }
}

void EditorPane::setPreview(bool on)
{
    m_previewButton->setChecked(on);
    Q_EMIT previewChanged(on);
    if (on) {
        m_find->close();
        m_preview->setMarkdown(m_body->text());
        m_pages->setCurrentWidget(m_preview);
        m_preview->setFocus();
    } else if (isPreview()) {
        m_pages->setCurrentWidget(m_body);
        m_body->setFocus();
    }
}

bool EditorPane::isPreview() const
{
    return m_pages->currentWidget() == m_preview;
}

void EditorPane::showDetails()
{
    if (!m_draft) {
        return;
    }
    if (m_details) {
        m_details->close();
    }
    m_details = new NoteDetails(*m_draft, m_reader.counts().categories, this);
    m_details->openBelow(*m_detailsButton);
}

void EditorPane::focusTitle()
{
    m_title->setFocus();
    m_title->selectAll();
}

void EditorPane::focusBody()
{
    setPreview(false);
    m_body->setFocus();
}

void EditorPane::focusFind()
{
    setPreview(false);
    m_find->open();
}

bool EditorPane::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut && m_draft) {
        m_draft->flush();
    }
    if (event->type() == QEvent::KeyPress && watched == m_title) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter
            || key->key() == Qt::Key_Down) {
            focusBody();
            return true;
        }
    }
    if (event->type() == QEvent::KeyPress && watched == m_body && m_find->isVisible()
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        m_find->close();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace sheaf
