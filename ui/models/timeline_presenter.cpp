// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/timeline_presenter.h"

#include "base/async.h"
#include "service/service.h"
#include "ui/models/text.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds kForecastEvery { 10 };

} // namespace

TimelinePresenter::TimelinePresenter(Service &service, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
{
    connect(&service, &Service::snapshotChanged, this, &TimelinePresenter::refresh);
    refresh();
}

QDateTime TimelinePresenter::now() const
{
    return m_clock.nowUtc();
}

void TimelinePresenter::select(const QString &planId, const QString &stageId)
{
    if (planId == m_plan && stageId == m_stage)
        return;
    const QString stageBefore = selectedStage();
    m_plan = planId;
    m_stage = stageId;
    const RolloutDetail before = m_detail;
    refresh();
    // Another stage of the same rollout leaves the detail as it is, and is news all the same.
    if (before == m_detail && stageBefore != selectedStage())
        Q_EMIT detailChanged();
}

QString TimelinePresenter::selectedStage() const
{
    return m_detail.timeline.stage(m_stage) ? m_stage : m_detail.timeline.focusStage();
}

const StageSpan *TimelinePresenter::stage() const
{
    return m_detail.timeline.stage(selectedStage());
}

void TimelinePresenter::refresh()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    m_isLoaded = snapshot != nullptr;
    const QDateTime now = m_clock.nowUtc();
    const QList<PlanTimeline> timelines = snapshot ? planTimelines(*snapshot, now) : QList<PlanTimeline>();
    const auto conflicts = std::count_if(timelines.cbegin(), timelines.cend(), [](const PlanTimeline &plan) { return !plan.conflicts.isEmpty(); });
    QStringList parts { timelines.size() == 1 ? tr("1 rollout") : tr("%1 rollouts").arg(timelines.size()) };
    if (conflicts > 0)
        parts.append(tr("%1 in conflict").arg(conflicts));
    m_note = m_isLoaded ? parts.join(u" · "_s) : QString();
    m_model.setTimelines(timelines);
    Q_EMIT changed();

    RolloutDetail detail = snapshot ? rolloutDetail(*snapshot, m_plan, now) : RolloutDetail {};
    const bool isNew = !(detail == m_detail);
    m_detail = std::move(detail);
    forecast();
    if (isNew)
        Q_EMIT detailChanged();
}

void TimelinePresenter::forecast()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(m_plan) : nullptr;
    if (!rollout || !m_detail.actions.rollBack.isOffered) {
        m_forecastRun.clear();
        ++m_generation;
        setPromise({});
        return;
    }
    const bool isOther = rollout->state.run != m_forecastRun;
    if (!isOther && m_clock.monotonic() - m_forecastAt < kForecastEvery)
        return;
    m_forecastRun = rollout->state.run;
    m_forecastAt = m_clock.monotonic();
    const quint64 generation = ++m_generation;
    if (isOther) {
        RollbackPromise loading;
        loading.state = RollbackPromise::State::Loading;
        setPromise(loading);
    }
    onFinished(m_service.previewRollback(m_forecastRun, {}), this, [this, generation](const Result<RollbackPreview> &preview) {
        if (generation != m_generation)
            return;
        RollbackPromise promise;
        promise.state = preview ? RollbackPromise::State::Ready : RollbackPromise::State::Failed;
        if (!preview) {
            promise.problem = singleLine(preview.error().what, 300);
        } else {
            promise.readersBackIn = singleLine(preview->readersBackIn, 60);
            promise.undoneIn = singleLine(preview->undoneIn, 60);
            promise.rowsLost = preview->rowsLost;
            promise.to = singleLine(preview->to.isEmpty() ? tr("the start") : preview->toTitle, 80);
            for (const QString &blocker : preview->blockers)
                promise.blockers.append(singleLine(blocker, 300));
        }
        setPromise(promise);
    });
}

void TimelinePresenter::setPromise(RollbackPromise promise)
{
    if (promise == m_promise)
        return;
    m_promise = std::move(promise);
    Q_EMIT detailChanged();
}

} // namespace sluice
