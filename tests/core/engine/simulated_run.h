// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/lease_keeper.h"
#include "engine/run_state.h"
#include "ledger/lease_table.h"
#include "support/fake_clock.h"
#include "warehouse/fence.h"

#include <QSet>

#include <coroutine>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>

namespace sluice::test {

/// A promise of the product that did not hold; what says which, and after what.
struct Broken : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// One effect in the model of a target: a step of a generation, forward or back.
struct Effect
{
    QString step;
    int generation = 1;
    bool isUndo = false;
    QString text() const
    {
        return step + (isUndo ? QStringLiteral("-") : QStringLiteral("+")) + QString::number(generation);
    }
};

/// The target as the protocol sees it: a fence row, receipts that commit with their effects, sessions with a lock.
/// Serializable by construction; it checks at each commit what a real one cannot check.
class SimulatedTarget
{
public:
    explicit SimulatedTarget(bool endsSessions)
        : m_endsSessions(endsSessions)
    {
    }
    bool endsSessions() const { return m_endsSessions; }
    int open(); ///< a session; never 0
    void close(int session); ///< what was not committed is gone
    bool isOpen(int session) const { return m_sessions.contains(session); }
    /// nullopt: a session in the middle of a transaction is in the way and cannot be ended.
    std::optional<Fence> takeFence(const QString &runner);
    bool lock(int session);
    bool begin(int session, const Fence &mine); ///< false: fenced
    void work(int session, const Effect &effect) { m_sessions[session].effect = effect; }
    void commit(int session);
    bool hasReceipt(const Effect &effect) const { return m_receipts.contains(effect.text()); }
    bool isUntouched() const { return m_present.isEmpty(); }
    bool isPresent(const QString &step) const { return m_present.contains(step); }
    int refusals() const { return m_refusals; } ///< transactions that the fence did not let begin

private:
    struct Session
    {
        std::optional<Fence> began; ///< with this fence, in a transaction
        std::optional<Effect> effect;
    };
    const bool m_endsSessions; ///< as PostgreSQL does; a SQLite file is held until its holder is gone
    int m_last = 0;
    int m_refusals = 0;
    int m_locker = 0;
    QMap<int, Session> m_sessions;
    Fence m_fence { 1, {} };
    QSet<QString> m_receipts;
    QSet<QString> m_present;
};

/// The ledger in memory, with the real chain, the real fold looking over its shoulder, and outages on demand.
class SimulatedLedger final : public Ledger
{
public:
    SimulatedLedger(const Clock &clock, const SimulatedTarget &target, bool isOneMachine)
        : m_clock(clock)
        , m_target(target)
        , m_isOneMachine(isOneMachine)
    {
    }
    enum class Mood { Well, Away, Speechless }; ///< Speechless: takes what it is given, and the answer is lost
    Mood mood = Mood::Well;
    int calling = 0; ///< which runner asks, for whose process it is
    const QList<Event> &events() const { return m_events; }
    const RunState &state() const { return m_state; }
    void mustHold() const; ///< the chain

    Result<QList<Event>> append(const QList<NewEvent> &events, const Lease *lease) override;
    Result<LedgerHead> head() override
    {
        return LedgerHead { m_events.size(), m_events.isEmpty() ? QByteArray() : m_events.last().hash };
    }
    Result<QList<Event>> read(qint64 afterSeq, int limit) override;
    Result<QList<Event>> readRun(const QString &) override { return read(0, 1'000'000); }
    Result<Lease> acquireLease(const QString &target, const QString &runner, Duration ttl) override;
    Result<Lease> renewLease(const Lease &lease, Duration ttl) override;
    Result<void> releaseLease(const Lease &lease) override;

    Result<QList<Event>> search(const LogQuery &) override { return QList<Event>(); }
    Result<qint64> count(const LogQuery &) override { return m_events.size(); }
    Result<void> storePlan(const QString &, const QByteArray &, const QString &) override { return {}; }
    Result<std::pair<QByteArray, QString>> plan(const QString &) override
    {
        return fail(ErrorCode::NotFound, QStringLiteral("no plans here"));
    }
    Result<Lease> seizeLease(const Lease &, const QString &, Duration) override
    {
        return fail(ErrorCode::LeaseHeld, QStringLiteral("not here"));
    }
    Result<std::optional<Lease>> currentLease(const QString &) override { return std::optional<Lease>(); }
    Result<LedgerReport> verify(const QList<LedgerAnchor> &) override { return LedgerReport {}; }
    Result<void> rebuildIndexes() override { return {}; }

private:
    ProcessIdentity process() const;
    bool holds(const Lease &lease) const
    {
        return m_row.lease.runner == lease.runner && m_row.lease.epoch == lease.epoch;
    }
    void write(const NewEvent &wanted);
    void mustBeTrue(const Event &event) const;

    const Clock &m_clock;
    const SimulatedTarget &m_target;
    const bool m_isOneMachine; ///< else the lease is judged by clocks that people set
    QList<Event> m_events;
    RunState m_state;
    LeaseRow m_row;
};

/// What a runner does, cut at every point where something may happen to it: between two of them nothing does.
template <class T> class Task
{
public:
    struct promise_type
    {
        std::optional<T> value;
        std::exception_ptr problem;
        std::coroutine_handle<> caller;
        Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct Back
        {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> ended) noexcept
            {
                return ended.promise().caller ? ended.promise().caller : std::noop_coroutine();
            }
            void await_resume() noexcept { }
        };
        Back final_suspend() noexcept { return {}; }
        void return_value(T result) { value = std::move(result); }
        void unhandled_exception() { problem = std::current_exception(); }
    };
    explicit Task(std::coroutine_handle<promise_type> handle)
        : m_handle(handle)
    {
    }
    Task(Task &&other) noexcept
        : m_handle(std::exchange(other.m_handle, nullptr))
    {
    }
    Task(const Task &) = delete;
    Task &operator=(const Task &) = delete;
    Task &operator=(Task &&) = delete;
    ~Task()
    {
        if (m_handle)
            m_handle.destroy();
    }
    bool await_ready() const { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller)
    {
        m_handle.promise().caller = caller;
        return m_handle;
    }
    T await_resume() { return result(); }
    std::coroutine_handle<> handle() const { return m_handle; }
    bool isDone() const { return m_handle.done(); }
    T result()
    {
        if (m_handle.promise().problem)
            std::rethrow_exception(m_handle.promise().problem);
        return std::move(*m_handle.promise().value);
    }

private:
    std::coroutine_handle<promise_type> m_handle;
};

} // namespace sluice::test
