// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan_bundle.h"
#include "plan/standing_checks.h"
#include "plan/workspace.h"
#include "warehouse/compiled_step.h"

#include <QJsonObject>

namespace sluice {

enum class Severity { Info, Warning, Error };
QString severityName(Severity severity);

struct Finding {
    QString rule; ///< "LK01"
    QString group; ///< "locks"
    Severity severity = Severity::Warning;
    QString file;
    int line = 0;
    QString step; ///< stage/step
    QString text; ///< what and why
    QString advice; ///< what to do
    int column = 0; ///< 0: the whole line
};

struct LintReport {
    QList<Finding> findings;
    QStringList groupsRun; ///< "plan structure", "locks" …
    QStringList groupsNotRun; ///< with the reason: "live catalogue (no connection)"
    bool hasErrors() const;
};

/// What exists, for listings and SARIF: every rule that lintPlan runs.
struct LintRuleInfo {
    QString id; ///< "LK12"
    QString name; ///< "index-not-concurrent"
    QString group;
    Severity severity = Severity::Warning; ///< before the stage is looked at
};
QList<LintRuleInfo> lintRules();

/// Runs every rule group that exists on a read bundle; rules that need a live catalogue are reported as not run.
LintReport lintPlan(const PlanBundle &bundle, Engine engine);
/// The same for the engine of the plan's connection, and whether the workspace has that connection at all.
LintReport lintPlan(const PlanBundle &bundle, const Workspace &workspace);
/// The rules that make sense outside a rollout, on a file of checks/; places are those of readStandingChecks().
LintReport lintChecks(
    const StandingChecks &checks, const QHash<QString, PlanPlace> &places, const Workspace &workspace);

} // namespace sluice
