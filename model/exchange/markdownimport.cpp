#include "model/exchange/markdownimport.h"

#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/exchange/markdownfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <map>
#include <utility>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    constexpr QByteArrayView kIdLabel("sheaf-markdown-import-1");
    /// Large files go into transactions of their own rather than pile up in memory.
    constexpr qsizetype kTransactionBytes = 8 * 1024 * 1024;
    /// Room for front matter around the largest body.
    constexpr qint64 kFileBytesMax = limits::kBodyBytesMax + 1024 * 1024;

    bool isNoteFile(const QFileInfo &file)
    {
        const QString suffix = file.suffix().toLower();
        return suffix == "md"_L1 || suffix == "markdown"_L1 || suffix == "txt"_L1;
    }

    /// Walks `folder`, which is `below` under the plan's root, in the order of names.
    void collect(const QDir &folder, const QString &below, MarkdownPlan &plan, int &otherFiles)
    {
        if (!folder.isReadable()) {
            plan.warnings += u"The folder %1 cannot be read."_s.arg(folder.path());
            return;
        }
        const auto entries = folder.entryInfoList(
            QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System, QDir::Name);
        for (const QFileInfo &entry : entries) {
            const QString path = below + entry.fileName();
            if (entry.fileName().startsWith(u'.')) {
                continue;
            }
            if (entry.isSymLink()) {
                plan.skipped.push_back(
                    {path, u"The file is a link, and links are not followed."_s});
            } else if (entry.isDir()) {
                collect(QDir(entry.filePath()), path + u'/', plan, otherFiles);
            } else if (!isNoteFile(entry) || !entry.isFile()) {
                ++otherFiles;
            } else {
                plan.files += path;
            }
        }
    }

    NoteId importId(const QString &path, const QByteArray &bytes)
    {
        const QByteArray separator(1, '\0');
        const Hash hash = digest({kIdLabel, separator, path.toUtf8(), separator, bytes});
        return *NoteId::fromBytes(hash.view().first(NoteId::kSize));
    }

    /// Failures of one note, as opposed to those of the library.
    bool concernsNoteOnly(ErrorCode code)
    {
        return code == ErrorCode::InvalidArgument || code == ErrorCode::NoteTooLarge
            || code == ErrorCode::TextNotUtf8;
    }

    QString sentence(const Error &error)
    {
        QString text = error.detail.isEmpty() ? errorName(error.code) : error.detail;
        text[0] = text[0].toUpper();
        return text.endsWith(u'.') ? text : text + u'.';
    }

    /// One slice of an import.
    class SliceImporter
    {
    public:
        SliceImporter(Library &library, const MarkdownPlan &plan)
            : m_library(library)
            , m_plan(plan)
        {
        }

        ImportReport run(qsizetype first, qsizetype count)
        {
            const qsizetype end = std::min(m_plan.files.size(), first + count);
            for (qsizetype i = first; i < end && !m_report.stopped; ++i) {
                read(m_plan.files[i]);
                if (m_bytes >= kTransactionBytes) {
                    commit();
                }
            }
            if (!m_report.stopped) {
                commit();
            }
            return std::move(m_report);
        }

    private:
        void skip(const QString &path, const QString &reason)
        {
            m_report.skipped.push_back({path, reason});
        }

        void read(const QString &path)
        {
            QFile source(QDir(m_plan.root).filePath(path));
            if (!source.open(QIODevice::ReadOnly)) {
                skip(path, u"The file cannot be opened: %1."_s.arg(source.errorString()));
                return;
            }
            if (source.size() > kFileBytesMax) {
                skip(path, u"The file is larger than a note may be (16 MiB)."_s);
                return;
            }
            // One byte more tells a file that grew meanwhile.
            const QByteArray bytes = source.read(kFileBytesMax + 1);
            if (source.error() != QFileDevice::NoError || bytes.size() > kFileBytesMax) {
                skip(path, u"The file cannot be read: %1."_s.arg(source.errorString()));
                return;
            }
            const NoteId id = importId(path, bytes);
            if (m_library.note(id)) {
                ++m_report.alreadyThere;
                skip(path, u"The file was imported before."_s);
                return;
            }
            auto file = readMarkdownFile(bytes, path);
            if (!file) {
                skip(path, sentence(file.error()));
                return;
            }
            add(path, id, *std::move(file));
        }

        void add(const QString &path, const NoteId &id, MarkdownFile file)
        {
            QStringList notebook = path.split(u'/');
            notebook.removeLast();
            for (QString &name : notebook) {
                name = name.normalized(QString::NormalizationForm_C);
            }
            const auto parent = notebookFor(file.notebook.value_or(notebook));
            if (!parent) {
                if (concernsNoteOnly(parent.error().code)) {
                    skip(path, sentence(parent.error()));
                } else {
                    m_report.stopped = parent.error();
                }
                return;
            }
            m_report.warnings += file.warnings;
            file.edit.note = id;
            file.edit.place = Place {.parent = *parent, .order = {}, .kind = RecordKind::Note};
            m_bytes += file.edit.body->size();
            m_edits.push_back(std::move(file.edit));
            m_paths += path;
        }

        Result<NoteId> notebookFor(const QStringList &path)
        {
            if (path.isEmpty()) {
                return NoteId {};
            }
            if (const auto known = m_notebooks.find(path); known != m_notebooks.end()) {
                return known->second;
            }
            auto made = m_library.ensureNotebook(path);
            if (made) {
                m_notebooks.emplace(path, *made);
            }
            return made;
        }

        void commit()
        {
            const std::vector<NoteEdit> edits = std::exchange(m_edits, {});
            const QStringList paths = std::exchange(m_paths, {});
            m_bytes = 0;
            if (edits.empty()) {
                return;
            }
            const auto all = m_library.commitAll(edits);
            if (all) {
                m_report.imported += static_cast<int>(edits.size());
                return;
            }
            if (!concernsNoteOnly(all.error().code)) {
                m_report.stopped = all.error();
                return;
            }
            // One note is refused, and with it the whole transaction: find it, let the others in.
            for (size_t i = 0; i < edits.size() && !m_report.stopped; ++i) {
                const auto one = m_library.commit(edits[i]);
                if (one) {
                    ++m_report.imported;
                } else if (concernsNoteOnly(one.error().code)) {
                    skip(paths[static_cast<qsizetype>(i)], sentence(one.error()));
                } else {
                    m_report.stopped = one.error();
                }
            }
        }

        Library &m_library;
        const MarkdownPlan &m_plan;
        ImportReport m_report;
        std::map<QStringList, NoteId> m_notebooks;
        std::vector<NoteEdit> m_edits;
        QStringList m_paths; ///< of `m_edits`
        qsizetype m_bytes = 0; ///< about, in `m_edits`
    };

} // namespace

void ImportReport::add(const ImportReport &later)
{
    imported += later.imported;
    alreadyThere += later.alreadyThere;
    skipped.insert(skipped.end(), later.skipped.begin(), later.skipped.end());
    warnings += later.warnings;
    stopped = later.stopped;
}

Result<MarkdownPlan> planMarkdownImport(const QString &path)
{
    const QFileInfo source(path);
    if (!source.exists()) {
        return Error {ErrorCode::NotFound, u"%1 does not exist"_s.arg(path)};
    }
    MarkdownPlan plan;
    if (source.isFile()) {
        if (!isNoteFile(source)) {
            return Error {ErrorCode::InvalidArgument,
                          u"%1 is no folder and no .md, .markdown or .txt file"_s.arg(path)};
        }
        plan.root = source.absolutePath();
        plan.files = {source.fileName()};
        return plan;
    }
    if (!source.isDir()) {
        return Error {ErrorCode::InvalidArgument, u"%1 is no folder and no file"_s.arg(path)};
    }
    if (!source.isReadable() || !source.isExecutable()) {
        return Error {ErrorCode::LibraryUnreadable, u"the folder %1 cannot be read"_s.arg(path)};
    }
    plan.root = source.absoluteFilePath();
    int otherFiles = 0;
    collect(QDir(plan.root), {}, plan, otherFiles);
    if (otherFiles > 0) {
        plan.warnings += u"%1 files of other kinds were left out."_s.arg(otherFiles);
    }
    return plan;
}

ImportReport
importMarkdownSlice(Library &library, const MarkdownPlan &plan, qsizetype first, qsizetype count)
{
    return SliceImporter(library, plan).run(first, count);
}

Result<ImportReport> importMarkdown(Library &library,
                                    const QString &path,
                                    const std::function<void(qsizetype, qsizetype)> &progress)
{
    const auto plan = planMarkdownImport(path);
    if (!plan) {
        return plan.error();
    }
    ImportReport report;
    report.skipped = plan->skipped;
    report.warnings = plan->warnings;
    for (qsizetype at = 0; at < plan->files.size() && !report.stopped; at += kImportSliceFiles) {
        report.add(importMarkdownSlice(library, *plan, at, kImportSliceFiles));
        if (progress) {
            progress(std::min(at + kImportSliceFiles, plan->files.size()), plan->files.size());
        }
    }
    return report;
}

} // namespace sheaf
