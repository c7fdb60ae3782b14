#include "app/cli/commands.h"
#include "model/exchange/htmlexport.h"
#include "model/exchange/jsonexport.h"
#include "model/exchange/markdownexport.h"
#include "model/exchange/markdownimport.h"

#include <QJsonArray>

namespace sheaf::cli {

using namespace Qt::StringLiterals;

namespace {

    Result<Reply> importFolder(Context &context, const Arguments &arguments)
    {
        const auto report = importMarkdown(
            context.library.library(), arguments.at(0), [](qsizetype done, qsizetype all) {
                printProgress(u"%1 of %2 files"_s.arg(done).arg(all));
            });
        if (!report) {
            return report.error();
        }
        if (report->stopped) {
            return *report->stopped;
        }
        QJsonArray skipped;
        QStringList lines {u"%1 notes imported."_s.arg(report->imported)};
        for (const SkippedFile &file : report->skipped) {
            skipped.append(QJsonObject {{u"path"_s, file.path}, {u"reason"_s, file.reason}});
            lines.append(u"Skipped %1: %2"_s.arg(file.path, file.reason));
        }
        lines += report->warnings;
        return Reply {QJsonObject {{u"imported"_s, report->imported},
                                   {u"skipped"_s, skipped},
                                   {u"warnings"_s, QJsonArray::fromStringList(report->warnings)}},
                      lines.join(u'\n')};
    }

    Result<Reply> exportLibrary(Context &context, const Arguments &arguments)
    {
        const LibraryReader &reader = context.library.library();
        const QString format =
            arguments.has("format"_L1) ? arguments.value("format"_L1) : u"markdown"_s;
        if (format != "markdown"_L1 && format != "json"_L1 && format != "html"_L1) {
            return usageReply(u"--format takes markdown, json or html, not '%1'."_s.arg(format));
        }
        const auto report = format == "json"_L1 ? exportJson(reader, arguments.at(0))
            : format == "html"_L1               ? exportHtml(reader, arguments.at(0))
                                                : exportMarkdown(reader, arguments.at(0));
        if (!report) {
            return report.error();
        }
        QStringList lines {
            u"%1 notes exported to %2."_s.arg(report->exported).arg(arguments.at(0))};
        lines += report->warnings;
        return Reply {QJsonObject {{u"exported"_s, report->exported},
                                   {u"warnings"_s, QJsonArray::fromStringList(report->warnings)}},
                      lines.join(u'\n')};
    }

} // namespace

std::vector<Command> exchangeCommands()
{
    return {
        {"import", "PATH", {}, 1, 1, true, importFolder},
        {"export", "PATH [--format markdown|json|html]", {{"format"}}, 1, 1, true, exportLibrary},
    };
}

} // namespace sheaf::cli
