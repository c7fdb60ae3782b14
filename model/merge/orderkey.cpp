// Keys are fractions in base 62. Made here they start with an integer part, whose first digit says
// how long it is ('a' one digit more, 'b' two … 'Z' one, 'Y' two below zero), so that adding at
// either end a thousand times costs three digits; between two neighbours the fraction grows. Keys
// from elsewhere may be any text: then only "strictly between" is promised.
#include "model/merge/notebooktree.h"

#include <QLatin1StringView>

namespace sheaf {

namespace {

    constexpr char16_t kDigits[] =
        u"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    constexpr int kBase = 62;
    constexpr int kMiddle = kBase / 2;

    /// 0 … 61, or -1.
    int digitOf(QChar c)
    {
        const char16_t u = c.unicode();
        if (u >= u'0' && u <= u'9') {
            return u - u'0';
        }
        if (u >= u'A' && u <= u'Z') {
            return u - u'A' + 10;
        }
        return u >= u'a' && u <= u'z' ? u - u'a' + 36 : -1;
    }

    /// The integer part of a key; empty when it has none.
    QString integerPart(const QString &key)
    {
        if (key.isEmpty()) {
            return {};
        }
        const char16_t head = key.front().unicode();
        qsizetype length = 0;
        if (head >= u'a' && head <= u'z') {
            length = head - u'a' + 2;
        } else if (head >= u'A' && head <= u'Z') {
            length = u'Z' - head + 2;
        }
        if (length == 0 || length > key.size()) {
            return {};
        }
        const QString part = key.left(length);
        for (const QChar c : part) {
            if (digitOf(c) < 0) {
                return {};
            }
        }
        return part;
    }

    /// The next integer up (`step` 1) or down (-1); empty when there is none left.
    QString neighbour(QString integer, int step)
    {
        for (qsizetype i = integer.size() - 1; i > 0; --i) {
            const int digit = digitOf(integer[i]) + step;
            if (digit >= 0 && digit < kBase) {
                integer[i] = QChar(kDigits[digit]);
                return integer;
            }
            integer[i] = QChar(kDigits[step > 0 ? 0 : kBase - 1]);
        }
        const char16_t head = integer.front().unicode();
        const char16_t last = step > 0 ? u'z' : u'A';
        if (head == last) {
            return {};
        }
        if (head == u'Z' && step > 0) {
            return QStringLiteral("a0");
        }
        if (head == u'a' && step < 0) {
            return QStringLiteral("Zz");
        }
        integer[0] = QChar(static_cast<char16_t>(head + step));
        const bool longer = (step > 0) == (head >= u'a');
        if (longer) {
            return integer + QChar(kDigits[step > 0 ? 0 : kBase - 1]);
        }
        integer.chop(1);
        return integer;
    }

    /// The middle one of the digits strictly between two units (-1 = below all, 0x10000 = above all);
    /// -1 when there is none.
    int digitBetween(int low, int high)
    {
        int first = -1;
        int last = -1;
        for (int digit = 0; digit < kBase; ++digit) {
            if (kDigits[digit] > low && kDigits[digit] < high) {
                first = first < 0 ? digit : first;
                last = digit;
            }
        }
        return first < 0 ? -1 : (first + last + 1) / 2;
    }

    /// A text over `before` such that whatever is added to it stays under `after` (empty = open).
    QString middle(const QString &before, const QString &after)
    {
        constexpr int kAbove = 0x10000;
        QString key;
        bool bounded = !after.isEmpty(); // key is still a prefix of `after`
        bool above = false; // key is over `before` already
        for (qsizetype i = 0;; ++i) {
            const int low = !above && i < before.size() ? before[i].unicode() : -1;
            const int high = !bounded ? kAbove : i < after.size() ? after[i].unicode() : -1;
            const int digit = digitBetween(low, high);
            if (digit > 0) {
                return key + QChar(kDigits[digit]);
            }
            if (digit == 0) { // a key that ends in the lowest digit leaves no room under it
                return key + QChar(kDigits[0]) + QChar(kDigits[kMiddle]);
            }
            if (low >= 0) {
                key += QChar(static_cast<char16_t>(low));
                bounded = bounded && low == high;
            } else if (high > u'!' && high <= u'0') { // only under foreign keys: below all digits
                key += high == u'0' && i + 1 < after.size() ? u'0' : u'!';
                bounded = bounded && key.back() == after[i];
                above = true;
            } else if (high >= 0 && high < kAbove) {
                key += QChar(static_cast<char16_t>(high));
                above = true;
            } else {
                return {}; // no text fits
            }
        }
    }

} // namespace

QString orderKeyBetween(const QString &before, const QString &after, QStringView suffix)
{
    const bool open =
        after.isEmpty() || before >= after; // out of order: best effort, after `before`
    QString key;
    if (open && before.isEmpty()) {
        key = QStringLiteral("a0");
    } else if (open) {
        const QString integer = integerPart(before);
        key = integer.isEmpty() ? QString() : neighbour(integer, 1);
    } else if (before.isEmpty()) {
        const QString integer = integerPart(after);
        key = integer.isEmpty() ? QString() : neighbour(integer, -1);
    }
    if (key.isEmpty()) {
        key = middle(before, open ? QString() : after);
    }
    if (key.isEmpty()) {
        key = middle(before, QString());
    }
    return key.append(suffix);
}

} // namespace sheaf
