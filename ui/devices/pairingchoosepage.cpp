#include "ui/devices/pairingchoosepage.h"

#include "sync/limits.h"
#include "sync/peer/pairing.h"
#include "ui/common/theme.h"
#include "ui/devices/addressinput.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr QLatin1String kLinkScheme("sheaf:");

    QLabel *makeHeading(const QString &text)
    {
        auto *label = new QLabel(text);
        label->setFont(Theme::font(Theme::TextSize::Large, QFont::DemiBold));
        label->setWordWrap(true);
        return label;
    }

    QLabel *makeQuiet(const QString &text, const QString &objectName)
    {
        auto *label = new QLabel(text);
        label->setObjectName(objectName);
        label->setWordWrap(true);
        label->setForegroundRole(QPalette::PlaceholderText);
        return label;
    }

    QLabel *makeCaption(const QString &text, QWidget *buddy)
    {
        auto *label = new QLabel(text);
        label->setFont(Theme::font(Theme::TextSize::Body, QFont::Medium));
        label->setBuddy(buddy);
        return label;
    }

} // namespace

PairingChoosePage::PairingChoosePage(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(8));
    layout->addWidget(makeOther(), 1);
    auto *line = new QFrame;
    line->setFrameShape(QFrame::VLine);
    line->setForegroundRole(QPalette::Mid);
    line->setFixedWidth(1);
    layout->addWidget(line);
    layout->addWidget(makeOwn(), 1);
}

QWidget *PairingChoosePage::makeOther()
{
    auto *side = new QWidget;
    m_nearby = new QListWidget;
    m_nearby->setObjectName(u"nearbyDevices"_s);
    m_nearby->setAccessibleName(tr("Nearby devices"));
    m_nearby->setProperty("framed", true);
    m_nearby->setFixedHeight(Theme::space(18));
    m_nearby->setFocusPolicy(
        Qt::NoFocus); // nothing in it yet: a stop for the Tab key would mislead
    auto *empty =
        makeQuiet(tr("Sheaf does not look for devices by itself yet. Type the address that "
                     "the other device shows, or use a link."),
                  u"noNearbyDevices"_s);
    empty->setAlignment(Qt::AlignCenter);
    auto *emptyLayout = new QVBoxLayout(m_nearby);
    emptyLayout->setContentsMargins(
        Theme::space(3), Theme::space(1), Theme::space(3), Theme::space(1));
    emptyLayout->addWidget(empty);

    m_address = new QLineEdit;
    m_address->setObjectName(u"address"_s);
    m_address->setAccessibleName(tr("Address"));
    m_address->setPlaceholderText(u"192.168.1.20:%1"_s.arg(kDefaultPort));
    m_address->setClearButtonEnabled(true);
    m_hint = makeQuiet({}, u"addressHint"_s);
    m_connect = new QPushButton(tr("Connect"));
    m_connect->setObjectName(u"connect"_s);
    m_connect->setProperty("primary", true);
    m_connect->setAutoDefault(false);
    auto *paste = new QPushButton(tr("Paste link"));
    paste->setObjectName(u"pasteLink"_s);
    paste->setAutoDefault(false);
    paste->setToolTip(tr("Use a pairing link that you copied on the other device"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space(2));
    buttons->addWidget(paste);
    buttons->addStretch(1);
    buttons->addWidget(m_connect);

    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(2));
    layout->addWidget(makeHeading(tr("The other device")));
    layout->addWidget(
        makeQuiet(tr("Open Sheaf there and choose “Pair a device…” as well."), u"otherSentence"_s));
    layout->addSpacing(Theme::space(2));
    layout->addWidget(makeCaption(tr("Nearby devices"), m_nearby));
    layout->addWidget(m_nearby);
    layout->addSpacing(Theme::space(2));
    layout->addWidget(makeCaption(tr("Address or pairing link"), m_address));
    layout->addWidget(m_address);
    layout->addWidget(m_hint);
    layout->addStretch(1);
    layout->addLayout(buttons);

    connect(m_address, &QLineEdit::textChanged, this, &PairingChoosePage::judge);
    connect(m_address, &QLineEdit::returnPressed, this, &PairingChoosePage::submit);
    connect(m_connect, &QPushButton::clicked, this, &PairingChoosePage::submit);
    connect(paste, &QPushButton::clicked, this, [this] {
        m_address->setText(QGuiApplication::clipboard()->text().trimmed());
        m_address->setFocus();
    });
    judge();
    return side;
}

QWidget *PairingChoosePage::makeOwn()
{
    auto *side = new QWidget;
    m_own = new QLabel;
    m_own->setObjectName(u"ownAddresses"_s);
    m_own->setAccessibleName(tr("Addresses of this device"));
    m_own->setTextFormat(Qt::PlainText);
    m_own->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_own->setFont(Theme::font(Theme::TextSize::Large));
    m_link = new QLineEdit;
    m_link->setObjectName(u"pairingLink"_s);
    m_link->setAccessibleName(tr("Pairing link"));
    m_link->setReadOnly(true);
    m_copy = new QPushButton(tr("Copy link"));
    m_copy->setObjectName(u"copyLink"_s);
    m_copy->setAutoDefault(false);
    auto *renew = new QPushButton(tr("New link"));
    renew->setObjectName(u"newLink"_s);
    renew->setAutoDefault(false);
    renew->setProperty("quiet", true);
    m_linkHint = makeQuiet({}, u"linkHint"_s);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space(2));
    buttons->addWidget(renew);
    buttons->addStretch(1);
    buttons->addWidget(m_copy);

    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(2));
    layout->addWidget(makeHeading(tr("This device")));
    layout->addWidget(
        makeQuiet(tr("Type one of these addresses on the other device; both screens then "
                     "show the same six digits."),
                  u"ownSentence"_s));
    layout->addSpacing(Theme::space(2));
    layout->addWidget(makeCaption(tr("Addresses"), m_own));
    layout->addWidget(m_own);
    layout->addSpacing(Theme::space(2));
    layout->addWidget(makeCaption(tr("Pairing link"), m_link));
    layout->addWidget(m_link);
    layout->addWidget(m_linkHint);
    layout->addStretch(1);
    layout->addLayout(buttons);

    connect(renew, &QPushButton::clicked, this, &PairingChoosePage::newLinkRequested);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_link->text());
        m_linkHint->setText(tr("Copied. Paste it into Sheaf on the other device."));
    });
    setLink({});
    setStatus({});
    return side;
}

void PairingChoosePage::setStatus(const SyncStatus &status)
{
    QStringList shown;
    for (const QString &address : status.ownAddresses) {
        shown.append(shownAddress(address));
    }
    if (shown.isEmpty()) {
        m_own->setText(status.problem.isEmpty() ? tr("This device is not on a network.")
                                                : status.problem);
    } else {
        m_own->setText(shown.join(u'\n'));
    }
    m_own->setWordWrap(shown.isEmpty());
}

void PairingChoosePage::setLink(const QString &link)
{
    m_link->setText(link);
    m_link->setCursorPosition(0);
    m_copy->setEnabled(!link.isEmpty());
    m_link->setPlaceholderText(tr("No link yet"));
    m_linkHint->setText(link.isEmpty()
                            ? tr("A link needs this device to accept connections.")
                            : tr("Instead of an address. Good for %1 minutes and for one device.")
                                  .arg(std::chrono::minutes(limits::kPairingLinkValid).count()));
}

void PairingChoosePage::focusAddress()
{
    m_address->setFocus();
}

void PairingChoosePage::judge()
{
    const QString text = m_address->text().trimmed();
    bool usable = false;
    QString hint = tr("The address stands in this same window on the other device.");
    if (text.startsWith(kLinkScheme)) {
        usable = PairingLink::fromString(text).has_value();
        hint = usable ? tr("A pairing link: no digits to compare.")
                      : tr("A part of this link is missing. Copy the whole link.");
    } else if (!text.isEmpty()) {
        const std::optional<QString> address = normalizedAddress(text);
        usable = address.has_value();
        hint = usable
            ? tr("Connects to %1").arg(shownAddress(*address))
            : tr("This is no address yet: a name or number, then perhaps “:” and a port.");
    }
    m_hint->setText(hint);
    m_connect->setEnabled(usable);
}

void PairingChoosePage::submit()
{
    const QString text = m_address->text().trimmed();
    if (text.startsWith(kLinkScheme)) {
        if (PairingLink::fromString(text)) {
            Q_EMIT linkEntered(text);
        }
        return;
    }
    if (const std::optional<QString> address = normalizedAddress(text)) {
        Q_EMIT addressEntered(*address);
    }
}

} // namespace sheaf
