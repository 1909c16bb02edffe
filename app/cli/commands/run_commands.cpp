// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/health_wait.h"
#include "app/cli/plan_lookup.h"
#include "app/cli/rehearsal_text.h"
#include "app/cli/rollback_end.h"
#include "app/cli/rollout_text.h"
#include "app/cli/runner_watch.h"
#include "communication/error_text.h"
#include "communication/plain_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTellAfter = 10; ///< looks without news, while a stage bakes

bool isGoingOn(RunPhase phase)
{
    switch (phase) {
    case RunPhase::Validated:
    case RunPhase::Running:
    case RunPhase::Observing:
    case RunPhase::RollingBack:
    case RunPhase::Verifying:
        return true;
    case RunPhase::Draft:
    case RunPhase::Sealed:
    case RunPhase::Cancelled:
    case RunPhase::RolledBack:
    case RunPhase::RollbackStuck:
        return false;
    }
    return false;
}

/// Carries a rollout out in the foreground: becomes its runner, or watches the one there is and takes over when that
/// one is gone.
class Run final : public Command
{
public:
    QString name() const override { return u"run"_s; }
    QString summary() const override { return u"Start or take up a rollout and carry it out here"_s; }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s);
        parser.addOptions({ { u"until"_s, u"Leave when this stage has passed."_s, u"STAGE"_s }, { u"reason"_s, u"Why now."_s, u"REASON"_s },
            { u"observe"_s, u"Stay until the rollback window closes, and watch the gates meanwhile."_s },
            { u"exit-on-hold"_s, u"Leave when a person is needed: with 1, or with 4 when the outcome of a step is unknown."_s } });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;

private:
    void begin(LocalService &service, CliSession &session, const RolloutView &view, const QString &why);
    void attach(LocalService &service, CliSession &session, const QString &run);
    bool answer(LocalService &service, CliSession &session, const RolloutView &view);
    void tellHolds(CliSession &session, const RunState &state);
    bool tellUnknown(CliSession &session, const RunState &state);
    void tellStage(CliSession &session, const RolloutView &view);
    bool leave(CliSession &session, const RolloutView &view, int code);

    QString m_plan;
    QString m_until;
    bool m_exitOnHold = false;
    bool m_observe = false;
    int m_looksSilent = 0;
    QString m_stageTold;
    QStringList m_told;
};

void Run::run(const QCommandLineParser &parser, CliSession &session)
{
    m_until = parser.value(u"until"_s);
    m_observe = parser.isSet(u"observe"_s);
    m_exitOnHold = parser.isSet(u"exit-on-hold"_s);
    const auto why = reasonOf(parser);
    if (!why)
        return session.fail(why.error());
    withSnapshot(session, [this, &session, why = *why, plan = parser.positionalArguments().value(1)](LocalService &service, const SnapshotPtr &snapshot) {
        const auto id = planIdOf(*snapshot, plan);
        if (!id)
            return session.fail(id.error());
        m_plan = *id;
        const RolloutView *view = snapshot->rollout(m_plan);
        if (!m_until.isEmpty() && view->bundle && view->bundle->plan.stageIndex(m_until) < 0)
            return session.fail(usageError(u"the plan has no stage '%1'"_s.arg(m_until), u"run PLAN [--until STAGE]"_s));
        QObject::connect(&service, &Service::progress, &session, [this, &session](const QString &, const QString &line) {
            m_looksSilent = 0;
            session.out().progress(line);
        });
        QObject::connect(&session, &CliSession::interrupted, &session, [&session] {
            session.out().progress(u"Leaving; the rollout keeps its state. 'sluice run' takes it up again, 'sluice rollback' takes it back."_s);
            session.finish(1);
        });
        service.setUntil(m_until);
        begin(service, session, *view, why);
    });
}

void Run::begin(LocalService &service, CliSession &session, const RolloutView &view, const QString &why)
{
    if (isGoingOn(view.state.phase))
        return attach(service, session, view.state.run);
    const QString lack = view.needsCertificate ? QString() : view.certificateProblem;
    const QStringList warnings = startWarnings(view);
    onFinished<QString>(service.startRollout(m_plan, why), &session, [this, &service, &session, lack, warnings](const Result<QString> &run) {
        if (run) {
            for (const QString &warning : warnings)
                session.out().progress(u"! "_s + plainLine(warning));
            if (!lack.isEmpty())
                session.out().progress(u"Nobody knows yet that it can be taken back: "_s + plainLine(lack));
            return attach(service, session, *run);
        }
        // Somebody else may have started it between our look and our start: then this is a second run, and watches.
        const RolloutView *now = service.snapshot()->rollout(m_plan);
        if (run.error().code != ErrorCode::Refused || !now || !isGoingOn(now->state.phase))
            return session.fail(run.error());
        session.out().progress(u"%1 was started a moment ago by %2"_s.arg(m_plan, plainLine(now->state.actor)));
        attach(service, session, now->state.run);
    });
}

void Run::attach(LocalService &service, CliSession &session, const QString &run)
{
    whenDone<void>(service.attach(run), session, [this, &service, &session] {
        auto *watch = new RunnerWatch(
            service, session, m_plan, [this, &service, &session](const RolloutView &view) { return answer(service, session, view); });
        QObject::connect(watch, &RunnerWatch::looked, &session, [this, &session, watch](const RolloutView &view) {
            if (!watch->isWatching(view.state) && ++m_looksSilent >= kTellAfter)
                tellStage(session, view);
        });
        watch->start();
    });
}

void Run::tellHolds(CliSession &session, const RunState &state)
{
    for (const Hold &hold : state.holds) {
        if (m_told.contains(hold.why))
            continue;
        m_told += hold.why;
        session.out().progress(u"❚❚ held (%1): %2. In another terminal: sluice resume %3 | sluice rollback %3"_s.arg(
            holdReasonName(hold.reason).replace(u'_', u' '), plainLine(hold.why), m_plan));
    }
}

/// True while a step's outcome is unknown: no hold says so, and nothing goes on until somebody has looked.
bool Run::tellUnknown(CliSession &session, const RunState &state)
{
    bool isUnknown = false;
    for (const StageState &stage : state.stages) {
        for (const StepState &step : stage.steps) {
            if (step.phase != StepPhase::Unknown)
                continue;
            isUnknown = true;
            const QString line = u"❚❚ outcome of %1 unknown: %2. Look at the target; 'sluice rollback %3' takes back whatever it did"_s.arg(
                step.id, plainLine(step.why), m_plan);
            if (!m_told.contains(line)) {
                m_told += line;
                session.out().progress(line);
            }
        }
    }
    return isUnknown;
}

void Run::tellStage(CliSession &session, const RolloutView &view)
{
    const QString line = describeStage(view);
    if (line.isEmpty() || line == m_stageTold)
        return;
    m_looksSilent = 0;
    m_stageTold = line;
    session.out().progress(u"  "_s + line);
}

bool Run::leave(CliSession &session, const RolloutView &view, int code)
{
    session.out().json(u"sluice.run/1"_s, rolloutJson(view));
    session.finish(code);
    return true;
}

bool Run::answer(LocalService &service, CliSession &session, const RolloutView &view)
{
    const RunState &state = view.state;
    if (isRollbackOver(state)) {
        endWithProof(service, session, view, state.phase == RunPhase::Cancelled ? 1 : std::max(1, proofExitCode(state)));
        return true;
    }
    const StageState *until = m_until.isEmpty() ? nullptr : state.stage(m_until);
    const bool isInPlace = state.phase == RunPhase::Sealed || (state.phase == RunPhase::Observing && !m_observe);
    if (isInPlace || (until && until->phase == StagePhase::Passed)) {
        session.out().line(describeRollout(view, service.snapshot()->at, session.out()));
        if (state.phase == RunPhase::Observing) {
            session.out().progress(u"Everything is in place and this runner leaves: nobody watches the gates any more. 'sluice run %1 --observe' does."_s.arg(
                m_plan));
        }
        return leave(session, view, 0);
    }
    tellHolds(session, state);
    if (tellUnknown(session, state) && m_exitOnHold)
        return leave(session, view, exitCode(ErrorCode::OutcomeUnknown));
    const bool needsPerson = std::any_of(state.holds.cbegin(), state.holds.cend(),
        [](const Hold &hold) { return hold.reason != HoldReason::NoData && hold.reason != HoldReason::Error; });
    return m_exitOnHold && needsPerson && leave(session, view, 1);
}

} // namespace

std::unique_ptr<Command> makeRunCommand()
{
    return std::make_unique<Run>();
}

} // namespace sluice
