#include "model/base/bounds.h"

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr QStringView kBrings = u"more than a library takes is brought by device ";

} // namespace

Error bringsTooMuch(const DeviceId &device, const QString &what)
{
    return {ErrorCode::RateLimited, kBrings.toString() + device.toHex().first(8) + u": "_s + what};
}

bool isBringsTooMuch(const Error &why)
{
    return why.code == ErrorCode::RateLimited && why.detail.startsWith(kBrings);
}

} // namespace sheaf
