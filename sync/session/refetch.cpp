#include "sync/session/refetch.h"

#include "sync/limits.h"
#include "sync/session/changeoutbox.h"

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
    if (m_awaited > 0 || m_toAsk.empty()) {
        return;
    }
    message::Want want;
    while (!m_toAsk.empty() && want.changes.size() < kWantMax) {
        want.changes.push_back(m_toAsk.front());
        m_toAsk.pop_front();
    }
    m_awaited = want.changes.size();
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
    const std::size_t answered = given.changes.size() + given.missing.size();
    if (answered == 0 || answered > m_awaited) {
        return violation(u"a Given of what was not wanted"_s);
    }
    m_awaited -= answered;
    store(given.changes);
    ask();
    return kDone;
}

bool Refetch::takeLarge(const PackedChange &change)
{
    if (m_awaited == 0) {
        return false;
    }
    --m_awaited;
    store({change});
    ask();
    return true;
}

void Refetch::on(const GivenStored &)
{
    --m_storing;
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
    m_reading = true;
    m_actions.emplace_back(ReadWanted {want.changes, limits::kBatchBytesMax});
    return kDone;
}

void Refetch::on(WantedRead read)
{
    message::Given given;
    given.missing = std::move(read.missing);
    std::vector<Message> large;
    for (auto &[hash, change] : read.changes) {
        const QByteArray packed = change.toCbor();
        if (packed.size() <= limits::kPartAboveBytes) {
            given.changes.push_back(std::move(change));
            continue;
        }
        for (Message &part : partsOf(packed)) {
            large.push_back(std::move(part));
        }
    }
    if (!given.changes.empty() || !given.missing.empty()) {
        m_actions.emplace_back(Say {std::move(given)});
    }
    for (Message &part : large) {
        m_actions.emplace_back(Say {std::move(part)});
    }
    m_reading = !read.rest.empty();
    if (m_reading) {
        m_actions.emplace_back(ReadWanted {std::move(read.rest), limits::kBatchBytesMax});
    }
}

} // namespace sheaf
