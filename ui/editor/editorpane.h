/// One note to write: title, tags, text, find bar and preview around a NoteDraft.
/// Rules   showing another note releases the draft before, which is stored at once. While others edit
///         the same note, what the person sees moves under the caret's feet, never over them.
/// Thread  GUI thread.
#pragma once

#include "ui/editor/drafts.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTimer;
class QToolButton;
class QVBoxLayout;

namespace sheaf {

class FindBar;
class MarkdownEdit;
class MarkdownPreview;
class NoteDetails;
class TagBar;

class EditorPane final : public QWidget
{
    Q_OBJECT

public:
    EditorPane(Drafts &drafts, const LibraryReader &reader, QWidget *parent = nullptr);
    ~EditorPane() override;

    bool showNote(const NoteId &id); ///< false: there is no such note
    void startNote(const NoteState &initial); ///< a new one, with the caret in its title
    void closeNote();
    [[nodiscard]] bool hasNote() const { return m_draft != nullptr; }
    [[nodiscard]] NoteId noteId() const;
    [[nodiscard]] NoteDraft *draft() const { return m_draft; }

    [[nodiscard]] MarkdownEdit &body() const { return *m_body; }
    [[nodiscard]] FindBar &findBar() const { return *m_find; }
    [[nodiscard]] TagBar &tagBar() const { return *m_tags; }
    /// A notice above the title; becomes this pane's.
    void addNotice(QWidget *notice);
    void setWritingFont(const QFont &font);
    void setPreview(bool on);
    [[nodiscard]] bool isPreview() const;
    void showDetails();
    void setTitle(const QString &title); ///< as if it had been typed
    void focusTitle();
    void focusBody();
    void focusFind();

Q_SIGNALS:
    void noteShown(const sheaf::NoteId &id); ///< null for a note that is not stored yet
    void noteUpdated(); ///< heads, conflict or id of the shown note
    void previewChanged(bool on);
    void wordsCounted(qint64 words);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildHeader();
    void adopt(NoteDraft *draft);
    void takeMerged(const std::vector<TextEdit> &bodyEdits);
    void showFields();
    void showState();
    void alignColumn();
    void countWords();

    Drafts &m_drafts;
    const LibraryReader &m_reader;
    NoteDraft *m_draft = nullptr; ///< owned by m_drafts, kept there while shown
    QVBoxLayout *m_layout;
    QWidget *m_header = nullptr;
    QLabel *m_crumb;
    QLineEdit *m_title;
    TagBar *m_tags;
    QToolButton *m_previewButton;
    QToolButton *m_detailsButton;
    MarkdownEdit *m_body;
    MarkdownPreview *m_preview;
    QStackedWidget *m_pages;
    FindBar *m_find;
    QTimer *m_wordTimer;
    QPointer<NoteDetails> m_details;
};

} // namespace sheaf
