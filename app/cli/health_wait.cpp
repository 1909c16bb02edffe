// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/health_wait.h"

#include "app/cli/rollback_end.h"
#include "app/cli/runner_watch.h"
#include "base/async.h"
#include "engine/health_meter.h"

#include <QTimer>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kLookEvery { 200 }; ///< a runner that ends tells nobody
constexpr std::chrono::seconds kGrace { 10 }; ///< beyond what another process may take to measure

} // namespace

void HealthWait::start(LocalService &service, CliSession &session, const QString &plan, const Then &then)
{
    auto *wait = new HealthWait(service, session, plan, then);
    wait->look();
}

HealthWait::HealthWait(LocalService &service, CliSession &session, QString plan, Then then)
    : QObject(&session)
    , m_service(service)
    , m_session(session)
    , m_plan(std::move(plan))
    , m_then(std::move(then))
{
    connect(&service, &Service::snapshotChanged, this, [this] { look(); });
    connect(&session, &CliSession::interrupted, this, [this] { end(); });
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this] { look(); });
    timer->start(kLookEvery);
    const RolloutView *view = service.snapshot()->rollout(m_plan);
    if (!view || !view->bundle || view->state.phase != RunPhase::RolledBack)
        return;
    const Duration most = HealthMeter(view->bundle->plan, view->state, false).budget();
    QTimer::singleShot(most + kGrace, this, [this] { end(); });
    if (most > Duration(0))
        session.out().progress(
            u"Measuring health, at most %1; Ctrl+C leaves, the rollback is done"_s.arg(humanDuration(most)));
}

void HealthWait::look()
{
    const RolloutView *view = m_service.snapshot()->rollout(m_plan);
    if (!view || view->state.phase != RunPhase::RolledBack || !view->state.rollback || view->state.rollback->health)
        return end();
    const auto error = m_service.runnerError(view->state.run);
    const bool isCarriedElsewhere = error && isElsewhere(*error);
    if (m_service.isRunning(view->state.run) || isCarriedElsewhere || std::exchange(m_isLast, true))
        return;
    // Its last entry may still be on the way to the snapshot; an answer from the ledger comes behind it.
    onFinished<qint64>(m_service.countLog({}), this, [this](const Result<qint64> &) { end(); });
}

void HealthWait::end()
{
    const Then then = std::exchange(m_then, {});
    if (!then)
        return;
    deleteLater();
    const RolloutView *view = m_service.snapshot()->rollout(m_plan);
    if (view && !m_session.isFinished())
        then(*view);
}

} // namespace sluice
