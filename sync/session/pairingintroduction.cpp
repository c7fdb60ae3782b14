#include "sync/session/pairingintroduction.h"

#include "model/base/digest.h"
#include "sync/limits.h"

namespace sheaf {

using namespace Qt::StringLiterals;
using namespace pairing;
using Purpose = message::Hello::Purpose;

namespace {

    constexpr qsizetype kSecretBytes = 16;
    constexpr qint64 kStepWithinMs = std::chrono::milliseconds(limits::kAuthWithin).count();
    constexpr qint64 kPersonWithinMs =
        std::chrono::milliseconds(limits::kPairingConfirmWithin).count();

} // namespace

PairingJoin whoJoins(bool diallerHasSeveral, bool listenerHasSeveral)
{
    if (!diallerHasSeveral) {
        return PairingJoin::Dialler;
    }
    return listenerHasSeveral ? PairingJoin::Nobody : PairingJoin::Listener;
}

QString shownDeviceName(const QString &name)
{
    QString shown;
    for (const QChar c : name) {
        if (c.isPrint() || c.isSurrogate()) {
            shown.append(c);
        }
    }
    return clippedDeviceName(shown.trimmed());
}

PairingIntroduction::PairingIntroduction(const PairingSetup &setup)
    : m_setup(setup)
{
}

PairingRole PairingIntroduction::ourRole() const
{
    return m_setup.dialler ? PairingRole::Dialler : PairingRole::Listener;
}

PairingRole PairingIntroduction::theirRole() const
{
    return m_setup.dialler ? PairingRole::Listener : PairingRole::Dialler;
}

void PairingIntroduction::begin()
{
    if (m_state != State::Idle) {
        return;
    }
    act(session::ArmDeadline {kStepWithinMs});
    m_transcript.hello = m_setup.helloTranscript;
    m_transcript.channelBinding = m_setup.channelBinding;
    if (m_setup.purpose == Purpose::PairByLink) {
        beginByLink();
        return;
    }
    Reveal reveal {self(), m_setup.nonce, clippedDeviceName(m_setup.name), m_setup.devices > 1, 0};
    if (m_setup.dialler) {
        reveal.notes = m_setup.notes; // who asks says what comes along; a stranger is told nothing
    }
    m_ourReveal = encodePairingStep(reveal);
    if (!m_setup.dialler) {
        m_state = State::AwaitCommit;
        return;
    }
    const message::Pairing commit =
        encodePairingStep(Commit {pairingCommitment(m_ourReveal.payload)});
    m_commitPayload = commit.payload;
    act(session::Say {commit});
    m_state = State::AwaitReveal;
}

void PairingIntroduction::beginByLink()
{
    if (m_setup.secret.size() != kSecretBytes || (m_setup.dialler && !m_setup.linkDevice)) {
        fail(ErrorCode::PairingLinkInvalid, u"no link is shown here"_s);
        return;
    }
    if (!m_setup.dialler) {
        m_state = State::AwaitKnock;
        return;
    }
    meet(self(), *m_setup.linkDevice);
    if (isEnded()) {
        return;
    }
    say(Knock {self(), pairingMac(ourRole(), m_setup.secret, m_transcript), ourSignature()});
    m_state = State::AwaitAnswer;
}

void PairingIntroduction::hear(const Step &step, const QByteArray &payload)
{
    if (const auto *commit = std::get_if<Commit>(&step)) {
        onCommit(*commit, payload);
    } else if (const auto *reveal = std::get_if<Reveal>(&step)) {
        onReveal(*reveal, payload);
    } else if (const auto *proof = std::get_if<Proof>(&step)) {
        onProof(*proof);
    } else if (const auto *knock = std::get_if<Knock>(&step)) {
        onKnock(*knock);
    } else if (const auto *answer = std::get_if<Answer>(&step)) {
        onAnswer(*answer);
    } else {
        violate(); // nothing of membership before both have proven who they are
    }
}

/// From here on both ends know whom they talk about.
void PairingIntroduction::meet(const DeviceId &dialler, const DeviceId &listener)
{
    m_transcript.dialler = dialler;
    m_transcript.listener = listener;
    m_peer = m_setup.dialler ? listener : dialler;
    if (m_peer == self()) {
        fail(ErrorCode::Refused, u"this is this device itself"_s);
    }
}

void PairingIntroduction::onCommit(const Commit &commit, const QByteArray &payload)
{
    if (m_state != State::AwaitCommit) {
        violate();
        return;
    }
    m_commitment = commit.commitment;
    m_commitPayload = payload;
    act(session::Say {m_ourReveal});
    m_state = State::AwaitReveal;
}

void PairingIntroduction::onReveal(const Reveal &reveal, const QByteArray &payload)
{
    if (m_state != State::AwaitReveal) {
        violate();
        return;
    }
    if (!m_setup.dialler && pairingCommitment(payload) != m_commitment) {
        fail(ErrorCode::PairingCodeMismatch, u"it revealed something else than it committed to"_s);
        return;
    }
    m_theirReveal = reveal;
    m_theirRevealPayload = payload;
    if (m_setup.dialler) {
        meet(self(), reveal.device);
    } else {
        meet(reveal.device, self());
    }
    if (isEnded()) {
        return;
    }
    if (m_setup.dialler) {
        act(session::Say {m_ourReveal});
    }
    compare();
}

void PairingIntroduction::compare()
{
    const QByteArray &diallers = m_setup.dialler ? m_ourReveal.payload : m_theirRevealPayload;
    const QByteArray &listeners = m_setup.dialler ? m_theirRevealPayload : m_ourReveal.payload;
    m_transcript.steps =
        digest({digest(m_commitPayload).view(), digest(listeners).view(), digest(diallers).view()});
    const bool weHaveSeveral = m_setup.devices > 1;
    const bool theyHaveSeveral = m_theirReveal.severalDevices;
    const PairingJoin join = m_setup.dialler ? whoJoins(weHaveSeveral, theyHaveSeveral)
                                             : whoJoins(theyHaveSeveral, weHaveSeveral);
    ShowCode show;
    show.digits = m_setup.dialler ? pairingDigits(m_transcript,
                                                  m_setup.nonce,
                                                  m_theirReveal.nonce,
                                                  m_setup.localFingerprint,
                                                  m_setup.remoteFingerprint)
                                  : pairingDigits(m_transcript,
                                                  m_theirReveal.nonce,
                                                  m_setup.nonce,
                                                  m_setup.remoteFingerprint,
                                                  m_setup.localFingerprint);
    show.device = m_peer;
    show.name = shownDeviceName(m_theirReveal.name);
    show.theirNotes = m_theirReveal.notes;
    show.weJoin = join == (m_setup.dialler ? PairingJoin::Dialler : PairingJoin::Listener);
    m_shownJoin = show.weJoin;
    show.twoLibraries = join == PairingJoin::Nobody;
    m_state = State::Comparing;
    act(session::ArmDeadline {kPersonWithinMs});
    act(std::move(show));
}

void PairingIntroduction::confirmed()
{
    if (m_state != State::Comparing || m_confirmedHere) {
        return; // a second click, or one that came too late
    }
    m_confirmedHere = true;
    say(Proof {ourSignature()});
    if (m_provenThere) {
        m_state = State::Done;
    } else {
        act(WaitForOther {});
    }
}

void PairingIntroduction::onProof(const Proof &proof)
{
    if (m_state != State::Comparing || m_provenThere) {
        violate();
    } else if (!verifies(proof.signature)) {
        fail(ErrorCode::BadSignature, u"its proof does not verify"_s);
    } else {
        m_provenThere = true;
        if (m_confirmedHere) {
            m_state = State::Done;
        }
    }
}

void PairingIntroduction::onKnock(const Knock &knock)
{
    if (m_state != State::AwaitKnock) {
        violate();
        return;
    }
    meet(knock.device, self());
    if (isEnded()) {
        return;
    }
    if (!isSameMac(knock.mac, pairingMac(theirRole(), m_setup.secret, m_transcript))) {
        fail(ErrorCode::PairingLinkInvalid, u"it does not know the link's secret"_s);
    } else if (!verifies(knock.signature)) {
        fail(ErrorCode::BadSignature, u"its proof does not verify"_s);
    } else {
        say(Answer {self(), pairingMac(ourRole(), m_setup.secret, m_transcript), ourSignature()});
        m_state = State::Done;
    }
}

void PairingIntroduction::onAnswer(const Answer &answer)
{
    if (m_state != State::AwaitAnswer) {
        violate();
    } else if (answer.device != m_peer
               || !isSameMac(answer.mac, pairingMac(theirRole(), m_setup.secret, m_transcript))) {
        fail(ErrorCode::PairingLinkInvalid, u"this is not the device that showed the link"_s);
    } else if (!verifies(answer.signature)) {
        fail(ErrorCode::BadSignature, u"its proof does not verify"_s);
    } else {
        m_state = State::Done;
    }
}

Signature PairingIntroduction::ourSignature() const
{
    return m_setup.signer->sign(pairingSignedBytes(ourRole(), m_transcript));
}

bool PairingIntroduction::verifies(const Signature &signature) const
{
    return verifySignature(m_peer, pairingSignedBytes(theirRole(), m_transcript), signature);
}

} // namespace sheaf
