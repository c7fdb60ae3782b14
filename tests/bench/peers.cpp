#include "model/service/libraryservice.h"
#include "sync/engine/syncengine.h"
#include "sync/limits.h"
#include "tests/bench/measure.h"
#include "tests/bench/usage.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include <cstdio>

namespace sheaf::bench {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kWaitMs = 60'000;
    constexpr int kPeers = limits::kSocketsMax - 4; ///< some stay free for who comes
    constexpr int kPeersBudgeted = 100;

    /// A joined library with its service and engine.
    struct Device
    {
        explicit Device(const QString &root)
            : own(root)
        {
        }
        bool start(const QString &listen)
        {
            own.library.reset();
            auto opened = LibraryService::open(own.config());
            if (!opened) {
                return false;
            }
            service = *std::move(opened);
            engine = std::make_unique<SyncEngine>(
                *service, own.identity(), SyncConfig {listen, listen.isEmpty()});
            return true;
        }

        OwnLibrary own;
        std::unique_ptr<LibraryService> service;
        std::unique_ptr<SyncEngine> engine;
    };

} // namespace

int servePeers(const QString &root)
{
    Device hub(root);
    if (!hub.own.library || !hub.start(u"127.0.0.1:0"_s)) {
        return 1;
    }
    QObject::connect(hub.engine.get(), &SyncEngine::started, [](const QString &at) {
        std::printf("%s\n", qPrintable(at));
        std::fflush(stdout);
    });
    return QCoreApplication::exec();
}

/// Memory of a process with many devices connected, each a real connection with an engine behind it.
bool benchPeers(const QString &root, Report &report)
{
    const QString hubRoot = root + u"/hub"_s;
    std::vector<std::unique_ptr<Device>> devices;
    DeviceId hubDevice;
    {
        OwnLibrary hub(hubRoot);
        for (int i = 0; i < kPeers; ++i) {
            devices.push_back(std::make_unique<Device>(root + u"/peer%1"_s.arg(i)));
            if (!hub.library || !devices.back()->own.library || !devices.back()->own.join(hub)) {
                return fail("joining many devices");
            }
        }
        hubDevice = hub.identity().device();
    }
    QProcess hub;
    hub.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    hub.start(QCoreApplication::applicationFilePath(), {u"--serve-peers"_s, hubRoot});
    if (!hub.waitForReadyRead(kWaitMs)) {
        return fail("starting the device in the middle");
    }
    const QString address = QString::fromUtf8(hub.readLine()).trimmed();
    double withOne = 0;
    for (const auto &device : devices) {
        if (!device->own.library->setPeerAddresses(hubDevice, {u"wss://"_s + address})
            || !device->start(QString())
            || !QTest::qWaitFor(
                [&] { return device->engine->status().phase == SyncStatus::Phase::UpToDate; },
                kWaitMs)) {
            return fail("connecting many devices");
        }
        withOne = withOne > 0 ? withOne : residentMegabytes(hub.processId());
    }
    const double more = residentMegabytes(hub.processId()) - withOne;
    devices.clear();
    hub.kill();
    hub.waitForFinished();
    report.add(u"memory of %1 peers above one"_s.arg(kPeers), more, u"MB"_s);
    report.add(u"the same for %1, by proportion"_s.arg(kPeersBudgeted),
               more * (kPeersBudgeted - 1) / (kPeers - 1),
               u"MB"_s,
               u"10"_s);
    return true;
}

} // namespace sheaf::bench
