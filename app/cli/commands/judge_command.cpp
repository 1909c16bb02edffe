// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "app/cli/runner_watch.h"
#include "engine/judgement.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const QString kUsage = u"judge PLAN --gate G --verdict pass|fail --why TEXT"_s;

struct Judgement
{
    QString gate;
    bool passes = false;
    QString why;
};

Result<Judgement> judgementOf(const QCommandLineParser &parser)
{
    const Judgement judgement { parser.value(u"gate"_s).trimmed(), parser.value(u"verdict"_s) == u"pass"_s,
        parser.value(u"why"_s).trimmed() };
    if (judgement.gate.isEmpty())
        return tl::make_unexpected(usageError(u"--gate is missing"_s, kUsage));
    if (!judgement.passes && parser.value(u"verdict"_s) != u"fail"_s)
        return tl::make_unexpected(usageError(u"--verdict must be pass or fail"_s, kUsage));
    if (judgement.why.isEmpty()) // the evidence is all that is left of it later
        return tl::make_unexpected(
            usageError(u"--why is missing: say what you looked at; it is kept in the ledger"_s, kUsage));
    if (judgement.why.size() > kMostJudgementWhy)
        return tl::make_unexpected(
            usageError(u"--why has %1 characters, %2 are the most"_s.arg(judgement.why.size()).arg(kMostJudgementWhy), kUsage));
    return judgement;
}

class Judge final : public Command
{
public:
    QString name() const override { return u"judge"_s; }
    QString summary() const override { return u"Say whether a gate passes whose verdict is left to a person"_s; }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s);
        parser.addOption({ u"gate"_s, u"The gate."_s, u"GATE"_s });
        parser.addOption({ u"verdict"_s,
            u"pass, or fail: then it has breached, and what the plan says of that follows."_s, u"pass|fail"_s });
        parser.addOption({ u"why"_s, u"What you looked at; it is kept in the ledger."_s, u"TEXT"_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;
};

/// What the runner made of it: a pass on record, a breach, or a hold that says why not.
bool tellOutcome(CliSession &session, const Judgement &judgement, const QString &stageId, const RolloutView &now)
{
    const RunState &state = now.state;
    const JudgementOutcome outcome = judgementOutcome(state, stageId, judgement.gate, judgement.passes);
    if (outcome == JudgementOutcome::Awaited)
        return false;
    if (outcome == JudgementOutcome::NotTaken) {
        session.fail(Error {
            ErrorCode::Refused, whyNotTaken(state), state.plan, u"see 'sluice status %1'"_s.arg(now.planId), {} });
        return true;
    }
    const bool passed = outcome == JudgementOutcome::Passed;
    session.out().line(u"%1 %2"_s.arg(judgement.gate,
        passed ? u"passes on your word"_s : u"has failed on your word; 'sluice status' shows what follows"_s));
    session.out().json(u"sluice.judge/1"_s,
        QJsonObject { { u"plan"_s, now.planId }, { u"run"_s, state.run }, { u"stage"_s, stageId },
            { u"gate"_s, judgement.gate }, { u"verdict"_s, passed ? u"pass"_s : u"fail"_s },
            { u"why"_s, judgement.why }, { u"state"_s, runPhaseName(state.phase) } });
    session.finish(0);
    return true;
}

void Judge::run(const QCommandLineParser &parser, CliSession &session)
{
    const auto judgement = judgementOf(parser);
    if (!judgement)
        return session.fail(judgement.error());
    withRun(session, parser.positionalArguments().value(1),
        [&session, judgement = *judgement](LocalService &service, const SnapshotPtr &, const RolloutView &view) {
            const QString plan = view.planId;
            const QString stage = view.state.currentStage;
            whenDone<void>(service.judgeGate(view.state.run, judgement.gate, judgement.passes, judgement.why), session,
                [&session, &service, plan, stage, judgement] {
                    const auto answer = [&session, judgement, stage](const RolloutView &now) {
                        return tellOutcome(session, judgement, stage, now);
                    };
                    (new RunnerWatch(service, session, plan, answer))->start();
                });
        });
}

} // namespace

std::unique_ptr<Command> makeJudgeCommand() { return std::make_unique<Judge>(); }

} // namespace sluice
