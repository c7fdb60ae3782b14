/// The page where six digits are compared, with a picture of both screens and what pairing will do.
/// Thread  GUI.
#pragma once

#include "sync/peer/pairing.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace sheaf {

class PairingPicture;

/// What happens to the notes of both sides when these two pair.
[[nodiscard]] QString pairingConsequence(const PairingRequest &request);

class PairingCodePage final : public QWidget
{
    Q_OBJECT

public:
    explicit PairingCodePage(QWidget *parent = nullptr);

    void setRequest(const PairingRequest &request);

Q_SIGNALS:
    void confirmed();
    void denied();

private:
    QLabel *m_question;
    QLineEdit *m_digits;
    PairingPicture *m_picture;
    QLabel *m_consequence;
    QPushButton *m_differ;
    QPushButton *m_match;
};

} // namespace sheaf
