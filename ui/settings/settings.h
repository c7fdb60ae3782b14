/// What the person chose on this device, as typed values over QSettings. What belongs to the library
/// (the conflict policy) is a replicated setting of the library and not here.
/// Thread  GUI thread.
#pragma once

#include "ui/common/theme.h"

#include <QByteArray>
#include <QKeySequence>
#include <QList>

#include <optional>

namespace sheaf {

class Settings
{
public:
    static constexpr double kWritingSizeMin = 8;
    static constexpr double kWritingSizeMax = 32;

    [[nodiscard]] static Theme::Mode themeMode();
    static void setThemeMode(Theme::Mode mode);

    /// The system's font a little larger until the person chose another.
    [[nodiscard]] static QFont writingFont();
    static void setWritingFont(const QFont &font);

    /// Keys that replace the default ones of an action; nothing = the default.
    [[nodiscard]] static std::optional<QList<QKeySequence>> shortcuts(const QString &action);
    static void setShortcuts(const QString &action, const std::optional<QList<QKeySequence>> &keys);

    [[nodiscard]] static QByteArray windowPart(const QString &part);
    static void setWindowPart(const QString &part, const QByteArray &state);
};

} // namespace sheaf
