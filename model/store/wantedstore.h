/// Changes that this library holds in name only: a wrong signature, damaged bytes, content that a state
/// needs and that is not here. Peers are asked for them by hash.
/// Rules   whoever notices one writes it down in its own transaction; what comes is taken out by repair.
/// Thread  that of its connection.
#pragma once

#include "model/base/ids.h"
#include "model/store/database.h"

namespace sheaf {

/// The number is what stands in the table.
enum class WantReason { WrongSignature = 1, Damaged = 2, Absent = 3 };

class WantedStore
{
public:
    explicit WantedStore(Database &database);

    /// True when it was not known to be wanted. A graver reason replaces a lesser one.
    bool add(const Hash &hash, WantReason reason, qint64 nowMs);
    bool remove(const Hash &hash);
    [[nodiscard]] std::optional<WantReason> reason(const Hash &hash) const;
    /// In the order of their hashes, those behind `after`.
    [[nodiscard]] std::vector<Hash> list(int limit, const Hash &after = {}) const;
    [[nodiscard]] qint64 count() const;

private:
    Database &m_database;
};

} // namespace sheaf
