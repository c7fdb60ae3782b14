#include "tests/support/libraryfixture.h"

#include <QSet>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

namespace {

/// A world of devices that edit, delete, move, resolve and sync at random.
class RandomWorld
{
public:
    explicit RandomWorld(quint64 seed)
        : m_random(seed)
        , m_devices(devices(2 + m_random.below(3), m_clock))
    {
    }

    void step()
    {
        TestDevice &device = any();
        switch (m_random.below(10)) {
        case 0:
        case 1:
            create(device);
            break;
        case 2:
        case 3:
        case 4:
        case 5:
            edit(device);
            break;
        case 6:
            resolve(device);
            break;
        case 7:
            device.reopen();
            break;
        default:
            sync(device, any());
            break;
        }
        m_clock.advance(std::chrono::milliseconds(m_random.below(3) * 400));
    }

    void heal()
    {
        for (int round = 0; round < 3; ++round) {
            for (const auto &a : m_devices) {
                for (const auto &b : m_devices) {
                    if (a != b) {
                        sendAll(*a, *b, 1 + m_random.below(20));
                    }
                }
            }
        }
    }

    [[nodiscard]] QStringList problems()
    {
        QStringList problems;
        const Library &first = *m_devices.front()->library;
        for (const auto &device : m_devices) {
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
        for (const auto &[note, body] : m_bodies) {
            bool reachable = false;
            for (const ChangeInfo &change : first.history(note)) {
                const Result<NoteState> state = first.stateAt(change.change);
                reachable = reachable || (state && state->body == body);
            }
            if (!reachable) {
                problems += u"a body is lost: "_s + body;
            }
        }
        return problems;
    }

private:
    TestDevice &any()
    {
        return *m_devices[static_cast<std::size_t>(
            m_random.below(static_cast<int>(m_devices.size())))];
    }

    std::optional<NoteId> anyNote(TestDevice &device)
    {
        const std::vector<NoteId> notes = device.library->allNotes();
        if (notes.empty()) {
            return std::nullopt;
        }
        return notes[static_cast<std::size_t>(m_random.below(static_cast<int>(notes.size())))];
    }

    QString text()
    {
        QString text;
        for (int line = m_random.below(8); line >= 0; --line) {
            text += u"line %1 of %2\n"_s.arg(m_random.below(5)).arg(m_random.below(1000));
        }
        return text;
    }

    void create(TestDevice &device)
    {
        NoteEdit edit = newNote(u"note %1"_s.arg(m_random.below(100)), text());
        if (m_random.below(3) == 0) {
            const Result<NoteId> notebook =
                device.library->ensureNotebook({u"nb %1"_s.arg(m_random.below(3))});
            edit.place = Place {*notebook, u"a"_s, RecordKind::Note};
        }
        m_bodies.emplace_back(device.library->commit(edit)->note, *edit.body);
    }

    QString changed(QString body)
    {
        QStringList lines = body.split(u'\n');
        const int at = m_random.below(static_cast<int>(lines.size()));
        switch (m_random.below(3)) {
        case 0:
            lines[at] += u" more %1"_s.arg(m_random.below(1000));
            break;
        case 1:
            lines.insert(at, u"inserted %1"_s.arg(m_random.below(1000)));
            break;
        default:
            lines.removeAt(at);
            break;
        }
        return lines.join(u'\n');
    }

    void edit(TestDevice &device)
    {
        const std::optional<NoteId> id = anyNote(device);
        if (!id) {
            return;
        }
        const Note note = *device.library->note(*id);
        NoteEdit edit;
        edit.note = *id;
        edit.parents = note.shownHeads;
        switch (m_random.below(8)) {
        case 0:
            edit.title = u"title %1"_s.arg(m_random.below(5));
            break;
        case 1:
            edit.tags =
                QStringList {u"t%1"_s.arg(m_random.below(4)), u"t%1"_s.arg(m_random.below(4))};
            break;
        case 2:
            edit.operation = Operation::Delete;
            break;
        case 3:
            edit.force = note.state.deleted;
            edit.isPrivate = m_random.below(2) == 0;
            break;
        default:
            edit.body = changed(note.state.body);
            m_bodies.emplace_back(*id, *edit.body);
            break;
        }
        const Result<CommitResult> done = device.library->commit(edit);
        if (!done) {
            qFatal("edit: %s", qPrintable(done.error().detail));
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
        if (m_random.below(3) == 0) {
            const auto done = device.library->resolveKeepingBoth(
                conflict.note, conflict.heads, conflict.merged, conflict.sides[pick].state);
            if (!done) {
                qFatal("keep both: %s", qPrintable(done.error().detail));
            }
            return;
        }
        const auto done =
            device.library->resolve(conflict.note, conflict.heads, conflict.sides[pick].state);
        if (!done) {
            qFatal("resolve: %s", qPrintable(done.error().detail));
        }
    }

    void sync(TestDevice &a, TestDevice &b)
    {
        if (&a != &b) {
            sendAll(a, b, 1 + m_random.below(50));
        }
    }

    FakeClock m_clock;
    SeededRandom m_random;
    std::vector<std::unique_ptr<TestDevice>> m_devices;
    std::vector<std::pair<NoteId, QString>> m_bodies;
};

} // namespace

class ConvergenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomWorlds_endEqual_withNothingLost_data();
    void randomWorlds_endEqual_withNothingLost();
};

void ConvergenceTest::randomWorlds_endEqual_withNothingLost_data()
{
    QTest::addColumn<quint64>("seed");
    const int seeds = qEnvironmentVariableIntValue("SHEAF_SEEDS");
    for (int seed = 1; seed <= (seeds > 0 ? seeds : 25); ++seed) {
        QTest::addRow("seed %d", seed) << static_cast<quint64>(seed);
    }
}

void ConvergenceTest::randomWorlds_endEqual_withNothingLost()
{
    QFETCH(quint64, seed);
    RandomWorld world(seed);

    for (int i = 0; i < 120; ++i) {
        world.step();
    }
    world.heal();

    const QStringList problems = world.problems();
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u"\n"_s)));
}

QTEST_GUILESS_MAIN(ConvergenceTest)
#include "tst_convergence.moc"
