#include "sync/engine/libraryview.h"

#include <algorithm>

namespace sheaf {

LibraryView::LibraryView(LibraryService &service)
    : m_service(service)
{
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

const PeerRow *LibraryView::peer(const DeviceId &device) const
{
    const auto found = std::find_if(m_peers.begin(), m_peers.end(), [&device](const PeerRow &row) {
        return row.device == device;
    });
    return found == m_peers.end() ? nullptr : &*found;
}

} // namespace sheaf
