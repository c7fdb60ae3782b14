#include "ui/notes/emptystate.h"

#include "ui/common/theme.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    // One large choice: icon, title, sentence; all of it is the button.
    QPushButton *choice(QAction &action,
                        const QString &icon,
                        const QString &title,
                        const QString &sentence,
                        QWidget *parent)
    {
        auto *button = new QPushButton(parent);
        button->setAccessibleName(title);
        button->setAccessibleDescription(sentence);
        button->setProperty("choice", true);
        auto *row = new QHBoxLayout(button);
        row->setContentsMargins(Theme::space(4), Theme::space(3), Theme::space(4), Theme::space(3));
        row->setSpacing(Theme::space(4));
        auto *picture = new QLabel(button);
        picture->setPixmap(Theme::icon(icon, Theme::Role::Accent).pixmap(Theme::space(7)));
        auto *heading = new QLabel(title, button);
        heading->setFont(Theme::font(Theme::TextSize::Large, QFont::DemiBold));
        auto *text = new QLabel(sentence, button);
        text->setForegroundRole(QPalette::PlaceholderText);
        text->setWordWrap(true); // narrow windows and long languages
        auto *texts = new QVBoxLayout;
        texts->setSpacing(Theme::space(1));
        texts->addWidget(heading);
        texts->addWidget(text);
        row->addWidget(picture);
        row->addLayout(texts, 1);
        for (QLabel *label : {picture, heading, text}) {
            label->setAttribute(Qt::WA_TransparentForMouseEvents);
        }
        row->setSizeConstraint(QLayout::SetMinimumSize);
        button->setMinimumHeight(row->sizeHint().height());
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
        QObject::connect(button, &QPushButton::clicked, &action, &QAction::trigger);
        return button;
    }

} // namespace

EmptyState::EmptyState(QAction &write, QAction &pair, QAction &bring, QWidget *parent)
    : QWidget(parent)
    , m_choices(new QWidget(this))
    , m_heading(new QLabel(tr("Your notes, on all your computers"), m_choices))
    , m_hint(new QLabel(this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_heading->setFont(Theme::font(Theme::TextSize::Title, QFont::DemiBold));
    m_heading->setAlignment(Qt::AlignHCenter);
    m_heading->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignHCenter);
    m_hint->setWordWrap(true);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setText(tr("Choose a note from the list, or press Ctrl+N for a new one."));
    auto *picture = new QLabel(m_choices);
    picture->setPixmap(Theme::appIcon().pixmap(Theme::space(20)));
    picture->setAlignment(Qt::AlignHCenter);

    auto *choices = new QVBoxLayout(m_choices);
    choices->setSpacing(Theme::space(3));
    choices->addWidget(picture);
    choices->addSpacing(Theme::space(1));
    choices->addWidget(m_heading);
    choices->addSpacing(Theme::space(4));
    choices->addWidget(choice(write,
                              u"compose"_s,
                              tr("Start writing"),
                              tr("A first note. It is saved while you type."),
                              m_choices));
    choices->addWidget(choice(pair,
                              u"device-add"_s,
                              tr("Pair with another device"),
                              tr("Notes that you already have elsewhere come along."),
                              m_choices));
    choices->addWidget(choice(bring,
                              u"import"_s,
                              tr("Import notes"),
                              tr("From a folder of Markdown or text files."),
                              m_choices));
    m_choices->setMaximumWidth(Theme::space(100));
    m_choices->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto *middle = new QHBoxLayout; // an alignment would keep it at its size hint
    middle->addStretch(1);
    middle->addWidget(m_choices, 100);
    middle->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->addStretch(2);
    column->addLayout(middle);
    column->addWidget(m_hint);
    column->addStretch(3);
    setKind(Kind::NothingOpen);
}

void EmptyState::setKind(Kind kind)
{
    m_kind = kind;
    m_choices->setVisible(kind == Kind::FirstRun);
    m_hint->setVisible(kind == Kind::NothingOpen);
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        update();
    }
}

} // namespace sheaf
