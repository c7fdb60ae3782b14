/// A wire that can be cut: forwards TCP connections until told to drop them all and refuse new ones.
/// Thread  the main thread.
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

namespace sheaf::test {

class CuttingProxy final : public QObject
{
public:
    explicit CuttingProxy(const QString &target)
        : m_target(target)
    {
        connect(&m_server, &QTcpServer::newConnection, this, &CuttingProxy::forward);
        m_server.listen(QHostAddress::LocalHost);
        m_port = m_server.serverPort();
    }

    [[nodiscard]] QString address() const { return QStringLiteral("127.0.0.1:%1").arg(m_port); }
    [[nodiscard]] int connections() const { return m_connections; } ///< so far
    [[nodiscard]] int cuts() const { return m_cuts; } ///< made by cutAfter, so far
    /// Every connection breaks off, in the middle of whatever it is, once so many bytes have passed since
    /// now in both directions together. New ones are taken, and count on. Negative: never.
    void cutAfter(qint64 bytes) { m_bytesLeft = bytes; }
    void cut()
    {
        m_server.close();
        for (const auto &socket : std::exchange(m_sockets, {})) {
            if (socket) {
                socket->abort();
                socket->deleteLater();
            }
        }
    }
    /// The connections that stand carry nothing any more, and nobody is told: a cable that was pulled.
    void freeze()
    {
        for (const auto &near : std::as_const(m_sockets)) {
            if (near) {
                near->disconnect();
                near->findChild<QTcpSocket *>()->disconnect();
            }
        }
    }
    bool heal() { return m_server.listen(QHostAddress::LocalHost, m_port); }

private:
    void forward()
    {
        while (QTcpSocket *near = m_server.nextPendingConnection()) {
            ++m_connections;
            auto *far = new QTcpSocket(near);
            m_sockets << QPointer(near);
            connect(near, &QTcpSocket::readyRead, far, [this, near, far] { pass(*near, *far); });
            connect(far, &QTcpSocket::readyRead, near, [this, near, far] { pass(*far, *near); });
            connect(near, &QTcpSocket::disconnected, far, [far] { far->disconnectFromHost(); });
            connect(far, &QTcpSocket::disconnected, near, [near] { near->disconnectFromHost(); });
            far->connectToHost(m_target.section(u':', 0, 0), m_target.section(u':', 1).toUShort());
        }
    }

    void pass(QTcpSocket &from, QTcpSocket &to)
    {
        const QByteArray bytes = from.readAll();
        if (m_bytesLeft < 0 || bytes.size() < m_bytesLeft) {
            to.write(bytes);
            m_bytesLeft = m_bytesLeft < 0 ? m_bytesLeft : m_bytesLeft - bytes.size();
            return;
        }
        to.write(bytes.first(m_bytesLeft));
        to.flush();
        m_bytesLeft = -1;
        ++m_cuts;
        for (const auto &socket : std::exchange(m_sockets, {})) {
            if (socket) {
                socket->findChild<QTcpSocket *>()->abort();
                socket->abort();
                socket->deleteLater();
            }
        }
    }

    QTcpServer m_server;
    QString m_target;
    quint16 m_port = 0;
    int m_connections = 0;
    int m_cuts = 0;
    qint64 m_bytesLeft = -1;
    QList<QPointer<QTcpSocket>> m_sockets;
};

} // namespace sheaf::test
