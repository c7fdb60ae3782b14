/// Years in the life of a few devices: edits now and then, upkeep, and what must hold after it.
#pragma once

#include "tests/support/libraryfixture.h"

namespace sheaf::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// All that upkeep has to do at this moment.
inline UpkeepReport upkeep(TestDevice &device)
{
    UpkeepReport all;
    for (int i = 0; i < 10'000; ++i) {
        const Result<UpkeepReport> report = device.library->upkeep();
        if (!report) {
            qFatal("upkeep: %s", qPrintable(report.error().detail));
        }
        all.dropped += report->dropped;
        all.wroteCheckpoint = all.wroteCheckpoint || report->wroteCheckpoint;
        all.touched.insert(all.touched.end(), report->touched.begin(), report->touched.end());
        if (!report->more) {
            return all;
        }
    }
    qFatal("upkeep does not come to an end");
}

using Devices = std::vector<std::unique_ptr<TestDevice>>;

/// A few days on which the devices are on and meet: long enough for a clock to be believed.
inline UpkeepReport someDays(const Devices &devices)
{
    UpkeepReport all;
    for (int day = 0; day < 4; ++day) {
        for (const auto &device : devices) {
            const UpkeepReport one = upkeep(*device);
            all.dropped += one.dropped;
            all.wroteCheckpoint = all.wroteCheckpoint || one.wroteCheckpoint;
        }
        for (const auto &a : devices) {
            for (const auto &b : devices) {
                if (a != b) {
                    sendAll(*a, *b);
                }
            }
        }
        devices.front()->clock.advance(25h);
    }
    return all;
}

inline int keptVersions(const Library &library, const NoteId &note)
{
    int kept = 0;
    for (const ChangeInfo &info : library.history(note)) {
        const Result<NoteState> state = library.stateAt(info.change);
        if (!state && state.error().code != ErrorCode::ContentGone) {
            qFatal("stateAt: %s", qPrintable(state.error().detail));
        }
        kept += state ? 1 : 0;
    }
    return kept;
}

inline QStringList problems(const Devices &devices)
{
    QStringList problems;
    const Library &first = *devices.front()->library;
    for (const auto &device : devices) {
        problems += device->library->check().problems;
        if (dump(*device->library) != dump(first)) {
            problems += u"notes differ on "_s + device->name;
        }
        if (device->library->stateDigest() != first.stateDigest()) {
            problems += u"digests differ on "_s + device->name;
        }
        if (device->library->vector() != first.vector()) {
            problems += u"vectors differ on "_s + device->name;
        }
    }
    return problems;
}

/// One edit every ten days by each device in turn.
inline void editForDays(const Devices &devices, const NoteId &note, int days)
{
    for (int day = 0; day < days; day += 10) {
        TestDevice &device = *devices[static_cast<std::size_t>(day / 10) % devices.size()];
        const Note now = *device.library->note(note);
        commit(device, bodyEdit(note, now.state.body + u"day %1\n"_s.arg(day)));
        for (const auto &other : devices) {
            if (other.get() != &device) {
                syncPair(device, *other);
            }
        }
        device.clock.advance(240h);
    }
}

} // namespace sheaf::test
