#include "sync/control/controlclient.h"

#include "sync/control/controladdress.h"
#include "sync/control/controlserver.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QLocalSocket>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kConnectMs = 1000;

    Error gone()
    {
        return {ErrorCode::ConnectionLost,
                u"The running Sheaf program stopped answering; try again."_s};
    }

} // namespace

ControlClient::ControlClient(const QString &libraryKey)
    : m_address(controlAddress(libraryKey))
    , m_socket(std::make_unique<QLocalSocket>())
{
}

ControlClient::~ControlClient() = default;

bool ControlClient::connectToServer()
{
    if (m_address.isEmpty()) {
        return false;
    }
    m_socket->connectToServer(m_address);
    return m_socket->waitForConnected(kConnectMs);
}

Outcome ControlClient::send(const QJsonObject &request)
{
    m_socket->write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
    return m_socket->waitForBytesWritten(kConnectMs) ? Outcome(kDone) : Outcome(gone());
}

Result<QJsonObject> ControlClient::receive(std::chrono::milliseconds timeout)
{
    QElapsedTimer timer;
    timer.start();
    while (!m_socket->canReadLine()) {
        const qint64 left = timeout.count() - timer.elapsed();
        if (left <= 0) {
            return Error {ErrorCode::TimedOut, u"The running Sheaf program took too long."_s};
        }
        if (m_socket->state() != QLocalSocket::ConnectedState) {
            return gone();
        }
        m_socket->waitForReadyRead(static_cast<int>(std::min<qint64>(left, kConnectMs)));
    }
    const QJsonObject answer = QJsonDocument::fromJson(m_socket->readLine()).object();
    if (answer.contains(u"error"_s)) {
        return errorFromJson(answer[u"error"_s].toObject());
    }
    return answer;
}

Result<QJsonObject> ControlClient::ask(const QJsonObject &request,
                                       std::chrono::milliseconds timeout)
{
    if (auto sent = send(request); !sent) {
        return sent.error();
    }
    return receive(timeout);
}

} // namespace sheaf
