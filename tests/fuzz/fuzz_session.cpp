/// A session whose other side says anything, in any order, while its own library answers as it should.
/// Each step is one byte that chooses and what it needs; see Play::step().
#include "model/base/digest.h"
#include "sync/limits.h"
#include "sync/session/syncsession.h"
#include "sync/wire/codec.h"
#include "tests/fuzz/fuzztargets.h"
#include "tests/support/logwriter.h"

#include <array>
#include <deque>

namespace sheaf::fuzz {

namespace {

    constexpr std::size_t kLogs = 3; ///< the first is ours
    constexpr std::size_t kChanges = 12; ///< of each log
    constexpr int kStepsMax = 400;

    struct Log
    {
        LogId id;
        std::vector<PackedChange> changes;
        std::vector<LogHead> heads; ///< after each of the changes; the first is empty
    };

    const std::array<Log, kLogs> &logs()
    {
        static const std::array<Log, kLogs> all = [] {
            std::array<Log, kLogs> made;
            for (std::size_t i = 0; i < kLogs; ++i) {
                LogWriter writer(static_cast<std::uint8_t>(i + 1), 1);
                made.at(i).id = writer.log();
                made.at(i).heads.push_back({});
                for (std::size_t n = 0; n < kChanges; ++n) {
                    const QString body(n == 7 ? 300'000 : 20, QChar(u'a'));
                    made.at(i).changes.push_back(writer.next(QStringLiteral("title"), body));
                    made.at(i).heads.push_back(writer.head());
                }
            }
            return made;
        }();
        return all;
    }

    /// One session, the library behind it and what it has asked of it.
    class Play
    {
    public:
        void step(Input &input);
        [[nodiscard]] bool ended() const { return m_ended; }

    private:
        void feed(const SyncSession::Event &event);
        void hear(const Message &message) { feed(session::PeerSaid {message}); }
        void hearChanges(Input &input);
        void hearPart(Input &input);
        void hearVector(Input &input, bool asAck);
        void storeSome(int count);
        void perform(const session::Say &say);
        void perform(const session::StoreMembers &) { ++m_storingMembers; }
        void perform(const session::ReadChanges &read);
        void perform(const session::StoreChanges &store);
        void perform(const session::PeerAcked &acked);
        void perform(const session::End &) { m_ended = true; }
        template <typename Other>
        void perform(const Other &)
        {
        }
        [[nodiscard]] VersionVector vectorOf(Input &input);

        SyncSession m_session;
        qint64 m_nowMs = 1000;
        VersionVector m_mine;
        std::deque<PackedChange> m_toStore;
        std::optional<session::ReadChanges> m_read;
        int m_storingMembers = 0;
        bool m_ended = false;
    };

    void Play::feed(const SyncSession::Event &event)
    {
        const auto actions = m_session.handle(event, m_nowMs);
        oracle(!m_ended || actions.empty(), "after the end there is nothing to do");
        for (const SyncSession::Action &action : actions) {
            oracle(!m_ended, "the end comes last");
            std::visit([this](const auto &wanted) { perform(wanted); }, action);
        }
        oracle(m_ended == m_session.ended(), "the end is said");
    }

    void Play::perform(const session::Say &say)
    {
        oracle(encodeMessage(say.message).size() <= limits::kDecompressedBytesMax,
               "what a session says can be sent");
        if (const auto *ack = std::get_if<message::Ack>(&say.message)) {
            oracle(m_mine.covers(ack->vector), "only what is durable is acknowledged");
        } else if (const auto *changes = std::get_if<message::Changes>(&say.message)) {
            for (const PackedChange &change : changes->changes) {
                oracle(m_mine.has(change.log, change.seq), "only what is here is sent");
            }
        }
    }

    void Play::perform(const session::ReadChanges &read)
    {
        oracle(!m_read, "one reading at a time");
        oracle(m_mine.covers(read.upTo), "what is asked for is there");
        m_read = read;
    }

    void Play::perform(const session::StoreChanges &store)
    {
        m_toStore.insert(m_toStore.end(), store.changes.begin(), store.changes.end());
        oracle(m_toStore.size() <= std::size_t(limits::kHeldWindows * limits::kWindowBatches)
                       * std::size_t(limits::kBatchChangesMax),
               "what waits to be stored is bounded");
    }

    void Play::perform(const session::PeerAcked &acked)
    {
        oracle(m_mine.covers(acked.vector), "the peer has of ours what we have");
    }

    VersionVector Play::vectorOf(Input &input)
    {
        VersionVector vector;
        for (const Log &log : logs()) {
            const quint8 seq = input.byte();
            if (const std::size_t known = seq % (kChanges + 1); known > 0) {
                LogHead head = log.heads.at(known);
                head.hash.bytes[0] ^= static_cast<std::uint8_t>(seq > 200 ? 1 : 0);
                vector.advance(log.id, head);
            }
        }
        return vector;
    }

    void Play::hearVector(Input &input, bool asAck)
    {
        const VersionVector vector = vectorOf(input);
        if (asAck) {
            hear(message::Ack {vector, {}});
            return;
        }
        message::Have have;
        have.digest = vector.digest();
        if (const quint8 form = input.byte(); form % 2 == 1) {
            have.vector = vector;
        } else if (form % 4 == 0) {
            have.digest = m_mine.digest();
        }
        hear(have);
    }

    void Play::hearChanges(Input &input)
    {
        message::Changes said;
        const quint8 count = input.byte() % 8;
        for (quint8 i = 0; i <= count; ++i) {
            const quint8 which = input.byte();
            said.changes.push_back(logs().at(which % kLogs).changes.at(which / kLogs % kChanges));
        }
        hear(said);
    }

    void Play::hearPart(Input &input)
    {
        static const QByteArray small = logs().at(1).changes.at(7).toCbor();
        static const QByteArray large = [] {
            PackedChange change = logs().at(1).changes.at(7);
            change.body = QByteArray(limits::kPartBytesMax + 1000, 'b');
            return change.toCbor();
        }();
        const quint8 piece = input.byte();
        const QByteArray &whole = piece % 16 < 8 ? large : small;
        message::Part part;
        part.hash = digest(whole);
        part.total = static_cast<quint64>(whole.size());
        part.offset = piece % 8 < 4 ? 0U : static_cast<quint64>(limits::kPartBytesMax);
        part.bytes = whole.mid(qsizetype(part.offset), limits::kPartBytesMax);
        part.bytes.chop(piece % 4 == 3 ? 1 : 0);
        if (piece > 240) {
            part.total = quint64 {1} << (4U * (piece - 240U));
        }
        hear(part);
    }

    void Play::storeSome(int count)
    {
        session::ChangesStored stored;
        for (; count > 0 && !m_toStore.empty(); --count) {
            const PackedChange &change = m_toStore.front();
            const std::uint64_t before = m_mine.seq(change.log);
            oracle(change.seq <= before + 1, "changes come in the order of their log");
            const auto log = std::find_if(
                logs().begin(), logs().end(), [&](const Log &it) { return it.id == change.log; });
            const bool known = log != logs().end() && change.seq <= kChanges;
            m_mine.advance(
                change.log,
                {change.seq, known ? log->heads.at(change.seq).hash : digest(change.toCbor())});
            ++stored.consumed;
            stored.applied += change.seq == before + 1 ? 1 : 0;
            m_toStore.pop_front();
        }
        stored.durable = m_mine;
        feed(stored);
    }

    void Play::step(Input &input)
    {
        switch (input.byte() % 14) {
        case 0:
            if (const auto said = decodeMessage(input.take(input.word())); said && *said) {
                hear(**said);
            }
            return;
        case 1:
            hearChanges(input);
            return;
        case 2:
            hearVector(input, true);
            return;
        case 3:
            hearVector(input, false);
            return;
        case 4: {
            message::Members members;
            members.digest.bytes.fill(input.byte());
            members.records.emplace();
            for (quint8 i = input.byte() % 4; i > 0; --i) {
                members.records->push_back(QByteArray(1, char(input.byte())));
            }
            hear(members);
            return;
        }
        case 5:
            hear(message::EndOfStored {});
            return;
        case 6:
            hear(message::Ping {});
            return;
        case 7:
            hearPart(input);
            return;
        case 8:
            if (!m_toStore.empty()) {
                storeSome(1 + input.byte());
            }
            return;
        case 9:
            if (m_storingMembers > 0) {
                --m_storingMembers;
                feed(session::MembersStored {{}, {}, {}});
            }
            return;
        case 10:
            if (const auto read = std::exchange(m_read, std::nullopt)) {
                std::vector<PackedChange> found;
                for (const Log &log : logs()) {
                    const auto from = std::min(read->after.seq(log.id), std::uint64_t(kChanges));
                    for (auto seq = from; seq < std::min(read->upTo.seq(log.id), kChanges); ++seq) {
                        found.push_back(log.changes.at(seq));
                    }
                }
                feed(session::ChangesRead {found, read->upTo, {}, false});
            }
            return;
        case 11: {
            const std::size_t next = m_mine.seq(logs()[0].id) + 1;
            if (next <= kChanges) {
                m_mine.advance(logs()[0].id, logs()[0].heads.at(next));
            }
            feed(session::Published {m_mine});
            return;
        }
        case 12:
            m_nowMs += input.byte() * 1000;
            feed(session::DeadlinePassed {});
            return;
        case 13:
            feed(session::Started {m_mine, {}, {}});
            return;
        }
    }

} // namespace

void session(QByteArrayView bytes)
{
    Input input(bytes);
    Play play;
    for (int steps = 0; steps < kStepsMax && !input.atEnd() && !play.ended(); ++steps) {
        play.step(input);
    }
}

} // namespace sheaf::fuzz
