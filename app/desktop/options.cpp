#include "app/desktop/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kExitUsage = 2;

    struct Words
    {
        Q_DECLARE_TR_FUNCTIONS(sheaf::DesktopOptions)
    };

    QString usage()
    {
        return Words::tr(
            "Usage: sheaf [--library DIR] [--listen HOST:PORT]\n\n"
            "  --library DIR       the folder of the library "
            "(else $SHEAF_LIBRARY, else the default library)\n"
            "  --listen HOST:PORT  where other devices connect; port 0 = any free one\n"
            "  --version           print the version\n"
            "  --help              print this\n");
    }

    bool isEndpoint(const QString &text)
    {
        const qsizetype colon = text.lastIndexOf(u':');
        bool isNumber = false;
        const int port = text.mid(colon + 1).toInt(&isNumber);
        return colon > 0 && isNumber && port >= 0 && port <= 65535;
    }

} // namespace

DesktopOptions::Parsed DesktopOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    for (const QString &withValue : {u"library"_s, u"listen"_s}) {
        parser.addOption(QCommandLineOption(withValue, {}, u"VALUE"_s));
    }
    parser.addOption(QCommandLineOption(u"version"_s));
    parser.addOption(QCommandLineOption(QStringList {u"h"_s, u"help"_s}));
    Parsed parsed;
    const auto endWith = [&parsed](const QString &problem) {
        parsed.ending = Ending {problem + u'\n' + usage(), kExitUsage};
    };
    if (!parser.parse(QStringList(u"sheaf"_s) + arguments)) {
        endWith(parser.errorText());
    } else if (parser.isSet(u"help"_s)) {
        parsed.ending = Ending {usage(), 0};
    } else if (parser.isSet(u"version"_s)) {
        parsed.ending = Ending {u"sheaf %1\n"_s.arg(QLatin1String(SHEAF_VERSION)), 0};
    } else if (!parser.positionalArguments().isEmpty()) {
        endWith(Words::tr("Sheaf takes no “%1”.").arg(parser.positionalArguments().first()));
    } else if (parser.isSet(u"listen"_s) && !isEndpoint(parser.value(u"listen"_s))) {
        endWith(Words::tr("“%1” is no HOST:PORT.").arg(parser.value(u"listen"_s)));
    } else {
        parsed.options.library = parser.value(u"library"_s);
        if (parser.isSet(u"listen"_s)) {
            parsed.options.listen = parser.value(u"listen"_s);
        }
    }
    return parsed;
}

} // namespace sheaf
