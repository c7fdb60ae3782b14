#include "ui/devices/heldbanner.h"

#include "ui/common/humanize.h"
#include "ui/common/iconlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    QPushButton *makeButton(const QString &text, const QString &name, const QString &tip)
    {
        auto *button = new QPushButton(text);
        button->setObjectName(name);
        button->setAccessibleName(text);
        button->setToolTip(tip);
        button->setFocusPolicy(Qt::TabFocus);
        return button;
    }

} // namespace

QString heldSentence(const HeldDeletion &held)
{
    return HeldBanner::tr("%1 deleted %2 of %3 notes. They are kept here until you answer.")
        .arg(held.deviceName,
             Humanize::number(static_cast<qint64>(held.notes.size())),
             Humanize::number(held.existed));
}

HeldBanner::HeldBanner(QWidget *parent)
    : TintedFrame(Theme::Role::Warning, parent)
    , m_label(new QLabel(this))
    , m_show(makeButton(tr("Show"), u"showHeld"_s, tr("List the notes that were deleted there")))
    , m_accept(makeButton(tr("Delete them here too"),
                          u"acceptHeld"_s,
                          tr("They go to the trash, from where each can be restored")))
    , m_reject(makeButton(
          tr("Keep the notes"), u"rejectHeld"_s, tr("Restores them on all your devices")))
{
    setObjectName(u"heldBanner"_s);
    auto *mark = new IconLabel(Theme::icon(u"warning"_s, Theme::Role::Warning), 16, this);
    m_label->setObjectName(u"heldHeadline"_s);
    m_label->setTextFormat(Qt::PlainText); // names in it come from other devices
    m_label->setWordWrap(true);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::space(4), Theme::space(2), Theme::space(4), Theme::space(2));
    layout->setSpacing(Theme::space(2));
    layout->addWidget(mark);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_show);
    layout->addWidget(m_accept);
    layout->addWidget(m_reject);

    connect(m_show, &QPushButton::clicked, this, &HeldBanner::showRequested);
    connect(m_accept, &QPushButton::clicked, this, [this] { answer(true); });
    connect(m_reject, &QPushButton::clicked, this, [this] { answer(false); });
    hide();
}

void HeldBanner::setHeld(const std::vector<HeldDeletion> &held)
{
    if (held.empty()) {
        m_device = {};
        hide();
        return;
    }
    const HeldDeletion &first = held.front();
    if (first.device != m_device) {
        m_accept->setEnabled(true);
        m_reject->setEnabled(true);
    }
    m_device = first.device;
    m_label->setText(heldSentence(first));
    setAccessibleName(m_label->text());
    show();
}

QString HeldBanner::text() const
{
    return isHidden() ? QString() : m_label->text();
}

void HeldBanner::answer(bool accept)
{
    // One answer is enough: the bar goes when it is stored.
    m_accept->setEnabled(false);
    m_reject->setEnabled(false);
    const DeviceId device = m_device;
    m_device = {};
    accept ? Q_EMIT acceptRequested(device) : Q_EMIT rejectRequested(device);
}

} // namespace sheaf
