// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/warehouse/warehouse_fixture.h"
#include "engine/step_protocol.h"

#include <QTest>

namespace sluice {

using namespace Qt::StringLiterals;

/// A fenced target and the orders that a runner would give it.
class StepBench
{
public:
    explicit StepBench(Engine engine, bool hostile = false)
        : f(engine, hostile)
    {
        const auto identity = verifyTarget(f.control());
        must(identity.map([](const TargetIdentity &) {}), u"identity"_s);
        m_order.identity = *identity;
        const auto fence = takeFence(f.control(), u"test"_s, std::chrono::seconds(5));
        must(fence.map([](const Fence &) {}), u"fence"_s);
        m_order.fence = *fence;
        m_order.run = f.runId();
        m_order.runner = u"test"_s;
        m_order.scope = f.scope();
        m_order.budget = std::chrono::seconds(20);
    }

    StepOrder order(const CompiledStep &step, Direction direction) const
    {
        StepOrder order = m_order;
        order.step = step;
        order.direction = direction;
        return order;
    }
    /// Each on a session of its own, as after a restart.
    StepOutcome run(const CompiledStep &step, Direction direction)
    {
        const auto session = f.database().open(SessionRole::Steps);
        StepProgress progress;
        return runStep(*session, order(step, direction), {}, progress);
    }
    StepOutcome settle(const CompiledStep &step, Direction direction)
    {
        const auto session = f.database().open(SessionRole::Steps);
        return settleStep(*session, order(step, direction));
    }

    WarehouseFixture f;

private:
    StepOrder m_order;
};

inline QByteArray said(const StepOutcome &outcome)
{
    return (u"%1: %2 %3"_s.arg(static_cast<int>(outcome.result)).arg(outcome.error.what, outcome.evidence)).toUtf8();
}

} // namespace sluice

#define IS(outcome, wanted)                                                                                            \
    do {                                                                                                               \
        const StepOutcome seen = (outcome);                                                                            \
        QVERIFY2(seen.result == StepResult::wanted, said(seen).constData());                                           \
    } while (false)
