/// First page of pairing: how the two devices find each other. Left, what to type here about the other
/// device; right, what the other device can type or paste about this one.
/// Thread  GUI.
#pragma once

#include "sync/engine/syncstatus.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace sheaf {

class PairingChoosePage final : public QWidget
{
    Q_OBJECT

public:
    explicit PairingChoosePage(QWidget *parent = nullptr);

    void setStatus(const SyncStatus &status); ///< own addresses
    void setLink(const QString &link); ///< empty = this device does not accept connections
    void focusAddress();

Q_SIGNALS:
    void addressEntered(const QString &address); ///< "wss://host:port"
    void linkEntered(const QString &link);
    void newLinkRequested();

private:
    [[nodiscard]] QWidget *makeOther();
    [[nodiscard]] QWidget *makeOwn();
    void judge();
    void submit();

    QListWidget *m_nearby = nullptr;
    QLineEdit *m_address = nullptr;
    QLabel *m_hint = nullptr;
    QPushButton *m_connect = nullptr;
    QLabel *m_own = nullptr;
    QLineEdit *m_link = nullptr;
    QPushButton *m_copy = nullptr;
    QLabel *m_linkHint = nullptr;
};

} // namespace sheaf
