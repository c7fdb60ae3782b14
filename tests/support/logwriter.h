/// Writes one log of real, signed, hash-chained changes, so that tests move what programs move.
#pragma once

#include "model/note/changecodec.h"
#include "tests/support/seedsigner.h"

namespace sheaf {

class LogWriter
{
public:
    LogWriter(std::uint8_t seedByte, std::uint64_t incarnation)
        : m_signer(seedByte)
        , m_log {m_signer.device(), incarnation, {}}
    {
        m_library.bytes.fill(7);
    }
    [[nodiscard]] LogId log() const { return m_log; }
    [[nodiscard]] LogHead head() const { return {m_seq, m_prev}; }
    [[nodiscard]] PackedChange next(const QString &title, const QString &body = {})
    {
        NoteChange draft;
        draft.header.log = m_log;
        draft.header.seq = m_seq + 1;
        draft.header.prev = m_prev;
        draft.meta.note.bytes.fill(static_cast<std::uint8_t>(m_seq + 1));
        draft.meta.operation = Operation::Create;
        draft.meta.hlc = Hlc::fromMs(1'700'000'000'000 + static_cast<qint64>(m_seq));
        draft.fragment.mask = field::kTitle | field::kBody;
        draft.fragment.title = title;
        draft.fragment.body = body;
        draft.metaSalt.bytes.fill(static_cast<std::uint8_t>(m_seq + 2));
        draft.contentSalt.bytes.fill(static_cast<std::uint8_t>(m_seq + 3));
        const SignedChange made = signChange(std::move(draft), m_library, m_signer);
        ++m_seq;
        m_prev = made.change.hash;
        return made.packed;
    }

private:
    SeedSigner m_signer;
    LogId m_log;
    LibraryId m_library;
    std::uint64_t m_seq = 0;
    Hash m_prev;
};

} // namespace sheaf
