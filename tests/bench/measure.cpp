#include "tests/bench/measure.h"

#include "model/membership/memberrecord.h"

#include <QDirIterator>

#include <algorithm>
#include <cstdio>

namespace sheaf::bench {

using namespace Qt::StringLiterals;

namespace {

    constexpr size_t kEditsATime = 1000;

} // namespace

double seconds(const QElapsedTimer &timer)
{
    return double(timer.nsecsElapsed()) / 1e9;
}

bool fail(const char *what)
{
    std::fprintf(stderr, "bench: %s failed\n", what);
    return false;
}

double quantile(std::vector<double> &values, double share)
{
    if (values.empty()) {
        return 0;
    }
    std::sort(values.begin(), values.end());
    return values[static_cast<size_t>(share * double(values.size() - 1))];
}

qint64 folderBytes(const QString &folder)
{
    qint64 bytes = 0;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        bytes += files.fileInfo().size();
    }
    return bytes;
}

OwnLibrary::OwnLibrary(const QString &root)
    : m_root(root)
    , m_keystore(Keystore::file(root + u"-state"_s))
{
    auto identity = DeviceIdentity::loadOrCreate(*m_keystore, u"bench"_s);
    if (!identity) {
        return;
    }
    m_identity = *std::move(identity);
    if (auto opened = Library::open(config())) {
        library = *std::move(opened);
    }
}

LibraryConfig OwnLibrary::config() const
{
    LibraryConfig config;
    config.folder = m_root + u"-library"_s;
    config.stateFolder = m_root + u"-state"_s;
    config.signer = m_identity.get();
    config.clock = &m_clock;
    config.random = &m_random;
    return config;
}

bool OwnLibrary::join(OwnLibrary &member)
{
    const Membership membership = member.library->membership();
    MemberRecord record = makeAdd(membership,
                                  member.identity(),
                                  m_identity->device(),
                                  u"bench"_s,
                                  Hlc {std::uint64_t(m_clock.nowMs()) << 16U},
                                  Adoption {library->id(), library->ownLogs()});
    signAsSubject(record, *m_identity);
    std::vector<QByteArray> records = membership.records();
    records.push_back(record.toCbor());
    return member.library->addMemberRecords(records)
        && library->join(member.library->id(), records);
}

bool fillLibrary(Library &library, const std::vector<CorpusNote> &corpus)
{
    std::vector<NoteEdit> edits;
    for (const CorpusNote &note : corpus) {
        NoteEdit edit;
        edit.operation = Operation::Create;
        edit.title = note.title;
        edit.body = QString::fromUtf8(note.body);
        edits.push_back(std::move(edit));
        if (edits.size() == kEditsATime || &note == &corpus.back()) {
            if (!library.commitAll(edits)) {
                return false;
            }
            edits.clear();
        }
    }
    return true;
}

} // namespace sheaf::bench
