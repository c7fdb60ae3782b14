/// Canonical CBOR (RFC 8949 §4.2), written and read strictly: a value has exactly one encoding.
/// Shape   unsigned and negative integers, byte strings, UTF-8 text, arrays, maps, false, true, null.
///         Maps of ours have unsigned keys. No tags, no floats, no indefinite lengths.
/// Rules   shortest integers and lengths, map keys strictly ascending in their bytes, depth at most
///         kDepthMax. The writer asserts its order (our bug), the reader refuses (anybody's bytes).
/// Errors  the reader's first fault sticks: every later read answers an empty value, nextKey() false
///         and enterArray() 0, so loops end. Look at ok() or finish() once, after reading; never use
///         a value before. Nothing is allocated for a length that the input does not hold.
#pragma once

#include "model/base/ids.h"
#include "model/base/result.h"

#include <QByteArray>
#include <QString>

#include <limits>
#include <vector>

namespace sheaf {

/// True for well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
[[nodiscard]] bool isUtf8(QByteArrayView bytes);
/// The text of well-formed UTF-8. Unlike QString::fromUtf8 it keeps a leading U+FEFF, so that
/// encoding the answer gives the same bytes again.
[[nodiscard]] QString textFromUtf8(QByteArrayView bytes);
/// The text as it comes back from its bytes: lone surrogates become U+FFFD.
[[nodiscard]] QString wellFormedText(const QString &text);

class CborWriter
{
public:
    explicit CborWriter(qsizetype reserveBytes = 256);

    /// A map's entries are counted as they come: beginMap, then key + one value each, endMap.
    void beginMap();
    void key(quint64 key);
    void endMap();
    /// The count comes first; exactly so many values follow. Nothing closes an array.
    void beginArray(qsizetype count);

    void number(quint64 value);
    void bytes(QByteArrayView value);
    void text(QStringView value);
    void utf8(QByteArrayView value); ///< text that is well-formed UTF-8 already
    void textHead(qsizetype bytes); ///< of a text whose bytes the caller puts behind it
    void boolean(bool value);
    void null();
    void raw(QByteArrayView item); ///< one canonical item, as rawItem() gave it
    template <std::size_t N, typename Tag>
    void id(const ByteId<N, Tag> &value)
    {
        bytes(value.view());
    }

    [[nodiscard]] QByteArray take();

private:
    struct OpenMap
    {
        qsizetype headAt = 0;
        quint64 entries = 0;
        quint64 lastKey = 0;
    };

    void head(unsigned major, quint64 value);

    QByteArray m_out;
    std::vector<OpenMap> m_maps;
};

class CborReader
{
public:
    static constexpr int kDepthMax = 16;

    /// `bytes` must outlive the reader and every view that it hands out.
    explicit CborReader(QByteArrayView bytes);

    /// `while (r.nextKey()) switch (r.key()) …`: each round must read exactly one item. When
    /// nextKey() answers false the map is closed.
    void enterMap();
    bool nextKey();
    [[nodiscard]] quint64 key() const { return m_key; }
    /// The number of items that follow; more than `countMax` is a fault. Nothing closes an array.
    [[nodiscard]] qsizetype enterArray(qsizetype countMax);

    quint64 number(quint64 max = std::numeric_limits<quint64>::max());
    QByteArrayView bytesView(qsizetype sizeMax);
    QByteArray bytes(qsizetype sizeMax) { return bytesView(sizeMax).toByteArray(); }
    QByteArrayView utf8(qsizetype bytesMax); ///< text, checked to be UTF-8
    QString text(qsizetype bytesMax) { return textFromUtf8(utf8(bytesMax)); }
    bool boolean();
    /// Reads a null when one stands here; else reads nothing and answers false.
    bool takeNull();
    template <typename Id>
    Id id()
    {
        const QByteArrayView view = bytesView(Id::kSize);
        const std::optional<Id> value = Id::fromBytes(view);
        if (!value) {
            fail("wrong length of an id");
            return {};
        }
        return *value;
    }
    /// CBOR major type of what stands here (0 unsigned … 3 text, 4 array, 5 map, 7 simple).
    [[nodiscard]] unsigned peekMajor() const
    {
        return atEnd() ? 7U : static_cast<unsigned>(static_cast<uchar>(m_bytes[m_pos])) >> 5U;
    }
    /// One item of any kind, checked to be canonical, with its bytes as they are.
    QByteArrayView rawItem();

    /// Notes a fault of the caller's own finding ("mask without its field"); the first one stays.
    void fail(const char *reason);
    [[nodiscard]] bool ok() const { return m_fault == nullptr; }
    [[nodiscard]] bool atEnd() const { return m_pos == m_bytes.size(); }
    /// ok, and everything is read: what follows a complete value is a fault.
    bool finish();
    [[nodiscard]] qsizetype position() const { return m_pos; }
    /// ProtocolViolation: "<part>: <reason> at byte <n>".
    [[nodiscard]] Error error(QLatin1StringView part) const;

private:
    struct Head
    {
        unsigned major = 7;
        quint64 value = 0;
    };
    struct OpenMap
    {
        quint64 left = 0;
        quint64 nextKeyMin = 0;
    };

    Head head();
    bool expect(unsigned major, Head *out);
    QByteArrayView string(unsigned major, qsizetype sizeMax);
    void skipItem(int depth);
    void skipMap(quint64 entries, int depth);
    [[nodiscard]] quint64 bytesLeft() const { return static_cast<quint64>(m_bytes.size() - m_pos); }

    QByteArrayView m_bytes;
    qsizetype m_pos = 0;
    std::vector<OpenMap> m_maps;
    quint64 m_key = 0;
    const char *m_fault = nullptr;
    qsizetype m_faultAt = 0;
};

} // namespace sheaf
