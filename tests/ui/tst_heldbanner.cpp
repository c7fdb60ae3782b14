/// A mass deletion of another device as the person at this window meets it.
#include "tests/support/libraryfixture.h"
#include "tests/ui/windowfixture.h"
#include "ui/common/messagebar.h"
#include "ui/devices/clockwording.h"
#include "ui/devices/heldbanner.h"
#include "ui/devices/syncstatuswidget.h"
#include "ui/main/sidebar.h"
#include "ui/notes/notelistmodel.h"
#include "ui/notes/notelistview.h"

#include <QPushButton>
#include <QSignalSpy>

using namespace sheaf;
using namespace sheaf::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kNotes = 30;

/// The window's device and "Laptop", which deleted thirty notes that both had.
class Desk
{
public:
    Desk()
        : laptop(9, laptopClock)
    {
        laptop.open();
        adopt();
        std::vector<NoteId> notes;
        for (int i = 0; i < kNotes + 2; ++i) {
            notes.push_back(fixture.add(u"note %1"_s.arg(i), u"text"_s));
        }
        give();
        notes.resize(kNotes);
        laptopClock.set(SystemClock().nowMs());
        for (const NoteId &note : notes) {
            (void)laptop.library->commit(deletion(note));
        }
    }

    /// Here, what happened on the laptop arrives.
    void receive()
    {
        const auto batch = laptop.library->changesAfter(
            fixture.reader->vector(), *laptop.library->publish(), 2000, 1 << 20);
        bool done = false;
        fixture.library->applyRemote(
            batch->changes,
            laptop.id(),
            &fixture.context,
            [&done](const Result<ApplyReport> &report) { done = report && !report->fault; });
        QTRY_VERIFY(done);
    }

    FakeClock laptopClock {SystemClock().nowMs()};
    TestDevice laptop;
    WindowFixture fixture;

private:
    template <typename Work>
    void onLibrary(Work work)
    {
        bool done = false;
        fixture.library->run(
            [work](Library &library) {
                work(library);
                return true;
            },
            &fixture.context,
            [&done](bool) { done = true; });
        QTRY_VERIFY(done);
    }
    /// The laptop joins the library of the window.
    void adopt()
    {
        onLibrary([this](Library &desk) {
            MemberRecord add = makeAdd(desk.membership(),
                                       *fixture.identity,
                                       laptop.id(),
                                       u"Laptop"_s,
                                       Hlc::fromMs(laptopClock.nowMs()),
                                       Adoption {laptop.library->id(), laptop.library->ownLogs()});
            signAsSubject(add, laptop.signer);
            (void)desk.addMemberRecords({add.toCbor()});
            (void)laptop.library->join(desk.id(), desk.membership().records());
        });
    }
    void give()
    {
        onLibrary([this](Library &desk) {
            const auto batch = desk.changesAfter({}, *desk.publish(), 2000, 1 << 20);
            std::span<const PackedChange> rest(batch->changes);
            while (!rest.empty()) {
                const auto report = laptop.library->apply(rest, desk.device());
                rest = rest.subspan(static_cast<std::size_t>(report->consumed));
            }
            desk.noteCaughtUp();
        });
    }
};

} // namespace

class HeldBannerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolate(m_home); }

    void theBarSaysWhatHappened_andTheNotesAreStillThere()
    {
        Desk desk;
        desk.fixture.show();
        auto *banner = desk.fixture.find<HeldBanner>("heldBanner");
        QVERIFY(banner->isHidden());
        QWidget *focus = QApplication::focusWidget();

        desk.receive();

        QTRY_COMPARE(banner->text(),
                     u"Laptop deleted 30 of 32 notes. They are kept here until you answer."_s);
        QCOMPARE(banner->accessibleName(), banner->text());
        QCOMPARE(QApplication::focusWidget(), focus);
        auto *list = desk.fixture.find<NoteListView>("notesList");
        QCOMPARE(list->model()->rowCount(), kNotes + 2);
        auto *status = desk.fixture.find<SyncStatusWidget>("syncStatus");
        QCOMPARE(status->text(), u"Deleted notes need your answer"_s);
        QVERIFY(status->toolTip().contains(u"Laptop deleted 30 of 32 notes."_s));
    }

    void showListsThem_andKeepingRestoresThem()
    {
        Desk desk;
        desk.fixture.show();
        desk.receive();
        auto *banner = desk.fixture.find<HeldBanner>("heldBanner");
        QTRY_VERIFY(!banner->isHidden());
        auto *list = desk.fixture.find<NoteListView>("notesList");

        QTest::keyClick(desk.fixture.find<QPushButton>("showHeld"), Qt::Key_Space);
        QTRY_COMPARE(list->model()->rowCount(), kNotes);
        QTest::keyClick(desk.fixture.find<QPushButton>("rejectHeld"), Qt::Key_Space);

        QTRY_VERIFY(banner->isHidden());
        QTRY_COMPARE(list->model()->rowCount(), kNotes + 2); // back to all notes
        QVERIFY(desk.fixture.reader->heldDeletions().empty());
        QTRY_VERIFY(desk.fixture.find<MessageBar>("messageBar")
                        ->text()
                        .startsWith(u"Restored: 30 notes."_s));
        for (const NoteSummary &note : desk.fixture.reader->notes({})) {
            QVERIFY(!note.held);
        }
    }

    void deletingThemHereToo_putsThemInTheTrash()
    {
        Desk desk;
        desk.fixture.show();
        desk.receive();
        auto *banner = desk.fixture.find<HeldBanner>("heldBanner");
        QTRY_VERIFY(!banner->isHidden());

        QTest::mouseClick(desk.fixture.find<QPushButton>("acceptHeld"), Qt::LeftButton);

        QTRY_VERIFY(banner->isHidden());
        QTRY_COMPARE(desk.fixture.find<NoteListView>("notesList")->model()->rowCount(), 2);
        QCOMPARE(desk.fixture.reader->counts().trash, kNotes);
    }

    void whatWaitsAtTheStart_isAskedAtTheStart()
    {
        Desk desk;
        desk.receive();

        desk.fixture.show();

        QVERIFY(!desk.fixture.find<HeldBanner>("heldBanner")->isHidden());
        QCOMPARE(QApplication::focusWidget(), desk.fixture.find<NoteListView>("notesList"));
        for (const char *name : {"showHeld", "acceptHeld", "rejectHeld"}) {
            const auto *button = desk.fixture.find<QPushButton>(name);
            QVERIFY(!button->accessibleName().isEmpty());
            QVERIFY((button->focusPolicy() & Qt::TabFocus) != 0);
        }
        takePictures(desk.fixture);
    }

    void clocksAreSaidInAPersonsUnits_data()
    {
        QTest::addColumn<qint64>("aheadMs");
        QTest::addColumn<QString>("said");
        constexpr qint64 kHourMs = 3'600'000;
        const auto row = [](const char *name, qint64 aheadMs, const QString &said) {
            QTest::newRow(name) << aheadMs << said;
        };
        row("right", 0, {});
        row("years", 3 * 366 * 24 * kHourMs, u"Laptop’s clock is 3 years ahead. "_s);
        row("a year", 366 * 24 * kHourMs, u"Laptop’s clock is 1 year ahead. "_s);
        row("days", -48 * kHourMs, u"Laptop’s clock is 2 days behind. "_s);
        row("an hour", kHourMs, u"Laptop’s clock is 1 hour ahead. "_s);
        row("minutes", 7 * 60'000, u"Laptop’s clock is 7 minutes ahead. "_s);
    }

    void clocksAreSaidInAPersonsUnits()
    {
        QFETCH(const qint64, aheadMs);
        QFETCH(const QString, said);
        Peer peer;
        peer.name = u"Laptop"_s;
        peer.clockAheadMs = aheadMs;

        const QString sentence = clockSentence(peer);

        QCOMPARE(sentence,
                 said.isEmpty() ? QString()
                                : said + u"Set its date and time; your notes are fine."_s);
    }

    void aWrongClockIsInTheStatus()
    {
        SyncStatusWidget widget;
        SyncStatus status;
        status.phase = SyncStatus::Phase::UpToDate;
        Peer peer;
        peer.name = u"Laptop"_s;
        peer.clockAheadMs = 86'400'000;
        widget.setStatus(status);
        widget.setPeers({peer});

        QCOMPARE(widget.text(), u"Laptop’s clock is wrong"_s);
        QVERIFY(widget.toolTip().contains(u"1 day ahead"_s));

        status.clockAheadMs = -86'400'000;
        widget.setStatus(status);
        QCOMPARE(widget.text(), u"This computer’s clock is wrong"_s);
        status.clockAheadMs = 0;
        peer.clockAheadMs = 0;
        widget.setStatus(status);
        widget.setPeers({peer});
        QVERIFY(widget.text().startsWith(u"Up to date"_s));
    }

private:
    /// SHEAF_PICTURES names a folder for pictures to look at.
    static void takePictures(WindowFixture &fixture)
    {
        const QString folder = qEnvironmentVariable("SHEAF_PICTURES");
        if (folder.isEmpty()) {
            return;
        }
        for (const bool dark : {false, true}) {
            Theme::apply(dark ? Theme::Mode::Dark : Theme::Mode::Light);
            fixture.window->grab().save(folder + (dark ? u"/held-dark.png"_s : u"/held.png"_s));
        }
        Theme::apply(Theme::Mode::Light);
    }

    QTemporaryDir m_home;
};

QTEST_MAIN(HeldBannerTest)
#include "tst_heldbanner.moc"
