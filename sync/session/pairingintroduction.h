/// The first stage of pairing: two devices prove to each other, and to their people, who they are.
/// Rules   by code: commit, reveal, reveal, then both people compare six digits, then mutual signatures.
///         By link: MACs keyed by the link's secret and mutual signatures, the dialler's first.
#pragma once

#include "sync/session/pairingproof.h"
#include "sync/session/pairingstage.h"

namespace sheaf {

enum class PairingJoin { Dialler, Listener, Nobody };

/// A library with one device joins; when both have one, the dialler's does; else nobody can.
[[nodiscard]] PairingJoin whoJoins(bool diallerHasSeveral, bool listenerHasSeveral);

/// Foreign text that a dialog will show: no control characters, no line breaks, not too long.
[[nodiscard]] QString shownDeviceName(const QString &name);

class PairingIntroduction final : public PairingStage
{
public:
    explicit PairingIntroduction(const PairingSetup &setup);

    void begin();
    void hear(const pairing::Step &step, const QByteArray &payload);
    void confirmed();
    [[nodiscard]] bool isDone() const { return m_state == State::Done; }
    [[nodiscard]] const DeviceId &peer() const { return m_peer; } ///< proven when done
    /// By code: whether the person was told that this library joins the other one.
    [[nodiscard]] std::optional<bool> shownJoin() const { return m_shownJoin; }

private:
    enum class State {
        Idle,
        AwaitCommit, ///< listener, by code
        AwaitReveal, ///< by code
        Comparing, ///< people look at the digits
        AwaitKnock, ///< listener, by link
        AwaitAnswer, ///< dialler, by link
        Done,
    };

    void beginByLink();
    void onCommit(const pairing::Commit &commit, const QByteArray &payload);
    void onReveal(const pairing::Reveal &reveal, const QByteArray &payload);
    void onProof(const pairing::Proof &proof);
    void onKnock(const pairing::Knock &knock);
    void onAnswer(const pairing::Answer &answer);
    void compare();
    void meet(const DeviceId &dialler, const DeviceId &listener);
    [[nodiscard]] DeviceId self() const { return m_setup.signer->device(); }
    [[nodiscard]] PairingRole ourRole() const;
    [[nodiscard]] PairingRole theirRole() const;
    [[nodiscard]] Signature ourSignature() const;
    [[nodiscard]] bool verifies(const Signature &signature) const;

    const PairingSetup &m_setup;
    State m_state = State::Idle;
    PairingTranscript m_transcript;
    message::Pairing m_ourReveal; ///< the dialler's is committed to before it is said
    Hash m_commitment;
    QByteArray m_commitPayload;
    QByteArray m_theirRevealPayload;
    pairing::Reveal m_theirReveal;
    DeviceId m_peer;
    std::optional<bool> m_shownJoin;
    bool m_confirmedHere = false;
    bool m_provenThere = false;
};

} // namespace sheaf
