#include "ui/devices/pairingwizard.h"

#include "ui/common/errortext.h"
#include "ui/common/humanize.h"
#include "ui/common/iconlabel.h"
#include "ui/common/theme.h"
#include "ui/devices/addressinput.h"
#include "ui/devices/pairingchoosepage.h"
#include "ui/devices/pairingcodepage.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kIconSize = 40;

} // namespace

PairingWizard::PairingWizard(SyncEngine &engine, QWidget *parent)
    : QDialog(parent)
    , m_engine(engine)
    , m_title(new QLabel(this))
    , m_pages(new QStackedWidget(this))
    , m_choose(new PairingChoosePage)
    , m_code(new PairingCodePage)
    , m_connecting(makeNotice(u"pairingConnecting"_s, Theme::icon(u"sync"_s, Theme::Role::Accent)))
    , m_success(makeNotice(u"pairingDone"_s, Theme::icon(u"check-circle"_s, Theme::Role::Success)))
    , m_failure(makeNotice(u"pairingFailed"_s, Theme::icon(u"warning"_s, Theme::Role::Warning)))
    , m_again(new QPushButton(tr("Try again"), this))
    , m_close(new QPushButton(this))
{
    setWindowTitle(tr("Pair a device"));
    setAccessibleName(tr("Pair a device"));
    setObjectName(u"pairADevice"_s);
    resize(760, 500);
    m_title->setText(tr("Pair a device"));
    m_title->setFont(Theme::font(Theme::TextSize::Title, QFont::DemiBold));
    for (QWidget *page : std::initializer_list<QWidget *> {
             m_choose, m_connecting.page, m_code, m_success.page, m_failure.page}) {
        m_pages->addWidget(page); // in the order of Page
    }
    m_code->setFocusPolicy(Qt::ClickFocus);
    m_code->setAccessibleName(tr("Compare the codes"));
    m_again->setObjectName(u"tryAgain"_s);
    m_again->setProperty("primary", true);
    m_again->setAutoDefault(false);
    m_close->setObjectName(u"close"_s);
    m_close->setAutoDefault(false);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space(2));
    buttons->addStretch(1);
    buttons->addWidget(m_close);
    buttons->addWidget(m_again);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space(8), Theme::space(6), Theme::space(8), Theme::space(6));
    layout->setSpacing(Theme::space(5));
    layout->addWidget(m_title);
    layout->addWidget(m_pages, 1);
    layout->addLayout(buttons);

    connect(m_choose, &PairingChoosePage::addressEntered, this, [this](const QString &address) {
        m_request = {};
        m_request.address = address;
        m_request.id = m_engine.requestPairing(address);
        showRequest();
    });
    connect(m_choose, &PairingChoosePage::linkEntered, this, [this](const QString &link) {
        m_request = {};
        m_request.id = m_engine.acceptLink(link);
        showRequest();
    });
    connect(
        m_choose, &PairingChoosePage::newLinkRequested, &m_engine, &SyncEngine::makePairingLink);
    connect(m_code, &PairingCodePage::confirmed, this, [this] {
        m_engine.confirmPairing(m_request.id);
    });
    connect(m_code, &PairingCodePage::denied, this, [this] { m_engine.denyPairing(m_request.id); });
    connect(m_again, &QPushButton::clicked, this, &PairingWizard::startOver);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(&m_engine, &SyncEngine::pairingChanged, this, &PairingWizard::onPairing);
    connect(&m_engine, &SyncEngine::pairingLinkReady, m_choose, &PairingChoosePage::setLink);
    connect(&m_engine, &SyncEngine::statusChanged, m_choose, &PairingChoosePage::setStatus);
    m_choose->setStatus(m_engine.status());
    m_engine.makePairingLink();
    showPage(Page::Choose);
}

PairingWizard::Notice PairingWizard::makeNotice(const QString &objectName, const QIcon &icon)
{
    Notice notice;
    notice.page = new QWidget;
    notice.happened = new QLabel;
    notice.happened->setObjectName(objectName);
    notice.happened->setFont(Theme::font(Theme::TextSize::Large, QFont::DemiBold));
    notice.next = new QLabel;
    notice.next->setObjectName(objectName + u"Next"_s);
    notice.next->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(notice.page);
    layout->setContentsMargins(Theme::space(10), 0, Theme::space(10), 0);
    layout->setSpacing(Theme::space(3));
    layout->addStretch(2);
    layout->addWidget(new IconLabel(icon, kIconSize));
    layout->addSpacing(Theme::space(2));
    for (QLabel *label : {notice.happened, notice.next}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText); // holds the other device's own name
        layout->addWidget(label);
    }
    layout->addStretch(3);
    return notice;
}

bool PairingWizard::underWay() const
{
    return m_request.id != 0 && m_request.state != PairingRequest::State::Done
        && m_request.state != PairingRequest::State::Failed;
}

void PairingWizard::follow(quint64 id)
{
    for (const PairingRequest &request : m_engine.pairings()) {
        if (request.id == id) {
            m_request = request;
            showRequest();
            return;
        }
    }
}

void PairingWizard::onPairing(const PairingRequest &request)
{
    const bool ours = request.id == m_request.id;
    // Somebody who has this window open on the first page waits for exactly this.
    const bool awaited = request.incoming && !underWay()
        && m_pages->currentIndex() == static_cast<int>(Page::Choose);
    if (ours || awaited) {
        m_request = request;
        showRequest();
    }
}

void PairingWizard::showRequest()
{
    const QString name =
        m_request.name.isEmpty() ? tr("the other device") : u"“%1”"_s.arg(m_request.name);
    switch (m_request.state) {
    case PairingRequest::State::Connecting:
        m_connecting.happened->setText(
            m_request.address.isEmpty()
                ? tr("Connecting…")
                : tr("Connecting to %1…").arg(shownAddress(m_request.address)));
        m_connecting.next->setText(tr("This takes a moment."));
        showPage(Page::Connecting);
        return;
    case PairingRequest::State::Comparing:
    case PairingRequest::State::WaitingForOther:
        m_code->setRequest(m_request);
        showPage(Page::Code);
        return;
    case PairingRequest::State::Done:
        m_success.happened->setText(tr("Paired with %1").arg(name));
        m_success.next->setText(m_request.theirNotes > 0
                                    ? tr("On the way here: %1. You can go on working; the status "
                                         "bar shows how far it is.")
                                          .arg(Humanize::notes(m_request.theirNotes))
                                    : tr("From now on both keep the same notes by themselves."));
        showPage(Page::Success);
        return;
    case PairingRequest::State::Failed:
        showFailure(m_request.error.value_or(Error {ErrorCode::ConnectionLost, {}}));
        return;
    }
}

void PairingWizard::showFailure(const Error &error)
{
    m_failure.happened->setText(errorHappened(error.code));
    m_failure.next->setText(errorRemedy(error.code));
    showPage(Page::Failure);
}

void PairingWizard::showPage(Page page)
{
    m_pages->setCurrentIndex(static_cast<int>(page));
    m_again->setVisible(page == Page::Failure);
    m_close->setVisible(page != Page::Code);
    const bool over = page == Page::Success || page == Page::Failure || page == Page::Choose;
    m_close->setText(over ? tr("Close") : tr("Cancel"));
    m_close->setAccessibleName(m_close->text());
    switch (page) {
    case Page::Choose:
        m_choose->focusAddress();
        break;
    case Page::Success:
        m_close->setFocus();
        break;
    case Page::Failure:
        m_again->setFocus();
        break;
    case Page::Code:
        m_code->setFocus(); // not a button: a Space meant for a note must not answer
        break;
    case Page::Connecting:
        break;
    }
}

void PairingWizard::startOver()
{
    m_request = {};
    m_engine.makePairingLink(); // the last one may be used up
    showPage(Page::Choose);
}

void PairingWizard::keyPressEvent(QKeyEvent *event)
{
    // Enter presses the button that has the focus, which as a dialog's default it would do from
    // anywhere; never the two that answer whether the codes match.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        for (QPushButton *button : {m_again, m_close}) {
            if (button->hasFocus()) {
                button->click();
                return;
            }
        }
    }
    QDialog::keyPressEvent(event);
}

void PairingWizard::done(int result)
{
    if (underWay()) {
        m_engine.denyPairing(m_request.id);
    }
    QDialog::done(result);
}

} // namespace sheaf
