// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/health_wait.h"
#include "app/cli/rollout_text.h"
#include "engine/next_action.h"

#include <QJsonArray>

#include <iostream>

#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

int proofExitCode(const RunState &state)
{
    if (!state.rollback)
        return 5;
    switch (state.rollback->result) {
    case RollbackResult::Exact:
    case RollbackResult::ExactExcept:
        return 0;
    case RollbackResult::Unknown:
        return 4;
    case RollbackResult::None:
    case RollbackResult::Failed:
        return 1;
    }
    return 5;
}

bool isRollbackOver(const RunState &state)
{
    return state.phase == RunPhase::RolledBack || state.phase == RunPhase::RollbackStuck || state.phase == RunPhase::Cancelled;
}

/// The proof at once; then, once it is known, how the rest stands, and the end.
void endWithProof(LocalService &service, CliSession &session, const RolloutView &view, int code)
{
    if (view.state.rollback)
        session.out().line(describeProof(*view.state.rollback, session.out()));
    HealthWait::start(service, session, view.planId, [&session, code](const RolloutView &then) {
        const bool isBack = then.state.rollback && then.state.phase == RunPhase::RolledBack;
        if (isBack)
            session.out().line(describeHealth(*then.state.rollback, session.out()));
        session.out().json(u"sluice.rollback/1"_s, proofJson(then));
        session.finish(code);
    });
}

/// Carries a rollout out in the foreground: becomes its runner, or watches the one there is.
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
            { u"exit-on-hold"_s, u"Leave with 1 when a person is needed."_s } });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;

private:
    void begin(LocalService &service, CliSession &session, const RolloutView &view, const QString &why);
    void follow(LocalService &service, CliSession &session);

    QString m_plan;
    QString m_until;
    bool m_exitOnHold = false;
    bool m_isAttached = false;
    bool m_isEnding = false;
    QStringList m_toldHolds;
};

void Run::run(const QCommandLineParser &parser, CliSession &session)
{
    m_plan = planIdOf(parser.positionalArguments().value(1));
    m_until = parser.value(u"until"_s);
    m_exitOnHold = parser.isSet(u"exit-on-hold"_s);
    const QString why = parser.value(u"reason"_s);
    withSnapshot(session, [this, &session, why](LocalService &service, const SnapshotPtr &snapshot) {
        const RolloutView *view = snapshot->rollout(m_plan);
        if (!view)
            return session.fail(unknownPlan(*snapshot, m_plan));
        if (!m_until.isEmpty() && view->bundle && view->bundle->plan.stageIndex(m_until) < 0)
            return session.fail(usageError(u"the plan has no stage '%1'"_s.arg(m_until), u"run PLAN [--until STAGE]"_s));
        QObject::connect(&service, &Service::progress, &session, [&session](const QString &, const QString &line) { session.out().progress(line); });
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
    const RunPhase phase = view.state.phase;
    const bool takesUp = phase == RunPhase::Validated || phase == RunPhase::Running || phase == RunPhase::Observing || phase == RunPhase::RollingBack
        || phase == RunPhase::Verifying;
    const auto attached = [this, &service, &session] {
        m_isAttached = true;
        QObject::connect(&service, &Service::snapshotChanged, &session, [this, &service, &session] { follow(service, session); });
        follow(service, session);
    };
    if (takesUp) {
        service.attach(view.state.run);
        attached();
        return;
    }
    whenDone<QString>(service.startRollout(m_plan, why), session, [attached](const QString &) { attached(); });
}

void Run::follow(LocalService &service, CliSession &session)
{
    const RolloutView *view = service.snapshot()->rollout(m_plan);
    if (!view || session.isFinished() || m_isEnding)
        return;
    const RunState &state = view->state;
    if (const auto error = service.runnerError(state.run)) {
        if (error->code != ErrorCode::LeaseHeld)
            return session.fail(*error);
        // Somebody else runs it: this one watches.
        const QString line = u"Watching: %1"_s.arg(error->what);
        if (!m_toldHolds.contains(line)) {
            m_toldHolds += line;
            session.out().progress(line);
        }
    }
    if (isRollbackOver(state)) {
        m_isEnding = true;
        return endWithProof(
            service, session, *view, state.phase == RunPhase::Cancelled ? 1 : std::max(1, proofExitCode(state)));
    }
    const StageState *until = m_until.isEmpty() ? nullptr : state.stage(m_until);
    if (state.phase == RunPhase::Observing || state.phase == RunPhase::Sealed || (until && until->phase == StagePhase::Passed)) {
        session.out().line(describeRollout(*view, session.out()));
        session.out().json(u"sluice.run/1"_s, rolloutJson(*view));
        return session.finish(0);
    }
    for (const Hold &hold : state.holds) {
        if (m_toldHolds.contains(hold.why))
            continue;
        m_toldHolds += hold.why;
        session.out().progress(u"❚❚ held (%1): %2. In another terminal: sluice resume %3 | sluice rollback %3"_s.arg(
            holdReasonName(hold.reason).replace(u'_', u' '), hold.why, m_plan));
    }
    const bool needsPerson = std::any_of(state.holds.cbegin(), state.holds.cend(),
        [](const Hold &hold) { return hold.reason != HoldReason::NoData && hold.reason != HoldReason::Error; });
    if (m_exitOnHold && needsPerson) {
        session.out().json(u"sluice.run/1"_s, rolloutJson(*view));
        session.finish(1);
    }
}

class Rollback final : public Command
{
public:
    QString name() const override { return u"rollback"_s; }
    QString summary() const override { return u"Take a rollout back and prove it"_s; }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s);
        parser.addOptions({ { u"to"_s, u"Stage whose end state comes back, or 'start'; the last passed one by default."_s, u"STAGE"_s },
            { u"dry-run"_s, u"Show what would happen; change nothing."_s }, { u"yes"_s, u"Do not ask; needs --reason."_s },
            { u"reason"_s, u"Why; it is kept in the ledger."_s, u"REASON"_s } });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;

private:
    void show(const RollbackPreview &preview, const Output &out) const;
    bool confirmed(const RollbackPreview &preview, CliSession &session) const;
    void execute(LocalService &service, CliSession &session, const RollbackPreview &preview);

    bool m_dryRun = false;
    bool m_yes = false;
    QString m_reason;
};

void Rollback::run(const QCommandLineParser &parser, CliSession &session)
{
    m_dryRun = parser.isSet(u"dry-run"_s);
    m_yes = parser.isSet(u"yes"_s);
    m_reason = parser.value(u"reason"_s);
    if (m_yes && m_reason.isEmpty())
        return session.fail(usageError(u"--yes needs --reason"_s, u"rollback PLAN --yes --reason R"_s));
    const QString wanted = parser.value(u"to"_s);
    const bool hasWanted = parser.isSet(u"to"_s);
    withRun(session, parser.positionalArguments().value(1), [this, &session, wanted, hasWanted](LocalService &service, const SnapshotPtr &, const RolloutView &view) {
        if (!view.bundle)
            return session.fail(Error { ErrorCode::LedgerCorrupt, u"the stored plan of this run cannot be read"_s, {}, {}, {} });
        const QString to = !hasWanted ? defaultRollbackTarget(view.bundle->plan, view.state) : wanted == u"start"_s ? QString() : wanted;
        whenDone<RollbackPreview>(service.previewRollback(view.state.run, to), session, [this, &session, &service](const RollbackPreview &preview) {
            show(preview, session.out());
            if (!preview.isAllowed) {
                session.out().json(u"sluice.rollback/1"_s,
                    QJsonObject { { u"plan"_s, preview.planId }, { u"result"_s, u"REFUSED"_s }, { u"blockers"_s, QJsonArray::fromStringList(preview.blockers) } });
                return session.finish(1);
            }
            if (m_dryRun) {
                session.out().json(u"sluice.rollback/1"_s,
                    QJsonObject { { u"plan"_s, preview.planId }, { u"result"_s, u"DRY_RUN"_s }, { u"rows_lost"_s, static_cast<double>(preview.rowsLost) } });
                return session.finish(0);
            }
            if (confirmed(preview, session))
                execute(service, session, preview);
        });
    });
}

void Rollback::show(const RollbackPreview &preview, const Output &out) const
{
    out.line(u"Roll back %1 to %2"_s.arg(out.bold(preview.planId), preview.toTitle));
    out.line(u"  why  %1"_s.arg(printable(m_reason.isEmpty() ? preview.why : m_reason)));
    int number = 0;
    for (const RollbackStepView &step : preview.steps) {
        out.line(u"  %1  %2  %3"_s.arg(++number).arg(printable(step.summary), out.muted(printable(step.lock))));
        if (!step.keeps.isEmpty())
            out.line(u"     "_s + printable(step.keeps));
    }
    out.line(u"  rows that would be lost: %1"_s.arg(preview.rowsLost < 0 ? u"unknown"_s : QString::number(preview.rowsLost)));
    for (const ReadinessLight &light : preview.lights) {
        const QString glyph = light.state == ReadinessLight::State::Ok ? out.good(u"✓"_s)
            : light.state == ReadinessLight::State::Warning            ? out.watch(u"!"_s)
                                                                       : out.breach(u"✕"_s);
        out.line(u"  %1 %2  %3"_s.arg(glyph, light.name, printable(light.value)));
    }
    for (const QString &blocker : preview.blockers)
        out.line(out.breach(u"  blocked: "_s) + printable(blocker));
}

bool Rollback::confirmed(const RollbackPreview &preview, CliSession &session) const
{
    if (m_yes)
        return true;
    if (isatty(STDIN_FILENO) != 1) {
        session.fail(usageError(u"there is no terminal to confirm on"_s, u"rollback PLAN --yes --reason R"_s));
        return false;
    }
    session.out().progress(u"Type the plan id to roll back, anything else to leave: "_s);
    std::string typed;
    std::getline(std::cin, typed);
    if (QString::fromStdString(typed).trimmed() == preview.planId)
        return true;
    session.out().line(u"Nothing was changed."_s);
    session.finish(1);
    return false;
}

void Rollback::execute(LocalService &service, CliSession &session, const RollbackPreview &preview)
{
    QObject::connect(&service, &Service::progress, &session, [&session](const QString &, const QString &line) { session.out().progress(line); });
    const QString why = m_reason.isEmpty() ? preview.why : m_reason;
    const QString plan = preview.planId;
    // An earlier rollback that ended is not this one's proof; one that still runs (or was cut off) is joined.
    const auto before = std::make_shared<QString>();
    if (const RolloutView *view = service.snapshot()->rollout(plan); view && view->state.rollback && isRollbackOver(view->state))
        *before = view->state.rollback->id;
    const auto isEnding = std::make_shared<bool>(false);
    const auto check = [&session, &service, plan, before, isEnding] {
        const RolloutView *view = service.snapshot()->rollout(plan);
        if (!view || session.isFinished() || *isEnding)
            return;
        const bool isNew = view->state.rollback && view->state.rollback->id != *before;
        const bool isOver = isRollbackOver(view->state) && (isNew || view->state.phase == RunPhase::Cancelled);
        if (isOver) {
            *isEnding = true;
            return endWithProof(
                service, session, *view, view->state.phase == RunPhase::Cancelled ? 0 : proofExitCode(view->state));
        }
        if (const auto error = service.runnerError(view->state.run); error && error->code != ErrorCode::LeaseHeld)
            session.fail(*error);
    };
    whenDone<void>(service.rollBack(preview.run, preview.to, why), session, [&session, &service, check] {
        QObject::connect(&service, &Service::snapshotChanged, &session, check);
        check();
    });
}

} // namespace

std::unique_ptr<Command> makeRunCommand()
{
    return std::make_unique<Run>();
}
std::unique_ptr<Command> makeRollbackCommand()
{
    return std::make_unique<Rollback>();
}

} // namespace sluice
