// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/event_lens.h"

#include "base/async.h"
#include "service/run_names.h"

#include <algorithm>

namespace sluice {

namespace {

constexpr int kMostSamples = 100'000;
constexpr int kMostEntries = 300;

} // namespace

EventLens::EventLens(Service &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
}

void EventLens::open(const QString &planId, const ChartMarker &marker)
{
    m_plan = planId;
    m_marker = marker;
    load();
}

void EventLens::setReach(Duration reach)
{
    if (reach == m_reach)
        return;
    m_reach = reach;
    if (m_state != State::Closed)
        load();
}

void EventLens::retry()
{
    if (m_state != State::Closed)
        load();
}

void EventLens::close()
{
    ++m_loading;
    m_series.clear();
    m_entries.clear();
    setState(State::Closed);
}

void EventLens::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

void EventLens::load()
{
    const int loading = ++m_loading;
    m_series.clear();
    m_entries.clear();
    m_error = {};
    m_isCut = false;
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(m_plan) : nullptr;
    if (!rollout || !rollout->bundle || rollout->state.run.isEmpty()) {
        m_error = Error { ErrorCode::NotFound, tr("the rollout is not there any more"), m_plan, {}, {} };
        return setState(State::Failed);
    }
    setState(State::Loading);
    SampleQuery query;
    query.run = rollout->state.run;
    query.since = QDateTime::fromMSecsSinceEpoch(window().from(), Qt::UTC);
    query.until = QDateTime::fromMSecsSinceEpoch(window().to(), Qt::UTC);
    query.limit = kMostSamples;
    loadEntries(rollout->bundle->plan, query.run);
    onFinished(m_service.samples(query), this,
        [this, loading, bundle = rollout->bundle, run = query.run](const Result<QList<Sample>> &samples) {
            if (loading != m_loading)
                return;
            if (!samples) {
                m_error = samples.error();
                return setState(State::Failed);
            }
            m_isCut = m_isCut || samples->size() >= kMostSamples;
            const auto work = [bundle, run, read = *samples, around = window()] {
                return Result<QList<CorrelatedSeries>>(correlate(bundle->plan, run, read, around));
            };
            onFinished(onPool(work), this, [this, loading](const Result<QList<CorrelatedSeries>> &series) {
                if (loading != m_loading)
                    return;
                m_series = *series;
                setState(State::Ready);
            });
        });
}

void EventLens::loadEntries(const Plan &plan, const QString &run)
{
    QStringList datasets;
    for (const RelationName &object : plan.objects)
        datasets.append(object.text());
    LogQuery query;
    query.since = QDateTime::fromMSecsSinceEpoch(window().from(), Qt::UTC);
    query.until = QDateTime::fromMSecsSinceEpoch(window().to(), Qt::UTC);
    query.limit = kMostEntries;
    LogQuery words = query; // of no run: people speak of datasets
    words.types = { EventType::FeedbackGiven };
    query.run = run;
    const SnapshotPtr snapshot = m_service.snapshot();
    const RunNames names = runNames(*snapshot).value(run);
    const auto taken = [this, loading = m_loading, names](const QStringList &only) {
        return [this, loading, names, only](const Result<QList<Event>> &events) {
            if (loading != m_loading)
                return;
            if (!events) {
                m_error = events.error();
                Q_EMIT changed();
                return;
            }
            QList<Event> kept = *events;
            if (!only.isEmpty())
                kept.removeIf([&](const Event &event) {
                    return !only.contains(event.json()[QLatin1String("dataset")].toString());
                });
            m_isCut = m_isCut || events->size() >= kMostEntries;
            take(kept, names);
        };
    };
    onFinished(m_service.searchLog(query), this, taken({}));
    if (!datasets.isEmpty())
        onFinished(m_service.searchLog(words), this, taken(datasets));
}

void EventLens::take(const QList<Event> &events, const RunNames &names)
{
    for (const Event &event : events) {
        if (std::none_of(
                m_entries.cbegin(), m_entries.cend(), [&](const LogLine &line) { return line.seq == event.seq; }))
            m_entries.append(readEvent(event, names));
    }
    std::stable_sort(m_entries.begin(), m_entries.end(),
        [](const LogLine &a, const LogLine &b) { return std::pair(a.at, a.seq) < std::pair(b.at, b.seq); });
    Q_EMIT changed();
}

} // namespace sluice
