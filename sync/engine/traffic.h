/// What went over a line, in counts.
/// Shape   changes and bytes of framed messages, since the session or the program began.
/// Thread  any.
#pragma once

#include <QtGlobal>

namespace sheaf {

struct Traffic
{
    quint64 changesSent = 0;
    quint64 changesReceived = 0; ///< that were new here
    quint64 bytesSent = 0;
    quint64 bytesReceived = 0;

    Traffic &operator+=(const Traffic &more)
    {
        changesSent += more.changesSent;
        changesReceived += more.changesReceived;
        bytesSent += more.bytesSent;
        bytesReceived += more.bytesReceived;
        return *this;
    }
    /// `before` is an earlier reading of the same counters.
    [[nodiscard]] Traffic since(const Traffic &before) const
    {
        return {changesSent - before.changesSent,
                changesReceived - before.changesReceived,
                bytesSent - before.bytesSent,
                bytesReceived - before.bytesReceived};
    }
    [[nodiscard]] bool isNothing() const { return bytesSent == 0 && bytesReceived == 0; }
};

} // namespace sheaf
