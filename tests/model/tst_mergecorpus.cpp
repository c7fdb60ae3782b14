#include "model/merge/mergetext.h"
#include "model/note/texttokens.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace sheaf;

// Edits of public documents, merged as two people would have made them apart; tests/corpus/merge says where
// they come from. What git merges cleanly becomes the same text here, or a question.

namespace {

struct MergeCase
{
    QString kind;
    bool gitIsClean = false;
    QString base;
    QString ours;
    QString theirs;
    QString git;
};

class CorpusFile
{
public:
    explicit CorpusFile(const QString &path)
    {
        QFile file(path);
        if (file.open(QIODevice::ReadOnly)) {
            m_lines = linesOf(QString::fromUtf8(file.readAll()));
        }
    }

    std::vector<MergeCase> cases()
    {
        std::vector<MergeCase> found;
        const qsizetype length = word(next(), 2).toLongLong();
        const QStringList base = m_lines.mid(m_at, length);
        m_at += length;
        while (m_at < m_lines.size()) {
            const QString head = next();
            MergeCase made;
            made.kind = word(head, 2);
            made.gitIsClean = word(head, 3) == u"clean"_s;
            made.base = base.join(QString());
            made.ours = side(base);
            made.theirs = side(base);
            made.git = made.gitIsClean ? side(base) : QString();
            found.push_back(made);
        }
        return found;
    }

    static QStringList linesOf(const QString &text)
    {
        QStringList lines;
        for (const QString &line : text.split(u'\n')) {
            lines.append(line + u'\n');
        }
        lines.removeLast(); // after the last newline
        return lines;
    }

private:
    QString next() { return m_lines.at(m_at++); }
    static QString word(const QString &line, int index)
    {
        return line.trimmed().split(u' ').value(index);
    }

    /// "--- name hunks", then each hunk.
    QString side(const QStringList &base)
    {
        QString text;
        qsizetype from = 0;
        for (qint64 left = word(next(), 2).toLongLong(); left > 0; --left) {
            const QString head = next();
            const qsizetype start = word(head, 1).toLongLong();
            const qsizetype count = word(head, 3).toLongLong();
            text += base.mid(from, start - from).join(QString());
            text += m_lines.mid(m_at, count).join(QString());
            m_at += count;
            from = word(head, 2).toLongLong();
        }
        return text + base.mid(from).join(QString());
    }

    QStringList m_lines;
    qsizetype m_at = 0;
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

/// A word whose number in the merge nothing explains; empty when there is none.
QString oddWord(const MergeCase &made, const QString &merged)
{
    const QHash<QString, int> base = wordsIn(made.base);
    const QHash<QString, int> ours = wordsIn(made.ours);
    const QHash<QString, int> theirs = wordsIn(made.theirs);
    const QHash<QString, int> result = wordsIn(merged);
    QHash<QString, int> all = base;
    all.insert(ours);
    all.insert(theirs);
    all.insert(result);
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        const int here = ours.value(it.key()) - base.value(it.key());
        const int there = theirs.value(it.key()) - base.value(it.key());
        const int change = result.value(it.key()) - base.value(it.key());
        if (change < std::min({here, there, here + there})
            || change > std::max({here, there, here + there})) {
            return it.key();
        }
    }
    return {};
}

} // namespace

class MergeCorpusTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatGitMergesCleanly_isTheSameTextOrAsked_data() { files(); }
    void whatGitMergesCleanly_isTheSameTextOrAsked();
    void mostOfWhatGitMergesCleanly_mergesHere();

private:
    static QStringList corpus()
    {
        return QDir(QStringLiteral(SHEAF_SOURCE_DIR "/tests/corpus/merge"))
            .entryList({u"*.txt"_s}, QDir::Files, QDir::Name);
    }
    static std::vector<MergeCase> casesOf(const QString &name)
    {
        return CorpusFile(QStringLiteral(SHEAF_SOURCE_DIR "/tests/corpus/merge/") + name).cases();
    }
    static void files()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : corpus()) {
            QTest::newRow(qPrintable(name)) << name;
        }
    }
};

void MergeCorpusTest::whatGitMergesCleanly_isTheSameTextOrAsked()
{
    QFETCH(QString, name);
    const std::vector<MergeCase> cases = casesOf(name);
    QVERIFY(!cases.empty());
    for (const MergeCase &made : cases) {
        QVERIFY(made.ours != made.base && made.theirs != made.base);
        const TextMerge merge = mergeText(made.base, made.ours, made.theirs);
        const TextMerge swapped = mergeText(made.base, made.theirs, made.ours);
        QCOMPARE(swapped.clean, merge.clean);
        QVERIFY(!merge.bounded);
        if (merge.clean) {
            QCOMPARE(swapped.text(), merge.text());
            QCOMPARE(oddWord(made, merge.text()), QString());
        }
        if (merge.clean && made.gitIsClean) {
            QCOMPARE(CorpusFile::linesOf(merge.text()), CorpusFile::linesOf(made.git));
        }
    }
}

void MergeCorpusTest::mostOfWhatGitMergesCleanly_mergesHere()
{
    QHash<QString, int> clean;
    QHash<QString, int> merged;
    for (const QString &name : corpus()) {
        for (const MergeCase &made : casesOf(name)) {
            if (made.gitIsClean) {
                const bool done = mergeText(made.base, made.ours, made.theirs).clean;
                const QString kind = made.kind == u"apart"_s ? u"apart"_s : u"dealt"_s;
                clean[kind] += 1;
                merged[kind] += done ? 1 : 0;
            }
        }
    }
    for (const QString &kind : {u"apart"_s, u"dealt"_s}) {
        const QString figures = u"%1: %2 of %3"_s.arg(kind).arg(merged[kind]).arg(clean[kind]);
        qInfo().noquote() << figures;
        QVERIFY(clean[kind] > 8);
        QVERIFY2(merged[kind] * 10 >= clean[kind] * 8, qPrintable(figures));
    }
}

QTEST_GUILESS_MAIN(MergeCorpusTest)
#include "tst_mergecorpus.moc"
