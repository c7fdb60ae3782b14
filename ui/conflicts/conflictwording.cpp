#include "ui/conflicts/conflictwording.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    struct Words
    {
        Q_DECLARE_TR_FUNCTIONS(sheaf::ConflictWording)
    };

    /// "on laptop" or "here".
    QString place(const ConflictSide &side, const ConflictReading &reading)
    {
        return side.device == reading.own ? Words::tr("here")
                                          : Words::tr("on %1").arg(side.deviceName);
    }

    /// Words that every side did the same way are said once: "Edited on laptop 14:02 and here 14:05".
    QString placeAndTime(const ConflictSide &side, const ConflictReading &reading)
    {
        return u"%1 %2"_s.arg(place(side, reading), shortTime(side.timeMs, reading.now));
    }

    QString joined(const QStringList &parts)
    {
        if (parts.size() < 2) {
            return parts.join(QString());
        }
        return Words::tr("%1 and %2")
            .arg(QStringList(parts.mid(0, parts.size() - 1)).join(u", "_s), parts.last());
    }

} // namespace

QString shortTime(qint64 timeMs, const QDateTime &now)
{
    const QLocale locale;
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs).toTimeZone(now.timeZone());
    const QString clock = locale.toString(time.time(), u"HH:mm"_s);
    if (time.date() == now.date()) {
        return clock;
    }
    if (time.date() == now.date().addDays(-1)) {
        return Words::tr("yesterday %1").arg(clock);
    }
    if (time.date().year() == now.date().year()) {
        return u"%1 %2"_s.arg(locale.toString(time.date(), Words::tr("d MMM", "pattern of a date")),
                              clock);
    }
    return locale.toString(time.date(), Words::tr("d MMM yyyy", "pattern of a date"));
}

QString sideLabel(const ConflictSide &side, const ConflictReading &reading)
{
    const QString device = side.device == reading.own ? Words::tr("here") : side.deviceName;
    const QString time = shortTime(side.timeMs, reading.now);
    return side.deleted ? Words::tr("%1, deleted %2").arg(device, time)
                        : Words::tr("%1, %2").arg(device, time);
}

QString conflictHeadline(const NoteConflict &conflict, const ConflictReading &reading)
{
    QStringList edits;
    QStringList deletes;
    // The other devices first, this one last: the person knows what they did here.
    for (const bool own : {false, true}) {
        for (const ConflictSide &side : conflict.sides) {
            if ((side.device == reading.own) == own) {
                (side.deleted ? deletes : edits).append(placeAndTime(side, reading));
            }
        }
    }
    const QString edited = joined(edits);
    if (!deletes.isEmpty() && !edits.isEmpty()) {
        return Words::tr("Deleted %1, edited %2: choose").arg(joined(deletes), edited);
    }
    if (conflict.type == ConflictType::MoveConflict) {
        return Words::tr("Moved %1: choose").arg(edited);
    }
    return Words::tr("Edited %1: choose").arg(edited);
}

QString conflictExplanation(const NoteConflict &conflict)
{
    switch (conflict.type) {
    case ConflictType::ConcurrentEdit:
        return Words::tr("The same words were changed in two places before the devices met. "
                         "Choose for each difference, or write what you want in the result.");
    case ConflictType::MetadataConflict:
        return Words::tr("A property of this note was set differently in two places. "
                         "Choose which value stays.");
    case ConflictType::DeleteConflict:
        return Words::tr("This note was deleted in one place and changed in another. "
                         "Nothing is deleted until you choose.");
    case ConflictType::MoveConflict:
        if (conflict.sides.size() < 2) {
            return Words::tr("Two moves made apart would put this notebook inside itself, so it "
                             "stands at the top. Leave it there, or move it where you want it.");
        }
        return Words::tr("This was moved to two different places before the devices met. "
                         "Choose where it stays.");
    case ConflictType::StructuralConflict:
        return Words::tr("The versions differ in a way that only a newer Sheaf understands. "
                         "Update Sheaf on this computer, then settle it here.");
    case ConflictType::None:
        break;
    }
    return Words::tr("There is nothing to settle any more.");
}

} // namespace sheaf
