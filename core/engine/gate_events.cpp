// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/gate_events.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

void noteVerdict(StageState &stage, const QJsonObject &json)
{
    const VerdictRecord record = verdictRecordFromJson(json);
    stage.verdicts.insert(record.gate, record);
    if (record.verdict == Verdict::Breach || record.verdict == Verdict::NoData || record.verdict == Verdict::Error)
        stage.judgements.remove(record.gate); // that is not what was judged
    if (record.verdict == Verdict::Breach)
        stage.waivers.remove(record.gate); // nor that what was waived
}

void noteBake(StageState &stage, const QJsonObject &json)
{
    stage.baked = Duration(std::max<qint64>(0, static_cast<qint64>(json["baked_ms"_L1].toDouble(-1))));
    const QJsonObject good = json["good_ticks"_L1].toObject();
    for (auto it = good.begin(); it != good.end(); ++it)
        stage.goodTicks.insert(it.key(), it.value().toInt());
    // Evidence grows between two changes of a verdict; a runner that takes over goes on from the latest.
    const QJsonObject guards = json["guards"_L1].toObject();
    for (auto it = guards.begin(); it != guards.end(); ++it) {
        if (const auto verdict = stage.verdicts.find(it.key()); verdict != stage.verdicts.end())
            verdict->guards = guardsFromJson(it.value().toArray());
    }
    if (stage.phase == StagePhase::Warmup)
        stage.phase = StagePhase::Baking;
}

void noteSlices(StageState &stage, const QJsonObject &json) { stage.slices[json["gate"_L1].toString()].take(json); }

void noteWaiver(RunState &state, StageState &stage, const QJsonObject &json)
{
    const QString id = json["id"_L1].toString();
    const auto command = std::find_if(state.commands.cbegin(), state.commands.cend(),
        [&](const PendingCommand &one) { return one.id == id && one.waiver; });
    if (command != state.commands.cend() && command->waiver->stage == stage.id
        && command->waiver->attempt == stage.attempt) {
        const AskedWaiver &asked = *command->waiver;
        stage.waivers.insert(asked.gate,
            GateWaiver { asked.gate, command->why, asked.evidence, command->actor, command->at, asked.until,
                asked.saw.value_or(Verdict::NoData), command->seq });
    }
    erase_if(state.commands, [&](const PendingCommand &one) { return one.id == id; });
}

void noteWaiverEnd(StageState &stage, const QJsonObject &json) { stage.waivers.remove(json["gate"_L1].toString()); }

} // namespace sluice
