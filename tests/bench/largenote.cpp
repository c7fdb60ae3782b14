#include "tests/bench/measure.h"
#include "tests/bench/usage.h"
#include "tests/e2e/cliprocess.h"

#include <chrono>
#include <thread>

namespace sheaf::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

    constexpr qsizetype kLargeBytes = 16 * 1024 * 1024 - 4096;
    constexpr auto kWithin = 60s;

} // namespace

/// What two running devices need at most while a note of 16 MB goes from one to the other.
bool benchLargeNote(const QString &root, Report &report)
{
    test::CliDevice a(root, u"large-a"_s);
    test::CliDevice b(root, u"large-b"_s);
    if (!test::pairByLink(a, b) || b.serve().isEmpty()) {
        return fail("pairing");
    }
    QByteArray body;
    body.reserve(kLargeBytes);
    for (quint32 seed = 6; body.size() < kLargeBytes; ++seed) {
        for (const CorpusNote &note : makeCorpus(1000, seed)) {
            body += note.body;
        }
    }
    body.truncate(kLargeBytes);
    while ((body.back() & 0x80) != 0) {
        body.chop(1);
    }
    const double beforeA = residentMegabytes(a.processId());
    const double beforeB = residentMegabytes(b.processId());
    const QString guid = a.addNote(u"large"_s, body); // written by a third process
    if (guid.isEmpty()) {
        return fail("writing a large note");
    }
    QElapsedTimer timer;
    timer.start();
    const auto there = LibraryReader::open(b.folder());
    const auto note = NoteId::fromHex(guid);
    while (there && note && !(*there)->note(*note)
           && std::chrono::milliseconds(timer.elapsed()) < kWithin) {
        std::this_thread::sleep_for(5ms);
    }
    if (!there || !note || !(*there)->note(*note)) {
        return fail("a large note");
    }
    const double took = seconds(timer);
    const double size = double(body.size()) / 1e6;
    const double sending = peakMegabytes(a.processId()) - beforeA;
    const double receiving = peakMegabytes(b.processId()) - beforeB;
    report.add(u"a note of 16 MB, from one process's disk to another's"_s, took, u"s"_s);
    report.add(u"memory to send it"_s, sending, u"MB"_s, sending / size, u"its text"_s, u"3"_s);
    report.add(
        u"memory to receive it"_s, receiving, u"MB"_s, receiving / size, u"its text"_s, u"3"_s);
    return true;
}

} // namespace sheaf::bench
