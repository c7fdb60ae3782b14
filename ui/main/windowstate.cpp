#include "ui/main/windowstate.h"

#include "ui/common/theme.h"
#include "ui/settings/settings.h"

#include <QMainWindow>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {
    constexpr QSize kFirstSize {1180, 760};
}

WindowState::WindowState(QMainWindow &window, QSplitter &panes)
    : m_window(window)
    , m_panes(panes)
{
}

void WindowState::restore()
{
    if (!m_window.restoreGeometry(Settings::windowPart(u"geometry"_s))) {
        m_window.resize(kFirstSize);
    }
    if (!m_panes.restoreState(Settings::windowPart(u"panes"_s))) {
        m_panes.setSizes({Theme::space(55), Theme::space(75), Theme::space(165)});
    }
}

void WindowState::save(const NoteId &openNote) const
{
    Settings::setWindowPart(u"geometry"_s, m_window.saveGeometry());
    Settings::setWindowPart(u"panes"_s, m_panes.saveState());
    Settings::setWindowPart(u"note"_s, openNote.toHex().toLatin1());
}

NoteId WindowState::openNote()
{
    const QString hex = QString::fromLatin1(Settings::windowPart(u"note"_s));
    return NoteId::fromHex(hex).value_or(NoteId {});
}

} // namespace sheaf
