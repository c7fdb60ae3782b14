#include "model/base/limits.h"
#include "model/merge/mergetext.h"
#include "model/note/texttokens.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

using Kind = MergeRegion::Kind;

QString concatenated(const TextMerge &merge, QString MergeRegion::*member)
{
    QString whole;
    for (const MergeRegion &region : merge.regions) {
        whole += region.*member;
    }
    return whole;
}

QHash<QString, int> wordCounts(const QString &text)
{
    QHash<QString, int> counts;
    for (const TextToken &token : wordTokens(text)) {
        if (token.isWord != 0U) {
            ++counts[token.in(text).toString()];
        }
    }
    return counts;
}

/// Seeded texts over a small alphabet, so that repetitions and collisions are the rule.
class TextSource
{
public:
    explicit TextSource(quint32 seed)
        : m_random(seed)
    {
    }

    int below(int bound) { return static_cast<int>(m_random() % static_cast<quint32>(bound)); }

    QString word()
    {
        static const QStringList kWords {u"a"_s,
                                         u"b"_s,
                                         u"milk"_s,
                                         u"tea"_s,
                                         u"漢"_s,
                                         u"字"_s,
                                         u"👩‍👧"_s,
                                         u"x.y"_s,
                                         u"-"_s,
                                         u"ö"_s};
        return below(3) == 0 ? u"w%1"_s.arg(below(40)) : kWords[below(int(kWords.size()))];
    }
    QString line()
    {
        if (below(4) == 0) {
            return {};
        }
        QStringList words;
        for (int n = 1 + below(6); n > 0; --n) {
            words << word();
        }
        return words.join(u' ');
    }
    QStringList lines(int most)
    {
        QStringList list;
        for (int n = below(most + 1); n > 0; --n) {
            list << line();
        }
        return list;
    }
    QStringList edited(QStringList lines)
    {
        for (int n = below(3) + 1; n > 0; --n) {
            const int at = lines.isEmpty() ? 0 : below(int(lines.size()));
            const int what = lines.isEmpty() ? 0 : below(6);
            if (what == 0) {
                lines.insert(at, line());
            } else if (what == 1) {
                lines.removeAt(at);
            } else if (what == 2) {
                lines[at] = line();
            } else if (what == 3) { // move
                const QString moved = lines.takeAt(at);
                lines.insert(below(int(lines.size()) + 1), moved);
            } else {
                QStringList words = lines[at].split(u' ');
                const int in = below(int(words.size()));
                if (what == 4) {
                    words[in] = word();
                } else {
                    words.insert(in, word());
                }
                lines[at] = words.join(u' ');
            }
        }
        return lines;
    }
    QString text(const QStringList &lines)
    {
        const QString end = below(8) == 0 ? u"\r\n"_s : u"\n"_s;
        return lines.join(end) + (below(3) == 0 ? QString() : end);
    }

private:
    std::mt19937 m_random;
};

/// What one text merge has to satisfy, whatever the texts; empty when it does.
QString brokenLaw(const QString &base, const QString &ours, const QString &theirs)
{
    const TextMerge merge = mergeText(base, ours, theirs);
    if (concatenated(merge, &MergeRegion::base) != base
        || concatenated(merge, &MergeRegion::ours) != ours
        || concatenated(merge, &MergeRegion::theirs) != theirs) {
        return u"the regions do not add up to the texts"_s;
    }
    const TextMerge swapped = mergeText(base, theirs, ours);
    if (swapped.clean != merge.clean || (merge.clean && swapped.text() != merge.text())) {
        return u"swapping the sides changes the result"_s;
    }
    if (merge.regions != mergeText(base, ours, theirs).regions) {
        return u"not deterministic"_s;
    }
    if (merge.clean != (merge.conflicts() == 0)) {
        return u"clean with conflicts, or conflict without"_s;
    }
    if (!merge.clean) {
        return {};
    }
    const QString merged = merge.text();
    for (const QString &side : {ours, theirs}) {
        const TextMerge again = mergeText(base, merged, side);
        if (!again.clean || again.text() != merged) {
            return u"merging again changes something"_s;
        }
    }
    QHash<QString, int> agreed;
    for (const MergeRegion &region : merge.regions) {
        if (region.kind == Kind::BothEqual) {
            const auto before = wordCounts(region.base);
            const auto after = wordCounts(region.ours);
            for (auto it = before.begin(); it != before.end(); ++it) {
                agreed[it.key()] -= *it;
            }
            for (auto it = after.begin(); it != after.end(); ++it) {
                agreed[it.key()] += *it;
            }
        }
    }
    const auto inBase = wordCounts(base);
    const auto inOurs = wordCounts(ours);
    const auto inTheirs = wordCounts(theirs);
    const auto inMerged = wordCounts(merged);
    QHash<QString, int> all = inBase;
    all.insert(inOurs);
    all.insert(inTheirs);
    all.insert(inMerged);
    for (const QString &word : all.keys()) {
        const int want = inOurs.value(word) + inTheirs.value(word) - inBase.value(word)
            - (ours == theirs ? inOurs.value(word) - inBase.value(word) : agreed.value(word));
        if (inMerged.value(word) != want) {
            return u"a word is lost or doubled: "_s + word;
        }
    }
    return {};
}

} // namespace

class MergeTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goldenFiles_data();
    void goldenFiles();
    void guards_data();
    void guards();
    void withoutABaseEverythingDifferentIsAConflict();
    void regionsOfPartlyMergedTextsShowWhoChangedWhat();
    void lawsHoldForRandomTexts();
    void wordLawsHoldForRandomLines();
    void mostOfWhatGitMergesInProseMergesHere();
};

void MergeTextTest::goldenFiles_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(SHEAF_SOURCE_DIR "/tests/golden/merge"));
    for (const QString &name : folder.entryList({u"*.txt"_s}, QDir::Files, QDir::Name)) {
        QTest::newRow(qPrintable(name)) << folder.filePath(name);
    }
}

/// A file is four texts, each after a line "=== base|ours|theirs|merged"; merged is "CONFLICT" alone
/// when there is no automatic answer. Marks: ␍ for CR, "⏎no" at the end for a missing last newline.
void MergeTextTest::goldenFiles()
{
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QHash<QString, QString> parts;
    QString current;
    QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
    QVERIFY(lines.takeLast().isEmpty());
    for (const QString &line : std::as_const(lines)) {
        if (line.startsWith(u"=== ")) {
            current = line.mid(4);
            parts[current] = QString();
        } else if (!current.isEmpty()) {
            parts[current] += line + u'\n';
        }
    }
    for (QString &part : parts) {
        part.replace(u"␍"_s, u"\r"_s);
        part.replace(u"⏎no\n"_s, QString());
    }
    QCOMPARE(parts.size(), 4);

    const TextMerge merge = mergeText(parts[u"base"_s], parts[u"ours"_s], parts[u"theirs"_s]);

    const QString wanted = parts[u"merged"_s];
    QCOMPARE(merge.clean, wanted != u"CONFLICT\n");
    if (merge.clean) {
        QCOMPARE(merge.text(), wanted);
    }
    QCOMPARE(brokenLaw(parts[u"base"_s], parts[u"ours"_s], parts[u"theirs"_s]), QString());
}

void MergeTextTest::guards_data()
{
    for (const char *column : {"base", "ours", "theirs", "merged"}) {
        QTest::addColumn<QString>(column);
    }
    const QString conflict = u"!"_s;
    QTest::newRow("edits in different lines both stay")
        << u"a\nx\nb\n"_s << u"A\nx\nb\n"_s << u"a\nx\nB\n"_s << u"A\nx\nB\n"_s;
    QTest::newRow("the same edit twice counts once")
        << u"a\nx\n"_s << u"b\nx\n"_s << u"b\nx\n"_s << u"b\nx\n"_s;
    QTest::newRow("the same edit twice and one more")
        << u"a\nx\ny\nz\n"_s << u"b\nx\ny\nz\n"_s << u"b\nx\ny\nZ\n"_s << u"b\nx\ny\nZ\n"_s;
    QTest::newRow("adjacent lines conflict")
        << u"a\nb\n"_s << u"A\nb\n"_s << u"a\nB\n"_s << conflict;
    QTest::newRow("adjacent insertion conflicts")
        << u"a\nb\nc\n"_s << u"a\nnew\nb\nc\n"_s << u"A\nb\nc\n"_s << conflict;
    QTest::newRow("two insertions at one point conflict")
        << u"a\nb\n"_s << u"a\nx\nb\n"_s << u"a\ny\nb\n"_s << conflict;
    QTest::newRow("two texts in an empty note conflict")
        << u""_s << u"x\n"_s << u"y\n"_s << conflict;
    QTest::newRow("one text in an empty note") << u""_s << u"x\n"_s << u""_s << u"x\n"_s;
    QTest::newRow("a run of blank lines, changed by both")
        << u"a\n\n\n\nb\n"_s << u"a\n\n\n\n\nb\n"_s << u"a\n\n\nb\n"_s << conflict;
    QTest::newRow("a run of blank lines, touched by one only, with another edit far away")
        << u"a\n\n\n\nb\nc\nd\n"_s << u"a\n\n\nb\nc\nd\n"_s << u"a\n\n\n\nb\nc\nD\n"_s
        << u"a\n\n\nb\nc\nD\n"_s;
    QTest::newRow("a run of blank lines, touched by one, with an edit of the other beside it")
        << u"a\n\n\n\nb\nc\n"_s << u"a\n\n\nb\nc\n"_s << u"a\n\n\n\nB\nc\n"_s << conflict;
    QTest::newRow("a run cut by one at its top, changed by the other at its end")
        << u"a\n\n\n\nb\n"_s << u"a\n\nx\n\n\nb\n"_s << u"a\n\n\nb\n"_s << conflict;
    QTest::newRow("a run of equal list items")
        << u"- [ ]\n- [ ]\n- [ ]\nz\n"_s << u"- [x]\n- [ ]\n- [ ]\nz\n"_s
        << u"- [ ]\n- [ ]\n- [x]\nz\n"_s << conflict;
    QTest::newRow("a run nobody touches does no harm")
        << u"a\nm\n\n\nn\nb\n"_s << u"A\nm\n\n\nn\nb\n"_s << u"a\nm\n\n\nn\nB\n"_s
        << u"A\nm\n\n\nn\nB\n"_s;
    QTest::newRow("a run inside a block that goes")
        << u"a\np\n\n\nq\nb\nc\n"_s << u"a\nb\nc\n"_s << u"a\np\n\n\nq\nb\nC\n"_s << u"a\nb\nC\n"_s;
    QTest::newRow("a paragraph put beside a run, with its own blank lines")
        << u"a\n\n\nb\nc\n"_s << u"a\n\n\nnew\n\n\nb\nc\n"_s << u"a\n\n\nb\nC\n"_s
        << u"a\n\n\nnew\n\n\nb\nC\n"_s;
    QTest::newRow("a paragraph put into a run") << u"a\n\n\nb\nc\n"_s << u"a\n\nnew\n\nb\nc\n"_s
                                                << u"a\n\n\nb\nC\n"_s << u"a\n\nnew\n\nb\nC\n"_s;
    QTest::newRow("a run taken out whole")
        << u"a\n\n\nb\nc\n"_s << u"a\nb\nc\n"_s << u"a\n\n\nb\nC\n"_s << u"a\nb\nC\n"_s;
    QTest::newRow("a line in both additions, by chance")
        << u"a\nb\nc\nd\n"_s << u"a\n# Fixed\none\nb\nc\nd\n"_s << u"a\nb\nc\n# Fixed\ntwo\nd\n"_s
        << u"a\n# Fixed\none\nb\nc\n# Fixed\ntwo\nd\n"_s;
    QTest::newRow("the same table added by both at two places, by one with more")
        << u"| day |\n| --- |\n| Mon |\na\nb\nc\n"_s
        << u"| day |\n| --- |\n| Mon |\n| day |\n| --- |\n| Tue |\na\nb\nc\n"_s
        << u"| day |\n| --- |\n| Mon |\na\nb\nmore\n| day |\n| --- |\n| Tue |\nc\n"_s << conflict;
    QTest::newRow("the same line added by both at one place, once more by one")
        << u"a\nb\nc\nd\n"_s << u"a\nnew\nB\nc\nnew\nd\n"_s << u"a\nb\nc\nnew\nd\n"_s
        << u"a\nnew\nB\nc\nnew\nd\n"_s;
    QTest::newRow("one side deletes everything")
        << u"a\nb\nc\n"_s << u""_s << u"a\nB\nc\n"_s << conflict;
    QTest::newRow("one side deletes everything, the other nothing")
        << u"a\nb\nc\n"_s << u""_s << u"a\nb\nc\n"_s << u""_s;
    QTest::newRow("a last line without newline")
        << u"a\nb\nc"_s << u"A\nb\nc"_s << u"a\nb\nC"_s << u"A\nb\nC"_s;
    QTest::newRow("both append to a last line without newline")
        << u"a\nb"_s << u"a\nb\nx"_s << u"a\nb\ny"_s << conflict;
    QTest::newRow("CRLF stays CRLF") << u"a\r\nx\r\nb\r\n"_s << u"A\r\nx\r\nb\r\n"_s
                                     << u"a\r\nx\r\nB\r\n"_s << u"A\r\nx\r\nB\r\n"_s;
    QTest::newRow("line ends changed everywhere against one edit")
        << u"a\nb\n"_s << u"a\r\nb\r\n"_s << u"a\nB\n"_s << conflict;
    QTest::newRow("words apart in one line")
        << u"the quick brown fox jumps\n"_s << u"the slow brown fox jumps\n"_s
        << u"the quick brown fox sleeps\n"_s << u"the slow brown fox sleeps\n"_s;
    QTest::newRow("one unchanged word between is enough")
        << u"one two three\n"_s << u"1 two three\n"_s << u"one two 3\n"_s << u"1 two 3\n"_s;
    QTest::newRow("neighbouring words conflict")
        << u"one two three\n"_s << u"1 two three\n"_s << u"one 2 three\n"_s << conflict;
    QTest::newRow("a repeated word between is ambiguous")
        << u"one the three the\n"_s << u"1 the three the\n"_s << u"one the 3 the\n"_s << conflict;
    QTest::newRow("the same word added by both at two places")
        << u"one two three\n"_s << u"one new two three\n"_s << u"one two new three\n"_s << conflict;
    QTest::newRow("a word moved by one and edited by the other")
        << u"red one two three\n"_s << u"one two three red\n"_s << u"dark red one two three\n"_s
        << conflict;
    QTest::newRow("a number is one word")
        << u"costs 3.14 now\n"_s << u"costs 3.15 now\n"_s << u"costs 2.14 now\n"_s << conflict;
    QTest::newRow("an address is one word")
        << u"see http://a.org/b/c?d=e please\n"_s << u"see http://x.org/b/c?d=e please\n"_s
        << u"see http://a.org/b/c?d=f please\n"_s << conflict;
    QTest::newRow("ideographs are words")
        << u"我喜欢喝茶\n"_s << u"他喜欢喝茶\n"_s << u"我喜欢喝水\n"_s << u"他喜欢喝水\n"_s;
    QTest::newRow("an emoji with its parts is one word")
        << u"👩‍👩‍👧 go home 👍🏽\n"_s << u"👨‍👩‍👧 go home 👍🏽\n"_s
        << u"👩‍👩‍👧 go home 👍🏿\n"_s << u"👨‍👩‍👧 go home 👍🏿\n"_s;
    QTest::newRow("a line moved by both to different places")
        << u"move me\na\nb\nc\nd\ne\nf\ng\n"_s << u"a\nb\nmove me\nc\nd\ne\nf\ng\n"_s
        << u"a\nb\nc\nd\ne\nmove me\nf\ng\n"_s << conflict;
    QTest::newRow("the same line inserted at two places")
        << u"a\nb\nc\nd\ne\n"_s << u"a\nnew\nb\nc\nd\ne\n"_s << u"a\nb\nc\nd\nnew\ne\n"_s
        << conflict;
    QTest::newRow("each side strikes the other copy of a line")
        << u"twice\na\nb\nc\ntwice\n"_s << u"a\nb\nc\ntwice\n"_s << u"twice\na\nb\nc\n"_s
        << conflict;
    QTest::newRow("each side strikes the other copy of a sentence")
        << u"Call Ann back. One\na\nb\nCall Ann back. Two\n"_s
        << u"One\na\nb\nCall Ann back. Two\n"_s << u"Call Ann back. One\na\nb\nTwo\n"_s << conflict;
    QTest::newRow("a sentence moved by both to different paragraphs")
        << u"Go. One\nx\nTwo\nx2\nThree\n"_s << u"One\nx\nTwo Go.\nx2\nThree\n"_s
        << u"One\nx\nTwo\nx2\nThree Go.\n"_s << conflict;
}

void MergeTextTest::guards()
{
    QFETCH(QString, base);
    QFETCH(QString, ours);
    QFETCH(QString, theirs);
    QFETCH(QString, merged);

    const TextMerge merge = mergeText(base, ours, theirs);

    QCOMPARE(merge.clean ? merge.text() : u"!"_s, merged);
    QVERIFY(!merge.bounded);
    QCOMPARE(brokenLaw(base, ours, theirs), QString());
}

void MergeTextTest::withoutABaseEverythingDifferentIsAConflict()
{
    const TextMerge merge =
        mergeText(std::nullopt, u"same\nours\nend\n"_s, u"same\ntheirs\nend\n"_s);

    QVERIFY(!merge.clean);
    QCOMPARE(merge.conflicts(), 1);
    QCOMPARE(merge.regions.size(), std::size_t(3));
    QCOMPARE(merge.regions[1].ours, u"ours\n"_s);
    QCOMPARE(merge.regions[1].theirs, u"theirs\n"_s);
    QVERIFY(mergeText(std::nullopt, u"same"_s, u"same"_s).clean);
    QVERIFY(!mergeText(std::nullopt, u"same"_s, QString()).clean);
}

void MergeTextTest::regionsOfPartlyMergedTextsShowWhoChangedWhat()
{
    const TextMerge merge =
        mergeText(u"a\nx\nb\ny\nc\n"_s, u"A\nx\nb1\ny\nc\n"_s, u"a\nx\nb2\ny\nC\n"_s);

    QVERIFY(!merge.clean);
    std::vector<Kind> kinds;
    for (const MergeRegion &region : merge.regions) {
        kinds.push_back(region.kind);
    }
    const std::vector<Kind> wanted {
        Kind::Ours, Kind::Unchanged, Kind::Conflict, Kind::Unchanged, Kind::Theirs};
    QVERIFY(kinds == wanted);
    QCOMPARE(merge.regions[2].base, u"b\n"_s);
    QCOMPARE(merge.conflicts(), 1);
}

void MergeTextTest::lawsHoldForRandomTexts()
{
    int clean = 0;
    for (quint32 seed = 1; seed <= 6000; ++seed) {
        TextSource source(seed);
        const QStringList lines = source.lines(12);
        const QString base = source.text(lines);
        const QString ours = source.text(source.edited(lines));
        const QString theirs = source.text(source.edited(lines));
        const QString broken = brokenLaw(base, ours, theirs);
        if (!broken.isEmpty()) {
            qInfo() << "seed" << seed << base << ours << theirs;
        }
        QCOMPARE(broken, QString());
        clean += mergeText(base, ours, theirs).clean ? 1 : 0;
    }
    QVERIFY2(clean > 600, qPrintable(QString::number(clean))); // the laws were tried on something
}

void MergeTextTest::wordLawsHoldForRandomLines()
{
    int clean = 0;
    for (quint32 seed = 1; seed <= 6000; ++seed) {
        TextSource source(seed);
        QStringList words;
        for (int n = source.below(12); n > 0; --n) {
            words << source.word();
        }
        const auto edited = [&source](QStringList line) {
            for (int n = 1 + source.below(2); n > 0 && !line.isEmpty(); --n) {
                QString moved;
                const int at = source.below(int(line.size()));
                switch (source.below(4)) {
                case 0:
                    line.removeAt(at);
                    break;
                case 1:
                    line.insert(at, source.word());
                    break;
                case 2:
                    moved = line.takeAt(at);
                    line.insert(source.below(int(line.size()) + 1), moved);
                    break;
                default:
                    line[at] = source.word();
                }
            }
            return line.join(u' ');
        };
        const QString base = words.join(u' ');
        const QString ours = edited(words);
        const QString theirs = edited(words);
        const QString broken = brokenLaw(base, ours, theirs);
        if (!broken.isEmpty()) {
            qInfo() << "seed" << seed << base << ours << theirs;
        }
        QCOMPARE(broken, QString());
        clean += ours != base && theirs != base && mergeText(base, ours, theirs).clean ? 1 : 0;
    }
    QVERIFY2(clean > 600, qPrintable(QString::number(clean)));
}

/// Prose as people edit it: paragraphs of several sentences with a blank line between; each side
/// rewords, adds or strikes in one or two paragraphs.
void MergeTextTest::mostOfWhatGitMergesInProseMergesHere()
{
    QTemporaryDir folder;
    const auto write = [&folder](const QString &name, const QString &text) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
    };
    int byGit = 0;
    int byBoth = 0;
    for (quint32 seed = 1; seed <= 150; ++seed) {
        TextSource source(seed);
        const auto sentence = [&source] {
            QStringList words;
            for (int n = 5 + source.below(9); n > 0; --n) {
                words << u"%1%2"_s.arg(QChar(u'a' + source.below(26))).arg(source.below(60));
            }
            return words.join(u' ') + u'.';
        };
        QStringList base;
        for (int n = 4 + source.below(5); n > 0; --n) {
            base << sentence() + u' ' + sentence();
        }
        const auto edited = [&](QStringList paragraphs) {
            for (int n = 1 + source.below(2); n > 0; --n) {
                const int at = source.below(int(paragraphs.size()));
                switch (source.below(5)) {
                case 0:
                    paragraphs.insert(at, sentence());
                    break;
                case 1:
                    paragraphs.removeAt(at);
                    break;
                case 2:
                    paragraphs[at] += u' ' + sentence();
                    break;
                default:
                    paragraphs[at] = sentence();
                }
            }
            return paragraphs.join(u"\n\n"_s) + u'\n';
        };
        const QString before = base.join(u"\n\n"_s) + u'\n';
        const QString ours = edited(base);
        const QString theirs = edited(base);
        write(u"base"_s, before);
        write(u"ours"_s, ours);
        write(u"theirs"_s, theirs);
        QProcess git;
        git.start(u"git"_s,
                  {u"merge-file"_s,
                   u"-p"_s,
                   folder.filePath(u"ours"_s),
                   folder.filePath(u"base"_s),
                   folder.filePath(u"theirs"_s)});
        QVERIFY2(git.waitForFinished(), "this comparison needs git");
        if (git.exitCode() != 0) {
            continue;
        }
        ++byGit;
        const TextMerge merge = mergeText(before, ours, theirs);
        if (merge.clean) {
            ++byBoth;
            QCOMPARE(merge.text().toUtf8(), git.readAllStandardOutput());
        }
    }
    qInfo() << "git merged" << byGit << "of 150, of these clean here:" << byBoth;
    QVERIFY(byGit >= 40);
    QVERIFY(byBoth * 100 >= byGit * 80);
}

QTEST_GUILESS_MAIN(MergeTextTest)
#include "tst_mergetext.moc"
