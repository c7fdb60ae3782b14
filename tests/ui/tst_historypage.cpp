#include "ui/common/theme.h"
#include "ui/settings/historypage.h"

#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace sheaf;
using namespace Qt::StringLiterals;

class HistoryPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::apply(Theme::Mode::Light); }
    void longer_holdsAtOnce();
    void shorter_isAskedAboutFirst();
    void shorter_canBeLeft();
    void wheel_changesNothing();
    void unusualSpan_isShown();
    void takePictures();

private:
    struct Shown
    {
        explicit Shown(int days)
            : page(days)
            , told(&page, &HistoryPage::daysChosen)
        {
            page.resize(460, 420);
            page.show();
        }
        [[nodiscard]] QComboBox *span() { return page.findChild<QComboBox *>(u"historyDays"_s); }
        [[nodiscard]] QPushButton *button(const QString &name)
        {
            return page.findChild<QPushButton *>(name);
        }
        [[nodiscard]] bool asks() { return button(u"historyShorten"_s)->isVisible(); }
        /// As a person does it with the keys.
        void choose(Qt::Key key)
        {
            span()->setFocus();
            QTest::keyClick(span(), key);
        }
        HistoryPage page;
        QSignalSpy told;
    };
};

void HistoryPageTest::longer_holdsAtOnce()
{
    Shown shown(HistoryPage::kUsualDays);

    shown.choose(Qt::Key_Down);

    QCOMPARE(shown.told.count(), 1);
    QCOMPARE(shown.told.first().first().toInt(), 3 * HistoryPage::kUsualDays);
    QVERIFY(!shown.asks());
}

void HistoryPageTest::shorter_isAskedAboutFirst()
{
    Shown shown(HistoryPage::kForEver);

    shown.choose(Qt::Key_Home);

    QCOMPARE(shown.told.count(), 0);
    QVERIFY(shown.asks());
    QCOMPARE(shown.page.days(), HistoryPage::kForEver);

    QTest::mouseClick(shown.button(u"historyShorten"_s), Qt::LeftButton);

    QCOMPARE(shown.told.count(), 1);
    QCOMPARE(shown.told.first().first().toInt(), 30);
    QVERIFY(!shown.asks());
}

void HistoryPageTest::shorter_canBeLeft()
{
    Shown shown(HistoryPage::kUsualDays);
    shown.choose(Qt::Key_Up);
    QVERIFY(shown.asks());

    QTest::mouseClick(shown.button(u"historyKeep"_s), Qt::LeftButton);

    QCOMPARE(shown.told.count(), 0);
    QVERIFY(!shown.asks());
    QCOMPARE(shown.span()->currentData().toInt(), HistoryPage::kUsualDays);
}

void HistoryPageTest::wheel_changesNothing()
{
    Shown shown(HistoryPage::kUsualDays);
    const QPointF middle = shown.span()->rect().center();
    QWheelEvent wheel(middle,
                      shown.span()->mapToGlobal(middle),
                      {},
                      {0, 120},
                      Qt::NoButton,
                      Qt::NoModifier,
                      Qt::NoScrollPhase,
                      false);

    QCoreApplication::sendEvent(shown.span(), &wheel);

    QCOMPARE(shown.span()->currentData().toInt(), HistoryPage::kUsualDays);
    QCOMPARE(shown.told.count(), 0);
    QVERIFY(!shown.asks());
}

void HistoryPageTest::unusualSpan_isShown()
{
    Shown shown(77);

    QCOMPARE(shown.span()->currentData().toInt(), 77);
    QVERIFY(shown.span()->currentText().contains("77"_L1));
}

/// SHEAF_PICTURES names a folder for pictures to look at.
void HistoryPageTest::takePictures()
{
    const QString folder = qEnvironmentVariable("SHEAF_PICTURES");
    Shown shown(HistoryPage::kForEver);
    shown.choose(Qt::Key_Home);
    QVERIFY(shown.asks());
    for (const bool dark : {false, true}) {
        Theme::apply(dark ? Theme::Mode::Dark : Theme::Mode::Light);
        QCoreApplication::processEvents(); // the layout follows the theme's sizes
        const QPixmap picture = shown.page.grab();
        QVERIFY(!picture.isNull());
        if (!folder.isEmpty()) {
            QVERIFY(picture.save(folder + (dark ? u"/history-dark.png"_s : u"/history.png"_s)));
        }
    }
    Theme::apply(Theme::Mode::Light);
}

QTEST_MAIN(HistoryPageTest)
#include "tst_historypage.moc"
