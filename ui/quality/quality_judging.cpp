// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/judgement.h"
#include "ui/quality/gate_grid.h"
#include "ui/quality/quality_page.h"
#include "ui/shell/navigator.h"

// Gates on the page whose verdict is left to a person.

namespace sluice {

QStringList QualityPage::leftToPerson() const
{
    const SnapshotPtr snapshot = m_context.service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(m_presenter.plan()) : nullptr;
    const bool isShown = rollout && rollout->bundle && rollout->state.currentStage == m_presenter.stage();
    return isShown ? gatesLeftToPerson(rollout->bundle->plan, rollout->state) : QStringList();
}

/// The focused gate when it waits, else the first one that does.
void QualityPage::judgeNext()
{
    const QStringList left = leftToPerson();
    if (left.isEmpty())
        return;
    const QString focused = m_grid->focusedGate();
    m_context.navigator.requestJudgement(m_presenter.plan(), left.contains(focused) ? focused : left.constFirst());
}

} // namespace sluice
