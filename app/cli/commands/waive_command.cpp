// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "app/cli/runner_watch.h"
#include "engine/waiver.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const QString kUsage = u"waive PLAN GATE --reason TEXT --until TIME [--evidence TEXT]"_s;
constexpr qsizetype kMostText = 2'000;

struct Waiver
{
    QString gate;
    QString why;
    QString evidence;
    QDateTime until;
};

/// A time from now like 2h, or a date or time in UTC.
std::optional<QDateTime> parseEnd(const QString &text, const QDateTime &now)
{
    if (const auto lasts = parseDuration(text))
        return now.addMSecs(lasts->count());
    QDateTime end = QDateTime::fromString(text, Qt::ISODate);
    if (!end.isValid())
        return std::nullopt;
    if (end.timeSpec() == Qt::LocalTime)
        end.setTimeSpec(Qt::UTC);
    return end.toUTC();
}

Result<Waiver> waiverOf(const QCommandLineParser &parser, const QDateTime &now)
{
    Waiver waiver { parser.positionalArguments().value(2), parser.value(u"reason"_s).trimmed(),
        parser.value(u"evidence"_s).trimmed(), {} };
    if (waiver.why.isEmpty())
        return tl::make_unexpected(
            usageError(u"--reason is missing: say why it does not matter; it is kept in the ledger"_s, kUsage));
    for (const QString &text : { waiver.why, waiver.evidence }) {
        if (text.size() > kMostText)
            return tl::make_unexpected(
                usageError(u"a text has %1 characters, %2 are the most"_s.arg(text.size()).arg(kMostText), kUsage));
    }
    if (!parser.isSet(u"until"_s))
        return tl::make_unexpected(usageError(u"--until is missing: no waiver lasts for ever"_s, kUsage));
    const auto end = parseEnd(parser.value(u"until"_s), now);
    if (!end)
        return tl::make_unexpected(usageError(
            u"--until '%1' is no time; write 2h, or 2026-11-29T06:00 in UTC"_s.arg(parser.value(u"until"_s)), kUsage));
    waiver.until = *end;
    return waiver;
}

class Waive final : public Command
{
public:
    QString name() const override { return u"waive"_s; }
    QString summary() const override
    {
        return u"Let a gate without data, or an inconclusive one, not hold a rollout for a time"_s;
    }
    QString arguments() const override { return u"PLAN GATE"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s);
        parser.addPositionalArgument(u"gate"_s, u"The gate. A breach is never waived."_s, u"GATE"_s);
        parser.addOption({ u"reason"_s, u"Why it does not matter; it is kept in the ledger."_s, u"TEXT"_s });
        parser.addOption({ u"evidence"_s, u"What shows it: a link, a ticket, what you looked at."_s, u"TEXT"_s });
        parser.addOption(
            { u"until"_s, u"When it holds again: 2h, or a time in UTC; at most 7d from now."_s, u"TIME"_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;
};

/// The waiver whose entry asked for it: another one of the same gate may stand.
const GateWaiver *waiverIn(const RunState &state, const Waiver &waiver)
{
    for (const StageState &stage : state.stages) {
        const auto found = stage.waivers.constFind(waiver.gate);
        if (found != stage.waivers.cend() && found->why == waiver.why && found->until == waiver.until)
            return &*found;
    }
    return nullptr;
}

/// What the runner made of it: a waiver on record, or a hold that says why not.
bool tellOutcome(CliSession &session, const Waiver &waiver, const RolloutView &now)
{
    const RunState &state = now.state;
    const auto isOurs
        = [&](const PendingCommand &command) { return command.waiver && command.waiver->gate == waiver.gate; };
    if (std::any_of(state.commands.cbegin(), state.commands.cend(), isOurs))
        return false;
    const GateWaiver *found = waiverIn(state, waiver);
    if (!found) {
        const auto hold = std::find_if(state.holds.crbegin(), state.holds.crend(),
            [](const Hold &one) { return one.reason == HoldReason::Operator; });
        session.fail(Error { ErrorCode::Refused,
            hold == state.holds.crend() ? u"the runner did not take the waiver"_s : hold->why, state.plan,
            u"see 'sluice status %1'"_s.arg(now.planId), {} });
        return true;
    }
    session.out().line(u"%1 does not hold %2 until %3 UTC"_s.arg(
        waiver.gate, now.planId, waiver.until.toString(u"yyyy-MM-dd HH:mm:ss"_s)));
    QJsonObject json = toJson(*found);
    json[u"plan"_s] = now.planId;
    json[u"run"_s] = state.run;
    json[u"state"_s] = runPhaseName(state.phase);
    session.out().json(u"sluice.waiver/1"_s, json);
    session.finish(0);
    return true;
}

void Waive::run(const QCommandLineParser &parser, CliSession &session)
{
    auto waiver = waiverOf(parser, session.clock().nowUtc());
    if (!waiver)
        return session.fail(waiver.error());
    withRun(session, parser.positionalArguments().value(1),
        [&session, waiver = *waiver](LocalService &service, const SnapshotPtr &, const RolloutView &view) {
            const QString plan = view.planId;
            whenDone<void>(service.waiveGate(view.state.run, waiver.gate, waiver.why, waiver.evidence, waiver.until),
                session, [&session, &service, plan, waiver] {
                    (new RunnerWatch(service, session, plan, [&session, waiver](const RolloutView &now) {
                        return tellOutcome(session, waiver, now);
                    }))->start();
                });
        });
}

} // namespace

std::unique_ptr<Command> makeWaiveCommand() { return std::make_unique<Waive>(); }

} // namespace sluice
