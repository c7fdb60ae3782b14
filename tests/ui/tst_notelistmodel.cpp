#include "tests/ui/windowfixture.h"
#include "ui/notes/notelistmodel.h"
#include "ui/notes/sidebarmodel.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

class NoteListModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolate(m_home); }
    void aNewNote_isInserted_withoutAReset();
    void anEdit_movesTheRowToTheTop_andKeepsPersistentIndexes();
    void aDeletedNote_isRemoved();
    void anUnchangedLibrary_emitsNothing();
    void filters_showWhatTheyName();
    void search_findsAndMarks();
    void mimeData_carriesTheNotes();
    void sidebar_followsTheLibrary_withoutAReset();
    void sidebar_showsConflictsOnlyWhenThereAreAny();
    void sidebar_asksForWhatIsDropped();

private:
    QTemporaryDir m_home;
};

void NoteListModelTest::aNewNote_isInserted_withoutAReset()
{
    WindowFixture f;
    f.add(u"one"_s, {});
    NoteListModel model(*f.reader);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFilter({});
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);

    f.add(u"two"_s, {});
    model.refresh();

    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0).data().toString(), u"two"_s);
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(reset.count(), 0);
}

void NoteListModelTest::anEdit_movesTheRowToTheTop_andKeepsPersistentIndexes()
{
    WindowFixture f;
    const NoteId oldest = f.add(u"oldest"_s, {});
    f.add(u"middle"_s, {});
    f.add(u"newest"_s, {});
    NoteListModel model(*f.reader);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFilter({});
    const QPersistentModelIndex kept = model.indexOf(oldest);
    QCOMPARE(kept.row(), 2);

    NoteEdit edit;
    edit.note = oldest;
    edit.body = u"changed"_s;
    f.store(edit);
    model.refresh();

    QCOMPARE(kept.row(), 0);
    QCOMPARE(kept.data().toString(), u"oldest"_s);
}

void NoteListModelTest::aDeletedNote_isRemoved()
{
    WindowFixture f;
    const NoteId gone = f.add(u"gone"_s, {});
    f.add(u"stays"_s, {});
    NoteListModel model(*f.reader);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setFilter({});

    NoteEdit edit;
    edit.note = gone;
    edit.operation = Operation::Delete;
    f.store(edit);
    model.refresh();

    QCOMPARE(model.rowCount(), 1);
    QVERIFY(!model.indexOf(gone).isValid());
    model.setFilter({NoteFilter::Scope::Trash});
    QVERIFY(model.indexOf(gone).isValid());
}

void NoteListModelTest::anUnchangedLibrary_emitsNothing()
{
    WindowFixture f;
    f.add(u"one"_s, {});
    f.add(u"two"_s, {});
    NoteListModel model(*f.reader);
    model.setFilter({});
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);

    model.refresh();

    QCOMPARE(changed.count() + moved.count() + inserted.count(), 0);
}

void NoteListModelTest::filters_showWhatTheyName()
{
    WindowFixture f;
    const NoteId outer = f.addNotebook(u"Outer"_s);
    const NoteId inner = f.addNotebook(u"Inner"_s, outer);
    f.add(u"inside"_s, {}, {u"red"_s}, inner);
    f.add(u"outside"_s, {}, {u"blue"_s});
    NoteListModel model(*f.reader);

    model.setFilter({NoteFilter::Scope::Notebook, outer});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0).data().toString(), u"inside"_s);

    model.setFilter({NoteFilter::Scope::Tag, {}, u"blue"_s});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0).data().toString(), u"outside"_s);
}

void NoteListModelTest::search_findsAndMarks()
{
    WindowFixture f;
    f.add(u"Garden"_s, u"The old cherry tree stands by the door."_s);
    f.add(u"Bread"_s, u"Flour and water."_s);
    NoteListModel model(*f.reader);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    NoteFilter filter;
    filter.query = u"cherry"_s;

    QTRY_VERIFY_WITH_TIMEOUT((model.setFilter(filter), model.rowCount() == 1), 5000);

    QCOMPARE(model.index(0).data().toString(), u"Garden"_s);
    QVERIFY(model.index(0).data(NoteListModel::SnippetRole).toString().contains(u"cherry"_s));
    QCOMPARE(model.searchWords(), QStringList {u"cherry"_s});
}

void NoteListModelTest::mimeData_carriesTheNotes()
{
    WindowFixture f;
    const NoteId note = f.add(u"one"_s, {});
    NoteListModel model(*f.reader);
    model.setFilter({});

    const std::unique_ptr<QMimeData> mime(model.mimeData({model.index(0)}));

    QCOMPARE(NoteListModel::notesFromMime(*mime), QList<NoteId> {note});
    QMimeData foreign;
    foreign.setData(NoteListModel::kMimeType, "not an id\n\n12");
    QVERIFY(NoteListModel::notesFromMime(foreign).isEmpty());
}

void NoteListModelTest::sidebar_followsTheLibrary_withoutAReset()
{
    WindowFixture f;
    SidebarModel model(*f.reader);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);

    const NoteId outer = f.addNotebook(u"Outer"_s);
    const NoteId inner = f.addNotebook(u"Inner"_s, outer);
    f.add(u"note"_s, {}, {u"red"_s}, inner);
    model.refresh();

    NoteFilter filter;
    filter.scope = NoteFilter::Scope::Notebook;
    filter.notebook = outer;
    const QModelIndex row = model.indexOf(filter);
    QVERIFY(row.isValid());
    QCOMPARE(row.data().toString(), u"Outer"_s);
    QCOMPARE(row.data(SidebarModel::CountRole).toInt(), 1); // what lies in Inner, too
    QCOMPARE(model.rowCount(row), 1);
    QVERIFY(model.indexOf({NoteFilter::Scope::Tag, {}, u"red"_s}).isValid());
    QCOMPARE(reset.count(), 0);
}

void NoteListModelTest::sidebar_showsConflictsOnlyWhenThereAreAny()
{
    WindowFixture f;
    const NoteId note = f.add(u"note"_s, u"base\n"_s);
    SidebarModel model(*f.reader);
    QVERIFY(!model.indexOf({NoteFilter::Scope::Conflicts}).isValid());
    const std::vector<Hash> heads = f.reader->note(note)->heads;

    for (const QString &body : {u"mine\n"_s, u"theirs\n"_s}) {
        NoteEdit edit; // both on the same parent, as two devices would
        edit.note = note;
        edit.parents = heads;
        edit.body = body;
        f.store(edit);
    }
    model.refresh();

    const QModelIndex row = model.indexOf({NoteFilter::Scope::Conflicts});
    QVERIFY(row.isValid());
    QCOMPARE(row.data(SidebarModel::CountRole).toInt(), 1);
}

void NoteListModelTest::sidebar_asksForWhatIsDropped()
{
    WindowFixture f;
    const NoteId outer = f.addNotebook(u"Outer"_s);
    const NoteId inner = f.addNotebook(u"Inner"_s, outer);
    SidebarModel model(*f.reader);
    const QModelIndex outerRow = model.indexOf({NoteFilter::Scope::Notebook, outer});
    const QModelIndex innerRow = model.indexOf({NoteFilter::Scope::Notebook, inner});
    QSignalSpy moved(&model, &SidebarModel::notebookDropped);

    const std::unique_ptr<QMimeData> outerMime(model.mimeData({outerRow}));
    const std::unique_ptr<QMimeData> innerMime(model.mimeData({innerRow}));

    // A notebook cannot go into itself or into what lies inside it.
    QVERIFY(!model.canDropMimeData(outerMime.get(), Qt::MoveAction, -1, -1, innerRow));
    QVERIFY(!model.canDropMimeData(outerMime.get(), Qt::MoveAction, -1, -1, outerRow));
    const QModelIndex top = model.heading(SidebarModel::Kind::Notebooks);
    QVERIFY(!model.dropMimeData(innerMime.get(), Qt::MoveAction, -1, -1, top));
    QCOMPARE(moved.count(), 1);
    QCOMPARE(moved.first().at(0).value<NoteId>(), inner);
    QVERIFY(moved.first().at(1).value<NoteId>().isNull());
}

QTEST_MAIN(NoteListModelTest)
#include "tst_notelistmodel.moc"
