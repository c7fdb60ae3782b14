/// One desktop window a library: a second start brings the first one's window to the front.
/// Rules   the lock lies in the library's state folder and is given back with this object; one whose
///         process is gone does not count.
/// Thread  main.
#pragma once

#include <QLockFile>

namespace sheaf {

class SingleInstance
{
public:
    /// The state folder is made when it is missing.
    explicit SingleInstance(const QString &stateFolder);

    [[nodiscard]] bool isFirst() const { return m_isFirst; }
    /// Asks the running program of this library to show its window; false: it did not answer.
    [[nodiscard]] static bool raiseOther(const QString &libraryKey);

private:
    QLockFile m_lock;
    bool m_isFirst;
};

} // namespace sheaf
