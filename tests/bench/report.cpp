#include "tests/bench/report.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

namespace sheaf::bench {

using namespace Qt::StringLiterals;

void Report::add(const QString &what,
                 double value,
                 const QString &unit,
                 std::optional<double> ratio,
                 const QString &ratioTo,
                 const QString &aim)
{
    m_rows.push_back({what, value, unit, ratio, ratioTo, aim});
}

void Report::print() const
{
    std::printf("%-52s %12s %-10s %8s  %s\n", "what", "value", "unit", "ratio", "to (aim)");
    for (const Row &row : m_rows) {
        const QString ratio = row.ratio ? QString::number(*row.ratio, 'f', 2) : QString();
        const QString to = row.ratioTo + (row.aim.isEmpty() ? QString() : u" ("_s + row.aim + u')');
        std::printf("%-52s %12.3f %-10s %8s  %s\n",
                    qPrintable(row.what),
                    row.value,
                    qPrintable(row.unit),
                    qPrintable(ratio),
                    qPrintable(to));
    }
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
            object[u"aim"_s] = row.aim;
        }
        rows.append(object);
    }
    QFile out(file);
    return QDir().mkpath(QFileInfo(file).path()) && out.open(QIODevice::WriteOnly)
        && out.write(QJsonDocument(rows).toJson()) > 0;
}

} // namespace sheaf::bench
