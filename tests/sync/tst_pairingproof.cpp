#include "sync/session/pairingproof.h"
#include "sync/wire/faultcode.h"
#include "tests/support/goldenfile.h"
#include "tests/sync/pairingworld.h"

#include <QTest>

using namespace sheaf;
using namespace sheaf::pairingworld;
using namespace Qt::StringLiterals;

/// What an attacker between or at either end of a pairing can try.
class PairingProofTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manInTheMiddle_makesDifferentDigits();
    void oneBitAnywhere_changesTheDigits();
    void commitment_bindsTheWholeReveal();
    void nothingIsToldBeforeAuthentication();
    void forgedProof_isRefused();
    void wrongLinkSecret_isRefused();
    void linkOfAnotherDevice_isRefused();
    void linkNotShown_isRefused();
    void forgedInvite_isNotCountersigned();
    void forgedCountersign_isNotStored();
    void pairingWithOneself_isRefused();
    void stepsOutOfOrder_areRefused();
    void steps_comeBackFromTheirGoldenBytes();
    void damagedSteps_neverCrash();
};

void PairingProofTest::manInTheMiddle_makesDifferentDigits()
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

void PairingProofTest::oneBitAnywhere_changesTheDigits()
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

void PairingProofTest::commitment_bindsTheWholeReveal()
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

void PairingProofTest::nothingIsToldBeforeAuthentication()
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

void PairingProofTest::forgedProof_isRefused()
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

void PairingProofTest::wrongLinkSecret_isRefused()
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

void PairingProofTest::linkOfAnotherDevice_isRefused()
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

void PairingProofTest::linkNotShown_isRefused()
{
    Device accepter(1, u"phone"_s);
    Device shower(2, u"desktop"_s);
    Meeting meeting(accepter, shower, Purpose::PairByLink);
    meeting.listener.setup.secret.clear();

    meeting.run();

    QCOMPARE(meeting.dialler.failed->code, ErrorCode::PairingLinkInvalid);
}

void PairingProofTest::forgedInvite_isNotCountersigned()
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

void PairingProofTest::forgedCountersign_isNotStored()
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

void PairingProofTest::pairingWithOneself_isRefused()
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

void PairingProofTest::stepsOutOfOrder_areRefused()
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

void PairingProofTest::steps_comeBackFromTheirGoldenBytes()
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
        const QString file = u"wire/pairing/step-%1.hex"_s.arg(i + 1);
        QCOMPARE(message.step, static_cast<quint32>(i + 1));
        QCOMPARE(message.payload.toHex(), goldenFile(file, message.payload).toHex());
        const auto back = decodePairingStep(message);
        QVERIFY(back);
        QVERIFY(*back == steps.at(i));
    }
}

void PairingProofTest::damagedSteps_neverCrash()
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

QTEST_APPLESS_MAIN(PairingProofTest)
#include "tst_pairingproof.moc"
