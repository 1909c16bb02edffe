// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_watch.h"

#include "base/logging.h"
#include "warehouse/fence.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kLongestStatement { std::chrono::seconds(20) };
constexpr Duration kLongestWait { 300 }; ///< for a lock that somebody else holds
constexpr Duration kLongestRest { std::chrono::hours(1) };
constexpr int kRestPerLook = 9; ///< so that looking takes a tenth of the time at most

SqlWorker::Opener opener(const RunEnvironment &environment)
{
    return [open = environment.openSession, tag = sessionTag(environment.runner, SessionRole::Catalogue)] {
        SessionOptions options;
        options.applicationName = tag;
        options.statementTimeout = kLongestStatement;
        options.lockTimeout = kLongestWait;
        return open(SessionRole::Catalogue, options);
    };
}

bool isIntended(const StepState &step) { return step.phase == StepPhase::Intended; }

/// A step that takes locks is under way; a backfill takes row locks alone, which a look never waits for.
bool isMidStep(const RunState &state)
{
    return std::any_of(state.stages.cbegin(), state.stages.cend(), [](const StageState &stage) {
        return std::any_of(stage.steps.cbegin(), stage.steps.cend(),
            [](const StepState &step) { return isIntended(step) && !step.compiled.contains("backfill"_L1); });
    });
}

/// What a look depends on: effects and the record of the schema.
QString subjectOf(const RunState &state)
{
    QString subject = state.expectedFingerprint;
    for (const StageState &stage : state.stages) {
        for (const StepState &step : stage.steps)
            subject += u"|%1/%2/%3/%4"_s.arg(stage.id, step.id).arg(static_cast<int>(step.phase)).arg(step.generation);
    }
    return subject;
}

} // namespace

UndoWatch::UndoWatch(const RunEnvironment &environment, QList<RelationName> scope)
    : m_env(environment)
    , m_scope(std::move(scope))
    , m_worker(opener(environment), u"sluice-way-back"_s)
{
}

UndoWatch::~UndoWatch() { m_stop.request_stop(); }

std::optional<UndoOutlook> UndoWatch::poll(const RunState &state)
{
    const bool isBusy = isMidStep(state);
    if (m_look && (isBusy || subjectOf(state) != m_lookedAt))
        m_stop.request_stop();
    const Duration now = m_env.clock->monotonic();
    if (m_look && m_look->isFinished())
        return end(state, now);
    const qint64 tick = now / m_env.undoLookEvery;
    if (m_look || isBusy || tick <= m_lastTick || now < m_notBefore)
        return std::nullopt;
    m_lastTick = tick;
    begin(state, now);
    return std::nullopt;
}

void UndoWatch::begin(const RunState &state, Duration now)
{
    auto items = undoItems(state, {});
    if (!items) { // the same ledger entry that would stop the rollback itself
        qCWarning(lcEngine) << "what would be undone cannot be read:" << items.error().what;
        return;
    }
    UndoQuestion question { state.run, state.identity, m_scope, state.expectedFingerprint, *std::move(items),
        !m_env.bundle.plan.flags.isEmpty() };
    m_stop = std::stop_source();
    m_lookedAt = subjectOf(state);
    m_began = now;
    m_look = m_worker.submit<UndoOutlook>(m_stop.get_token(), [question = std::move(question)](SqlSession &session) {
        return Result<UndoOutlook>(lookAtUndo(session, question));
    });
}

std::optional<UndoOutlook> UndoWatch::end(const RunState &state, Duration now)
{
    Result<UndoOutlook> looked = m_look->resultCount() > 0
        ? m_look->takeResult()
        : Result<UndoOutlook>(fail(ErrorCode::Cancelled, u"the look ended without a result"_s));
    m_look.reset();
    m_notBefore = now + kRestPerLook * (now - m_began);
    if (m_stop.stop_requested())
        return std::nullopt;
    UndoOutlook outlook;
    if (looked)
        outlook = *std::move(looked);
    else
        outlook.add(WayBack::Unknown, {}, u"the target cannot be asked: "_s + looked.error().what);
    const bool wasUnknown = m_unknowns > 0;
    m_unknowns = outlook.way == WayBack::Unknown ? m_unknowns + 1 : 0;
    if (m_unknowns > 1) // a table that cannot be counted in time will not become smaller
        m_notBefore = std::max(m_notBefore, now + std::min<Duration>(m_env.undoLookEvery * (1 << std::min(m_unknowns, 10)), kLongestRest));
    if (outlook.way == WayBack::Unknown && !wasUnknown)
        return std::nullopt;
    if (!isNews(state.outlook.value_or(UndoOutlook {}), outlook))
        return std::nullopt;
    return outlook;
}

} // namespace sluice
