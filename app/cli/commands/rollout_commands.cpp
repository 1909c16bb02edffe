// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "app/cli/rehearsal_text.h"
#include "app/cli/rollout_text.h"
#include "app/cli/runner_watch.h"
#include "communication/plain_text.h"
#include "engine/next_action.h"
#include "service/run_names.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void addPlanArgument(QCommandLineParser &parser, bool optional = false)
{
    parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, optional ? u"[PLAN]"_s : u"PLAN"_s);
}

QJsonArray checkAlarmsJson(const CheckAlarms &alarms)
{
    QJsonArray checks;
    for (const CheckAlarm &alarm : byUrgency(alarms))
        checks.append(QJsonObject { { u"domain"_s, alarm.domain }, { u"connection"_s, alarm.connection },
            { u"check"_s, alarm.record.gate }, { u"title"_s, alarm.title }, { u"verdict"_s, verdictName(alarm.record.verdict) },
            { u"since"_s, alarm.since.toUTC().toString(Qt::ISODateWithMs) }, { u"why"_s, whySentence(alarm.record) } });
    return checks;
}

QJsonObject statusJson(const SnapshotPtr &snapshot, const QString &only)
{
    QJsonArray rollouts;
    for (const RolloutView &view : snapshot->rollouts) {
        if (only.isEmpty() || view.planId == only)
            rollouts.append(rolloutJson(view));
    }
    QJsonObject json { { u"workspace"_s, snapshot->workspace.name }, { u"runner"_s, snapshot->runner }, { u"rollouts"_s, rollouts },
        { u"ledger"_s, QJsonObject { { u"seq"_s, static_cast<double>(snapshot->ledgerHead.seq) }, { u"problem"_s, snapshot->ledgerProblem } } } };
    if (only.isEmpty())
        json[u"check_alarms"_s] = checkAlarmsJson(snapshot->checkAlarms);
    return json;
}

/// What is wrong, before all else. What is only told stands with its rollout.
QString alarmLine(const Alarm &alarm, const Output &out)
{
    const bool isBreach = alarm.level == AlarmLevel::Breach;
    const QString sign = isBreach ? u"⚡ "_s : isChecksRun(alarm.plan) ? u"? "_s : u"❚❚ "_s;
    return (isBreach ? out.breach(sign) : out.watch(sign)) + alarm.plan + u": "_s + plainLine(alarm.text);
}

void printStatus(const SnapshotPtr &snapshot, const QString &only, const Output &out)
{
    for (const Alarm &alarm : snapshot->alarms) {
        if (alarm.level != AlarmLevel::Notice && (only.isEmpty() || alarm.plan == only))
            out.line(alarmLine(alarm, out));
    }
    for (const RolloutView &view : snapshot->rollouts) {
        if (only.isEmpty() || view.planId == only)
            out.line(describeRollout(view, snapshot->at, out));
    }
    if (snapshot->rollouts.isEmpty())
        out.line(u"No plans yet. Write one to plans/, or see 'sluice init --demo'."_s);
    if (!snapshot->runner.isEmpty())
        out.line(out.muted(u"runner: "_s + snapshot->runner));
}

class Status final : public Command
{
public:
    QString name() const override { return u"status"_s; }
    QString summary() const override { return u"Show rollouts: state, stage, holds, gates"_s; }
    QString arguments() const override { return u"[PLAN]"_s; }
    void describe(QCommandLineParser &parser) const override { addPlanArgument(parser, true); }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const QString wanted = parser.positionalArguments().value(1);
        withSnapshot(session, [&session, wanted](LocalService &, const SnapshotPtr &snapshot) {
            const auto only = wanted.isEmpty() ? Result<QString>(QString()) : planIdOf(*snapshot, wanted);
            if (!only)
                return session.fail(only.error());
            printStatus(snapshot, *only, session.out());
            session.out().json(u"sluice.status/1"_s, statusJson(snapshot, *only));
            session.finish(0);
        }, Needs::Ledger);
    }
};

class Watch final : public Command
{
public:
    QString name() const override { return u"watch"_s; }
    QString summary() const override { return u"Follow the ledger until interrupted"_s; }
    QString arguments() const override { return u"[PLAN]"_s; }
    void describe(QCommandLineParser &parser) const override { addPlanArgument(parser, true); }
    void run(const QCommandLineParser &parser, CliSession &session) override;
};

/// Prints the readable ledger entries after seq, oldest first, and returns the newest number seen.
void printNews(LocalService &service, CliSession &session, const std::shared_ptr<qint64> &seen, const QString &plan)
{
    LogQuery query;
    query.plan = plan;
    query.limit = 500;
    onFinished<QList<Event>>(service.searchLog(query), &session, [&service, &session, seen](const Result<QList<Event>> &events) {
        if (!events)
            return session.fail(events.error());
        const SnapshotPtr snapshot = service.snapshot();
        const QHash<QString, RunNames> names = snapshot ? runNames(*snapshot) : QHash<QString, RunNames>();
        for (auto it = events->crbegin(); it != events->crend(); ++it) {
            if (it->seq <= *seen)
                continue;
            *seen = it->seq;
            const LogLine line = readEvent(*it, names.value(it->run));
            if (line.isDetail)
                continue;
            const bool isAlarm = it->type == EventType::UndoOutlookChanged && !line.why.isEmpty(); // its reason is the news
            session.out().line(plainLine(u"%1  #%2  %3"_s.arg(line.at.toString(u"HH:mm:ss"_s)).arg(line.seq).arg(isAlarm ? line.what + u": "_s + line.why : line.what)));
            session.out().json(u"sluice.event/1"_s,
                QJsonObject { { u"seq"_s, static_cast<double>(line.seq) }, { u"at"_s, line.at.toString(Qt::ISODateWithMs) }, { u"what"_s, line.what },
                    { u"why"_s, line.why }, { u"actor"_s, line.actor }, { u"run"_s, line.run } });
        }
    });
}

void Watch::run(const QCommandLineParser &parser, CliSession &session)
{
    const QString wanted = parser.positionalArguments().value(1);
    withSnapshot(session, [&session, wanted](LocalService &service, const SnapshotPtr &snapshot) {
        const auto found = wanted.isEmpty() ? Result<QString>(QString()) : planIdOf(*snapshot, wanted);
        if (!found)
            return session.fail(found.error());
        const QString only = *found;
        if (!session.out().isJson())
            printStatus(snapshot, only, session.out());
        const auto seen = std::make_shared<qint64>(snapshot->ledgerHead.seq);
        QObject::connect(&service, &Service::eventArrived, &session, [&service, &session, seen, only] { printNews(service, session, seen, only); });
        QObject::connect(&session, &CliSession::interrupted, &session, [&session] { session.finish(0); });
    }, Needs::Ledger);
}

class Start final : public Command
{
public:
    QString name() const override { return u"start"_s; }
    QString summary() const override { return u"Record the start; 'run' or an open console carries it out"_s; }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        addPlanArgument(parser);
        parser.addOption({ u"reason"_s, u"Why now."_s, u"REASON"_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const auto why = reasonOf(parser);
        if (!why)
            return session.fail(why.error());
        withSnapshot(session, [&session, wanted = parser.positionalArguments().value(1), why = *why](LocalService &service, const SnapshotPtr &snapshot) {
            const auto found = planIdOf(*snapshot, wanted);
            if (!found)
                return session.fail(found.error());
            const RolloutView *view = snapshot->rollout(*found);
            whenDone<QString>(service.recordStart(*found, why), session, [&session, plan = *found, lack = view->certificateProblem, warnings = startWarnings(*view)](const QString &run) {
                if (!lack.isEmpty() && !session.out().isJson())
                    session.out().progress(u"Nobody knows yet that it can be taken back: "_s + plainLine(lack));
                for (const QString &warning : warnings)
                    session.out().line(session.out().watch(u"! "_s) + plainLine(warning));
                session.out().line(u"Started %1 as run %2. Carry it out with 'sluice run %1'."_s.arg(plan, run));
                session.out().json(u"sluice.start/1"_s,
                    QJsonObject { { u"plan"_s, plan }, { u"run"_s, run }, { u"warnings"_s, QJsonArray::fromStringList(warnings) } });
                session.finish(0);
            });
        });
    }
};

/// Hold, resume, cancel: a command in the ledger, and the wait until it shows.
class Order final : public Command
{
public:
    using Send = QFuture<Result<void>> (LocalService::*)(const QString &, const QString &);
    using Shows = bool (*)(const RunState &);
    struct Words {
        QString verb;
        QString summary;
        QString done; ///< "is held"
    };
    Order(Words words, Send send, Shows shows)
        : m_words(std::move(words))
        , m_send(send)
        , m_shows(shows)
    {
    }
    QString name() const override { return m_words.verb; }
    QString summary() const override { return m_words.summary; }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        addPlanArgument(parser);
        parser.addOption({ u"reason"_s, u"Why; it is kept in the ledger."_s, u"REASON"_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const auto why = reasonOf(parser, u"by command"_s);
        if (!why)
            return session.fail(why.error());
        withRun(session, parser.positionalArguments().value(1), [this, &session, why = *why](LocalService &service, const SnapshotPtr &, const RolloutView &view) {
            const QString plan = view.planId;
            whenDone<void>(std::invoke(m_send, service, view.state.run, why), session, [this, &session, &service, plan] {
                const auto answer = [this, &session, &service](const RolloutView &now) { return tellDone(service, session, now); };
                (new RunnerWatch(service, session, plan, answer))->start();
            });
        });
    }

private:
    bool tellDone(LocalService &service, CliSession &session, const RolloutView &now) const;

    const Words m_words;
    const Send m_send;
    const Shows m_shows;
};

bool Order::tellDone(LocalService &service, CliSession &session, const RolloutView &now) const
{
    if (!m_shows(now.state))
        return false;
    session.out().line(u"%1 %2"_s.arg(now.planId, m_words.done));
    session.out().json(u"sluice.status/1"_s, statusJson(service.snapshot(), now.planId));
    session.finish(0);
    return true;
}

} // namespace

std::unique_ptr<Command> makeStatusCommand()
{
    return std::make_unique<Status>();
}
std::unique_ptr<Command> makeWatchCommand()
{
    return std::make_unique<Watch>();
}
std::unique_ptr<Command> makeStartCommand()
{
    return std::make_unique<Start>();
}
std::unique_ptr<Command> makeHoldCommand()
{
    return std::make_unique<Order>(Order::Words { u"hold"_s, u"Stop before the next action; gates stay watched"_s, u"is held"_s },
        &LocalService::holdRollout, [](const RunState &state) { return state.isHeldBy(HoldReason::Operator); });
}
std::unique_ptr<Command> makeResumeCommand()
{
    // What was found since the command was given holds again, and is shown with the state.
    return std::make_unique<Order>(
        Order::Words { u"resume"_s, u"Lift every hold that stands, with a reason"_s, u"was resumed; 'sluice status' shows what it does now"_s },
        &LocalService::resumeRollout, [](const RunState &state) { return state.commands.isEmpty(); });
}
std::unique_ptr<Command> makeCancelCommand()
{
    return std::make_unique<Order>(Order::Words { u"cancel"_s, u"Cancel a rollout that has changed nothing yet"_s, u"is cancelled"_s },
        &LocalService::cancelRollout, [](const RunState &state) { return state.phase == RunPhase::Cancelled; });
}

} // namespace sluice
