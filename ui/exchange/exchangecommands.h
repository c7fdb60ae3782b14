/// Notes in and out: import of a folder, export, print.
/// Rules   an import runs slice by slice on the library thread, so typing goes on meanwhile; it shows
///         how far it is and can be stopped, what is in stays in. An export reads on a thread of its
///         own.
/// Errors  a sentence in the notice bar.
/// Thread  GUI thread.
#pragma once

#include "model/exchange/markdownimport.h"
#include "model/service/libraryservice.h"

namespace sheaf {

class MessageBar;

class ExchangeCommands final : public QObject
{
    Q_OBJECT

public:
    ExchangeCommands(LibraryService &library, MessageBar &messages, QWidget &window);

    void askImport();
    void importFolder(const QString &folder);
    void askExport();
    void exportTo(const QString &folder);
    void print(const QString &title, const QString &markdown);

Q_SIGNALS:
    void importFinished(int imported);

private:
    void importSlice();
    void finishImport();

    LibraryService &m_library;
    MessageBar &m_messages;
    QWidget &m_window;
    MarkdownPlan m_plan;
    ImportReport m_report;
    qsizetype m_next = 0;
    bool m_importing = false;
    bool m_stop = false;
};

} // namespace sheaf
