/// The steps of pairing as values, and their payloads. A step's number is the contract.
/// Errors  decodePairingStep: ProtocolViolation for an unknown step or a payload out of bounds.
/// Source  sync/PROTOCOL.md, "Pairing".
#pragma once

#include "model/membership/membership.h"
#include "sync/wire/message.h"

#include <variant>

namespace sheaf {

namespace pairing {

    struct Commit // dialler, by code
    {
        Hash commitment;
        friend bool operator==(const Commit &, const Commit &) = default;
    };
    struct Reveal // by code; the listener first, then the dialler opens its commitment
    {
        DeviceId device;
        QByteArray nonce; ///< 32 bytes
        QString name;
        bool severalDevices = false;
        int notes = 0; ///< the dialler's; the listener tells strangers nothing
        friend bool operator==(const Reveal &, const Reveal &) = default;
    };
    struct Proof // by code; "my person confirmed, and this key is mine"
    {
        Signature signature;
        friend bool operator==(const Proof &, const Proof &) = default;
    };
    struct Knock // by link, dialler
    {
        DeviceId device;
        Hash mac;
        Signature signature;
        friend bool operator==(const Knock &, const Knock &) = default;
    };
    struct Answer // by link, listener
    {
        DeviceId device;
        Hash mac;
        Signature signature;
        friend bool operator==(const Answer &, const Answer &) = default;
    };
    struct Offer // both, once authenticated; the joiner again when its logs grew
    {
        LibraryId library;
        int devices = 0;
        int notes = 0;
        QString name;
        std::vector<AdoptedLog> logs;
        friend bool operator==(const Offer &, const Offer &) = default;
    };
    struct Invite // member to joiner: all of the Add record that the joiner does not know
    {
        Hlc hlc;
        std::vector<Hash> parents;
        Signature authorSignature;
        std::vector<QByteArray> records; ///< of the library
        friend bool operator==(const Invite &, const Invite &) = default;
    };
    struct Countersign // joiner to member
    {
        Signature subjectSignature;
        friend bool operator==(const Countersign &, const Countersign &) = default;
    };
    struct Welcome // member to joiner: the record is durable here
    {
        friend bool operator==(const Welcome &, const Welcome &) = default;
    };
    struct Finish // "done here"
    {
        friend bool operator==(const Finish &, const Finish &) = default;
    };
    struct Records // both are in one library already
    {
        std::vector<QByteArray> records;
        friend bool operator==(const Records &, const Records &) = default;
    };

    using Step = std::variant<Commit,
                              Reveal,
                              Proof,
                              Knock,
                              Answer,
                              Offer,
                              Invite,
                              Countersign,
                              Welcome,
                              Finish,
                              Records>;

} // namespace pairing

[[nodiscard]] message::Pairing encodePairingStep(const pairing::Step &step);
[[nodiscard]] Result<pairing::Step> decodePairingStep(const message::Pairing &message);

} // namespace sheaf
