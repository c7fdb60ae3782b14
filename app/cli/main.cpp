#include "app/cli/commands.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <algorithm>

namespace {

using namespace sheaf;
using namespace sheaf::cli;
using namespace Qt::StringLiterals;

constexpr int kUsageError = 2;

std::vector<Command> allCommands()
{
    std::vector<Command> all;
    for (const auto &group : {libraryCommands(),
                              noteCommands(),
                              conflictCommands(),
                              heldCommands(),
                              exchangeCommands(),
                              syncCommands(),
                              peerCommands()}) {
        all.insert(all.end(), group.begin(), group.end());
    }
    return all;
}

QString usageText(const std::vector<Command> &commands)
{
    QString text = u"sheaf-cli [--library DIR] [--json] COMMAND …\n"_s;
    for (const Command &command : commands) {
        text += u"  "_s + QString::fromUtf8(command.words) + u' ' + QString::fromUtf8(command.usage)
            + u'\n';
    }
    return text;
}

/// The options that stand before the command, taken off `words`.
struct GlobalOptions
{
    QString library;
    bool json = false;
    bool help = false;
    bool version = false;
    QString fault;
};

GlobalOptions takeGlobalOptions(QStringList &words)
{
    GlobalOptions options;
    // --json and --library are also understood behind the command, where people tend to put them.
    for (qsizetype i = 0; i < words.size();) {
        if (words[i] == "--"_L1) {
            break;
        }
        if (words[i] == "--json"_L1) {
            options.json = true;
            words.removeAt(i);
        } else if (words[i] == "--help"_L1 || words[i] == "-h"_L1) {
            options.help = true;
            words.removeAt(i);
        } else if (words[i] == "--version"_L1) {
            options.version = true;
            words.removeAt(i);
        } else if (words[i].startsWith("--library="_L1)) {
            options.library = words.takeAt(i).mid(10);
        } else if (words[i] == "--library"_L1) {
            if (i + 1 >= words.size()) {
                options.fault = u"--library needs a folder."_s;
                return options;
            }
            options.library = words[i + 1];
            words.removeAt(i);
            words.removeAt(i);
        } else {
            ++i;
        }
    }
    return options;
}

const Command *findCommand(const std::vector<Command> &commands, QStringList &words)
{
    for (const qsizetype length : {qsizetype(2), qsizetype(1)}) {
        const QString name = words.mid(0, length).join(u' ');
        const auto found = std::find_if(commands.begin(), commands.end(), [&](const Command &c) {
            return words.size() >= length && name == QString::fromUtf8(c.words);
        });
        if (found != commands.end()) {
            words.remove(0, length);
            return &*found;
        }
    }
    return nullptr;
}

int fail(const Error &error)
{
    printProgress(sentence(error));
    return exitCode(error.code);
}

int usageFault(const QString &text)
{
    printProgress(text + u" 'sheaf-cli --help' lists the commands."_s);
    return kUsageError;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"sheaf-cli"_s);
    // Errors are told once, as a sentence; QT_LOGGING_RULES brings the log back.
    QLoggingCategory::setFilterRules(u"sheaf.*=false"_s);
    QStringList words = QCoreApplication::arguments().mid(1);
    const GlobalOptions options = takeGlobalOptions(words);
    const std::vector<Command> commands = allCommands();
    if (!options.fault.isEmpty()) {
        return usageFault(options.fault);
    }
    if (options.version) {
        printText(u"sheaf-cli "_s + QString::fromLatin1(SHEAF_VERSION));
        return 0;
    }
    if (options.help) {
        printText(usageText(commands));
        return 0;
    }
    const Command *command = findCommand(commands, words);
    if (command == nullptr) {
        return usageFault(words.isEmpty() ? u"A command is missing."_s
                                          : u"There is no command '%1'."_s.arg(words.join(u' ')));
    }
    const auto arguments =
        Arguments::parse(words, command->options, command->positionalMin, command->positionalMax);
    if (!arguments) {
        return usageFault(arguments.error().detail + u" Usage: sheaf-cli "_s
                          + QString::fromUtf8(command->words) + u' '
                          + QString::fromUtf8(command->usage) + u'.');
    }
    CliLibrary library(options.library);
    if (command->opensLibrary) {
        if (auto opened = library.open(); !opened) {
            return fail(opened.error());
        }
    }
    Context context {library, options.json};
    const auto reply = command->run(context, *arguments);
    if (auto closed = library.close(); reply && !closed) {
        return fail(closed.error());
    }
    if (!reply) {
        return fail(reply.error());
    }
    if (!reply->usageFault.isEmpty()) {
        return usageFault(reply->usageFault);
    }
    if (options.json && !reply->json.isNull()) {
        printJsonLine(reply->json);
    } else if (!options.json && !reply->text.isEmpty()) {
        printText(reply->text);
    }
    return reply->exitCode;
}
