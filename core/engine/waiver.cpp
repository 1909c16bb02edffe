// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/waiver.h"

#include "plan/gate_place.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

tl::unexpected<Error> refused(const QString &why, const QString &next = {})
{
    return fail(ErrorCode::Refused, why, {}, next);
}

bool isWaivable(Verdict verdict)
{
    return verdict == Verdict::NoData || verdict == Verdict::Error || verdict == Verdict::Inconclusive;
}

/// Its gates are looked at, and hold the rollout.
bool isJudged(const StageState &stage)
{
    return stage.phase == StagePhase::Warmup || stage.phase == StagePhase::Baking || stage.phase == StagePhase::Passed;
}

QString momentText(const QDateTime &at) { return at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s); }

} // namespace

bool isWaived(const RunState &state, const QString &stage, const QString &gate)
{
    const StageState *known = state.stage(stage);
    return known && known->waivers.contains(gate);
}

bool hasWaivers(const RunState &state)
{
    return std::any_of(
        state.stages.cbegin(), state.stages.cend(), [](const StageState &stage) { return !stage.waivers.isEmpty(); });
}

Result<void> mayWaive(
    const Plan &plan, const RunState &state, const QString &gate, const QDateTime &until, const QDateTime &now)
{
    SLUICE_TRY(const GatePlace place, gatePlace(plan, gate));
    const Stage &stage = plan.stages[place.stage];
    const QString title = gateTitle(stage.gates[place.gate]);
    if (!until.isValid() || until <= now)
        return refused(u"a waiver ends at a time to come; %1 UTC is over"_s.arg(momentText(until)));
    if (now.msecsTo(until) > kLongestWaiver.count())
        return refused(u"a waiver lasts at most %1"_s.arg(humanDuration(kLongestWaiver)),
            u"waive it for less, and look again then"_s);
    if (state.phase != RunPhase::Running && state.phase != RunPhase::Observing)
        return refused(
            u"no gate of %1 holds it: it is %2"_s.arg(state.plan, runPhaseName(state.phase).replace(u'_', u' ')));
    const StageState *known = state.stage(stage.id);
    const std::optional<VerdictRecord> record
        = known && known->verdicts.contains(gate) ? std::optional(known->verdicts[gate]) : std::nullopt;
    if (record && record->verdict == Verdict::Breach) // its stage may be over with it
        return refused(
            u"%1; a breach is never waived"_s.arg(whySentence(*record)), u"resume with a reason, or roll back"_s);
    if (!known || !isJudged(*known))
        return refused(u"%1 holds nothing: its stage %2 is %3"_s.arg(
            title, stageTitle(stage), known ? stagePhaseName(known->phase).replace(u'_', u' ') : u"not begun"_s));
    if (!record)
        return refused(u"%1 has no sample yet"_s.arg(title));
    if (!isWaivable(record->verdict))
        return refused(u"%1; there is nothing to waive"_s.arg(whySentence(*record)));
    return {};
}

Result<void> mayCarryOut(const Plan &plan, const RunState &state, const AskedWaiver &asked, const QDateTime &now)
{
    SLUICE_TRY(const GatePlace place, gatePlace(plan, asked.gate));
    const Stage &stage = plan.stages[place.stage];
    const QString title = gateTitle(stage.gates[place.gate]);
    const StageState *known = state.stage(asked.stage);
    if (!known || stage.id != asked.stage || known->attempt != asked.attempt || !isJudged(*known))
        return refused(u"%1 is not in the stage and attempt any more in which it was waived"_s.arg(title),
            u"look again, then decide"_s);
    if (!asked.saw || !isWaivable(*asked.saw))
        return refused(
            u"%1 had neither missing nor failing data, nor was it inconclusive, when it was waived"_s.arg(title));
    const auto record = known->verdicts.constFind(asked.gate);
    if (record != known->verdicts.cend() && record->verdict == Verdict::Breach)
        return refused(u"%1 has breached since it was waived: %2"_s.arg(title, whySentence(*record)),
            u"look again, then decide"_s);
    if (!asked.until.isValid() || asked.until <= now)
        return refused(
            u"the waiver of %1 was over at %2 UTC, before anybody took it"_s.arg(title, momentText(asked.until)));
    if (now.msecsTo(asked.until) > kLongestWaiver.count())
        return refused(u"a waiver lasts at most %1, that of %2 is until %3 UTC"_s.arg(
            humanDuration(kLongestWaiver), title, momentText(asked.until)));
    return {};
}

QList<std::pair<QString, QString>> endedWaivers(const RunState &state, const QDateTime &now)
{
    QList<std::pair<QString, QString>> ended;
    for (const StageState &stage : state.stages) {
        for (const GateWaiver &waiver : stage.waivers) {
            if (waiver.until <= now)
                ended.append({ stage.id, waiver.gate });
        }
    }
    return ended;
}

std::optional<AskedWaiver> askedWaiver(const RunState &state, const QJsonObject &command)
{
    if (command["command"_L1] != u"waive"_s)
        return std::nullopt;
    AskedWaiver asked { command["gate"_L1].toString(), command["evidence"_L1].toString(),
        QDateTime::fromString(command["until"_L1].toString(), Qt::ISODateWithMs).toUTC(), {}, 0, {} };
    for (const StageState &stage : state.stages) {
        const auto record = stage.verdicts.constFind(asked.gate);
        if (record == stage.verdicts.cend())
            continue;
        asked.stage = stage.id;
        asked.attempt = stage.attempt;
        asked.saw = record->verdict;
    }
    return asked;
}

QString waiverText(const StageState &stage, const GateWaiver &waiver)
{
    const auto record = stage.verdicts.constFind(waiver.gate);
    const QString title = record != stage.verdicts.cend() && !record->title.isEmpty() ? record->title : waiver.gate;
    return u"%1 is waived until %2 UTC by %3: %4%5"_s.arg(title, momentText(waiver.until), waiver.actor, waiver.why,
        waiver.evidence.isEmpty() ? QString() : u" (%1)"_s.arg(waiver.evidence));
}

QJsonObject toJson(const GateWaiver &waiver)
{
    return { { u"gate"_s, waiver.gate }, { u"was"_s, verdictName(waiver.was) }, { u"why"_s, waiver.why },
        { u"evidence"_s, waiver.evidence }, { u"actor"_s, waiver.actor },
        { u"at"_s, waiver.at.toUTC().toString(Qt::ISODateWithMs) },
        { u"until"_s, waiver.until.toUTC().toString(Qt::ISODateWithMs) },
        { u"entry"_s, static_cast<double>(waiver.seq) } };
}

QJsonArray waiversJson(const StageState &stage)
{
    QJsonArray waivers;
    for (const GateWaiver &waiver : stage.waivers)
        waivers.append(toJson(waiver));
    return waivers;
}

} // namespace sluice
