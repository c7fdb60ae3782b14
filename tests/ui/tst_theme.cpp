#include "ui/common/theme.h"

#include <QDir>
#include <QFontMetrics>
#include <QImage>
#include <QPixmap>
#include <QTest>

#include <array>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {
constexpr double kContrastAA = 4.5;
}

class ThemeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void textOnEveryGround_reachesContrastAA_data();
    void textOnEveryGround_reachesContrastAA();
    void noticeGrounds_carryReadableText_data();
    void noticeGrounds_carryReadableText();
    void contrast_isThatOfTheStandard();
    void typeScale_hasFiveRisingSizes();
    void everyIcon_drawsInTheColourOfItsRole();
    void icons_followAChangeOfTheme();
};

void ThemeTest::initTestCase()
{
    Theme::apply(Theme::Mode::Light);
}

void ThemeTest::textOnEveryGround_reachesContrastAA_data()
{
    using Role = Theme::Role;
    QTest::addColumn<int>("text");
    QTest::addColumn<int>("ground");
    QTest::addColumn<bool>("dark");
    const std::array texts {std::pair {"text", Role::Text},
                            std::pair {"muted", Role::Muted},
                            std::pair {"accent", Role::Accent},
                            std::pair {"success", Role::Success},
                            std::pair {"warning", Role::Warning},
                            std::pair {"danger", Role::Danger}};
    const std::array grounds {std::pair {"window", Role::Window},
                              std::pair {"surface", Role::Surface},
                              std::pair {"raised", Role::Raised}};
    for (const bool dark : {false, true}) {
        const char *mode = dark ? "dark" : "light";
        for (const auto &[textName, text] : texts) {
            for (const auto &[groundName, ground] : grounds) {
                QTest::addRow("%s on %s, %s", textName, groundName, mode)
                    << static_cast<int>(text) << static_cast<int>(ground) << dark;
            }
        }
        QTest::addRow("text on selection, %s", mode)
            << static_cast<int>(Role::Text) << static_cast<int>(Role::Selection) << dark;
        QTest::addRow("muted on selection, %s", mode)
            << static_cast<int>(Role::Muted) << static_cast<int>(Role::Selection) << dark;
        QTest::addRow("on accent, %s", mode)
            << static_cast<int>(Role::OnAccent) << static_cast<int>(Role::Accent) << dark;
    }
}

void ThemeTest::textOnEveryGround_reachesContrastAA()
{
    QFETCH(int, text);
    QFETCH(int, ground);
    QFETCH(bool, dark);

    const double ratio = Theme::contrast(Theme::color(static_cast<Theme::Role>(text), dark),
                                         Theme::color(static_cast<Theme::Role>(ground), dark));

    QVERIFY2(ratio >= kContrastAA, qPrintable(u"contrast %1"_s.arg(ratio)));
}

void ThemeTest::noticeGrounds_carryReadableText_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void ThemeTest::noticeGrounds_carryReadableText()
{
    QFETCH(bool, dark);
    Theme::apply(dark ? Theme::Mode::Dark : Theme::Mode::Light);
    using Role = Theme::Role;

    for (const Role role : {Role::Accent, Role::Success, Role::Warning, Role::Danger}) {
        QVERIFY(Theme::contrast(Theme::color(Role::Text), Theme::tint(role)) >= kContrastAA);
        QVERIFY(Theme::contrast(Theme::color(role), Theme::tint(role)) >= kContrastAA);
    }
    for (const Role ground : {Role::Window, Role::Surface, Role::Raised}) {
        QVERIFY(Theme::contrast(Theme::color(Role::Muted), Theme::hover(ground)) >= kContrastAA);
    }
}

void ThemeTest::contrast_isThatOfTheStandard()
{
    QCOMPARE(Theme::contrast(Qt::black, Qt::white), 21.0);
    QCOMPARE(Theme::contrast(Qt::white, Qt::white), 1.0);
    // #767676 is the well-known lightest grey that reaches AA on white.
    QVERIFY(Theme::contrast(QColor(0x76, 0x76, 0x76), Qt::white) >= kContrastAA);
    QVERIFY(Theme::contrast(QColor(0x77, 0x77, 0x77), Qt::white) < kContrastAA);
}

void ThemeTest::typeScale_hasFiveRisingSizes()
{
    using Size = Theme::TextSize;
    int last = 0;
    for (const Size size : {Size::Small, Size::Body, Size::Large, Size::Title, Size::Display}) {
        const int height = QFontMetrics(Theme::font(size)).height();
        QVERIFY(height > last);
        last = height;
    }
}

void ThemeTest::everyIcon_drawsInTheColourOfItsRole()
{
    Theme::apply(Theme::Mode::Light);
    const QStringList files = QDir(u":/icons"_s).entryList({u"*.svg"_s});
    QVERIFY(files.size() > 30);

    for (const QString &file : files) {
        const QString name = file.chopped(4);
        if (name == "sheaf"_L1) {
            QVERIFY(!Theme::appIcon().pixmap(32).isNull());
            continue;
        }
        const QImage image = Theme::icon(name, Theme::Role::Danger).pixmap(20).toImage();
        int strong = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                if (pixel.alpha() > 200) {
                    ++strong;
                    QVERIFY2(pixel.red() > pixel.green() + 60, qPrintable(name));
                }
            }
        }
        QVERIFY2(strong > 0, qPrintable(name + u" draws nothing"_s));
    }
}

void ThemeTest::icons_followAChangeOfTheme()
{
    Theme::apply(Theme::Mode::Light);
    const QIcon icon = Theme::icon(u"search"_s, Theme::Role::Text);
    const QImage light = icon.pixmap(20).toImage();

    Theme::apply(Theme::Mode::Dark);

    QVERIFY(icon.pixmap(20).toImage() != light);
    QVERIFY(Theme::isDark());
}

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
