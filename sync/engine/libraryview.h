/// What the sync thread knows of the library: a reader of its own, and the few values that every
/// session asks for, kept until they change.
/// Rules   `published` is what may be announced: durable and behind the sidecar. It only grows,
///         also when the library joins another and its id changes.
/// Errors  open() answers the reader's; later a failing read is an empty answer and a log line.
/// Thread  made, used and destroyed on the sync thread.
#pragma once

#include "model/service/libraryservice.h"

#include <QThreadPool>

#include <functional>
#include <map>

namespace sheaf {

class LibraryView final
{
public:
    explicit LibraryView(LibraryService &service);
    ~LibraryView();
    LibraryView(const LibraryView &) = delete;
    LibraryView &operator=(const LibraryView &) = delete;

    [[nodiscard]] Outcome open();
    void reload(); ///< membership, peers and names, from the disk
    void reloadPeers();
    /// On their way to the disk: what is decided next must not start from the old ones.
    void expectAddresses(const DeviceId &device, const QStringList &addresses);
    void addPublished(const VersionVector &vector) { m_published.follow(vector); }

    /// Keeps what was told of a device last: true when `sentence` is another one.
    [[nodiscard]] bool isNews(const DeviceId &peer, const QString &sentence);

    /// The digests of all records. To read them all takes a while, and any member may ask for it: it is done on
    /// another thread, one question at a time. `done` is called on `context`'s.
    void readAllDigests(int recordsMax,
                        QObject *context,
                        std::function<void(const RecordDigests &)> done);

    [[nodiscard]] LibraryService &service() const { return m_service; }
    [[nodiscard]] const LibraryReader &reader() const { return *m_reader; }
    [[nodiscard]] bool isOpen() const { return m_reader != nullptr; }
    [[nodiscard]] LibraryId library() const { return m_membership.library(); }
    [[nodiscard]] const Membership &membership() const { return m_membership; }
    [[nodiscard]] const VersionVector &published() const { return m_published; }
    [[nodiscard]] const std::vector<PeerRow> &peers() const { return m_peers; }
    [[nodiscard]] const PeerRow *peer(const DeviceId &device) const;

private:
    LibraryService &m_service;
    std::unique_ptr<LibraryReader> m_reader;
    Membership m_membership;
    VersionVector m_published;
    std::vector<PeerRow> m_peers;
    std::map<DeviceId, QString> m_told;
    QThreadPool m_aside; ///< of one thread
};

} // namespace sheaf
