// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/certificate.h"

namespace sluice {

/// What the rehearsals of a ledger took, step by step, so that one slow or lucky run does not decide a forecast.
/// Counted together is what ran the same SQL for the same plan and connection. A value; a fold like the book that owns
/// it.
class RehearsalTimes
{
public:
    void fold(const Certificate &certificate);
    /// Writes into a new certificate what it and those before it took: how many they are, and the 95th percentile from
    /// kEnoughRehearsals on. With fewer no number is made up.
    void describe(Certificate &certificate) const;

private:
    struct Past
    {
        QString plan;
        QString connection;
        QString stages; ///< wholes compare where the same stages were gone through
        QHash<QString, Duration> forward; ///< by step and its SQL, as expected on the target
        QHash<QString, Duration> undo;
        Duration wholeForward { -1 };
        Duration wholeBack { -1 };
    };
    static Past pastOf(const Certificate &certificate);

    QList<Past> m_past; ///< oldest first, the newest of them alone
};

/// The value that 95 of 100 stay below, by nearest rank; times holds one at least.
Duration percentile95(QList<Duration> times);

} // namespace sluice
