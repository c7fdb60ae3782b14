#include "sync/engine/peerlimiter.h"

#include "sync/engine/overloaded.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    enum class Kind {
        Change, ///< paced by the window
        Idle, ///< says nothing
        Ask, ///< makes us read and answer
        Other,
    };

    Kind kindOf(const std::optional<Message> &message)
    {
        if (!message) {
            return Kind::Idle;
        }
        return std::visit(Overloaded {[](const message::Changes &) { return Kind::Change; },
                                      [](const message::Part &) { return Kind::Change; },
                                      [](const message::Given &) { return Kind::Change; },
                                      [](const message::Ping &) { return Kind::Idle; },
                                      [](const message::EndOfStored &) { return Kind::Idle; },
                                      [](const message::Probe &) { return Kind::Ask; },
                                      [](const message::Compare &) { return Kind::Ask; },
                                      [](const message::Want &) { return Kind::Ask; },
                                      [](const auto &) { return Kind::Other; }},
                          *message);
    }

    Error tooMany(const QString &what)
    {
        return {ErrorCode::RateLimited, u"it says too much at once: "_s + what};
    }

} // namespace

std::optional<Error>
PeerLimiter::admit(const std::optional<Message> &message, qsizetype bytes, qint64 nowMs)
{
    const Kind kind = kindOf(message);
    if (kind == Kind::Change) {
        return std::nullopt;
    }
    if (kind == Kind::Idle && !m_idle.take(1, nowMs)) {
        return tooMany(u"messages that say nothing"_s);
    }
    if (kind == Kind::Ask && !m_asks.take(1, nowMs)) {
        return tooMany(u"questions"_s);
    }
    if (!m_messages.take(1, nowMs)) {
        return tooMany(u"messages"_s);
    }
    if (!m_bytes.take(bytes, nowMs)) {
        return tooMany(u"bytes"_s);
    }
    return std::nullopt;
}

} // namespace sheaf
