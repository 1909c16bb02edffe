// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/lint.h"

#include "policy/rules/rules.h"

#include <algorithm>
#include <tuple>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QList<LintGroup> groups()
{
    return { planRules(), gateRules(), lockRules(), rewriteRules(), transactionRules(), destructiveRules(), dataRules(),
        compatibilityRules(), reversibilityRules(), backfillRules(), namingRules(), typeRules(), securityRules() };
}

/// What lint cannot say without looking at more than the plan; listed, so that silence is not taken for "clean".
QStringList groupsThatNeedMore()
{
    return {
        u"dependents (DP01, DP02, DP03, DP05): need a live catalogue"_s,
        u"live catalogue (BC03, DD04, TX05, LK07): need column types, indexes and settings of the target"_s,
        u"live size: severities are not weighed by rows and traffic"_s,
        u"lineage (DP06, BC04, WH09): need a lineage source"_s,
        u"rehearsal (RV02): needs a rehearsal"_s,
        u"cloud warehouses (WH02 to WH08): need a connection to one"_s,
    };
}

LintReport lint(const LintContext &context)
{
    LintReport report;
    for (const LintGroup &group : groups()) {
        const qsizetype before = report.findings.size();
        for (const LintRule &rule : group.rules) {
            LintReporter reporter(context, rule, report.findings);
            rule.check(context, reporter);
        }
        for (qsizetype i = before; i < report.findings.size(); ++i)
            report.findings[i].group = group.name;
        report.groupsRun.append(group.name);
    }
    report.groupsNotRun = groupsThatNeedMore();
    std::stable_sort(report.findings.begin(), report.findings.end(),
        [](const Finding &a, const Finding &b) { return std::tie(a.line, a.rule) < std::tie(b.line, b.rule); });
    return report;
}

} // namespace

QString severityName(Severity severity)
{
    switch (severity) {
    case Severity::Info:
        return u"info"_s;
    case Severity::Warning:
        return u"warning"_s;
    case Severity::Error:
        return u"error"_s;
    }
    return {};
}

bool LintReport::hasErrors() const
{
    return std::any_of(findings.cbegin(), findings.cend(), [](const Finding &f) { return f.severity == Severity::Error; });
}

QList<LintRuleInfo> lintRules()
{
    QList<LintRuleInfo> infos;
    for (const LintGroup &group : groups()) {
        for (const LintRule &rule : group.rules)
            infos.append({ QLatin1String(rule.id), QLatin1String(rule.name), group.name, rule.severity });
    }
    return infos;
}

LintReport lintPlan(const PlanBundle &bundle, Engine engine)
{
    return lint(LintContext(bundle, engine, nullptr));
}

LintReport lintPlan(const PlanBundle &bundle, const Workspace &workspace)
{
    const ConnectionProfile *profile = workspace.connection(bundle.plan.connection);
    // Rules of an unknown engine would be silent; PostgreSQL's are the strictest.
    return lint(LintContext(bundle, profile ? sqlEngine(*profile) : Engine::Postgresql, &workspace));
}

} // namespace sluice
