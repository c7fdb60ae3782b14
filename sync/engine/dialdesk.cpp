#include "sync/engine/dialdesk.h"

namespace sheaf {

DialDesk::DialDesk(Transport &transport, QObject *parent)
    : QObject(parent)
    , m_transport(transport)
{
    connect(&transport,
            &Transport::dialled,
            this,
            [this](const QUrl &url, const std::shared_ptr<Connection> &connection) {
                give(url, connection);
            });
    connect(&transport, &Transport::dialFailed, this, [this](const QUrl &url, const Error &why) {
        give(url, why);
    });
}

void DialDesk::dial(const QString &address, QObject *context, Answer answer)
{
    const QUrl url(address);
    m_calls[url].push_back({context, std::move(answer)});
    m_transport.dial(url);
}

void DialDesk::give(const QUrl &url, const Result<std::shared_ptr<Connection>> &result)
{
    const auto found = m_calls.find(url);
    if (found == m_calls.end()) {
        return;
    }
    const Call call = std::move(found->front());
    found->pop_front();
    if (found->empty()) {
        m_calls.erase(found);
    }
    if (call.context) {
        call.answer(result);
    } // else the connection's last owner is gone with this call, and so is the connection
}

} // namespace sheaf
