// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/process_identity.h"

#include <QByteArray>
#include <QFile>

#include <cerrno>
#include <csignal>
#include <optional>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString firstLine(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromLatin1(file.readLine(256).trimmed());
}

QString linkTarget(const char *path)
{
    char buffer[128];
    const ssize_t length = readlink(path, buffer, sizeof buffer);
    return length > 0 ? QString::fromLatin1(buffer, length) : QString();
}

struct ProcessStat {
    char state = '?';
    qint64 started = 0;
};

/// Fields 3 and 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets, so counting starts behind it.
std::optional<ProcessStat> readStat(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray line = file.readLine(4096);
    const qsizetype bracket = line.lastIndexOf(')');
    if (bracket < 0)
        return std::nullopt;
    const QList<QByteArray> fields = line.mid(bracket + 1).simplified().split(' ');
    if (fields.size() < 20 || fields[0].size() != 1)
        return std::nullopt;
    return ProcessStat { fields[0][0], fields[19].toLongLong() };
}

bool sameKnown(const QString &a, const QString &b)
{
    return !a.isEmpty() && a == b;
}

} // namespace

ProcessIdentity thisProcess()
{
    ProcessIdentity me;
    me.machine = firstLine(u"/etc/machine-id"_s);
    me.boot = firstLine(u"/proc/sys/kernel/random/boot_id"_s);
    me.pidSpace = linkTarget("/proc/self/ns/pid");
    me.clockSpace = linkTarget("/proc/self/ns/time");
    me.pid = getpid();
    if (const auto stat = readStat(u"/proc/self/stat"_s))
        me.started = stat->started;
    return me;
}

Liveness processLiveness(const ProcessIdentity &process, const ProcessIdentity &observer)
{
    if (process.boot.isEmpty() || observer.boot.isEmpty())
        return Liveness::Unknown;
    if (process.boot != observer.boot)
        return sameKnown(process.machine, observer.machine) ? Liveness::Gone : Liveness::Unknown;
    if (!sameKnown(process.pidSpace, observer.pidSpace) || process.pid <= 0)
        return Liveness::Unknown;
    if (kill(static_cast<pid_t>(process.pid), 0) != 0 && errno == ESRCH)
        return Liveness::Gone;
    const auto stat = readStat(u"/proc/"_s + QString::number(process.pid) + u"/stat"_s);
    if (!stat)
        return Liveness::Alive; // exists, but hidden from this user
    const bool isZombie = stat->state == 'Z' || stat->state == 'X';
    return !isZombie && stat->started == process.started ? Liveness::Alive : Liveness::Gone;
}

bool sharesClock(const ProcessIdentity &a, const ProcessIdentity &b)
{
    // Kernels without time namespaces name none on both sides, and have one clock.
    return sameKnown(a.boot, b.boot) && a.clockSpace == b.clockSpace;
}

} // namespace sluice
