/// A main window over a real library in a temporary folder, with a sync engine that stays offline.
/// Rules   settings go to a folder of their own; nothing of the person's home is touched.
#pragma once

#include "sync/engine/syncengine.h"
#include "sync/peer/deviceidentity.h"
#include "sync/peer/keystore.h"
#include "ui/common/theme.h"
#include "ui/main/mainwindow.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace sheaf::test {

class WindowFixture
{
public:
    /// Once in a program, before any window.
    static void isolate(const QTemporaryDir &home)
    {
        QApplication::setOrganizationName(QStringLiteral("sheaf-test"));
        QApplication::setApplicationName(QStringLiteral("sheaf-test"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, home.path());
        Theme::apply(Theme::Mode::Light);
    }

    WindowFixture()
    {
        const auto keystore = Keystore::file(folder.filePath(QStringLiteral("keys")));
        auto loaded = DeviceIdentity::loadOrCreate(*keystore, QStringLiteral("test"));
        if (!loaded) {
            qFatal("no identity: %s", qPrintable(loaded.error().detail));
        }
        identity = std::move(*loaded);
        LibraryConfig config;
        config.folder = folder.filePath(QStringLiteral("library"));
        config.stateFolder = folder.filePath(QStringLiteral("state"));
        config.signer = identity.get();
        config.clock = &clock;
        config.random = &random;
        config.deviceName = QStringLiteral("desk");
        config.user = QStringLiteral("ada");
        auto opened = LibraryService::open(config);
        if (!opened) {
            qFatal("no library: %s", qPrintable(opened.error().detail));
        }
        library = std::move(*opened);
        auto read = library->openReader();
        if (!read) {
            qFatal("no reader: %s", qPrintable(read.error().detail));
        }
        reader = std::move(*read);
        engine = std::make_unique<SyncEngine>(*library, *identity, SyncConfig {{}, false});
    }
    ~WindowFixture()
    {
        window.reset();
        engine.reset();
        reader.reset();
        library.reset();
    }

    /// Stores an edit and waits for it.
    NoteId store(const NoteEdit &edit)
    {
        std::optional<Result<CommitResult>> answer;
        library->commit(
            edit, &context, [&answer](Result<CommitResult> result) { answer = std::move(result); });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }) || !*answer) {
            qFatal("an edit was not stored");
        }
        return (*answer)->note;
    }
    NoteId add(const QString &title,
               const QString &body,
               const QStringList &tags = {},
               const NoteId &notebook = {})
    {
        NoteEdit edit;
        edit.operation = Operation::Create;
        edit.title = title;
        edit.body = body;
        edit.tags = tags;
        edit.place = Place {notebook, {}, RecordKind::Note};
        return store(edit);
    }
    NoteId addNotebook(const QString &name, const NoteId &parent = {})
    {
        NoteEdit edit;
        edit.operation = Operation::Create;
        edit.title = name;
        edit.place = Place {parent, {}, RecordKind::Notebook};
        return store(edit);
    }
    MainWindow &show()
    {
        window = std::make_unique<MainWindow>(*library, *engine);
        window->resize(1180, 760);
        window->show();
        window->activateWindow();
        if (!QTest::qWaitForWindowActive(window.get())) {
            qFatal("the window did not become active");
        }
        return *window;
    }
    template <typename T>
    [[nodiscard]] T *find(const char *objectName) const
    {
        T *found = window->findChild<T *>(QString::fromLatin1(objectName));
        if (!found) {
            qFatal("no %s in the window", objectName);
        }
        return found;
    }

    QTemporaryDir folder;
    QObject context;
    SystemClock clock;
    SystemRandom random;
    std::unique_ptr<DeviceIdentity> identity;
    std::unique_ptr<LibraryService> library;
    std::unique_ptr<LibraryReader> reader;
    std::unique_ptr<SyncEngine> engine;
    std::unique_ptr<MainWindow> window;
};

} // namespace sheaf::test
