#include "ui/conflicts/conflictbanner.h"

#include "ui/common/iconlabel.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace sheaf {

using namespace Qt::StringLiterals;

ConflictBanner::ConflictBanner(QWidget *parent)
    : TintedFrame(Theme::Role::Warning, parent)
    , m_label(new QLabel(this))
    , m_choose(new QPushButton(tr("Choose…"), this))
{
    setObjectName(u"conflictBanner"_s);
    auto *mark = new IconLabel(Theme::icon(u"conflict"_s, Theme::Role::Warning), 16, this);
    m_label->setObjectName(u"conflictHeadline"_s);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setWordWrap(true);
    m_choose->setObjectName(u"choose"_s);
    m_choose->setAccessibleName(tr("Choose"));
    m_choose->setToolTip(tr("Compare the versions and decide what stays"));

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::space(4), Theme::space(2), Theme::space(4), Theme::space(2));
    layout->setSpacing(Theme::space(2));
    layout->addWidget(mark);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_choose);

    connect(m_choose, &QPushButton::clicked, this, [this] { Q_EMIT resolveRequested(m_note); });
    hide();
}

void ConflictBanner::setConflict(const std::optional<NoteConflict> &conflict, const DeviceId &own)
{
    m_note = conflict ? conflict->note : NoteId {};
    if (!conflict) {
        hide();
        return;
    }
    const ConflictReading reading {own, QDateTime::currentDateTime()};
    m_label->setText(conflictHeadline(*conflict, reading));
    m_label->setToolTip(conflictExplanation(*conflict));
    setAccessibleName(m_label->text());
    show();
}

QString ConflictBanner::text() const
{
    return isHidden() ? QString() : m_label->text();
}

} // namespace sheaf
