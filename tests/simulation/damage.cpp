#include "tests/simulation/world.h"

#include <sqlite3.h>

// A row that is not what its changes say: written past the library, as a fault in the program would.

namespace sheaf::simulation {

using namespace Qt::StringLiterals;

namespace {

    /// One title is another, and the sum over all records says that something is wrong: on no two
    /// devices the same, else nobody could tell by comparing them.
    bool damage(const QString &folder, int device)
    {
        sqlite3 *database = nullptr;
        const QByteArray path = (folder + u"/library/library.sqlite"_s).toUtf8();
        const QByteArray mark = QByteArray::number(device);
        const auto run = [&database](const QByteArray &sql) {
            return sqlite3_exec(database, sql.constData(), nullptr, nullptr, nullptr) == SQLITE_OK;
        };
        const bool done = sqlite3_open(path.constData(), &database) == SQLITE_OK
            && run("BEGIN IMMEDIATE")
            && run("UPDATE notes SET title = CAST('damaged " + mark
                   + "' AS BLOB) WHERE id = "
                     "(SELECT max(id) FROM notes WHERE deleted = 0 AND kind = 0)")
            && sqlite3_changes(database) == 1
            && run("UPDATE library SET state_sum = CAST(printf('%032d', " + mark + ") AS BLOB)")
            && run("COMMIT");
        sqlite3_close(database);
        return done;
    }

} // namespace

void World::damageRow(Device &device, test::SeededRandom &dice)
{
    device.stop();
    m_stage.damaged = true;
    if (damage(m_folders.device(device.number()), static_cast<int>(device.number()))) {
        m_stage.count(u"state: rows made wrong"_s);
    }
    startLater(device, 1 + dice.below(500));
}

} // namespace sheaf::simulation
