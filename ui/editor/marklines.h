/// What Markdown means at the start of a line and at one place of it, as far as typing needs it: lists
/// that continue, boxes that can be ticked, links that can be opened.
/// Rules   pure.
#pragma once

#include <QString>
#include <QUrl>

#include <optional>

namespace sheaf {

struct MarkLine
{
    qsizetype contentStart = 0; ///< after indent, mark and box
    QString next; ///< what the next line of the same list begins with
    qsizetype taskStart = -1; ///< where "[ ]" begins
    bool taskDone = false;
};

/// Nothing when the line is no list item and no quote.
[[nodiscard]] std::optional<MarkLine> markLine(const QString &line);

/// The target of the link at `column`: "[text](target)", "<target>" or a bare address. Else empty.
[[nodiscard]] QString linkInLine(const QString &line, qsizetype column);

/// Only addresses that a browser or mail program takes; never a local program or file.
[[nodiscard]] bool isOpenable(const QUrl &url);

} // namespace sheaf
