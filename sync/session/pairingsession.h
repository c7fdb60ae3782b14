/// Two devices that do not know each other yet become devices of one library, as a pure state machine.
/// It runs after a Hello whose purpose is PairByCode or PairByLink, in two stages:
///   PairingIntroduction   by code: Commit, Reveal, Reveal, both people compare, Proof, Proof;
///                         by link: Knock, Answer. Then each knows the other's key for certain.
///   PairingAdmission      Offer, Offer; then Invite, Countersign, (stored), Welcome, (joined), Finish;
///                         in one library already: Records, Records, Finish, Finish.
///   any -> ended          Paired; or End: declined, timed out, link lost, a fault
/// Rules   library id, membership and logs are handed over only after authentication. The member
///         stores the Add record first, then the joiner joins: wherever it is cut, both libraries stay
///         usable and pairing again works. handle()'s nowMs is wall-clock time: it stamps the record.
/// Errors  End carries the exact Error; the other side gets its code with one sentence.
/// Source  sync/PROTOCOL.md, "Pairing".
#pragma once

#include "model/membership/membership.h"
#include "sync/session/sessionstep.h"

#include <memory>
#include <optional>
#include <vector>

namespace sheaf {

namespace pairing {

    // Events; session::LinkLost and session::DeadlinePassed too
    struct Begin // the Hellos are done
    {
    };
    struct PeerSaid
    {
        Message message;
    };
    struct Confirmed // the person says: the digits are the same
    {
    };
    struct Declined // the person says: they differ, or not wanted
    {
    };
    struct LibraryRead // answer to ReadLibrary: as it is now
    {
        Membership membership;
        int notes = 0;
        std::vector<AdoptedLog> ownLogs; ///< Library::ownLogs()
        std::optional<Error> fault {};
    };
    struct RecordsStored // answer to StoreRecords: they are durable
    {
        std::optional<Error> fault {};
    };
    struct
        Joined // answer to JoinLibrary; StaleHeads: own logs grew meanwhile, the session offers again
    {
        std::optional<Error> fault {};
    };

    // Actions; session::Say, session::ArmDeadline and session::End (= failed) too
    struct ShowCode // both people compare these digits; answer Confirmed or Declined
    {
        QString digits; ///< six
        DeviceId device; ///< not proven yet
        QString name; ///< untrusted text
        int theirNotes = 0; ///< 0 where the other side tells only after the confirmation
        bool weJoin = false;
        /// Both libraries have several devices: confirming is no use, a refusal follows.
        bool twoLibraries = false;
    };
    struct WaitForOther // confirmed here, not there yet
    {
    };
    struct ShowPeer // authenticated: what is about to happen, proven
    {
        DeviceId device;
        QString name;
        int theirNotes = 0;
        bool weJoin = false;
    };
    struct ReadLibrary
    {
    };
    struct StoreRecords // Library::addMemberRecords
    {
        std::vector<QByteArray> records;
    };
    struct JoinLibrary // Library::join
    {
        LibraryId library;
        std::vector<QByteArray> records; ///< the Add record signed by both is the last one
    };
    struct Paired // the end, well; close the connection after what was said and dial for Sync
    {
        DeviceId device;
        QString name;
        bool weJoined = false;
    };

} // namespace pairing

struct PairingSetup
{
    bool dialler = false;
    message::Hello::Purpose purpose = message::Hello::Purpose::PairByCode;
    const ChangeSigner *signer = nullptr; ///< this device
    QByteArray nonce; ///< 32 random bytes, another than Hello's
    QByteArray secret; ///< by link: its 16 bytes; empty at a listener = no link is shown
    std::optional<DeviceId> linkDevice {}; ///< by link, dialler: the device that the link names
    QByteArray channelBinding; ///< Connection::channelBinding()
    QByteArray localFingerprint; ///< Connection::localFingerprint()
    QByteArray remoteFingerprint;
    Hash helloTranscript; ///< PairingAgreed::transcript
    QString name; ///< this device, as it names itself
    int devices = 1; ///< in this library, this one included
    int notes = 0;
};

class PairingSession
{
public:
    using Event = std::variant<pairing::Begin,
                               pairing::PeerSaid,
                               pairing::Confirmed,
                               pairing::Declined,
                               pairing::LibraryRead,
                               pairing::RecordsStored,
                               pairing::Joined,
                               session::LinkLost,
                               session::DeadlinePassed>;
    using Action = std::variant<session::Say,
                                session::ArmDeadline,
                                session::End,
                                pairing::ShowCode,
                                pairing::WaitForOther,
                                pairing::ShowPeer,
                                pairing::ReadLibrary,
                                pairing::StoreRecords,
                                pairing::JoinLibrary,
                                pairing::Paired>;

    explicit PairingSession(PairingSetup setup);
    ~PairingSession();
    PairingSession(const PairingSession &) = delete;
    PairingSession &operator=(const PairingSession &) = delete;

    [[nodiscard]] std::vector<Action> handle(const Event &event, qint64 nowMs);
    [[nodiscard]] bool ended() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sheaf
