#include "sync/session/pairingstage.h"

#include "sync/wire/faultcode.h"

namespace sheaf {

using namespace Qt::StringLiterals;

void PairingStage::fail(const Error &why)
{
    act(session::Say {faultFor(why, false)});
    end(why);
}

void PairingStage::end(const Error &why)
{
    m_ended = true;
    act(session::End {why, false});
}

void PairingStage::violate()
{
    fail(ErrorCode::ProtocolViolation, u"a step of pairing out of order"_s);
}

void PairingStage::finish(pairing::Paired paired)
{
    m_ended = true;
    act(std::move(paired));
}

} // namespace sheaf
