/// Merges triples of texts as a library would, for scripts that compare the results with others'.
/// Shape   in, for each triple: three texts (base, ours, theirs), each four bytes of length, little
///         endian, and that many bytes of UTF-8. Out: one byte (m merged, c conflict, b bounded, or v where
///         swapping the sides gives something else) and the merged text, with its length.
#include "model/merge/mergetext.h"

#include <QByteArray>

#include <array>
#include <cstdio>

namespace {

bool read(QByteArray &text)
{
    std::array<unsigned char, 4> length {};
    if (std::fread(length.data(), 1, length.size(), stdin) != length.size()) {
        return false;
    }
    const quint32 bytes = quint32(length[0]) | quint32(length[1]) << 8U | quint32(length[2]) << 16U
        | quint32(length[3]) << 24U;
    text.resize(static_cast<qsizetype>(bytes));
    return std::fread(text.data(), 1, bytes, stdin) == bytes;
}

void write(char verdict, const QByteArray &text)
{
    const auto bytes = static_cast<quint32>(text.size());
    std::putchar(verdict);
    for (unsigned shift = 0; shift < 32; shift += 8) {
        std::putchar(static_cast<int>((bytes >> shift) & 0xffU));
    }
    std::fwrite(text.constData(), 1, bytes, stdout);
}

} // namespace

int main()
{
    QByteArray base;
    QByteArray ours;
    QByteArray theirs;
    while (read(base) && read(ours) && read(theirs)) {
        const QString b = QString::fromUtf8(base);
        const QString o = QString::fromUtf8(ours);
        const QString t = QString::fromUtf8(theirs);
        const sheaf::TextMerge merge = sheaf::mergeText(b, o, t);
        const sheaf::TextMerge swapped = sheaf::mergeText(b, t, o);
        const bool alike = merge.clean == swapped.clean && merge.text() == swapped.text();
        write(!alike ? 'v' : merge.clean ? 'm' : merge.bounded ? 'b' : 'c', merge.text().toUtf8());
    }
    return 0;
}
