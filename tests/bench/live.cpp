#include "tests/bench/measure.h"
#include "tests/e2e/cliprocess.h"
#include "tests/support/cuttingproxy.h"
#include "tests/support/livedevice.h"

#include <chrono>
#include <thread>

// One edit at a time, between devices that run.

namespace sheaf::bench {

using namespace Qt::StringLiterals;
using test::LiveDevice;

namespace {

    constexpr int kEdits = 200;
    constexpr int kEditEveryMs = 15;
    constexpr int kCuts = 3;
    constexpr int kAwayMs = 2500; ///< long enough for a few refused attempts
    constexpr int kWaitMs = 60'000;
    constexpr std::chrono::microseconds kLookEvery {200};

    bool waitFor(const std::function<bool()> &condition)
    {
        return QTest::qWaitFor(condition, kWaitMs);
    }

    /// Starts one edit; does not wait.
    void edit(LiveDevice &device, const NoteId &note, int number)
    {
        NoteEdit change;
        change.operation = Operation::Update;
        change.note = note;
        change.title = u"edit %1"_s.arg(number);
        device.service().commit(change, &device, [](const Result<CommitResult> &) {});
    }

    /// From the call that saves here to the moment when another process's disk has it.
    bool measureDurable(const QString &root, std::vector<double> &took)
    {
        test::CliDevice other(root, u"live"_s);
        LiveDevice here(u"here"_s);
        const QString link = other.serve({u"--pairing-link"_s})[u"pairingLink"_s].toString();
        if (link.isEmpty() || !here.start()) {
            return fail("starting two devices");
        }
        here.engine().acceptLink(link);
        if (!waitFor([&] { return !here.engine().peers().isEmpty() && here.isUpToDate(); })) {
            return fail("pairing two devices");
        }
        const auto there = LibraryReader::open(other.folder());
        const NoteId note = here.write(u"title"_s, u"body"_s);
        if (!there || !waitFor([&] { return bool((*there)->note(note)); })) {
            return fail("a first edit");
        }
        for (int i = 0; i < kEdits; ++i) {
            QTest::qWait(kEditEveryMs); // a person types slower, and nothing is on its way
            // Of the other library as it is on the disk; commits are seen once they are synced.
            const qint64 before = (*there)->dataVersion();
            QElapsedTimer timer;
            timer.start();
            edit(here, note, i);
            while ((*there)->dataVersion() == before && timer.elapsed() < kWaitMs) {
                QCoreApplication::processEvents();
                std::this_thread::sleep_for(kLookEvery);
            }
            took.push_back(seconds(timer) * 1000);
        }
        return waitFor([&] { return here.isUpToDate(); });
    }

    /// From the call that saves on A to the signal on B with which the new title can be read.
    bool measureVisible(std::vector<double> &took)
    {
        LiveDevice a(u"A"_s);
        LiveDevice b(u"B"_s);
        if (!a.start() || !b.start() || !test::befriend(a, b)
            || !waitFor([&] { return a.isUpToDate() && b.isUpToDate(); })) {
            return fail("starting two devices");
        }
        const NoteId note = a.write(u"title"_s, u"body"_s);
        if (!waitFor([&] { return b.titleOf(note) == u"title"; })) {
            return fail("a first edit");
        }
        QElapsedTimer timer;
        QString wanted;
        bool seen = false;
        QObject::connect(&b.service(), &LibraryService::notesChanged, &b, [&] {
            if (!seen && b.titleOf(note) == wanted) {
                seen = true;
                took.push_back(seconds(timer) * 1000);
            }
        });
        for (int i = 0; i < kEdits; ++i) {
            QTest::qWait(kEditEveryMs);
            seen = false;
            wanted = u"edit %1"_s.arg(i);
            timer.start();
            edit(a, note, i);
            if (!waitFor([&] { return seen; })) {
                return fail("an edit");
            }
        }
        return true;
    }

} // namespace

bool benchLive(const QString &root, Report &report)
{
    std::vector<double> durable;
    std::vector<double> visible;
    if (!measureDurable(root, durable) || !measureVisible(visible)) {
        return false;
    }
    const QString what = u"an edit durable in another process over wss, "_s;
    report.add(what + u"p50"_s, quantile(durable, 0.5), u"ms"_s, u"10"_s);
    report.add(what + u"p99"_s, quantile(durable, 0.99), u"ms"_s, u"50"_s);
    report.add(u"an edit on A visible on B, p50"_s, quantile(visible, 0.5), u"ms"_s, u"150"_s);
    report.add(u"an edit on A visible on B, p99"_s, quantile(visible, 0.99), u"ms"_s, u"500"_s);
    return true;
}

/// The wire is cut for a while; how long after it is whole again has the other device the edit?
bool benchResume(const QString &, Report &report)
{
    LiveDevice a(u"A"_s, QString());
    LiveDevice b(u"B"_s);
    if (!a.start() || !b.start() || !test::befriend(a, b)
        || !waitFor([&] { return a.isUpToDate(); })) {
        return fail("starting two devices");
    }
    a.stopEngine();
    test::CuttingProxy proxy(b.address());
    a.service().run(
        [peer = b.identity().device(), address = proxy.address()](Library &library) {
            return library.setPeerAddresses(peer, {u"wss://"_s + address});
        },
        &a,
        [](const Outcome &) {});
    if (!a.startEngine() || !waitFor([&] { return proxy.connections() > 0 && a.isUpToDate(); })) {
        return fail("connecting through a proxy");
    }
    double worst = 0;
    for (int i = 0; i < kCuts; ++i) {
        // B tells its own address in each session; it must not be a way around the cut.
        a.engine().setPeerAddresses(b.identity().device(), {proxy.address()});
        if (!waitFor([&] {
                return a.peer(b)->addresses == QStringList {u"wss://"_s + proxy.address()};
            })) {
            return fail("setting the address");
        }
        proxy.cut();
        const QString title = u"written while cut %1"_s.arg(i);
        const NoteId note = a.write(title, u"body"_s);
        QTest::qWait(kAwayMs);
        if (b.titleOf(note) == title || !proxy.heal()) {
            return fail("cutting");
        }
        QElapsedTimer timer;
        timer.start();
        if (!waitFor([&] { return b.titleOf(note) == title; })) {
            return fail("resuming");
        }
        worst = std::max(worst, seconds(timer));
        if (!waitFor([&] { return a.isUpToDate() && b.isUpToDate(); })) {
            return fail("catching up after a cut");
        }
    }
    report.add(u"resume after a cut, slowest of %1"_s.arg(kCuts), worst, u"s"_s, u"5"_s);
    return true;
}

} // namespace sheaf::bench
