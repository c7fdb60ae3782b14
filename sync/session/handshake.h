/// The first words of every connection, as a pure state machine: both sides say Hello; for Sync they
/// then prove by Auth who they are, for pairing they go on with a PairingSession.
/// Transitions, with the function that makes each:
///   Idle      -> Greeting   LinkUp: the dialler says Hello, the listener waits      [onLinkUp]
///   Greeting  -> Proving    the other's Hello is acceptable; the listener answers
///                           with its Hello and, for Sync, its Auth in one go        [onHello]
///   Greeting  -> Done       the same for pairing: PairingAgreed                     [onHello]
///   Proving   -> Done       the other's Auth verifies: Authenticated                [onAuth]
///   any       -> Ended      LinkLost, DeadlinePassed, a refusal                     [refuse, end]
/// Rules   what is signed covers the role, both Hellos (with fresh nonces of both), the ids and the
///         channel binding; so replay, reflection and a relay in the middle fail. No data message
///         before Done. After Done or End, handle() answers nothing: the driver moves on.
/// Errors  the other side always reads the same generic refusal (or Outdated); the exact reason is in
///         our own End only.
/// Source  sync/PROTOCOL.md, "Handshake".
#pragma once

#include "model/base/ids.h"
#include "model/note/changesigner.h"
#include "sync/session/protocolrange.h"
#include "sync/session/sessionstep.h"

#include <functional>
#include <memory>
#include <vector>

namespace sheaf {

inline constexpr quint32 kMergeVersion = 2;

namespace handshake {

    /// The detail of ProtocolOutdated, where it is known which of the two is the older one.
    inline constexpr QLatin1StringView kUpdateHere {"this device needs the update"};
    inline constexpr QLatin1StringView kUpdateThere {"the other device needs the update"};

    /// What both sides have settled on.
    struct Terms
    {
        quint32 protocol = kProtocolMax;
        quint32 theirMergeVersion = kMergeVersion;
        QStringList features; ///< that both have

        friend bool operator==(const Terms &, const Terms &) = default;
    };

    // Events; session::LinkLost and session::DeadlinePassed too
    struct LinkUp
    {
    };
    struct PeerSaid
    {
        Message message;
        QByteArray bytes; ///< exactly as it came (unframed), because the signatures cover it
    };

    // Actions; session::Say, session::ArmDeadline and session::End too
    struct Authenticated // the peer is a member; a SyncSession may start now
    {
        DeviceId peer;
        Terms terms;
    };
    struct PairingAgreed // a PairingSession may start now
    {
        message::Hello::Purpose purpose = message::Hello::Purpose::PairByCode;
        Hash transcript; ///< of both Hellos; PairingSetup::helloTranscript
        Terms terms;
    };

} // namespace handshake

struct HandshakeSetup
{
    bool dialler = false;
    /// What the dialler wants. A listener learns it from the dialler's Hello.
    message::Hello::Purpose purpose = message::Hello::Purpose::Sync;
    /// A listener that cannot pair now (paused, busy, no link shown) answers the generic refusal.
    bool pairsByCode = false;
    bool pairsByLink = false;
    LibraryId library;
    const ChangeSigner *signer = nullptr; ///< this device
    std::function<bool(const DeviceId &)> isMember; ///< of the library, now
    QByteArray nonce; ///< 32 random bytes, never used before
    QByteArray channelBinding; ///< Connection::channelBinding()
    ProtocolRange protocol;
    QStringList features;
};

class Handshake
{
public:
    using Event = std::
        variant<handshake::LinkUp, handshake::PeerSaid, session::LinkLost, session::DeadlinePassed>;
    using Action = std::variant<session::Say,
                                session::ArmDeadline,
                                session::End,
                                handshake::Authenticated,
                                handshake::PairingAgreed>;

    explicit Handshake(HandshakeSetup setup);
    ~Handshake();
    Handshake(const Handshake &) = delete;
    Handshake &operator=(const Handshake &) = delete;

    [[nodiscard]] std::vector<Action> handle(const Event &event);
    [[nodiscard]] bool ended() const; ///< Done or Ended
    [[nodiscard]] message::Hello::Purpose purpose() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sheaf
