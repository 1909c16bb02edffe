// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/quality_presenter.h"

#include "base/async.h"
#include "service/run_names.h"
#include "ui/models/attention.h"
#include "ui/models/gate_text.h"
#include "ui/models/look.h"
#include "ui/models/text.h"
#include "ui/quality/chart_events.h"
#include "ui/quality/standing_choice.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPage = 20'000;
constexpr int kMarkers = 200;
constexpr int kEvidence = 400;
constexpr qint64 kMoments = 120; ///< that can be told apart across a chart
constexpr qint64 kLateSamples = 10 * 60 * 1000; ///< how far behind the newest gate a slow one may lag

void writeCsv(QByteArray &csv, QString id, const char *branch, const MetricSeries &series, qint64 from, qint64 to)
{
    // Ids come from a plan file; quotes are doubled, and what a spreadsheet would take for a formula is defused.
    if (!id.isEmpty() && u"=+-@\t\r"_s.contains(id[0]))
        id.prepend(u'\'');
    const QByteArray gate = '"' + id.replace(u'"', u"\"\""_s).toUtf8() + '"';
    for (qsizetype i = 0; i < series.size(); ++i) {
        const MetricSeries::Point point = series.at(i);
        if (point.at < from || point.at > to)
            continue;
        csv += QDateTime::fromMSecsSinceEpoch(point.at, Qt::UTC).toString(Qt::ISODateWithMs).toUtf8() + ',' + gate + ',' + branch + ','
            + sampleClassName(point.sampleClass).toUtf8() + ',';
        if (point.sampleClass == SampleClass::Good)
            csv += QByteArray::number(point.value, 'g', 17);
        csv += ',' + QByteArray::number(point.n) + "\r\n";
    }
}

} // namespace

QualityPresenter::QualityPresenter(Service &service, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
{
    m_markerTimer.setSingleShot(true);
    m_markerTimer.setInterval(200);
    connect(&m_markerTimer, &QTimer::timeout, this, &QualityPresenter::loadMarkers);
    connect(&m_service, &Service::snapshotChanged, this, &QualityPresenter::readSnapshot);
    connect(&m_service, &Service::eventArrived, this, [this] { m_markerTimer.start(); });
    connect(&m_service, &Service::samplesArrived, this, [this](const QString &run) {
        if (run == m_run)
            loadNew();
    });
    readSnapshot();
}

QString QualityPresenter::worthwhileStage(const RolloutView &rollout)
{
    for (const StageState &stage : rollout.state.stages) {
        if (!stage.breachGate.isEmpty())
            return stage.id;
    }
    if (!rollout.state.currentStage.isEmpty())
        return rollout.state.currentStage;
    for (auto it = rollout.state.stages.crbegin(); it != rollout.state.stages.crend(); ++it) {
        if (!it->verdicts.isEmpty())
            return it->id;
    }
    if (!rollout.bundle)
        return {};
    const QList<Stage> &stages = rollout.bundle->plan.stages;
    const auto gated = std::find_if(stages.cbegin(), stages.cend(), [](const Stage &stage) { return !stage.gates.isEmpty(); });
    return gated != stages.cend() ? gated->id : stages.isEmpty() ? QString() : stages.constFirst().id;
}

void QualityPresenter::choosePlan(const QString &planId)
{
    if (m_wantedPlan == planId && m_plan == planId)
        return;
    m_wantedPlan = planId;
    m_wantedStage.clear();
    readSnapshot();
}

void QualityPresenter::chooseStage(const QString &stageId)
{
    m_wantedPlan = m_plan; // a chosen stage pins its plan, or the page would jump away from it
    m_wantedStage = stageId;
    readSnapshot();
}

void QualityPresenter::retry()
{
    m_run.clear();
    readSnapshot();
}

void QualityPresenter::readSnapshot()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    if (!snapshot)
        return setState(State::Loading);
    const bool isFirst = !std::exchange(m_hasSnapshot, true);
    QList<Choice> plans;
    for (const RolloutView &view : snapshot->rollouts)
        plans.append({ view.planId, singleLine(view.planId, 60), singleLine(view.title, 200) });
    for (const StandingChecks &checks : snapshot->checks)
        plans.append({ checksRun(checks.domain), singleLine(tr("%1 (checks)").arg(checks.domain), 60), singleLine(tr("Standing checks of %1").arg(checks.owner), 200) });
    const StandingChecks *standing = standingChoice(*snapshot, m_wantedPlan);
    const RolloutView *rollout = standing ? nullptr : snapshot->rollout(m_wantedPlan);
    if (!rollout && !standing)
        rollout = snapshot->rollout(planInNeed(*snapshot, m_clock.nowUtc()));
    if (!rollout && !standing && !snapshot->checks.isEmpty())
        standing = &snapshot->checks.first();

    QList<Choice> stages;
    QString stage;
    const Stage *planned = nullptr;
    if (rollout && rollout->bundle) {
        for (const Stage &one : rollout->bundle->plan.stages)
            stages.append({ one.id, singleLine(stageTitle(one), 60), one.id });
        const int wanted = rollout->bundle->plan.stageIndex(m_wantedStage);
        stage = wanted >= 0 ? m_wantedStage : worthwhileStage(*rollout);
        const int index = rollout->bundle->plan.stageIndex(stage);
        planned = index >= 0 ? &rollout->bundle->plan.stages[index] : nullptr;
    }
    const QString checks = standing ? checksRun(standing->domain) : QString();
    const QString plan = rollout ? rollout->planId : checks;
    const QString run = rollout ? rollout->state.run : checks;
    if (standing)
        stage = checksStage();
    const auto shown = standing ? std::optional(*standing) : std::nullopt;
    const bool moved = isFirst || plan != m_plan || run != m_run || stage != m_stage || shown != m_standing;
    m_standing = shown;
    const bool relabelled = plans != m_plans || stages != m_stages;
    m_plans = plans;
    m_stages = stages;
    m_plan = plan;
    m_run = run;
    m_stage = stage;
    m_datasets.clear();
    for (const RelationName &object : rollout && rollout->bundle ? rollout->bundle->plan.objects : QList<RelationName>())
        m_datasets.append(object.text());
    m_lastSeq = rollout ? rollout->state.lastSeq : 0;
    const bool wasSampling = std::exchange(m_isSampling, standing || (rollout && !run.isEmpty() && !isOver(rollout->state)));
    m_model.setStage(run, stage, standing ? standing->gates : planned ? planned->gates : QList<Gate>());
    if (standing)
        m_model.setVerdicts(standingVerdicts(*snapshot, *standing, m_model));
    if (const StageState *state = rollout ? rollout->state.stage(stage) : nullptr)
        m_model.setVerdicts(state->verdicts);
    if (moved)
        select();
    else if (wasSampling && !m_isSampling)
        loadNew(); // the last ones: nobody asks for more of a run that ended
    if (moved || relabelled)
        Q_EMIT selectionChanged();
    Q_EMIT dataChanged();
}

void QualityPresenter::select()
{
    ++m_selection;
    m_markers.clear();
    m_events.clear();
    m_feedback.clear();
    m_evidence.clear();
    m_oldest = 0;
    m_hasAll = false;
    m_isBusy = false;
    m_isDirty = false;
    m_error = {};
    if (m_plans.isEmpty())
        return setState(State::NoRollouts);
    if (m_run.isEmpty())
        return setState(State::NotStarted);
    if (m_model.rowCount() == 0)
        return setState(State::NoGates);
    setState(State::Loading);
    loadFirst();
    loadMarkers();
}

void QualityPresenter::loadFirst()
{
    m_isBusy = true;
    SampleQuery query;
    query.run = m_run;
    query.stage = m_stage;
    query.limit = kPage;
    onFinished(m_service.samples(query), this, [this, selection = m_selection](const Result<QList<Sample>> &samples) {
        if (selection != m_selection)
            return;
        m_isBusy = false;
        if (!samples) {
            m_error = samples.error();
            return setState(State::Failed);
        }
        m_model.append(*samples);
        m_hasAll = samples->size() < kPage;
        m_oldest = samples->isEmpty() ? 0 : samples->constFirst().at.toMSecsSinceEpoch();
        setState(State::Ready);
        Q_EMIT dataChanged();
        Q_EMIT rangeChanged();
        loadOlder();
        if (m_isDirty)
            loadNew();
    });
}

void QualityPresenter::loadNew()
{
    if (m_state == State::Failed)
        return retry();
    if (m_isBusy || m_state != State::Ready) {
        m_isDirty = true;
        return;
    }
    m_isBusy = true;
    m_isDirty = false;
    SampleQuery query;
    query.run = m_run;
    query.stage = m_stage;
    query.limit = kPage;
    qint64 since = newestKnown();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QDateTime newest = m_model.card(row).newestSample;
        since = std::min(since, newest.isValid() ? newest.toMSecsSinceEpoch() : qint64(0));
    }
    since = std::max(since, newestKnown() - kLateSamples);
    if (since > 0)
        query.since = QDateTime::fromMSecsSinceEpoch(since, Qt::UTC);
    onFinished(m_service.samples(query), this, [this, selection = m_selection](const Result<QList<Sample>> &samples) {
        if (selection != m_selection)
            return;
        m_isBusy = false;
        if (!samples) { // what is drawn stays; its age says that nothing new came
            m_error = samples.error();
            Q_EMIT stateChanged();
            return;
        }
        m_error = {};
        m_model.append(*samples);
        Q_EMIT dataChanged();
        if (m_isDirty)
            loadNew();
    });
}

void QualityPresenter::poll()
{
    if (m_isSampling && m_state == State::Ready && !m_isBusy)
        loadNew();
}

/// Fetches older pages as long as the visible range reaches back beyond what is loaded.
void QualityPresenter::loadOlder()
{
    const bool everything = m_isLive && m_window.count() == 0;
    if (m_isBusy || m_hasAll || m_state != State::Ready || (!everything && range().first >= m_oldest))
        return;
    m_isBusy = true;
    SampleQuery query;
    query.run = m_run;
    query.stage = m_stage;
    query.limit = kPage;
    query.until = QDateTime::fromMSecsSinceEpoch(m_oldest, Qt::UTC);
    onFinished(m_service.samples(query), this, [this, selection = m_selection](const Result<QList<Sample>> &samples) {
        if (selection != m_selection)
            return;
        m_isBusy = false;
        const qint64 oldest = samples && !samples->isEmpty() ? samples->constFirst().at.toMSecsSinceEpoch() : m_oldest;
        // A page that reaches no further back is the last one, whether until was taken as inclusive or not.
        m_hasAll = !samples || samples->size() < kPage || oldest >= m_oldest;
        m_oldest = oldest;
        if (samples)
            m_model.prepend(*samples);
        Q_EMIT dataChanged();
        if (m_isDirty)
            loadNew();
        else
            loadOlder();
    });
}

void QualityPresenter::loadMarkers()
{
    if (m_run.isEmpty())
        return;
    LogQuery query;
    query.run = m_run;
    query.types = markerTypes();
    query.limit = kMarkers;
    search(query, [this](const QList<Event> &events) {
        const SnapshotPtr snapshot = m_service.snapshot();
        m_events = chartMarkers(events, snapshot ? runNames(*snapshot).value(m_run) : RunNames());
        mergeMarkers();
    });
    LogQuery words; // of no run: people speak of datasets
    words.types = { EventType::FeedbackGiven };
    words.limit = kMarkers;
    search(words, [this](const QList<Event> &events) {
        m_feedback = feedbackMarkers(events, m_datasets);
        mergeMarkers();
    });
    LogQuery evidence;
    evidence.run = m_run;
    evidence.types = evidenceTypes();
    evidence.limit = kEvidence;
    search(evidence, [this](const QList<Event> &events) {
        auto recorded = evidenceTrails(events, m_stage);
        if (recorded == m_evidence)
            return;
        m_evidence = std::move(recorded);
        Q_EMIT dataChanged();
    });
}

/// What cannot be read now is read after the next entry; an answer to an older selection is dropped.
void QualityPresenter::search(const LogQuery &query, std::function<void(const QList<Event> &)> take)
{
    onFinished(m_service.searchLog(query), this, [this, selection = m_selection, take = std::move(take)](const Result<QList<Event>> &events) {
        if (selection == m_selection && events)
            take(*events);
    });
}

void QualityPresenter::mergeMarkers()
{
    QList<ChartMarker> markers = m_events + m_feedback;
    std::stable_sort(markers.begin(), markers.end(), [](const ChartMarker &a, const ChartMarker &b) { return a.at < b.at; });
    if (markers == m_markers)
        return;
    m_markers = markers;
    Q_EMIT dataChanged();
}

void QualityPresenter::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

qint64 QualityPresenter::newestKnown() const
{
    qint64 newest = 0;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QDateTime at = m_model.card(row).newestSample;
        if (at.isValid())
            newest = std::max(newest, at.toMSecsSinceEpoch());
    }
    return newest;
}

std::pair<qint64, qint64> QualityPresenter::range() const
{
    if (!m_isLive)
        return { m_from, m_to };
    const qint64 newest = newestKnown();
    const qint64 present = m_clock.nowUtc().toMSecsSinceEpoch();
    // A run that ended has no present: its charts end with its data.
    const qint64 to = m_isSampling || newest == 0 ? present : newest;
    qint64 first = to;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const MetricSeries &series = m_model.card(row).judged;
        if (!series.isEmpty())
            first = std::min(first, series.at(0).at);
    }
    const qint64 shortest = 60'000;
    if (m_window.count() == 0)
        return { std::min(first, to - shortest), to };
    // A young run fills the width instead of hiding at the right edge of an empty two hours.
    const qint64 from = std::max(to - m_window.count(), std::min(first, to - shortest));
    return { from, to };
}

void QualityPresenter::showLast(Duration window)
{
    m_window = window;
    m_isLive = true;
    Q_EMIT rangeChanged();
    loadOlder();
}

void QualityPresenter::showRange(qint64 from, qint64 to)
{
    if (to - from < 1000)
        return;
    m_from = from;
    m_to = to;
    m_isLive = false;
    Q_EMIT rangeChanged();
    loadOlder();
}

void QualityPresenter::setLive(bool live)
{
    if (live == m_isLive)
        return;
    if (!live)
        std::tie(m_from, m_to) = range();
    m_isLive = live;
    Q_EMIT rangeChanged();
}

QList<ChartMarker> QualityPresenter::markersAt(qint64 time) const
{
    const auto [from, to] = range();
    const qint64 reach = std::max<qint64>((to - from) / kMoments, 1);
    QList<ChartMarker> found;
    std::copy_if(m_markers.cbegin(), m_markers.cend(), std::back_inserter(found),
        [&](const ChartMarker &marker) { return std::abs(marker.at.toMSecsSinceEpoch() - time) <= reach; });
    return found;
}

QFuture<Result<void>> QualityPresenter::giveFeedback(const QString &dataset, const QString &text)
{
    return m_service.giveFeedback(dataset, text.trimmed(), m_lastSeq);
}

QList<VerdictRecord> QualityPresenter::troubles() const
{
    QList<VerdictRecord> breaches;
    QList<VerdictRecord> others;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const auto &record = m_model.card(row).record;
        if (!record)
            continue;
        switch (record->verdict) {
        case Verdict::Breach:
            breaches.append(*record);
            break;
        case Verdict::NoData:
        case Verdict::Error:
        case Verdict::Inconclusive:
            others.append(*record);
            break;
        case Verdict::Warmup:
        case Verdict::Collecting:
        case Verdict::Healthy:
        case Verdict::Watch:
            break;
        }
    }
    return breaches.isEmpty() ? others : breaches;
}

QString QualityPresenter::circumstance(const VerdictRecord &record) const
{
    constexpr qint64 kShortly = 15 * 60 * 1000;
    const ChartMarker *before = nullptr;
    for (const ChartMarker &marker : m_markers) {
        if (marker.kind == ChartMarker::Kind::Flag && marker.at <= record.at)
            before = &marker;
    }
    if (!before || before->at.msecsTo(record.at) > kShortly)
        return {};
    return tr("%1 after %2.").arg(humanDuration(Duration(before->at.msecsTo(record.at))), before->text);
}

Duration QualityPresenter::age(const GateCard &card) const
{
    const QDateTime newest = card.newestRow.isValid() ? card.newestRow : card.newestSample;
    return newest.isValid() ? Duration(std::max<qint64>(newest.msecsTo(m_clock.nowUtc()), 0)) : Duration(-1);
}

bool QualityPresenter::isStale(const GateCard &card) const
{
    return m_isSampling && card.newestSample.isValid()
        && Duration(card.newestSample.msecsTo(m_clock.nowUtc())) > std::max(card.gate.interval * 3, Duration(3000));
}

std::function<QByteArray()> QualityPresenter::csvMaker() const
{
    const auto [from, to] = range();
    QList<GateCard> cards;
    for (int row = 0; row < m_model.rowCount(); ++row)
        cards.append(m_model.card(row));
    return [cards, first = from, last = to] {
        QByteArray csv = "time_utc,gate,branch,class,value,n\r\n";
        for (const GateCard &card : cards) {
            writeCsv(csv, card.gate.id, card.isRatio ? "ratio" : "judged", card.judged, first, last);
            writeCsv(csv, card.gate.id, "legacy", card.reference, first, last);
        }
        return csv;
    };
}

} // namespace sluice
