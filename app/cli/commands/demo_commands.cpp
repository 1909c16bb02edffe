// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/health_wait.h"
#include "app/cli/plan_lookup.h"
#include "app/cli/proof_text.h"
#include "app/cli/rollout_text.h"
#include "app/shared/demo_workspace.h"
#include "engine/next_action.h"
#include "service/work_thread.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTimer>

#include <stop_token>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds kDemoMayTake { 170 };

class Init final : public Command
{
public:
    QString name() const override { return u"init"_s; }
    QString summary() const override { return u"Make a workspace; --demo fills one to try everything with"_s; }
    QString arguments() const override { return u"DIR"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"dir"_s, u"Folder of the workspace."_s, u"DIR"_s);
        parser.addOption({ u"demo"_s, u"With an embedded warehouse, past rollouts and a plan ready to start."_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;

private:
    std::stop_source m_stop;
    std::unique_ptr<WorkThread> m_builder;
};

void Init::run(const QCommandLineParser &parser, CliSession &session)
{
    const QString dir = QDir::cleanPath(QFileInfo(parser.positionalArguments().at(1)).absoluteFilePath()); // "DIR/" is DIR
    const bool demo = parser.isSet(u"demo"_s);
    m_builder = std::make_unique<WorkThread>();
    QObject::connect(&session, &CliSession::interrupted, &session, [this, &session] {
        session.out().progress(u"Stopping; what was made so far is taken away"_s);
        m_stop.request_stop();
    });
    // May outlive the session by the part it is making: it holds nothing of it.
    const auto made = m_builder->submit<Workspace>([dir, demo, out = session.out(), stop = m_stop.get_token()] {
        if (!demo)
            return createWorkspace(dir, QFileInfo(dir).fileName());
        const auto progress = [&out](const QString &what) {
            if (!out.isJson())
                out.progress(what);
        };
        return createDemoWorkspace(dir, SystemClock(), progress, stop);
    });
    whenDone<Workspace>(made, session, [dir, demo, &session](const Workspace &) {
        session.out().line(u"Workspace ready: %1"_s.arg(dir));
        session.out().line(demo ? u"Next: sluice status --workspace %1, or sluice-console %1"_s.arg(dir)
                                : u"Next: sluice connection add NAME --driver … --workspace %1"_s.arg(dir));
        session.out().json(u"sluice.init/1"_s, QJsonObject { { u"workspace"_s, dir }, { u"demo"_s, demo } });
        session.finish(0);
    });
}

/// The demo incident: the ready plan runs on the demo warehouse while rows arrive; in stage three its jobs begin to
/// fail, the error gate trips and the rollout takes itself back.
class Demo final : public Command
{
public:
    QString name() const override { return u"demo"_s; }
    QString summary() const override { return u"Run the demo incident: rollout, breach, automatic rollback, proof"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addOptions({ { u"headless"_s, u"In the terminal (the default; the console shows the same on its pages)."_s },
            { u"dir"_s, u"Keep the demo workspace in this folder."_s, u"DIR"_s } });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;

private:
    void begin(CliSession &session, const Workspace &workspace);
    void follow(CliSession &session);
    void finish(CliSession &session, const RolloutView &view);
    void tell(CliSession &session, const RolloutView &view) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::stop_source m_stop;
    std::unique_ptr<WorkThread> m_builder;
    std::unique_ptr<Simulator> m_simulator;
    std::unique_ptr<LocalService> m_service;
    bool m_hasFault = false;
    bool m_isEnding = false;
    QString m_lastLine;
};

void Demo::run(const QCommandLineParser &parser, CliSession &session)
{
    QString dir = parser.value(u"dir"_s);
    if (dir.isEmpty()) {
        m_folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + u"/sluice-demo-XXXXXX"_s);
        if (!m_folder->isValid())
            return session.fail(Error { ErrorCode::IoFailed, u"no temporary folder: "_s + m_folder->errorString(), QDir::tempPath(), {}, {} });
        dir = m_folder->filePath(u"workspace"_s);
    }
    session.out().progress(u"Building the demo warehouse in %1"_s.arg(dir));
    m_builder = std::make_unique<WorkThread>();
    const auto built = m_builder->submit<Workspace>([dir, out = session.out(), stop = m_stop.get_token()] {
        return createDemoWorkspace(dir, SystemClock(), [&out](const QString &what) { out.progress(what); }, stop);
    });
    whenDone<Workspace>(built, session, [this, &session](const Workspace &workspace) { begin(session, workspace); });
    QTimer::singleShot(kDemoMayTake, &session, [&session] {
        session.fail(Error { ErrorCode::Timeout, u"the demo did not end as scripted within 170 s"_s, {}, u"see 'sluice log' in its workspace"_s, {} });
    });
    QObject::connect(&session, &CliSession::interrupted, &session, [this, &session] {
        m_stop.request_stop();
        session.finish(1);
    });
}

void Demo::begin(CliSession &session, const Workspace &workspace)
{
    m_service = std::make_unique<LocalService>(workspace, ServiceDependencies { &session.clock(), nullptr, u"demo"_s });
    QObject::connect(m_service.get(), &Service::progress, &session, [&session](const QString &, const QString &line) { session.out().progress(line); });
    m_simulator = demoSimulator(workspace);
    m_service->start();
    m_simulator->start();
    whenDone<QString>(m_service->startRollout(demoPlanId(), u"demo"_s), session, [this, &session](const QString &) {
        QObject::connect(m_service.get(), &Service::snapshotChanged, &session, [this, &session] { follow(session); });
        follow(session);
    });
}

void Demo::follow(CliSession &session)
{
    const SnapshotPtr snapshot = m_service->snapshot();
    const RolloutView *view = snapshot ? snapshot->rollout(demoPlanId()) : nullptr;
    if (!view || session.isFinished() || m_isEnding)
        return;
    const RunState &state = view->state;
    if (const auto error = m_service->runnerError(state.run))
        return session.fail(*error);
    const StageState *stage = state.stage(state.currentStage);
    if (stage && view->bundle) {
        const int index = view->bundle->plan.stageIndex(stage->id);
        const QString line = u"  "_s + describeStage(*view);
        if (line != m_lastLine && state.phase == RunPhase::Running)
            session.out().progress(line);
        m_lastLine = line;
        // Healthy samples of the candidate first, so that the breach is seen to come from the fault.
        const bool isExposed = view->bundle->plan.stages[index].kind == StageKind::Forward && stage->exposure > 0;
        if (isExposed && stage->baked >= std::chrono::seconds(3) && !std::exchange(m_hasFault, true)) {
            session.out().progress(u"Injecting a fault: nightly jobs begin to fail"_s);
            m_simulator->injectFault(DemoFault::LoaderErrors);
        }
    }
    if (state.phase == RunPhase::RolledBack || state.phase == RunPhase::RollbackStuck || state.phase == RunPhase::Observing)
        finish(session, *view);
}

void Demo::finish(CliSession &session, const RolloutView &view)
{
    m_isEnding = true;
    m_simulator->heal();
    if (view.state.rollback)
        session.out().line(describeProof(*view.state.rollback, session.out()));
    HealthWait::start(*m_service, session, demoPlanId(), [this, &session](const RolloutView &then) {
        m_simulator->stop();
        tell(session, then);
    });
}

void Demo::tell(CliSession &session, const RolloutView &view) const
{
    const RunState &state = view.state;
    if (state.rollback && state.phase == RunPhase::RolledBack)
        session.out().line(describeHealth(*state.rollback, session.out()));
    QJsonObject body = proofJson(view);
    const bool asScripted = state.rollback && state.rollback->trigger == u"gate"_s && state.rollback->result == RollbackResult::Exact && m_hasFault;
    body[u"as_scripted"_s] = asScripted;
    session.out().json(u"sluice.demo/1"_s, body);
    if (!asScripted)
        session.out().line(u"The demo did not end as scripted: %1"_s.arg(runPhaseName(state.phase)));
    session.finish(asScripted ? 0 : 1);
}

} // namespace

std::unique_ptr<Command> makeInitCommand()
{
    return std::make_unique<Init>();
}
std::unique_ptr<Command> makeDemoCommand()
{
    return std::make_unique<Demo>();
}

} // namespace sluice
