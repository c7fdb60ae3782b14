/// "Devices": the person's other computers, what each still lacks, and why one cannot be reached.
/// Thread  GUI. Show it with open() or show(), never exec().
#pragma once

#include "sync/engine/syncengine.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListView;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace sheaf {

class PeerListModel;

class DevicesDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit DevicesDialog(SyncEngine &engine, QWidget *parent = nullptr);

    void selectDevice(const DeviceId &device);

Q_SIGNALS:
    void pairRequested(); ///< "Pair a device…" was pressed

private:
    void setPeers(const QList<Peer> &peers);
    void showSelected();
    void judgeInput();
    void rename();
    void saveAddresses();
    [[nodiscard]] QWidget *makeDetails();
    [[nodiscard]] QWidget *makeEmptyState();
    [[nodiscard]] Peer selected() const;
    [[nodiscard]] std::optional<QStringList> typedAddresses() const; ///< nothing: a line is none

    SyncEngine &m_engine;
    PeerListModel *m_model;
    QListView *m_list;
    QStackedWidget *m_pages;
    QLabel *m_name = nullptr;
    QLabel *m_state = nullptr;
    QLabel *m_problem = nullptr;
    QLabel *m_own = nullptr;
    QLineEdit *m_newName = nullptr;
    QPushButton *m_rename = nullptr;
    QPlainTextEdit *m_addresses = nullptr;
    QLabel *m_addressHint = nullptr;
    QPushButton *m_saveAddresses = nullptr;
    DeviceId m_shown; ///< whose name and addresses the fields hold
    bool m_nameEdited = false; ///< typed and not yet saved
    bool m_addressesEdited = false;
};

} // namespace sheaf
