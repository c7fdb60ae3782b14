/// What people type is understood as meant, and never as an error.
#include "model/search/searchquery.h"
#include "model/search/searchtext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace sheaf;

class SearchQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_becomeAnFtsExpression_data();
    void words_becomeAnFtsExpression();
    void operators_becomeConditions();
    void or_splitsIntoAlternatives();
    void malformedOperators_areLiteralWords_data();
    void malformedOperators_areLiteralWords();
    void nothingToLookFor_isEmpty_data();
    void nothingToLookFor_isEmpty();
    void negatedTerms_standApart();
    void anyInput_givesABoundedExpression();
    void cjk_isSetApart_characterByCharacter();
    void tokens_foldCaseAndAccents();
};

void SearchQueryTest::words_becomeAnFtsExpression_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("expression");
    QTest::newRow("all words count, the last may go on")
        << u"red app"_s << u"\"red\" AND \"app\" *"_s;
    QTest::newRow("a blank ends the last word") << u"red app "_s << u"\"red\" AND \"app\""_s;
    QTest::newRow("phrase") << u"\"red apple\""_s << u"\"red apple\""_s;
    QTest::newRow("phrase, then a word")
        << u"\"red apple\" pie"_s << u"\"red apple\" AND \"pie\" *"_s;
    QTest::newRow("open quote is no phrase") << u"\"red apple"_s << u"\"red\" AND \"apple\" *"_s;
    QTest::newRow("one letter is a word") << u"red a"_s << u"\"red\" AND \"a\""_s;
    QTest::newRow("star in the middle") << u"app* red "_s << u"\"app\" * AND \"red\""_s;
    QTest::newRow("title") << u"title:pie x "_s << u"title : \"pie\" AND \"x\""_s;
    QTest::newRow("title phrase") << u"title:\"apple pie\""_s << u"title : \"apple pie\""_s;
    QTest::newRow("CJK as a phrase") << u"日本 "_s << u"\"日 本\""_s;
    QTest::newRow("quote inside a word") << u"a\"b "_s << u"\"a b\""_s;
    QTest::newRow("address") << u"https://example.org/x "_s << u"\"https://example.org/x\""_s;
    QTest::newRow("SQL") << u"x' OR 1=1 -- "_s << u"\"x'\""_s;
    QTest::newRow("FTS syntax") << u"NEAR(a b) "_s << u"\"NEAR(a\" AND \"b)\""_s;
}

void SearchQueryTest::words_becomeAnFtsExpression()
{
    QFETCH(QString, typed);
    QFETCH(QString, expression);

    const auto query = SearchQuery::parse(typed);

    QVERIFY(!query.isEmpty());
    QCOMPARE(matchExpression(query.alternatives().front(), false), expression);
}

void SearchQueryTest::operators_becomeConditions()
{
    const auto query = SearchQuery::parse(
        u"tag:Work notebook:\"My Notes/2026\" is:private IS:conflict before:2026-03-01 after:2025"_s);

    QCOMPARE(query.alternatives().size(), size_t(1));
    const auto &terms = query.alternatives().front();
    QCOMPARE(terms.size(), size_t(6));
    QCOMPARE(terms[0], (SearchTerm {.kind = SearchTerm::Kind::Tag, .text = u"Work"_s}));
    QCOMPARE(terms[1],
             (SearchTerm {.kind = SearchTerm::Kind::Notebook, .text = u"My Notes/2026"_s}));
    QCOMPARE(terms[2].kind, SearchTerm::Kind::Private);
    QCOMPARE(terms[3].kind, SearchTerm::Kind::Conflict);
    QCOMPARE(terms[4].date, QDate(2026, 3, 1));
    QCOMPARE(terms[5].date, QDate(2025, 1, 1));
    QVERIFY(matchExpression(terms, false).isEmpty());
}

void SearchQueryTest::or_splitsIntoAlternatives()
{
    const auto query = SearchQuery::parse(u"red apple OR tag:x pear OR"_s);

    QCOMPARE(query.alternatives().size(), size_t(2));
    QCOMPARE(matchExpression(query.alternatives()[0], false), u"\"red\" AND \"apple\""_s);
    // An OR without a right side is a word.
    QCOMPARE(matchExpression(query.alternatives()[1], false), u"\"pear\" AND \"OR\" *"_s);
    QCOMPARE(SearchQuery::parse(u"OR x"_s).alternatives().size(), size_t(1));
    QCOMPARE(SearchQuery::parse(u"or x"_s).alternatives().front().size(), size_t(2));
}

void SearchQueryTest::malformedOperators_areLiteralWords_data()
{
    QTest::addColumn<QString>("typed");
    QTest::newRow("unknown operator") << u"colour:red "_s;
    QTest::newRow("operator without a value") << u"tag: "_s;
    QTest::newRow("unknown flag") << u"is:happy "_s;
    QTest::newRow("date that does not exist") << u"before:2026-02-30 "_s;
    QTest::newRow("date half typed") << u"after:2026-1 "_s;
    QTest::newRow("word for a date") << u"before:tomorrow "_s;
}

void SearchQueryTest::malformedOperators_areLiteralWords()
{
    QFETCH(QString, typed);

    const auto query = SearchQuery::parse(typed);

    QCOMPARE(query.alternatives().size(), size_t(1));
    QCOMPARE(matchExpression(query.alternatives().front(), false), u'"' + typed.trimmed() + u'"');
}

void SearchQueryTest::nothingToLookFor_isEmpty_data()
{
    QTest::addColumn<QString>("typed");
    for (const QString &typed : {u""_s,
                                 u"   "_s,
                                 u"\""_s,
                                 u"-"_s,
                                 u"*"_s,
                                 u"\"\""_s,
                                 u"-\"\""_s,
                                 u"!? ++ ()"_s,
                                 u"\t\n"_s}) {
        QTest::addRow("input of %lld characters", static_cast<long long>(typed.size())) << typed;
    }
}

void SearchQueryTest::nothingToLookFor_isEmpty()
{
    QFETCH(QString, typed);

    QVERIFY(SearchQuery::parse(typed).isEmpty());
}

void SearchQueryTest::negatedTerms_standApart()
{
    const auto query = SearchQuery::parse(u"red -green -\"dark blue\" -tag:x well-known -gre"_s);

    const auto &terms = query.alternatives().front();
    QCOMPARE(matchExpression(terms, false), u"\"red\" AND \"well-known\""_s);
    QCOMPARE(matchExpression(terms, true), u"\"green\" OR \"dark blue\" OR \"gre\""_s);
    QVERIFY(terms[3].kind == SearchTerm::Kind::Tag && terms[3].negated);
    QCOMPARE(query.marked().size(), size_t(2));
}

void SearchQueryTest::anyInput_givesABoundedExpression()
{
    const auto query = SearchQuery::parse(u"a OR -b "_s.repeated(5000));

    QVERIFY(!query.isEmpty());
    size_t terms = 0;
    for (const auto &alternative : query.alternatives()) {
        terms += alternative.size();
    }
    QVERIFY(terms <= 48);
}

void SearchQueryTest::cjk_isSetApart_characterByCharacter()
{
    QCOMPARE(indexedText(u"plain text"_s), u"plain text"_s);
    QCOMPARE(indexedText(u"a日本b"_s), u"a 日  本 b"_s);
    QCOMPARE(indexedText(u"カー"_s), u" カ  ー "_s);
    QCOMPARE(indexedText(u"한글"_s), u" 한  글 "_s);
    QCOMPARE(indexedText(u"\U00020000x"_s), u" \U00020000 x"_s);
    QCOMPARE(indexedText(u"Привет"_s), u"Привет"_s);
    for (const QString &text : {u"plain"_s,
                                u"naïve – “Straße”"_s,
                                u"a日本b"_s,
                                u"5°C ©"_s,
                                u"Привет"_s,
                                u"҂ԱԲ"_s,
                                u"カー한글"_s,
                                u"\U00020000x"_s,
                                QString()}) {
        QCOMPARE(QString::fromUtf8(indexedBytes(text.toUtf8())), indexedText(text));
    }
    QVERIFY(hasToken(u"🎉"_s));
    QVERIFY(!hasToken(u"…!"_s));
}

void SearchQueryTest::tokens_foldCaseAndAccents()
{
    const QString text = u"Crème BRÛLÉE, 日本 e\u0301t"_s;
    const auto tokens = textTokens(text);

    QStringList folded;
    for (const auto &token : tokens) {
        folded += token.folded;
    }
    QCOMPARE(folded, (QStringList {u"creme"_s, u"brulee"_s, u"日"_s, u"本"_s, u"et"_s}));
    QCOMPARE(text.mid(tokens[1].start, tokens[1].length), u"BRÛLÉE"_s);
}

QTEST_GUILESS_MAIN(SearchQueryTest)
#include "tst_searchquery.moc"
