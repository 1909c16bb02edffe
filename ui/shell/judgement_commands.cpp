// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/judgement_commands.h"

#include "base/async.h"
#include "engine/judgement.h"
#include "service/service.h"
#include "ui/models/judgement_presenter.h"
#include "ui/models/rollout_actions.h"
#include "ui/models/text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/prompter.h"

namespace sluice {

using namespace Qt::StringLiterals;

JudgementCommands::JudgementCommands(Service &service, Prompter &prompter, Navigator &navigator, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_prompter(prompter)
    , m_navigator(navigator)
{
    connect(&service, &Service::snapshotChanged, this, &JudgementCommands::refresh);
    connect(&navigator, &Navigator::planChanged, this, &JudgementCommands::refresh);
    connect(&navigator, &Navigator::judgementRequested, this, &JudgementCommands::judge);
}

void JudgementCommands::registerActions(ActionRegistry &actions)
{
    m_actions = &actions;
    actions.add({ u"rollout.judge"_s, tr("Judge a gate…"), tr("Rollout"), { QKeySequence(u"Ctrl+J"_s) }, Glyph::Gate },
        [this] { judge(m_navigator.plan()); });
    refresh();
}

void JudgementCommands::refresh()
{
    m_awaited.removeIf([this](const Said &said) { return tell(said); });
    if (!m_actions)
        return;
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(m_navigator.plan()) : nullptr;
    QStringList blockers;
    if (!rollout)
        blockers = QStringList { tr("No rollout is selected") };
    else if (!rolloutActions(*rollout).judge.isOffered)
        blockers = QStringList { tr("No gate of %1 waits for a person").arg(singleLine(m_navigator.plan(), 80)) };
    m_actions->setBlockers(u"rollout.judge"_s, blockers);
}

void JudgementCommands::judge(const QString &planId, const QString &gate)
{
    auto presenter = std::make_shared<JudgementPresenter>(m_service, planId, gate);
    if (presenter->gate().title.isEmpty()) {
        const QStringList reasons = presenter->blockers();
        Q_EMIT failed(Error { ErrorCode::Refused, reasons.value(0), {}, {}, {} });
        return;
    }
    m_prompter.askJudgement(presenter, [this, presenter](const Judgement &judgement) {
        const SnapshotPtr snapshot = m_service.snapshot();
        const RolloutView *rollout = snapshot ? snapshot->rollout(presenter->planId()) : nullptr;
        send({ presenter->planId(), presenter->run(), presenter->stage(), judgement.gate, presenter->gate().title,
                 judgement.passes, rollout ? rollout->state.lastSeq : 0 },
            judgement.why);
    });
}

void JudgementCommands::send(const Said &said, const QString &why)
{
    onFinished(
        m_service.judgeGate(said.run, said.gate, said.passes, why), this, [this, said](const Result<void> &result) {
            if (!result) {
                Q_EMIT failed(result.error());
                return;
            }
            if (tell(said))
                return;
            m_awaited.append(said);
            Q_EMIT done(tr("Recorded your word on %1; the runner carries it out").arg(said.title));
        });
}

bool JudgementCommands::tell(const Said &said)
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(said.plan) : nullptr;
    if (!rollout || rollout->state.run != said.run)
        return true; // another run: its log has the rest
    if (rollout->state.lastSeq <= said.since)
        return false;
    switch (judgementOutcome(rollout->state, said.stage, said.gate, said.passes)) {
    case JudgementOutcome::Awaited:
        return false;
    case JudgementOutcome::Passed:
        Q_EMIT done(tr("%1 passes on your word").arg(said.title));
        return true;
    case JudgementOutcome::Failed:
        Q_EMIT done(tr("%1 has failed on your word").arg(said.title));
        return true;
    case JudgementOutcome::NotTaken:
        Q_EMIT failed(Error { ErrorCode::Refused, whyNotTaken(rollout->state), said.plan, {}, {} });
        return true;
    }
    return true;
}

} // namespace sluice
