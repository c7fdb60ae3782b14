#include "ui/devices/pairingcodepage.h"

#include "ui/common/humanize.h"
#include "ui/common/theme.h"
#include "ui/devices/pairingpicture.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace sheaf {

using namespace Qt::StringLiterals;

QString pairingConsequence(const PairingRequest &request)
{
    const QString name = request.name.isEmpty() ? PairingCodePage::tr("the other device")
                                                : u"“%1”"_s.arg(request.name);
    const QString notes = request.theirNotes == 0
        ? PairingCodePage::tr("Both then have all notes of both.")
        : PairingCodePage::tr("Both then have all notes: %1 from there, and yours.")
              .arg(Humanize::notes(request.theirNotes));
    const QString joins = request.weJoin
        ? PairingCodePage::tr("This device joins the library of %1.").arg(name)
        : PairingCodePage::tr("The other device, %1, joins your library.").arg(name);
    return joins + u' ' + notes;
}

PairingCodePage::PairingCodePage(QWidget *parent)
    : QWidget(parent)
    , m_question(new QLabel)
    , m_digits(new QLineEdit)
    , m_picture(new PairingPicture)
    , m_consequence(new QLabel)
    , m_differ(new QPushButton(tr("They differ")))
    , m_match(new QPushButton(tr("The codes match")))
{
    m_question->setObjectName(u"pairingQuestion"_s);
    m_question->setFont(Theme::font(Theme::TextSize::Large));
    m_question->setTextFormat(Qt::PlainText);
    m_question->setWordWrap(true);
    m_question->setAlignment(Qt::AlignHCenter);
    // A read-only field, not a label: a screen reader can walk the digits one by one.
    m_digits->setObjectName(u"pairingCode"_s);
    m_digits->setAccessibleName(tr("Pairing code"));
    m_digits->setReadOnly(true);
    m_digits->setAlignment(Qt::AlignCenter);
    m_digits->setProperty("quiet", true);
    QFont font = Theme::font(Theme::TextSize::Display, QFont::DemiBold);
    font.setPointSizeF(font.pointSizeF() * 1.8);
    font.setLetterSpacing(QFont::AbsoluteSpacing, Theme::space(3));
    m_digits->setFont(font);
    m_digits->setMinimumHeight(QFontMetrics(font).height() + Theme::space(2));
    m_consequence->setObjectName(u"pairingConsequence"_s);
    m_consequence->setTextFormat(Qt::PlainText);
    m_consequence->setWordWrap(true);
    m_consequence->setAlignment(Qt::AlignHCenter);
    m_consequence->setForegroundRole(QPalette::PlaceholderText);
    m_differ->setObjectName(u"theyDiffer"_s);
    m_match->setObjectName(u"theCodesMatch"_s);
    m_match->setProperty("primary", true);
    for (QPushButton *button : {m_differ, m_match}) {
        button->setAccessibleName(button->text());
        button->setAutoDefault(false); // the person must mean it: Enter alone confirms nothing
        button->setMinimumHeight(Theme::space(9));
    }

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space(3));
    buttons->addStretch(1);
    buttons->addWidget(m_differ);
    buttons->addWidget(m_match);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(4));
    layout->addStretch(1);
    layout->addWidget(m_question);
    layout->addWidget(m_digits);
    layout->addWidget(m_picture, 0, Qt::AlignHCenter);
    layout->addWidget(m_consequence);
    layout->addStretch(1);
    layout->addLayout(buttons);

    connect(m_match, &QPushButton::clicked, this, &PairingCodePage::confirmed);
    connect(m_differ, &QPushButton::clicked, this, &PairingCodePage::denied);
}

void PairingCodePage::setRequest(const PairingRequest &request)
{
    const bool waiting = request.state == PairingRequest::State::WaitingForOther;
    const QString name =
        request.name.isEmpty() ? tr("the other device") : u"“%1”"_s.arg(request.name);
    m_question->setText(waiting ? tr("Now confirm on %1 as well.").arg(name)
                                : tr("Does %1 show the same six digits?").arg(name));
    m_digits->setText(request.code);
    m_picture->setRequest(request.code, request.name);
    m_consequence->setText(pairingConsequence(request));
    m_match->setEnabled(!waiting);
    m_differ->setText(waiting ? tr("Stop pairing") : tr("They differ"));
    m_differ->setAccessibleName(m_differ->text());
}

} // namespace sheaf
