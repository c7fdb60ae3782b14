#include "app/desktop/singleinstance.h"

#include "sync/control/controlclient.h"

#include <QDir>
#include <QFile>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr std::chrono::seconds kAnswerWithin {3};

    QString lockFileIn(const QString &stateFolder)
    {
        QDir().mkpath(stateFolder);
        QFile::setPermissions(
            stateFolder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
        return stateFolder + u"/desktop.lock"_s;
    }

} // namespace

SingleInstance::SingleInstance(const QString &stateFolder)
    : m_lock(lockFileIn(stateFolder))
{
    m_lock.setStaleLockTime(0); // old does not mean dead: windows stay open for weeks
    // A folder that cannot be written is the library's problem to report, not a second window.
    m_isFirst = m_lock.tryLock() || m_lock.error() != QLockFile::LockFailedError;
}

bool SingleInstance::raiseOther(const QString &libraryKey)
{
    ControlClient client(libraryKey);
    return client.connectToServer()
        && static_cast<bool>(client.ask({{u"cmd"_s, u"raise"_s}}, kAnswerWithin));
}

} // namespace sheaf
