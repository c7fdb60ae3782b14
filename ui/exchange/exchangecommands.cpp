#include "ui/exchange/exchangecommands.h"

#include "model/exchange/markdownexport.h"
#include "ui/common/errortext.h"
#include "ui/common/humanize.h"
#include "ui/common/messagebar.h"
#include "ui/editor/markdownpreview.h"

#include <QDir>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QPrintDialog>
#include <QPrinter>
#include <QTextDocument>
#include <QtConcurrentRun>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace sheaf {

namespace {
    constexpr qsizetype kSliceFiles = 100; ///< small, so that "Stop" and typing do not wait long
}

ExchangeCommands::ExchangeCommands(LibraryService &library, MessageBar &messages, QWidget &window)
    : QObject(&window)
    , m_library(library)
    , m_messages(messages)
    , m_window(window)
{
}

void ExchangeCommands::askImport()
{
    auto *dialog = new QFileDialog(&m_window, tr("Import a folder of notes"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &ExchangeCommands::importFolder);
    dialog->open();
}

void ExchangeCommands::importFolder(const QString &folder)
{
    if (m_importing) {
        m_messages.show({tr("An import is still under way."), MessageBar::Tone::Info});
        return;
    }
    m_importing = true;
    m_stop = false;
    m_report = {};
    m_next = 0;
    m_messages.show({tr("Looking at the folder…"), MessageBar::Tone::Info});
    auto *watcher = new QFutureWatcher<Result<MarkdownPlan>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        Result<MarkdownPlan> plan = watcher->future().takeResult();
        if (!plan) {
            m_importing = false;
            m_messages.show({errorText(plan.error()), MessageBar::Tone::Warning});
            return;
        }
        m_plan = std::move(*plan);
        importSlice();
    });
    watcher->setFuture(QtConcurrent::run([folder] { return planMarkdownImport(folder); }));
}

void ExchangeCommands::importSlice()
{
    const qsizetype all = m_plan.files.size();
    if (m_stop || m_report.stopped || m_next >= all) {
        finishImport();
        return;
    }
    MessageBar::Notice notice {
        tr("Importing %1 of %2…").arg(Humanize::number(m_next), Humanize::number(all)),
        MessageBar::Tone::Info};
    notice.actionText = tr("Stop");
    notice.action = [this] { m_stop = true; };
    m_messages.show(notice);
    const qsizetype count = std::min(kSliceFiles, all - m_next);
    m_library.run(
        [plan = m_plan, first = m_next, count](Library &library) {
            return importMarkdownSlice(library, plan, first, count);
        },
        this,
        [this, count](const ImportReport &slice) {
            m_report.add(slice);
            m_next += count;
            importSlice();
        });
}

void ExchangeCommands::finishImport()
{
    m_importing = false;
    QStringList parts {tr("%1 imported.").arg(Humanize::notes(m_report.imported))};
    if (m_report.alreadyThere > 0) {
        parts.append(tr("%1 were here already.").arg(Humanize::number(m_report.alreadyThere)));
    }
    std::vector<SkippedFile> skipped = m_plan.skipped;
    skipped.insert(skipped.end(), m_report.skipped.begin(), m_report.skipped.end());
    const qsizetype left = static_cast<qsizetype>(skipped.size()) - m_report.alreadyThere;
    if (left > 0) {
        const SkippedFile &one = skipped.front();
        parts.append(left == 1 ? tr("Left out: %1 (%2)").arg(one.path, one.reason)
                               : tr("%1 files were left out, for example %2 (%3)")
                                     .arg(Humanize::number(left), one.path, one.reason));
    }
    if (m_report.stopped) {
        parts.append(errorText(*m_report.stopped));
    }
    m_messages.show(
        {parts.join(u' '),
         m_report.stopped || left > 0 ? MessageBar::Tone::Warning : MessageBar::Tone::Success});
    Q_EMIT importFinished(m_report.imported);
}

void ExchangeCommands::askExport()
{
    auto *dialog = new QFileDialog(&m_window, tr("Export to an empty folder"), QDir::homePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &ExchangeCommands::exportTo);
    dialog->open();
}

void ExchangeCommands::exportTo(const QString &folder)
{
    m_messages.show({tr("Exporting…"), MessageBar::Tone::Info});
    auto *watcher = new QFutureWatcher<Result<ExportReport>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, folder] {
        watcher->deleteLater();
        const Result<ExportReport> report = watcher->future().takeResult();
        if (!report) {
            m_messages.show({errorText(report.error()), MessageBar::Tone::Warning});
            return;
        }
        QString text =
            tr("%1 written to %2.")
                .arg(Humanize::notes(report->exported), QDir::toNativeSeparators(folder));
        for (const QString &warning : report->warnings) {
            text += u' ' + warning;
        }
        m_messages.show({text, MessageBar::Tone::Success});
    });
    const QString library = m_library.folder();
    watcher->setFuture(QtConcurrent::run([library, folder]() -> Result<ExportReport> {
        const auto reader = LibraryReader::open(library); // each thread has its own
        if (!reader) {
            return reader.error();
        }
        return exportMarkdown(**reader, folder);
    }));
}

void ExchangeCommands::print(const QString &title, const QString &markdown)
{
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setDocName(title);
    auto *dialog = new QPrintDialog(printer.get(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [printer, title, markdown] {
        QTextDocument document;
        MarkdownPreview::printDocument(document, title, markdown);
        document.print(printer.get());
    });
    // The printer must live as long as the dialog that points to it.
    connect(dialog, &QObject::destroyed, this, [printer] {});
    dialog->open();
}

} // namespace sheaf
