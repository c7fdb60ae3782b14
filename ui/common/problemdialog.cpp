#include "ui/common/problemdialog.h"

#include "ui/common/iconlabel.h"
#include "ui/common/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sheaf {

using namespace Qt::StringLiterals;

ProblemDialog::ProblemDialog(const Problem &problem, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Sheaf"));
    setObjectName(u"problem"_s);
    setAccessibleName(problem.happened);
    setMinimumWidth(Theme::space(120));

    auto *icon = new IconLabel(Theme::icon(u"warning"_s, Theme::Role::Warning), 32, this);
    auto *happened = new QLabel(problem.happened, this);
    happened->setObjectName(u"happened"_s);
    happened->setFont(Theme::font(Theme::TextSize::Large, QFont::DemiBold));
    auto *remedy = new QLabel(problem.remedy, this);
    remedy->setObjectName(u"remedy"_s);
    auto *detail = new QLabel(problem.detail, this);
    detail->setObjectName(u"detail"_s);
    detail->setForegroundRole(QPalette::PlaceholderText);
    detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    detail->setVisible(!problem.detail.isEmpty());
    for (QLabel *label : {happened, remedy, detail}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    auto *quit = new QPushButton(tr("Quit"), this);
    quit->setObjectName(u"quit"_s);
    quit->setAutoDefault(false);
    auto *choose = new QPushButton(problem.choice, this);
    choose->setObjectName(u"choose"_s);
    choose->setAutoDefault(false); // a deliberate act, not what Enter happens to hit
    choose->setVisible(!problem.choice.isEmpty());

    auto *texts = new QVBoxLayout;
    texts->setSpacing(Theme::space(2));
    texts->addWidget(happened);
    texts->addWidget(remedy);
    texts->addWidget(detail);
    auto *top = new QHBoxLayout;
    top->setSpacing(Theme::space(4));
    top->addWidget(icon, 0, Qt::AlignTop);
    top->addLayout(texts, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space(2));
    buttons->addStretch(1);
    buttons->addWidget(choose);
    buttons->addWidget(quit);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space(6), Theme::space(6), Theme::space(6), Theme::space(5));
    layout->setSpacing(Theme::space(5));
    layout->addLayout(top);
    layout->addLayout(buttons);
    quit->setFocus();

    connect(quit, &QPushButton::clicked, this, &QDialog::reject);
    connect(choose, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace sheaf
