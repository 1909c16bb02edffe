// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "simulated_run.h"

namespace sluice::test {

inline const QString kRun = QStringLiteral("run-1");
inline const QString kTarget = QStringLiteral("target-1");
Plan planOfSimulation();

/// Everything that the runners of one rollout share.
struct World
{
    FakeClock clock;
    Plan plan = planOfSimulation();
    SimulatedTarget target;
    SimulatedLedger ledger;

    World(bool endsSessions, bool isOneMachine);
};

enum class Cut { None, Before, After };

/// The protocol of a runner (DESIGN §4) with the product's own decisions: lease keeper, fold, next action, undo list.
class SimulatedRunner
{
public:
    SimulatedRunner(World &world, int number, const QString &name)
        : m_world(world)
        , m_number(number)
        , m_name(name)
        , m_keeper(world.ledger, world.clock, kTarget, name)
        , m_life(live())
        , m_next(m_life.handle())
    {
    }
    ~SimulatedRunner() { m_world.target.close(std::exchange(m_session, 0)); }
    SimulatedRunner(const SimulatedRunner &) = delete;
    SimulatedRunner &operator=(const SimulatedRunner &) = delete;

    /// To its next point; what it throws is a broken promise.
    void step()
    {
        m_world.ledger.calling = m_number;
        m_next.resume();
        if (m_life.isDone())
            m_life.result();
    }
    bool isDone() const { return m_life.isDone(); }
    void cutNext(Cut cut) { m_cut = cut; }
    /// A dead client whose server still has the COMMIT to do; a SQLite file has no server.
    int leaveSession() { return m_isWorking && m_world.target.endsSessions() ? std::exchange(m_session, 0) : 0; }

private:
    struct Point
    {
        SimulatedRunner &runner;
        bool await_ready() const { return false; }
        void await_suspend(std::coroutine_handle<> next) const { runner.m_next = next; }
        void await_resume() const { }
    };
    Point point() { return { *this }; }

    enum class End { Done, NotApplied, Unknown, Over };

    bool refresh();
    bool record(EventType type, const QJsonObject &payload)
    {
        return m_world.ledger.append({ NewEvent { type, kRun, payload } }, m_keeper.lease()) && refresh();
    }
    bool isAlive() { return m_keeper.beat().has_value(); }
    bool isOpen() const { return m_world.target.isOpen(m_session); }
    void close()
    {
        m_isWorking = false;
        m_world.target.close(std::exchange(m_session, 0));
    }

    Task<bool> live();
    Task<bool> carry();
    Task<bool> apply(int stage, int step);
    Task<bool> rollBack();
    Task<End> enter();
    Task<End> perform(Effect effect);
    Task<End> settle(Effect effect);
    Task<bool> reconcile();
    static QJsonObject at(const QString &stage, const Effect &effect);

    World &m_world;
    const int m_number;
    const QString m_name;
    LeaseKeeper m_keeper;
    Fence m_fence;
    RunState m_state;
    int m_session = 0;
    bool m_isWorking = false;
    Cut m_cut = Cut::None;
    Task<bool> m_life;
    std::coroutine_handle<> m_next;
};

} // namespace sluice::test
