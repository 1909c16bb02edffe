// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kill_point.h"

#ifdef SLUICE_FAULTS

#include <QByteArray>
#include <QHash>
#include <QMutex>

#include <csignal>

namespace sluice {

void killPoint(const char *name)
{
    static const QByteArray wanted = qgetenv("SLUICE_KILL_AT");
    if (wanted.isEmpty()) [[likely]]
        return;
    static QMutex mutex;
    static QHash<QByteArray, int> passed;
    const QMutexLocker lock(&mutex);
    const int count = ++passed[QByteArray(name)];
    const qsizetype hash = wanted.indexOf('#');
    const bool matches = hash < 0 ? wanted == name && count == 1 : wanted.left(hash) == name && wanted.mid(hash + 1).toInt() == count;
    if (matches)
        raise(SIGKILL);
}

} // namespace sluice

#endif
