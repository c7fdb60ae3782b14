/// How the program looks: colour roles, type scale, spacing grid and icons, for light and dark.
/// Rules   no widget names a literal colour, size or icon file; it asks here. Every pair of text and
///         ground that we show reaches contrast AA (4.5 : 1), which tst_theme computes.
///         Icons and palettes follow a change of theme by themselves; what caches a colour listens
///         to QEvent::PaletteChange.
/// Thread  GUI thread.
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QString>

namespace sheaf {

class Theme
{
public:
    enum class Mode { System, Light, Dark };
    enum class Role {
        Window, ///< chrome: sidebar, status bar
        Surface, ///< where text is read and written
        Raised, ///< popups, fields, chips
        Text,
        Muted, ///< secondary text and idle icons
        Accent,
        OnAccent, ///< text and icons on a ground of Accent
        Selection, ///< ground of what is selected; Text stands on it
        Border, ///< hairlines
        Success,
        Warning,
        Danger,
    };
    enum class TextSize { Small, Body, Large, Title, Display };

    /// Style, palette, font and style sheet of the whole program.
    static void apply(Mode mode);
    [[nodiscard]] static Mode mode();
    [[nodiscard]] static bool isDark();

    [[nodiscard]] static QColor color(Role role);
    [[nodiscard]] static QColor color(Role role, bool dark);
    /// `role` laid thinly over Surface: the ground of a notice.
    [[nodiscard]] static QColor tint(Role role);
    /// The ground of what the pointer is over, on `ground`.
    [[nodiscard]] static QColor hover(Role ground);
    /// WCAG 2 contrast ratio, 1 to 21.
    [[nodiscard]] static double contrast(const QColor &a, const QColor &b);

    [[nodiscard]] static QFont font(TextSize size, QFont::Weight weight = QFont::Normal);
    /// The spacing grid: `units` of 4 px.
    [[nodiscard]] static constexpr int space(int units) { return 4 * units; }

    /// Icon `resources/icons/<name>.svg` in the colour of `role`, following the theme.
    [[nodiscard]] static QIcon icon(const QString &name, Role role = Role::Muted);
    [[nodiscard]] static QIcon appIcon();
};

} // namespace sheaf
