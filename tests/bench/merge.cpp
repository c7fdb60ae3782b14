#include "model/merge/mergetext.h"
#include "tests/bench/measure.h"
#include "tests/bench/usage.h"

#include <algorithm>

namespace sheaf::bench {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kNotesTogether = 600; ///< bodies that make one of a megabyte
    constexpr int kRounds = 5;
    constexpr int kParagraphsApart = 40; ///< between two edits of one side

    /// Every so many paragraphs one gets a sentence more.
    QString edited(const QStringList &paragraphs, int first, const QString &sentence)
    {
        QStringList changed = paragraphs;
        for (qsizetype i = first; i < changed.size(); i += kParagraphsApart) {
            if (!changed[i].isEmpty()) {
                changed[i] += sentence;
            }
        }
        return changed.join(u'\n');
    }

} // namespace

/// Two edits of one text of a megabyte, in a hundred places each.
bool benchMerge(const QString &, Report &report)
{
    QStringList paragraphs;
    int number = 0;
    for (const CorpusNote &note : makeCorpus(kNotesTogether, 5)) {
        for (const QString &line : QString::fromUtf8(note.body).split(u'\n', Qt::SkipEmptyParts)) {
            paragraphs += u"%1. %2"_s.arg(++number).arg(line); // no two alike
        }
    }
    const QString base = paragraphs.join(u'\n');
    const QString ours = edited(paragraphs, 3, u" One more thing."_s);
    const QString theirs = edited(paragraphs, 23, u" Something else."_s);
    const double inputs = double(base.size() + ours.size() + theirs.size()) * sizeof(QChar) / 1e6;
    double best = 0;
    double peak = 0;
    for (int i = 0; i < kRounds; ++i) {
        const double before = residentMegabytes();
        const bool measured = forgetPeak();
        QElapsedTimer timer;
        timer.start();
        const TextMerge merge = mergeText(base, ours, theirs);
        const QString text = merge.text();
        const double took = seconds(timer);
        if (!merge.clean || text.size() <= ours.size()) {
            return fail("merging");
        }
        best = i == 0 ? took : std::min(best, took);
        if (measured && i == 0) { // later rounds find the memory of this one still at hand
            peak = peakMegabytes() - before;
        }
    }
    report.add(u"three-way merge of texts of %1 kB"_s.arg(base.toUtf8().size() / 1000),
               best * 1000,
               u"ms"_s);
    report.add(
        u"the same, memory"_s, peak, u"MB"_s, peak / inputs, u"its inputs (UTF-16)"_s, u"3"_s);
    return true;
}

} // namespace sheaf::bench
