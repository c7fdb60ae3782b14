/// "Pair a device": from choosing the other device over comparing six digits to "paired", or to a page
/// that says why not and what to try.
/// Rules   follows one request at a time, which either side may have begun. Closing the window while
///         digits are compared denies the request: nothing is paired that nobody confirmed.
/// Thread  GUI. Show it with open() or show(), never exec().
#pragma once

#include "sync/engine/syncengine.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace sheaf {

class PairingChoosePage;
class PairingCodePage;

class PairingWizard final : public QDialog
{
    Q_OBJECT

public:
    explicit PairingWizard(SyncEngine &engine, QWidget *parent = nullptr);

    /// Takes up a request that is already under way (an incoming one).
    void follow(quint64 id);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void done(int result) override;

private:
    enum class Page { Choose, Connecting, Code, Success, Failure };

    /// A page of one icon and two sentences.
    struct Notice
    {
        QWidget *page = nullptr;
        QLabel *happened = nullptr;
        QLabel *next = nullptr;
    };

    [[nodiscard]] static Notice makeNotice(const QString &objectName, const QIcon &icon);
    void showPage(Page page);
    void onPairing(const PairingRequest &request);
    void showRequest();
    void showFailure(const Error &error);
    void startOver();
    [[nodiscard]] bool underWay() const;

    SyncEngine &m_engine;
    PairingRequest m_request; ///< id 0 = none
    QLabel *m_title;
    QStackedWidget *m_pages;
    PairingChoosePage *m_choose;
    PairingCodePage *m_code;
    Notice m_connecting;
    Notice m_success;
    Notice m_failure;
    QPushButton *m_again;
    QPushButton *m_close;
};

} // namespace sheaf
