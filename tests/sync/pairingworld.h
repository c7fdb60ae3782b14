/// Two devices that pair: their libraries on "disk", their sessions, and a connection between them that
/// a test can cut, overhear and forge.
#pragma once

#include "sync/session/pairingsession.h"
#include "sync/session/pairingstep.h"
#include "sync/wire/codec.h"
#include "tests/support/seedsigner.h"

#include <QTest>

#include <deque>
#include <functional>

namespace sheaf::pairingworld {

using namespace Qt::StringLiterals;
using Purpose = message::Hello::Purpose;

inline constexpr qint64 kNowMs = 1'800'000'000'000;

/// A device with its library on "disk": what survives a broken pairing.
struct Device
{
    Device(std::uint8_t seed, const QString &theName)
        : signer(seed)
        , name(theName)
        , membership(Membership::found(
              signer, theName, Hlc::fromMs(kNowMs - 1000), QByteArray(16, static_cast<char>(seed))))
    {
        log = {signer.device(), seed, {}};
    }
    void write(std::uint64_t changes)
    {
        head.seq += changes;
        head.hash.bytes.fill(static_cast<std::uint8_t>(head.seq));
    }
    /// Another device of this library, which plays no part.
    void addDevice(std::uint8_t seed)
    {
        const SeedSigner other(seed);
        MemberRecord record =
            makeAdd(membership, signer, other.device(), u"other"_s, Hlc::fromMs(kNowMs - 500));
        signAsSubject(record, other);
        QVERIFY(membership.add({record.toCbor()}));
    }
    [[nodiscard]] std::vector<AdoptedLog> ownLogs() const
    {
        return head.seq == 0 ? std::vector<AdoptedLog> {} : std::vector<AdoptedLog> {{log, head}};
    }
    /// As Library::join decides.
    [[nodiscard]] std::optional<Error> join(const LibraryId &library,
                                            const std::vector<QByteArray> &records)
    {
        Membership joined = Membership::expecting(library);
        if (const auto added = joined.add(records); !added) {
            return added.error();
        }
        if (head.seq > 0
            && joined.signingLibrary(log, head.seq) != membership.signingLibrary(log, head.seq)) {
            return Error {ErrorCode::StaleHeads, {}};
        }
        membership = joined;
        return std::nullopt;
    }

    SeedSigner signer;
    QString name;
    Membership membership;
    LogId log;
    LogHead head;
    int notes = 3;
};

struct Side
{
    Side(Device &theDevice, bool dialler)
        : device(theDevice)
    {
        setup.dialler = dialler;
        setup.signer = &device.signer;
        setup.nonce = QByteArray(32, dialler ? 'd' : 'l');
        setup.channelBinding = "one connection";
        setup.localFingerprint = dialler ? "dialler's certificate" : "listener's certificate";
        setup.remoteFingerprint = dialler ? "listener's certificate" : "dialler's certificate";
        setup.helloTranscript.bytes.fill(9);
        setup.name = device.name;
        setup.devices = static_cast<int>(device.membership.members().size());
        setup.notes = device.notes;
    }
    void begin()
    {
        session = std::make_unique<PairingSession>(setup);
        handle(pairing::Begin {});
    }
    void handle(const PairingSession::Event &event)
    {
        for (const PairingSession::Action &action : session->handle(event, kNowMs)) {
            std::visit([this](const auto &it) { perform(it); }, action);
        }
    }
    void perform(const session::Say &say)
    {
        said.push_back(say.message);
        out.push_back(say.message);
    }
    void perform(const session::ArmDeadline &) { }
    void perform(const session::End &end)
    {
        failed = end.why;
        QVERIFY(!end.retry);
    }
    void perform(const pairing::ShowCode &show)
    {
        code = show;
        if (confirms) {
            tasks.emplace_back([this] { handle(pairing::Confirmed {}); });
        }
    }
    void perform(const pairing::WaitForOther &) { waited = true; }
    void perform(const pairing::ShowPeer &show) { shown = show; }
    void perform(const pairing::ReadLibrary &)
    {
        tasks.emplace_back([this] {
            handle(pairing::LibraryRead {device.membership, device.notes, device.ownLogs(), {}});
        });
    }
    void perform(const pairing::StoreRecords &store)
    {
        tasks.emplace_back([this, store] {
            const auto added = device.membership.add(store.records);
            handle(pairing::RecordsStored {added ? std::nullopt : std::optional(added.error())});
        });
    }
    void perform(const pairing::JoinLibrary &join)
    {
        tasks.emplace_back([this, join] {
            if (beforeJoin) {
                std::exchange(beforeJoin, nullptr)();
            }
            handle(pairing::Joined {device.join(join.library, join.records)});
        });
    }
    void perform(const pairing::Paired &done) { paired = done; }

    Device &device;
    PairingSetup setup;
    std::unique_ptr<PairingSession> session;
    bool confirms = true;
    std::deque<Message> out;
    std::vector<Message> said;
    std::deque<std::function<void()>> tasks;
    std::function<void()> beforeJoin;
    std::optional<pairing::ShowCode> code;
    std::optional<pairing::ShowPeer> shown;
    std::optional<pairing::Paired> paired;
    std::optional<Error> failed;
    bool waited = false;
};

struct Meeting
{
    Meeting(Device &diallerDevice, Device &listenerDevice, Purpose purpose = Purpose::PairByCode)
        : dialler(diallerDevice, true)
        , listener(listenerDevice, false)
    {
        dialler.setup.purpose = listener.setup.purpose = purpose;
        if (purpose == Purpose::PairByLink) {
            dialler.setup.secret = listener.setup.secret = QByteArray(16, 's');
            dialler.setup.linkDevice = listenerDevice.signer.device();
        }
    }
    void begin()
    {
        listener.begin();
        dialler.begin();
    }
    bool step()
    {
        for (Side *side : {&dialler, &listener}) {
            Side &other = side == &dialler ? listener : dialler;
            if (!side->tasks.empty()) {
                const auto task = std::move(side->tasks.front());
                side->tasks.pop_front();
                task();
                return true;
            }
            if (!side->out.empty()) {
                const Message message = side->out.front();
                side->out.pop_front();
                const auto decoded = decodeMessage(encodeMessage(message));
                other.handle(pairing::PeerSaid {**decoded});
                return true;
            }
        }
        return false;
    }
    void run()
    {
        begin();
        while (step()) { }
    }

    Side dialler;
    Side listener;
};

/// The fault that this side told the other one last.
inline message::Fault lastFault(const Side &side)
{
    const auto *fault =
        side.said.empty() ? nullptr : std::get_if<message::Fault>(&side.said.back());
    return fault ? *fault : message::Fault {};
}

inline pairing::Step stepOf(const Message &message)
{
    return *decodePairingStep(std::get<message::Pairing>(message));
}

} // namespace sheaf::pairingworld
