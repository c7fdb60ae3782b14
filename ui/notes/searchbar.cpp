#include "ui/notes/searchbar.h"

#include "ui/common/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QTimer>

#include <chrono>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {
    /// Keys of one quick word make one search; short enough that nobody sees it.
    constexpr std::chrono::milliseconds kTypingPause {60};
}

SearchBar::SearchBar(QWidget *parent)
    : QLineEdit(parent)
{
    setAccessibleName(tr("Search notes"));
    setObjectName(u"searchNotes"_s);
    setPlaceholderText(tr("Search notes"));
    setClearButtonEnabled(true);
    addAction(Theme::icon(u"search"_s), QLineEdit::LeadingPosition);
    auto *pause = new QTimer(this);
    pause->setSingleShot(true);
    pause->setInterval(kTypingPause);
    connect(this, &QLineEdit::textChanged, pause, qOverload<>(&QTimer::start));
    connect(pause, &QTimer::timeout, this, &SearchBar::tellQuery);
}

void SearchBar::tellQuery()
{
    const QString query = text().trimmed();
    if (query != m_query) {
        m_query = query;
        Q_EMIT queryChanged(query);
    }
}

void SearchBar::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        clear();
        tellQuery(); // the list is whole again before it takes the keyboard
        Q_EMIT dismissed();
        return;
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT leftDown();
        return;
    default: // an enum of Qt's with hundreds of values
        QLineEdit::keyPressEvent(event);
    }
}

} // namespace sheaf
