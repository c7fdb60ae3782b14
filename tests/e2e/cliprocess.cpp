#include "tests/e2e/cliprocess.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QProcessEnvironment>

#include <signal.h>

namespace sheaf::test {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kCommandMs = 60'000;

    QString program()
    {
        return QStringLiteral(SHEAF_BIN_DIR "/sheaf-cli");
    }

} // namespace

CliDevice::CliDevice(const QString &root, const QString &name)
    : m_root(root + u'/' + name)
    , m_name(name)
    , m_folder(m_root + u"/library"_s)
{
    QDir().mkpath(m_root + u"/run"_s);
    QFile::setPermissions(m_root + u"/run"_s,
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

CliDevice::~CliDevice()
{
    stop();
}

QProcessEnvironment CliDevice::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"SHEAF_KEYSTORE"_s, u"file"_s);
    environment.insert(u"HOME"_s, m_root);
    environment.insert(u"XDG_DATA_HOME"_s, m_root + u"/data"_s);
    environment.insert(u"XDG_STATE_HOME"_s, m_root + u"/state"_s);
    environment.insert(u"XDG_CONFIG_HOME"_s, m_root + u"/config"_s);
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_root + u"/run"_s);
    environment.insert(u"SHEAF_LIBRARY"_s, m_folder);
    environment.insert(u"QT_LOGGING_RULES"_s, u"*.debug=false"_s);
    environment.insert(m_variables);
    return environment;
}

std::unique_ptr<QProcess> CliDevice::start(const QStringList &words) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment());
    process->start(program(), words);
    return process;
}

CliAnswer CliDevice::runPlain(const QStringList &words, const QByteArray &input) const
{
    auto process = start(words);
    if (!process->waitForStarted()) {
        return {-1, {}, process->errorString().toUtf8()};
    }
    process->write(input);
    process->closeWriteChannel();
    if (!process->waitForFinished(kCommandMs)) {
        process->kill();
        process->waitForFinished();
        return {
            -2, process->readAllStandardOutput(), "timed out: " + process->readAllStandardError()};
    }
    const int code = process->exitStatus() == QProcess::NormalExit ? process->exitCode() : -3;
    return {code, process->readAllStandardOutput(), process->readAllStandardError()};
}

CliAnswer CliDevice::run(const QStringList &words, const QByteArray &input) const
{
    return runPlain(QStringList {u"--json"_s} + words, input);
}

QJsonObject CliDevice::serve(const QStringList &more, const QString &listen)
{
    stop();
    // A device keeps its port over restarts, as a person's device keeps its address.
    const QString where = !listen.isEmpty() ? listen
        : m_address.isEmpty()               ? u"127.0.0.1:0"_s
                                            : m_address;
    m_serve = start(QStringList {u"--json"_s, u"serve"_s, u"--listen"_s, where} + more);
    QElapsedTimer timer;
    timer.start();
    while (!m_serve->canReadLine() && timer.elapsed() < kCommandMs) {
        if (m_serve->state() == QProcess::NotRunning) {
            break;
        }
        m_serve->waitForReadyRead(1000);
    }
    const QJsonObject ready = QJsonDocument::fromJson(m_serve->readLine()).object();
    if (ready.isEmpty()) {
        qWarning("serve did not start: %s", m_serve->readAllStandardError().constData());
        m_serve->kill();
        m_serve->waitForFinished();
        m_serve.reset();
        return {};
    }
    m_address = ready[u"listening"_s].toString();
    return ready;
}

void CliDevice::stop()
{
    if (!m_serve) {
        return;
    }
    m_serve->terminate();
    if (!m_serve->waitForFinished(15'000)) {
        qWarning("serve of %s did not stop", qPrintable(m_name));
        m_serve->kill();
        m_serve->waitForFinished();
    } else if (m_serve->exitStatus() != QProcess::NormalExit || m_serve->exitCode() != 0) {
        // A crash on the way out, or what a sanitizer says then, must not pass for a clean end.
        qFatal("serve of %s ended with %d: %s",
               qPrintable(m_name),
               m_serve->exitCode(),
               m_serve->readAllStandardError().constData());
    }
    m_serve.reset();
}

void CliDevice::kill()
{
    if (!m_serve) {
        return;
    }
    ::kill(static_cast<pid_t>(m_serve->processId()), SIGKILL);
    m_serve->waitForFinished();
    m_serve.reset();
}

QString CliDevice::addNote(const QString &title, const QByteArray &body)
{
    const CliAnswer answer =
        run({u"note"_s, u"add"_s, u"--title"_s, title, u"--body-file"_s, u"-"_s}, body);
    if (answer.exitCode != 0) {
        qWarning("note add: %s", answer.err.constData());
    }
    return answer.object()[u"guid"_s].toString();
}

CliAnswer CliDevice::editBody(const QString &guid, const QByteArray &body) const
{
    return run({u"note"_s, u"edit"_s, guid, u"--body-file"_s, u"-"_s}, body);
}

QByteArray CliDevice::dump() const
{
    const CliAnswer answer = run({u"dump"_s});
    return answer.exitCode == 0 ? answer.out : QByteArray("dump failed: ") + answer.err;
}

QJsonObject CliDevice::note(const QString &guid) const
{
    return run({u"note"_s, u"show"_s, guid}).object();
}

QJsonObject CliDevice::status() const
{
    return run({u"status"_s}).object();
}

bool pairByLink(CliDevice &shower, CliDevice &accepter)
{
    const QJsonObject ready = shower.serve({u"--pairing-link"_s});
    const QString link = ready[u"pairingLink"_s].toString();
    if (link.isEmpty()) {
        qWarning("no pairing link in the ready line");
        return false;
    }
    const CliAnswer answer = accepter.run({u"pair"_s, u"accept"_s, link});
    if (answer.exitCode != 0) {
        qWarning("pair accept: %d %s", answer.exitCode, answer.err.constData());
        return false;
    }
    return !answer.object()[u"peer"_s].toString().isEmpty();
}

bool syncOnce(const CliDevice &device, int timeoutSeconds)
{
    const CliAnswer answer =
        device.run({u"sync"_s, u"--timeout"_s, QString::number(timeoutSeconds)});
    if (answer.exitCode != 0) {
        qWarning("sync of %s: %d %s %s",
                 qPrintable(device.name()),
                 answer.exitCode,
                 answer.out.constData(),
                 answer.err.constData());
        return false;
    }
    return true;
}

} // namespace sheaf::test
