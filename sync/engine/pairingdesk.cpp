#include "sync/engine/pairingdesk.h"

#include "sync/engine/dialdesk.h"
#include "sync/engine/handshakedriver.h"
#include "sync/engine/messagechannel.h"
#include "sync/engine/pairingdriver.h"
#include "sync/limits.h"
#include "sync/transport/endpoint.h"

namespace sheaf {

using namespace Qt::StringLiterals;
using Purpose = message::Hello::Purpose;

namespace {

    constexpr qsizetype kSecretBytes = 16;

} // namespace

PairingDesk::PairingDesk(SyncContext context, DialDesk &dials, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_dials(dials)
{
}

void PairingDesk::request(quint64 id, const QString &address)
{
    Attempt attempt;
    attempt.request.id = id;
    attempt.request.address = address;
    attempt.untried = {addressText(address)};
    if (attempt.untried.first().isEmpty()) {
        fail(attempt.request,
             {ErrorCode::InvalidArgument,
              u"\"%1\" is no address: type host:port, as the other device shows it"_s.arg(
                  address.left(200))});
        return;
    }
    attempt.request.address = attempt.untried.first();
    begin(std::move(attempt));
}

void PairingDesk::acceptLink(quint64 id, const QString &link)
{
    Attempt attempt;
    attempt.request.id = id;
    attempt.purpose = Purpose::PairByLink;
    attempt.link = PairingLink::fromString(link.trimmed());
    if (attempt.link) {
        for (const QString &address : attempt.link->addresses) {
            if (const QString text = addressText(address); !text.isEmpty()) {
                attempt.untried << text;
            }
        }
    }
    if (attempt.untried.isEmpty()) {
        fail(attempt.request,
             {ErrorCode::PairingLinkInvalid, u"this is no pairing link of Sheaf"_s});
        return;
    }
    if (attempt.link->device == m_context.identity.device()) {
        fail(attempt.request, {ErrorCode::PairingLinkInvalid, u"this is this device's own link"_s});
        return;
    }
    begin(std::move(attempt));
}

void PairingDesk::begin(Attempt attempt)
{
    if (!m_policy.allows(monotonicMs())) {
        fail(attempt.request,
             {ErrorCode::PairingPaused,
              u"wait %1 minutes"_s.arg(m_policy.pausedForMs(monotonicMs()) / 60'000 + 1)});
        return;
    }
    const quint64 id = attempt.request.id;
    Q_EMIT changed(attempt.request);
    m_attempts[id] = std::move(attempt);
    tryNext(id, {});
}

void PairingDesk::tryNext(quint64 id, const Error &lastError)
{
    const auto found = m_attempts.find(id);
    if (found == m_attempts.end()) {
        return; // denied meanwhile
    }
    Attempt &attempt = found->second;
    if (attempt.untried.isEmpty()) {
        const Attempt done = std::move(attempt);
        m_attempts.erase(found);
        Error why = lastError;
        if (done.link
            && (why.code == ErrorCode::Refused || why.code == ErrorCode::LibraryMismatch)) {
            why = {ErrorCode::PairingLinkInvalid,
                   u"the link was used already, or is no longer valid"_s};
        }
        fail(done.request, why);
        return;
    }
    attempt.request.address = attempt.untried.takeFirst();
    m_dials.dial(attempt.request.address, this, [this, id](const auto &answer) {
        if (answer) {
            onConnected(id, *answer);
        } else {
            tryNext(id, answer.error());
        }
    });
}

void PairingDesk::onConnected(quint64 id, const std::shared_ptr<Connection> &connection)
{
    const auto found = m_attempts.find(id);
    if (found == m_attempts.end()) {
        return; // denied meanwhile; the connection closes with its last owner
    }
    auto *channel = new MessageChannel(connection, this);
    auto *driver = new HandshakeDriver(
        channel, m_context.handshakeOn(*connection, found->second.purpose), this);
    connect(
        driver, &HandshakeDriver::failed, this, [this, id](const Error &why) { tryNext(id, why); });
    connect(driver,
            &HandshakeDriver::pairingAgreed,
            this,
            [this, id, channel](const handshake::PairingAgreed &agreed) {
                onAgreed(id, channel, agreed);
            });
    driver->start();
}

void PairingDesk::onAgreed(quint64 id,
                           MessageChannel *channel,
                           const handshake::PairingAgreed &agreed)
{
    const auto found = m_attempts.find(id);
    if (found == m_attempts.end()) {
        channel->finish();
        return;
    }
    const Attempt attempt = std::move(found->second);
    m_attempts.erase(found);
    PairingSetup setup = setupFor(channel->connection(), agreed);
    if (attempt.link) {
        setup.secret = attempt.link->secret;
        setup.linkDevice = attempt.link->device;
    }
    run(channel, std::move(setup), attempt.request);
}

void PairingDesk::takeOver(MessageChannel *channel, const handshake::PairingAgreed &agreed)
{
    const bool byLink = agreed.purpose == Purpose::PairByLink;
    if (byLink ? !takesLink() : !takesCode()) {
        // It was free when they connected; several that came together are not served together.
        channel->finishWith({ErrorCode::Refused, {}}, true);
        return;
    }
    PairingRequest request;
    request.id = m_lastIncoming += 2;
    request.incoming = true;
    request.address = channel->connection().remoteAddress();
    PairingSetup setup = setupFor(channel->connection(), agreed);
    if (byLink) {
        setup.secret = m_link->secret;
    }
    run(channel, std::move(setup), request);
}

void PairingDesk::run(MessageChannel *channel, PairingSetup setup, const PairingRequest &request)
{
    const bool byLink = setup.purpose == Purpose::PairByLink;
    auto *driver = new PairingDriver(channel, std::move(setup), request, m_context.library, this);
    m_drivers[request.id] = driver;
    connect(driver, &PairingDriver::changed, this, &PairingDesk::changed);
    connect(driver,
            &PairingDriver::proven,
            this,
            [this, driver, id = request.id, usesLink = byLink && request.incoming] {
                m_proven.insert(id);
                if (usesLink && m_linkUser && *m_linkUser != id) {
                    driver->decline(); // two held the same link: the first one has it
                } else if (usesLink) {
                    m_linkUser = id;
                }
            });
    connect(driver, &PairingDriver::finished, this, [this, byLink](const PairingRequest &done) {
        onFinished(done, byLink);
    });
    driver->start();
}

void PairingDesk::onFinished(const PairingRequest &request, bool byLink)
{
    m_drivers.erase(request.id);
    const bool isDone = request.state == PairingRequest::State::Done;
    const bool wasProven = m_proven.erase(request.id) > 0;
    if (m_linkUser == request.id) {
        m_linkUser.reset();
        if (isDone) {
            m_link.reset(); // valid once
        }
    }
    if (isDone) {
        m_policy.succeeded();
        Q_EMIT paired(request.device, request.incoming ? QString() : request.address);
    } else if (request.error) {
        // Who asks by code knows the digits before they are shown here, and could hang up until they
        // suit him. So whatever ends such a pairing before the proof is a guess that failed.
        const bool isGuess = request.incoming && !byLink && !wasProven;
        m_policy.failed(isGuess ? Error {ErrorCode::PairingCodeMismatch, {}} : *request.error,
                        monotonicMs());
    }
    Q_EMIT changed(request);
}

void PairingDesk::fail(const PairingRequest &request, const Error &why)
{
    PairingRequest failed = request;
    failed.state = PairingRequest::State::Failed;
    failed.error = why;
    Q_EMIT changed(failed);
}

QString PairingDesk::makeLink(const QStringList &addresses)
{
    if (addresses.isEmpty()) {
        return {};
    }
    PairingLink link;
    for (const QString &address : addresses) {
        if (const auto endpoint = Endpoint::fromText(address)) {
            link.addresses << endpoint->toText();
        }
    }
    link.device = m_context.identity.device();
    link.secret = m_context.random.bytes(kSecretBytes);
    m_link = link;
    m_linkUser.reset();
    m_linkEndsMs = monotonicMs() + std::chrono::milliseconds(limits::kPairingLinkValid).count();
    return link.toString();
}

void PairingDesk::confirm(quint64 id)
{
    if (const auto found = m_drivers.find(id); found != m_drivers.end()) {
        found->second->confirm();
    }
}

void PairingDesk::deny(quint64 id)
{
    if (const auto found = m_drivers.find(id); found != m_drivers.end()) {
        found->second->decline();
    } else if (const auto attempt = m_attempts.find(id); attempt != m_attempts.end()) {
        const PairingRequest request = attempt->second.request;
        m_attempts.erase(attempt);
        fail(request, {ErrorCode::Cancelled, u"stopped here"_s});
    }
}

bool PairingDesk::takesCode() const
{
    return m_policy.allows(monotonicMs()) && !comparesIncoming();
}

bool PairingDesk::takesLink() const
{
    return m_link && !m_linkUser && monotonicMs() < m_linkEndsMs && m_policy.allows(monotonicMs());
}

bool PairingDesk::comparesIncoming() const
{
    return std::any_of(m_drivers.begin(), m_drivers.end(), [](const auto &entry) {
        return entry.second->request().incoming;
    });
}

PairingSetup PairingDesk::setupFor(const Connection &connection,
                                   const handshake::PairingAgreed &agreed) const
{
    const LibraryReader &reader = m_context.library.reader();
    PairingSetup setup;
    setup.dialler = connection.isDialler();
    setup.purpose = agreed.purpose;
    setup.signer = &m_context.identity;
    setup.nonce = m_context.random.bytes(32);
    setup.channelBinding = connection.channelBinding();
    setup.localFingerprint = connection.localFingerprint();
    setup.remoteFingerprint = connection.remoteFingerprint();
    setup.helloTranscript = agreed.transcript;
    setup.name = reader.deviceName();
    setup.devices = int(m_context.library.membership().members().size());
    setup.notes = reader.counts().notes;
    return setup;
}

} // namespace sheaf
