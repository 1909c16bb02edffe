// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/rollout_text.h"

#include "engine/next_action.h"
#include "engine/rollback_proof.h"

#include <QFileInfo>
#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

QString planIdOf(const QString &argument)
{
    return argument.endsWith(u".yaml"_s) ? QFileInfo(argument).completeBaseName() : argument;
}

Error unknownPlan(const WorkspaceSnapshot &snapshot, const QString &id)
{
    QStringList known;
    for (const RolloutView &rollout : snapshot.rollouts)
        known += rollout.planId;
    return Error { ErrorCode::NotFound, u"there is no plan '%1' in this workspace"_s.arg(id), snapshot.workspace.root,
        known.isEmpty() ? u"plans live in plans/*.yaml"_s : u"Known: "_s + known.join(u", "_s), {} };
}

void withSnapshot(CliSession &session, std::function<void(LocalService &, SnapshotPtr)> then)
{
    LocalService *service = session.service();
    if (!service)
        return;
    auto *once = new QObject(&session);
    QObject::connect(service, &Service::snapshotChanged, once, [&session, service, once, then] {
        once->deleteLater();
        QObject::disconnect(service, nullptr, once, nullptr);
        const SnapshotPtr snapshot = service->snapshot();
        if (!snapshot->ledgerProblem.isEmpty())
            return session.fail(snapshot->ledgerError.value_or(Error { ErrorCode::LedgerCorrupt, snapshot->ledgerProblem, snapshot->workspace.ledgerFile, {}, {} }));
        then(*service, snapshot);
    });
}

void withRun(CliSession &session, const QString &plan, std::function<void(LocalService &, SnapshotPtr, RolloutView)> then)
{
    withSnapshot(session, [&session, plan, then](LocalService &service, const SnapshotPtr &snapshot) {
        const QString id = planIdOf(plan);
        const RolloutView *view = snapshot->rollout(id);
        if (!view)
            return session.fail(unknownPlan(*snapshot, id));
        if (view->state.run.isEmpty())
            return session.fail(Error { ErrorCode::Refused, u"'%1' was never started"_s.arg(id), {}, u"start it with 'sluice run %1'"_s.arg(id), {} });
        then(service, snapshot, *view);
    });
}

namespace {

QString phaseText(const RunState &state, const Output &out)
{
    const QString name = runPhaseName(state.phase).replace(u'_', u' ');
    switch (state.phase) {
    case RunPhase::RollbackStuck:
        return out.breach(name);
    case RunPhase::RolledBack:
        return out.watch(u"↶ "_s + name);
    case RunPhase::Running:
    case RunPhase::Observing:
        return state.holds.isEmpty() ? out.good(name) : out.watch(u"❚❚ held"_s);
    default:
        return name;
    }
}

QString stageGlyph(StagePhase phase)
{
    switch (phase) {
    case StagePhase::Passed:
        return u"✓"_s;
    case StagePhase::Breached:
        return u"⚡"_s;
    case StagePhase::Undone:
    case StagePhase::Undoing:
        return u"↶"_s;
    case StagePhase::OutcomeUnknown:
    case StagePhase::UndoStuck:
        return u"?"_s;
    case StagePhase::Pending:
        return u"·"_s;
    case StagePhase::Applying:
    case StagePhase::Warmup:
    case StagePhase::Baking:
    case StagePhase::Judged:
        return u"▶"_s;
    }
    return {};
}

} // namespace

QString describeRollout(const RolloutView &view, const Output &out)
{
    const RunState &state = view.state;
    QStringList lines;
    lines += u"%1  %2  %3"_s.arg(out.bold(view.planId), phaseText(state, out), out.muted(printable(view.title)));
    if (view.bundle) {
        QStringList stages;
        for (const Stage &stage : view.bundle->plan.stages) {
            const StageState *known = state.stage(stage.id);
            stages += stageGlyph(known ? known->phase : StagePhase::Pending) + u' ' + stageTitle(stage);
        }
        lines += u"  "_s + stages.join(u"  "_s);
    }
    for (const Hold &hold : state.holds)
        lines += u"  ❚❚ %1: %2"_s.arg(holdReasonName(hold.reason).replace(u'_', u' '), printable(hold.why));
    if (const StageState *stage = state.stage(state.currentStage)) {
        for (const VerdictRecord &record : stage->verdicts)
            lines += u"  ◆ %1"_s.arg(printable(whySentence(record)));
    }
    if (state.rollback && state.phase != RunPhase::Running && state.phase != RunPhase::Observing)
        lines += u"  ↶ to %1: %2"_s.arg(state.rollback->to.isEmpty() ? u"the start"_s : state.rollback->to, rollbackResultName(state.rollback->result));
    if (state.phase == RunPhase::Draft) {
        for (const QString &blocker : view.startBlockers)
            lines += u"  ✕ "_s + printable(blocker);
    } else if (state.phase == RunPhase::Running) {
        lines += u"  next: %1"_s.arg(view.nextAction);
        for (const QString &blocker : view.advanceBlockers)
            lines += u"    ✕ "_s + printable(blocker);
    }
    if (state.phase == RunPhase::Observing)
        lines += u"  rollback window open until %1 UTC"_s.arg(state.windowCloses.toString(u"yyyy-MM-dd HH:mm"_s));
    return lines.join(u'\n');
}

QJsonObject rolloutJson(const RolloutView &view)
{
    const RunState &state = view.state;
    QJsonArray holds;
    for (const Hold &hold : state.holds)
        holds.append(QJsonObject { { u"reason"_s, holdReasonName(hold.reason) }, { u"why"_s, hold.why }, { u"actor"_s, hold.actor },
            { u"since"_s, hold.since.toString(Qt::ISODateWithMs) } });
    QJsonArray stages;
    QJsonArray verdicts;
    for (const StageState &stage : state.stages) {
        stages.append(QJsonObject { { u"id"_s, stage.id }, { u"state"_s, stagePhaseName(stage.phase) },
            { u"baked_ms"_s, static_cast<double>((stage.baked + stage.bakedEarlier).count()) } });
        for (const VerdictRecord &record : stage.verdicts) {
            QJsonObject json = toJson(record);
            json[u"stage"_s] = stage.id;
            json[u"why"_s] = whySentence(record);
            verdicts.append(json);
        }
    }
    QJsonObject json { { u"plan"_s, view.planId }, { u"title"_s, view.title }, { u"owner"_s, view.owner }, { u"run"_s, state.run },
        { u"state"_s, runPhaseName(state.phase) }, { u"stage"_s, state.currentStage }, { u"holds"_s, holds }, { u"stages"_s, stages },
        { u"verdicts"_s, verdicts }, { u"digest"_s, state.digest }, { u"start_blockers"_s, QJsonArray::fromStringList(view.startBlockers) },
        { u"advance_blockers"_s, QJsonArray::fromStringList(view.advanceBlockers) } };
    if (state.rollback)
        json[u"result"_s] = rollbackResultName(state.rollback->result);
    return json;
}

QString describeProof(const RollbackState &rollback, const Output &out)
{
    const RollbackProof proof = rollbackProofFromJson(rollback.proof);
    const bool isExact = proof.result == RollbackResult::Exact;
    QStringList lines;
    lines += u"Rolled back to %1: %2"_s.arg(rollback.to.isEmpty() ? u"the start"_s : rollback.to,
        isExact ? out.good(rollbackResultName(proof.result)) : out.watch(rollbackResultName(proof.result)));
    lines += u"  why                 %1"_s.arg(printable(rollback.why));
    if (rollback.flagsOff.isValid())
        lines += u"  readers back after  %1"_s.arg(humanDuration(Duration(rollback.requested.msecsTo(rollback.flagsOff))));
    if (rollback.ended.isValid())
        lines += u"  fully undone after  %1"_s.arg(humanDuration(Duration(rollback.requested.msecsTo(rollback.ended))));
    lines += u"  fingerprint before  %1"_s.arg(proof.fingerprintBefore);
    lines += u"  fingerprint after   %1  %2"_s.arg(proof.fingerprintAfter, proof.fingerprintBefore == proof.fingerprintAfter ? u"equal"_s : u"different"_s);
    for (const QString &difference : proof.differences)
        lines += u"    "_s + printable(difference);
    QList<QStringList> rows { { u"  table"_s, u"rows"_s, u"checksum before"_s, u"checksum now"_s, u"arrived meanwhile"_s, u""_s } };
    for (const TableProof &tableProof : proof.tables) {
        rows.append({ u"  "_s + tableProof.table, QString::number(tableProof.rowsNow), tableProof.sumBefore, tableProof.sumNow,
            QString::number(tableProof.arrived), tableProof.isEqual ? u"equal"_s : tableProof.note });
    }
    if (rows.size() > 1)
        lines += table(rows);
    for (const QString &exception : proof.exceptions)
        lines += u"  except: "_s + printable(exception);
    if (!rollback.stuckWhy.isEmpty())
        lines += u"  stuck: %1\n  next:  %2"_s.arg(printable(rollback.stuckWhy), printable(rollback.stuckNext));
    return lines.join(u'\n');
}

namespace {

QString freshnessText(const RollbackHealth &health)
{
    switch (health.freshness()) {
    case HealthAnswer::Healthy:
        return u"fresh"_s;
    case HealthAnswer::Unhealthy:
        return u"not fresh"_s;
    case HealthAnswer::Unknown:
        return u"unknown"_s;
    case HealthAnswer::Unmeasured:
        return u"not measured, no gate watches it"_s;
    }
    return {};
}

QString healthText(const RollbackHealth &health, const Output &out)
{
    switch (health.answer) {
    case HealthAnswer::Healthy:
        return out.good(u"healthy"_s)
            + u", %1 good ticks of each of %2 gates"_s.arg(RollbackHealth::kGoodTicks).arg(health.gates.size());
    case HealthAnswer::Unhealthy:
        return out.breach(u"not healthy"_s);
    case HealthAnswer::Unknown:
        return out.watch(u"unknown"_s) + (health.why.isEmpty() ? QString() : u", "_s + printable(health.why));
    case HealthAnswer::Unmeasured:
        return u"nothing measures it, no gate remains"_s;
    }
    return {};
}

} // namespace

QString describeHealth(const RollbackState &rollback, const Output &out)
{
    if (!rollback.health)
        return u"Health after it: %1, nobody measured it"_s.arg(out.watch(u"unknown"_s));
    const RollbackHealth &health = *rollback.health;
    QStringList lines { u"Health after it: "_s + healthText(health, out) };
    for (const GateHealth &gate : health.gates) {
        if (gate.answer == HealthAnswer::Healthy)
            continue;
        const QString title = gate.title.isEmpty() ? gate.gate : gate.title;
        lines += u"  ◆ %1"_s.arg(printable(gate.why.isEmpty() ? title + u": no sample"_s : gate.why));
    }
    lines += u"  downstream sources  "_s + freshnessText(health);
    return lines.join(u'\n');
}

QJsonObject proofJson(const RolloutView &view)
{
    QJsonObject json { { u"plan"_s, view.planId }, { u"run"_s, view.state.run }, { u"state"_s, runPhaseName(view.state.phase) } };
    if (!view.state.rollback)
        return json;
    const RollbackState &rollback = *view.state.rollback;
    const QJsonObject proof = toJson(rollbackProofFromJson(rollback.proof));
    for (auto it = proof.begin(); it != proof.end(); ++it)
        json[it.key()] = it.value();
    json[u"result"_s] = rollbackResultName(rollback.result);
    json[u"to"_s] = rollback.to;
    json[u"why"_s] = rollback.why;
    json[u"readers_back_ms"_s] = rollback.flagsOff.isValid() ? static_cast<double>(rollback.requested.msecsTo(rollback.flagsOff)) : -1;
    const RollbackHealth untold { HealthAnswer::Unknown, u"nobody measured it"_s, {}, {} };
    json[u"health"_s] = toJson(rollback.health.value_or(untold));
    json[u"undone_ms"_s] = rollback.ended.isValid() ? static_cast<double>(rollback.requested.msecsTo(rollback.ended)) : -1;
    return json;
}

} // namespace sluice
