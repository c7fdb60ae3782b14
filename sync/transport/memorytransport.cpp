#include "sync/transport/memorytransport.h"

#include "sync/limits.h"
#include "sync/transport/channelbinding.h"
#include "sync/transport/endpoint.h"

namespace sheaf {

using namespace Qt::StringLiterals;

MemoryNetwork::MemoryNetwork(Delivery delivery, QObject *parent)
    : QObject(parent)
    , m_delivery(delivery)
{
}

MemoryNetwork::~MemoryNetwork() = default;

bool MemoryNetwork::deliverNext()
{
    if (m_queue.empty()) {
        return false;
    }
    const auto event = std::move(m_queue.front());
    m_queue.pop_front();
    event();
    return true;
}

void MemoryNetwork::setReachable(const QString &address, bool reachable)
{
    if (reachable) {
        m_unreachable.remove(address);
    } else {
        m_unreachable.insert(address);
    }
}

void MemoryNetwork::cutAll()
{
    m_queue.clear();
    const auto connections = std::exchange(m_connections, {});
    for (const auto &connection : connections) {
        if (connection) {
            connection->endWith({ErrorCode::ConnectionLost, u"the connection was cut"_s});
        }
    }
}

void MemoryNetwork::post(std::function<void()> event)
{
    m_queue.push_back(std::move(event));
    if (m_delivery == Delivery::EventLoop) {
        schedule();
    }
}

void MemoryNetwork::schedule()
{
    if (m_scheduled) {
        return;
    }
    m_scheduled = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_scheduled = false;
            deliverNext();
            if (!m_queue.empty()) {
                schedule();
            }
        },
        Qt::QueuedConnection);
}

quint16 MemoryNetwork::freePort()
{
    return ++m_lastPort;
}

MemoryTransport::MemoryTransport(MemoryNetwork &network,
                                 QString host,
                                 QByteArray fingerprint,
                                 QObject *parent)
    : Transport(parent)
    , m_network(network)
    , m_host(std::move(host))
    , m_fingerprint(std::move(fingerprint))
{
}

MemoryTransport::~MemoryTransport()
{
    stopListening();
}

Result<QString> MemoryTransport::listen(const QString &address)
{
    auto endpoint = Endpoint::fromText(address);
    if (!endpoint) {
        return Error {ErrorCode::InvalidArgument,
                      u"\"%1\" is no address to listen on"_s.arg(address)};
    }
    if (endpoint->port == 0) {
        endpoint->port = m_network.freePort();
    }
    const QString text = endpoint->toText();
    if (m_network.m_listeners.contains(text)) {
        return Error {ErrorCode::PortInUse, u"another program listens on %1"_s.arg(text)};
    }
    stopListening();
    m_network.m_listeners.insert(text, this);
    m_listening = text;
    return text;
}

void MemoryTransport::stopListening()
{
    if (!m_listening.isEmpty()) {
        m_network.m_listeners.remove(std::exchange(m_listening, {}));
    }
}

void MemoryTransport::dial(const QUrl &url)
{
    const QPointer<MemoryTransport> self(this);
    m_network.post([self, url] {
        if (self) {
            self->connectTo(url);
        }
    });
}

void MemoryTransport::connectTo(const QUrl &url)
{
    const auto endpoint = Endpoint::fromText(url.toString());
    const QString text = endpoint ? endpoint->toText() : QString();
    if (text.isEmpty() || url.scheme() != "wss"_L1) {
        Q_EMIT dialFailed(url, {ErrorCode::InvalidArgument, u"not a wss address"_s});
        return;
    }
    if (m_network.m_unreachable.contains(text)) {
        Q_EMIT dialFailed(url, {ErrorCode::NetworkUnreachable, u"no way to %1"_s.arg(text)});
        return;
    }
    MemoryTransport *listener = m_network.m_listeners.value(text);
    if (!listener) {
        Q_EMIT dialFailed(url, {ErrorCode::ConnectionRefused, u"nobody listens on %1"_s.arg(text)});
        return;
    }
    const std::shared_ptr<MemoryConnection> ours(new MemoryConnection(
        m_network, true, endpoint->host, m_fingerprint, listener->m_fingerprint));
    const std::shared_ptr<MemoryConnection> theirs(
        new MemoryConnection(m_network, false, m_host, listener->m_fingerprint, m_fingerprint));
    ours->m_other = theirs.get();
    theirs->m_other = ours.get();
    m_network.m_connections.removeAll(nullptr);
    m_network.m_connections << QPointer(ours.get()) << QPointer(theirs.get());
    Q_EMIT listener->accepted(theirs);
    Q_EMIT dialled(url, ours);
}

MemoryConnection::MemoryConnection(
    MemoryNetwork &network, bool isDialler, QString remoteHost, QByteArray local, QByteArray remote)
    : m_network(network)
    , m_isDialler(isDialler)
    , m_remoteHost(std::move(remoteHost))
    , m_local(std::move(local))
    , m_remote(std::move(remote))
{
}

MemoryConnection::~MemoryConnection()
{
    // An end that goes away without closing: the other one notices, as with a dead process.
    if (!m_closed && !m_closing) {
        m_network.post([other = m_other] {
            if (other) {
                other->endWith({ErrorCode::ConnectionLost, u"the other side went away"_s});
            }
        });
    }
}

void MemoryConnection::send(const QByteArray &message)
{
    if (m_closed || m_closing) {
        return;
    }
    m_network.post([other = m_other, message, network = &m_network] {
        if (!other || other->m_closed || other->m_closing) {
            return;
        }
        if (message.size() > limits::kFrameBytesMax) {
            other->endWith({ErrorCode::ProtocolViolation, u"a frame over the limit"_s});
            return;
        }
        ++network->m_messagesDelivered;
        Q_EMIT other->received(message);
    });
}

void MemoryConnection::close()
{
    if (m_closed || m_closing) {
        return;
    }
    m_closing = true;
    m_network.post([self = QPointer(this), other = m_other] {
        if (other) {
            other->endWith({ErrorCode::ConnectionLost, u"the other side closed the connection"_s});
        }
        if (self) {
            self->endWith({ErrorCode::Cancelled, u"closed here"_s});
        }
    });
}

void MemoryConnection::endWith(const Error &why)
{
    if (!std::exchange(m_closed, true)) {
        if (m_other && !m_other->m_closed && why.code == ErrorCode::ProtocolViolation) {
            m_other->close();
        }
        Q_EMIT closed(why);
    }
}

QByteArray MemoryConnection::channelBinding() const
{
    return m_isDialler ? sheaf::channelBinding(m_remote, m_local)
                       : sheaf::channelBinding(m_local, m_remote);
}

} // namespace sheaf
