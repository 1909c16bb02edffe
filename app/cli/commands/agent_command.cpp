// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "communication/plain_text.h"
#include "service/agent.h"

#include <QDir>
#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The headless runner: carries out what is started, watches gates, rolls back, until a signal ends it.
class AgentCommand final : public Command
{
public:
    QString name() const override { return u"agent"_s; }
    QString summary() const override { return u"Carry out every rollout of the workspace until stopped"_s; }
    void describe(QCommandLineParser &) const override { }
    void run(const QCommandLineParser &parser, CliSession &session) override;

private:
    void say(CliSession &session, const QString &plan, const QString &line) const;

    std::unique_ptr<Agent> m_agent;
};

/// The journal has the time of each line already.
void AgentCommand::say(CliSession &session, const QString &plan, const QString &line) const
{
    const QString about = plan.isEmpty() ? plainLine(line) : u"%1: %2"_s.arg(plan, plainLine(line));
    const bool isInJournal = qEnvironmentVariableIsSet("JOURNAL_STREAM");
    session.out().progress(isInJournal ? about : u"%1  %2"_s.arg(session.clock().nowUtc().toString(u"yyyy-MM-dd HH:mm:ss"_s), about));
}

void AgentCommand::run(const QCommandLineParser &, CliSession &session)
{
    LocalService *service = session.service(CliSession::Reach::Targets, u"agent"_s);
    if (!service)
        return;
    m_agent = std::make_unique<Agent>(*service, session.clock());
    QObject::connect(m_agent.get(), &Agent::said, &session, [this, &session](const QString &plan, const QString &line) { say(session, plan, line); });
    QObject::connect(service, &Service::progress, &session, [this, &session, service](const QString &run, const QString &line) {
        const SnapshotPtr snapshot = service->snapshot(); // none yet: the standing checks wait for none
        const QList<RolloutView> rollouts = snapshot ? snapshot->rollouts : QList<RolloutView>();
        const auto rollout = std::find_if(rollouts.cbegin(), rollouts.cend(), [&](const RolloutView &view) { return view.state.run == run; });
        say(session, rollout == rollouts.cend() ? run : rollout->planId, line);
    });
    QObject::connect(&session, &CliSession::interrupted, &session, [this, &session] {
        say(session, {}, u"leaving; running statements end first, rollouts keep their state"_s);
        const QStringList carried = m_agent->carried();
        session.out().json(u"sluice.agent/1"_s, QJsonObject { { u"carried"_s, QJsonArray::fromStringList(carried) } });
        m_agent.reset(); // takes nothing up again while the runners leave
        session.finish(0);
    });
    m_agent->start();
    say(session, {}, u"agent of workspace %1"_s.arg(QDir(session.workspaceDir()).absolutePath()));
}

} // namespace

std::unique_ptr<Command> makeAgentCommand()
{
    return std::make_unique<AgentCommand>();
}

} // namespace sluice
