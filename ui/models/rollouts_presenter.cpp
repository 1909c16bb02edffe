// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/rollouts_presenter.h"

#include "service/service.h"
#include "ui/models/attention.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

RolloutsPresenter::RolloutsPresenter(Service &service, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
{
    connect(&service, &Service::snapshotChanged, this, &RolloutsPresenter::refresh);
    refresh();
}

void RolloutsPresenter::select(const QString &planId)
{
    if (planId == m_selected)
        return;
    m_selected = planId;
    refresh();
}

void RolloutsPresenter::setFilter(Filter filter)
{
    m_filter = filter;
    refresh();
}

bool RolloutsPresenter::passes(const RolloutRow &row) const
{
    switch (m_filter) {
    case Filter::All:
        return true;
    case Filter::Active:
        return row.look == RolloutLook::Running || row.look == RolloutLook::Observing || row.look == RolloutLook::Held
            || row.look == RolloutLook::Breached || row.look == RolloutLook::RollingBack || row.look == RolloutLook::Verifying;
    case Filter::NeedsAttention:
        return row.look == RolloutLook::Held || row.look == RolloutLook::Breached || row.look == RolloutLook::Stuck
            || row.look == RolloutLook::Unreadable;
    case Filter::Finished:
        return row.look == RolloutLook::Sealed || row.look == RolloutLook::Cancelled || row.look == RolloutLook::RolledBack;
    }
    return true;
}

QString RolloutsPresenter::noteOf(const QList<RolloutRow> &rows) const
{
    const auto count = [&rows](RolloutLook look) { return std::count_if(rows.cbegin(), rows.cend(), [look](const RolloutRow &row) { return row.look == look; }); };
    QStringList parts { rows.size() == 1 ? tr("1 rollout") : tr("%1 rollouts").arg(rows.size()) };
    if (const auto n = count(RolloutLook::Breached); n > 0)
        parts.append(n == 1 ? tr("1 breach") : tr("%1 breaches").arg(n));
    if (const auto n = count(RolloutLook::Held); n > 0)
        parts.append(tr("%1 held").arg(n));
    if (const auto n = count(RolloutLook::Unreadable); n > 0)
        parts.append(tr("%1 cannot be read").arg(n));
    return parts.join(u" · "_s);
}

void RolloutsPresenter::refresh()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const View before = m_view;
    const QString noteBefore = m_note;
    if (!snapshot) {
        m_view = View::Loading;
        m_model.setRows({});
        m_note.clear();
    } else {
        const QDateTime now = m_clock.nowUtc();
        m_root = snapshot->workspace.root;
        QList<RolloutRow> rows;
        for (const qsizetype at : byAttention(snapshot->rollouts, now))
            rows.append(rolloutRow(snapshot->rollouts[at], now));
        m_note = noteOf(rows);
        const bool isEmpty = rows.isEmpty();
        rows.removeIf([this](const RolloutRow &row) { return !passes(row); });
        m_view = isEmpty ? View::Empty : rows.isEmpty() ? View::NothingMatches : View::List;
        m_model.setRows(rows);
    }
    if (m_view != before || m_note != noteBefore)
        Q_EMIT viewChanged();
    RolloutDetail detail = snapshot ? rolloutDetail(*snapshot, m_selected, m_clock.nowUtc()) : RolloutDetail {};
    if (detail == m_detail)
        return;
    m_detail = std::move(detail);
    Q_EMIT detailChanged();
}

} // namespace sluice
