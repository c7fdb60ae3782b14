#include "model/base/limits.h"
#include "tests/support/libraryfixture.h"

#include <QSet>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;
using namespace std::chrono_literals;

namespace {

constexpr int kStepsOfAWorld = 260;
constexpr int kDaysKept = 60;

/// Devices that edit, delete, restore, resolve, meet, go away for months and tidy up at random moments,
/// for about three years.
class YearsWorld
{
public:
    explicit YearsWorld(quint64 seed)
        : m_random(seed)
        , m_devices(devices(3, m_clock))
        , m_awayUntil(m_devices.size(), 0)
    {
        const QString days = QString::number(kDaysKept);
        if (!m_devices.front()->library->setSetting(u"history-days"_s, days)) {
            qFatal("setting");
        }
        for (int i = 0; i < 4; ++i) {
            create(*m_devices.front());
        }
        meet(0, 1);
        meet(0, 2);
    }

    void step()
    {
        const auto at = static_cast<std::size_t>(m_random.below(3));
        TestDevice &device = *m_devices[at];
        switch (m_random.below(12)) {
        case 0:
            create(device);
            break;
        case 1:
            remove(device);
            break;
        case 2:
            restore(device);
            break;
        case 3:
            resolve(device);
            break;
        case 4:
            device.reopen();
            break;
        case 5:
            tidy(device, 1 + m_random.below(5));
            break;
        case 6:
            leave(at);
            break;
        case 7:
        case 8:
            meet(at, static_cast<std::size_t>(m_random.below(3)));
            break;
        default:
            for (int i = m_random.below(6); i >= 0; --i) {
                edit(device);
            }
            break;
        }
        m_clock.advance(std::chrono::hours(m_random.below(8 * 24)));
    }

    void heal()
    {
        m_awayUntil.assign(m_devices.size(), 0);
        for (int round = 0; round < 4; ++round) {
            for (std::size_t a = 0; a < m_devices.size(); ++a) {
                for (std::size_t b = 0; b < m_devices.size(); ++b) {
                    meet(a, b);
                }
            }
            for (const auto &device : m_devices) {
                tidy(*device, 100'000);
            }
            m_clock.advance(25h);
        }
    }

    [[nodiscard]] QStringList problems()
    {
        QStringList problems;
        const Library &first = *m_devices.front()->library;
        const qint64 keptMs =
            m_clock.nowMs() - std::chrono::milliseconds(std::chrono::days(kDaysKept)).count();
        for (const auto &device : m_devices) {
            const Library &library = *device->library;
            problems += device->library->check().problems;
            if (dump(library) != dump(first)) {
                problems += u"notes differ on "_s + device->name;
            }
            if (library.stateDigest() != first.stateDigest()) {
                problems += u"digests differ on "_s + device->name;
            }
            if (library.vector() != first.vector()) {
                problems += u"vectors differ on "_s + device->name;
            }
            for (const NoteId &id : library.allNotes()) {
                const Note note = *library.note(id);
                if (m_dead.contains(id) && !note.state.deleted) {
                    problems += u"a deleted note came back on "_s + device->name;
                }
                if (!note.state.deleted && !library.stateAt(note.heads.front())) {
                    problems += u"the present version cannot be read on "_s + device->name;
                }
                for (const ChangeInfo &info : library.history(id)) {
                    if (!info.hasContent && info.hlc.ms() > keptMs) {
                        problems += u"a recent version is without its content on "_s + device->name;
                    }
                }
            }
        }
        return problems;
    }

    [[nodiscard]] int dropped() const { return m_dropped; }
    [[nodiscard]] int fetched() const { return m_fetched; }
    [[nodiscard]] int gone() const
    {
        int gone = 0;
        const Library &library = *m_devices.front()->library;
        for (const NoteId &id : library.allNotes()) {
            const Note note = *library.note(id);
            gone += note.state.deleted && note.state.title.isEmpty() ? 1 : 0;
        }
        return gone;
    }

private:
    std::optional<Note> anyNote(TestDevice &device, bool deleted)
    {
        const std::vector<NoteId> notes = device.library->allNotes();
        for (int tries = 0; tries < 4 && !notes.empty(); ++tries) {
            const int pick = m_random.below(static_cast<int>(notes.size()));
            const Note note = *device.library->note(notes[static_cast<std::size_t>(pick)]);
            if (note.state.deleted == deleted) {
                return note;
            }
        }
        return std::nullopt;
    }

    void create(TestDevice &device)
    {
        NoteEdit edit =
            newNote(u"note %1"_s.arg(m_random.below(1000)), u"one\ntwo\nthree\nfour\n"_s);
        edit.tags = QStringList {u"t"_s};
        write(device, edit);
    }

    void write(TestDevice &device, const NoteEdit &edit)
    {
        const Result<CommitResult> done = device.library->commit(edit);
        if (!done && done.error().code != ErrorCode::ContentGone
            && done.error().code != ErrorCode::ContentAwaited) {
            qFatal("commit: %s", qPrintable(done.error().detail));
        }
        if (done) {
            m_dead.remove(done->note);
        }
    }

    void edit(TestDevice &device)
    {
        const std::optional<Note> note = anyNote(device, false);
        if (!note) {
            return;
        }
        NoteEdit edit;
        edit.note = note->id;
        edit.parents = note->shownHeads;
        if (m_random.below(4) == 0) {
            edit.title = u"title %1"_s.arg(m_random.below(1000));
        } else {
            QStringList lines = note->state.body.split(u'\n');
            lines[m_random.below(static_cast<int>(lines.size()))] +=
                u" %1"_s.arg(m_random.below(1000));
            if (lines.size() < 12) {
                lines.insert(m_random.below(static_cast<int>(lines.size())),
                             u"line %1"_s.arg(m_random.below(100'000)));
            }
            edit.body = lines.join(u'\n').right(2000);
        }
        write(device, edit);
    }

    void remove(TestDevice &device)
    {
        if (const std::optional<Note> note = anyNote(device, false)) {
            write(device, deletion(note->id));
        }
    }

    void restore(TestDevice &device)
    {
        if (const std::optional<Note> note = anyNote(device, true)) {
            NoteEdit edit;
            edit.note = note->id;
            edit.parents = note->shownHeads;
            edit.force = true;
            write(device, edit);
        }
    }

    void resolve(TestDevice &device)
    {
        const std::vector<NoteConflict> open = device.library->conflicts();
        if (open.empty()) {
            return;
        }
        const NoteConflict &conflict =
            open[static_cast<std::size_t>(m_random.below(static_cast<int>(open.size())))];
        const auto pick =
            static_cast<std::size_t>(m_random.below(static_cast<int>(conflict.sides.size())));
        const auto done =
            device.library->resolve(conflict.note, conflict.heads, conflict.sides[pick].state);
        if (!done && done.error().code != ErrorCode::ContentAwaited) {
            qFatal("resolve: %s", qPrintable(done.error().detail));
        }
        m_dead.remove(conflict.note);
    }

    void leave(std::size_t device)
    {
        if (m_random.below(4) == 0) {
            const std::chrono::hours away(24 * (30 + m_random.below(300)));
            m_awayUntil[device] = m_clock.nowMs() + std::chrono::milliseconds(away).count();
        }
    }

    void tidy(TestDevice &device, int pieces)
    {
        for (int i = 0; i < pieces; ++i) {
            const Result<UpkeepReport> report = device.library->upkeep();
            if (!report) {
                qFatal("upkeep: %s", qPrintable(report.error().detail));
            }
            m_dropped += report->dropped;
            if (!report->more) {
                return;
            }
        }
    }

    void fetch(TestDevice &from, TestDevice &to)
    {
        const std::vector<Hash> wanted = to.library->lacking(1000);
        const Result<FoundChanges> found = from.library->changesByHash(wanted, 1 << 24);
        std::vector<PackedChange> given;
        for (const auto &[hash, change] : found->changes) {
            given.push_back(change);
        }
        if (!given.empty()) {
            m_fetched += to.library->repair(given, from.id())->repaired;
        }
    }

    void meet(std::size_t a, std::size_t b)
    {
        const qint64 now = m_clock.nowMs();
        if (a == b || m_awayUntil[a] > now || m_awayUntil[b] > now) {
            return;
        }
        TestDevice &one = *m_devices[a];
        TestDevice &other = *m_devices[b];
        sendAll(one, other, 1 + m_random.below(40));
        sendAll(other, one, 1 + m_random.below(40));
        fetch(one, other);
        fetch(other, one);
        for (const NoteId &id : one.library->allNotes()) {
            const bool everywhere =
                std::all_of(m_devices.begin(), m_devices.end(), [&id](const auto &device) {
                    const Result<Note> note = device->library->note(id);
                    return note && note->state.deleted;
                });
            if (everywhere) {
                m_dead.insert(id);
            }
        }
    }

    FakeClock m_clock;
    SeededRandom m_random;
    std::vector<std::unique_ptr<TestDevice>> m_devices;
    std::vector<qint64> m_awayUntil;
    QSet<NoteId> m_dead; ///< deleted on all devices, and left alone since
    int m_dropped = 0;
    int m_fetched = 0;
};

} // namespace

class TestCompactionWorlds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void devicesThatTidyAtRandomShowTheSame()
    {
        bool given = false;
        const int asked = qEnvironmentVariableIntValue("SHEAF_SEEDS", &given);
        const int first = qEnvironmentVariableIntValue("SHEAF_FIRST_SEED");
        int dropped = 0;
        int fetched = 0;
        int gone = 0;
        for (int seed = first; seed < first + (given ? asked : 4); ++seed) {
            YearsWorld world(static_cast<quint64>(seed) + 4711U);
            for (int step = 0; step < kStepsOfAWorld; ++step) {
                world.step();
            }
            world.heal();
            const QStringList problems = world.problems();
            QVERIFY2(problems.isEmpty(),
                     qPrintable(u"seed %1: "_s.arg(seed) + problems.join(u"; "_s).left(2000)));
            dropped += world.dropped();
            fetched += world.fetched();
            gone += world.gone();
        }
        qInfo(
            "%d contents dropped, %d fetched again, %d deleted notes gone", dropped, fetched, gone);
        // The faults this is about did happen.
        QVERIFY(dropped > 100);
        QVERIFY(fetched > 0);
        QVERIFY(gone > 0);
    }
};

QTEST_GUILESS_MAIN(TestCompactionWorlds)
#include "tst_compactionworlds.moc"
