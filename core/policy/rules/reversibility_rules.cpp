// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void noInverse(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        if (isIrreversible(step.step->body))
            report.atStep(step, u"this step cannot be taken back: the stage is a point of no return"_s, u"state a rollback, or say so in the plan's reason"_s);
    }
}

void classTooHigh(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        if (declaredReversibility(step.step->body) == "R3"_L1 && step.stage->kind != StageKind::Contract)
            report.atStep(step, u"taking this step back loses data (R3), and automatic rollback stops in front of it"_s,
                u"keep the old data beside it (R1), or move the step to a contract stage"_s);
    }
}

void guardMissing(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        const auto *sql = std::get_if<RawSql>(&step.step->body);
        if (sql && sql->probe.text.isEmpty())
            report.atStep(step, u"no probe says whether this SQL took effect; after a lost connection a person must decide"_s,
                u"add 'probe', a query for one boolean that is true when the effect is there"_s);
    }
}

void windowTooShort(const LintContext &context, LintReporter &report)
{
    Duration longest { 0 };
    for (const Stage &stage : context.plan.stages) {
        Duration held = stage.bake;
        for (const ExposureStep &exposure : stage.exposure)
            held += exposure.hold;
        longest = std::max(longest, held);
    }
    if (context.plan.rollback.window < longest)
        report.atPath(u"rollback.window"_s, u"the rollback window of %1 is shorter than the longest stage (%2)"_s.arg(humanDuration(context.plan.rollback.window), humanDuration(longest)),
            u"give people at least as long to notice as the gates had"_s);
}

void rawSql(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        const bool isSql = std::holds_alternative<RawSql>(step.step->body);
        if (!isSql && !std::holds_alternative<RunProgram>(step.step->body))
            continue;
        const QString what = isSql ? u"raw SQL"_s : u"a program"_s;
        if (declaredTouches(step.step->body).isEmpty())
            report.atStep(step, what + u" that does not declare what it touches: lineage, locks and drift cannot be judged"_s, u"add 'touches' with every object it changes"_s);
        if (declaredReversibility(step.step->body).isEmpty())
            report.atStep(step, what + u" without a declared reversibility is taken for R2"_s, u"add 'reversibility', R0 to R4"_s);
    }
}

} // namespace

LintGroup reversibilityRules()
{
    return { u"reversibility"_s,
        {
            { "RV01", "no-inverse", Severity::Warning, noInverse },
            { "RV03", "class-too-high", Severity::Error, classTooHigh },
            { "RV04", "guard-missing", Severity::Info, guardMissing },
            { "RV05", "retention-shorter-than-soak", Severity::Warning, windowTooShort },
            { "RV06", "raw-sql-step", Severity::Warning, rawSql },
        } };
}

} // namespace sluice
