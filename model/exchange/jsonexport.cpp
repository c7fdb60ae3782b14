#include "model/exchange/jsonexport.h"

#include "model/exchange/exportfolder.h"
#include "model/store/libraryreader.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    QString isoTime(qint64 ms)
    {
        return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
    }

    QJsonObject toJson(const LibraryReader &library, const Note &note)
    {
        const bool conflict = note.conflict != ConflictType::None;
        return {
            {u"guid"_s, note.id.toHex()},
            {u"title"_s, note.state.title},
            {u"description"_s, note.state.description},
            {u"body"_s, note.state.body},
            {u"tags"_s, QJsonArray::fromStringList(note.state.tags)},
            {u"categories"_s, QJsonArray::fromStringList(note.state.categories)},
            {u"notebook"_s, library.notebookPath(note.state.place.parent).join(u'/')},
            {u"isPrivate"_s, note.state.isPrivate},
            {u"deleted"_s, note.state.deleted},
            {u"conflict"_s,
             conflict ? QJsonValue(conflictTypeName(note.conflict)) : QJsonValue(QJsonValue::Null)},
            {u"createdAt"_s, isoTime(note.createdAtMs)},
            {u"updatedAt"_s, isoTime(note.updatedAtMs)},
        };
    }

    /// The file to write, which does not exist yet.
    Result<QString> targetFile(const QString &path)
    {
        const QFileInfo target(path);
        if (!target.exists()) {
            return path;
        }
        if (!target.isDir()) {
            return Error {ErrorCode::InvalidArgument,
                          u"%1 exists; choose a new file or an empty folder"_s.arg(path)};
        }
        if (auto folder = ExportFolder::make(path); !folder) {
            return folder.error();
        }
        return QDir(path).filePath(u"notes.json"_s);
    }

} // namespace

Result<ExportReport> exportJson(const LibraryReader &library, const QString &path)
{
    const auto target = targetFile(path);
    if (!target) {
        return target.error();
    }
    std::vector<NoteSummary> summaries = library.notes({});
    const auto trash = library.notes({.scope = NoteFilter::Scope::Trash});
    summaries.insert(summaries.end(), trash.begin(), trash.end());
    std::sort(summaries.begin(), summaries.end(), [](const NoteSummary &a, const NoteSummary &b) {
        return a.id < b.id;
    });

    QFile file(*target);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
        return Error {ErrorCode::StorageFailed,
                      u"%1 cannot be written: %2"_s.arg(*target, file.errorString())};
    }
    // Note by note, so that a large library needs no memory for the whole document.
    ExportReport report;
    file.write("{\"format\": \"sheaf-notes\", \"version\": 1, \"notes\": [");
    for (const NoteSummary &summary : summaries) {
        const auto note = library.note(summary.id);
        if (!note) {
            report.warnings += u"The note %1 could not be read."_s.arg(summary.id.toHex());
            continue;
        }
        file.write(report.exported == 0 ? "\n" : ",\n");
        file.write(QJsonDocument(toJson(library, *note)).toJson(QJsonDocument::Compact));
        ++report.exported;
    }
    file.write("\n]}\n");
    if (!file.flush() || file.error() != QFileDevice::NoError) {
        return Error {file.error() == QFileDevice::ResourceError ? ErrorCode::DiskFull
                                                                 : ErrorCode::StorageFailed,
                      u"%1 cannot be written: %2"_s.arg(*target, file.errorString())};
    }
    return report;
}

} // namespace sheaf
