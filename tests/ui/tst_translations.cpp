#include "app/desktop/language.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <algorithm>
#include <optional>
#include <vector>

using namespace Qt::StringLiterals;
using namespace sheaf;

namespace {

struct Message
{
    QString context;
    QString source;
    QString comment;
    QStringList translations; ///< several for a message with a count
    bool isFinished = true;

    QString key() const { return context + u" | "_s + source + u" | "_s + comment; }
};

Message readMessage(QXmlStreamReader &xml, const QString &context)
{
    Message message;
    message.context = context;
    const bool isCounted = xml.attributes().value(u"numerus"_s) == "yes"_L1;
    while (xml.readNextStartElement()) {
        if (xml.name() == "source"_L1) {
            message.source = xml.readElementText();
        } else if (xml.name() == "comment"_L1) {
            message.comment = xml.readElementText();
        } else if (xml.name() == "translation"_L1) {
            message.isFinished = !xml.attributes().hasAttribute(u"type"_s);
            if (!isCounted) {
                message.translations.append(xml.readElementText());
                continue;
            }
            while (xml.readNextStartElement()) {
                message.translations.append(xml.readElementText());
            }
        } else {
            xml.skipCurrentElement();
        }
    }
    if (isCounted && message.translations.size() != 2) {
        message.isFinished = false; // German has one form for 1 and one for the rest
    }
    return message;
}

std::optional<std::vector<Message>> readMessages(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return std::nullopt;
    }
    std::vector<Message> messages;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == "name"_L1) {
            context = xml.readElementText();
        } else if (xml.name() == "message"_L1) {
            messages.push_back(readMessage(xml, context));
        }
    }
    return xml.hasError() ? std::nullopt : std::optional(messages);
}

/// %1, %L2, %n and the one underlined letter, in an order that does not depend on the sentence.
QStringList placeholders(const QString &text)
{
    static const QRegularExpression pattern(u"%L?[0-9]+|%L?n|&(?=\\w)"_s);
    QStringList found;
    for (const auto &match : pattern.globalMatch(text)) {
        found.append(match.captured());
    }
    found.sort();
    return found;
}

/// What stands at both ends, for texts that are put together with others.
std::pair<QString, QString> margins(const QString &text)
{
    const QString rest = text.trimmed();
    const qsizetype at = text.indexOf(rest);
    return {text.left(at), text.mid(at + rest.size())};
}

const QString kGerman = QStringLiteral(SHEAF_SOURCE_DIR "/translations/sheaf_de.ts");

} // namespace

class TranslationsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void german_isFinished();
    void german_hasThePlaceholdersOfTheSource();
    void german_hasEachMenuLetterOnce();
    void german_hasEveryTextOfTheSource();
    void language_translates_data();
    void language_translates();
    void language_goesWithItsObject();
    void help_isThereInGerman();

private:
    std::vector<Message> m_german;
};

void TranslationsTest::initTestCase()
{
    const auto messages = readMessages(kGerman);
    QVERIFY(messages);
    m_german = *messages;
    QVERIFY(m_german.size() > 300);
}

void TranslationsTest::german_isFinished()
{
    QStringList open;
    for (const Message &message : m_german) {
        if (!message.isFinished || message.translations.isEmpty()
            || message.translations.contains(QString())) {
            open.append(message.key());
        }
    }
    QVERIFY2(open.isEmpty(), qPrintable(open.join(u'\n')));
}

void TranslationsTest::german_hasThePlaceholdersOfTheSource()
{
    QStringList wrong;
    for (const Message &message : m_german) {
        for (const QString &translation : message.translations) {
            if (placeholders(translation) != placeholders(message.source)
                || margins(translation) != margins(message.source)) {
                wrong.append(message.key() + u" -> "_s + translation);
            }
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TranslationsTest::german_hasEachMenuLetterOnce()
{
    QStringList letters;
    for (const Message &message : m_german) {
        if (message.context == "Menus"_L1) {
            const QString text = message.translations.value(0);
            letters.append(text.mid(text.indexOf(u'&') + 1, 1).toLower());
        }
    }
    QVERIFY(letters.size() >= 6);
    const qsizetype all = letters.size();
    letters.removeDuplicates();
    QCOMPARE(letters.size(), all);
}

void TranslationsTest::german_hasEveryTextOfTheSource()
{
    const QTemporaryDir folder;
    const QString copy = folder.filePath(u"sheaf_de.ts"_s);
    QVERIFY(QFile::copy(kGerman, copy));
    QProcess lupdate;
    lupdate.setWorkingDirectory(QStringLiteral(SHEAF_SOURCE_DIR));
    lupdate.start(QStringLiteral(SHEAF_LUPDATE),
                  {u"-silent"_s,
                   u"-I"_s,
                   u"."_s,
                   u"ui"_s,
                   u"app/desktop"_s,
                   u"-no-obsolete"_s,
                   u"-locations"_s,
                   u"none"_s,
                   u"-ts"_s,
                   copy});
    QVERIFY(lupdate.waitForFinished());
    QVERIFY2(lupdate.exitCode() == 0, lupdate.readAllStandardError().constData());
    const auto updated = readMessages(copy);
    QVERIFY(updated);
    QStringList known;
    for (const Message &message : m_german) {
        known.append(message.key());
    }
    QStringList missing;
    for (const Message &message : *updated) {
        if (!known.removeOne(message.key())) {
            missing.append(message.key());
        }
    }
    QVERIFY2(missing.isEmpty(),
             qPrintable(u"not translated; build update_translations, then translate:\n"_s
                        + missing.join(u'\n')));
    QVERIFY2(known.isEmpty(),
             qPrintable(u"not in the source any more; build update_translations:\n"_s
                        + known.join(u'\n')));
}

void TranslationsTest::language_translates_data()
{
    QTest::addColumn<QStringList>("wanted");
    QTest::addColumn<QString>("allNotes");
    QTest::addColumn<QString>("stillToDecide");
    const QString english = u"All Notes"_s;
    const QString german = u"Alle Notizen"_s;
    const QString count = u"3 still to decide"_s;
    const QString zahl = u"noch 3 zu entscheiden"_s;
    QTest::newRow("German") << QStringList {u"de-DE"_s, u"de"_s} << german << zahl;
    QTest::newRow("German of Austria") << QStringList {u"de-AT"_s} << german << zahl;
    QTest::newRow("a language that is missing, then German")
        << QStringList {u"eo"_s, u"de-DE"_s} << german << zahl;
    QTest::newRow("English, then German")
        << QStringList {u"en-GB"_s, u"de-DE"_s} << english << count;
    QTest::newRow("C") << QStringList {u"C"_s} << english << count;
    QTest::newRow("nothing") << QStringList {} << english << count;
}

void TranslationsTest::language_translates()
{
    QFETCH(QStringList, wanted);
    QFETCH(QString, allNotes);
    QFETCH(QString, stillToDecide);
    const Language language(wanted);
    QCOMPARE(QCoreApplication::translate("sheaf::SidebarModel", "All Notes"), allNotes);
    QCOMPARE(QCoreApplication::translate("sheaf::ConflictDialog", "%n still to decide", nullptr, 3),
             stillToDecide);
}

void TranslationsTest::language_goesWithItsObject()
{
    {
        const Language language(QStringList {u"de"_s});
        QVERIFY(language.loaded());
        QCOMPARE(language.loaded()->language(), QLocale::German);
    }
    QCOMPARE(QCoreApplication::translate("sheaf::SidebarModel", "All Notes"), u"All Notes"_s);
    QVERIFY(!Language().loaded()); // the tests run in the C locale
}

void TranslationsTest::help_isThereInGerman()
{
    // Which file the help is in is a translated text itself.
    const auto help = std::ranges::find(m_german, u":/help.md"_s, &Message::source);
    QVERIFY(help != m_german.end());
    const QString german = help->translations.value(0);
    QVERIFY(german != help->source);
    QVERIFY(QFile::exists(QStringLiteral(SHEAF_SOURCE_DIR "/resources/") + german.mid(2)));
}

QTEST_GUILESS_MAIN(TranslationsTest)
#include "tst_translations.moc"
