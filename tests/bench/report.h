/// The table that the benchmarks print, and the same figures as JSON.
/// Shape   every figure in its own unit, with a ratio to a limit taken in the same run where it has one.
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace sheaf::bench {

class Report
{
public:
    void add(const QString &what,
             double value,
             const QString &unit,
             std::optional<double> ratio = std::nullopt,
             const QString &ratioTo = {},
             const QString &aim = {});
    void print() const;
    /// False when the folder cannot be made or the file not be written.
    [[nodiscard]] bool save(const QString &file) const;

private:
    struct Row
    {
        QString what;
        double value = 0;
        QString unit;
        std::optional<double> ratio;
        QString ratioTo;
        QString aim;
    };
    std::vector<Row> m_rows;
};

} // namespace sheaf::bench
