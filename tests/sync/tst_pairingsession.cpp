#include "sync/session/pairingpolicy.h"
#include "sync/session/pairingproof.h"
#include "sync/session/pairingsession.h"
#include "sync/session/pairingstep.h"
#include "sync/wire/codec.h"
#include "sync/wire/faultcode.h"
#include "tests/support/seedsigner.h"

#include <QTest>

#include <deque>
#include <functional>

using namespace sheaf;
using namespace Qt::StringLiterals;
using Purpose = message::Hello::Purpose;

namespace {

constexpr qint64 kNowMs = 1'800'000'000'000;

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

void compareJoined(const Device &joiner, const Device &member)
{
    QVERIFY(joiner.membership.library() == member.membership.library());
    QVERIFY(joiner.membership.digest() == member.membership.digest());
    QVERIFY(joiner.membership.isMember(joiner.signer.device()));
    QVERIFY(joiner.membership.isMember(member.signer.device()));
}

message::Fault lastFault(const Side &side)
{
    const auto *fault =
        side.said.empty() ? nullptr : std::get_if<message::Fault>(&side.said.back());
    return fault ? *fault : message::Fault {};
}

pairing::Step stepOf(const Message &message)
{
    return *decodePairingStep(std::get<message::Pairing>(message));
}

} // namespace

class PairingSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byCode_theDiallersLibraryJoins();
    void byCode_bothSeeTheSameSixDigits();
    void byLink_theAccepterJoins();
    void listenerWithOneDevice_joinsALargerLibrary();
    void twoLibrariesWithSeveralDevices_areRefused();
    void joiner_isToldBefore();
    void adoptedLogs_keepTheirSignatures();
    void noteSavedWhileJoining_comesAlong();
    void notesSavedForEver_endIt();
    void sameLibrary_isJustDone();
    void sameLibrary_learnsOfTheOthersRecords();
    void manInTheMiddle_makesDifferentDigits();
    void oneBitAnywhere_changesTheDigits();
    void commitment_bindsTheWholeReveal();
    void nothingIsToldBeforeAuthentication();
    void confirmation_isNeededOnBothSides();
    void declined_endsOnBothSides();
    void timeout_ends();
    void forgedProof_isRefused();
    void wrongLinkSecret_isRefused();
    void linkOfAnotherDevice_isRefused();
    void linkNotShown_isRefused();
    void forgedInvite_isNotCountersigned();
    void forgedCountersign_isNotStored();
    void cutAnywhere_leavesBothUsable_andARetryWorks_data();
    void cutAnywhere_leavesBothUsable_andARetryWorks();
    void pairingWithOneself_isRefused();
    void stepsOutOfOrder_areRefused();
    void steps_comeBackFromTheirBytes();
    void damagedSteps_neverCrash();
    void names_areShownWithoutControlCharacters();
    void policy_pausesAfterThreeFailures();
};

void PairingSessionTest::byCode_theDiallersLibraryJoins()
{
    Device laptop(1, u"laptop"_s);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);

    meeting.run();

    QVERIFY(meeting.dialler.paired && meeting.listener.paired);
    QVERIFY(meeting.dialler.paired->weJoined);
    QVERIFY(!meeting.listener.paired->weJoined);
    QCOMPARE(meeting.dialler.paired->name, u"desktop"_s);
    QVERIFY(meeting.listener.paired->device == laptop.signer.device());
    compareJoined(laptop, desktop);
    QCOMPARE(desktop.membership.members().size(), std::size_t {2});
}

void PairingSessionTest::byCode_bothSeeTheSameSixDigits()
{
    Device laptop(1, u"laptop"_s);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);

    meeting.run();

    QCOMPARE(meeting.dialler.code->digits, meeting.listener.code->digits);
    QCOMPARE(meeting.dialler.code->digits.size(), 6);
    QCOMPARE(meeting.listener.code->name, u"laptop"_s);
}

void PairingSessionTest::byLink_theAccepterJoins()
{
    Device accepter(1, u"phone"_s);
    Device shower(2, u"desktop"_s);
    Meeting meeting(accepter, shower, Purpose::PairByLink);

    meeting.run();

    QVERIFY(meeting.dialler.paired && meeting.dialler.paired->weJoined);
    QVERIFY(meeting.listener.paired);
    QVERIFY(!meeting.dialler.code && !meeting.listener.code);
    compareJoined(accepter, shower);
}

void PairingSessionTest::listenerWithOneDevice_joinsALargerLibrary()
{
    Device large(1, u"desktop"_s);
    large.addDevice(5);
    Device fresh(2, u"laptop"_s);
    Meeting meeting(large, fresh);

    meeting.run();

    QVERIFY(meeting.listener.paired && meeting.listener.paired->weJoined);
    compareJoined(fresh, large);
    QCOMPARE(large.membership.members().size(), std::size_t {3});
}

void PairingSessionTest::twoLibrariesWithSeveralDevices_areRefused()
{
    for (const Purpose purpose : {Purpose::PairByCode, Purpose::PairByLink}) {
        Device one(1, u"one"_s);
        Device two(2, u"two"_s);
        one.addDevice(5);
        two.addDevice(6);
        Meeting meeting(one, two, purpose);

        meeting.run();

        QCOMPARE(meeting.dialler.failed->code, ErrorCode::PairingTwoLibraries);
        QCOMPARE(meeting.listener.failed->code, ErrorCode::PairingTwoLibraries);
        QVERIFY(meeting.dialler.failed->detail.contains(u"export"_s));
        QVERIFY(one.membership.library() != two.membership.library());
        if (purpose == Purpose::PairByCode) {
            QVERIFY(meeting.dialler.code->twoLibraries && meeting.listener.code->twoLibraries);
        }
    }
}

void PairingSessionTest::joiner_isToldBefore()
{
    Device laptop(1, u"laptop"_s);
    Device desktop(2, u"desktop"_s);
    laptop.notes = 40;
    Meeting meeting(laptop, desktop);
    meeting.dialler.confirms = meeting.listener.confirms = false;

    meeting.run();

    QVERIFY(meeting.dialler.code->weJoin);
    QVERIFY(!meeting.listener.code->weJoin);
    QCOMPARE(meeting.listener.code->theirNotes, 40);
    QVERIFY(!meeting.dialler.failed && !meeting.dialler.paired);
}

void PairingSessionTest::adoptedLogs_keepTheirSignatures()
{
    Device laptop(1, u"laptop"_s);
    laptop.write(12);
    const LibraryId old = laptop.membership.library();
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);

    meeting.run();

    QVERIFY(desktop.membership.signingLibrary(laptop.log, 12) == old);
    QVERIFY(desktop.membership.signingLibrary(laptop.log, 13) == desktop.membership.library());
}

void PairingSessionTest::noteSavedWhileJoining_comesAlong()
{
    Device laptop(1, u"laptop"_s);
    laptop.write(12);
    const LibraryId old = laptop.membership.library();
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);
    meeting.dialler.beforeJoin = [&laptop] { laptop.write(1); };

    meeting.run();

    QVERIFY(meeting.dialler.paired && meeting.listener.paired);
    QVERIFY(laptop.membership.library() == desktop.membership.library());
    QVERIFY(desktop.membership.signingLibrary(laptop.log, 13) == old);
    QCOMPARE(desktop.membership.members().size(), std::size_t {2});
}

void PairingSessionTest::notesSavedForEver_endIt()
{
    Device laptop(1, u"laptop"_s);
    laptop.write(1);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);
    std::function<void()> again = [&] {
        laptop.write(1);
        meeting.dialler.beforeJoin = again;
    };
    meeting.dialler.beforeJoin = again;

    meeting.run();

    QVERIFY(meeting.dialler.failed && meeting.listener.failed);
    QVERIFY(laptop.membership.library() != desktop.membership.library());
}

void PairingSessionTest::sameLibrary_isJustDone()
{
    Device laptop(1, u"laptop"_s);
    Device desktop(2, u"desktop"_s);
    Meeting first(laptop, desktop);
    first.run();
    const Hash before = desktop.membership.digest();
    Meeting second(desktop, laptop, Purpose::PairByLink);

    second.run();

    QVERIFY(second.dialler.paired && second.listener.paired);
    QVERIFY(!second.dialler.paired->weJoined && !second.listener.paired->weJoined);
    QVERIFY(desktop.membership.digest() == before);
}

void PairingSessionTest::sameLibrary_learnsOfTheOthersRecords()
{
    Device desktop(1, u"desktop"_s);
    Device laptop(2, u"laptop"_s);
    Device phone(3, u"phone"_s);
    Meeting(laptop, desktop).run();
    Meeting(phone, laptop).run();
    QVERIFY(!desktop.membership.isMember(phone.signer.device()));
    Meeting meeting(phone, desktop);

    meeting.run();

    QVERIFY(meeting.dialler.paired && meeting.listener.paired);
    QVERIFY(desktop.membership.isMember(phone.signer.device()));
    QVERIFY(desktop.membership.digest() == phone.membership.digest());
}

void PairingSessionTest::manInTheMiddle_makesDifferentDigits()
{
    int equal = 0;
    for (int round = 0; round < 200; ++round) {
        Device laptop(1, u"laptop"_s);
        Device desktop(2, u"desktop"_s);
        Device mallory(3, u"desktop"_s);
        Side victim(laptop, true);
        Side fakeListener(mallory, false);
        Side fakeDialler(mallory, true);
        Side other(desktop, false);
        const QByteArray number = QByteArray::number(round).rightJustified(32, '0');
        victim.setup.nonce = "v" + number.sliced(1);
        other.setup.nonce = "o" + number.sliced(1);
        victim.setup.remoteFingerprint = fakeListener.setup.localFingerprint = "mallory's";
        other.setup.remoteFingerprint = fakeDialler.setup.localFingerprint = "mallory's";
        for (Side *side : {&victim, &fakeListener, &fakeDialler, &other}) {
            side->confirms = false;
            side->begin();
        }
        const auto carry = [](Side &from, Side &to) {
            to.handle(pairing::PeerSaid {from.out.front()});
            from.out.pop_front();
        };
        carry(victim, fakeListener);
        carry(fakeDialler, other);
        carry(fakeListener, victim);
        carry(other, fakeDialler);
        carry(victim, fakeListener);
        carry(fakeDialler, other);

        QVERIFY(victim.code && other.code);
        equal += victim.code->digits == other.code->digits ? 1 : 0;
    }
    QCOMPARE(equal, 0);
}

void PairingSessionTest::oneBitAnywhere_changesTheDigits()
{
    PairingTranscript transcript;
    transcript.channelBinding = "binding";
    const auto digits = [](const PairingTranscript &of,
                           const QByteArray &a,
                           const QByteArray &b,
                           const QByteArray &c,
                           const QByteArray &d) { return pairingDigits(of, a, b, c, d); };
    const QString base = digits(transcript, "a", "b", "c", "d");

    QVERIFY(digits(transcript, "A", "b", "c", "d") != base);
    QVERIFY(digits(transcript, "a", "B", "c", "d") != base);
    QVERIFY(digits(transcript, "a", "b", "C", "d") != base);
    QVERIFY(digits(transcript, "a", "b", "c", "D") != base);
    QVERIFY(digits(transcript, "b", "a", "d", "c") != base); // roles
    for (Hash *part : {&transcript.hello, &transcript.steps}) {
        part->bytes[31] ^= 1;
        QVERIFY(digits(transcript, "a", "b", "c", "d") != base);
        part->bytes[31] ^= 1;
    }
    for (DeviceId *part : {&transcript.dialler, &transcript.listener}) {
        part->bytes[0] ^= 1;
        QVERIFY(digits(transcript, "a", "b", "c", "d") != base);
        part->bytes[0] ^= 1;
    }
    QCOMPARE(digits(transcript, "a", "b", "c", "d"), base);
}

void PairingSessionTest::commitment_bindsTheWholeReveal()
{
    const std::vector<std::function<void(pairing::Reveal &)>> changes {
        [](pairing::Reveal &reveal) { reveal.nonce[0] = 'x'; },
        [](pairing::Reveal &reveal) { reveal.device.bytes[0] ^= 1; },
        [](pairing::Reveal &reveal) { reveal.name += u"!"_s; },
        [](pairing::Reveal &reveal) { reveal.notes += 1; },
        [](pairing::Reveal &reveal) { reveal.severalDevices = !reveal.severalDevices; }};
    for (const auto &change : changes) {
        Device laptop(1, u"laptop"_s);
        Device desktop(2, u"desktop"_s);
        Meeting meeting(laptop, desktop);
        meeting.begin();
        while (meeting.dialler.said.size() < 2 && meeting.step()) { }
        auto reveal = std::get<pairing::Reveal>(stepOf(meeting.dialler.said.at(1)));
        change(reveal);
        meeting.listener.handle(pairing::PeerSaid {encodePairingStep(reveal)});

        QVERIFY(!meeting.listener.code);
        QCOMPARE(meeting.listener.failed->code, ErrorCode::PairingCodeMismatch);
        QCOMPARE(lastFault(meeting.listener).code,
                 static_cast<quint32>(FaultCode::PairingMismatch));
    }
}

void PairingSessionTest::nothingIsToldBeforeAuthentication()
{
    Device laptop(1, u"laptop"_s);
    Device desktop(2, u"desktop"_s);
    desktop.notes = 77;
    Meeting meeting(laptop, desktop);
    meeting.listener.confirms = false;

    meeting.run();

    for (const Side *side : {&meeting.dialler, &meeting.listener}) {
        const QByteArray library = side->device.membership.library().toBytes();
        for (const Message &message : side->said) {
            QVERIFY(!encodeMessage(message).contains(library));
        }
    }
    const auto reveal = std::get<pairing::Reveal>(stepOf(meeting.listener.said.front()));
    QCOMPARE(reveal.notes, 0);
}

void PairingSessionTest::confirmation_isNeededOnBothSides()
{
    Device laptop(1, u"laptop"_s);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);
    meeting.listener.confirms = false;
    meeting.run();
    QVERIFY(meeting.dialler.waited);
    QVERIFY(!meeting.dialler.paired && !meeting.listener.paired);
    QVERIFY(!meeting.listener.shown);

    meeting.listener.handle(pairing::Confirmed {});
    while (meeting.step()) { }

    QVERIFY(meeting.dialler.paired && meeting.listener.paired);
}

void PairingSessionTest::declined_endsOnBothSides()
{
    Device laptop(1, u"laptop"_s);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);
    meeting.listener.confirms = false;
    meeting.run();

    meeting.listener.handle(pairing::Declined {});
    while (meeting.step()) { }

    QCOMPARE(meeting.listener.failed->code, ErrorCode::PairingDenied);
    QCOMPARE(meeting.dialler.failed->code, ErrorCode::PairingDenied);
    QVERIFY(meeting.dialler.session->ended() && meeting.listener.session->ended());
}

void PairingSessionTest::timeout_ends()
{
    Device laptop(1, u"laptop"_s);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);
    meeting.listener.confirms = false;
    meeting.run();

    meeting.dialler.handle(session::DeadlinePassed {});
    while (meeting.step()) { }

    QCOMPARE(meeting.dialler.failed->code, ErrorCode::PairingExpired);
    QCOMPARE(meeting.listener.failed->code, ErrorCode::PairingExpired);
}

void PairingSessionTest::forgedProof_isRefused()
{
    Device laptop(1, u"laptop"_s);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);
    meeting.dialler.setup.channelBinding = "another connection"; // signatures are relayed
    meeting.run();

    QVERIFY(!meeting.listener.paired && !meeting.dialler.paired);
    QVERIFY(meeting.listener.failed->code == ErrorCode::BadSignature
            || meeting.dialler.failed->code == ErrorCode::BadSignature);
    QVERIFY(!desktop.membership.isMember(laptop.signer.device()));
}

void PairingSessionTest::wrongLinkSecret_isRefused()
{
    Device accepter(1, u"phone"_s);
    Device shower(2, u"desktop"_s);
    Meeting meeting(accepter, shower, Purpose::PairByLink);
    meeting.dialler.setup.secret[15] = 't';

    meeting.run();

    QCOMPARE(meeting.listener.failed->code, ErrorCode::PairingLinkInvalid);
    QCOMPARE(meeting.dialler.failed->code, ErrorCode::PairingLinkInvalid);
    QCOMPARE(meeting.listener.said.size(), std::size_t {1}); // the refusal, nothing of itself
    QVERIFY(!meeting.listener.shown);
}

void PairingSessionTest::linkOfAnotherDevice_isRefused()
{
    Device accepter(1, u"phone"_s);
    Device shower(2, u"desktop"_s);
    Device impostor(3, u"desktop"_s);
    Meeting meeting(accepter, impostor, Purpose::PairByLink);
    meeting.dialler.setup.linkDevice = shower.signer.device();

    meeting.run();

    QVERIFY(!meeting.dialler.paired && !meeting.listener.paired);
    QVERIFY(meeting.dialler.failed.has_value());

    Meeting knowing(accepter, impostor, Purpose::PairByLink); // even where the knock is let pass
    knowing.dialler.setup.linkDevice = shower.signer.device();
    knowing.begin();
    pairing::Answer answer;
    answer.device = impostor.signer.device();
    knowing.dialler.handle(pairing::PeerSaid {encodePairingStep(answer)});
    QCOMPARE(knowing.dialler.failed->code, ErrorCode::PairingLinkInvalid);
}

void PairingSessionTest::linkNotShown_isRefused()
{
    Device accepter(1, u"phone"_s);
    Device shower(2, u"desktop"_s);
    Meeting meeting(accepter, shower, Purpose::PairByLink);
    meeting.listener.setup.secret.clear();

    meeting.run();

    QCOMPARE(meeting.dialler.failed->code, ErrorCode::PairingLinkInvalid);
}

void PairingSessionTest::forgedInvite_isNotCountersigned()
{
    Device laptop(1, u"laptop"_s);
    laptop.write(5);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);
    meeting.begin();
    const auto isInvite = [](const Message &message) {
        const auto *step = std::get_if<message::Pairing>(&message);
        return step && std::holds_alternative<pairing::Invite>(stepOf(message));
    };
    while (meeting.listener.out.empty() || !isInvite(meeting.listener.out.front())) {
        QVERIFY(meeting.step());
    }
    auto invite = std::get<pairing::Invite>(stepOf(meeting.listener.out.front()));
    invite.hlc.value += 1; // not what the member signed
    meeting.listener.out.front() = encodePairingStep(invite);

    while (meeting.step()) { }

    QCOMPARE(meeting.dialler.failed->code, ErrorCode::BadSignature);
    QVERIFY(!desktop.membership.isMember(laptop.signer.device()));
}

void PairingSessionTest::forgedCountersign_isNotStored()
{
    Device laptop(1, u"laptop"_s);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);
    meeting.begin();
    const auto isCountersign = [](const Message &message) {
        const auto *step = std::get_if<message::Pairing>(&message);
        return step && std::holds_alternative<pairing::Countersign>(stepOf(message));
    };
    while (meeting.dialler.out.empty() || !isCountersign(meeting.dialler.out.front())) {
        QVERIFY(meeting.step());
    }
    auto step = std::get<pairing::Countersign>(stepOf(meeting.dialler.out.front()));
    step.subjectSignature.bytes[0] ^= 1;
    meeting.dialler.out.front() = encodePairingStep(step);

    while (meeting.step()) { }

    QCOMPARE(meeting.listener.failed->code, ErrorCode::BadSignature);
    QVERIFY(!desktop.membership.isMember(laptop.signer.device()));
    QVERIFY(laptop.membership.library() != desktop.membership.library());
}

void PairingSessionTest::cutAnywhere_leavesBothUsable_andARetryWorks_data()
{
    QTest::addColumn<bool>("byLink");
    QTest::addColumn<bool>("rolesSwap");
    QTest::newRow("by code") << false << false;
    QTest::newRow("by link") << true << false;
    QTest::newRow("by code, the other one dials again") << false << true;
    QTest::newRow("by link, the other one shows it again") << true << true;
}

void PairingSessionTest::cutAnywhere_leavesBothUsable_andARetryWorks()
{
    QFETCH(bool, byLink);
    QFETCH(bool, rolesSwap);
    const Purpose purpose = byLink ? Purpose::PairByLink : Purpose::PairByCode;
    bool reachedTheEnd = false;
    for (int cutAfter = 0; !reachedTheEnd; ++cutAfter) {
        Device laptop(1, u"laptop"_s);
        Device desktop(2, u"desktop"_s);
        laptop.write(4);
        desktop.write(6);
        Meeting meeting(laptop, desktop, purpose);
        meeting.begin();
        for (int i = 0; i < cutAfter && !reachedTheEnd; ++i) {
            reachedTheEnd = !meeting.step();
        }
        for (Side *side : {&meeting.dialler, &meeting.listener}) {
            side->handle(session::LinkLost {{ErrorCode::ConnectionLost, {}}});
            QVERIFY(side->session->ended());
        }
        laptop.write(1); // life goes on
        desktop.write(1);

        Meeting retry(rolesSwap ? desktop : laptop, rolesSwap ? laptop : desktop, purpose);
        retry.run();

        QVERIFY(retry.dialler.paired && retry.listener.paired);
        QVERIFY(laptop.membership.library() == desktop.membership.library());
        QVERIFY(laptop.membership.digest() == desktop.membership.digest());
        QCOMPARE(laptop.membership.members().size(), std::size_t {2});
        for (const Device *device : {&laptop, &desktop}) {
            QVERIFY(!laptop.membership.signingLibrary(device->log, device->head.seq).isNull());
        }
    }
}

void PairingSessionTest::pairingWithOneself_isRefused()
{
    Device laptop(1, u"laptop"_s);
    Device copy(1, u"laptop"_s);
    for (const Purpose purpose : {Purpose::PairByCode, Purpose::PairByLink}) {
        Meeting meeting(laptop, copy, purpose);

        meeting.run();

        QVERIFY(meeting.dialler.failed && meeting.listener.failed);
        QVERIFY(!meeting.dialler.code);
    }
}

void PairingSessionTest::stepsOutOfOrder_areRefused()
{
    const std::vector<Message> wrong {encodePairingStep(pairing::Proof {}),
                                      encodePairingStep(pairing::Offer {{}, 1, 0, {}, {}}),
                                      encodePairingStep(pairing::Invite {}),
                                      encodePairingStep(pairing::Countersign {}),
                                      encodePairingStep(pairing::Welcome {}),
                                      encodePairingStep(pairing::Finish {}),
                                      encodePairingStep(pairing::Records {}),
                                      encodePairingStep(pairing::Answer {}),
                                      message::Pairing {99, {}},
                                      message::Members {},
                                      message::Changes {}};
    for (const Message &message : wrong) {
        Device desktop(2, u"desktop"_s);
        Side listener(desktop, false);
        listener.begin();

        listener.handle(pairing::PeerSaid {message});

        QVERIFY(listener.failed.has_value());
        QCOMPARE(listener.failed->code, ErrorCode::ProtocolViolation);
        QCOMPARE(lastFault(listener).code, static_cast<quint32>(FaultCode::Protocol));
    }
}

void PairingSessionTest::steps_comeBackFromTheirBytes()
{
    const auto filled = [](auto id) {
        id.bytes.fill(7);
        return id;
    };
    const DeviceId device = filled(DeviceId {});
    const Hash hash = filled(Hash {});
    const Signature signature = filled(Signature {});
    const std::vector<AdoptedLog> logs {{{{}, 4, {}}, {9, hash}}, {{{}, 5, hash}, {1, hash}}};
    const std::vector<pairing::Step> steps {
        pairing::Commit {hash},
        pairing::Reveal {device, QByteArray(32, 'n'), u"Büro"_s, true, 12},
        pairing::Proof {signature},
        pairing::Knock {device, hash, signature},
        pairing::Answer {device, hash, signature},
        pairing::Offer {filled(LibraryId {}), 2, 5, u"name"_s, logs},
        pairing::Invite {Hlc {77}, {hash}, signature, {"record"}},
        pairing::Countersign {signature},
        pairing::Welcome {},
        pairing::Finish {},
        pairing::Records {{"one", "two"}}};

    for (std::size_t i = 0; i < steps.size(); ++i) {
        const message::Pairing message = encodePairingStep(steps.at(i));
        QCOMPARE(message.step, static_cast<quint32>(i + 1));
        const auto back = decodePairingStep(message);
        QVERIFY(back);
        QVERIFY(*back == steps.at(i));
    }
}

void PairingSessionTest::damagedSteps_neverCrash()
{
    Device laptop(1, u"laptop"_s);
    laptop.write(3);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);
    meeting.run();
    quint32 random = 12345;
    const auto next = [&random] { return random = random * 1664525U + 1013904223U; };

    int refused = 0;
    for (int round = 0; round < 4000; ++round) {
        const auto &said = round % 2 == 0 ? meeting.dialler.said : meeting.listener.said;
        auto step = std::get<message::Pairing>(
            said.at((next() >> 16U) % static_cast<quint32>(said.size())));
        const auto at =
            static_cast<qsizetype>((next() >> 8U) % static_cast<quint32>(step.payload.size()));
        if (round % 3 == 0) {
            step.payload.truncate(at);
        } else {
            step.payload[at] = static_cast<char>(next() >> 20U);
        }
        refused += decodePairingStep(step) ? 0 : 1;
    }
    QVERIFY(refused > 1300);
}

void PairingSessionTest::names_areShownWithoutControlCharacters()
{
    Device laptop(1, u"lap\u202etop\n\t of Eve"_s);
    Device desktop(2, u"desktop"_s);
    Meeting meeting(laptop, desktop);

    meeting.run();

    QCOMPARE(meeting.listener.code->name, u"laptop of Eve"_s);
    QCOMPARE(meeting.listener.paired->name, u"laptop of Eve"_s);
}

void PairingSessionTest::policy_pausesAfterThreeFailures()
{
    PairingPolicy policy;
    const Error mismatch {ErrorCode::PairingCodeMismatch, {}};
    const Error lost {ErrorCode::ConnectionLost, {}};
    policy.failed(mismatch, 0);
    policy.failed(lost, 0);
    policy.failed(mismatch, 0);
    QVERIFY(policy.allows(0));
    policy.succeeded();
    policy.failed(mismatch, 0);
    policy.failed(mismatch, 0);
    QVERIFY(policy.allows(0));

    policy.failed(mismatch, 1000);

    QVERIFY(!policy.allows(1000));
    QVERIFY(!policy.allows(300'999));
    QVERIFY(policy.allows(301'000));
    QCOMPARE(policy.pausedForMs(1000), 300'000);
    QCOMPARE(policy.pausedForMs(-10'000'000), 300'000); // a clock that was set back
}

QTEST_APPLESS_MAIN(PairingSessionTest)
#include "tst_pairingsession.moc"
