#include "ui/devices/peerlistmodel.h"

#include "ui/common/theme.h"
#include "ui/devices/syncstatuswidget.h"

#include <QDateTime>

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

void PeerListModel::setPeers(const QList<Peer> &peers)
{
    QList<Peer> now;
    std::copy_if(peers.begin(), peers.end(), std::back_inserter(now), [](const Peer &peer) {
        return !peer.revoked;
    });
    const auto in = [](const QList<Peer> &list, const DeviceId &device) {
        return std::find_if(list.begin(), list.end(), [&device](const Peer &peer) {
            return peer.device == device;
        });
    };
    for (int i = static_cast<int>(m_peers.size()) - 1; i >= 0; --i) {
        if (in(now, m_peers.at(i).device) == now.end()) {
            beginRemoveRows({}, i, i);
            m_peers.removeAt(i);
            endRemoveRows();
        }
    }
    for (const Peer &peer : now) {
        const auto had = in(m_peers, peer.device);
        if (had == m_peers.end()) {
            const int at = static_cast<int>(m_peers.size());
            beginInsertRows({}, at, at);
            m_peers.append(peer);
            endInsertRows();
        } else if (*had != peer) {
            const int at = static_cast<int>(had - m_peers.begin());
            m_peers[at] = peer;
            Q_EMIT dataChanged(index(at), index(at));
        }
    }
}

Peer PeerListModel::peer(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_peers.size() ? m_peers.at(index.row()) : Peer {};
}

QModelIndex PeerListModel::indexOf(const DeviceId &device) const
{
    for (int i = 0; i < static_cast<int>(m_peers.size()); ++i) {
        if (m_peers.at(i).device == device) {
            return index(i);
        }
    }
    return {};
}

int PeerListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_peers.size());
}

QVariant PeerListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_peers.size()) {
        return {};
    }
    const Peer &peer = m_peers.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return peer.name;
    case Qt::DecorationRole:
        if (peer.syncing) {
            return Theme::icon(u"sync"_s, Theme::Role::Accent);
        }
        return Theme::icon(u"laptop"_s, peer.online ? Theme::Role::Accent : Theme::Role::Muted);
    case Qt::AccessibleTextRole:
        return peerSentence(peer, QDateTime::currentDateTime());
    case DeviceRole:
        return QVariant::fromValue(peer.device);
    case StateRole:
        return peerState(peer, QDateTime::currentDateTime());
    case OnlineRole:
        return peer.online;
    case ProblemRole:
        return peer.problem;
    default: // Qt's other roles have nothing to say here
        return {};
    }
}

} // namespace sheaf
