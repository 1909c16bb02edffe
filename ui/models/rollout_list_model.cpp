// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/rollout_list_model.h"

#include "ui/models/plan_timeline.h"
#include "ui/models/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("sluice::rolloutRow", text, nullptr, n);
}

QString stageTextOf(const PlanTimeline &timeline)
{
    const QString focus = timeline.focusStage();
    const StageSpan *span = timeline.stage(focus);
    if (!span)
        return {};
    const auto at = span - timeline.stages.constData() + 1;
    const QString count = tr("%1 of %2").arg(QString::number(at), QString::number(timeline.stages.size()));
    if (timeline.look == RolloutLook::Draft)
        return timeline.stages.size() == 1 ? tr("1 stage") : tr("%1 stages").arg(timeline.stages.size());
    if (timeline.look == RolloutLook::RolledBack) { // it stands nowhere; what is left of it is what counts
        const auto left = std::count_if(timeline.stages.cbegin(), timeline.stages.cend(), [](const StageSpan &one) { return one.look == StageLook::Passed; });
        return left == 0 ? tr("no stage in place") : tr("%1 of %2 in place").arg(QString::number(left), QString::number(timeline.stages.size()));
    }
    QString text = singleLine(span->title, 60);
    if (span->look == StageLook::Running || span->look == StageLook::Held || span->look == StageLook::Breached)
        text += u" · "_s + QString::number(static_cast<int>(span->progress * 100)) + u" %"_s;
    return text + u" · "_s + count;
}

QString noteOf(const RolloutView &rollout)
{
    const RunState &run = rollout.state;
    if (!rollout.problems.isEmpty()) {
        const QString more = rollout.problems.size() > 1 ? u" · "_s + tr("%n more", static_cast<int>(rollout.problems.size()) - 1) : QString();
        return singleLine(rollout.problems.first().text, 160) + more;
    }
    if (run.phase == RunPhase::RolledBack && run.rollback)
        return rollbackResultWord(run.rollback->result) + (run.rollback->why.isEmpty() ? QString() : u" · "_s + singleLine(run.rollback->why, 160));
    if (run.phase == RunPhase::RollbackStuck && run.rollback)
        return singleLine(run.rollback->stuckWhy, 200);
    QStringList reasons;
    for (const Hold &hold : run.holds)
        reasons.append(singleLine(hold.why.isEmpty() ? holdWord(hold.reason) : hold.why, 160));
    return reasons.join(u" · "_s);
}

QDateTime lastChange(const RunState &run)
{
    QDateTime last = run.created;
    const auto take = [&last](const QDateTime &when) {
        if (when.isValid() && (!last.isValid() || when > last))
            last = when;
    };
    take(run.started);
    take(run.ended);
    for (const Hold &hold : run.holds)
        take(hold.since);
    for (const StageState &stage : run.stages) {
        take(stage.started);
        take(stage.ended);
    }
    return last;
}

} // namespace

RolloutRow rolloutRow(const RolloutView &rollout, const QDateTime &now)
{
    const PlanTimeline timeline = planTimeline(rollout, now);
    RolloutRow row;
    row.id = rollout.planId;
    row.title = rollout.title;
    row.owner = rollout.owner;
    row.look = timeline.look;
    for (const StageSpan &span : timeline.stages)
        row.stages.append({ span.title, span.kind, span.look, span.progress });
    row.stageText = stageTextOf(timeline);
    row.note = noteOf(rollout);
    row.nextAction = rollout.nextAction;
    row.actions = rolloutActions(rollout);
    row.blockers = row.actions.start.isOffered ? row.actions.start.blockers : rollout.advanceBlockers;
    row.changed = lastChange(rollout.state);
    return row;
}

void RolloutListModel::setRows(const QList<RolloutRow> &rows)
{
    const bool isSameOrder = std::equal(rows.cbegin(), rows.cend(), m_rows.cbegin(), m_rows.cend(),
        [](const RolloutRow &a, const RolloutRow &b) { return a.id == b.id; });
    if (!isSameOrder) {
        // Views keep their selection through persistent indexes, so a new order is a layout change, not a reset.
        Q_EMIT layoutAboutToBeChanged();
        const QModelIndexList before = persistentIndexList();
        const QList<RolloutRow> old = m_rows;
        m_rows = rows;
        for (const QModelIndex &index : before)
            changePersistentIndex(index, indexOf(old[index.row()].id));
        Q_EMIT layoutChanged();
        return;
    }
    for (int i = 0; i < rows.size(); ++i) {
        if (m_rows[i] == rows[i])
            continue;
        m_rows[i] = rows[i];
        Q_EMIT dataChanged(index(i), index(i));
    }
}

const RolloutRow *RolloutListModel::row(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_rows.size() ? &m_rows[index.row()] : nullptr;
}

QModelIndex RolloutListModel::indexOf(const QString &id) const
{
    const auto it = std::find_if(m_rows.cbegin(), m_rows.cend(), [&](const RolloutRow &row) { return row.id == id; });
    return it == m_rows.cend() ? QModelIndex() : index(static_cast<int>(it - m_rows.cbegin()));
}

int RolloutListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant RolloutListModel::data(const QModelIndex &index, int role) const
{
    const RolloutRow *found = row(index);
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return singleLine(found->title.isEmpty() ? found->id : found->title, 200);
    case Qt::AccessibleTextRole: {
        QStringList parts { singleLine(found->title, 200), rolloutWord(found->look), found->stageText, found->note };
        parts.removeAll(QString());
        return parts.join(u", "_s);
    }
    case IdRole:
        return found->id;
    case LookRole:
        return static_cast<int>(found->look);
    default:
        return {};
    }
}

} // namespace sluice
