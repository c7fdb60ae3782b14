/// The library's other devices as rows: name, then one line that says how it stands with each.
/// Rules   setPeers() emits the smallest row signals, so that a selection survives; devices that were
///         removed from the library are left out.
/// Thread  GUI.
#pragma once

#include "sync/peer/peer.h"

#include <QAbstractListModel>

namespace sheaf {

class PeerListModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        DeviceRole = Qt::UserRole + 1, ///< DeviceId
        StateRole, ///< second line
        OnlineRole,
        ProblemRole
    }; ///< sentence with the remedy; empty = none

    using QAbstractListModel::QAbstractListModel;

    void setPeers(const QList<Peer> &peers);
    [[nodiscard]] Peer peer(const QModelIndex &index) const; ///< a null device for an invalid index
    [[nodiscard]] QModelIndex indexOf(const DeviceId &device) const;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Peer> m_peers;
};

} // namespace sheaf
