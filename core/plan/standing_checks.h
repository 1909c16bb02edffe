// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "plan/plan_bundle.h"

namespace sluice {

/// One file of the workspace's checks/: gates of one data domain that are judged outside rollouts. A value.
struct StandingChecks
{
    QString domain;
    QString owner;
    QString connection;
    QList<Gate> gates; ///< at least one; each has its interval
    QString file; ///< "checks/finance.yaml"
    friend bool operator==(const StandingChecks &, const StandingChecks &) = default;
};

/// All of checks/ that can be read, by file name, and why the rest cannot be.
struct ChecksFolder
{
    QList<StandingChecks> domains;
    QList<Error> problems; ///< where is "checks/finance.yaml:3:5"
    friend bool operator==(const ChecksFolder &a, const ChecksFolder &b);
};

/// Reads checks/x.yaml below root, by the rules of a plan. Gates have their plan's keys but those that only a rollout
/// gives a meaning; where they do not say otherwise they have no warm-up and are healthy after three good ticks.
/// InvalidPlan with file:line:column and every finding; NotSupported when nothing but known, unbuilt keys was found.
/// places: where "gates[0].max" is written, as in a PlanBundle.
Result<StandingChecks> readStandingChecks(const QString &workspaceRoot, const QString &file,
    QList<PlanFinding> *findings = nullptr, QHash<QString, PlanPlace> *places = nullptr);

/// "checks/finance.yaml" of every file, by name.
QStringList checksFiles(const QString &workspaceRoot);

/// Each file by itself: a broken one stops no other. Of two files with one domain the second is a problem.
ChecksFolder readChecksFolder(const QString &workspaceRoot);

} // namespace sluice
