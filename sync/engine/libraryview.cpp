#include "sync/engine/libraryview.h"

#include "model/base/logging.h"
#include "model/service/mailbox.h"

#include <algorithm>

namespace sheaf {

LibraryView::LibraryView(LibraryService &service)
    : m_service(service)
{
    m_aside.setMaxThreadCount(1);
}

LibraryView::~LibraryView()
{
    m_aside.clear();
    m_aside.waitForDone();
}

Outcome LibraryView::open()
{
    auto reader = m_service.openReader();
    if (!reader) {
        return reader.error();
    }
    m_reader = *std::move(reader);
    reload();
    return kDone;
}

void LibraryView::reload()
{
    m_membership = m_reader->membership();
    reloadPeers();
}

void LibraryView::reloadPeers()
{
    m_peers = m_reader->peers();
}

void LibraryView::expectAddresses(const DeviceId &device, const QStringList &addresses)
{
    for (PeerRow &row : m_peers) {
        if (row.device == device) {
            row.addresses = addresses;
        }
    }
}

bool LibraryView::isNews(const DeviceId &peer, const QString &sentence)
{
    return std::exchange(m_told[peer], sentence) != sentence;
}

void LibraryView::readAllDigests(int recordsMax,
                                 QObject *context,
                                 std::function<void(const RecordDigests &)> done)
{
    m_aside.start([folder = m_service.folder(),
                   recordsMax,
                   reply = Mailbox::to(context),
                   done = std::move(done)] {
        const auto reader = LibraryReader::open(folder);
        if (!reader) {
            qCWarning(logEngine) << "states are not compared:" << reader.error().detail;
        }
        const RecordDigests digests =
            reader ? (*reader)->recordDigests({}, recordsMax) : RecordDigests {};
        reply->post([done, digests] { done(digests); });
    });
}

const PeerRow *LibraryView::peer(const DeviceId &device) const
{
    const auto found = std::find_if(m_peers.begin(), m_peers.end(), [&device](const PeerRow &row) {
        return row.device == device;
    });
    return found == m_peers.end() ? nullptr : &*found;
}

} // namespace sheaf
