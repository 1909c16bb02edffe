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

/// Rules on a connection and on a gate by itself: nothing is changed, exposed, held or taken back by a standing check.
bool isOfChecks(const LintRule &rule)
{
    static const QList<QByteArrayView> ids { "PL10", "PL11", "PL12", "PL13", "GT05", "GT06", "GT08" };
    return ids.contains(QByteArrayView(rule.id));
}

bool isOfPlans(const LintRule &) { return true; }

LintReport lint(const LintContext &context, bool (*isRun)(const LintRule &) = isOfPlans)
{
    LintReport report;
    for (const LintGroup &group : groups()) {
        const qsizetype before = report.findings.size();
        for (const LintRule &rule : group.rules) {
            if (!isRun(rule))
                continue;
            LintReporter reporter(context, rule, report.findings);
            rule.check(context, reporter);
        }
        for (qsizetype i = before; i < report.findings.size(); ++i)
            report.findings[i].group = group.name;
        if (std::any_of(group.rules.cbegin(), group.rules.cend(), isRun))
            report.groupsRun.append(group.name);
    }
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
    LintReport report = lint(LintContext(bundle, engine, nullptr));
    report.groupsNotRun = groupsThatNeedMore();
    return report;
}

LintReport lintPlan(const PlanBundle &bundle, const Workspace &workspace)
{
    const ConnectionProfile *profile = workspace.connection(bundle.plan.connection);
    // Rules of an unknown engine would be silent; PostgreSQL's are the strictest.
    LintReport report = lint(LintContext(bundle, profile ? sqlEngine(*profile) : Engine::Postgresql, &workspace));
    report.groupsNotRun = groupsThatNeedMore();
    return report;
}

LintReport lintChecks(
    const StandingChecks &checks, const QHash<QString, PlanPlace> &places, const Workspace &workspace)
{
    // A plan of one stage, for the rules' eyes; what they find is told where the file of checks has it.
    PlanBundle bundle;
    bundle.file = checks.file;
    bundle.plan.connection = checks.connection;
    bundle.plan.stages = { Stage {} };
    bundle.plan.stages[0].gates = checks.gates;
    for (auto place = places.cbegin(); place != places.cend(); ++place)
        bundle.places.insert(place.key() == u"connection"_s ? u"target.connection"_s : u"stages[0]."_s + place.key(), *place);
    const ConnectionProfile *profile = workspace.connection(checks.connection);
    return lint(LintContext(bundle, profile ? sqlEngine(*profile) : Engine::Postgresql, &workspace), isOfChecks);
}

} // namespace sluice
