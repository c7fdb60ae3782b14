#include "tests/bench/usage.h"

#include <QFile>

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>

namespace sheaf::bench {

using namespace Qt::StringLiterals;

namespace {

    QString procFile(qint64 pid, const QString &name)
    {
        return u"/proc/%1/%2"_s.arg(pid == 0 ? u"self"_s : QString::number(pid), name);
    }

    QByteArray contents(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    double statusMegabytes(qint64 pid, const QByteArray &key)
    {
        for (const QByteArray &line : contents(procFile(pid, u"status"_s)).split('\n')) {
            if (line.startsWith(key)) {
                return line.mid(key.size()).simplified().split(' ').first().toDouble() / 1024;
            }
        }
        return 0;
    }

    double cpuSeconds(int who)
    {
        rusage used {};
        if (::getrusage(who, &used) != 0) {
            return 0;
        }
        const auto seconds = [](const timeval &time) {
            return double(time.tv_sec) + double(time.tv_usec) / 1e6;
        };
        return seconds(used.ru_utime) + seconds(used.ru_stime);
    }

} // namespace

double ownCpuSeconds()
{
    return cpuSeconds(RUSAGE_SELF);
}

double endedChildrenCpuSeconds()
{
    return cpuSeconds(RUSAGE_CHILDREN);
}

double cpuSecondsOf(qint64 pid)
{
    const QByteArray stat = contents(procFile(pid, u"stat"_s));
    // The name in brackets may hold anything; user and system time are the 12th and 13th field after.
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    const auto ticks = double(::sysconf(_SC_CLK_TCK));
    return fields.size() > 12 ? (fields[11].toDouble() + fields[12].toDouble()) / ticks : 0;
}

double residentMegabytes(qint64 pid)
{
    return statusMegabytes(pid, "VmRSS:");
}

double peakMegabytes(qint64 pid)
{
    return statusMegabytes(pid, "VmHWM:");
}

bool forgetPeak(qint64 pid)
{
    QFile file(procFile(pid, u"clear_refs"_s));
    return file.open(QIODevice::WriteOnly) && file.write("5") == 1;
}

double loadAverage()
{
    double load = 0;
    return ::getloadavg(&load, 1) == 1 ? load : 0;
}

} // namespace sheaf::bench
