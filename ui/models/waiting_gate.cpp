// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/waiting_gate.h"

#include "communication/plain_text.h"
#include "engine/judgement.h"
#include "engine/next_action.h"
#include "ui/models/gate_text.h"
#include "ui/models/text.h"

#include <QCoreApplication>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kDigestLine = 32;

QString tr(const char *text) { return QCoreApplication::translate("sluice::waitingGate", text); }

void add(QList<Fact> &facts, const QString &name, const QString &value, bool isFixed = false)
{
    if (!value.isEmpty())
        facts.append({ name, value, isFixed });
}

QString evidenceOf(const VerdictRecord &record)
{
    if (record.boundary <= 0) // no limit is guarded, so nothing was gathered
        return {};
    return tr("%1 of what makes a breach, boundary %2")
        .arg(evidenceText(record.evidence), groupedNumber(qRound64(record.boundary)));
}

QString sampledText(const VerdictRecord &record, const QDateTime &now)
{
    if (!record.at.isValid())
        return {};
    QString text
        = tr("%1 UTC, %2").arg(record.at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s), relativeTime(record.at, now));
    if (record.age >= std::chrono::seconds(1))
        text += u" · "_s + tr("its data was %1").arg(ageText(record.age));
    else if (record.age >= Duration(0))
        text += u" · "_s + tr("its data was new");
    return text;
}

QList<Fact> recordOf(const VerdictRecord &record, const StageState &state, const Stage &stage, const QDateTime &now)
{
    QList<Fact> facts;
    if (record.hasValue)
        add(facts, tr("Value"), tr("%1 · n %2").arg(singleLine(record.valueText, 120), groupedNumber(record.n)), true);
    add(facts, tr("Limit"), singleLine(record.limitText, 120), true);
    add(facts, tr("Evidence"), evidenceOf(record), true);
    add(facts, tr("Rule"), singleLine(record.rule, 300));
    add(facts, tr("Made of"), singleLine(record.detail, 400));
    add(facts, tr("Sampled"), sampledText(record, now));
    // In two lines, as nothing in it could be broken where the room ends.
    const QString digest = singleLine(record.queryDigest, 200);
    add(facts, tr("Query digest"),
        digest.size() > kDigestLine ? digest.left(kDigestLine) + u'\n' + digest.mid(kDigestLine) : digest, true);
    add(facts, tr("Good samples"),
        tr("%1, at least %2 are needed")
            .arg(groupedNumber(state.goodTicks.value(record.gate)), groupedNumber(record.minSamples)));
    if (const Duration required = requiredBake(stage, state); required > Duration(0))
        add(facts, tr("Bake"), tr("%1 of %2").arg(humanDuration(state.baked), humanDuration(required)));
    return facts;
}

QString whereOf(const Stage &stage, const StageState &state)
{
    QStringList parts { singleLine(stageTitle(stage), 80) };
    if (state.exposure > 0 && state.exposure <= stage.exposure.size())
        parts += tr("exposed to %1").arg(singleLine(stage.exposure[state.exposure - 1].cohort, 80));
    if (state.attempt > 1)
        parts += tr("attempt %1").arg(state.attempt);
    return parts.join(u" · "_s);
}

QString onFail(const Plan &plan, const RunState &run, const Gate &gate, const Stage &stage)
{
    if (gate.onBreach != BreachAction::Rollback)
        return tr("It has breached: the rollout is held until somebody resumes it with a reason, or rolls it back.");
    const int to = plan.stageIndex(defaultRollbackTarget(plan, run));
    const QString back
        = to < 0 ? tr("to the start") : tr("to the end of %1").arg(singleLine(stageTitle(plan.stages[to]), 80));
    return tr("It has breached, and the plan takes %1 back for that, at once, %2. Where rows would be lost it is held "
              "instead, and another person must agree.")
        .arg(singleLine(stageTitle(stage), 80), back);
}

} // namespace

QList<WaitingGate> waitingGates(const RolloutView &rollout, const QDateTime &now)
{
    QList<WaitingGate> waiting;
    if (!rollout.bundle)
        return waiting;
    const Plan &plan = rollout.bundle->plan;
    const QStringList left = gatesLeftToPerson(plan, rollout.state);
    if (left.isEmpty())
        return waiting;
    const Stage &stage = plan.stages[plan.stageIndex(rollout.state.currentStage)];
    const StageState &state = *rollout.state.stage(stage.id);
    for (const Gate &gate : stage.gates) {
        if (!left.contains(gate.id))
            continue;
        const VerdictRecord record = state.verdicts.value(gate.id);
        WaitingGate one;
        one.id = gate.id;
        one.title = singleLine(gateTitle(gate), 80);
        one.where = whereOf(stage, state);
        one.why = whyLine(whySentence(record));
        one.record = recordOf(record, state, stage, now);
        one.onPass = tr("It counts as passed for this attempt and exposure of %1, until it has worse to say. The "
                        "rollout goes on as soon as nothing else blocks it.")
                         .arg(singleLine(stageTitle(stage), 80));
        one.onFail = onFail(plan, rollout.state, gate, stage);
        waiting.append(one);
    }
    return waiting;
}

} // namespace sluice
