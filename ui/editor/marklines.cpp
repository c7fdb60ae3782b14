#include "ui/editor/marklines.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace sheaf {

std::optional<MarkLine> markLine(const QString &line)
{
    static const QRegularExpression pattern(
        uR"(^(\s*)(?:(?<bullet>[-*+])|(?<number>\d{1,9})(?<dot>[.)])|(?<quote>>))( +)(?<task>\[[ xX]\] +)?)"_s);
    const QRegularExpressionMatch match = pattern.match(line);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    MarkLine mark;
    mark.contentStart = match.capturedEnd();
    mark.next = match.captured(1);
    if (match.hasCaptured(u"bullet")) {
        mark.next += match.captured(u"bullet");
    } else if (match.hasCaptured(u"number")) {
        mark.next += QString::number(match.captured(u"number").toLongLong() + 1);
        mark.next += match.captured(u"dot");
    } else {
        mark.next += match.captured(u"quote");
    }
    mark.next += match.captured(6);
    if (match.hasCaptured(u"task")) {
        mark.taskStart = match.capturedStart(u"task");
        mark.taskDone = line[mark.taskStart + 1] != u' ';
        mark.next += u"[ ] "_s;
    }
    return mark;
}

QString linkInLine(const QString &line, qsizetype column)
{
    static const QRegularExpression pattern(
        uR"(\[[^\]]*\]\((?<target>[^)\s]+)[^)]*\)|(?<bare>(?:https?://|mailto:)[^\s<>"')\]]+))"_s);
    auto matches = pattern.globalMatch(line);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        if (column >= match.capturedStart() && column <= match.capturedEnd()) {
            return match.hasCaptured(u"bare") ? match.captured(u"bare") : match.captured(u"target");
        }
    }
    return {};
}

bool isOpenable(const QUrl &url)
{
    return url.isValid()
        && (url.scheme() == "https"_L1 || url.scheme() == "http"_L1 || url.scheme() == "mailto"_L1);
}

} // namespace sheaf
