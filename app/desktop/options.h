/// The desktop program's command line: `sheaf [--library DIR] [--listen HOST:PORT]`.
/// Errors  an unknown option, or a value that cannot be one, is a usage error.
#pragma once

#include <QStringList>

#include <optional>

namespace sheaf {

struct DesktopOptions
{
    QString library; ///< empty = from the environment
    std::optional<QString> listen {}; ///< absent = the default port, else any

    /// What to do instead of starting: print a text and end.
    struct Ending
    {
        QString text;
        int exitCode = 0;
    };
    struct Parsed;
    /// `arguments` without the program's name. Qt's own options (-platform …) are taken out before.
    [[nodiscard]] static Parsed parse(const QStringList &arguments);
};

struct DesktopOptions::Parsed
{
    DesktopOptions options;
    std::optional<Ending> ending {};
};

} // namespace sheaf
