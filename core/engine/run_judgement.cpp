// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/judgement.h"
#include "engine/run_loop.h"
#include "engine/waiver.h"

#include <algorithm>

// What a person says about a gate whose verdict is left to them, or whose data is missing.

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const Gate &gateOf(const Plan &plan, const AskedJudgement &asked)
{
    const QList<Gate> &gates = plan.stages[plan.stageIndex(asked.stage)].gates;
    return *std::find_if(gates.cbegin(), gates.cend(), [&](const Gate &gate) { return gate.id == asked.gate; });
}

} // namespace

Result<void> RunLoop::obeyJudgement(const PendingCommand &command)
{
    const RunState &state = m_journal->state();
    const Plan &plan = m_env.bundle.plan;
    if (!command.judgement)
        return refuse(command, u"no stage was under way when a gate was judged"_s);
    const AskedJudgement asked = *command.judgement;
    if (const Result<void> may = mayCarryOut(plan, state, asked); !may)
        return refuse(command, may.error().what);
    const Gate &gate = gateOf(plan, asked);
    if (const Result<void> may = maySay(state.actor, gateTitle(gate), command.actor, asked.passes, m_env.namesPeople); !may)
        return refuse(command, may.error().what);
    const QString why = u"%1 was judged by %2: %3"_s.arg(gateTitle(gate), command.actor, command.why);
    if (asked.passes)
        return m_journal->record(EventType::HoldRemoved,
            QJsonObject { { u"reason"_s, holdReasonName(HoldReason::Inconclusive) }, { u"why"_s, why },
                { u"id"_s, command.id }, { u"stage"_s, asked.stage }, { u"gate"_s, asked.gate },
                { u"judged"_s, u"pass"_s } });
    return m_journal->record(breachOf(command, gate, why));
}

/// A person's no is a breach like any other: latched, on record as one, and the gate's own action follows with its own
/// guards, also when another runner finds it there.
QList<NewEvent> RunLoop::breachOf(const PendingCommand &command, const Gate &gate, const QString &why)
{
    const AskedJudgement &asked = *command.judgement;
    VerdictRecord record = m_journal->state().stage(asked.stage)->verdicts.value(asked.gate);
    const QString before = verdictName(record.verdict);
    record.verdict = Verdict::Breach;
    record.rule = u"judged by %1"_s.arg(command.actor);
    record.detail = command.why;
    if (m_watch) // none yet while taking over: it begins from the folded verdicts
        m_watch->latch(asked.stage, record);
    QJsonObject verdict = toJson(record);
    verdict[u"stage"_s] = asked.stage;
    verdict[u"from"_s] = before;
    verdict[u"why"_s] = why;
    QList<NewEvent> events { m_journal->event(EventType::GateVerdict, verdict) };
    events += react(GateWatch::Breach { asked.stage, asked.gate, gate.onBreach, why });
    erase_if(events, [](const NewEvent &event) { return event.type == EventType::HoldAdded; });
    events += m_journal->event(EventType::HoldAdded,
        QJsonObject {
            { u"reason"_s, holdReasonName(HoldReason::Breach) }, { u"why"_s, why }, { u"id"_s, command.id } });
    return events;
}

/// The hold that was for missing data goes with the next look; who started a rollout does not waive its gates alone where
/// the ledger knows people.
Result<void> RunLoop::obeyWaiver(const PendingCommand &command)
{
    const RunState &state = m_journal->state();
    const Plan &plan = m_env.bundle.plan;
    if (!command.waiver || command.waiver->stage.isEmpty())
        return refuse(command, u"no gate of that name had a verdict when it was waived"_s);
    const AskedWaiver asked = *command.waiver;
    if (const Result<void> may = mayCarryOut(plan, state, asked, m_env.clock->nowUtc()); !may)
        return refuse(command, may.error().what);
    const VerdictRecord record = state.stage(asked.stage)->verdicts.value(asked.gate);
    if (m_env.namesPeople && command.actor == state.actor)
        return refuse(command, u"%1 started this rollout; another person must waive %2"_s.arg(command.actor, record.title));
    return m_journal->record(EventType::GateWaived,
        QJsonObject { { u"id"_s, command.id }, { u"stage"_s, asked.stage }, { u"gate"_s, asked.gate }, { u"title"_s, record.title },
            { u"until"_s, asked.until.toString(Qt::ISODateWithMs) }, { u"was"_s, verdictName(record.verdict) },
            { u"saw"_s, whySentence(record) }, { u"evidence"_s, asked.evidence }, { u"by"_s, command.actor }, { u"why"_s, command.why } });
}

/// From then on the gate holds again, if it still has a reason to.
Result<void> RunLoop::endWaivers()
{
    for (const auto &[stage, gate] : endedWaivers(m_journal->state(), m_env.clock->nowUtc())) {
        const GateWaiver waiver = m_journal->state().stage(stage)->waivers.value(gate);
        SLUICE_CHECK(m_journal->record(EventType::WaiverEnded,
            QJsonObject { { u"stage"_s, stage }, { u"gate"_s, gate },
                { u"why"_s, u"the waiver of %1 was until %2 UTC"_s.arg(waiver.actor, waiver.until.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s)) } }));
    }
    return {};
}

} // namespace sluice
