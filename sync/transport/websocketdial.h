/// One attempt to reach a listener: socket, TLS, upgrade, one deadline over all. Answers exactly once
/// and deletes itself.
/// Thread  the sync thread.
#pragma once

#include "model/base/result.h"

#include <QObject>
#include <QSslConfiguration>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

#include <memory>

namespace sheaf {

class WebSocketConnection;

class WebSocketDial final : public QObject
{
    Q_OBJECT

public:
    WebSocketDial(QUrl url, QByteArray localFingerprint, QObject *parent);
    ~WebSocketDial() override;
    void start(const QSslConfiguration &tls);

Q_SIGNALS:
    void succeeded(const QUrl &url, const std::shared_ptr<sheaf::WebSocketConnection> &connection);
    void failed(const QUrl &url, const sheaf::Error &why);

private:
    void onConnected();
    void onError(QAbstractSocket::SocketError error);
    void fail(const Error &why);

    QUrl m_url;
    QByteArray m_localFingerprint;
    std::unique_ptr<QWebSocket> m_socket;
    QTimer m_deadline;
    bool m_answered = false;
};

} // namespace sheaf
