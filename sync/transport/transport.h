/// How bytes reach another device; sessions never see which transport carries them.
/// Shape   messages of whole protocol frames, each at most limits::kFrameBytesMax.
/// Rules   reliable and ordered until closed. channelBinding() is the same on both ends of one
///         connection and different for any other (over TLS: made from both certificates'
///         fingerprints, listener first). closed() comes exactly once; nothing after it.
/// Thread  objects live on the sync thread.
#pragma once

#include "model/base/result.h"

#include <QObject>
#include <QUrl>

#include <memory>

namespace sheaf {

class Connection : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual void send(const QByteArray &message) = 0;
    virtual void close() = 0; ///< after what was sent; closed() follows
    /// The other side has proven who it is: more may wait unsent for it.
    virtual void trust() { }
    [[nodiscard]] virtual bool isDialler() const = 0;
    [[nodiscard]] virtual QByteArray channelBinding() const = 0;
    [[nodiscard]] virtual QString remoteAddress() const = 0; ///< host only, for limits and lists
    [[nodiscard]] virtual QByteArray
    localFingerprint() const = 0; ///< SHA-256 of the TLS certificate
    [[nodiscard]] virtual QByteArray remoteFingerprint() const = 0;

Q_SIGNALS:
    void received(const QByteArray &message);
    void closed(const sheaf::Error &why);
};

class Transport : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Starts accepting on "host:port" (port 0 = any). The answer is the bound "host:port".
    virtual Result<QString> listen(const QString &address) = 0;
    virtual void stopListening() = 0;
    /// Answers by dialled() or dialFailed() with the same url, each exactly once per call.
    virtual void dial(const QUrl &url) = 0;

Q_SIGNALS:
    void accepted(const std::shared_ptr<sheaf::Connection> &connection);
    void dialled(const QUrl &url, const std::shared_ptr<sheaf::Connection> &connection);
    void dialFailed(const QUrl &url, const sheaf::Error &why);
};

} // namespace sheaf

Q_DECLARE_METATYPE(std::shared_ptr<sheaf::Connection>)
