/// A member whose program is newer than this one: writes a log of changes that this program cannot
/// make, some of which it cannot understand, all of them well signed and hash-chained.
/// Rules   the bytes are made by hand from model/SCHEMA.md; everything follows from the arguments.
#pragma once

#include "model/base/digest.h"
#include "model/base/limits.h"
#include "model/note/changecodec.h"
#include "tests/support/seedsigner.h"

namespace sheaf::test {

class NewerProgram
{
public:
    /// What is new about a change.
    enum class Novelty {
        MetaKey, ///< an unknown key in meta; has effect
        Field, ///< an unknown mask bit; has effect
        Format, ///< header of format 2 with a further key
        Operation, ///< operation 7
        Tail, ///< a further member of the packed change; has effect
        Limit, ///< a title of twice the size that is taken here
    };
    static constexpr std::array kNovelties {Novelty::MetaKey,
                                            Novelty::Field,
                                            Novelty::Format,
                                            Novelty::Operation,
                                            Novelty::Tail,
                                            Novelty::Limit};

    NewerProgram(std::uint8_t seedByte, const LibraryId &library, std::uint64_t incarnation)
        : m_signer(seedByte)
        , m_library(library)
        , m_log {m_signer.device(), incarnation, {}}
    {
    }

    /// A change of `note` on top of `parents`, that sets the title and is new in one way.
    [[nodiscard]] PackedChange
    write(Novelty novelty, const NoteId &note, std::vector<Hash> parents, const Hlc &hlc)
    {
        NoteChange draft;
        draft.header.log = m_log;
        draft.header.seq = m_seq + 1;
        draft.header.prev = m_prev;
        draft.meta.note = note;
        draft.meta.operation = parents.empty() ? Operation::Create : Operation::Update;
        draft.meta.hlc = hlc;
        draft.meta.parents = std::move(parents);
        draft.fragment.mask = field::kTitle;
        draft.fragment.title = QStringLiteral("from a newer program");
        draft.metaSalt.bytes.fill(static_cast<std::uint8_t>(m_seq + 2));
        draft.contentSalt.bytes.fill(static_cast<std::uint8_t>(m_seq + 3));
        switch (novelty) {
        case Novelty::MetaKey:
            draft.meta.extra = QByteArray::fromHex("a20882010218c8a1616101"); // {8: …, 200: …}
            break;
        case Novelty::Field:
            draft.fragment.mask |= 0x100U | 0x8000'0000U;
            draft.fragment.unknown = {{0x100U, QByteArray::fromHex("83010203")},
                                      {0x8000'0000U, QByteArray::fromHex("6161")}};
            break;
        case Novelty::Operation:
            draft.meta.operation = static_cast<Operation>(7);
            break;
        case Novelty::Limit:
            draft.fragment.title = QString(2 * limits::kTitleBytesMax, u'x');
            break;
        case Novelty::Format:
        case Novelty::Tail:
            break;
        }
        SignedChange made = signChange(std::move(draft), m_library, m_signer);
        if (novelty == Novelty::Tail) {
            made.packed.tail = QByteArray::fromHex("8201024178"); // [1, 2], "x"
        }
        if (novelty == Novelty::Format) {
            giveNewerHeader(made);
        }
        ++m_seq;
        m_prev = made.change.hash;
        return made.packed;
    }

private:
    void giveNewerHeader(SignedChange &made) const
    {
        made.change.header.format = 2;
        QByteArray header = encodeHeader(made.change.header);
        header[0] = static_cast<char>(header[0] + 1); // one more entry of the map
        header += QByteArray::fromHex("08f5"); // 8: true
        made.change.hash = digest(header);
        made.packed.header = header;
        made.packed.signature = m_signer.sign(signedMessage(m_library, made.change.hash));
    }

    SeedSigner m_signer;
    LibraryId m_library;
    LogId m_log;
    std::uint64_t m_seq = 0;
    Hash m_prev;
};

} // namespace sheaf::test
