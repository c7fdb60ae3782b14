#include "model/exchange/markdownexport.h"

#include "model/exchange/exportfolder.h"
#include "model/exchange/markdownfile.h"
#include "model/store/libraryreader.h"

using namespace Qt::StringLiterals;

namespace sheaf {

Result<ExportReport> exportMarkdown(const LibraryReader &library, const QString &folder)
{
    auto target = ExportFolder::make(folder);
    if (!target) {
        return target.error();
    }
    ExportReport report;
    for (const NoteSummary &summary : library.notes({})) {
        const auto note = library.note(summary.id);
        if (!note) {
            report.warnings += u"The note %1 could not be read."_s.arg(summary.id.toHex());
            continue;
        }
        if (note->conflict != ConflictType::None) {
            report.warnings +=
                u"\"%1\" is in conflict; the shown side was written."_s.arg(note->state.title);
        }
        const QStringList names = library.notebookPath(note->state.place.parent);
        const auto inside = target->notebookFolder(names);
        if (!inside) {
            return inside.error();
        }
        const QString path = target->fileName(*inside, note->state.title, u".md"_s);
        const auto notebook = target->differs(names) ? std::optional(names) : std::nullopt;
        if (auto written = target->write(path, writeMarkdownFile(*note, notebook)); !written) {
            return written.error();
        }
        ++report.exported;
    }
    return report;
}

} // namespace sheaf
