/// "Pair a device": from choosing the other device over comparing six digits to "paired", or to a page
/// that says why not and what to try.
/// Rules   follows one request at a time, which either side may have begun. Closing the window while
///         digits are compared denies the request: nothing is paired that nobody confirmed.
/// Thread  GUI. Show it with open() or show(), never exec().
#pragma once

#include "sync/engine/syncengine.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QProgressBar;
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
    void done(int result) override;

private:
    enum class Page { Choose, Connecting, Code, Success, Failure };

    void showPage(Page page);
    void onPairing(const PairingRequest &request);
    void showRequest(const PairingRequest &request);
    void startOver();
    [[nodiscard]] QWidget *makeConnecting();
    [[nodiscard]] QWidget *makeSuccess();
    [[nodiscard]] QWidget *makeFailure();

    SyncEngine &m_engine;
    PairingRequest m_request; ///< id 0 = none yet
    QStackedWidget *m_pages;
    PairingChoosePage *m_choose;
    PairingCodePage *m_code;
    QLabel *m_connecting = nullptr;
    QLabel *m_success = nullptr;
    QLabel *m_failureHappened = nullptr;
    QLabel *m_failureRemedy = nullptr;
    QPushButton *m_again = nullptr;
    QPushButton *m_close;
};

} // namespace sheaf
