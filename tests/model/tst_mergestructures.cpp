#include "model/merge/mergetext.h"
#include "model/note/texttokens.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace sheaf;

// Notes as people write them (lists, numbered lists, tables, code, front matter, repeated lines), edited by two
// sides that move, renumber, strike and paste. Half of the words occur once in all texts, so that a word
// lost or doubled shows.

namespace {

using Block = QStringList;
using Blocks = QList<Block>;

class Notebook
{
public:
    explicit Notebook(quint32 seed)
        : m_random(seed)
    {
    }

    Blocks note()
    {
        Blocks blocks;
        if (below(4) == 0) {
            blocks << Block {u"---"_s, u"title: "_s + sentence(2), u"tags: "_s + word(), u"---"_s};
        }
        for (int n = 2 + below(6); n > 0; --n) {
            blocks << block();
        }
        if (below(5) == 0) {
            blocks << blocks[below(int(blocks.size()))]; // the same text once more
        }
        return blocks;
    }

    Block block()
    {
        Block lines;
        const int count = 2 + below(5);
        const int kind = below(7);
        const QString mark = QStringList {u"- "_s, u"* "_s, u"- [ ] "_s, u"- [x] "_s}[below(4)];
        for (int i = 1; i <= count; ++i) {
            switch (kind) {
            case 0:
            case 1:
                lines << sentence(8) + u'.';
                break;
            case 2:
                lines << mark + (below(5) == 0 ? QString() : sentence(3));
                break;
            case 3:
                lines << QString::number(i) + u". "_s + sentence(3);
                break;
            case 4:
                lines << u"| %1 | %2 |"_s.arg(cell(), cell());
                break;
            default:
                lines << QStringList {QString(), u"}"_s, u"  return"_s, sentence(3)}[below(4)];
            }
        }
        if (kind == 4) {
            lines = Block {u"| day | who |"_s, u"| --- | --- |"_s} + lines;
        } else if (kind == 5) {
            lines = Block {u"```js"_s} + lines + Block {u"```"_s};
        } else if (kind == 6) {
            lines = {u"## "_s + sentence(2)};
        }
        return lines;
    }

    Blocks edited(Blocks blocks, const Blocks &clipboard)
    {
        for (int n = 1 + below(3); n > 0; --n) {
            const int at = below(int(blocks.size()) + 1);
            if (at == blocks.size()) {
                blocks << block();
                continue;
            }
            switch (below(6)) {
            case 0:
                blocks.insert(at, block());
                break;
            case 1:
                blocks.removeAt(at);
                break;
            case 2:
                blocks.move(at, below(int(blocks.size())));
                break;
            case 3:
                blocks.insert(at, clipboard[below(int(clipboard.size()))]);
                break;
            default:
                editLines(blocks[at]);
            }
        }
        return blocks;
    }

    QString text(const Blocks &blocks)
    {
        QStringList parts;
        for (const Block &block : blocks) {
            parts << block.join(u'\n');
        }
        return parts.join(u"\n\n"_s) + (below(4) == 0 ? QString() : u"\n"_s);
    }

private:
    int below(int bound) { return static_cast<int>(m_random() % static_cast<quint32>(bound)); }
    QString word()
    {
        static const QStringList kCommon {u"a"_s, u"the"_s, u"milk"_s, u"tea"_s, u"and"_s};
        return below(2) == 0 ? u"u%1q"_s.arg(++m_words) : kCommon[below(int(kCommon.size()))];
    }
    QString cell() { return below(3) == 0 ? QString() : word(); }
    QString sentence(int most)
    {
        QStringList words;
        for (int n = 1 + below(most); n > 0; --n) {
            words << word();
        }
        return words.join(u' ');
    }

    void editLines(Block &lines)
    {
        const int at = below(int(lines.size()));
        QStringList words = lines[at].split(u' ');
        const int in = below(int(words.size()));
        switch (below(7)) {
        case 0:
            lines.insert(at, lines[below(int(lines.size()))]); // once more
            break;
        case 1:
            lines.move(at, below(int(lines.size())));
            break;
        case 2:
            words[in] = word();
            lines[at] = words.join(u' ');
            break;
        case 3:
            words.insert(in, word());
            lines[at] = words.join(u' ');
            break;
        case 4:
            lines.insert(at, u"0. "_s + sentence(3)); // a new item, and all numbered again
            for (int i = 0; i < lines.size(); ++i) {
                const qsizetype dot = lines[i].indexOf(u". "_s);
                if (dot > 0 && lines[i][0].isDigit()) {
                    lines[i] = QString::number(i + 1) + lines[i].mid(dot);
                }
            }
            break;
        case 5:
            lines[at].replace(u"- [ ]"_s, u"- [x]"_s);
            break;
        default:
            if (lines.size() > 1) {
                lines.removeAt(at);
            }
        }
    }

    std::mt19937 m_random;
    int m_words = 0;
};

QHash<QString, int> wordsIn(const QString &text)
{
    QHash<QString, int> counts;
    for (const TextToken &token : wordTokens(text)) {
        if (token.isWord != 0U) {
            ++counts[token.in(text).toString()];
        }
    }
    return counts;
}

/// A word that a clean merge lost or doubled, by nothing but counting; empty when there is none.
QString
oddWord(const QString &base, const QString &ours, const QString &theirs, const QString &merged)
{
    const std::array counts {wordsIn(base), wordsIn(ours), wordsIn(theirs), wordsIn(merged)};
    QHash<QString, int> all = counts[0];
    for (const QHash<QString, int> &some : counts) {
        all.insert(some);
    }
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        const QString &word = it.key();
        const int before = counts[0].value(word);
        const int here = counts[1].value(word);
        const int there = counts[2].value(word);
        const int after = counts[3].value(word);
        const int sum = here + there - before;
        if (after < std::min({here, there, sum}) || after > std::max({here, there, sum})) {
            return word;
        }
        // What each side has as often as the base did stays; what one side alone brought is there once.
        const bool untouched = here == before && there == before;
        const bool oneSided = before == 0 && here + there == 1;
        if ((untouched && after != before) || (oneSided && after != 1)) {
            return word;
        }
    }
    return {};
}

} // namespace

class MergeStructuresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanMergesOfStructuredNotesNeitherLoseNorDoubleAWord();
    void theSameBlockPastedByBothAtTwoPlacesIsAsked();
};

void MergeStructuresTest::cleanMergesOfStructuredNotesNeitherLoseNorDoubleAWord()
{
    int clean = 0;
    for (quint32 seed = 1; seed <= 4000; ++seed) {
        Notebook notebook(seed);
        const Blocks note = notebook.note();
        const Blocks clipboard {notebook.block(), notebook.block()};
        const QString base = notebook.text(note);
        const QString ours = notebook.text(notebook.edited(note, clipboard));
        const QString theirs = notebook.text(notebook.edited(note, clipboard));
        if (ours == base || theirs == base || ours == theirs) {
            continue;
        }
        const TextMerge merge = mergeText(base, ours, theirs);
        const TextMerge swapped = mergeText(base, theirs, ours);
        QCOMPARE(swapped.clean, merge.clean);
        if (!merge.clean) {
            continue;
        }
        ++clean;
        const QString merged = merge.text();
        const QString odd = oddWord(base, ours, theirs, merged);
        if (!odd.isEmpty() || swapped.text() != merged) {
            qInfo() << "seed" << seed << base << ours << theirs << merged;
        }
        QCOMPARE(odd, QString());
        QCOMPARE(swapped.text(), merged);
        const TextMerge again = mergeText(base, merged, ours);
        QVERIFY(again.clean && again.text() == merged);
    }
    QVERIFY2(clean > 1200, qPrintable(QString::number(clean))); // the laws were tried on something
}

void MergeStructuresTest::theSameBlockPastedByBothAtTwoPlacesIsAsked()
{
    for (quint32 seed = 1; seed <= 300; ++seed) {
        Notebook notebook(seed);
        Blocks note;
        for (int n = 0; n < 8; ++n) {
            note << Block {u"### Part %1"_s.arg(n), u"body %1"_s.arg(n)};
        }
        const Block pasted = notebook.block() + Block {u"the end of the pasted text"_s};
        Blocks ours = note;
        Blocks theirs = note;
        ours.insert(2, pasted);
        theirs.insert(6, pasted + Block {u"and a line more"_s});

        const TextMerge merge =
            mergeText(notebook.text(note), notebook.text(ours), notebook.text(theirs));

        QVERIFY2(!merge.clean, qPrintable(merge.text()));
    }
}

QTEST_GUILESS_MAIN(MergeStructuresTest)
#include "tst_mergestructures.moc"
