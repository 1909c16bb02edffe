// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// Which process on which boot of which machine: enough to tell later, on the same machine, whether it still lives.
/// Any field may be empty where the system does not tell; empty never counts as equal.
struct ProcessIdentity {
    QString machine; ///< /etc/machine-id
    QString boot; ///< random id of this boot of the kernel
    QString pidSpace; ///< PID namespace: a pid means nothing in another container
    QString clockSpace; ///< time namespace: CLOCK_BOOTTIME may be shifted in another one
    qint64 pid = 0;
    qint64 started = 0; ///< clock ticks after boot; a reused pid has another
};

ProcessIdentity thisProcess();

enum class Liveness { Alive, Gone, Unknown };

/// Gone only when that is certain: the machine was booted again, or the pid is free, reused or a zombie.
Liveness processLiveness(const ProcessIdentity &process, const ProcessIdentity &observer);

/// True when readings of CLOCK_BOOTTIME by both can be compared.
bool sharesClock(const ProcessIdentity &a, const ProcessIdentity &b);

} // namespace sluice
