// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"

#ifdef SLUICE_FAULTS

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QMutex>

#include <algorithm>
#include <csignal>

namespace sluice {

namespace {

bool matches(const QByteArray &wanted, const char *name, int count)
{
    const qsizetype hash = wanted.indexOf('#');
    return hash < 0 ? wanted == name && count == 1 : wanted.left(hash) == name && wanted.mid(hash + 1).toInt() == count;
}

} // namespace

void killPoint(const char *name)
{
    static const QByteArray kill = qgetenv("SLUICE_KILL_AT");
    static const QByteArray stop = qgetenv("SLUICE_STOP_AT");
    if (kill.isEmpty() && stop.isEmpty()) [[likely]]
        return;
    static QMutex mutex;
    static QHash<QByteArray, int> passed;
    const QMutexLocker lock(&mutex);
    const int count = ++passed[QByteArray(name)];
    if (matches(kill, name, count))
        raise(SIGKILL);
    const QList<QByteArray> stops = stop.split(','); // one after the other
    if (std::any_of(stops.cbegin(), stops.cend(), [&](const QByteArray &at) { return matches(at, name, count); }))
        raise(SIGSTOP);
}

} // namespace sluice

#endif
