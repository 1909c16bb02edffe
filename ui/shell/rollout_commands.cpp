// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/rollout_commands.h"

#include "base/async.h"
#include "service/service.h"
#include "ui/models/rollout_actions.h"
#include "ui/models/text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/prompter.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString stageList(const Plan &plan)
{
    QStringList titles;
    for (const Stage &stage : plan.stages)
        titles.append(singleLine(stageTitle(stage), 60));
    return titles.join(u" → "_s);
}

} // namespace

RolloutCommands::RolloutCommands(Service &service, Prompter &prompter, Navigator &navigator, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_prompter(prompter)
    , m_navigator(navigator)
{
    connect(&service, &Service::snapshotChanged, this, &RolloutCommands::refresh);
    connect(&navigator, &Navigator::planChanged, this, &RolloutCommands::refresh);
}

void RolloutCommands::registerActions(ActionRegistry &actions)
{
    m_actions = &actions;
    const QString group = tr("Rollout");
    const auto onPlan = [this](void (RolloutCommands::*command)(const QString &)) { return [this, command] { (this->*command)(m_navigator.plan()); }; };
    actions.add({ u"rollout.start"_s, tr("Start rollout…"), group, { QKeySequence(u"Ctrl+Shift+Return"_s) }, Glyph::Start }, onPlan(&RolloutCommands::start));
    actions.add({ u"rollout.rehearse"_s, tr("Rehearse on a copy"), group, {}, Glyph::Rehearsal }, onPlan(&RolloutCommands::rehearse));
    actions.add({ u"rollout.hold"_s, tr("Hold rollout"), group, { QKeySequence(u"Ctrl+H"_s) }, Glyph::Held }, onPlan(&RolloutCommands::hold));
    actions.add({ u"rollout.resume"_s, tr("Resume rollout…"), group, { QKeySequence(u"Ctrl+Shift+H"_s) }, Glyph::Start }, onPlan(&RolloutCommands::resume));
    actions.add({ u"rollout.rollback"_s, tr("Roll back…"), group, { QKeySequence(u"Ctrl+Shift+B"_s) }, Glyph::RolledBack }, onPlan(&RolloutCommands::rollBack));
    actions.add({ u"rollout.cancel"_s, tr("Cancel rollout…"), group, {}, Glyph::Cross }, onPlan(&RolloutCommands::cancel));
    refresh();
}

void RolloutCommands::refresh()
{
    if (!m_actions)
        return;
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(m_navigator.plan()) : nullptr;
    const RolloutActions actions = rollout ? rolloutActions(*rollout) : RolloutActions {};
    const auto put = [&](const QString &id, const RolloutAction &action, const QString &why) {
        QStringList blockers = action.blockers;
        if (!rollout)
            blockers = QStringList { tr("No rollout is selected") };
        else if (!action.isOffered)
            blockers = QStringList { why };
        m_actions->setBlockers(id, blockers);
    };
    const QString name = singleLine(m_navigator.plan(), 80);
    const bool isSealed = rollout && rollout->state.phase == RunPhase::Sealed;
    put(u"rollout.start"_s, actions.start,
        isSealed ? tr("%1 is sealed: every stage passed, and its plan file has not changed since").arg(name)
                 : tr("%1 is already under way").arg(name));
    RolloutAction rehearsal = actions.rehearse;
    if (m_rehearsing.contains(m_navigator.plan()))
        rehearsal.blockers = QStringList { tr("%1 is being rehearsed").arg(name) };
    put(u"rollout.rehearse"_s, rehearsal, tr("%1 has nothing that could begin").arg(name));
    put(u"rollout.hold"_s, actions.hold, tr("%1 is not running, or is held by a person already").arg(name));
    put(u"rollout.resume"_s, actions.resume, tr("%1 is not held").arg(name));
    put(u"rollout.rollback"_s, actions.rollBack, tr("%1 has changed nothing that could be rolled back").arg(name));
    put(u"rollout.cancel"_s, actions.cancel, tr("%1 is not waiting; once it has effects it is rolled back instead").arg(name));
}

QString RolloutCommands::runOf(const QString &planId) const
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(planId) : nullptr;
    return rollout ? rollout->state.run : QString();
}

void RolloutCommands::start(const QString &planId)
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(planId) : nullptr;
    if (!rollout || !rollout->bundle)
        return;
    const Plan &plan = rollout->bundle->plan;
    const ConnectionProfile *connection = snapshot->workspace.connection(plan.connection);
    Prompter::ReasonQuestion question;
    question.title = tr("Start %1").arg(singleLine(planId, 80));
    question.text = tr("Target: %1 (%2). Stages: %3. The first stage begins at once; each next one waits for its gates. "
                       "It can be rolled back until the point of no return.")
                        .arg(singleLine(plan.connection, 80), connection ? environmentName(connection->environment) : tr("unknown environment"),
                            stageList(plan));
    question.action = tr("Start");
    question.label = tr("Why now");
    question.suggestion = singleLine(plan.metadata.reason, 200);
    m_prompter.askReason(question, [this, planId](const QString &why) {
        onFinished(m_service.startRollout(planId, why), this, [this, planId](const Result<QString> &result) {
            if (result)
                Q_EMIT done(tr("Started %1").arg(singleLine(planId, 80)), u"rollout.hold"_s);
            else
                Q_EMIT failed(result.error());
        });
    });
}

void RolloutCommands::rehearse(const QString &planId)
{
    if (m_rehearsing.contains(planId))
        return;
    m_rehearsing.insert(planId);
    refresh();
    const QString name = singleLine(planId, 80);
    Q_EMIT done(tr("Rehearsing %1 on a copy").arg(name), {});
    onFinished(m_service.rehearse(planId, {}), this, [this, planId, name](const Result<Certificate> &certificate) {
        m_rehearsing.remove(planId);
        refresh();
        if (!certificate)
            Q_EMIT failed(certificate.error());
        else if (certificate->result == RollbackResult::Failed)
            Q_EMIT failed(Error { ErrorCode::Refused, tr("the rehearsal of %1 failed: %2").arg(name, singleLine(certificate->reasons.value(0), 300)), {},
                tr("correct the plan, then rehearse it again"), {} });
        else
            Q_EMIT done(tr("Rehearsed %1: %2").arg(name, rollbackResultName(certificate->result)), {});
    });
}

void RolloutCommands::hold(const QString &planId)
{
    // No question: a hold is safe, urgent and taken back by Resume.
    onFinished(m_service.holdRollout(runOf(planId), tr("held in the console")), this, [this, planId](const Result<void> &result) {
        if (result)
            Q_EMIT done(tr("Held %1").arg(singleLine(planId, 80)), u"rollout.resume"_s);
        else
            Q_EMIT failed(result.error());
    });
}

void RolloutCommands::resume(const QString &planId)
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(planId) : nullptr;
    if (!rollout)
        return;
    QStringList reasons;
    for (const Hold &hold : rollout->state.holds)
        reasons.append(singleLine(hold.why, 200));
    Prompter::ReasonQuestion question;
    question.title = tr("Resume %1").arg(singleLine(planId, 80));
    question.text = tr("It is held because: %1. Gates go on being judged; a new breach holds or rolls back again.").arg(reasons.join(u"; "_s));
    question.action = tr("Resume");
    question.label = tr("Why it may go on");
    question.isRequired = true;
    m_prompter.askReason(question, [this, planId](const QString &why) {
        onFinished(m_service.resumeRollout(runOf(planId), why), this, [this, planId](const Result<void> &result) {
            if (result)
                Q_EMIT done(tr("Resumed %1").arg(singleLine(planId, 80)), u"rollout.hold"_s);
            else
                Q_EMIT failed(result.error());
        });
    });
}

void RolloutCommands::rollBack(const QString &planId)
{
    m_navigator.requestRollback(planId);
}

void RolloutCommands::cancel(const QString &planId)
{
    Prompter::ReasonQuestion question;
    question.title = tr("Cancel %1").arg(singleLine(planId, 80));
    question.text = tr("Nothing was done in the target yet, so there is nothing to roll back. The plan can be started again.");
    question.action = tr("Cancel rollout");
    question.label = tr("Why");
    m_prompter.askReason(question, [this, planId](const QString &why) {
        onFinished(m_service.cancelRollout(runOf(planId), why), this, [this, planId](const Result<void> &result) {
            if (result)
                Q_EMIT done(tr("Cancelled %1").arg(singleLine(planId, 80)), {});
            else
                Q_EMIT failed(result.error());
        });
    });
}

} // namespace sluice
