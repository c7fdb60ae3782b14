// sheaf-demo: two real desktops, each a process with a library of its own, play the whole story.
//   sheaf-demo [PICTURES]     plays; pictures of each step go to PICTURES (default build/demo)
//   sheaf-demo --desk …       one of the two desktops, steered over stdin; options as for `sheaf`
#include "app/common/librarylocation.h"
#include "app/demo/player.h"
#include "app/demo/story.h"
#include "app/desktop/application.h"
#include "app/desktop/options.h"
#include "ui/common/theme.h"

#include <QApplication>
#include <QDir>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

namespace {

using namespace Qt::StringLiterals;

int playDesk(int argc, char **argv, const QStringList &arguments)
{
    const auto parsed = sheaf::DesktopOptions::parse(arguments);
    if (parsed.ending) {
        std::fprintf(stderr, "%s\n", qPrintable(parsed.ending->text));
        return parsed.ending->exitCode;
    }
    const QApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"sheaf"_s);
    QCoreApplication::setOrganizationName(u"sheaf"_s);
    sheaf::Theme::apply(sheaf::Theme::Mode::Light);
    sheaf::Application desktop(parsed.options,
                               sheaf::LibraryLocation::resolve(parsed.options.library));
    const sheaf::demo::Player player;
    QTimer::singleShot(0, &desktop, &sheaf::Application::start);
    return QApplication::exec();
}

int playStory(int argc, char **argv, const QString &wanted)
{
    const QCoreApplication app(argc, argv);
    const QString program = QCoreApplication::applicationFilePath();
    const QString pictures = wanted.isEmpty()
        ? QDir::cleanPath(QCoreApplication::applicationDirPath() + u"/../demo"_s)
        : wanted;
    const QTemporaryDir root;
    if (!root.isValid()) {
        std::fprintf(stderr, "No temporary folder: %s\n", qPrintable(root.errorString()));
        return 1;
    }
    std::printf("Two desktops play; pictures go to %s\n", qPrintable(pictures));
    sheaf::demo::Story story(program, root.path(), pictures);
    const auto fault = story.play();
    if (fault) {
        std::fprintf(stderr, "%s\n", qPrintable(*fault));
        return 1;
    }
    std::printf("Done: %d pictures in %s\n", int(story.pictures().size()), qPrintable(pictures));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    if (!arguments.isEmpty() && arguments.constFirst() == "--desk"_L1) {
        return playDesk(argc, argv, arguments.mid(1));
    }
    return playStory(argc, argv, arguments.value(0));
}
