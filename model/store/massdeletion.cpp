#include "model/store/massdeletion.h"

#include "model/base/limits.h"

#include <algorithm>
#include <deque>
#include <tuple>

namespace sheaf {

std::vector<SeenDelete> massDeleted(std::vector<SeenDelete> deletes, qint64 freshFrom)
{
    constexpr qint64 kWindowMs = std::chrono::milliseconds(limits::kMassDeletionWindow).count();
    std::sort(deletes.begin(), deletes.end(), [](const SeenDelete &a, const SeenDelete &b) {
        return std::tie(a.stampMs, a.arrived) < std::tie(b.stampMs, b.arrived);
    });
    std::vector<SeenDelete> mass;
    std::deque<std::size_t> firstArrived; // of the window: by arrival, the earliest in front
    std::size_t begin = 0;
    std::size_t taken = 0; // up to here it was decided
    std::size_t fresh = 0;
    for (std::size_t end = 0; end < deletes.size(); ++end) {
        fresh += deletes[end].arrived >= freshFrom ? 1 : 0;
        while (!firstArrived.empty()
               && deletes[firstArrived.back()].arrived > deletes[end].arrived) {
            firstArrived.pop_back();
        }
        firstArrived.push_back(end);
        for (; deletes[end].stampMs - deletes[begin].stampMs > kWindowMs; ++begin) {
            fresh -= deletes[begin].arrived >= freshFrom ? 1 : 0;
            if (firstArrived.front() == begin) {
                firstArrived.pop_front();
            }
        }
        const auto count = static_cast<qint64>(end - begin + 1);
        const qint64 existed = deletes[firstArrived.front()].existed;
        if (fresh == 0 || count <= limits::kMassDeletionNotes
            || count * 100 <= existed * limits::kMassDeletionPercent) {
            continue;
        }
        taken = std::max(taken, begin);
        mass.insert(mass.end(),
                    deletes.begin() + static_cast<std::ptrdiff_t>(taken),
                    deletes.begin() + static_cast<std::ptrdiff_t>(end) + 1);
        taken = end + 1;
    }
    return mass;
}

} // namespace sheaf
