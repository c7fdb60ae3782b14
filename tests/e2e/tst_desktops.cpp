#include "app/demo/deskprocess.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using sheaf::demo::DeskProcess;

/// Two real desktops, each a process with its own library and window, used with keys and clicks.
class DesktopsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWholeStoryPlays();
    void aDesktopKilledWhileTypingLosesNothingThatWasSaved();
};

namespace {

QString program()
{
    return QStringLiteral(SHEAF_BIN_DIR "/sheaf-demo");
}

} // namespace

/// Writing, pairing by six digits, live typing, an edit apart, the conflict settled for both.
void DesktopsTest::theWholeStoryPlays()
{
    const QTemporaryDir pictures;
    QProcess demo;
    demo.setProcessChannelMode(QProcess::MergedChannels);
    demo.start(program(), {pictures.path()});

    QVERIFY(demo.waitForFinished(240'000));
    QVERIFY2(demo.exitStatus() == QProcess::NormalExit && demo.exitCode() == 0,
             demo.readAll().constData());
    QCOMPARE_EQ(QDir(pictures.path()).entryList({u"*.png"_s}).size(), 24);
}

void DesktopsTest::aDesktopKilledWhileTypingLosesNothingThatWasSaved()
{
    const QTemporaryDir root;
    DeskProcess desk(program(), root.path(), u"desk"_s);
    QVERIFY2(desk.start(), qPrintable(desk.lastError()));
    QVERIFY2(desk.trigger(u"newNote"_s), qPrintable(desk.lastError()));
    QVERIFY2(desk.fill(u"noteTitle"_s, u"Diary"_s), qPrintable(desk.lastError()));
    QVERIFY2(desk.type(u"noteBody"_s, u"the first sentence."_s), qPrintable(desk.lastError()));
    // "Saved" is what the list shows: it reads the library, not the editor.
    QTest::qWait(1500);
    QVERIFY2(desk.type(u"noteBody"_s, u" and half a"_s), qPrintable(desk.lastError()));
    desk.kill();

    QVERIFY2(desk.start(), qPrintable(desk.lastError()));
    QVERIFY2(desk.clickRow(u"notesList"_s, 0), qPrintable(desk.lastError()));
    QVERIFY2(desk.untilContains(u"noteBody"_s, u"plainText"_s, u"the first sentence."_s),
             qPrintable(desk.lastError()));
    QCOMPARE_EQ(desk.read(u"noteTitle"_s, u"text"_s).toString(), u"Diary"_s);
}

QTEST_GUILESS_MAIN(DesktopsTest)
#include "tst_desktops.moc"
