/// The second stage of pairing, between authenticated devices: who joins whose library, and the signed
/// record that makes it so.
/// Rules   the member stores the record before it says Welcome, the joiner joins after; each step is
///         durable before the next. A joiner whose logs grew meanwhile offers again.
#pragma once

#include "sync/session/pairingstage.h"

namespace sheaf {

class PairingAdmission final : public PairingStage
{
public:
    /// `shownJoin`: what the person confirmed of who joins whom; nothing where nobody was asked.
    PairingAdmission(const PairingSetup &setup,
                     const DeviceId &peer,
                     std::optional<bool> shownJoin);

    void begin();
    void hear(const pairing::Step &step);
    void libraryRead(const pairing::LibraryRead &read, qint64 nowMs);
    void recordsStored(const pairing::RecordsStored &stored);
    void joined(const pairing::Joined &joined);

private:
    enum class State {
        Offering,
        AwaitCountersign, ///< member: invited
        Storing, ///< the record becomes durable
        AwaitFinish, ///< member: welcomed; in one library already: records stored
        AwaitInvite, ///< joiner
        AwaitWelcome, ///< joiner: countersigned
        JoiningNow, ///< joiner
        AwaitRecords, ///< in one library already
    };

    void onOffer(const pairing::Offer &offer);
    void onInvite(const pairing::Invite &invite);
    void onCountersign(const pairing::Countersign &step);
    void onWelcome();
    void onFinish();
    void onRecords(const pairing::Records &records);
    void decide();
    void invite();
    [[nodiscard]] bool isSameLibrary() const;
    [[nodiscard]] DeviceId self() const { return m_setup.signer->device(); }

    const PairingSetup &m_setup;
    DeviceId m_peer;
    std::optional<bool> m_shownJoin;
    State m_state = State::Offering;
    qint64 m_nowMs = 0;
    Membership m_membership;
    std::optional<pairing::Offer> m_ourOffer;
    std::optional<pairing::Offer> m_theirOffer;
    QString m_peerName;
    bool m_weJoin = false;
    int m_offers = 0;
    bool m_theyFinished = false;
    MemberRecord m_record; ///< the Add in the making
    std::vector<QByteArray> m_joinRecords;
};

} // namespace sheaf
