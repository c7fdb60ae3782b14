/// What an export wrote, and what its reader should know.
#pragma once

#include <QStringList>

namespace sheaf {

struct ExportReport
{
    int exported = 0; ///< notes
    QStringList warnings; ///< one sentence each
};

} // namespace sheaf
