#include "ui/common/messagebar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    Theme::Role role(MessageBar::Tone tone)
    {
        switch (tone) {
        case MessageBar::Tone::Info:
            return Theme::Role::Accent;
        case MessageBar::Tone::Success:
            return Theme::Role::Success;
        case MessageBar::Tone::Warning:
            return Theme::Role::Warning;
        case MessageBar::Tone::Danger:
            return Theme::Role::Danger;
        }
        return Theme::Role::Accent;
    }

} // namespace

MessageBar::MessageBar(QWidget *parent)
    : TintedFrame(Theme::Role::Accent, parent)
    , m_label(new QLabel(this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
    , m_hide(new QTimer(this))
{
    setObjectName(u"messageBar"_s);
    m_label->setObjectName(u"message"_s);
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::PlainText); // names in it come from other devices
    m_action->setObjectName(u"messageAction"_s);
    m_action->setFocusPolicy(Qt::TabFocus);
    m_close->setObjectName(u"dismiss"_s);
    m_close->setIcon(Theme::icon(u"close"_s));
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
    m_close->setFocusPolicy(Qt::TabFocus);
    m_hide->setSingleShot(true);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::space(4), Theme::space(2), Theme::space(2), Theme::space(2));
    layout->setSpacing(Theme::space(2));
    layout->addWidget(m_label, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);

    connect(m_action, &QPushButton::clicked, this, &MessageBar::runAction);
    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);
    connect(m_hide, &QTimer::timeout, this, &MessageBar::dismiss);
    hide();
}

void MessageBar::show(const Notice &notice)
{
    m_notice = notice;
    setRole(role(notice.tone));
    m_label->setText(notice.text);
    m_action->setText(notice.actionText);
    m_action->setAccessibleName(notice.actionText);
    m_action->setVisible(!notice.actionText.isEmpty());
    setAccessibleName(notice.text);
    m_hide->stop();
    if (notice.hideAfter.count() > 0) {
        m_hide->start(notice.hideAfter);
    }
    QFrame::show();
}

void MessageBar::dismiss()
{
    if (isHidden()) {
        return;
    }
    m_hide->stop();
    m_notice = {};
    hide();
    Q_EMIT dismissed();
}

QString MessageBar::text() const
{
    return isHidden() ? QString() : m_notice.text;
}

void MessageBar::runAction()
{
    const std::function<void()> action = m_notice.action;
    dismiss(); // first: the action may well bring the next notice
    if (action) {
        action();
    }
}

} // namespace sheaf
