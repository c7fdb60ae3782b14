#include "sync/session/memberexchange.h"

#include "sync/limits.h"

namespace sheaf {

using namespace Qt::StringLiterals;

void MemberExchange::setOurs(const Hash &digest, const std::vector<QByteArray> &records)
{
    m_digest = digest;
    m_ours = std::set<QByteArray>(records.begin(), records.end());
}

Result<std::vector<QByteArray>> MemberExchange::heard(const message::Members &members)
{
    if (members.digest == m_digest) {
        m_theirs = m_ours;
    }
    std::vector<QByteArray> fresh;
    if (members.records) {
        for (const QByteArray &record : *members.records) {
            m_heardBytes += m_theirs.insert(record).second ? record.size() : 0;
            if (!m_ours.contains(record)) {
                fresh.push_back(record);
            }
        }
    }
    if (m_theirs.size() > static_cast<std::size_t>(limits::kMemberRecordsMax)
        || m_heardBytes > limits::kMemberRecordsBytesMax) {
        return Error {ErrorCode::ProtocolViolation,
                      u"more member records than a library can have"_s};
    }
    return fresh;
}

std::vector<Message> MemberExchange::tell()
{
    std::vector<Message> messages;
    std::vector<QByteArray> records;
    qint64 bytes = 0;
    const auto close = [&] {
        if (!records.empty()) {
            messages.emplace_back(message::Members {m_digest, std::exchange(records, {})});
            bytes = 0;
        }
    };
    for (const QByteArray &record : m_ours) {
        if (!m_theirs.insert(record).second) {
            continue;
        }
        if (bytes + record.size() > limits::kBatchBytesMax
            || records.size() == static_cast<std::size_t>(limits::kMemberRecordsMax)) {
            close();
        }
        bytes += record.size();
        records.push_back(record);
    }
    close();
    return messages;
}

} // namespace sheaf
