/// Times, numbers and sizes as a person would say them.
/// Rules   short enough for a list row; pure: the present moment is a parameter.
/// Thread  any.
#pragma once

#include <QCoreApplication>
#include <QLocale>
#include <QString>

namespace sheaf {

class Humanize
{
    Q_DECLARE_TR_FUNCTIONS(Humanize)

public:
    /// "now", "5 min", "14:02", "Yesterday", "Tuesday", "12 Mar", "12 Mar 2024".
    [[nodiscard]] static QString shortTime(qint64 timeMs, qint64 nowMs);
    /// "today at 14:02", "yesterday at 09:30", "12 March 2024 at 14:02": for the middle of a sentence.
    [[nodiscard]] static QString longTime(qint64 timeMs, qint64 nowMs);
    /// With group separators, in the C locale too: "1,240".
    [[nodiscard]] static QString number(qint64 value);
    [[nodiscard]] static QString bytes(qint64 value);
    [[nodiscard]] static QString notes(int count); ///< "1 note", "12 notes"
    [[nodiscard]] static QString words(qint64 count);
    /// The locale for numbers and dates; English where the system has only "C".
    [[nodiscard]] static QLocale locale();
};

} // namespace sheaf
