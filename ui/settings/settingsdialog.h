/// "Settings": theme, writing font, keys, and what happens to conflicts.
/// Shape   pages on the left, their few choices on the right; everything applies at once.
/// Rules   the conflict policy belongs to the library and so to all its devices; the rest is this
///         device's own.
/// Thread  GUI thread. Show it with open() or show(), never exec().
#pragma once

#include "model/service/libraryservice.h"

#include <QDialog>

namespace sheaf {

class Actions;

class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    SettingsDialog(LibraryService &library,
                   const LibraryReader &reader,
                   Actions &actions,
                   QWidget *parent = nullptr);

Q_SIGNALS:
    void writingFontChanged(const QFont &font);
    void failed(const sheaf::Error &error);

private:
    QWidget *appearancePage();
    QWidget *conflictsPage();
    QWidget *historyPage();
    void setReplicated(const QString &key, const QString &value);

    LibraryService &m_library;
    const LibraryReader &m_reader;
};

} // namespace sheaf
