#include "sync/session/refetch.h"

#include "sync/limits.h"
#include "sync/session/changeoutbox.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace session;

namespace {

    constexpr auto kWantMax = static_cast<std::size_t>(limits::kWantHashesMax);

    Error violation(const QString &reason)
    {
        return {ErrorCode::ProtocolViolation, reason};
    }

} // namespace

// Our wants

bool Refetch::isSpent() const
{
    return m_wants >= limits::kWantsMax;
}

void Refetch::want(const std::vector<Hash> &changes)
{
    for (const Hash &change : changes) {
        if (m_asked.insert(change).second) {
            m_toAsk.push_back(change);
        }
    }
    ask();
}

void Refetch::ask()
{
    if (isAwaiting() || m_storing > 0 || m_toAsk.empty() || isSpent()) {
        return;
    }
    message::Want want;
    while (!m_toAsk.empty() && want.changes.size() < kWantMax) {
        want.changes.push_back(m_toAsk.front());
        m_toAsk.pop_front();
    }
    ++m_wants;
    m_wanted = {want.changes.begin(), want.changes.end()};
    m_awaited = want.changes.size();
    m_answered = false;
    m_actions.emplace_back(Say {std::move(want)});
}

void Refetch::store(std::vector<PackedChange> changes)
{
    if (!changes.empty()) {
        ++m_storing;
        m_actions.emplace_back(StoreGiven {std::move(changes)});
    }
}

Outcome Refetch::heard(const message::Given &given)
{
    const std::size_t done = given.changes.size() + given.missing.size() + given.large.size();
    if (done + given.later.size() == 0 || done + given.later.size() > m_awaited) {
        return violation(u"a Given of what was not wanted"_s);
    }
    for (const auto *named : {&given.missing, &given.large, &given.later}) {
        for (const Hash &change : *named) {
            if (m_wanted.erase(change) == 0) {
                return violation(u"a Given names what was not wanted"_s);
            }
        }
    }
    m_awaited -= done + given.later.size();
    m_large += given.large.size();
    m_answered = m_answered || done > 0;
    if (m_awaited == 0 && !m_answered) {
        return violation(u"an answer that puts all off"_s); // it would be asked for without end
    }
    m_toAsk.insert(m_toAsk.begin(), given.later.begin(), given.later.end());
    store(given.changes);
    ask();
    return kDone;
}

bool Refetch::takeLarge(const std::vector<PackedChange> &changes)
{
    if (m_large == 0) {
        return false;
    }
    --m_large;
    store(changes);
    ask();
    return true;
}

void Refetch::on(const GivenStored &)
{
    --m_storing;
    ask();
}

// The peer's wants

Outcome Refetch::heard(const message::Want &want)
{
    if (m_reading) {
        return violation(u"a second Want before the first was answered"_s);
    }
    if (want.changes.empty()) {
        return violation(u"a Want of nothing"_s);
    }
    if (std::any_of(want.changes.begin(), want.changes.end(), [this](const Hash &change) {
            return m_given.contains(change);
        })) {
        return violation(u"a Want of what was given already"_s);
    }
    m_reading = true;
    m_actions.emplace_back(ReadWanted {want.changes, limits::kWindowBytesMax});
    return kDone;
}

void Refetch::on(WantedRead read)
{
    m_reading = false;
    message::Given given;
    qint64 bytes = 0;
    std::vector<Message> parts;
    for (auto &[hash, change] : read.changes) {
        m_given.insert(hash);
        const QByteArray packed = change.toCbor();
        if (packed.size() > limits::kPartAboveBytes) {
            given.large.push_back(hash);
            for (Message &part : partsOf(packed)) {
                parts.push_back(std::move(part));
            }
            continue;
        }
        if (!given.changes.empty() && bytes + packed.size() > limits::kBatchBytesMax) {
            m_actions.emplace_back(Say {message::Given {std::exchange(given.changes, {})}});
            bytes = 0;
        }
        bytes += packed.size();
        given.changes.push_back(std::move(change));
    }
    given.missing = std::move(read.missing);
    given.later = std::move(read.rest);
    m_actions.emplace_back(Say {std::move(given)});
    for (Message &part : parts) {
        m_actions.emplace_back(Say {std::move(part)});
    }
}

} // namespace sheaf
