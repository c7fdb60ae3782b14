#include "tests/bench/corpus.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>

#include <cmath>

namespace sheaf::bench {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kVocabulary = 20'000;
    constexpr int kBodyBytes = 1750;
    constexpr int kNotesPerFolder = 500;

    std::vector<QByteArray> makeVocabulary(QRandomGenerator &random)
    {
        static constexpr const char *kSyllables[] = {"ka",
                                                     "ro",
                                                     "mi",
                                                     "ten",
                                                     "sol",
                                                     "ba",
                                                     "lu",
                                                     "ner",
                                                     "vi",
                                                     "do",
                                                     "stra",
                                                     "pe",
                                                     "ling",
                                                     "ö"};
        std::vector<QByteArray> words;
        for (int i = 0; i < kVocabulary; ++i) {
            QByteArray word;
            const int syllables = 1 + random.bounded(4);
            for (int s = 0; s < syllables; ++s) {
                word += kSyllables[random.bounded(int(std::size(kSyllables)))];
            }
            words.push_back(word);
        }
        return words;
    }

} // namespace

std::vector<CorpusNote> makeCorpus(int notes, quint32 seed)
{
    QRandomGenerator random(seed);
    const std::vector<QByteArray> words = makeVocabulary(random);
    const auto word = [&] {
        // Rank falls off as a power: few words make up most of the text.
        const double rank = std::pow(random.generateDouble(), 3.0) * kVocabulary;
        return words[std::min(static_cast<size_t>(rank), words.size() - 1)];
    };
    std::vector<CorpusNote> corpus;
    corpus.reserve(static_cast<size_t>(notes));
    for (int i = 0; i < notes; ++i) {
        QByteArray body = "# " + word() + ' ' + word() + "\n\n";
        while (body.size() < kBodyBytes) {
            const int sentence = 5 + random.bounded(12);
            for (int w = 0; w < sentence; ++w) {
                body += word() + (w + 1 < sentence ? " " : ". ");
            }
            if (random.bounded(4) == 0) {
                body += random.bounded(3) == 0 ? "\n\n- [ ] " : "\n\n";
            }
        }
        corpus.push_back({u"%1 %2"_s.arg(QString::fromUtf8(word())).arg(i), body});
    }
    return corpus;
}

bool writeCorpus(const std::vector<CorpusNote> &notes, const QString &folder)
{
    for (size_t i = 0; i < notes.size(); ++i) {
        const QString sub = folder + u"/f%1"_s.arg(i / kNotesPerFolder);
        if (i % kNotesPerFolder == 0 && !QDir().mkpath(sub)) {
            return false;
        }
        QFile file(sub + u'/' + notes[i].title + u".md"_s);
        if (!file.open(QIODevice::WriteOnly) || file.write(notes[i].body) != notes[i].body.size()) {
            return false;
        }
    }
    return true;
}

} // namespace sheaf::bench
