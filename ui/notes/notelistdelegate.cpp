#include "ui/notes/notelistdelegate.h"

#include "ui/common/humanize.h"
#include "ui/common/theme.h"
#include "ui/notes/notelistmodel.h"

#include <QDateTime>
#include <QPainter>
#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    constexpr int kSnippetLines = 2;
    constexpr int kMarkSize = 14; ///< px
    constexpr int kPadding = Theme::space(4);
    constexpr int kPaddingTop = Theme::space(3);

    QList<QTextLayout::FormatRange> marks(const QString &text, const QStringList &words)
    {
        QList<QTextLayout::FormatRange> ranges;
        QTextCharFormat format;
        format.setBackground(Theme::tint(Theme::Role::Warning));
        format.setForeground(Theme::color(Theme::Role::Text));
        for (const QString &word : words) {
            qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive);
            while (at >= 0) {
                ranges.append({static_cast<int>(at), static_cast<int>(word.size()), format});
                at = text.indexOf(word, at + word.size(), Qt::CaseInsensitive);
            }
        }
        return ranges;
    }

} // namespace

QSize NoteListDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(option)
    Q_UNUSED(index)
    const int title = QFontMetrics(Theme::font(Theme::TextSize::Body, QFont::Medium)).height();
    const int snippet = QFontMetrics(Theme::font(Theme::TextSize::Small)).lineSpacing();
    return {Theme::space(40), 2 * kPaddingTop + title + Theme::space(1) + kSnippetLines * snippet};
}

void NoteListDelegate::paint(QPainter *painter,
                             const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    using Role = Theme::Role;
    const auto *model = qobject_cast<const NoteListModel *>(index.model());
    const NoteSummary *note = model ? model->summary(index) : nullptr;
    if (!note) {
        return;
    }
    painter->save();
    const QRect row = option.rect;
    if (option.state & QStyle::State_Selected) {
        painter->fillRect(row, Theme::color(Role::Selection));
    } else if (option.state & QStyle::State_MouseOver) {
        painter->fillRect(row, Theme::hover(Role::Surface));
    }
    const QRect inner = row.adjusted(kPadding, kPaddingTop, -kPadding, -kPaddingTop);
    painter->setPen(Theme::color(Role::Border));
    painter->drawLine(inner.left(), row.bottom(), row.right(), row.bottom());
    if ((option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_Selected)) {
        painter->fillRect(QRect(row.left(), row.top(), 3, row.height()),
                          Theme::color(Role::Accent));
    }

    const QFont titleFont = Theme::font(Theme::TextSize::Body, QFont::DemiBold);
    const QFont smallFont = Theme::font(Theme::TextSize::Small);
    const QFontMetrics titleMetrics(titleFont);
    QRect line(inner.left(), inner.top(), inner.width(), titleMetrics.height());

    painter->setFont(smallFont);
    painter->setPen(Theme::color(Role::Muted));
    const QString date =
        Humanize::shortTime(note->updatedAtMs, QDateTime::currentMSecsSinceEpoch());
    painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, date);
    line.setRight(line.right() - QFontMetrics(smallFont).horizontalAdvance(date) - Theme::space(2));
    line.setRight(line.right() - paintMarks(*painter, *note, line));

    painter->setFont(titleFont);
    const bool untitled = note->title.isEmpty();
    painter->setPen(Theme::color(untitled ? Role::Muted : Role::Text));
    const QStringList words = model->searchWords();
    const QString title = titleMetrics.elidedText(
        untitled ? tr("Untitled") : note->title, Qt::ElideRight, line.width());
    paintText(*painter, title, words, line, 1);

    painter->setFont(smallFont);
    painter->setPen(Theme::color(Role::Muted));
    const int top = line.bottom() + 1 + Theme::space(1);
    paintText(*painter,
              index.data(NoteListModel::SnippetRole).toString(),
              words,
              QRect(inner.left(), top, inner.width(), inner.bottom() - top + 1),
              kSnippetLines);
    painter->restore();
}

int NoteListDelegate::paintMarks(QPainter &painter,
                                 const NoteSummary &note,
                                 const QRect &line) const
{
    int used = 0;
    const auto mark = [&](const QString &icon, Theme::Role role) {
        const QRect place(line.right() - used - kMarkSize,
                          line.top() + (line.height() - kMarkSize) / 2,
                          kMarkSize,
                          kMarkSize);
        Theme::icon(icon, role).paint(&painter, place);
        used += kMarkSize + Theme::space(1);
    };
    if (note.waiting) {
        mark(u"arrow-up"_s, Theme::Role::Muted);
    }
    if (note.isPrivate) {
        mark(u"lock"_s, Theme::Role::Muted);
    }
    if (note.conflict != ConflictType::None) {
        mark(u"conflict"_s, Theme::Role::Warning);
    }
    return used;
}

void NoteListDelegate::paintText(QPainter &painter,
                                 const QString &text,
                                 const QStringList &words,
                                 const QRect &area,
                                 int lines) const
{
    QTextLayout layout(text, painter.font());
    QTextOption wrap(Qt::AlignLeft);
    wrap.setWrapMode(lines > 1 ? QTextOption::WrapAtWordBoundaryOrAnywhere : QTextOption::NoWrap);
    layout.setTextOption(wrap);
    layout.setFormats(marks(text, words));
    layout.beginLayout();
    double y = 0;
    for (int i = 0; i < lines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) {
            break;
        }
        line.setLineWidth(area.width());
        line.setPosition(QPointF(0, y));
        y += QFontMetrics(painter.font()).lineSpacing();
    }
    layout.endLayout();
    painter.save();
    painter.setClipRect(area);
    layout.draw(&painter, area.topLeft());
    painter.restore();
}

} // namespace sheaf
