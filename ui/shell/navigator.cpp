// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/navigator.h"

#include "service/check_alarms.h"

namespace sluice {

using namespace Qt::StringLiterals;

void Navigator::open(const QString &page, const QString &plan, const QString &item)
{
    if (!plan.isEmpty())
        setPlan(plan);
    m_page = page;
    Q_EMIT opened(page, item);
}

void Navigator::openSubject(const QString &subject)
{
    if (isChecksRun(subject))
        open(u"quality"_s, {}, subject); // which no other page shows: the plan stays
    else
        open(u"timeline"_s, subject);
}

void Navigator::setPlan(const QString &plan)
{
    if (plan == m_plan)
        return;
    m_plan = plan;
    Q_EMIT planChanged(plan);
}

void Navigator::requestRollback(const QString &plan, const QString &toStage)
{
    if (plan.isEmpty())
        return;
    setPlan(plan);
    Q_EMIT rollbackRequested(plan, toStage);
}

void Navigator::requestJudgement(const QString &plan, const QString &gate)
{
    if (plan.isEmpty())
        return;
    setPlan(plan);
    Q_EMIT judgementRequested(plan, gate);
}

} // namespace sluice
