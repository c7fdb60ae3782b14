#include "sync/session/pairingadmission.h"

#include "sync/session/pairingintroduction.h"

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace pairing;

namespace {

    constexpr int kOffersMax = 4; ///< the joiner's logs may grow while it joins, but not for ever

} // namespace

PairingAdmission::PairingAdmission(const PairingSetup &setup,
                                   const DeviceId &peer,
                                   std::optional<bool> shownJoin)
    : m_setup(setup)
    , m_peer(peer)
    , m_shownJoin(shownJoin)
{
}

void PairingAdmission::begin()
{
    act(ReadLibrary {});
}

void PairingAdmission::hear(const Step &step)
{
    if (const auto *offer = std::get_if<Offer>(&step)) {
        onOffer(*offer);
    } else if (const auto *invite = std::get_if<Invite>(&step)) {
        onInvite(*invite);
    } else if (const auto *countersign = std::get_if<Countersign>(&step)) {
        onCountersign(*countersign);
    } else if (const auto *records = std::get_if<Records>(&step)) {
        onRecords(*records);
    } else if (std::holds_alternative<Welcome>(step)) {
        onWelcome();
    } else if (std::holds_alternative<Finish>(step)) {
        onFinish();
    } else {
        violate();
    }
}

bool PairingAdmission::isSameLibrary() const
{
    return m_ourOffer && m_theirOffer && m_ourOffer->library == m_theirOffer->library;
}

void PairingAdmission::libraryRead(const LibraryRead &read, qint64 nowMs)
{
    if (m_state != State::Offering) {
        return;
    }
    if (read.fault) {
        fail(*read.fault);
        return;
    }
    m_nowMs = nowMs;
    m_membership = read.membership;
    Offer offer;
    offer.library = read.membership.library();
    offer.devices = static_cast<int>(read.membership.members().size());
    offer.notes = read.notes;
    offer.name = clippedDeviceName(m_setup.name);
    offer.logs = read.ownLogs;
    std::erase_if(offer.logs, [this](const AdoptedLog &log) { return log.log.device != self(); });
    std::sort(offer.logs.begin(), offer.logs.end(), [](const AdoptedLog &a, const AdoptedLog &b) {
        return a.log < b.log;
    });
    const bool again = m_offers > 0;
    m_ourOffer = offer;
    if (!again || m_weJoin) {
        say(offer); // the member's own is still true, and the joiner has it
    }
    ++m_offers;
    decide();
}

void PairingAdmission::onOffer(const Offer &offer)
{
    // Again: the joiner's logs grew, so it could not join by the record that it had.
    const bool again = m_state == State::AwaitFinish && !m_weJoin && m_theirOffer
        && m_theirOffer->library == offer.library && m_offers < kOffersMax
        && offer.library != m_ourOffer->library;
    if (!again && (m_state != State::Offering || m_theirOffer)) {
        violate();
        return;
    }
    m_theirOffer = offer;
    for (AdoptedLog &adopted : m_theirOffer->logs) {
        adopted.log.device = m_peer;
    }
    m_peerName = shownDeviceName(offer.name);
    if (again) {
        m_state = State::Offering;
        act(ReadLibrary {}); // our membership has grown by its first record
        return;
    }
    decide();
}

void PairingAdmission::decide()
{
    if (!m_ourOffer || !m_theirOffer) {
        return;
    }
    if (m_offers > 1) { // the roles stand
        if (m_weJoin) {
            m_state = State::AwaitInvite;
        } else {
            invite();
        }
        return;
    }
    const bool same = isSameLibrary();
    const PairingJoin join = m_setup.dialler
        ? whoJoins(m_ourOffer->devices > 1, m_theirOffer->devices > 1)
        : whoJoins(m_theirOffer->devices > 1, m_ourOffer->devices > 1);
    if (!same && join == PairingJoin::Nobody) {
        fail(ErrorCode::PairingTwoLibraries,
             u"both libraries have several devices; export one and import it into the other"_s);
        return;
    }
    m_weJoin = !same && join == (m_setup.dialler ? PairingJoin::Dialler : PairingJoin::Listener);
    if (!same && m_shownJoin && *m_shownJoin != m_weJoin) {
        fail(ErrorCode::PairingDenied, u"another device would join than the person was told"_s);
        return;
    }
    act(ShowPeer {m_peer, m_peerName, m_theirOffer->notes, m_weJoin});
    if (same) {
        m_state = State::AwaitRecords;
        say(Records {m_membership.records()});
    } else if (m_weJoin) {
        m_state = State::AwaitInvite;
    } else {
        invite();
    }
}

void PairingAdmission::invite()
{
    Hlc stamp = Hlc::fromMs(std::max(m_nowMs, qint64 {0}));
    for (const Member &member : m_membership.members()) {
        stamp = std::max(stamp, Hlc {member.since.value + 1}); // above all that it builds on
    }
    m_record = makeAdd(m_membership,
                       *m_setup.signer,
                       m_peer,
                       m_theirOffer->name,
                       stamp,
                       {m_theirOffer->library, m_theirOffer->logs});
    m_state = State::AwaitCountersign;
    say(Invite {m_record.hlc, m_record.parents, m_record.authorSignature, m_membership.records()});
}

void PairingAdmission::onCountersign(const Countersign &step)
{
    if (m_state != State::AwaitCountersign) {
        violate();
        return;
    }
    m_record.subjectSignature = step.subjectSignature;
    Membership grown = m_membership;
    const QByteArray bytes = m_record.toCbor();
    if (const Result<int> added = grown.add({bytes}); !added) {
        fail(added.error());
    } else if (!grown.isMember(m_peer)) {
        fail(ErrorCode::Refused, u"this device may not add another one"_s);
    } else {
        m_state = State::Storing;
        act(StoreRecords {{bytes}});
    }
}

void PairingAdmission::recordsStored(const RecordsStored &stored)
{
    if (m_state != State::Storing) {
        return;
    }
    if (stored.fault) {
        fail(*stored.fault);
        return;
    }
    m_state = State::AwaitFinish;
    if (!isSameLibrary()) {
        say(Welcome {});
        return;
    }
    say(Finish {});
    if (m_theyFinished) {
        finish({m_peer, m_peerName, m_weJoin});
    }
}

void PairingAdmission::onFinish()
{
    if (m_state == State::AwaitFinish) {
        finish({m_peer, m_peerName, m_weJoin});
    } else if (m_state == State::Storing && isSameLibrary() && !m_theyFinished) {
        m_theyFinished = true; // it was faster
    } else {
        violate();
    }
}

void PairingAdmission::onInvite(const Invite &invite)
{
    if (m_state != State::AwaitInvite) {
        violate();
        return;
    }
    // Built here from what we know ourselves: the author's signature fits only when the member means
    // the same, and we sign nothing that we have not written.
    m_record = MemberRecord {};
    m_record.type = MemberRecord::Type::Add;
    m_record.library = m_theirOffer->library;
    m_record.subject = self();
    m_record.name = m_ourOffer->name;
    m_record.author = m_peer;
    m_record.hlc = invite.hlc;
    m_record.adoptedLibrary = m_ourOffer->library;
    m_record.adoptedLogs = m_ourOffer->logs;
    m_record.parents = invite.parents;
    m_record.authorSignature = invite.authorSignature;
    signAsSubject(m_record, *m_setup.signer);

    m_joinRecords = invite.records;
    Membership theirs = Membership::expecting(m_theirOffer->library);
    Result<int> added = theirs.add(m_joinRecords);
    if (!added || !theirs.isMember(m_peer)) {
        fail(added ? Error {ErrorCode::Refused, u"it is no member of its library"_s}
                   : added.error());
        return;
    }
    m_joinRecords.push_back(m_record.toCbor());
    added = theirs.add({m_joinRecords.back()});
    if (!added || *added == 0 || !theirs.isMember(self())) {
        fail(added ? Error {ErrorCode::Refused, u"its record does not make us a member"_s}
                   : added.error());
        return;
    }
    m_state = State::AwaitWelcome;
    say(Countersign {m_record.subjectSignature});
}

void PairingAdmission::onWelcome()
{
    if (m_state != State::AwaitWelcome) {
        violate();
        return;
    }
    m_state = State::JoiningNow;
    act(JoinLibrary {m_theirOffer->library, m_joinRecords});
}

void PairingAdmission::joined(const Joined &joined)
{
    if (m_state != State::JoiningNow) {
        return;
    }
    if (joined.fault && joined.fault->code == ErrorCode::StaleHeads && m_offers < kOffersMax) {
        m_state = State::Offering; // a note was saved meanwhile: offer again, with it
        act(ReadLibrary {});
        return;
    }
    if (joined.fault) {
        fail(*joined.fault);
        return;
    }
    say(Finish {});
    finish({m_peer, m_peerName, m_weJoin});
}

void PairingAdmission::onRecords(const Records &records)
{
    if (m_state != State::AwaitRecords) {
        violate();
        return;
    }
    Membership both = m_membership;
    if (const Result<int> added = both.add(records.records); !added) {
        fail(added.error());
        return;
    }
    if (!both.isMember(m_peer) || !both.isMember(self())) {
        fail(ErrorCode::Refused, u"one of the two is no member of the library"_s);
        return;
    }
    m_state = State::Storing;
    act(StoreRecords {records.records});
}

} // namespace sheaf
