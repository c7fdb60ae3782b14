#include "ui/notes/notedetails.h"

#include "model/merge/mergeset.h"
#include "ui/common/humanize.h"
#include "ui/common/theme.h"
#include "ui/editor/notedraft.h"

#include <QCheckBox>
#include <QCompleter>
#include <QDateTime>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    QLabel *caption(const QString &text, QWidget *parent, QWidget *buddy = nullptr)
    {
        auto *label = new QLabel(text, parent);
        label->setFont(Theme::font(Theme::TextSize::Small));
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(buddy);
        return label;
    }

} // namespace

NoteDetails::NoteDetails(NoteDraft &draft,
                         const std::vector<std::pair<QString, int>> &knownCategories,
                         QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_draft(&draft)
    , m_description(new QPlainTextEdit(this))
    , m_categories(new QLineEdit(this))
    , m_private(new QCheckBox(tr("Mark as private"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setProperty("popup", true);
    setAccessibleName(tr("Note details"));
    setObjectName(u"noteDetails"_s);
    const NoteState &state = draft.state();
    m_description->setPlainText(state.description);
    m_description->setAccessibleName(tr("Description"));
    m_description->setObjectName(u"noteDescription"_s);
    m_description->setProperty("framed", true);
    m_description->setTabChangesFocus(true);
    m_description->setFixedHeight(Theme::space(18));
    m_categories->setText(state.categories.join(u", "_s));
    m_categories->setAccessibleName(tr("Categories"));
    m_categories->setObjectName(u"noteCategories"_s);
    m_categories->setPlaceholderText(tr("Separated by commas"));
    QStringList known;
    for (const auto &[name, count] : knownCategories) {
        known.append(name);
    }
    auto *completer = new QCompleter(known, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_categories->setCompleter(completer);
    m_private->setChecked(state.isPrivate);
    m_private->setObjectName(u"notePrivate"_s);
    m_private->setToolTip(tr("Listed under Private. The text is not encrypted by itself yet."));

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::space(4), Theme::space(4), Theme::space(4), Theme::space(4));
    column->setSpacing(Theme::space(1));
    column->addWidget(caption(tr("Description"), this, m_description));
    column->addWidget(m_description);
    column->addSpacing(Theme::space(2));
    column->addWidget(caption(tr("Categories"), this, m_categories));
    column->addWidget(m_categories);
    column->addSpacing(Theme::space(2));
    column->addWidget(m_private);
    // Notes cannot be sealed yet, and a mark that promises more than it keeps is worse than none: it is
    // shown only where another program set it, to take it off.
    m_private->setVisible(state.isPrivate);
    const Note &note = draft.note();
    if (note.createdAtMs > 0) {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        column->addSpacing(Theme::space(2));
        column->addWidget(
            caption(tr("Created %1").arg(Humanize::longTime(note.createdAtMs, now)), this));
        column->addWidget(
            caption(tr("Changed %1").arg(Humanize::longTime(note.updatedAtMs, now)), this));
    }
    setFixedWidth(Theme::space(76));
    connect(m_private, &QCheckBox::toggled, this, [this](bool on) {
        if (m_draft) {
            m_draft->change([on](NoteState &s) { s.isPrivate = on; });
        }
    });
}

void NoteDetails::openBelow(const QWidget &anchor)
{
    adjustSize();
    const QPoint corner = anchor.mapToGlobal(QPoint(anchor.width() - width(), anchor.height()));
    move(corner + QPoint(0, Theme::space(1)));
    show();
    m_description->setFocus();
}

void NoteDetails::storeTexts()
{
    if (!m_draft) {
        return;
    }
    QStringList categories;
    for (const QString &part : m_categories->text().split(u',', Qt::SkipEmptyParts)) {
        if (!part.trimmed().isEmpty()) {
            categories.append(part.trimmed());
        }
    }
    categories = canonicalSet(categories);
    const QString description = m_description->toPlainText();
    const NoteState &state = m_draft->state();
    if (state.categories != categories || state.description != description) {
        m_draft->change([&](NoteState &s) {
            s.categories = categories;
            s.description = description;
        });
    }
}

void NoteDetails::closeEvent(QCloseEvent *event)
{
    storeTexts();
    QFrame::closeEvent(event);
}

} // namespace sheaf
