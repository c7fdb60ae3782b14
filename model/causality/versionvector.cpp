#include "model/causality/versionvector.h"

#include "model/base/digest.h"

#include <QtEndian>

#include <algorithm>

namespace sheaf {

size_t qHash(const LogId &log, size_t seed)
{
    return qHashMulti(seed, log.device, log.incarnation, log.branch);
}

std::uint64_t VersionVector::seq(const LogId &log) const
{
    return head(log).seq;
}

LogHead VersionVector::head(const LogId &log) const
{
    const auto it = m_heads.find(log);
    return it == m_heads.end() ? LogHead {} : it->second;
}

void VersionVector::advance(const LogId &log, LogHead head)
{
    if (head.seq == 0) {
        return;
    }
    LogHead &mine = m_heads[log];
    const std::uint64_t first = std::max(mine.first, head.first);
    if (head.seq > mine.seq || (head.seq == mine.seq && mine.hash.isNull())) {
        mine = head;
    }
    mine.first = first;
}

void VersionVector::join(const VersionVector &other)
{
    for (const auto &[log, head] : other.m_heads) {
        advance(log, head);
    }
}

void VersionVector::follow(const VersionVector &other)
{
    const std::size_t here = branches();
    const std::size_t there = other.branches();
    if (there > here) {
        *this = other;
    } else if (there == here) {
        join(other);
    }
}

bool VersionVector::cuts(const VersionVector &before) const
{
    return branches() > before.branches() && !covers(before);
}

std::size_t VersionVector::branches() const
{
    return static_cast<std::size_t>(
        std::count_if(m_heads.begin(), m_heads.end(), [](const auto &entry) {
            return !entry.first.branch.isNull();
        }));
}

void VersionVector::lower(const LogId &log, LogHead head)
{
    if (head.seq == 0) {
        m_heads.erase(log);
    } else if (const auto it = m_heads.find(log);
               it != m_heads.end() && it->second.seq > head.seq) {
        it->second = head;
    }
}

VersionVector VersionVector::meet(const VersionVector &other) const
{
    VersionVector both;
    for (const auto &[log, mine] : m_heads) {
        const LogHead theirs = other.head(log);
        both.advance(log, mine.seq <= theirs.seq ? mine : theirs);
    }
    return both;
}

bool VersionVector::covers(const VersionVector &other) const
{
    return std::all_of(other.m_heads.begin(), other.m_heads.end(), [this](const auto &entry) {
        return has(entry.first, entry.second.seq);
    });
}

std::vector<LogRange> VersionVector::missingIn(const VersionVector &other) const
{
    std::vector<LogRange> ranges;
    for (const auto &[log, mine] : m_heads) {
        const std::uint64_t theirs = other.seq(log);
        if (mine.seq > theirs) {
            ranges.push_back({log, std::max(theirs + 1, mine.first), mine.seq});
        }
    }
    return ranges;
}

std::uint64_t VersionVector::countMissingIn(const VersionVector &other) const
{
    std::uint64_t count = 0;
    for (const LogRange &range : missingIn(other)) {
        count += range.last - range.first + 1;
    }
    return count;
}

Hash VersionVector::digest() const
{
    QByteArray bytes;
    const auto append = [&bytes](std::uint64_t number) {
        const quint64 big = qToBigEndian(static_cast<quint64>(number));
        bytes.append(reinterpret_cast<const char *>(&big), sizeof big);
    };
    for (const auto &[log, head] : m_heads) {
        bytes.append(log.device.toBytes());
        append(log.incarnation);
        bytes.append(log.branch.toBytes());
        append(head.seq);
        bytes.append(head.hash.toBytes());
    }
    return sheaf::digest(bytes);
}

} // namespace sheaf
