#include "tests/bench/measure.h"

namespace sheaf::bench {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kManyNotes = 50'000;
    constexpr size_t kSearches = 40;
    constexpr int kHitsShown = 200;

} // namespace

/// What the list and the search field wait for in a large library.
bool benchReading(const QString &root, Report &report)
{
    const OwnLibrary own(root + u"/large"_s);
    const std::vector<CorpusNote> corpus = makeCorpus(kManyNotes, 2);
    if (!own.library || !fillLibrary(*own.library, corpus)) {
        return fail("filling a library");
    }
    while (!own.library->updateIndex(1000)) { }
    QElapsedTimer timer;
    timer.start();
    const auto reader = LibraryReader::open(own.library->folder());
    if (!reader || (*reader)->notes({}).size() != corpus.size()) {
        return fail("listing a library");
    }
    report.add(u"opening and listing %1 notes"_s.arg(kManyNotes),
               seconds(timer) * 1000,
               u"ms"_s,
               u"400"_s);
    std::vector<double> searches;
    for (size_t i = 0; i < kSearches; ++i) {
        const QString word = corpus[i * corpus.size() / kSearches].title.section(u' ', 0, 0);
        for (qsizetype typed = 1; typed <= word.size(); ++typed) {
            NoteFilter filter;
            filter.query = word.first(typed);
            filter.limit = kHitsShown;
            timer.start();
            const auto found = (*reader)->notes(filter);
            searches.push_back(seconds(timer) * 1000);
            if (typed == word.size() && found.empty()) {
                return fail("searching a library");
            }
        }
    }
    timer.start();
    const RecordDigests all = (*reader)->recordDigests({}, 0);
    report.add(u"a question about the state of all %1 notes"_s.arg(kManyNotes),
               seconds(timer) * 1000,
               u"ms"_s);
    timer.start();
    const RecordDigests part = (*reader)->recordDigests(QByteArray(1, '\x80'), 0);
    report.add(u"a question about one in 256 of them"_s, seconds(timer) * 1000, u"ms"_s);
    if (!all.sumFits || all.sums.size() != 256 || part.sums.empty()) {
        return fail("comparing states");
    }
    const QString search = u"search as you type, %1 notes, "_s.arg(kManyNotes);
    report.add(search + u"p50"_s, quantile(searches, 0.5), u"ms"_s);
    report.add(search + u"p99"_s, quantile(searches, 0.99), u"ms"_s, u"30"_s);
    return true;
}

} // namespace sheaf::bench
