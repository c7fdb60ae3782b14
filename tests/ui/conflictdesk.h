/// A note in conflict on a real library: written on one device, changed on two while they were apart,
/// with the first device's library then opened as a program opens it.
/// Thread  the main thread.
#pragma once

#include "model/service/libraryservice.h"
#include "tests/support/libraryfixture.h"

namespace sheaf::test {

class ConflictDesk final : public QObject
{
public:
    using Edits = std::vector<NoteEdit>;

    explicit ConflictDesk(int count = 2)
        : devices(test::devices(count, clock))
    {
    }
    ~ConflictDesk() override
    {
        reader.reset();
        service.reset();
    }

    /// Writes the note and gives it to every device.
    void write(const QString &title, const QString &body)
    {
        note = commit(*devices[0], newNote(title, body)).note;
        for (std::size_t i = 1; i < devices.size(); ++i) {
            syncPair(*devices[0], *devices[i]);
        }
    }
    /// One edit a device, made apart, then brought together on the first one.
    void editApart(const Edits &edits)
    {
        for (std::size_t i = 0; i < edits.size(); ++i) {
            commit(*devices[i], edits[i]);
        }
        for (std::size_t i = 1; i < devices.size(); ++i) {
            sendAll(*devices[i], *devices[0]);
        }
    }
    /// From here on the first library belongs to a service, as in the program.
    void open()
    {
        devices[0]->close();
        auto opened = LibraryService::open(devices[0]->config());
        QVERIFY2(bool(opened), opened ? "" : qPrintable(opened.error().detail));
        service = *std::move(opened);
        reader = std::move(*service->openReader());
    }
    /// Brings what `other` has to the open library, as sync does.
    void receiveFrom(TestDevice &other)
    {
        const Result<VersionVector> offered = other.library->publish();
        QVERIFY(bool(offered));
        Result<ChangeBatch> batch =
            other.library->changesAfter(reader->vector(), *offered, 2000, 1 << 20);
        QVERIFY(bool(batch));
        const auto count = static_cast<int>(batch->changes.size());
        int consumed = 0;
        service->applyRemote(
            std::move(batch->changes), other.id(), this, [&](const Result<ApplyReport> &report) {
                QVERIFY(bool(report));
                consumed += report->consumed;
            });
        QTRY_COMPARE(consumed, count);
    }
    [[nodiscard]] bool inConflict() const { return bool(reader->conflict(note)); }
    [[nodiscard]] NoteState state() const { return reader->note(note)->state; }

    FakeClock clock;
    std::vector<std::unique_ptr<TestDevice>> devices;
    NoteId note;
    std::unique_ptr<LibraryService> service;
    std::unique_ptr<LibraryReader> reader;
};

} // namespace sheaf::test
