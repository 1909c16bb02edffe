// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/health_meter.h"
#include "engine/stage_driver.h"
#include "quality/probe.h"

// What there is before a stage changes anything: the reference of limits that are factors of it.

namespace sluice {

using namespace Qt::StringLiterals;

Result<QJsonObject> StageDriver::measureBaselines(const Stage &stage)
{
    const bool isPaired = isPairedStage(m_seat.plan, stage, sqlEngine(m_seat.env.profile) == Engine::Postgresql);
    QJsonObject baselines;
    for (const Gate &gate : stage.gates) {
        if (!needsBaseline(gate, isPaired))
            continue;
        m_seat.say(u"Measuring the baseline of %1"_s.arg(gateTitle(gate)));
        auto measured = m_seat.onProbe<GateBaseline>([gate, now = m_seat.env.clock->nowUtc()](SqlSession &session) {
            return measureBaseline(session, gate, now);
        });
        if (!mayGoOn())
            return baselines;
        if (!measured) {
            Error error = measured.error();
            error.what
                += u". Its limit is a factor of what there was before: name what exists then, or state a limit of its own"_s;
            return fail(error);
        }
        baselines[gate.id] = toJson(*measured);
    }
    return baselines;
}

} // namespace sluice
