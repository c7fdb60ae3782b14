#include "ui/devices/devicesdialog.h"

#include "sync/limits.h"
#include "ui/common/iconlabel.h"
#include "ui/common/theme.h"
#include "ui/common/twolinedelegate.h"
#include "ui/devices/addressinput.h"
#include "ui/devices/clockwording.h"
#include "ui/devices/peerlistmodel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    QLabel *makeLabel(const QString &objectName, bool quiet)
    {
        auto *label = new QLabel;
        label->setObjectName(objectName);
        label->setTextFormat(Qt::PlainText); // names and problems hold other devices' words
        label->setWordWrap(true);
        if (quiet) {
            label->setForegroundRole(QPalette::PlaceholderText);
        }
        return label;
    }

    QLabel *makeCaption(const QString &text, QWidget *buddy)
    {
        auto *label = new QLabel(text);
        label->setFont(Theme::font(Theme::TextSize::Body, QFont::Medium));
        label->setBuddy(buddy);
        return label;
    }

    QPushButton *makeButton(const QString &text, const QString &objectName)
    {
        auto *button = new QPushButton(text);
        button->setObjectName(objectName);
        button->setAccessibleName(text);
        button->setAutoDefault(false);
        return button;
    }

    QString ownText(const SyncStatus &status)
    {
        if (!status.problem.isEmpty()) {
            return status.problem;
        }
        if (const QString clock = ownClockSentence(status); !clock.isEmpty()) {
            return clock;
        }
        if (status.ownAddresses.isEmpty()) {
            return DevicesDialog::tr("This device is not on a network.");
        }
        QStringList shown;
        for (const QString &address : status.ownAddresses) {
            shown.append(shownAddress(address));
        }
        return DevicesDialog::tr("This device answers at %1").arg(shown.join(u", "_s));
    }

} // namespace

DevicesDialog::DevicesDialog(SyncEngine &engine, QWidget *parent)
    : QDialog(parent)
    , m_engine(engine)
    , m_model(new PeerListModel(this))
    , m_list(new QListView)
    , m_pages(new QStackedWidget)
{
    setWindowTitle(tr("Devices"));
    setAccessibleName(tr("Devices"));
    setObjectName(u"devices"_s);
    resize(760, 480);

    m_list->setModel(m_model);
    m_list->setItemDelegate(new TwoLineDelegate(PeerListModel::StateRole, m_list));
    m_list->setObjectName(u"deviceList"_s);
    m_list->setAccessibleName(tr("Device list"));
    m_list->setProperty("framed", true);
    m_list->setUniformItemSizes(true);
    m_list->setMinimumWidth(Theme::space(60));
    m_pages->addWidget(makeEmptyState());
    m_pages->addWidget(makeDetails());
    m_own = makeLabel(u"ownAddresses"_s, true);
    m_own->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

    auto *pair = makeButton(tr("Pair a device…"), u"pairADevice"_s);
    auto *close = makeButton(tr("Close"), u"close"_s);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(Theme::space(6));
    middle->addWidget(m_list, 2);
    middle->addWidget(m_pages, 3);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(Theme::space(2));
    foot->addWidget(pair);
    foot->addSpacing(Theme::space(2));
    foot->addWidget(m_own, 1);
    foot->addWidget(close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space(6), Theme::space(5), Theme::space(6), Theme::space(5));
    layout->setSpacing(Theme::space(4));
    layout->addLayout(middle, 1);
    layout->addLayout(foot);

    connect(pair, &QPushButton::clicked, this, &DevicesDialog::pairRequested);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_list->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &DevicesDialog::showSelected);
    connect(&engine, &SyncEngine::peersChanged, this, &DevicesDialog::setPeers);
    connect(&engine, &SyncEngine::statusChanged, this, [this](const SyncStatus &status) {
        m_own->setText(ownText(status));
    });
    m_own->setText(ownText(engine.status()));
    setPeers(engine.peers());
}

QWidget *DevicesDialog::makeEmptyState()
{
    auto *page = new QWidget;
    auto *icon = new IconLabel(Theme::icon(u"devices"_s), 40);
    auto *head = makeLabel(u"noDevices"_s, false);
    head->setText(tr("Only on this computer"));
    head->setFont(Theme::font(Theme::TextSize::Large, QFont::DemiBold));
    head->setAlignment(Qt::AlignHCenter);
    auto *sentence = makeLabel(u"noDevicesSentence"_s, true);
    sentence->setText(
        tr("Pair your other computers, and your notes are the same on all of them. No "
           "account, no server."));
    sentence->setAlignment(Qt::AlignHCenter);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(2));
    layout->addStretch(2);
    layout->addWidget(icon);
    layout->addSpacing(Theme::space(2));
    layout->addWidget(head);
    layout->addWidget(sentence);
    layout->addStretch(3);
    return page;
}

QWidget *DevicesDialog::makeDetails()
{
    auto *page = new QWidget;
    m_name = makeLabel(u"deviceName"_s, false);
    m_name->setFont(Theme::font(Theme::TextSize::Title, QFont::DemiBold));
    m_state = makeLabel(u"deviceState"_s, true);
    m_problem = makeLabel(u"deviceProblem"_s, false);
    m_newName = new QLineEdit;
    m_newName->setObjectName(u"newName"_s);
    m_newName->setAccessibleName(tr("Name on this computer"));
    m_newName->setMaxLength(80);
    m_rename = makeButton(tr("Rename"), u"rename"_s);
    auto *nameRow = new QHBoxLayout;
    nameRow->setSpacing(Theme::space(2));
    nameRow->addWidget(m_newName, 1);
    nameRow->addWidget(m_rename);
    m_addresses = new QPlainTextEdit;
    m_addresses->setObjectName(u"addresses"_s);
    m_addresses->setAccessibleName(tr("Addresses"));
    m_addresses->setPlaceholderText(tr("desk.local:%1").arg(kDefaultPort));
    m_addresses->setTabChangesFocus(true);
    m_addresses->setProperty("framed", true);
    m_addresses->setMaximumHeight(Theme::space(22));
    m_addressHint = makeLabel(u"addressesHint"_s, true);
    m_saveAddresses = makeButton(tr("Save addresses"), u"saveAddresses"_s);
    auto *addressRow = new QHBoxLayout;
    addressRow->setSpacing(Theme::space(2));
    addressRow->addWidget(m_addressHint, 1);
    addressRow->addWidget(m_saveAddresses, 0, Qt::AlignTop);

    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(2));
    layout->addWidget(m_name);
    layout->addWidget(m_state);
    layout->addWidget(m_problem);
    layout->addSpacing(Theme::space(3));
    layout->addWidget(makeCaption(tr("Name on this computer"), m_newName));
    layout->addLayout(nameRow);
    layout->addSpacing(Theme::space(3));
    layout->addWidget(makeCaption(tr("Addresses"), m_addresses));
    layout->addWidget(m_addresses);
    layout->addLayout(addressRow);
    layout->addStretch(1);

    connect(m_rename, &QPushButton::clicked, this, &DevicesDialog::rename);
    connect(m_newName, &QLineEdit::returnPressed, this, &DevicesDialog::rename);
    connect(m_newName, &QLineEdit::textEdited, this, [this] {
        m_nameEdited = true;
        judgeInput();
    });
    connect(m_addresses, &QPlainTextEdit::textChanged, this, [this] {
        m_addressesEdited = true;
        judgeInput();
    });
    connect(m_saveAddresses, &QPushButton::clicked, this, &DevicesDialog::saveAddresses);
    return page;
}

Peer DevicesDialog::selected() const
{
    return m_model->peer(m_list->currentIndex());
}

void DevicesDialog::selectDevice(const DeviceId &device)
{
    m_list->setCurrentIndex(m_model->indexOf(device));
}

void DevicesDialog::setPeers(const QList<Peer> &peers)
{
    m_model->setPeers(peers);
    if (!m_list->currentIndex().isValid()) {
        m_list->setCurrentIndex(m_model->index(0));
    }
    showSelected();
}

void DevicesDialog::showSelected()
{
    const bool any = m_model->rowCount() > 0;
    m_list->setVisible(any);
    m_pages->setCurrentIndex(any ? 1 : 0);
    const Peer peer = selected();
    m_name->setText(peer.name);
    m_state->setText(m_list->currentIndex().data(PeerListModel::StateRole).toString());
    QStringList problems {peer.problem, clockSentence(peer)};
    problems.removeAll(QString());
    m_problem->setText(problems.join(u'\n'));
    m_problem->setVisible(!problems.isEmpty());
    // What the person is typing is not touched by news about the same device.
    if (peer.device != m_shown || !m_nameEdited) {
        m_newName->setText(peer.name);
        m_nameEdited = false;
    }
    if (peer.device != m_shown || !m_addressesEdited) {
        QStringList shown;
        for (const QString &address : peer.addresses) {
            shown.append(shownAddress(address));
        }
        const QSignalBlocker quiet(m_addresses);
        m_addresses->setPlainText(shown.join(u'\n'));
        m_addressesEdited = false;
    }
    m_shown = peer.device;
    judgeInput();
}

std::optional<QStringList> DevicesDialog::typedAddresses() const
{
    QStringList addresses;
    for (const QString &line : m_addresses->toPlainText().split(u'\n', Qt::SkipEmptyParts)) {
        if (line.trimmed().isEmpty()) {
            continue;
        }
        const std::optional<QString> address = normalizedAddress(line);
        if (!address) {
            return std::nullopt;
        }
        if (!addresses.contains(*address)) {
            addresses.append(*address);
        }
    }
    return addresses;
}

void DevicesDialog::judgeInput()
{
    const Peer peer = selected();
    const QString name = m_newName->text().trimmed();
    m_rename->setEnabled(!name.isEmpty() && name != peer.name);
    const std::optional<QStringList> addresses = typedAddresses();
    QString hint = tr("One on each line; Sheaf tries them in turn.");
    if (!addresses) {
        hint =
            tr("One of these lines is no address: a name or number, then perhaps “:” and a port.");
    } else if (addresses->size() > limits::kAddressesPerPeerMax) {
        hint = tr("At most %1 addresses.").arg(limits::kAddressesPerPeerMax);
    }
    m_addressHint->setText(hint);
    m_saveAddresses->setEnabled(addresses && addresses->size() <= limits::kAddressesPerPeerMax
                                && *addresses != peer.addresses);
}

void DevicesDialog::rename()
{
    const Peer peer = selected();
    const QString name = m_newName->text().trimmed();
    if (!peer.device.isNull() && !name.isEmpty() && name != peer.name) {
        m_nameEdited = false;
        m_engine.renamePeer(peer.device, name);
    }
}

void DevicesDialog::saveAddresses()
{
    const Peer peer = selected();
    const std::optional<QStringList> addresses = typedAddresses();
    if (!peer.device.isNull() && addresses && addresses->size() <= limits::kAddressesPerPeerMax) {
        m_addressesEdited = false;
        m_engine.setPeerAddresses(peer.device, *addresses);
    }
}

} // namespace sheaf
