/// All pairings under way on this device: those asked for here, those asked of us, the one-time link.
/// Rules   one incoming comparison at a time; a link is valid limits::kPairingLinkValid and once;
///         after limits::kPairingFailuresMax failures nothing is paired for limits::kPairingPause.
///         Who asks by code and ends without a proof has failed, also when the line just went.
///         A link's addresses are tried one after the other.
/// Thread  the sync thread.
#pragma once

#include "sync/engine/synccontext.h"
#include "sync/peer/pairing.h"
#include "sync/session/pairingpolicy.h"
#include "sync/session/pairingsession.h"

#include <QObject>

#include <map>
#include <set>

namespace sheaf {

class DialDesk;
class MessageChannel;
class PairingDriver;

class PairingDesk final : public QObject
{
    Q_OBJECT

public:
    PairingDesk(SyncContext context, DialDesk &dials, QObject *parent);

    void request(quint64 id, const QString &address);
    void acceptLink(quint64 id, const QString &link);
    /// A new link; an earlier one ends. Empty without addresses.
    [[nodiscard]] QString makeLink(const QStringList &addresses);
    void confirm(quint64 id);
    void deny(quint64 id);

    [[nodiscard]] bool takesCode() const;
    [[nodiscard]] bool takesLink() const;
    /// A connection that asked us to pair.
    void takeOver(MessageChannel *channel, const handshake::PairingAgreed &agreed);

Q_SIGNALS:
    void changed(const sheaf::PairingRequest &request);
    /// `address` is where the device was reached; empty when it reached us.
    void paired(const sheaf::DeviceId &device, const QString &address);

private:
    struct Attempt // asked for here, not yet connected
    {
        PairingRequest request;
        message::Hello::Purpose purpose = message::Hello::Purpose::PairByCode;
        QStringList untried;
        std::optional<PairingLink> link;
    };
    void begin(Attempt attempt);
    void tryNext(quint64 id, const Error &lastError);
    void onConnected(quint64 id, const std::shared_ptr<Connection> &connection);
    void onAgreed(quint64 id, MessageChannel *channel, const handshake::PairingAgreed &agreed);
    void run(MessageChannel *channel, PairingSetup setup, const PairingRequest &request);
    void fail(const PairingRequest &request, const Error &why);
    void onFinished(const PairingRequest &request, bool byLink);
    [[nodiscard]] PairingSetup setupFor(const Connection &connection,
                                        const handshake::PairingAgreed &agreed) const;
    [[nodiscard]] bool comparesIncoming() const;

    SyncContext m_context;
    DialDesk &m_dials;
    PairingPolicy m_policy;
    std::map<quint64, Attempt> m_attempts;
    std::map<quint64, PairingDriver *> m_drivers;
    std::optional<PairingLink> m_link;
    std::optional<quint64> m_linkUser; ///< the request that has proven to know the secret
    std::set<quint64> m_proven; ///< requests under way whose other side has proven who it is
    qint64 m_linkEndsMs = 0;
    quint64 m_lastIncoming = 0; ///< even numbers; the engine gives odd ones
};

} // namespace sheaf
