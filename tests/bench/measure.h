/// What the parts of the benchmark share.
#pragma once

#include "model/base/clock.h"
#include "model/base/randomsource.h"
#include "model/store/library.h"
#include "sync/peer/deviceidentity.h"
#include "sync/peer/keystore.h"
#include "tests/bench/corpus.h"
#include "tests/bench/report.h"

#include <QElapsedTimer>

#include <memory>

namespace sheaf::bench {

[[nodiscard]] double seconds(const QElapsedTimer &timer);
/// Says what went wrong on stderr; always false.
bool fail(const char *what);
/// Sorts `values`.
[[nodiscard]] double quantile(std::vector<double> &values, double share);
[[nodiscard]] qint64 folderBytes(const QString &folder);

/// A library of this process's own, with the key and folders it needs.
class OwnLibrary
{
public:
    explicit OwnLibrary(const QString &root);

    [[nodiscard]] LibraryConfig config() const;
    [[nodiscard]] const DeviceIdentity &identity() const { return *m_identity; }
    /// Makes this library a device of `member`'s.
    [[nodiscard]] bool join(OwnLibrary &member);

private:
    QString m_root;
    SystemClock m_clock;
    mutable SystemRandom m_random; ///< who opens a library draws from it
    std::unique_ptr<Keystore> m_keystore;
    std::unique_ptr<DeviceIdentity> m_identity;

public:
    std::unique_ptr<Library> library; ///< null: it could not be opened; ends before what it uses
};

/// One note each, a thousand a transaction.
bool fillLibrary(Library &library, const std::vector<CorpusNote> &corpus);

// The parts. False: something failed, not: something was slow.
bool benchSaves(const QString &root, Report &report);
bool benchFirstSync(const QString &root, Report &report, int notes, int rounds);
bool benchReading(const QString &root, Report &report);
bool benchApply(const QString &root, Report &report);
bool benchBusyCommits(const QString &root, Report &report);
bool benchMerge(const QString &root, Report &report);
bool benchLargeNote(const QString &root, Report &report);
bool benchLive(const QString &root, Report &report);
bool benchResume(const QString &root, Report &report);
bool benchPeers(const QString &root, Report &report);
/// The process in the middle of benchPeers; its exit code.
int servePeers(const QString &root);

} // namespace sheaf::bench
