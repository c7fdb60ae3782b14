#include "model/base/cbor.h"

#include <string_view>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    enum Major : unsigned {
        kUnsigned = 0,
        kNegative = 1,
        kBytes = 2,
        kText = 3,
        kArray = 4,
        kMap = 5,
        kSimple = 7,
    };
    constexpr quint64 kFalse = 20;
    constexpr quint64 kTrue = 21;
    constexpr quint64 kNull = 22;

    /// Length of the sequence that starts at `p`, 0 when it is malformed.
    qsizetype utf8Sequence(const uchar *p, qsizetype left)
    {
        const auto tail = [&](qsizetype i) { return i < left && (p[i] & 0xc0U) == 0x80U; };
        const uchar lead = p[0];
        if (lead < 0x80) {
            return 1;
        }
        if (lead >= 0xc2 && lead <= 0xdf) {
            return tail(1) ? 2 : 0;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            if (!tail(1) || !tail(2) || (lead == 0xe0 && p[1] < 0xa0)
                || (lead == 0xed && p[1] > 0x9f)) {
                return 0;
            }
            return 3;
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
            if (!tail(1) || !tail(2) || !tail(3) || (lead == 0xf0 && p[1] < 0x90)
                || (lead == 0xf4 && p[1] > 0x8f)) {
                return 0;
            }
            return 4;
        }
        return 0;
    }

} // namespace

bool isUtf8(QByteArrayView bytes)
{
    const auto *p = reinterpret_cast<const uchar *>(bytes.data());
    const qsizetype size = bytes.size();
    for (qsizetype i = 0; i < size;) {
        if (p[i] < 0x80) {
            ++i;
            continue;
        }
        const qsizetype length = utf8Sequence(p + i, size - i);
        if (length == 0) {
            return false;
        }
        i += length;
    }
    return true;
}

QString textFromUtf8(QByteArrayView bytes)
{
    // fromUtf8 drops one leading mark, so the ones that stand there are put back.
    if (!bytes.startsWith("\xEF\xBB\xBF")) {
        return QString::fromUtf8(bytes);
    }
    return QChar(u'\xFEFF') + QString::fromUtf8(bytes);
}

QString wellFormedText(const QString &text)
{
    return text.isValidUtf16() ? text : textFromUtf8(text.toUtf8());
}

CborWriter::CborWriter(qsizetype reserveBytes)
{
    m_out.reserve(reserveBytes);
}

void CborWriter::head(unsigned major, quint64 value)
{
    const unsigned top = major << 5U;
    int extra = 0;
    if (value < 24) {
        m_out.append(static_cast<char>(top | static_cast<unsigned>(value)));
        return;
    }
    if (value <= 0xff) {
        m_out.append(static_cast<char>(top | 24U));
        extra = 1;
    } else if (value <= 0xffff) {
        m_out.append(static_cast<char>(top | 25U));
        extra = 2;
    } else if (value <= 0xffff'ffffU) {
        m_out.append(static_cast<char>(top | 26U));
        extra = 4;
    } else {
        m_out.append(static_cast<char>(top | 27U));
        extra = 8;
    }
    for (int shift = (extra - 1) * 8; shift >= 0; shift -= 8) {
        m_out.append(static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xffU));
    }
}

void CborWriter::beginMap()
{
    m_maps.push_back({m_out.size(), 0, 0});
    m_out.append(static_cast<char>(kMap << 5U)); // the count is put in when it is known
}

void CborWriter::key(quint64 key)
{
    Q_ASSERT(!m_maps.empty());
    OpenMap &map = m_maps.back();
    Q_ASSERT(map.entries == 0 || key > map.lastKey);
    ++map.entries;
    map.lastKey = key;
    head(kUnsigned, key);
}

void CborWriter::endMap()
{
    Q_ASSERT(!m_maps.empty());
    const OpenMap map = m_maps.back();
    m_maps.pop_back();
    if (map.entries < 24) {
        m_out[map.headAt] = static_cast<char>((kMap << 5U) | static_cast<unsigned>(map.entries));
        return;
    }
    const QByteArray inside = m_out.sliced(map.headAt + 1);
    m_out.truncate(map.headAt);
    head(kMap, map.entries);
    m_out.append(inside);
}

void CborWriter::beginArray(qsizetype count)
{
    head(kArray, static_cast<quint64>(count));
}

void CborWriter::number(quint64 value)
{
    head(kUnsigned, value);
}

void CborWriter::bytes(QByteArrayView value)
{
    head(kBytes, static_cast<quint64>(value.size()));
    m_out.append(value.data(), value.size());
}

void CborWriter::text(QStringView value)
{
    utf8(value.toUtf8());
}

void CborWriter::utf8(QByteArrayView value)
{
    head(kText, static_cast<quint64>(value.size()));
    m_out.append(value.data(), value.size());
}

void CborWriter::textHead(qsizetype bytes)
{
    head(kText, static_cast<quint64>(bytes));
}

void CborWriter::boolean(bool value)
{
    head(kSimple, value ? kTrue : kFalse);
}

void CborWriter::null()
{
    head(kSimple, kNull);
}

void CborWriter::raw(QByteArrayView item)
{
    m_out.append(item.data(), item.size());
}

QByteArray CborWriter::take()
{
    Q_ASSERT(m_maps.empty());
    return std::move(m_out);
}

CborReader::CborReader(QByteArrayView bytes)
    : m_bytes(bytes)
{
}

void CborReader::fail(const char *reason)
{
    if (m_fault == nullptr) {
        m_fault = reason;
        m_faultAt = m_pos;
    }
}

bool CborReader::finish()
{
    if (ok() && !atEnd()) {
        fail("bytes after the end");
    }
    return ok();
}

Error CborReader::error(QLatin1StringView part) const
{
    return Error {ErrorCode::ProtocolViolation,
                  u"%1: %2 at byte %3"_s.arg(part)
                      .arg(QLatin1StringView(ok() ? "refused" : m_fault))
                      .arg(ok() ? m_pos : m_faultAt)};
}

CborReader::Head CborReader::head()
{
    if (!ok()) {
        return {};
    }
    if (bytesLeft() < 1) {
        fail("cut short");
        return {};
    }
    const auto *p = reinterpret_cast<const uchar *>(m_bytes.data()) + m_pos;
    const unsigned info = p[0] & 0x1fU;
    Head head {static_cast<unsigned>(p[0]) >> 5U, info};
    if (info < 24) {
        ++m_pos;
        return head;
    }
    if (info > 27) {
        fail("indefinite or reserved length");
        return {};
    }
    const quint64 extra = quint64 {1} << (info - 24U);
    if (bytesLeft() < 1 + extra) {
        fail("cut short");
        return {};
    }
    head.value = 0;
    for (quint64 i = 1; i <= extra; ++i) {
        head.value = (head.value << 8U) | p[i];
    }
    // The least value that needs this many bytes; below it, a shorter form exists.
    const quint64 least = info == 24 ? 24 : quint64 {1} << (extra * 4);
    if (head.value < least) {
        fail("not the shortest form");
        return {};
    }
    if (head.major == kSimple) {
        fail("float or reserved simple value");
        return {};
    }
    m_pos += static_cast<qsizetype>(1 + extra);
    return head;
}

bool CborReader::expect(unsigned major, Head *out)
{
    const qsizetype start = m_pos;
    *out = head();
    if (ok() && out->major != major) {
        m_pos = start;
        fail("wrong type");
    }
    return ok();
}

void CborReader::enterMap()
{
    Head map;
    if (!expect(kMap, &map)) {
        return;
    }
    if (m_maps.size() >= static_cast<size_t>(kDepthMax)) {
        fail("too deep");
        return;
    }
    m_maps.push_back({map.value, 0});
}

bool CborReader::nextKey()
{
    if (!ok() || m_maps.empty()) {
        return false;
    }
    if (m_maps.back().left == 0) {
        m_maps.pop_back();
        return false;
    }
    Head key;
    if (!expect(kUnsigned, &key)) {
        return false;
    }
    OpenMap &map = m_maps.back();
    if (key.value < map.nextKeyMin || key.value == std::numeric_limits<quint64>::max()) {
        fail("map keys out of order or doubled");
        return false;
    }
    map.nextKeyMin = key.value + 1;
    --map.left;
    m_key = key.value;
    return true;
}

qsizetype CborReader::enterArray(qsizetype countMax)
{
    Head array;
    if (!expect(kArray, &array)) {
        return 0;
    }
    if (array.value > static_cast<quint64>(countMax)) {
        fail("too many items");
        return 0;
    }
    if (array.value > bytesLeft()) { // each item takes a byte at least
        fail("cut short");
        return 0;
    }
    return static_cast<qsizetype>(array.value);
}

quint64 CborReader::number(quint64 max)
{
    Head value;
    if (!expect(kUnsigned, &value)) {
        return 0;
    }
    if (value.value > max) {
        fail("number over its limit");
        return 0;
    }
    return value.value;
}

QByteArrayView CborReader::string(unsigned major, qsizetype sizeMax)
{
    Head length;
    if (!expect(major, &length)) {
        return {};
    }
    if (length.value > static_cast<quint64>(sizeMax)) {
        fail("string over its limit");
        return {};
    }
    if (length.value > bytesLeft()) {
        fail("cut short");
        return {};
    }
    const QByteArrayView view = m_bytes.sliced(m_pos, static_cast<qsizetype>(length.value));
    m_pos += view.size();
    return view;
}

QByteArrayView CborReader::bytesView(qsizetype sizeMax)
{
    return string(kBytes, sizeMax);
}

QByteArrayView CborReader::utf8(qsizetype bytesMax)
{
    const QByteArrayView view = string(kText, bytesMax);
    if (!isUtf8(view)) {
        fail("not UTF-8");
        return {};
    }
    return view;
}

bool CborReader::boolean()
{
    Head value;
    if (!expect(kSimple, &value)) {
        return false;
    }
    if (value.value != kTrue && value.value != kFalse) {
        fail("no boolean");
        return false;
    }
    return value.value == kTrue;
}

bool CborReader::takeNull()
{
    constexpr auto kNullByte = static_cast<char>((kSimple << 5U) | kNull);
    if (!ok() || atEnd() || m_bytes[m_pos] != kNullByte) {
        return false;
    }
    ++m_pos;
    return true;
}

QByteArrayView CborReader::rawItem()
{
    const qsizetype start = m_pos;
    skipItem(static_cast<int>(m_maps.size()));
    return ok() ? m_bytes.sliced(start, m_pos - start) : QByteArrayView();
}

void CborReader::skipItem(int depth)
{
    if (depth > kDepthMax) {
        fail("too deep");
        return;
    }
    const qsizetype start = m_pos;
    const Head item = head();
    if (!ok()) {
        return;
    }
    switch (item.major) {
    case kUnsigned:
    case kNegative:
        return;
    case kBytes:
    case kText:
        m_pos = start;
        if (item.major == kText) {
            utf8(m_bytes.size());
        } else {
            bytesView(m_bytes.size());
        }
        return;
    case kArray:
        for (quint64 i = 0; i < item.value && ok(); ++i) {
            skipItem(depth + 1);
        }
        return;
    case kMap:
        skipMap(item.value, depth);
        return;
    case kSimple:
        if (item.value < kFalse || item.value > kNull) {
            fail("float or reserved simple value");
        }
        return;
    default: // tags: not in our profile
        fail("tagged item");
        return;
    }
}

void CborReader::skipMap(quint64 entries, int depth)
{
    QByteArrayView last;
    for (quint64 i = 0; i < entries && ok(); ++i) {
        const qsizetype start = m_pos;
        skipItem(depth + 1);
        const QByteArrayView key = m_bytes.sliced(start, m_pos - start);
        if (i > 0 && ok()
            && std::string_view(key.data(), static_cast<size_t>(key.size()))
                <= std::string_view(last.data(), static_cast<size_t>(last.size()))) {
            fail("map keys out of order or doubled");
        }
        last = key;
        if (ok()) {
            skipItem(depth + 1);
        }
    }
}

} // namespace sheaf
