// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_service.h"

#include "support/canned_log.h"

#include <QPromise>

namespace sluice {

using namespace Qt::StringLiterals;

FakeService::FakeService(CannedMood mood, QObject *parent)
    : Service(parent)
    , log(cannedLog(cannedNow()))
    , m_snapshot(std::make_shared<const WorkspaceSnapshot>(cannedWorkspace(mood)))
    , m_mood(mood)
{
}

void FakeService::setSnapshot(WorkspaceSnapshot snapshot)
{
    m_snapshot = std::make_shared<const WorkspaceSnapshot>(std::move(snapshot));
    Q_EMIT snapshotChanged();
}

void FakeService::forgetSnapshot()
{
    m_snapshot.reset();
}

void FakeService::answerAll()
{
    while (!m_waiting.empty()) {
        const auto next = std::move(m_waiting.front());
        m_waiting.pop_front();
        next();
    }
}

template <class T>
QFuture<Result<T>> FakeService::answer(Result<T> value)
{
    if (nextError) {
        value = fail(*nextError);
        nextError.reset();
    }
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    const auto finish = [promise, value] {
        promise->addResult(value);
        promise->finish();
    };
    if (isHeldBack)
        m_waiting.push_back(finish);
    else
        finish();
    return promise->future();
}

QFuture<Result<void>> FakeService::command(const QString &call)
{
    calls.append(call);
    return answer<void>({});
}

QFuture<Result<QString>> FakeService::startRollout(const QString &planId, const QString &why)
{
    calls.append(u"startRollout "_s + planId + u": "_s + why);
    return answer<QString>(u"r-0200"_s);
}

QFuture<Result<Certificate>> FakeService::rehearse(const QString &planId, const QString &until)
{
    calls.append(u"rehearse "_s + planId + (until.isEmpty() ? QString() : u" until "_s + until));
    return answer<Certificate>(certificate);
}

QFuture<Result<void>> FakeService::holdRollout(const QString &run, const QString &why)
{
    return command(u"holdRollout "_s + run + u": "_s + why);
}

QFuture<Result<void>> FakeService::resumeRollout(const QString &run, const QString &why)
{
    return command(u"resumeRollout "_s + run + u": "_s + why);
}

QFuture<Result<void>> FakeService::acceptLoss(const QString &run, const LossAcceptance &acceptance, const QString &why)
{
    return command(u"acceptLoss "_s + run + u" of "_s + acceptance.request + u" as "_s + QString::number(acceptance.accepts) + u": "_s + why);
}

QFuture<Result<void>> FakeService::rollBack(const QString &run, const QString &toStage, const QString &why)
{
    return command(u"rollBack "_s + run + u" to "_s + toStage + u": "_s + why);
}

QFuture<Result<void>> FakeService::flagsOff(const QString &run, const QString &why)
{
    return command(u"flagsOff "_s + run + u": "_s + why);
}

QFuture<Result<void>> FakeService::cancelRollout(const QString &run, const QString &why)
{
    return command(u"cancelRollout "_s + run + u": "_s + why);
}

QFuture<Result<void>> FakeService::judgeGate(const QString &run, const QString &gate, bool passes, const QString &why)
{
    return command(u"judgeGate %1 %2 %3: %4"_s.arg(run, gate, passes ? u"pass"_s : u"fail"_s, why));
}

QFuture<Result<QList<GateCalibration>>> FakeService::calibrate(const Plan &plan, const CalibrationWatcher &watcher)
{
    calls.append(u"calibrate "_s + plan.metadata.id);
    calibrationWatcher = watcher;
    return answer<QList<GateCalibration>>(calibrations);
}

QFuture<Result<Replay>> FakeService::replayWorkload(const ReplayOrder &order, const ReplayWatcher &watcher)
{
    calls.append(u"replayWorkload "_s + order.planId);
    replayOrder = order;
    replayWatcher = watcher;
    return answer<Replay>(replay);
}

QFuture<Result<RollbackPreview>> FakeService::previewRollback(const QString &run, const QString &toStage)
{
    RollbackPreview made = preview;
    made.run = run;
    if (!toStage.isEmpty())
        made.to = toStage;
    return answer<RollbackPreview>(made);
}

QFuture<Result<QList<UndoScript>>> FakeService::undoScripts(const QString &run, const QString &toStage)
{
    calls.append(u"undoScripts %1: %2"_s.arg(run, toStage));
    return answer<QList<UndoScript>>(QList<UndoScript> { UndoScript { u"rollback.sql"_s, u"-- back to %1\n"_s.arg(toStage) } });
}

QFuture<Result<QList<Sample>>> FakeService::samples(const SampleQuery &query)
{
    QList<Sample> all;
    for (const QString &gate : query.gate.isEmpty() ? QStringList { u"latency"_s, u"errors"_s, u"fresh"_s, u"same-totals"_s }
                                                    : QStringList { query.gate })
        all += cannedSamples(gate, m_mood);
    return answer<QList<Sample>>(all);
}

QFuture<Result<GatePast>> FakeService::gatePast(const Plan &plan, const QString &stage, const QString &gate)
{
    calls.append(u"gatePast %1/%2"_s.arg(stage, gate));
    GatePast nothing;
    nothing.stage = plan.stages.value(plan.stageIndex(stage));
    for (const Gate &one : nothing.stage.gates) {
        if (one.id == gate)
            nothing.gate = one;
    }
    return answer<GatePast>(past.value_or(nothing));
}

QFuture<Result<QList<Event>>> FakeService::searchLog(const LogQuery &query)
{
    calls.append(u"searchLog "_s + query.text);
    return answer<QList<Event>>(matchingLog(log, query));
}

QFuture<Result<qint64>> FakeService::countLog(const LogQuery &query)
{
    LogQuery every = query;
    every.limit = 1'000'000;
    return answer<qint64>(matchingLog(log, every).size());
}

QFuture<Result<LedgerReport>> FakeService::verifyLog()
{
    calls.append(u"verifyLog"_s);
    return answer<LedgerReport>(LedgerReport { true, 18'204, 0, {} });
}

QFuture<Result<std::shared_ptr<const LineageGraph>>> FakeService::lineage()
{
    if (!m_lineage)
        return answer<std::shared_ptr<const LineageGraph>>(fail(ErrorCode::NotFound, u"no lineage source is loaded"_s));
    return answer<std::shared_ptr<const LineageGraph>>(m_lineage);
}

QFuture<Result<void>> FakeService::addConnection(const ConnectionProfile &profile, const Secret &)
{
    return command(u"addConnection "_s + profile.name);
}

QFuture<Result<void>> FakeService::changeConnection(
    const ConnectionProfile &before, const ConnectionProfile &after, const Secret &, bool takesPassword)
{
    const QString rename = after.name == before.name ? QString() : u" to "_s + after.name;
    return command(u"changeConnection "_s + before.name + rename + (takesPassword ? u" with its password"_s : QString()));
}

QFuture<Result<void>> FakeService::removeConnection(const QString &name)
{
    return command(u"removeConnection "_s + name);
}

QFuture<Result<ConnectionView>> FakeService::testConnection(const ConnectionProfile &profile, const Secret &)
{
    calls.append(u"testConnection "_s + profile.name);
    ConnectionView view;
    view.profile = profile;
    view.isChecked = view.isReachable = true;
    view.checkedAt = cannedNow();
    return answer<ConnectionView>(view);
}

QFuture<Result<TargetIdentity>> FakeService::enrolConnection(const QString &name)
{
    calls.append(u"enrolConnection "_s + name);
    return answer<TargetIdentity>(TargetIdentity { u"3f9c2b7e-41d0-4a52-9f7e-0d6f5c1e77a1"_s, Environment::Prod, u"1"_s, u"2"_s, u"analytics"_s });
}

QFuture<Result<void>> FakeService::giveFeedback(const QString &dataset, const QString &text, qint64 aboutSeq)
{
    return command(u"giveFeedback "_s + dataset + u" #"_s + QString::number(aboutSeq) + u": "_s + text);
}

} // namespace sluice
