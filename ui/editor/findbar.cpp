#include "ui/editor/findbar.h"

#include "ui/common/humanize.h"
#include "ui/common/theme.h"
#include "ui/editor/markdownedit.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    constexpr int kMarksMax = 2000; ///< more marks than this help nobody and cost at each paint

    QToolButton *iconButton(const QString &icon, const QString &text, QWidget *parent)
    {
        auto *button = new QToolButton(parent);
        button->setIcon(Theme::icon(icon));
        button->setToolTip(text);
        button->setAccessibleName(text);
        return button;
    }

} // namespace

FindBar::FindBar(MarkdownEdit &editor, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_pattern(new QLineEdit(this))
    , m_replacement(new QLineEdit(this))
    , m_count(new QLabel(this))
{
    m_pattern->setPlaceholderText(tr("Find in note"));
    m_pattern->setAccessibleName(tr("Find"));
    m_pattern->setObjectName(u"find"_s);
    m_replacement->setPlaceholderText(tr("Replace with"));
    m_replacement->setAccessibleName(tr("Replace with"));
    m_replacement->setObjectName(u"replaceWith"_s);
    m_count->setFont(Theme::font(Theme::TextSize::Small));
    m_count->setMinimumWidth(Theme::space(16));
    auto *previousButton = iconButton(u"chevron-up"_s, tr("Previous match"), this);
    auto *nextButton = iconButton(u"chevron-down"_s, tr("Next match"), this);
    auto *closeButton = iconButton(u"close"_s, tr("Close the find bar"), this);
    auto *replaceButton = new QPushButton(tr("Replace"), this);
    auto *allButton = new QPushButton(tr("Replace all"), this);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::space(4), Theme::space(2), Theme::space(4), Theme::space(2));
    row->setSpacing(Theme::space(2));
    row->addWidget(m_pattern, 2);
    row->addWidget(m_count);
    row->addWidget(previousButton);
    row->addWidget(nextButton);
    row->addWidget(m_replacement, 1);
    row->addWidget(replaceButton);
    row->addWidget(allButton);
    row->addWidget(closeButton);

    connect(m_pattern, &QLineEdit::textChanged, this, [this] {
        search(m_editor.textCursor().selectionStart());
    });
    connect(previousButton, &QToolButton::clicked, this, &FindBar::previous);
    connect(nextButton, &QToolButton::clicked, this, &FindBar::next);
    connect(closeButton, &QToolButton::clicked, this, &FindBar::close);
    connect(replaceButton, &QPushButton::clicked, this, &FindBar::replaceOne);
    connect(allButton, &QPushButton::clicked, this, &FindBar::replaceAll);
    for (QLineEdit *field : {m_pattern, m_replacement}) {
        field->installEventFilter(this);
    }
    hide();
}

void FindBar::open()
{
    const QString selected = m_editor.textCursor().selectedText();
    show();
    if (!selected.isEmpty() && !selected.contains(QChar::ParagraphSeparator)) {
        m_pattern->setText(selected);
    }
    m_pattern->selectAll();
    m_pattern->setFocus();
    refresh();
}

void FindBar::openWith(const QString &pattern)
{
    const QSignalBlocker quiet(m_pattern);
    m_pattern->setText(pattern);
    show();
    search(0);
}

void FindBar::close()
{
    hide();
    m_hits.clear();
    m_current = -1;
    m_editor.setMarks({});
    m_editor.setFocus();
}

Qt::CaseSensitivity FindBar::sensitivity() const
{
    const QString pattern = m_pattern->text();
    const bool capital =
        std::any_of(pattern.begin(), pattern.end(), [](QChar c) { return c.isUpper(); });
    return capital ? Qt::CaseSensitive : Qt::CaseInsensitive;
}

void FindBar::refresh()
{
    if (!isVisible()) {
        return;
    }
    const QString pattern = m_pattern->text();
    const QString &text = m_editor.text();
    m_hits.clear();
    if (!pattern.isEmpty()) {
        qsizetype at = text.indexOf(pattern, 0, sensitivity());
        while (at >= 0) {
            m_hits.append(static_cast<int>(at));
            at = text.indexOf(pattern, at + pattern.size(), sensitivity());
        }
    }
    m_current = static_cast<int>(m_hits.indexOf(m_editor.textCursor().selectionStart()));
    showMarks();
}

void FindBar::search(int from)
{
    refresh();
    const auto hit = std::lower_bound(m_hits.cbegin(), m_hits.cend(), from);
    if (!m_hits.isEmpty()) {
        select(hit == m_hits.cend() ? 0 : static_cast<int>(hit - m_hits.cbegin()));
    }
}

void FindBar::select(int index)
{
    m_current = index;
    QTextCursor cursor = m_editor.textCursor();
    cursor.setPosition(m_hits[index]);
    cursor.setPosition(m_hits[index] + static_cast<int>(m_pattern->text().size()),
                       QTextCursor::KeepAnchor);
    m_editor.setTextCursor(cursor);
    showMarks();
}

void FindBar::showMarks()
{
    QList<QTextEdit::ExtraSelection> marks;
    QTextCharFormat format;
    format.setBackground(Theme::tint(Theme::Role::Warning));
    QTextCharFormat here;
    here.setBackground(Theme::color(Theme::Role::Warning));
    here.setForeground(Theme::color(Theme::Role::Surface));
    for (int i = 0; i < std::min(static_cast<int>(m_hits.size()), kMarksMax); ++i) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(m_editor.document());
        mark.cursor.setPosition(m_hits[i]);
        mark.cursor.setPosition(m_hits[i] + static_cast<int>(m_pattern->text().size()),
                                QTextCursor::KeepAnchor);
        mark.format = i == m_current ? here : format;
        marks.append(mark);
    }
    m_editor.setMarks(marks);
    if (m_pattern->text().isEmpty()) {
        m_count->clear();
    } else if (m_hits.isEmpty()) {
        m_count->setText(tr("No match"));
    } else {
        m_count->setText(
            tr("%1 of %2").arg(Humanize::number(m_current + 1), Humanize::number(m_hits.size())));
    }
}

void FindBar::next()
{
    if (!m_hits.isEmpty()) {
        select((m_current + 1) % static_cast<int>(m_hits.size()));
    }
}

void FindBar::previous()
{
    if (!m_hits.isEmpty()) {
        const int count = static_cast<int>(m_hits.size());
        select((std::max(m_current, 0) + count - 1) % count);
    }
}

void FindBar::replaceOne()
{
    if (m_current < 0) {
        next();
        return;
    }
    const int at = m_hits[m_current];
    select(m_current);
    m_editor.textCursor().insertText(m_replacement->text());
    search(at + static_cast<int>(m_replacement->text().size()));
}

void FindBar::replaceAll()
{
    const auto size = static_cast<int>(m_pattern->text().size());
    QTextCursor edit(m_editor.document());
    edit.beginEditBlock(); // one step to take back
    for (auto hit = m_hits.crbegin(); hit != m_hits.crend(); ++hit) {
        edit.setPosition(*hit);
        edit.setPosition(*hit + size, QTextCursor::KeepAnchor);
        edit.insertText(m_replacement->text());
    }
    edit.endEditBlock();
    refresh();
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            close();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (watched == m_replacement) {
                replaceOne();
            } else if (key->modifiers() & Qt::ShiftModifier) {
                previous();
            } else {
                next();
            }
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace sheaf
