#include "ui/common/theme.h"

#include "ui/common/tintedicon.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

// The resources lie in a static library, so the linker must be told that they are wanted; Qt's macro
// only works outside a namespace.
static void registerResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace sheaf {

namespace {

    struct State
    {
        Theme::Mode mode = Theme::Mode::System;
        bool dark = false;
        bool applied = false;
        bool systemDark = false;
    };

    State &state()
    {
        static State instance;
        return instance;
    }

    struct RolePair
    {
        QRgb light;
        QRgb dark;
    };

    constexpr std::array<RolePair, 12> kColors {{
        {0xfff5f3ef, 0xff1a1b1d}, // Window
        {0xffffffff, 0xff202124}, // Surface
        {0xffffffff, 0xff2a2c30}, // Raised
        {0xff22252a, 0xffe4e2dd}, // Text
        {0xff65635e, 0xffadaba5}, // Muted
        {0xff0b6b78, 0xff6cc6d3}, // Accent
        {0xffffffff, 0xff0e2a2f}, // OnAccent
        {0xffd8ebee, 0xff1e3f46}, // Selection
        {0xffe4e1da, 0xff35373b}, // Border
        {0xff276f3a, 0xff80cb90}, // Success
        {0xff855300, 0xffe6b75c}, // Warning
        {0xffb3261e, 0xfff2958d}, // Danger
    }};

    QColor mix(const QColor &over, const QColor &under, double share)
    {
        const auto channel = [share](int a, int b) {
            return static_cast<int>(std::lround(a * share + b * (1.0 - share)));
        };
        return QColor(channel(over.red(), under.red()),
                      channel(over.green(), under.green()),
                      channel(over.blue(), under.blue()));
    }

    double luminance(const QColor &color)
    {
        const auto linear = [](double channel) {
            return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
            + 0.0722 * linear(color.blueF());
    }

    QPalette palette()
    {
        using Role = Theme::Role;
        QPalette result;
        const QColor text = Theme::color(Role::Text);
        const QColor muted = Theme::color(Role::Muted);
        result.setColor(QPalette::Window, Theme::color(Role::Window));
        result.setColor(QPalette::WindowText, text);
        result.setColor(QPalette::Base, Theme::color(Role::Surface));
        result.setColor(QPalette::AlternateBase, Theme::color(Role::Window));
        result.setColor(QPalette::ToolTipBase, Theme::color(Role::Raised));
        result.setColor(QPalette::ToolTipText, text);
        result.setColor(QPalette::PlaceholderText, muted);
        result.setColor(QPalette::Text, text);
        result.setColor(QPalette::Button, Theme::color(Role::Raised));
        result.setColor(QPalette::ButtonText, text);
        result.setColor(QPalette::BrightText, Theme::color(Role::OnAccent));
        result.setColor(QPalette::Highlight, Theme::color(Role::Selection));
        result.setColor(QPalette::HighlightedText, text);
        result.setColor(QPalette::Link, Theme::color(Role::Accent));
        result.setColor(QPalette::LinkVisited, Theme::color(Role::Accent));
        result.setColor(QPalette::Light, Theme::color(Role::Raised));
        result.setColor(QPalette::Midlight, Theme::color(Role::Border));
        result.setColor(QPalette::Mid, Theme::color(Role::Border));
        result.setColor(QPalette::Dark, Theme::color(Role::Border));
        result.setColor(QPalette::Shadow, Theme::color(Role::Border));
        for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
            result.setColor(QPalette::Disabled, role, mix(muted, Theme::color(Role::Window), 0.7));
        }
        return result;
    }

    // Only what the palette cannot say. Placeholders @Role are replaced by colours.
    QString styleSheet()
    {
        QString sheet = uR"(
QToolTip { color: @Text; background: @Raised; border: 1px solid @Border; padding: 4px 8px; }
QMainWindow::separator, QSplitter::handle { background: @Border; }
QStatusBar { background: @Window; border-top: 1px solid @Border; }
QStatusBar::item { border: none; }
QMenuBar { background: @Window; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @Selection; }
QMenu { background: @Raised; border: 1px solid @Border; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 10px; border-radius: 4px; }
QMenu::icon { padding-left: 6px; }
QMenu::item:selected { background: @Selection; color: @Text; }
QMenu::item:disabled { color: @Muted; background: transparent; }
QMenu::separator { height: 1px; background: @Border; margin: 4px 8px; }
QLineEdit {
    background: @Raised; border: 1px solid @Border; border-radius: 6px; padding: 4px 8px;
    selection-background-color: @Selection; selection-color: @Text; }
QLineEdit:focus { border: 1px solid @Accent; }
QComboBox QLineEdit, QAbstractSpinBox QLineEdit { border: none; padding: 0; background: transparent; }
QLineEdit[quiet="true"] { background: transparent; border: none; padding: 0; }
QPushButton { background: @Raised; border: 1px solid @Border; border-radius: 6px;
    padding: 5px 14px; color: @Text; }
QPushButton:hover { background: @HoverRaised; }
QPushButton:focus { border: 1px solid @Accent; }
QPushButton:pressed, QPushButton:checked { background: @Selection; }
QPushButton:disabled { color: @Muted; background: @Window; }
QPushButton[primary="true"] { background: @Accent; color: @OnAccent; border: 1px solid @Accent; }
QPushButton[primary="true"]:focus { border: 1px solid @Text; }
QPushButton[primary="true"]:disabled { background: @Border; color: @Muted; border: none; }
QPushButton[quiet="true"] { background: transparent; border: 1px solid transparent; }
QPushButton[quiet="true"]:hover { background: @HoverWindow; }
QPushButton[quiet="true"]:focus { border: 1px solid @Accent; }
QRadioButton::indicator { width: 12px; height: 12px; border-radius: 7px;
    border: 1px solid @Muted; background: @Raised; }
QRadioButton::indicator:focus, QRadioButton::indicator:hover { border: 1px solid @Accent; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid @Accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 3px; }
QToolButton:hover { background: @HoverWindow; }
QToolButton:focus { border: 1px solid @Accent; }
QToolButton:pressed, QToolButton:checked { background: @Selection; }
QToolButton::menu-indicator { image: none; }
QAbstractScrollArea { border: none; }
QAbstractScrollArea[framed="true"] { border: 1px solid @Border; border-radius: 6px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @Scroll; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @Muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolButton[chip="true"] { background: @HoverWindow; border-radius: 9px; padding: 1px 6px 1px 8px;
    color: @Muted; }
QToolButton[chip="true"]:hover { color: @Text; background: @Selection; }
QFrame[popup="true"] { background: @Raised; border: 1px solid @Border; border-radius: 10px; }
QFrame[popup="true"] QListView { background: transparent; }
QPushButton[choice="true"] { background: @Surface; border: 1px solid @Border; border-radius: 10px;
    text-align: left; }
QPushButton[choice="true"]:hover { background: @HoverRaised; }
QPushButton[choice="true"]:focus { border: 1px solid @Accent; }
QListView[navigation="true"] { background: @Window; padding: 8px; outline: 0; }
QListView[navigation="true"]::item { padding: 7px 8px; border-radius: 6px; color: @Text; }
QListView[navigation="true"]::item:selected { background: @Selection; color: @Text; }
QTreeWidget::item { padding: 4px 2px; }
QTreeView#sidebar { background: @Window; padding-top: 8px; outline: 0;
    show-decoration-selected: 0; selection-background-color: transparent; }
QTreeView#sidebar::item, QTreeView#sidebar::branch { background: transparent; }
QLineEdit#searchNotes { padding-left: 2px; }
QListView#notesList { background: @Surface; }
QHeaderView::section { background: @Window; color: @Muted; border: none;
    border-bottom: 1px solid @Border; padding: 4px 8px; }
QTabBar::tab { padding: 6px 12px; color: @Muted; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @Text; border-bottom: 2px solid @Accent; }
QTabWidget::pane { border: none; border-top: 1px solid @Border; }
QProgressBar { border: none; background: @Border; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: @Accent; border-radius: 3px; }
)"_s;
        using Role = Theme::Role;
        const std::array<std::pair<QLatin1String, QColor>, 12> names {{
            {"@HoverWindow"_L1, Theme::hover(Role::Window)},
            {"@HoverRaised"_L1, Theme::hover(Role::Raised)},
            {"@Scroll"_L1, mix(Theme::color(Role::Muted), Theme::color(Role::Surface), 0.35)},
            {"@Window"_L1, Theme::color(Role::Window)},
            {"@Surface"_L1, Theme::color(Role::Surface)},
            {"@Raised"_L1, Theme::color(Role::Raised)},
            {"@Text"_L1, Theme::color(Role::Text)},
            {"@Muted"_L1, Theme::color(Role::Muted)},
            {"@OnAccent"_L1, Theme::color(Role::OnAccent)},
            {"@Accent"_L1, Theme::color(Role::Accent)},
            {"@Selection"_L1, Theme::color(Role::Selection)},
            {"@Border"_L1, Theme::color(Role::Border)},
        }};
        for (const auto &[name, value] : names) {
            sheet.replace(name, value.name());
        }
        return sheet;
    }

} // namespace

void Theme::apply(Mode mode)
{
    State &current = state();
    if (!current.applied) {
        registerResources();
        // The palette that the desktop gave us, before we set our own, tells its taste.
        current.systemDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
        current.applied = true;
        QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
        QApplication::setWindowIcon(appIcon());
    }
    current.mode = mode;
    current.dark = mode == Mode::Dark || (mode == Mode::System && current.systemDark);
    QApplication::setPalette(palette());
    qApp->setStyleSheet(styleSheet());
}

Theme::Mode Theme::mode()
{
    return state().mode;
}

bool Theme::isDark()
{
    return state().dark;
}

QColor Theme::color(Role role)
{
    return color(role, state().dark);
}

QColor Theme::color(Role role, bool dark)
{
    const RolePair &pair = kColors.at(static_cast<std::size_t>(role));
    return QColor::fromRgb(dark ? pair.dark : pair.light);
}

QColor Theme::tint(Role role)
{
    return mix(color(role), color(Role::Surface), isDark() ? 0.16 : 0.10);
}

QColor Theme::hover(Role ground)
{
    return mix(color(Role::Text), color(ground), isDark() ? 0.08 : 0.05);
}

double Theme::contrast(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QFont Theme::font(TextSize size, QFont::Weight weight)
{
    double factor = 1.0;
    switch (size) {
    case TextSize::Small:
        factor = 0.88;
        break;
    case TextSize::Body:
        break;
    case TextSize::Large:
        factor = 1.15;
        break;
    case TextSize::Title:
        factor = 1.6;
        break;
    case TextSize::Display:
        factor = 2.4;
        break;
    }
    QFont result = QApplication::font();
    if (result.pointSizeF() > 0) {
        result.setPointSizeF(result.pointSizeF() * factor);
    } else {
        result.setPixelSize(static_cast<int>(std::lround(result.pixelSize() * factor)));
    }
    result.setWeight(weight);
    return result;
}

QIcon Theme::icon(const QString &name, Role role)
{
    return QIcon(new TintedIcon(u":/icons/%1.svg"_s.arg(name), role)); // the icon owns its engine
}

QIcon Theme::appIcon()
{
    return QIcon(u":/icons/sheaf.svg"_s);
}

} // namespace sheaf
