/// Every message of the protocol, as values. Layout and rules: sync/PROTOCOL.md; bytes: codec.
#pragma once

#include "model/base/ids.h"
#include "model/causality/versionvector.h"
#include "model/note/packedchange.h"

#include <QStringList>

#include <optional>
#include <variant>
#include <vector>

namespace sheaf {

namespace message {

    struct Hello
    {
        enum class Purpose : quint32 { Sync = 0, PairByCode = 1, PairByLink = 2 };
        Purpose purpose = Purpose::Sync;
        quint32 protocolMin = 1;
        quint32 protocolMax = 1;
        quint32 mergeVersion = 1;
        QByteArray nonce; ///< 32 bytes
        Hash libraryProof; ///< over role, library id, nonce and channel binding; null when pairing
        QStringList features;
        quint32 messageBytesMax = 0;
        friend bool operator==(const Hello &, const Hello &) = default;
    };
    struct Auth
    {
        DeviceId device;
        Signature signature; ///< role label ‖ transcript ‖ device ids ‖ channel binding
        friend bool operator==(const Auth &, const Auth &) = default;
    };
    struct
        Members // `records`: those that the other side is not known to have, once the digests differ
    {
        Hash digest;
        std::optional<std::vector<QByteArray>> records;
        QStringList addresses {}; ///< "host:port" where the sender listens; empty = nowhere
        std::optional<qint64> clockMs {}; ///< the sender's wall clock, ms since 1970, at least 0
        friend bool operator==(const Members &, const Members &) = default;
    };
    struct Have // `vector` only on difference
    {
        Hash digest;
        std::optional<VersionVector> vector;
        std::optional<Hash> stateDigest;
        std::vector<LogRange>
            gaps {}; ///< ranges inside `vector` whose payload is missing here, ascending
        friend bool operator==(const Have &, const Have &) = default;
    };
    struct Changes
    {
        std::vector<PackedChange> changes;
        friend bool operator==(const Changes &, const Changes &) = default;
    };
    struct Part // a piece of one large change's packed bytes; the last one completes it
    {
        Hash hash; ///< of the whole
        quint64 offset = 0;
        quint64 total = 0;
        QByteArray bytes;
        friend bool operator==(const Part &, const Part &) = default;
    };
    struct Ack
    {
        VersionVector vector; ///< durable here; entries that changed since the last Ack
        std::vector<LogRange> gaps {}; ///< of them, what came without its payload, ascending
        friend bool operator==(const Ack &, const Ack &) = default;
    };
    struct EndOfStored // all that was announced has been said; or, until then:
    {
        bool heldUp = false; ///< the rest is damaged here; only with feature::kRepair
        friend bool operator==(const EndOfStored &, const EndOfStored &) = default;
    };
    struct Ping
    {
        friend bool operator==(const Ping &, const Ping &) = default;
    };
    struct Pong
    {
        friend bool operator==(const Pong &, const Pong &) = default;
    };
    struct Fault
    {
        quint32 code = 0; ///< see PROTOCOL.md
        bool retry = true;
        QString text; ///< one sentence with the next step
        friend bool operator==(const Fault &, const Fault &) = default;
    };
    struct Pairing // one step of pairing; `step` and `payload` are the pairing session's business
    {
        quint32 step = 0;
        QByteArray payload; ///< canonical CBOR map
        friend bool operator==(const Pairing &, const Pairing &) = default;
    };

    // Two histories of one log, and repair. Only between devices that both name feature::kRepair.
    struct Probe // which of these changes do you have? Asks along one chain, to find where it forks
    {
        std::vector<Hash> changes;
        friend bool operator==(const Probe &, const Probe &) = default;
    };
    struct Probed // the answer to the oldest Probe that has none yet
    {
        std::vector<Hash> known; ///< in the order of the Probe
        friend bool operator==(const Probed &, const Probed &) = default;
    };
    struct Forked // this device's changes of one incarnation go two ways after `last`
    {
        DeviceId device;
        std::uint64_t incarnation = 0;
        Hash last; ///< the last change that both have; null = they have none in common
        friend bool operator==(const Forked &, const Forked &) = default;
    };
    struct Compare // say the digests of the records whose id begins like this
    {
        QByteArray prefix; ///< 0 to 16 bytes
        bool records = false; ///< false: sums by the next byte; true: each record
        friend bool operator==(const Compare &, const Compare &) = default;
    };
    struct Compared
    {
        QByteArray prefix;
        std::vector<std::pair<quint32, Hash>> sums {}; ///< next byte and XOR, ascending, none zero
        std::vector<std::pair<NoteId, Hash>> records {}; ///< ascending
        friend bool operator==(const Compared &, const Compared &) = default;
    };
    struct Want // send these changes again, with their payload and signature
    {
        std::vector<Hash> changes;
        friend bool operator==(const Want &, const Want &) = default;
    };
    struct Given // an answer to a Want; every wanted change is in one answer, in one of the lists
    {
        std::vector<PackedChange> changes {};
        std::vector<Hash> missing {}; ///< not to be had here
        std::vector<Hash> later {}; ///< more than one answer holds: to be asked for again
        std::vector<Hash> large {}; ///< the wanted changes that follow in Parts, in this order
        friend bool operator==(const Given &, const Given &) = default;
    };

} // namespace message

/// Names in Hello::features. Unknown ones are ignored; what a feature stands for is used only when both
/// sides name it.
namespace feature {
    inline constexpr QLatin1StringView kRepair {"repair"}; ///< messages 13 to 19
}

using Message = std::variant<message::Hello,
                             message::Auth,
                             message::Members,
                             message::Have,
                             message::Changes,
                             message::Part,
                             message::Ack,
                             message::EndOfStored,
                             message::Ping,
                             message::Pong,
                             message::Fault,
                             message::Pairing,
                             message::Probe,
                             message::Probed,
                             message::Forked,
                             message::Compare,
                             message::Compared,
                             message::Want,
                             message::Given>;

} // namespace sheaf
