#include "tests/ui/windowfixture.h"
#include "ui/main/actions.h"
#include "ui/quickopen/fuzzymatch.h"
#include "ui/quickopen/quickopenmodel.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLineEdit>
#include <QListView>

using namespace Qt::StringLiterals;
using namespace sheaf;
using namespace sheaf::test;

class QuickOpenTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::isolate(m_home); }
    void fuzzyMatch_findsLettersInOrder_data();
    void fuzzyMatch_findsLettersInOrder();
    void startsOfWords_beatTheMiddle();
    void typing_opensTheNote();
    void palette_runsACommand();
    void anUnknownName_offersANewNote();
    void escape_givesTheFocusBack();
    void clashes_areNamed();

private:
    QTemporaryDir m_home;
};

void QuickOpenTest::fuzzyMatch_findsLettersInOrder_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("fits");
    QTest::newRow("empty fits all") << QString() << u"Anything"_s << true;
    QTest::newRow("initials") << u"rl"_s << u"Reading list"_s << true;
    QTest::newRow("wrong order") << u"lr"_s << u"Reading x"_s << false;
    QTest::newRow("marks on letters") << u"cafe"_s << u"Café list"_s << true;
    QTest::newRow("case") << u"READ"_s << u"reading"_s << true;
    QTest::newRow("the jump to a word's start must not lose it") << u"ab"_s << u"xab a"_s << true;
    QTest::newRow("missing letter") << u"readz"_s << u"Reading"_s << false;
}

void QuickOpenTest::fuzzyMatch_findsLettersInOrder()
{
    QFETCH(QString, pattern);
    QFETCH(QString, name);
    QFETCH(bool, fits);

    QCOMPARE(fuzzyMatch(pattern, name).has_value(), fits);
}

void QuickOpenTest::startsOfWords_beatTheMiddle()
{
    const auto start = fuzzyMatch(u"list", u"Shopping list");
    const auto middle = fuzzyMatch(u"list", u"Enlisted men");

    QVERIFY(start->score > middle->score);
}

void QuickOpenTest::typing_opensTheNote()
{
    WindowFixture f;
    f.add(u"Piano practice"_s, u"Bach"_s);
    f.add(u"Reading list"_s, u"Piranesi"_s);
    f.show();

    QTest::keyClick(f.window.get(), Qt::Key_P, Qt::ControlModifier);
    auto *field = f.find<QLineEdit>("quickOpenField");
    QVERIFY(field->isVisible());
    QAbstractItemModelTester tester(f.find<QListView>("quickOpenList")->model(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTest::keyClicks(field, u"piano"_s);
    QTest::keyClick(field, Qt::Key_Return);

    QTRY_COMPARE(f.find<QLineEdit>("noteTitle")->text(), u"Piano practice"_s);
    QVERIFY(!field->isVisible());
}

void QuickOpenTest::palette_runsACommand()
{
    WindowFixture f;
    f.show();

    QTest::keyClick(f.window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto *field = f.find<QLineEdit>("quickOpenField");
    QCOMPARE(field->text(), u">"_s);
    QTest::keyClicks(field, u"new note"_s);
    QTest::keyClick(field, Qt::Key_Return);

    QTRY_VERIFY(f.find<QLineEdit>("noteTitle")->isVisible());
}

void QuickOpenTest::anUnknownName_offersANewNote()
{
    WindowFixture f;
    f.show();

    QTest::keyClick(f.window.get(), Qt::Key_P, Qt::ControlModifier);
    auto *field = f.find<QLineEdit>("quickOpenField");
    QTest::keyClicks(field, u"Wholly new"_s);
    QTest::keyClick(field, Qt::Key_Return);

    QTRY_COMPARE(f.reader->counts().notes, 1);
    QCOMPARE(f.reader->notes({}).front().title, u"Wholly new"_s);
}

void QuickOpenTest::escape_givesTheFocusBack()
{
    WindowFixture f;
    f.show();
    auto *search = f.find<QLineEdit>("searchNotes");
    search->setFocus();

    QTest::keyClick(f.window.get(), Qt::Key_P, Qt::ControlModifier);
    QTest::keyClick(f.find<QLineEdit>("quickOpenField"), Qt::Key_Escape);

    QVERIFY(search->hasFocus());
}

void QuickOpenTest::clashes_areNamed()
{
    const QKeySequence key(u"Ctrl+J"_s);

    const auto clashes = Actions::clashes({{u"one"_s, {key}}, {u"two"_s, {}}, {u"three"_s, {key}}});

    QCOMPARE(clashes.size(), std::size_t {1});
    QCOMPARE(clashes.front().key, key);
    QCOMPARE(clashes.front().actions, (QStringList {u"one"_s, u"three"_s}));
}

QTEST_MAIN(QuickOpenTest)
#include "tst_quickopen.moc"
