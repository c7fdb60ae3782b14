#include "tests/bench/report.h"

#include "tests/bench/usage.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <cstdio>

namespace sheaf::bench {

using namespace Qt::StringLiterals;

void Report::add(const QString &what, double value, const QString &unit, const QString &budget)
{
    addRow({what, value, unit, std::nullopt, {}, budget});
}

void Report::add(const QString &what,
                 double value,
                 const QString &unit,
                 double ratio,
                 const QString &ratioTo,
                 const QString &budget)
{
    addRow({what, value, unit, ratio, ratioTo, budget});
}

/// Long runs show that they go on; the table comes at the end.
void Report::addRow(Row row)
{
    std::fprintf(stderr, "  %s: %.3f %s\n", qPrintable(row.what), row.value, qPrintable(row.unit));
    m_rows.push_back(std::move(row));
}

void Report::print() const
{
    std::printf(
        "%-60s %10s %-9s %6s  %-22s %s\n", "what", "value", "unit", "ratio", "to", "budget");
    for (const Row &row : m_rows) {
        const QString ratio = row.ratio ? QString::number(*row.ratio, 'f', 2) : QString();
        const double judged = row.ratio.value_or(row.value);
        bool isNumber = false;
        const double budget = row.budget.toDouble(&isNumber);
        const QString verdict = !isNumber ? QString()
            : judged <= budget            ? u"≤ %1"_s.arg(row.budget)
                                          : u"≤ %1  over"_s.arg(row.budget);
        std::printf("%-60s %10.3f %-9s %6s  %-22s %s\n",
                    qPrintable(row.what),
                    row.value,
                    qPrintable(row.unit),
                    qPrintable(ratio),
                    qPrintable(row.ratioTo),
                    qPrintable(isNumber ? verdict : row.budget));
    }
    std::printf("load average %.1f on %d processors\n", loadAverage(), QThread::idealThreadCount());
    std::fflush(stdout);
}

bool Report::save(const QString &file) const
{
    QJsonArray rows;
    for (const Row &row : m_rows) {
        QJsonObject object {{u"what"_s, row.what}, {u"value"_s, row.value}, {u"unit"_s, row.unit}};
        if (row.ratio) {
            object[u"ratio"_s] = *row.ratio;
            object[u"to"_s] = row.ratioTo;
        }
        if (!row.budget.isEmpty()) {
            object[u"budget"_s] = row.budget;
        }
        rows.append(object);
    }
    const QJsonObject all {{u"date"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODate)},
                           {u"loadAverage"_s, loadAverage()},
                           {u"processors"_s, QThread::idealThreadCount()},
                           {u"rows"_s, rows}};
    QFile out(file);
    return QDir().mkpath(QFileInfo(file).path()) && out.open(QIODevice::WriteOnly)
        && out.write(QJsonDocument(all).toJson()) > 0;
}

} // namespace sheaf::bench
