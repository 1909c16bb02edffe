// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/timeline_model.h"

#include "ui/models/text.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

struct TimelineModel::Node {
    Level level = PlanLevel;
    Node *parent = nullptr;
    int row = 0;
    QString id;
    std::vector<std::unique_ptr<Node>> children;
};

namespace {

bool sameShape(const PlanTimeline &a, const PlanTimeline &b)
{
    return std::equal(a.stages.cbegin(), a.stages.cend(), b.stages.cbegin(), b.stages.cend(), [](const StageSpan &x, const StageSpan &y) {
        return x.id == y.id
            && std::equal(x.steps.cbegin(), x.steps.cend(), y.steps.cbegin(), y.steps.cend(),
                [](const StepSpan &s, const StepSpan &t) { return s.id == t.id; });
    });
}

} // namespace

TimelineModel::TimelineModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

TimelineModel::~TimelineModel() = default;

std::unique_ptr<TimelineModel::Node> TimelineModel::makePlan(const PlanTimeline &timeline) const
{
    const auto add = [](Node *parent, Level level, const QString &id) {
        auto child = std::make_unique<Node>();
        child->level = level;
        child->parent = parent;
        child->row = static_cast<int>(parent->children.size());
        child->id = id;
        parent->children.push_back(std::move(child));
        return parent->children.back().get();
    };
    auto plan = std::make_unique<Node>();
    plan->id = timeline.id;
    for (const StageSpan &stage : timeline.stages) {
        Node *stageNode = add(plan.get(), StageLevel, stage.id);
        for (const StepSpan &step : stage.steps)
            add(stageNode, StepLevel, step.id);
    }
    return plan;
}

void TimelineModel::setTimelines(const QList<PlanTimeline> &timelines)
{
    // Rows that are gone go first, so that what stays can be matched by walking both lists once.
    for (int row = static_cast<int>(m_timelines.size()) - 1; row >= 0; --row) {
        const bool isKept = std::any_of(timelines.cbegin(), timelines.cend(), [&](const PlanTimeline &t) { return t.id == m_timelines[row].id; });
        if (isKept)
            continue;
        beginRemoveRows({}, row, row);
        m_timelines.removeAt(row);
        m_plans.erase(m_plans.begin() + row);
        for (int i = row; i < static_cast<int>(m_plans.size()); ++i)
            m_plans[static_cast<size_t>(i)]->row = i;
        endRemoveRows();
    }
    for (int row = 0; row < timelines.size(); ++row) {
        if (row < m_timelines.size() && m_timelines[row].id == timelines[row].id) {
            updatePlan(row, timelines[row]);
            continue;
        }
        const auto known = std::find_if(m_timelines.cbegin() + row, m_timelines.cend(), [&](const PlanTimeline &t) { return t.id == timelines[row].id; });
        if (known != m_timelines.cend()) {
            const auto from = static_cast<int>(known - m_timelines.cbegin());
            beginMoveRows({}, from, from, {}, row);
            m_timelines.move(from, row);
            std::rotate(m_plans.begin() + row, m_plans.begin() + from, m_plans.begin() + from + 1);
            for (int i = row; i <= from; ++i)
                m_plans[static_cast<size_t>(i)]->row = i;
            endMoveRows();
            updatePlan(row, timelines[row]);
            continue;
        }
        beginInsertRows({}, row, row);
        m_timelines.insert(row, timelines[row]);
        m_plans.insert(m_plans.begin() + row, makePlan(timelines[row]));
        for (int i = row; i < static_cast<int>(m_plans.size()); ++i)
            m_plans[static_cast<size_t>(i)]->row = i;
        endInsertRows();
    }
}

void TimelineModel::updatePlan(int row, const PlanTimeline &timeline)
{
    if (m_timelines[row] == timeline)
        return;
    const bool isSame = sameShape(m_timelines[row], timeline);
    if (isSame)
        m_timelines[row] = timeline;
    else {
        const QModelIndex parent = index(row, 0);
        const int old = rowCount(parent);
        if (old > 0) {
            beginRemoveRows(parent, 0, old - 1);
            m_plans[static_cast<size_t>(row)]->children.clear();
            endRemoveRows();
        }
        m_timelines[row] = timeline;
        replaceChildren(row);
    }
    tellChanged(row);
}

void TimelineModel::replaceChildren(int row)
{
    std::unique_ptr<Node> fresh = makePlan(m_timelines[row]);
    Node *plan = m_plans[static_cast<size_t>(row)].get();
    if (fresh->children.empty())
        return;
    beginInsertRows(index(row, 0), 0, static_cast<int>(fresh->children.size()) - 1);
    plan->children = std::move(fresh->children);
    for (const auto &child : plan->children)
        child->parent = plan;
    endInsertRows();
}

void TimelineModel::tellChanged(int row)
{
    const QModelIndex plan = index(row, 0);
    Q_EMIT dataChanged(plan, index(row, ChartColumn));
    const int stages = rowCount(plan);
    if (stages == 0)
        return;
    Q_EMIT dataChanged(index(0, 0, plan), index(stages - 1, ChartColumn, plan));
    for (int i = 0; i < stages; ++i) {
        const QModelIndex stage = index(i, 0, plan);
        if (const int steps = rowCount(stage); steps > 0)
            Q_EMIT dataChanged(index(0, 0, stage), index(steps - 1, ChartColumn, stage));
    }
}

const TimelineModel::Node *TimelineModel::node(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<const Node *>(index.constInternalPointer()) : nullptr;
}

const PlanTimeline *TimelineModel::plan(const QModelIndex &index) const
{
    const Node *at = node(index);
    while (at && at->level != PlanLevel)
        at = at->parent;
    return at ? &m_timelines[at->row] : nullptr;
}

const StageSpan *TimelineModel::stage(const QModelIndex &index) const
{
    const Node *at = node(index);
    while (at && at->level == StepLevel)
        at = at->parent;
    return at && at->level == StageLevel ? &m_timelines[at->parent->row].stages[at->row] : nullptr;
}

const StepSpan *TimelineModel::step(const QModelIndex &index) const
{
    const Node *at = node(index);
    const StageSpan *span = stage(index);
    return at && span && at->level == StepLevel ? &span->steps[at->row] : nullptr;
}

QModelIndex TimelineModel::indexOf(const QString &planId, const QString &stageId) const
{
    for (const auto &plan : m_plans) {
        if (plan->id != planId)
            continue;
        const QModelIndex found = index(plan->row, 0);
        for (const auto &child : plan->children) {
            if (child->id == stageId)
                return index(child->row, 0, found);
        }
        return found;
    }
    return {};
}

QModelIndex TimelineModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const Node *above = node(parent);
    const Node *found = above ? above->children[static_cast<size_t>(row)].get() : m_plans[static_cast<size_t>(row)].get();
    return createIndex(row, column, found);
}

QModelIndex TimelineModel::parent(const QModelIndex &child) const
{
    const Node *at = node(child);
    return at && at->parent ? createIndex(at->parent->row, 0, at->parent) : QModelIndex();
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    const Node *above = node(parent);
    return static_cast<int>(above ? above->children.size() : m_plans.size());
}

int TimelineModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QString TimelineModel::displayText(const Node &node) const
{
    switch (node.level) {
    case PlanLevel:
        return singleLine(m_timelines[node.row].id, 120);
    case StageLevel:
        return singleLine(m_timelines[node.parent->row].stages[node.row].title, 120);
    case StepLevel:
        return singleLine(m_timelines[node.parent->parent->row].stages[node.parent->row].steps[node.row].title, 120);
    }
    return {};
}

QString TimelineModel::accessibleText(const Node &node) const
{
    if (node.level == PlanLevel) {
        const PlanTimeline &plan = m_timelines[node.row];
        QStringList parts { displayText(node), singleLine(plan.title, 120), plan.stateText };
        for (const StageSpan &stage : plan.stages)
            parts.append(singleLine(stage.title, 60) + u' ' + stageWord(stage.look));
        if (!plan.holds.isEmpty())
            parts.append(tr("held: %1").arg(plan.holds));
        return parts.join(u", "_s);
    }
    if (node.level == StageLevel) {
        const StageSpan &stage = m_timelines[node.parent->row].stages[node.row];
        return tr("Stage %1, %2, %3, %4 of %5 gates healthy")
            .arg(displayText(node), stageKindWord(stage.kind), stageWord(stage.look), QString::number(stage.healthyGates()),
                QString::number(stage.gates.size()));
    }
    return tr("Step %1").arg(displayText(node));
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    const Node *at = node(index);
    if (!at)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == NameColumn ? QVariant(displayText(*at)) : QVariant();
    case Qt::AccessibleTextRole:
        return accessibleText(*at);
    case LevelRole:
        return at->level;
    case PlanIdRole:
        return plan(index)->id;
    case StageIdRole: {
        const StageSpan *span = stage(index);
        return span ? span->id : QString();
    }
    default:
        return {};
    }
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Rollout") : tr("Time");
}

} // namespace sluice
