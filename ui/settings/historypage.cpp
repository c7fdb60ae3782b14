#include "ui/settings/historypage.h"

#include "ui/common/theme.h"
#include "ui/common/tintedframe.h"
#include "ui/settings/settingspage.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <limits>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    /// For ever is the longest.
    int lengthOf(int days)
    {
        return days == HistoryPage::kForEver ? std::numeric_limits<int>::max() : days;
    }

} // namespace

HistoryPage::HistoryPage(int days, QWidget *parent)
    : QWidget(parent)
    , m_days(days)
    , m_span(new QComboBox(this))
    , m_question(new TintedFrame(Theme::Role::Warning, this))
    , m_warning(new QLabel(m_question))
    , m_shorten(new QPushButton(tr("Shorten"), m_question))
    , m_keep(new QPushButton(tr("Leave as it was"), m_question))
{
    m_span->setObjectName(u"historyDays"_s);
    m_span->setAccessibleName(tr("Keep history for"));
    m_span->addItem(tr("1 month"), 30);
    m_span->addItem(tr("6 months"), 183);
    m_span->addItem(tr("1 year"), kUsualDays);
    m_span->addItem(tr("3 years"), 3 * kUsualDays);
    m_span->addItem(tr("For ever"), kForEver);
    m_span->installEventFilter(this);
    showSpan(days);

    m_question->setObjectName(u"historyQuestion"_s);
    m_warning->setWordWrap(true);
    m_shorten->setObjectName(u"historyShorten"_s);
    m_keep->setObjectName(u"historyKeep"_s);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space(2));
    buttons->addWidget(m_keep);
    buttons->addWidget(m_shorten);
    buttons->addStretch();
    auto *asked = new QVBoxLayout(m_question);
    const int inset = Theme::space(3);
    asked->setContentsMargins(inset, inset, inset, inset);
    asked->setSpacing(Theme::space(2));
    asked->addWidget(m_warning);
    asked->addLayout(buttons);

    auto *column = settingspage::column(this);
    column->addWidget(settingspage::heading(tr("Keep history for"), this));
    column->addWidget(m_span);
    column->addWidget(m_question);
    column->addWidget(settingspage::hint(
        tr("Older versions of your notes, and notes that have been in the trash for longer, are "
           "cleared away once all your devices have them. What a note says now always stays."),
        this));
    column->addSpacing(Theme::space(4));
    column->addWidget(settingspage::hint(tr("This holds on all your devices."), this));
    column->addStretch();
    m_question->hide();

    connect(m_span, &QComboBox::activated, this, &HistoryPage::choose);
    connect(m_shorten, &QPushButton::clicked, this, &HistoryPage::confirm);
    connect(m_keep, &QPushButton::clicked, this, [this] {
        showSpan(m_days);
        showQuestion(false);
        m_span->setFocus();
    });
}

void HistoryPage::choose()
{
    const int chosen = m_span->currentData().toInt();
    if (lengthOf(chosen) < lengthOf(m_days)) {
        m_warning->setText(tr("Versions older than “%1” go on all your devices, for good.")
                               .arg(m_span->currentText()));
        showQuestion(true);
        return;
    }
    showQuestion(false);
    if (chosen != m_days) {
        m_days = chosen;
        Q_EMIT daysChosen(m_days);
    }
}

void HistoryPage::confirm()
{
    m_days = m_span->currentData().toInt();
    showQuestion(false);
    m_span->setFocus();
    Q_EMIT daysChosen(m_days);
}

void HistoryPage::showQuestion(bool asked)
{
    m_question->setVisible(asked);
}

void HistoryPage::showSpan(int days)
{
    if (m_span->findData(days) < 0) {
        m_span->addItem(tr("%1 days").arg(days), days);
    }
    m_span->setCurrentIndex(m_span->findData(days));
}

bool HistoryPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_span && event->type() == QEvent::Wheel) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace sheaf
