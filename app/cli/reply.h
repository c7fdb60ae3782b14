/// What a command answers: a JSON document for programs and text for people, or a failure with the exit
/// code that scripts rely on (0 done, 1 failed, 2 usage, 3 not found, 4 refused, 5 newer or damaged).
#pragma once

#include "model/base/result.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

namespace sheaf::cli {

struct Reply
{
    QJsonValue json {};
    QString text {}; ///< printed without --json
    int exitCode = 0; ///< not 0 where a finding is a failure too, as with `check`
    QString usageFault {}; ///< the words were wrong after all: exit code 2
};

[[nodiscard]] inline Reply usageReply(const QString &fault)
{
    return Reply {{}, {}, 2, fault};
}

[[nodiscard]] int exitCode(ErrorCode code);

/// One sentence: what happened and what to do.
[[nodiscard]] QString sentence(const Error &error);

/// Prints one JSON value on a line of its own to stdout and flushes.
void printJsonLine(const QJsonValue &value);
void printText(const QString &text); ///< to stdout, with a newline
void printProgress(const QString &text); ///< to stderr, with a newline

} // namespace sheaf::cli
