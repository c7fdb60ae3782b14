#include "app/demo/deskprocess.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QProcessEnvironment>

namespace sheaf::demo {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kStartMs = 30'000;
    constexpr int kAnswerMs = 60'000; ///< above every command's own timeout

} // namespace

DeskProcess::DeskProcess(const QString &program, const QString &root, const QString &name)
    : m_program(program)
    , m_root(root + u'/' + name)
    , m_name(name)
{
}

DeskProcess::~DeskProcess()
{
    stop();
}

QProcessEnvironment DeskProcess::environment(const QString &root)
{
    QDir().mkpath(root + u"/run"_s);
    QFile::setPermissions(root + u"/run"_s, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"SHEAF_KEYSTORE"_s, u"file"_s);
    environment.insert(u"HOME"_s, root);
    environment.insert(u"XDG_DATA_HOME"_s, root + u"/data"_s);
    environment.insert(u"XDG_STATE_HOME"_s, root + u"/state"_s);
    environment.insert(u"XDG_CONFIG_HOME"_s, root + u"/config"_s);
    environment.insert(u"XDG_RUNTIME_DIR"_s, root + u"/run"_s);
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    if (!environment.contains(u"SHEAF_DEMO_PLATFORM"_s)) {
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    }
    return environment;
}

bool DeskProcess::start(const QString &listen)
{
    // The device's name is given before its first start, as an installer would; the rest is a person's.
    QProcess naming;
    naming.setProcessEnvironment(environment(m_root));
    naming.start(QFileInfo(m_program).path() + u"/sheaf-cli"_s,
                 {u"--library"_s, folder(), u"init"_s, u"--device-name"_s, m_name});
    if (!naming.waitForFinished(kStartMs) || naming.exitCode() != 0) {
        m_lastError = QString::fromUtf8(naming.readAllStandardError());
        return false;
    }
    m_process.setProcessEnvironment(environment(m_root));
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(m_program, {u"--desk"_s, u"--library"_s, folder(), u"--listen"_s, listen});
    if (!m_process.waitForStarted(kStartMs)) {
        m_lastError = m_process.errorString();
        return false;
    }
    return untilEquals(u"mainWindow"_s, u"visible"_s, true);
}

void DeskProcess::stop()
{
    if (m_process.state() == QProcess::NotRunning) {
        return;
    }
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(kStartMs)) {
        kill();
    }
}

void DeskProcess::kill()
{
    m_process.kill();
    m_process.waitForFinished();
}

bool DeskProcess::command(const QJsonObject &command)
{
    m_lastValue = {};
    m_process.write(QJsonDocument(command).toJson(QJsonDocument::Compact) + '\n');
    QElapsedTimer timer;
    timer.start();
    while (!m_process.canReadLine()) {
        if (m_process.state() == QProcess::NotRunning || timer.hasExpired(kAnswerMs)) {
            m_lastError = m_name + u" does not answer"_s;
            return false;
        }
        m_process.waitForReadyRead(200);
    }
    const QJsonObject reply = QJsonDocument::fromJson(m_process.readLine()).object();
    m_lastValue = reply[u"value"_s];
    if (!reply[u"ok"_s].toBool()) {
        m_lastError = u"%1, %2: %3"_s.arg(
            m_name,
            QString::fromUtf8(QJsonDocument(command).toJson(QJsonDocument::Compact)),
            reply[u"error"_s].toString());
    }
    return reply[u"ok"_s].toBool();
}

bool DeskProcess::click(const QString &object)
{
    return command({{u"do"_s, u"click"_s}, {u"object"_s, object}});
}

bool DeskProcess::clickRow(const QString &object, int row)
{
    return command({{u"do"_s, u"clickRow"_s}, {u"object"_s, object}, {u"row"_s, row}});
}

bool DeskProcess::type(const QString &object, const QString &text)
{
    return command({{u"do"_s, u"type"_s}, {u"object"_s, object}, {u"text"_s, text}});
}

bool DeskProcess::fill(const QString &object, const QString &text)
{
    return command({{u"do"_s, u"fill"_s}, {u"object"_s, object}, {u"text"_s, text}});
}

bool DeskProcess::keys(const QString &object, const QString &keys)
{
    return command({{u"do"_s, u"keys"_s}, {u"object"_s, object}, {u"keys"_s, keys}});
}

bool DeskProcess::trigger(const QString &action)
{
    return command({{u"do"_s, u"trigger"_s}, {u"action"_s, action}});
}

bool DeskProcess::untilEquals(const QString &object,
                              const QString &property,
                              const QJsonValue &value)
{
    return command({{u"do"_s, u"until"_s},
                    {u"object"_s, object},
                    {u"property"_s, property},
                    {u"equals"_s, value}});
}

bool DeskProcess::untilContains(const QString &object, const QString &property, const QString &text)
{
    return command({{u"do"_s, u"until"_s},
                    {u"object"_s, object},
                    {u"property"_s, property},
                    {u"contains"_s, text}});
}

bool DeskProcess::grab(const QString &object, const QString &file)
{
    return command({{u"do"_s, u"grab"_s}, {u"object"_s, object}, {u"file"_s, file}});
}

bool DeskProcess::theme(const QString &name)
{
    return command({{u"do"_s, u"theme"_s}, {u"name"_s, name}});
}

QJsonValue DeskProcess::read(const QString &object, const QString &property)
{
    return command({{u"do"_s, u"read"_s}, {u"object"_s, object}, {u"property"_s, property}})
        ? m_lastValue
        : QJsonValue();
}

} // namespace sheaf::demo
