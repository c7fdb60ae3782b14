#include "sync/session/handshake.h"

#include "model/base/digest.h"
#include "sync/limits.h"
#include "sync/wire/codec.h"
#include "sync/wire/faultcode.h"

namespace sheaf {

using namespace Qt::StringLiterals;
using message::Auth;
using message::Hello;

namespace {

    template <typename Duration>
    qint64 inMs(Duration duration)
    {
        return std::chrono::milliseconds(duration).count();
    }

    enum class Role { Dialler, Listener };

    /// Binds the proof to role and connection: a Hello that was overheard elsewhere is worth nothing.
    Hash libraryProof(Role role,
                      const LibraryId &library,
                      const QByteArray &nonce,
                      const QByteArray &channelBinding)
    {
        const QByteArrayView label = role == Role::Dialler
            ? QByteArrayView("sheaf hello dialler 1")
            : QByteArrayView("sheaf hello listener 1");
        return digest({label, library.view(), nonce, digest(channelBinding).view()});
    }

    QByteArray joined(std::initializer_list<QByteArrayView> parts)
    {
        QByteArray bytes;
        for (const QByteArrayView part : parts) {
            bytes.append(part);
        }
        return bytes;
    }

} // namespace

struct Handshake::Private
{
    enum class State { Idle, Greeting, Proving, Done, Ended };

    explicit Private(HandshakeSetup theSetup)
        : setup(std::move(theSetup))
    {
    }

    HandshakeSetup setup;
    State state = State::Idle;
    QByteArray ourHello;
    Hash transcript;
    handshake::Terms terms;
    std::vector<Action> actions;

    [[nodiscard]] Role ourRole() const { return setup.dialler ? Role::Dialler : Role::Listener; }
    [[nodiscard]] Role theirRole() const { return setup.dialler ? Role::Listener : Role::Dialler; }
    [[nodiscard]] DeviceId self() const { return setup.signer->device(); }

    void onLinkUp();
    void onPeerSaid(const handshake::PeerSaid &said);
    void onHello(const Hello &hello, const QByteArray &bytes);
    void onAuth(const Auth &auth);
    [[nodiscard]] std::optional<Error> faultOf(const Hello &hello) const;
    [[nodiscard]] std::optional<Error> faultOf(const Auth &auth) const;
    [[nodiscard]] QByteArray
    signedBytes(Role role, const DeviceId &dialler, const DeviceId &listener) const;
    void sayHello();
    void sayAuth(const DeviceId &listener); ///< null at the listener
    void say(Message message) { actions.emplace_back(session::Say {std::move(message)}); }
    void refuse(const Error &why);
    void end(const Error &why, bool retry);
};

void Handshake::Private::sayHello()
{
    Hello hello;
    hello.purpose = setup.purpose;
    hello.protocolMin = setup.protocol.min;
    hello.protocolMax = setup.protocol.max;
    hello.mergeVersion = kMergeVersion;
    hello.nonce = setup.nonce;
    if (setup.purpose == Hello::Purpose::Sync) {
        hello.libraryProof =
            libraryProof(ourRole(), setup.library, setup.nonce, setup.channelBinding);
    }
    hello.features = setup.features;
    hello.messageBytesMax = static_cast<quint32>(limits::kMessageBytesMax);
    ourHello = encodeMessage(hello);
    say(std::move(hello));
}

void Handshake::Private::onLinkUp()
{
    state = State::Greeting;
    if (setup.dialler) {
        sayHello();
    }
    actions.emplace_back(session::ArmDeadline {inMs(limits::kHelloWithin)});
}

void Handshake::Private::onPeerSaid(const handshake::PeerSaid &said)
{
    if (const auto *fault = std::get_if<message::Fault>(&said.message)) {
        end(errorFor(*fault), fault->retry);
        return;
    }
    if (const auto *hello = std::get_if<Hello>(&said.message); hello && state == State::Greeting) {
        onHello(*hello, said.bytes);
        return;
    }
    if (const auto *auth = std::get_if<Auth>(&said.message); auth && state == State::Proving) {
        onAuth(*auth);
        return;
    }
    refuse({ErrorCode::ProtocolViolation, u"a message came before the handshake was done"_s});
}

std::optional<Error> Handshake::Private::faultOf(const Hello &hello) const
{
    if (hello.nonce == setup.nonce) {
        return Error {ErrorCode::Refused, u"our own Hello came back"_s};
    }
    if (hello.messageBytesMax < limits::kMessageBytesMax) {
        return Error {ErrorCode::ProtocolViolation, u"it accepts too small messages"_s};
    }
    if (setup.dialler && hello.purpose != setup.purpose) {
        return Error {ErrorCode::ProtocolViolation, u"the answer has another purpose"_s};
    }
    switch (hello.purpose) {
    case Hello::Purpose::Sync:
        if (hello.libraryProof
            != libraryProof(theirRole(), setup.library, hello.nonce, setup.channelBinding)) {
            return Error {ErrorCode::LibraryMismatch, u"its proof is not of this library"_s};
        }
        return std::nullopt;
    case Hello::Purpose::PairByCode:
        if (!setup.dialler && !setup.pairsByCode) {
            return Error {ErrorCode::PairingPaused, u"asked to pair by code, not now"_s};
        }
        return std::nullopt;
    case Hello::Purpose::PairByLink:
        if (!setup.dialler && !setup.pairsByLink) {
            return Error {ErrorCode::PairingLinkInvalid, u"asked to pair, but no link is shown"_s};
        }
        return std::nullopt;
    }
    return Error {ErrorCode::ProtocolViolation, u"unknown purpose"_s};
}

void Handshake::Private::onHello(const Hello &hello, const QByteArray &bytes)
{
    // Known first, then spoken to: a stranger does not even learn what we speak. Hello itself is the same in
    // all versions, but for further keys.
    if (const auto fault = faultOf(hello)) {
        refuse(*fault);
        return;
    }
    if (hello.protocolMax < setup.protocol.min || hello.protocolMin > setup.protocol.max) {
        if (!setup.dialler) {
            setup.purpose = hello.purpose;
            sayHello(); // so that the other side, too, knows which of the two needs the update
        }
        const bool theyAreOlder = hello.protocolMax < setup.protocol.min;
        const Error why {ErrorCode::ProtocolOutdated,
                         theyAreOlder ? handshake::kUpdateThere : handshake::kUpdateHere};
        say(faultFor(why, false));
        end(why, false);
        return;
    }
    setup.purpose = hello.purpose;
    if (!setup.dialler) {
        sayHello();
    }
    terms.protocol = std::min(setup.protocol.max, hello.protocolMax);
    terms.theirMergeVersion = hello.mergeVersion;
    for (const QString &feature : setup.features) {
        if (hello.features.contains(feature)) {
            terms.features.append(feature);
        }
    }
    const Hash ours = digest(ourHello);
    const Hash theirs = digest(bytes);
    transcript = digest({QByteArrayView("sheaf transcript 1"),
                         setup.dialler ? ours.view() : theirs.view(),
                         setup.dialler ? theirs.view() : ours.view()});
    if (setup.purpose != Hello::Purpose::Sync) {
        state = State::Done;
        actions.emplace_back(handshake::PairingAgreed {setup.purpose, transcript, terms});
        return;
    }
    state = State::Proving;
    if (!setup.dialler) {
        sayAuth({});
    }
    actions.emplace_back(session::ArmDeadline {inMs(limits::kAuthWithin)});
}

/// The listener signs first, before it knows who dials, so its part leaves the dialler's id out; the
/// dialler's fresh nonce and the channel in it make it worthless to anybody else.
QByteArray
Handshake::Private::signedBytes(Role role, const DeviceId &dialler, const DeviceId &listener) const
{
    const Hash binding = digest(setup.channelBinding);
    if (role == Role::Listener) {
        return joined(
            {"sheaf auth listener 1", transcript.view(), listener.view(), binding.view()});
    }
    return joined({"sheaf auth dialler 1",
                   transcript.view(),
                   dialler.view(),
                   listener.view(),
                   binding.view()});
}

void Handshake::Private::sayAuth(const DeviceId &listener)
{
    const QByteArray bytes = setup.dialler ? signedBytes(Role::Dialler, self(), listener)
                                           : signedBytes(Role::Listener, {}, self());
    say(Auth {self(), setup.signer->sign(bytes)});
}

std::optional<Error> Handshake::Private::faultOf(const Auth &auth) const
{
    if (auth.device == self()) {
        return Error {ErrorCode::Refused, u"the other side claims to be this device"_s};
    }
    if (!setup.isMember(auth.device)) {
        return Error {ErrorCode::Refused, u"not a member: "_s + auth.device.toHex()};
    }
    const QByteArray bytes = setup.dialler ? signedBytes(Role::Listener, {}, auth.device)
                                           : signedBytes(Role::Dialler, auth.device, self());
    if (!verifySignature(auth.device, bytes, auth.signature)) {
        return Error {ErrorCode::BadSignature, u"its Auth does not verify"_s};
    }
    return std::nullopt;
}

void Handshake::Private::onAuth(const Auth &auth)
{
    if (const auto fault = faultOf(auth)) {
        refuse(*fault);
        return;
    }
    if (setup.dialler) {
        sayAuth(auth.device);
    }
    state = State::Done;
    actions.emplace_back(handshake::Authenticated {auth.device, terms});
}

void Handshake::Private::refuse(const Error &why)
{
    // Whatever the reason, a stranger reads the same words.
    say(faultFor({ErrorCode::Refused, {}}, true));
    end(why, true);
}

void Handshake::Private::end(const Error &why, bool retry)
{
    state = State::Ended;
    actions.emplace_back(session::End {why, retry});
}

Handshake::Handshake(HandshakeSetup setup)
    : d(std::make_unique<Private>(std::move(setup)))
{
}

Handshake::~Handshake() = default;

std::vector<Handshake::Action> Handshake::handle(const Event &event)
{
    if (ended()) {
        return {};
    }
    if (std::holds_alternative<handshake::LinkUp>(event)) {
        if (d->state == Private::State::Idle) {
            d->onLinkUp();
        }
    } else if (const auto *said = std::get_if<handshake::PeerSaid>(&event)) {
        d->onPeerSaid(*said);
    } else if (const auto *lost = std::get_if<session::LinkLost>(&event)) {
        d->end(lost->why, true);
    } else if (std::holds_alternative<session::DeadlinePassed>(event)) {
        d->refuse({ErrorCode::TimedOut, u"the handshake took too long"_s});
    }
    return std::exchange(d->actions, {});
}

message::Hello::Purpose Handshake::purpose() const
{
    return d->setup.purpose;
}

bool Handshake::ended() const
{
    return d->state == Private::State::Done || d->state == Private::State::Ended;
}

} // namespace sheaf
