#include "sync/session/pairingpolicy.h"
#include "tests/sync/pairingworld.h"

#include <QTest>

using namespace sheaf;
using namespace sheaf::pairingworld;
using namespace Qt::StringLiterals;

namespace {

void compareJoined(const Device &joiner, const Device &member)
{
    QVERIFY(joiner.membership.library() == member.membership.library());
    QVERIFY(joiner.membership.digest() == member.membership.digest());
    QVERIFY(joiner.membership.isMember(joiner.signer.device()));
    QVERIFY(joiner.membership.isMember(member.signer.device()));
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
    void whoJoins_isWhatThePersonConfirmed();
    void adoptedLogs_keepTheirSignatures();
    void noteSavedWhileJoining_comesAlong();
    void notesSavedForEver_endIt();
    void sameLibrary_isJustDone();
    void sameLibrary_learnsOfTheOthersRecords();
    void confirmation_isNeededOnBothSides();
    void declined_endsOnBothSides();
    void timeout_ends();
    void cutAnywhere_leavesBothUsable_andARetryWorks_data();
    void cutAnywhere_leavesBothUsable_andARetryWorks();
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

void PairingSessionTest::whoJoins_isWhatThePersonConfirmed()
{
    Device liar(1, u"liar"_s);
    Device honest(2, u"honest"_s);
    const LibraryId before = honest.membership.library();
    Meeting meeting(liar, honest);
    meeting.dialler.setup.devices = 2; // what its Reveal says; its Offer will say one

    meeting.run();

    QVERIFY(meeting.listener.code->weJoin);
    QVERIFY(!meeting.listener.paired && !meeting.listener.shown);
    QCOMPARE(honest.membership.library(), before);
    QCOMPARE(honest.membership.members().size(), std::size_t {1});
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
