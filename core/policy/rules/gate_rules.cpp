// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void eachGate(const LintContext &context, const std::function<void(const Stage &, const Gate &, const QString &)> &visit)
{
    for (qsizetype i = 0; i < context.plan.stages.size(); ++i) {
        const Stage &stage = context.plan.stages[i];
        for (qsizetype k = 0; k < stage.gates.size(); ++k)
            visit(stage, stage.gates[k], u"stages[%1].gates[%2]"_s.arg(QString::number(i), QString::number(k)));
    }
}

void stageWithoutGate(const LintContext &context, LintReporter &report)
{
    for (int i = 0; i < context.plan.stages.size(); ++i) {
        const Stage &stage = context.plan.stages[i];
        if (stage.gates.isEmpty() && stage.kind != StageKind::Contract)
            report.atStage(stage, i, u"no gate judges this stage, so it passes whatever it does"_s, u"add a gate on what the stage could break"_s);
    }
}

void exposedWithoutGate(const LintContext &context, LintReporter &report)
{
    for (int i = 0; i < context.plan.stages.size(); ++i) {
        const Stage &stage = context.plan.stages[i];
        if (stage.kind == StageKind::Forward && stage.gates.isEmpty())
            report.atStage(stage, i, u"readers are moved while nothing watches; neither hold nor rollback can happen by itself"_s,
                u"add at least a query_latency, an error_rate and a freshness gate"_s);
    }
}

void forwardDoesNotRollBack(const LintContext &context, LintReporter &report)
{
    for (int i = 0; i < context.plan.stages.size(); ++i) {
        const Stage &stage = context.plan.stages[i];
        const bool rollsBack = std::any_of(stage.gates.cbegin(), stage.gates.cend(), [](const Gate &gate) { return gate.onBreach == BreachAction::Rollback; });
        if (stage.kind == StageKind::Forward && !stage.gates.isEmpty() && !rollsBack)
            report.atStage(stage, i, u"a breach only holds this stage: readers stay on the candidate until a person acts"_s, u"set on_breach: rollback"_s);
    }
}

void cannotStop(const LintContext &context, LintReporter &report)
{
    eachGate(context, [&](const Stage &, const Gate &gate, const QString &path) {
        if (gate.onBreach == BreachAction::Report)
            report.atPath(path, u"gate '%1' only reports a breach; the rollout goes on"_s.arg(gate.id), u"set on_breach: hold or rollback"_s);
        if (gate.onNoData == NoDataAction::Report)
            report.atPath(path, u"gate '%1' only reports missing data"_s.arg(gate.id), u"set on_no_data: hold"_s);
    });
}

void cannotFail(const LintContext &context, LintReporter &report)
{
    eachGate(context, [&](const Stage &, const Gate &gate, const QString &path) {
        for (const Limit &limit : gate.limits) {
            const bool isIdle = !limit.relativeToBaseline
                && ((measuresShare(gate.probe) && limit.side == LimitSide::AtMost && limit.value >= 1)
                    || (!std::holds_alternative<SqlProbe>(gate.probe) && limit.side == LimitSide::AtLeast && limit.value <= 0));
            if (isIdle)
                report.atPath(path, u"gate '%1' cannot breach: every value is within %2"_s.arg(gate.id, limit.text), u"state a limit that a fault would cross"_s);
        }
    });
}

void passesTooEarly(const LintContext &context, LintReporter &report)
{
    eachGate(context, [&](const Stage &, const Gate &gate, const QString &path) {
        if (gate.minSamples < 3 && !gate.hardLimit)
            report.atPath(path, u"gate '%1' may pass after %2 samples; a limit needs three at least to tell a fault from chance"_s.arg(gate.id, QString::number(gate.minSamples)), u"set min_samples to 3 or more"_s);
    });
}

void bakeTooShort(const LintContext &context, LintReporter &report)
{
    for (int i = 0; i < context.plan.stages.size(); ++i) {
        const Stage &stage = context.plan.stages[i];
        Duration held = stage.bake;
        for (const ExposureStep &exposure : stage.exposure)
            held += exposure.hold;
        for (const Gate &gate : stage.gates) {
            const Duration needed = gate.interval * (gate.warmup + gate.minSamples);
            if (held > Duration { 0 } && held < needed)
                report.atStage(stage, i, u"gate '%1' needs %2 for its samples, longer than the bake of %3"_s.arg(gate.id, humanDuration(needed), humanDuration(held)),
                    u"shorten its interval, or bake longer"_s);
        }
    }
}

void slowProbe(const LintContext &context, LintReporter &report)
{
    eachGate(context, [&](const Stage &, const Gate &gate, const QString &path) {
        if (gate.timeout > gate.interval)
            report.atPath(path, u"a probe of gate '%1' may take %2, longer than its interval of %3: ticks would be skipped"_s.arg(gate.id, humanDuration(gate.timeout), humanDuration(gate.interval)),
                u"set timeout to the interval or less"_s);
    });
}

/// Until a bucket that began after the stage is over, a volume has no data, and that is no fault of the stage.
void volumeRollsBack(const LintContext &context, LintReporter &report)
{
    eachGate(context, [&](const Stage &, const Gate &gate, const QString &path) {
        const auto *volume = std::get_if<VolumeProbe>(&gate.probe);
        if (volume && gate.onNoData == NoDataAction::Rollback)
            report.atPath(path, u"gate '%1' has no data until a whole %2 after the stage is over, and would roll back before"_s.arg(gate.id,
                timeBucketNames()[static_cast<qsizetype>(volume->bucket)]), u"set on_no_data: hold"_s);
    });
}

} // namespace

LintGroup gateRules()
{
    return { u"gates"_s,
        {
            { "GT01", "stage-without-gate", Severity::Warning, stageWithoutGate },
            { "GT02", "exposed-without-gate", Severity::Error, exposedWithoutGate },
            { "GT03", "forward-does-not-roll-back", Severity::Warning, forwardDoesNotRollBack },
            { "GT04", "gate-cannot-stop", Severity::Warning, cannotStop },
            { "GT05", "gate-cannot-fail", Severity::Warning, cannotFail },
            { "GT06", "passes-too-early", Severity::Warning, passesTooEarly },
            { "GT07", "bake-too-short", Severity::Info, bakeTooShort },
            { "GT08", "slow-probe", Severity::Info, slowProbe },
            { "GT09", "volume-rolls-back", Severity::Error, volumeRollsBack },
        } };
}

} // namespace sluice
