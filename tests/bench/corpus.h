/// The notes that benchmarks use: Markdown text of made-up words, the same on every machine.
/// Shape   about 1.75 kB a note, word frequencies falling like those of natural text.
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace sheaf::bench {

struct CorpusNote
{
    QString title;
    QByteArray body;
};

[[nodiscard]] std::vector<CorpusNote> makeCorpus(int notes, quint32 seed);
/// One file a note, 500 to a folder. False when the disk refuses.
[[nodiscard]] bool writeCorpus(const std::vector<CorpusNote> &notes, const QString &folder);

} // namespace sheaf::bench
