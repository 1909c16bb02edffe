// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/lineage_presenter.h"

#include "base/async.h"
#include "ui/models/attention.h"
#include "ui/models/lineage_text.h"
#include "ui/models/text.h"

#include <QPromise>
#include <QThreadPool>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kOldMs = 60'000;

/// Runs on a pool thread; values go in and come out.
template <class T>
QFuture<Result<T>> onPool(std::function<Result<T>()> work)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QFuture<Result<T>> future = promise->future();
    QThreadPool::globalInstance()->start([promise, work = std::move(work)] {
        promise->addResult(work());
        promise->finish();
    });
    return future;
}

} // namespace

LineagePresenter::LineagePresenter(Service &service, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
{
    connect(&m_service, &Service::snapshotChanged, this, &LineagePresenter::readPlans);
    readPlans();
    refresh();
}

void LineagePresenter::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void LineagePresenter::refreshIfOld()
{
    if (!m_readAt.isValid() || m_readAt.msecsTo(m_clock.nowUtc()) > kOldMs)
        refresh();
}

void LineagePresenter::refresh()
{
    if (m_isReading)
        return;
    m_isReading = true;
    if (!m_graph)
        setState(State::Loading);
    onFinished(m_service.lineage(), this, [this](const Result<std::shared_ptr<const LineageGraph>> &graph) { takeGraph(graph); });
}

void LineagePresenter::takeGraph(const Result<std::shared_ptr<const LineageGraph>> &graph)
{
    m_isReading = false;
    m_hasFailed = !graph;
    if (!graph || !*graph) {
        m_error = graph ? Error { ErrorCode::NotFound, tr("there is no lineage yet"), {}, {}, {} } : graph.error();
        m_hasFailed = true;
        setState(m_graph ? m_state : State::Failed);
        return;
    }
    m_error = {};
    m_graph = *graph;
    m_readAt = m_clock.nowUtc();
    if (m_graph->size() == 0) {
        setState(State::Empty);
        return;
    }
    rebuild(false);
}

const RolloutView *LineagePresenter::rollout() const
{
    const SnapshotPtr snapshot = m_service.snapshot();
    return snapshot ? snapshot->rollout(m_plan) : nullptr;
}

/// The one in need among those that can be read; plans without a bundle have no impact to show.
QString LineagePresenter::worthwhilePlan() const
{
    const SnapshotPtr snapshot = m_service.snapshot();
    for (const qsizetype at : snapshot ? byAttention(snapshot->rollouts, m_clock.nowUtc()) : QList<qsizetype>()) {
        if (snapshot->rollouts[at].bundle)
            return snapshot->rollouts[at].planId;
    }
    return {};
}

void LineagePresenter::readPlans()
{
    QList<Choice> plans;
    const SnapshotPtr snapshot = m_service.snapshot();
    for (const RolloutView &view : snapshot ? snapshot->rollouts : QList<RolloutView>()) {
        if (view.bundle)
            plans.append({ view.planId, view.title });
    }
    const bool isKnown = std::any_of(plans.cbegin(), plans.cend(), [&](const Choice &choice) { return choice.id == m_plan; });
    if (plans != m_plans) {
        m_plans = std::move(plans);
        if (!isKnown)
            m_plan = worthwhilePlan();
        Q_EMIT plansChanged();
    }
    const RolloutView *view = rollout();
    if (m_graph && m_node.isEmpty() && view != nullptr && view->bundle && view->bundle->digest != m_digest)
        rebuild(false);
}

void LineagePresenter::choosePlan(const QString &planId)
{
    const bool isKnown = std::any_of(m_plans.cbegin(), m_plans.cend(), [&](const Choice &choice) { return choice.id == planId; });
    if (!isKnown || (planId == m_plan && m_node.isEmpty()))
        return;
    m_plan = planId;
    m_node.clear();
    m_selected.clear();
    const QSet<QString> open = m_filter.open;
    m_filter = {};
    m_filter.open = open;
    Q_EMIT plansChanged();
    Q_EMIT filterChanged();
    rebuild(false);
}

Result<void> LineagePresenter::chooseNode(const QString &nodeOrColumn)
{
    if (!nodeOrColumn.isEmpty()) {
        const auto graph = m_scene ? m_scene->analysis->graph : m_graph;
        if (!graph)
            return fail(ErrorCode::NotFound, tr("there is no lineage yet"));
        if (const auto impacts = impactOfNode(*graph, nodeOrColumn); !impacts)
            return fail(impacts.error());
    }
    m_node = nodeOrColumn;
    m_filter = {};
    Q_EMIT plansChanged();
    Q_EMIT filterChanged();
    rebuild(false);
    return {};
}

void LineagePresenter::setFilter(const LineageFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    Q_EMIT filterChanged();
    rebuild(true);
}

void LineagePresenter::expand(const QString &key)
{
    LineageFilter filter = m_filter;
    if (!filter.folded.remove(key))
        filter.expanded.insert(key);
    setFilter(filter);
}

void LineagePresenter::fold(const QString &key)
{
    LineageFilter filter = m_filter;
    if (!filter.expanded.remove(key))
        filter.folded.insert(key);
    setFilter(filter);
}

void LineagePresenter::toggleColumns(const QString &key)
{
    LineageFilter filter = m_filter;
    if (!filter.open.remove(key))
        filter.open.insert(key);
    setFilter(filter);
}

void LineagePresenter::reveal(const QString &key)
{
    select(key);
    if (m_scene && m_scene->indexOf(key) < 0)
        expand(key);
}

void LineagePresenter::select(const QString &key)
{
    if (key == m_selected)
        return;
    m_selected = key;
    Q_EMIT selectionChanged();
}

void LineagePresenter::rebuild(bool isAnalysisKept)
{
    if (!m_graph || m_graph->size() == 0)
        return;
    const RolloutView *view = rollout();
    if (m_node.isEmpty() && (view == nullptr || !view->bundle)) {
        m_scene.reset();
        m_model.setAnalysis({}, {});
        setState(State::NoPlan);
        Q_EMIT sceneChanged();
        return;
    }
    const int generation = ++m_generation;
    m_isBuilding = true;
    m_digest = m_node.isEmpty() ? view->bundle->digest : QString();
    const LineageAnalysisPtr kept = isAnalysisKept && m_scene ? m_scene->analysis : nullptr;
    const auto bundle = m_node.isEmpty() ? view->bundle : nullptr;
    std::function<Result<LineageScenePtr>()> work = [kept, graph = m_graph, bundle, node = m_node, filter = m_filter]() -> Result<LineageScenePtr> {
        if (kept)
            return buildScene(kept, filter);
        if (bundle)
            return buildScene(analysePlan(graph, bundle->plan), filter);
        SLUICE_TRY(const LineageAnalysisPtr analysis, analyseNode(graph, node));
        return buildScene(analysis, filter);
    };
    onFinished(onPool(std::move(work)), this, [this, generation](const Result<LineageScenePtr> &scene) { takeScene(generation, scene); });
}

void LineagePresenter::takeScene(int generation, const Result<LineageScenePtr> &scene)
{
    if (generation != m_generation)
        return; // a newer one is on its way
    m_isBuilding = false;
    if (!scene) { // the node that was judged is gone from the lineage: back to the plan
        m_node.clear();
        Q_EMIT plansChanged();
        rebuild(false);
        return;
    }
    m_scene = *scene;
    m_model.setAnalysis(m_scene->analysis, m_filter.owner);
    if (m_selected.isEmpty() || m_scene->analysis->graph->indexOf(m_selected) < 0) {
        m_selected = m_model.rowCount() > 0 ? m_model.keyAt(0) : QString();
        Q_EMIT selectionChanged();
    }
    setState(State::Ready);
    Q_EMIT sceneChanged();
}

QStringList LineagePresenter::owners() const
{
    QSet<QString> owners;
    if (m_scene) {
        for (const Impact &impact : m_scene->analysis->impacts) {
            if (impact.distance > 0 && impact.kind != ImpactKind::Untouched)
                owners.insert(m_scene->analysis->graph->nodes().at(impact.node).owner);
        }
    }
    QStringList sorted(owners.cbegin(), owners.cend());
    sorted.sort(Qt::CaseInsensitive);
    return sorted;
}

QList<LineagePresenter::Hit> LineagePresenter::search(const QString &text, int limit) const
{
    const auto graph = m_scene ? m_scene->analysis->graph : m_graph;
    const QString wanted = text.trimmed();
    if (!graph || wanted.isEmpty())
        return {};
    QList<std::pair<qsizetype, int>> ranked; // where it begins in the text, then the shorter text
    for (int node = 0; node < graph->size(); ++node) {
        const LineageNode &it = graph->nodes().at(node);
        qsizetype rank = -1;
        for (const QString &spelling : { it.name, it.key }) {
            const qsizetype at = spelling.indexOf(wanted, 0, Qt::CaseInsensitive);
            if (at >= 0 && (rank < 0 || at * 1000 + spelling.size() < rank))
                rank = at * 1000 + spelling.size();
        }
        if (rank >= 0)
            ranked.append({ rank, node });
    }
    std::sort(ranked.begin(), ranked.end());
    QList<Hit> hits;
    for (const auto &[rank, node] : ranked.mid(0, limit)) {
        const LineageNode &it = graph->nodes().at(node);
        const QString detail = it.relation.isEmpty() || it.relation == it.name ? nodeKindName(it.kind) : it.relation;
        hits.append({ it.key, nodeTitle(it), singleLine(detail, 80) });
    }
    return hits;
}

QStringList LineagePresenter::problems() const
{
    if (!m_graph)
        return {};
    QStringList lines;
    for (const QString &problem : m_graph->problems())
        lines.append(singleLine(problem));
    for (const UnmatchedNode &unmatched : m_graph->unmatched())
        lines.append(singleLine(u"%1: %2"_s.arg(m_graph->nodes().at(unmatched.node).key, unmatched.why)));
    return lines;
}

} // namespace sluice
