// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/judgement_presenter.h"

#include "communication/plain_text.h"
#include "engine/judgement.h"
#include "service/service.h"
#include "ui/models/text.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

JudgementPresenter::JudgementPresenter(Service &service, const QString &planId, const QString &gate, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_planId(planId)
{
    m_gate.id = gate;
    if (const SnapshotPtr snapshot = service.snapshot()) {
        if (const RolloutView *rollout = snapshot->rollout(planId)) {
            m_run = rollout->state.run;
            m_stage = rollout->state.currentStage;
        }
    }
    connect(&service, &Service::snapshotChanged, this, &JudgementPresenter::read);
    read();
}

void JudgementPresenter::read()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(m_planId) : nullptr;
    m_refusal.clear();
    if (!rollout || !rollout->bundle || rollout->state.run != m_run) {
        m_gates.clear();
        m_refusal = tr("%1 does not run any more").arg(singleLine(m_planId, 80));
        Q_EMIT changed();
        return;
    }
    m_person = snapshot->person;
    m_starter = rollout->state.actor;
    m_namesPeople = !snapshot->workspace.ledgerConnection.isEmpty();
    m_gates = waitingGates(*rollout, snapshot->at);
    const auto known = std::find_if(
        m_gates.cbegin(), m_gates.cend(), [this](const WaitingGate &one) { return one.id == m_gate.id; });
    if (known != m_gates.cend())
        m_gate = *known;
    else if (m_gate.id.isEmpty() && !m_gates.isEmpty())
        m_gate = m_gates.constFirst();
    else if (m_gate.id.isEmpty())
        m_refusal = tr("No gate of %1 waits for a person").arg(singleLine(m_planId, 80));
    else if (const Result<void> may = mayJudge(rollout->bundle->plan, rollout->state, m_gate.id); !may)
        m_refusal = sentenceCase(singleLine(may.error().what, 300));
    Q_EMIT changed();
}

void JudgementPresenter::choose(const QString &gate)
{
    m_gate = WaitingGate {};
    m_gate.id = gate;
    m_verdict.reset(); // what was said of another one
    read();
}

void JudgementPresenter::setVerdict(bool passes)
{
    m_verdict = passes;
    Q_EMIT changed();
}

void JudgementPresenter::setWhy(const QString &why)
{
    m_why = why.trimmed();
    Q_EMIT changed();
}

QString JudgementPresenter::person() const
{
    const QString who = singleLine(m_person, 80);
    return m_namesPeople ? tr("Goes into the change log as said by %1").arg(isolated(who))
                         : tr("Goes into the change log as said by %1, the user of this machine").arg(isolated(who));
}

QStringList JudgementPresenter::blockers() const
{
    QStringList blockers;
    if (!m_refusal.isEmpty())
        blockers += m_refusal;
    if (!m_verdict)
        blockers += tr("Choose whether it passes or fails");
    else if (const Result<void> may = maySay(m_starter, m_gate.title, m_person, *m_verdict, m_namesPeople); !may)
        blockers += sentenceCase(singleLine(may.error().what, 300));
    if (m_why.isEmpty())
        blockers += tr("A reason is needed: say what you looked at");
    else if (m_why.size() > kMostJudgementWhy)
        blockers += tr("The reason has %1 characters, %2 are the most")
                        .arg(groupedNumber(m_why.size()), groupedNumber(kMostJudgementWhy));
    return blockers;
}

} // namespace sluice
