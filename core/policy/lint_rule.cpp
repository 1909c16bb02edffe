// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/lint_rule.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The same hazard weighs more where production readers are being moved, and a removal less where removal is the point.
Severity severityIn(const LintRule &rule, StageKind kind)
{
    const QByteArrayView id(rule.id);
    if (id.startsWith("LK") && rule.severity == Severity::Warning && kind == StageKind::Forward)
        return Severity::Error;
    if (id.startsWith("DS") && rule.severity == Severity::Error && kind == StageKind::Contract)
        return Severity::Warning;
    return rule.severity;
}

} // namespace

QString LintStep::label() const
{
    return stage->id + u'/' + step->id;
}

LintContext::LintContext(const PlanBundle &planBundle, Engine planEngine, const Workspace *planWorkspace)
    : bundle(planBundle)
    , plan(planBundle.plan)
    , engine(planEngine)
    , workspace(planWorkspace)
{
    for (int i = 0; i < plan.stages.size(); ++i) {
        const Stage &stage = plan.stages[i];
        for (qsizetype k = 0; k < stage.steps.size(); ++k) {
            LintStep step { &stage, &stage.steps[k], i, u"stages[%1].steps[%2]"_s.arg(QString::number(i), QString::number(k)), {} };
            if (const auto *sql = std::get_if<RawSql>(&stage.steps[k].body)) {
                for (const SqlText &text : sql->forward)
                    step.statements += sqlStatements(engine, text.text);
            }
            steps.append(std::move(step));
        }
    }
}

bool LintContext::isCreatedHere(const RelationName &relation) const
{
    return isCreatedHere(relation.text());
}

bool LintContext::isCreatedHere(const QString &relation) const
{
    return std::any_of(steps.cbegin(), steps.cend(), [&](const LintStep &step) {
        const auto *table = std::get_if<CreateTable>(&step.step->body);
        const auto *view = std::get_if<CreateView>(&step.step->body);
        return (table && table->table.text() == relation) || (view && view->view.text() == relation);
    });
}

void LintContext::eachStatement(const std::function<void(const LintStep &, const SqlWords &)> &visit) const
{
    for (const LintStep &step : steps) {
        for (const SqlWords &statement : step.statements)
            visit(step, statement);
    }
}

void LintReporter::atStep(const LintStep &step, const QString &text, const QString &advice)
{
    report(step.path, step.label(), step.stage->kind, text, advice);
}

void LintReporter::atStage(const Stage &stage, int stageIndex, const QString &text, const QString &advice)
{
    report(u"stages[%1]"_s.arg(stageIndex), stage.id, stage.kind, text, advice);
}

void LintReporter::atPath(const QString &path, const QString &text, const QString &advice)
{
    report(path, {}, std::nullopt, text, advice);
}

void LintReporter::report(const QString &path, const QString &label, std::optional<StageKind> kind, const QString &text, const QString &advice)
{
    QString place = path;
    while (!place.isEmpty() && !m_context.bundle.places.contains(place))
        place.truncate(std::max<qsizetype>(0, std::max(place.lastIndexOf(u'.'), place.lastIndexOf(u'['))));
    Finding finding;
    finding.rule = QLatin1String(m_rule.id);
    finding.severity = kind ? severityIn(m_rule, *kind) : m_rule.severity;
    finding.file = m_context.bundle.file;
    finding.line = m_context.bundle.places.value(place).line;
    finding.column = m_context.bundle.places.value(place).column;
    finding.step = label;
    finding.text = text;
    finding.advice = advice;
    m_findings.append(finding);
}

} // namespace sluice
