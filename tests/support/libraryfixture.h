/// Devices with real libraries in temporary folders, paired and synced without a network.
/// Shape   a World holds the clock; each TestDevice its key, its randomness and its open library.
/// Rules   everything follows from the seeds, so a run repeats exactly.
#pragma once

#include "model/membership/membership.h"
#include "model/store/library.h"
#include "tests/support/fakeclock.h"
#include "tests/support/seededrandom.h"
#include "tests/support/seedsigner.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace sheaf::test {

class TestDevice
{
public:
    /// `seed` of its randomness: another one for a copy of the same device.
    TestDevice(int number, FakeClock &clock, quint64 seed = 0);

    /// Opens (or makes) the library; the test fails when that does.
    void open();
    void close() { library.reset(); }
    void reopen()
    {
        close();
        open();
    }
    [[nodiscard]] LibraryConfig config() const;
    [[nodiscard]] DeviceId id() const { return signer.device(); }
    [[nodiscard]] QString folder() const { return dir.filePath(QStringLiteral("library")); }
    [[nodiscard]] QString stateFolder() const { return dir.filePath(QStringLiteral("state")); }

    const int number;
    QTemporaryDir dir;
    SeedSigner signer;
    FakeClock &clock;
    mutable SeededRandom random;
    QString name;
    std::unique_ptr<Library> library;
};

/// Makes `newcomer`'s library part of `member`'s, as pairing does.
void pair(TestDevice &member, TestDevice &newcomer);
/// Gives `to` what `from` has and it lacks, with acknowledgement; the number of changes applied.
int sendAll(TestDevice &from, TestDevice &to, int batchChanges = 2000);
/// Both directions.
int syncPair(TestDevice &a, TestDevice &b);

/// `count` devices of one library.
[[nodiscard]] std::vector<std::unique_ptr<TestDevice>> devices(int count, FakeClock &clock);

/// Every record as text, sorted by id: equal on devices that show the same.
[[nodiscard]] QStringList dump(const Library &library);

[[nodiscard]] NoteEdit newNote(const QString &title, const QString &body = {});
[[nodiscard]] NoteEdit bodyEdit(const NoteId &note, const QString &body);
[[nodiscard]] NoteEdit titleEdit(const NoteId &note, const QString &title);
[[nodiscard]] NoteEdit deletion(const NoteId &note);
/// Commits and advances the clock by one second; the test fails when the commit does.
CommitResult commit(TestDevice &device, const NoteEdit &edit);

} // namespace sheaf::test
