/// The table that the benchmarks print, and the same figures as JSON.
/// Shape   every figure in its own unit, with its budget; where it has a limit taken in the same run,
///         with the ratio to that, and then the budget is one of the ratio.
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace sheaf::bench {

class Report
{
public:
    /// A figure for itself; `budget` in its unit, empty = none.
    void add(const QString &what, double value, const QString &unit, const QString &budget = {});
    void add(const QString &what,
             double value,
             const QString &unit,
             double ratio,
             const QString &ratioTo,
             const QString &budget = {});
    void print() const;
    /// With date and load of the machine. False when the folder cannot be made or the file not be
    /// written.
    [[nodiscard]] bool save(const QString &file) const;

private:
    struct Row
    {
        QString what;
        double value = 0;
        QString unit;
        std::optional<double> ratio;
        QString ratioTo;
        QString budget;
    };
    void addRow(Row row);

    std::vector<Row> m_rows;
};

} // namespace sheaf::bench
