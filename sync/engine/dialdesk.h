/// Dials for several askers over one transport: each gets the answer to its own call, also when two
/// dial the same address at once.
/// Thread  the sync thread.
#pragma once

#include "sync/transport/transport.h"

#include <QHash>
#include <QPointer>

#include <deque>
#include <functional>

namespace sheaf {

class DialDesk final : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<void(const Result<std::shared_ptr<Connection>> &)>;

    DialDesk(Transport &transport, QObject *parent);
    /// `answer` is dropped (and a connection closed) when `context` is gone by then.
    void dial(const QString &address, QObject *context, Answer answer);

private:
    struct Call
    {
        QPointer<QObject> context;
        Answer answer;
    };
    void give(const QUrl &url, const Result<std::shared_ptr<Connection>> &result);

    Transport &m_transport;
    QHash<QUrl, std::deque<Call>> m_calls;
};

} // namespace sheaf
