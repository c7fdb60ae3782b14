/// The person at the simulated devices: writes, moves, deletes and decides, as a window or a script would,
/// with nothing but what the device shows at that moment (or showed when the editor was opened).
/// Rules   each edit brings in a word of its own, noted in the ledger when its commit has returned.
/// Errors  the library may refuse only when its disk did.
#pragma once

#include "tests/simulation/device.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/plan.h"

namespace sheaf::simulation {

class Person
{
public:
    Person(Stage &stage, Ledger &ledger)
        : m_stage(stage)
        , m_ledger(ledger)
    {
    }

    /// False: `step` is none of a person's.
    bool act(Device &device, const Step &step);
    void forgetEditor(const Device &device) { m_editors.erase(device.number()); }

private:
    class Deed;

    Stage &m_stage;
    Ledger &m_ledger;
    std::map<int, Note> m_editors; ///< what each device's editor was opened with
};

} // namespace sheaf::simulation
