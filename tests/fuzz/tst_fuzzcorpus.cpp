/// Replays what the fuzzers have found, so that every finding stays a test; see ./dev fuzz.
#include "tests/fuzz/fuzztargets.h"

#include <QDir>
#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

namespace {

QDir corpusOf(std::string_view target)
{
    return QDir(QStringLiteral(SHEAF_SOURCE_DIR "/tests/fuzz/corpus/")
                + QLatin1StringView(target.data(), qsizetype(target.size())));
}

} // namespace

class FuzzCorpusTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyInput_isTakenAsItShould_data()
    {
        QTest::addColumn<int>("target");
        for (std::size_t i = 0; i < std::size(fuzz::kTargets); ++i) {
            const std::string name(fuzz::kTargets[i].name);
            QTest::newRow(name.c_str()) << int(i);
        }
    }
    void everyInput_isTakenAsItShould()
    {
        QFETCH(int, target);
        const fuzz::NamedTarget &named = fuzz::kTargets[target];
        const QDir corpus = corpusOf(named.name);
        const QStringList files = corpus.entryList(QDir::Files);
        QVERIFY2(!files.isEmpty(), "a target without a corpus tests nothing");
        for (const QString &name : files) {
            QFile file(corpus.filePath(name));
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(name));
            const QByteArray input = file.readAll();
            // A target that fails ends the program: say before, which input it was.
            if (!qEnvironmentVariableIsEmpty("SHEAF_FUZZ_NAMES")) {
                qInfo("%s", qPrintable(name));
            }
            named.run(input);
        }
    }

    void everyPrefix_isTakenAsItShould_data() { everyInput_isTakenAsItShould_data(); }
    void everyPrefix_isTakenAsItShould()
    {
        QFETCH(int, target);
        const fuzz::NamedTarget &named = fuzz::kTargets[target];
        const QDir corpus = corpusOf(named.name);
        int runs = 0;
        for (const QString &name : corpus.entryList(QDir::Files, QDir::Name).mid(0, 25)) {
            QFile file(corpus.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray input = file.readAll();
            const qsizetype step = std::max(qsizetype {1}, input.size() / 16);
            for (qsizetype size = 0; size < input.size(); size += step, ++runs) {
                named.run(input.first(size));
            }
        }
        QVERIFY(runs > 0);
    }

    void theCorpus_staysSmall()
    {
        qint64 bytes = 0;
        for (const fuzz::NamedTarget &named : fuzz::kTargets) {
            for (const QFileInfo &file : corpusOf(named.name).entryInfoList(QDir::Files)) {
                bytes += file.size();
            }
        }
        QVERIFY2(bytes <= 300 * 1024, "minimise it: ./dev fuzz --minimise");
    }
};

QTEST_APPLESS_MAIN(FuzzCorpusTest)
#include "tst_fuzzcorpus.moc"
