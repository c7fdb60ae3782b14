// sheaf: the desktop program.

#include "app/desktop/application.h"
#include "app/desktop/language.h"
#include "app/desktop/options.h"
#include "app/desktop/singleinstance.h"
#include "ui/common/theme.h"
#include "ui/settings/settings.h"

#include <QApplication>
#include <QTextStream>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace {

/// Qt ends a program that finds no display with a crash report; a sentence is kinder.
bool hasDisplay(const QStringList &arguments)
{
#ifdef Q_OS_LINUX
    return arguments.contains(u"-platform"_s) || qEnvironmentVariableIsSet("QT_QPA_PLATFORM")
        || qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
#else
    Q_UNUSED(arguments)
    return true;
#endif
}

/// Without what Qt takes for itself, so that our own parser does not stumble over it.
QStringList ownArguments(QStringList arguments)
{
    const qsizetype platform = arguments.indexOf(u"-platform"_s);
    if (platform >= 0) {
        arguments.remove(platform, qMin<qsizetype>(2, arguments.size() - platform));
    }
    return arguments;
}

/// Says what the command line asks for; in the person's language, which takes an application object,
/// but no display.
int end(int &argc, char **argv, const QStringList &arguments)
{
    const QCoreApplication app(argc, argv);
    const sheaf::Language language;
    const auto parsed = sheaf::DesktopOptions::parse(ownArguments(arguments));
    QTextStream(parsed.ending->exitCode == 0 ? stdout : stderr) << parsed.ending->text;
    return parsed.ending->exitCode;
}

} // namespace

int main(int argc, char *argv[])
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    const auto parsed = sheaf::DesktopOptions::parse(ownArguments(arguments));
    if (parsed.ending) {
        return end(argc, argv, arguments);
    }
    if (!hasDisplay(arguments)) {
        QTextStream(stderr) << "Sheaf needs a display for its window, and there is none here. "
                               "Start it from a desktop session, or use sheaf-cli.\n";
        return 1;
    }

    QCoreApplication::setApplicationName(u"sheaf"_s);
    QCoreApplication::setOrganizationName(u"sheaf"_s);
    QCoreApplication::setApplicationVersion(QLatin1String(SHEAF_VERSION));
    QGuiApplication::setApplicationDisplayName(u"Sheaf"_s);
    QGuiApplication::setDesktopFileName(u"sheaf"_s);
    QApplication app(argc, argv);
    const sheaf::Language language;
    sheaf::Theme::apply(sheaf::Settings::themeMode());

    const auto location = sheaf::LibraryLocation::resolve(parsed.options.library);
    const sheaf::SingleInstance instance(location.stateFolder);
    if (!instance.isFirst()) {
        if (sheaf::SingleInstance::raiseOther(location.key)) {
            return 0;
        }
        QTextStream(stderr) << "Sheaf is already open with this library: " << location.folder
                            << "\n";
        return 1;
    }
    sheaf::Application application(parsed.options, location);
    QTimer::singleShot(0, &application, &sheaf::Application::start);
    return QApplication::exec();
}
