/// What every part of the engine on the sync thread needs: the library, who we are, randomness.
/// Thread  the sync thread; the parts outlive nothing of it.
#pragma once

#include "model/base/randomsource.h"
#include "sync/engine/libraryview.h"
#include "sync/peer/deviceidentity.h"
#include "sync/session/handshake.h"
#include "sync/transport/transport.h"

namespace sheaf {

struct SyncContext
{
    LibraryView &library;
    const DeviceIdentity &identity;
    RandomSource &random;
    ProtocolRange protocol = {};

    [[nodiscard]] HandshakeSetup handshakeOn(const Connection &connection,
                                             message::Hello::Purpose purpose) const
    {
        HandshakeSetup setup;
        setup.dialler = connection.isDialler();
        setup.purpose = purpose;
        setup.library = library.library();
        setup.signer = &identity;
        setup.isMember = [view = &library, self = identity.device()](const DeviceId &device) {
            return device != self && view->membership().isMember(device);
        };
        setup.nonce = random.bytes(32);
        setup.channelBinding = connection.channelBinding();
        setup.protocol = protocol;
        setup.features = {feature::kRepair};
        return setup;
    }
};

} // namespace sheaf
