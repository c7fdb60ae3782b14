/// Proves a library bit by bit while nothing else is to be done: the cached rows against the sum that was
/// kept of them, once a start; then, once for ever, every change that was only vouched for by a later
/// signature on its arrival.
/// Rules   reads only; says what it found. How far the changes are proven is kept by the caller.
/// Thread  that of its connection.
#pragma once

#include "model/store/changeproof.h"

#include <functional>

namespace sheaf {

class IdleProof
{
public:
    enum class Rows { Unknown, Proven, Wrong };

    /// One step of looking at the rows, in the snapshot that the caller holds. Where the library was
    /// written to meanwhile it begins again, and after a few times leaves it at that.
    void stepRows(LibraryStore &store, const LibraryRow &library);
    [[nodiscard]] Rows rows() const { return m_rows; }
    void settleRows() { m_rows = Rows::Proven; } ///< what was wrong has been made again

    /// Looks at changes after `from`, at most `limit`; appends the bad ones. Answers the last one looked
    /// at, `from` when there are none.
    [[nodiscard]] static qint64 stepChanges(LibraryStore &store,
                                            qint64 from,
                                            int limit,
                                            const std::function<bool()> &isOver,
                                            std::vector<ChangeVerdict> &bad);
    /// Changes whose record's row is gone.
    [[nodiscard]] static std::vector<ChangeVerdict> orphans(LibraryStore &store);

private:
    Rows m_rows = Rows::Unknown;
    qint64 m_version = -1; ///< of the library, when this pass began
    int m_next = 0; ///< first byte of the ids that come next
    int m_begun = 0;
    Hash m_sum;
};

} // namespace sheaf
