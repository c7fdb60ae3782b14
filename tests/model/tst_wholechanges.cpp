#include "model/base/limits.h"
#include "tests/support/libraryfixture.h"
#include "tests/support/newerprogram.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;
using namespace std::chrono_literals;

namespace {

std::vector<quint32> masksOf(const Library &library, const NoteId &note)
{
    std::vector<quint32> masks;
    for (const ChangeInfo &info : library.history(note)) {
        masks.push_back(library.changeWithFragment(info.change)->meta.mask);
    }
    std::reverse(masks.begin(), masks.end());
    return masks;
}

qsizetype wholeOnes(const std::vector<quint32> &masks)
{
    return std::count_if(masks.begin(), masks.end(), [](quint32 mask) {
        return (mask & field::kKnown) == field::kKnown;
    });
}

} // namespace

class TestWholeChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyThirtySecondChangeOfANoteSetsAllFields()
    {
        FakeClock clock;
        TestDevice device(1, clock);
        device.open();
        const NoteId note = commit(device, newNote(u"a"_s, u"text"_s)).note;
        for (int i = 0; i < 2 * limits::kWholeChangesMax; ++i) {
            commit(device, titleEdit(note, u"title %1"_s.arg(i)));
        }
        const std::vector<quint32> masks = masksOf(*device.library, note);
        for (std::size_t i = 1; i < masks.size(); ++i) {
            const bool whole = i % limits::kWholeChangesMax == 0;
            QCOMPARE(masks[i], whole ? field::kKnown : field::kTitle);
        }
        QCOMPARE(device.library->note(note)->state.body, u"text"_s);
        QCOMPARE(device.library->check().problems, QStringList());
    }

    void anOldNoteGetsAChangeWithAllFieldsAfterSixteen()
    {
        FakeClock clock;
        TestDevice device(1, clock);
        device.open();
        const NoteId note = commit(device, newNote(u"a"_s)).note;
        for (int i = 1; i < limits::kWholeChangesMin; ++i) {
            commit(device, titleEdit(note, u"title %1"_s.arg(i)));
        }
        clock.advance(limits::kWholeAgeMax - 1h);
        commit(device, titleEdit(note, u"early"_s));
        QCOMPARE(wholeOnes(masksOf(*device.library, note)), 0);
        clock.advance(1h);
        commit(device, titleEdit(note, u"late"_s));
        QCOMPARE(wholeOnes(masksOf(*device.library, note)), 1);
        clock.advance(limits::kWholeAgeMax);
        commit(device, titleEdit(note, u"too few since"_s));
        QCOMPARE(wholeOnes(masksOf(*device.library, note)), 1);
    }

    void historyNamesOnlyWhatAWholeChangeChanged()
    {
        FakeClock clock;
        TestDevice device(1, clock);
        device.open();
        const NoteId note = commit(device, newNote(u"a"_s, u"text"_s)).note;
        for (int i = 0; i < limits::kWholeChangesMax; ++i) {
            commit(device, titleEdit(note, u"title %1"_s.arg(i)));
        }
        QCOMPARE(wholeOnes(masksOf(*device.library, note)), 1);
        for (const ChangeInfo &info : device.library->history(note)) {
            QVERIFY(info.parents.empty() || info.mask == field::kTitle);
        }
    }

    void notebooksAndDeletionsAreNeverWrittenWhole()
    {
        FakeClock clock;
        TestDevice device(1, clock);
        device.open();
        const NoteId notebook = *device.library->ensureNotebook({u"nb"_s});
        const NoteId note = commit(device, newNote(u"a"_s)).note;
        for (int i = 0; i < limits::kWholeChangesMax + 2; ++i) {
            commit(device, titleEdit(notebook, u"nb %1"_s.arg(i)));
        }
        for (int i = 1; i < limits::kWholeChangesMax; ++i) {
            commit(device, titleEdit(note, u"title %1"_s.arg(i)));
        }
        commit(device, deletion(note));
        QCOMPARE(wholeOnes(masksOf(*device.library, notebook)), 0);
        QCOMPARE(wholeOnes(masksOf(*device.library, note)), 0);
    }

    /// The merge looks at states, so the same edits merge alike whether or not one was written whole.
    void aWholeChangeMergesLikeANarrowOne()
    {
        for (const int before : {3, limits::kWholeChangesMax}) {
            FakeClock clock;
            auto both = devices(2, clock);
            const NoteId note =
                commit(*both[0], newNote(u"a"_s, u"one\ntwo\nthree\nfour\n"_s)).note;
            for (int i = 1; i < before; ++i) {
                commit(*both[0], titleEdit(note, u"title %1"_s.arg(i)));
            }
            syncPair(*both[0], *both[1]);
            NoteEdit tag;
            tag.note = note;
            tag.tags = QStringList {u"t"_s};
            tag.title = u"mine"_s;
            commit(*both[0], tag);
            commit(*both[1], bodyEdit(note, u"one\ntwo\nthree\nfour and more\n"_s));
            QCOMPARE(wholeOnes(masksOf(*both[0]->library, note)), before == 3 ? 0 : 1);
            syncPair(*both[0], *both[1]);
            for (const auto &device : both) {
                const Note merged = *device->library->note(note);
                QCOMPARE(merged.conflict, ConflictType::None);
                QCOMPARE(merged.state.title, u"mine"_s);
                QCOMPARE(merged.state.tags, QStringList {u"t"_s});
                QCOMPARE(merged.state.body, u"one\ntwo\nthree\nfour and more\n"_s);
                QCOMPARE(device->library->check().problems, QStringList());
            }
        }
    }

    void fieldsOfNewerProgramsOutliveAChangeOfAllKnownFields()
    {
        FakeClock clock;
        auto both = devices(2, clock);
        const NoteId note = commit(*both[0], newNote(u"a"_s, u"text"_s)).note;
        syncPair(*both[0], *both[1]);
        both[1]->close();
        NewerProgram newer(2, both[0]->library->id(), 77);
        const PackedChange field = newer.write(NewerProgram::Novelty::Field,
                                               note,
                                               both[0]->library->note(note)->heads,
                                               Hlc::fromMs(clock.nowMs()));
        QVERIFY(bool(both[0]->library->apply(std::span(&field, 1), both[1]->id())));
        NoteEdit all;
        all.note = note;
        all.title = u"b"_s;
        all.description = u"d"_s;
        all.body = u"other"_s;
        all.tags = QStringList {u"t"_s};
        all.categories = QStringList {u"c"_s};
        all.attachments = QStringList {QString(64, u'0')};
        all.place = Place {NoteId {}, u"z"_s, RecordKind::Note};
        all.isPrivate = true;
        commit(*both[0], all);
        QCOMPARE(both[0]->library->note(note)->state.unknown.size(), 2);
        QCOMPARE(both[0]->library->check().problems, QStringList());
    }
};

QTEST_GUILESS_MAIN(TestWholeChanges)
#include "tst_wholechanges.moc"
