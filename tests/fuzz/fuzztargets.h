/// Everything here that reads what somebody else wrote, as functions from bytes: libFuzzer drives each
/// of them, and tst_fuzzcorpus replays what it has found.
/// Rules   a target answers nothing: a crash, a sanitizer's report and a failed oracle() are findings.
///         The same bytes always do the same.
/// Thread  any.
#pragma once

#include <QByteArrayView>

#include <string_view>

namespace sheaf::fuzz {

using Target = void (*)(QByteArrayView input);

void bodydelta(QByteArrayView input);
void change(QByteArrayView input);
void markdown(QByteArrayView input);
void memberrecord(QByteArrayView input);
void mergetext(QByteArrayView input);
void pairing(QByteArrayView input);
void searchquery(QByteArrayView input);
void session(QByteArrayView input);
void wire(QByteArrayView input);

struct NamedTarget
{
    std::string_view name; ///< of its corpus folder, too
    Target run = nullptr;
};
inline constexpr NamedTarget kTargets[] = {
    {"bodydelta", bodydelta},
    {"change", change},
    {"markdown", markdown},
    {"memberrecord", memberrecord},
    {"mergetext", mergetext},
    {"pairing", pairing},
    {"searchquery", searchquery},
    {"session", session},
    {"wire", wire},
};

/// Ends the program with the sentence where `holds` is false.
void oracle(bool holds, const char *sentence);

/// Hands out an input piece by piece; past its end everything is zero and empty.
class Input
{
public:
    explicit Input(QByteArrayView bytes)
        : m_left(bytes)
    {
    }
    [[nodiscard]] bool atEnd() const { return m_left.isEmpty(); }
    quint8 byte()
    {
        if (m_left.isEmpty()) {
            return 0;
        }
        const auto value = static_cast<quint8>(m_left.front());
        m_left = m_left.sliced(1);
        return value;
    }
    quint16 word()
    {
        const quint16 high = byte();
        return static_cast<quint16>(high * 256U + byte());
    }
    /// At most `size` bytes.
    QByteArrayView take(qsizetype size)
    {
        const QByteArrayView piece = m_left.first(std::min(size, m_left.size()));
        m_left = m_left.sliced(piece.size());
        return piece;
    }
    QByteArrayView rest() { return take(m_left.size()); }
    /// Up to the next zero byte, which goes too.
    QByteArrayView untilZero()
    {
        qsizetype size = 0;
        while (size < m_left.size() && m_left[size] != '\0') {
            ++size;
        }
        const QByteArrayView piece = take(size);
        (void)byte();
        return piece;
    }

private:
    QByteArrayView m_left;
};

} // namespace sheaf::fuzz
