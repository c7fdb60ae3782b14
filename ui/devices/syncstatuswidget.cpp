#include "ui/devices/syncstatuswidget.h"

#include "ui/common/humanize.h"
#include "ui/common/theme.h"
#include "ui/devices/clockwording.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QEvent>

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    struct Words
    {
        Q_DECLARE_TR_FUNCTIONS(sheaf::SyncStatus)
    };

    QString changes(qint64 count, const char *one, const char *many)
    {
        return count == 1 ? Words::tr(one) : Words::tr(many).arg(Humanize::number(count));
    }

    QString waitingText(qint64 count)
    {
        return changes(count,
                       QT_TRANSLATE_NOOP("sheaf::SyncStatus", "1 change waiting"),
                       QT_TRANSLATE_NOOP("sheaf::SyncStatus", "%1 changes waiting"));
    }

    QString onlineText(int count)
    {
        return count == 1 ? Words::tr("1 device online")
                          : Words::tr("%1 devices online").arg(Humanize::number(count));
    }

} // namespace

QString statusSentence(const SyncStatus &status, int conflicts)
{
    // What needs the person comes before what takes care of itself.
    if (status.phase == SyncStatus::Phase::Stopped) {
        return status.problem.isEmpty() ? Words::tr("Sync is off") : status.problem;
    }
    if (conflicts > 0 && status.phase != SyncStatus::Phase::Syncing) {
        return conflicts == 1 ? Words::tr("1 conflict needs you")
                              : Words::tr("%1 conflicts need you").arg(Humanize::number(conflicts));
    }
    switch (status.phase) {
    case SyncStatus::Phase::Alone:
        return Words::tr("Only on this computer");
    case SyncStatus::Phase::Offline:
        if (status.needsUpdate) {
            return Words::tr("Offline · Sheaf needs an update");
        }
        return status.waiting > 0 ? Words::tr("Offline · %1").arg(waitingText(status.waiting))
                                  : Words::tr("Offline · nothing waiting");
    case SyncStatus::Phase::Syncing:
        if (status.total <= 0) {
            return Words::tr("Syncing…");
        }
        return Words::tr("Syncing %1 of %2")
            .arg(Humanize::number(std::min(status.done, status.total)),
                 Humanize::number(status.total));
    case SyncStatus::Phase::HeldUp:
        return Words::tr("Held up by damaged notes");
    case SyncStatus::Phase::UpToDate:
        return Words::tr("Up to date · %1").arg(onlineText(status.devicesOnline));
    case SyncStatus::Phase::Stopped:
        break;
    }
    return {};
}

QString peerState(const Peer &peer, const QDateTime &now)
{
    QString state;
    if (peer.syncing && peer.expecting + peer.pending > 0) {
        state = changes(peer.expecting + peer.pending,
                        QT_TRANSLATE_NOOP("sheaf::SyncStatus", "syncing, 1 change to go"),
                        QT_TRANSLATE_NOOP("sheaf::SyncStatus", "syncing, %1 changes to go"));
    } else if (peer.pending > 0) {
        state = waitingText(peer.pending);
    } else if (peer.online) {
        state = Words::tr("everything is there");
    } else {
        state = Words::tr("has everything from here");
    }
    if (peer.online) {
        return Words::tr("online, %1").arg(state);
    }
    if (peer.lastSeenMs == 0) {
        return peer.pending > 0 ? Words::tr("%1, not reached yet").arg(state)
                                : Words::tr("not reached yet");
    }
    return Words::tr("%1, last seen %2")
        .arg(state, Humanize::longTime(peer.lastSeenMs, now.toMSecsSinceEpoch()));
}

QString peerSentence(const Peer &peer, const QDateTime &now)
{
    return Words::tr("%1: %2").arg(peer.name, peerState(peer, now));
}

SyncStatusWidget::SyncStatusWidget(QWidget *parent)
    : QToolButton(parent)
{
    setObjectName(u"syncStatus"_s);
    setAccessibleName(tr("Sync status"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setIconSize({16, 16});
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    refresh();
}

void SyncStatusWidget::setStatus(const SyncStatus &status)
{
    if (status == m_status) {
        return;
    }
    m_status = status;
    refresh();
}

void SyncStatusWidget::setPeers(const QList<Peer> &peers)
{
    m_peers = peers;
    refresh();
}

void SyncStatusWidget::setConflicts(int conflicts)
{
    if (conflicts == m_conflicts) {
        return;
    }
    m_conflicts = conflicts;
    refresh();
}

void SyncStatusWidget::setHeld(const QStringList &sentences)
{
    if (sentences == m_held) {
        return;
    }
    m_held = sentences;
    refresh();
}

/// What needs the person besides conflicts; empty: nothing does, or something else is to be said first.
QString SyncStatusWidget::need() const
{
    const bool busy = m_status.phase == SyncStatus::Phase::Syncing
        || m_status.phase == SyncStatus::Phase::Stopped;
    if (busy || m_conflicts > 0) {
        return {};
    }
    return m_held.isEmpty() ? wrongClock(m_status, m_peers) : tr("Deleted notes need your answer");
}

void SyncStatusWidget::setElsewhere(bool elsewhere)
{
    if (elsewhere == m_elsewhere) {
        return;
    }
    m_elsewhere = elsewhere;
    refresh();
}

void SyncStatusWidget::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        refresh();
    }
}

void SyncStatusWidget::refresh()
{
    const QString needed = need();
    const bool quiet = m_elsewhere && m_conflicts == 0 && m_held.isEmpty();
    const QString sentence = quiet ? tr("Synced by another Sheaf program")
        : needed.isEmpty()         ? statusSentence(m_status, m_conflicts)
                                   : needed;
    setText(sentence);
    // A screen reader hears the sentence as what this button says, under its steady name.
    setAccessibleDescription(sentence);
    const bool moving = m_status.phase == SyncStatus::Phase::Syncing;
    const bool stopped = m_status.phase == SyncStatus::Phase::Stopped;
    if (quiet) {
        setIcon(Theme::icon(u"laptop"_s));
    } else if (stopped || (m_status.phase == SyncStatus::Phase::HeldUp && m_conflicts == 0)) {
        setIcon(Theme::icon(u"warning"_s, Theme::Role::Warning));
    } else if (moving) {
        setIcon(Theme::icon(u"sync"_s, Theme::Role::Accent));
    } else if (m_conflicts > 0) {
        setIcon(Theme::icon(u"conflict"_s, Theme::Role::Warning));
    } else if (!needed.isEmpty()) {
        setIcon(Theme::icon(u"warning"_s, Theme::Role::Warning));
    } else if (m_status.phase == SyncStatus::Phase::Offline) {
        setIcon(Theme::icon(u"offline"_s));
    } else if (m_status.phase == SyncStatus::Phase::UpToDate) {
        setIcon(Theme::icon(u"check-circle"_s));
    } else {
        setIcon(Theme::icon(u"laptop"_s));
    }

    const QDateTime now = QDateTime::currentDateTime();
    QStringList lines = m_held;
    if (const QString own = ownClockSentence(m_status); !own.isEmpty()) {
        lines.append(own);
    }
    if (m_elsewhere) {
        lines.append(tr("Another Sheaf program has this library open and syncs it."));
        lines.append(tr("When it ends, this window goes on by itself."));
    }
    for (const Peer &peer : m_peers) {
        if (!peer.revoked && !m_elsewhere) {
            lines.append(peerSentence(peer, now));
            if (!peer.problem.isEmpty()) {
                lines.append(u"    "_s + peer.problem);
            }
            if (const QString clock = clockSentence(peer); !clock.isEmpty()) {
                lines.append(u"    "_s + clock);
            }
        }
    }
    if (lines.isEmpty()) {
        lines.append(tr("Pair a device to have these notes there too."));
    } else if (!m_status.problem.isEmpty()) {
        lines.append(m_status.problem);
    }
    QStringList escaped; // names come from other devices, and a tooltip guesses at rich text
    for (const QString &line : lines) {
        escaped.append(line.toHtmlEscaped());
    }
    setToolTip(u"<p style='white-space:pre'>%1</p>"_s.arg(escaped.join(u"<br>"_s)));
}

} // namespace sheaf
