// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/judgement.h"

#include "engine/next_action.h"
#include "plan/gate_place.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool isBaking(const StageState &state)
{
    return state.phase == StagePhase::Warmup || state.phase == StagePhase::Baking;
}

/// Whether nothing but a person decides what was on record then.
bool isLeft(const Stage &stage, const StageState &state, Verdict verdict, Duration baked)
{
    const bool isExposed = stage.exposure.isEmpty() || state.exposure > 0;
    return isExposed
        && (verdict == Verdict::Inconclusive || (verdict == Verdict::Watch && baked >= requiredBake(stage, state)));
}

tl::unexpected<Error> refused(const QString &why, const QString &next = {})
{
    return fail(ErrorCode::Refused, why, {}, next);
}

/// Why a gate that has said something is not for a person to judge.
tl::unexpected<Error> notLeft(const Stage &stage, const StageState &state, const VerdictRecord &record)
{
    const QString why = whySentence(record);
    switch (record.verdict) {
    case Verdict::Breach:
        return refused(why, u"resume with a reason, or roll back"_s);
    case Verdict::NoData:
    case Verdict::Error:
        return refused(
            u"%1; what is missing or failing is never judged"_s.arg(why), u"bring its data back, or roll back"_s);
    case Verdict::Watch:
        return refused(
            u"%1 and still bakes: %2 left"_s.arg(why, humanDuration(requiredBake(stage, state) - state.baked)),
            u"it is left to a person when the bake is over"_s);
    case Verdict::Warmup:
    case Verdict::Collecting:
    case Verdict::Healthy:
    case Verdict::Inconclusive:
        return refused(why, u"it decides by itself"_s);
    }
    return refused(why);
}

} // namespace

QStringList gatesLeftToPerson(const Plan &plan, const RunState &state)
{
    const StageState *current = state.stage(state.currentStage);
    const int index = plan.stageIndex(state.currentStage);
    QStringList left;
    if (state.phase != RunPhase::Running || !current || index < 0 || !isBaking(*current))
        return left;
    const Stage &stage = plan.stages[index];
    for (const Gate &gate : stage.gates) {
        const auto record = current->verdicts.constFind(gate.id);
        const bool isOpen = gate.onBreach != BreachAction::Report && !current->judgements.contains(gate.id);
        if (isOpen && record != current->verdicts.cend() && isLeft(stage, *current, record->verdict, current->baked))
            left += gate.id;
    }
    return left;
}

Result<void> mayJudge(const Plan &plan, const RunState &state, const QString &gate)
{
    SLUICE_TRY(const GatePlace place, gatePlace(plan, gate));
    const Stage &stage = plan.stages[place.stage];
    const Gate &planned = stage.gates[place.gate];
    if (gatesLeftToPerson(plan, state).contains(gate))
        return {};
    const QString title = gateTitle(planned);
    if (state.phase != RunPhase::Running)
        return refused(u"no gate of %1 waits for a person: it is %2"_s.arg(
            state.plan, runPhaseName(state.phase).replace(u'_', u' ')));
    if (planned.onBreach == BreachAction::Report)
        return refused(u"%1 only reports; nothing waits for it"_s.arg(title));
    const StageState *known = state.stage(stage.id);
    if (!known || state.currentStage != stage.id || !isBaking(*known))
        return refused(u"%1 does not wait for a person: its stage %2 is %3"_s.arg(title, stageTitle(stage),
            known ? stagePhaseName(known->phase).replace(u'_', u' ') : u"not begun"_s));
    if (const auto judged = known->judgements.constFind(gate); judged != known->judgements.cend())
        return refused(u"%1 was judged already, by %2 at %3 UTC: %4"_s.arg(
            title, judged->actor, judged->at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s), judged->why));
    const auto record = known->verdicts.constFind(gate);
    if (record == known->verdicts.cend())
        return refused(u"%1 has no sample yet"_s.arg(title));
    return notLeft(stage, *known, *record);
}

Result<void> maySay(const QString &starter, const QString &gateTitle, const QString &actor, bool passes, bool namesPeople)
{
    if (passes && namesPeople && actor == starter)
        return refused(u"%1 started this rollout; another person must let %2 pass"_s.arg(actor, gateTitle));
    return {};
}

JudgementOutcome judgementOutcome(const RunState &state, const QString &stage, const QString &gate, bool passes)
{
    const bool isPending = std::any_of(state.commands.cbegin(), state.commands.cend(),
        [&](const PendingCommand &command) { return command.judgement && command.judgement->gate == gate; });
    if (isPending)
        return JudgementOutcome::Awaited;
    const StageState *known = state.stage(stage);
    if (known && passes && (known->judgements.contains(gate) || known->phase == StagePhase::Passed))
        return JudgementOutcome::Passed;
    if (known && !passes && known->breachGate == gate)
        return JudgementOutcome::Failed;
    return JudgementOutcome::NotTaken;
}

QString whyNotTaken(const RunState &state)
{
    const auto hold = std::find_if(state.holds.crbegin(), state.holds.crend(),
        [](const Hold &one) { return one.reason == HoldReason::Operator; });
    return hold == state.holds.crend() ? u"the runner did not take the judgement"_s : hold->why;
}

Result<void> mayCarryOut(const Plan &plan, const RunState &state, const AskedJudgement &asked)
{
    SLUICE_TRY(const GatePlace place, gatePlace(plan, asked.gate));
    const Stage &stage = plan.stages[place.stage];
    const Gate &planned = stage.gates[place.gate];
    const QString title = gateTitle(planned);
    const StageState *known = state.stage(asked.stage);
    const bool isSame = known && stage.id == asked.stage && state.currentStage == asked.stage
        && isBaking(*known) && known->attempt == asked.attempt && known->exposure == asked.exposure;
    if (!isSame)
        return refused(u"%1 is not in the stage, attempt and exposure any more in which it was judged"_s.arg(title),
            u"look again, then decide"_s);
    if (planned.onBreach == BreachAction::Report || !asked.saw
        || !isLeft(stage, *known, *asked.saw, asked.baked))
        return refused(u"%1 was not left to a person when it was judged"_s.arg(title), u"it decides by itself"_s);
    const auto record = known->verdicts.constFind(asked.gate);
    const bool isWorse = record == known->verdicts.cend() || record->verdict == Verdict::Breach
        || record->verdict == Verdict::NoData || record->verdict == Verdict::Error;
    if (isWorse)
        return refused(u"%1 has changed since it was judged: %2"_s.arg(title,
                           record == known->verdicts.cend() ? u"it has no verdict any more"_s : whySentence(*record)),
            u"look again, then decide"_s);
    return {};
}

std::optional<AskedJudgement> askedJudgement(const RunState &state, const QJsonObject &command)
{
    const StageState *stage = state.stage(state.currentStage);
    if (command["command"_L1] != u"judge"_s || !stage)
        return std::nullopt;
    const bool passes = command["verdict"_L1] == u"pass"_s;
    AskedJudgement asked { command["gate"_L1].toString(), passes, stage->id, stage->attempt, stage->exposure,
        stage->baked, std::nullopt };
    if (const auto verdict = stage->verdicts.constFind(asked.gate); verdict != stage->verdicts.cend())
        asked.saw = verdict->verdict;
    return asked;
}

void notePass(RunState &state, const QString &commandId)
{
    const auto command = std::find_if(state.commands.cbegin(), state.commands.cend(),
        [&](const PendingCommand &one) { return one.id == commandId && one.judgement && one.judgement->passes; });
    StageState *stage = command == state.commands.cend() ? nullptr : state.stage(command->judgement->stage);
    if (!stage || stage->attempt != command->judgement->attempt || stage->exposure != command->judgement->exposure)
        return;
    const QString gate = command->judgement->gate;
    stage->judgements.insert(gate, GateJudgement { gate, command->why, command->actor, command->at, command->seq });
}

QJsonArray judgementsJson(const StageState &stage)
{
    QJsonArray judged;
    for (const GateJudgement &one : stage.judgements)
        judged.append(QJsonObject { { u"gate"_s, one.gate }, { u"why"_s, one.why }, { u"actor"_s, one.actor },
            { u"at"_s, one.at.toUTC().toString(Qt::ISODateWithMs) }, { u"entry"_s, static_cast<double>(one.seq) } });
    return judged;
}

} // namespace sluice
