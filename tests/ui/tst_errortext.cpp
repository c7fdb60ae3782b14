#include "ui/common/errortext.h"

#include <QSet>
#include <QTest>

using namespace sheaf;
using namespace Qt::StringLiterals;

class ErrorTextTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCode_saysWhatHappenedAndWhatToDo();
    void everyCode_hasWordsOfItsOwn();
    void text_neverShowsTheLogDetail();
};

namespace {

/// All codes: the names end where the enum does.
std::vector<ErrorCode> allCodes()
{
    std::vector<ErrorCode> codes;
    for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
        codes.push_back(static_cast<ErrorCode>(i));
    }
    return codes;
}

} // namespace

void ErrorTextTest::everyCode_saysWhatHappenedAndWhatToDo()
{
    for (const ErrorCode code : allCodes()) {
        const QByteArray name = errorName(code).toUtf8();
        for (const QString &sentence : {errorHappened(code), errorRemedy(code)}) {
            QVERIFY2(sentence.size() > 10, name.constData());
            QVERIFY2(sentence.front().isUpper(), name.constData());
            QVERIFY2(sentence.endsWith(u'.'), name.constData());
            QVERIFY2(!sentence.contains(u'%'), name.constData()); // every number was filled in
        }
    }
}

void ErrorTextTest::everyCode_hasWordsOfItsOwn()
{
    QSet<QString> seen;
    for (const ErrorCode code : allCodes()) {
        const QString sentence = errorHappened(code);
        QVERIFY2(!seen.contains(sentence), qPrintable(sentence));
        seen.insert(sentence);
    }
}

void ErrorTextTest::text_neverShowsTheLogDetail()
{
    const QString text = errorText({ErrorCode::DiskFull, u"ENOSPC in wal"_s});

    QVERIFY(!text.contains(u"ENOSPC"_s));
    QVERIFY(text.contains(u"disk is full"_s));
}

QTEST_GUILESS_MAIN(ErrorTextTest)
#include "tst_errortext.moc"
