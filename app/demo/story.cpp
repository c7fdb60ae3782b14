#include "app/demo/story.h"

#include <QDir>

#include <cstdio>

namespace sheaf::demo {

using namespace Qt::StringLiterals;

namespace {

    const QString kTrip = u"Packing: tent, stove, map.\nTrain leaves on Friday at 9:40.\n\n"
                          "- [ ] book the hut\nwater the plants"_s;

} // namespace

Story::Story(const QString &program, const QString &root, const QString &pictures)
    : m_pictures(pictures)
    , m_desk(program, root, u"desk"_s)
    , m_laptop(program, root, u"laptop"_s)
{
    QDir().mkpath(pictures);
}

std::optional<QString> Story::play()
{
    for (const Step &step : steps()) {
        std::printf("  %s\n", step.what);
        std::fflush(stdout);
        if (!step.run()) {
            const QString desk = m_desk.lastError();
            return u"The demo stopped at \"%1\": %2"_s.arg(
                QString::fromUtf8(step.what), desk.isEmpty() ? m_laptop.lastError() : desk);
        }
    }
    return std::nullopt;
}

std::vector<Story::Step> Story::steps()
{
    return {
        {"the desk computer starts for the first time",
         [this] { return m_desk.start() && picture(m_desk, u"mainWindow"_s, u"01-first-run"_s); }},
        {"notes are written on it", [this] { return writeNotes(); }},
        {"a laptop is paired by six digits", [this] { return pairByDigits(); }},
        {"what is typed on one appears on the other", [this] { return typeLive(); }},
        {"the same line is edited on both while they are apart", [this] { return editApart(); }},
        {"the conflict is settled on the laptop, for both", [this] { return settleConflict(); }},
    };
}

bool Story::picture(DeskProcess &desk, const QString &object, const QString &name)
{
    const QString light = m_pictures + u'/' + name + u".png"_s;
    const QString dark = m_pictures + u'/' + name + u"-dark.png"_s;
    const bool made = desk.theme(u"dark"_s) && desk.grab(object, dark) && desk.theme(u"light"_s)
        && desk.grab(object, light);
    if (made) {
        m_made << light << dark;
    }
    return made;
}

bool Story::writeNotes()
{
    const auto note = [this](const QString &title, const QString &body) {
        return m_desk.trigger(u"newNote"_s)
            && m_desk.untilEquals(u"noteTitle"_s, u"text"_s, QString())
            && m_desk.fill(u"noteTitle"_s, title) && m_desk.type(u"noteBody"_s, body);
    };
    return note(u"Sourdough"_s, u"## Evening\n\nFeed the starter, *100 g* flour, `80 g` water.\n"_s)
        && note(
               u"Ideas for the garden"_s,
               u"- a bench under the pear tree\nlavender along the wall\n\n> Ask Jo about seeds.\n"_s)
        && note(u"Trip to the mountains"_s, kTrip)
        && m_desk.untilEquals(u"notesList"_s, u"rows"_s, 3)
        && m_desk.untilContains(u"wordCount"_s, u"text"_s, u"17 words"_s)
        && picture(m_desk, u"mainWindow"_s, u"02-writing"_s);
}

bool Story::pairByDigits()
{
    if (!m_laptop.start() || !m_desk.trigger(u"pairADevice"_s)
        || !m_desk.untilContains(u"ownAddresses"_s, u"text"_s, u"127.0.0.1:"_s)) {
        return false;
    }
    const QString shown = m_desk.read(u"ownAddresses"_s, u"text"_s).toString();
    m_deskAddress = shown.mid(shown.indexOf(u"127.0.0.1:"_s)).section(u' ', 0, 0).trimmed();
    if (!picture(m_desk, u"ownAddresses"_s, u"03-pair-this-device"_s)
        || !m_laptop.trigger(u"pairADevice"_s) || !m_laptop.fill(u"address"_s, m_deskAddress)
        || !m_laptop.click(u"connect"_s)
        || !m_laptop.untilEquals(u"pairingCode"_s, u"visible"_s, true)
        || !m_desk.untilEquals(u"pairingCode"_s, u"visible"_s, true)) {
        return false;
    }
    const QString code = m_laptop.read(u"pairingCode"_s, u"text"_s).toString();
    return m_desk.untilEquals(u"pairingCode"_s, u"text"_s, code)
        && picture(m_laptop, u"pairingCode"_s, u"04-pairing-code"_s)
        && m_desk.click(u"theCodesMatch"_s) && m_laptop.click(u"theCodesMatch"_s)
        && m_laptop.untilEquals(u"pairingDone"_s, u"visible"_s, true)
        && m_desk.untilEquals(u"pairingDone"_s, u"visible"_s, true)
        && picture(m_laptop, u"pairingDone"_s, u"05-paired"_s) && m_laptop.click(u"close"_s)
        && m_desk.click(u"close"_s) && m_laptop.untilEquals(u"notesList"_s, u"rows"_s, 3)
        && m_laptop.clickRow(u"notesList"_s, 0)
        && m_laptop.untilContains(u"noteBody"_s, u"plainText"_s, u"water the plants"_s)
        && m_laptop.untilContains(u"syncStatus"_s, u"text"_s, u"Up to date"_s)
        && picture(m_laptop, u"mainWindow"_s, u"06-all-notes-on-the-laptop"_s);
}

bool Story::typeLive()
{
    // The laptop's caret stands in the middle of its text and stays there.
    return m_laptop.command(
               {{u"do"_s, u"caret"_s}, {u"object"_s, u"noteBody"_s}, {u"position"_s, 8}})
        && m_desk.keys(u"noteBody"_s, u"Ctrl+End"_s)
        && m_desk.type(u"noteBody"_s, u"\nborrow the big rucksack"_s)
        && m_laptop.untilContains(u"noteBody"_s, u"plainText"_s, u"borrow the big rucksack"_s)
        && m_laptop.type(u"noteBody"_s, u" lamp,"_s)
        && m_desk.untilContains(u"noteBody"_s, u"plainText"_s, u"Packing: lamp, tent"_s)
        && picture(m_desk, u"mainWindow"_s, u"07-live"_s);
}

bool Story::editApart()
{
    const auto changeDay = [](DeskProcess &desk, const QString &day) {
        const QString body = desk.read(u"noteBody"_s, u"plainText"_s).toString();
        const qsizetype at = body.indexOf(u"Friday"_s);
        if (at < 0) {
            return false;
        }
        bool done = desk.command(
            {{u"do"_s, u"caret"_s}, {u"object"_s, u"noteBody"_s}, {u"position"_s, qint64(at)}});
        for (int i = 0; i < 6 && done; ++i) {
            done = desk.keys(u"noteBody"_s, u"Del"_s);
        }
        return done && desk.type(u"noteBody"_s, day) && desk.trigger(u"syncNow"_s)
            && desk.untilContains(u"syncStatus"_s, u"text"_s, u"Offline"_s);
    };
    m_laptop.stop();
    if (!m_desk.untilContains(u"syncStatus"_s, u"text"_s, u"Offline"_s)
        || !changeDay(m_desk, u"Saturday"_s)
        || !picture(m_desk, u"mainWindow"_s, u"08-offline"_s)) {
        return false;
    }
    m_desk.stop();
    return m_laptop.start() && m_laptop.clickRow(u"notesList"_s, 0)
        && m_laptop.untilContains(u"noteBody"_s, u"plainText"_s, u"Friday"_s)
        && changeDay(m_laptop, u"Thursday"_s) && m_desk.start(m_deskAddress)
        && m_desk.untilContains(u"syncStatus"_s, u"text"_s, u"conflict"_s)
        && m_laptop.untilContains(u"syncStatus"_s, u"text"_s, u"1 conflict needs you"_s)
        && m_laptop.untilEquals(u"conflictBanner"_s, u"visible"_s, true)
        && picture(m_laptop, u"mainWindow"_s, u"09-conflict"_s);
}

bool Story::settleConflict()
{
    return m_laptop.click(u"choose"_s) && m_laptop.untilEquals(u"thisVersion"_s, u"visible"_s, true)
        && picture(m_laptop, u"thisVersion"_s, u"10-resolve-conflict"_s)
        && m_laptop.click(u"useOther"_s)
        && m_laptop.untilContains(u"result"_s, u"plainText"_s, u"Saturday"_s)
        && picture(m_laptop, u"result"_s, u"11-chosen"_s) && m_laptop.click(u"resolve"_s)
        && m_laptop.untilContains(u"noteBody"_s, u"plainText"_s, u"leaves on Saturday"_s)
        && m_laptop.untilContains(u"syncStatus"_s, u"text"_s, u"Up to date"_s)
        && m_desk.clickRow(u"notesList"_s, 0)
        && m_desk.untilContains(u"noteBody"_s, u"plainText"_s, u"leaves on Saturday"_s)
        && m_desk.untilContains(u"syncStatus"_s, u"text"_s, u"Up to date · 1 device online"_s)
        && picture(m_desk, u"mainWindow"_s, u"12-settled-everywhere"_s);
}

} // namespace sheaf::demo
