// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/workspace.h"
#include "quality/sample_store.h"
#include "service/check_alarms.h"

namespace sluice {

/// How one standing check stands: by its alarm while that lasts, else by its newest sample, which counts for three
/// intervals.
struct CheckStanding
{
    Gate gate;
    VerdictRecord record; ///< never HEALTHY without a sample that is young enough
    QDateTime alarmSince; ///< valid while an alarm of it is in the ledger
};

struct DomainStanding
{
    StandingChecks checks;
    QList<CheckStanding> gates;
    bool isHealthy() const;
};

struct ChecksStanding
{
    QList<DomainStanding> domains;
    QList<Error> problems; ///< files of checks/ that cannot be read
    QString runner; ///< who runs the checks now; empty: nobody
    bool isHealthy() const; ///< all of them, and every file is readable
};

QString checksLease(const Workspace &workspace); ///< what their runner holds

/// samples may be null: then nothing was ever measured. Fails as the ledger or the samples do.
Result<ChecksStanding> readChecksStanding(
    const Workspace &workspace, Ledger &ledger, const SampleStore *samples, const QDateTime &now);

/// One look at every check of this domain (empty: of all), through sessions of the opener; nothing is stored or
/// recorded.
using CheckOpener = std::function<Result<std::unique_ptr<SqlSession>>(
    const ConnectionProfile &profile, const QString &applicationName)>;
ChecksStanding lookAtChecks(
    const Workspace &workspace, const QString &domain, const CheckOpener &open, const Clock &clock);

} // namespace sluice
