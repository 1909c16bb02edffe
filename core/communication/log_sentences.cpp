// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/duration.h"
#include "base/error.h"
#include "communication/log_entry.h"
#include "communication/plain_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// "what" alone, or "what, addition".
QString joined(const QString &what, const QString &addition)
{
    return addition.isEmpty() ? what : what + u", "_s + addition;
}

QString after(const QString &what, const QString &rest)
{
    return rest.isEmpty() ? what : what + u": "_s + rest;
}

QString rowsText(qint64 rows)
{
    if (rows < 0)
        return {};
    return rows == 1 ? LogWords::tr("1 row") : LogWords::tr("%1 rows").arg(groupedDigits(rows));
}

QString tookText(const LogEntry &entry)
{
    const qint64 ms = entry.number("took_ms"_L1);
    return ms < 0 ? QString() : humanDuration(Duration(ms));
}

/// The limit without its leading word: "limit 1.2× baseline" -> "1.2× baseline".
QString limitText(const LogEntry &entry)
{
    QString limit = entry.text("limit_text"_L1);
    if (limit.startsWith(u"limit "_s))
        limit = limit.mid(6);
    return limit;
}

QString breached(const LogEntry &entry)
{
    const QString limit = limitText(entry);
    const QString gate = entry.gate().isEmpty() ? LogWords::tr("Gate") : entry.gate();
    return limit.isEmpty() ? LogWords::tr("%1 breached its limit").arg(gate) : LogWords::tr("%1 breached %2").arg(gate, limit);
}

QString verdictWord(const QString &name)
{
    if (name.isEmpty())
        return LogWords::tr("no verdict");
    if (name == u"warmup"_s)
        return LogWords::tr("warming up");
    if (name == u"collecting"_s)
        return LogWords::tr("collecting");
    if (name == u"healthy"_s)
        return LogWords::tr("healthy");
    if (name == u"watch"_s)
        return LogWords::tr("to be watched");
    if (name == u"no_data"_s)
        return LogWords::tr("no data");
    if (name == u"error"_s)
        return LogWords::tr("cannot be measured");
    if (name == u"inconclusive"_s)
        return LogWords::tr("inconclusive");
    return name;
}

QString verdictSentence(const LogEntry &entry)
{
    const QString verdict = entry.text("verdict"_L1);
    if (verdict == u"breach"_s)
        return breached(entry);
    QStringList parts { verdictWord(verdict) };
    if (const QString value = entry.text("value_text"_L1); !value.isEmpty())
        parts += value;
    if (const QString limit = limitText(entry); !limit.isEmpty())
        parts += LogWords::tr("limit %1").arg(limit);
    if (const qint64 n = entry.number("n"_L1); n > 0)
        parts += LogWords::tr("n %1").arg(groupedDigits(n));
    return after(entry.gate().isEmpty() ? LogWords::tr("Gate") : entry.gate(), parts.join(u" · "_s));
}

QString holdWord(const QString &reason)
{
    if (reason == u"operator"_s)
        return LogWords::tr("by a person");
    if (reason == u"breach"_s)
        return LogWords::tr("a gate was breached");
    if (reason == u"no_data"_s)
        return LogWords::tr("a gate has no data");
    if (reason == u"error"_s)
        return LogWords::tr("a gate cannot be measured");
    if (reason == u"inconclusive"_s)
        return LogWords::tr("a verdict is inconclusive");
    if (reason == u"drift"_s)
        return LogWords::tr("the schema drifted");
    if (reason == u"runner_lost"_s)
        return LogWords::tr("the runner was lost");
    if (reason == u"ledger_lost"_s)
        return LogWords::tr("the ledger could not be reached");
    if (reason == u"gap"_s)
        return LogWords::tr("the runner was away");
    if (reason == u"failure"_s)
        return LogWords::tr("a step failed");
    if (reason == u"certificate"_s)
        return LogWords::tr("a rehearsal is missing");
    return readableId(reason);
}

QString commandSentence(const LogEntry &entry)
{
    const QString command = entry.text("command"_L1);
    if (command == u"hold"_s)
        return LogWords::tr("Hold requested");
    if (command == u"resume"_s)
        return LogWords::tr("Resume requested");
    if (command == u"rollback"_s)
        return LogWords::tr("Rollback to %1 requested").arg(entry.destination());
    if (command == u"accept_loss"_s)
        return LogWords::tr("Rollback to %1 accepted by a second person").arg(entry.destination());
    if (command == u"cancel"_s)
        return LogWords::tr("Cancel requested");
    if (command == u"judge"_s)
        return entry.text("verdict"_L1) == u"pass"_s ? LogWords::tr("%1 judged: it passes").arg(entry.gate())
                                                     : LogWords::tr("%1 judged: it fails").arg(entry.gate());
    if (command == u"waive"_s)
        return LogWords::tr("Waiver of %1 requested").arg(entry.gate());
    return LogWords::tr("Requested: %1").arg(readableId(command));
}

QString runSentence(const LogEntry &entry)
{
    switch (entry.type()) {
    case EventType::RunCreated:
        return after(LogWords::tr("Rollout prepared"), entry.text("title"_L1));
    case EventType::RunStarted:
        return LogWords::tr("Rollout started");
    case EventType::RunCancelled:
        return LogWords::tr("Rollout cancelled, nothing was done");
    case EventType::RunnerTook:
        return LogWords::tr("Run by %1").arg(entry.name("runner"_L1));
    case EventType::RunnerLeft:
        return LogWords::tr("No longer run by %1").arg(entry.name("runner"_L1));
    case EventType::RunObserving: {
        const QDateTime closes = QDateTime::fromString(entry.text("window_closes"_L1), Qt::ISODateWithMs);
        return closes.isValid()
            ? LogWords::tr("Every stage passed, rollback possible until %1").arg(closes.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s))
            : LogWords::tr("Every stage passed, rollback window open");
    }
    case EventType::RunSealed:
        if (entry.flag("done"_L1, false)) // behind a window that closed before
            return LogWords::tr("Rollout finished");
        return entry.text("stage"_L1).isEmpty() ? LogWords::tr("Rollback window closed") : LogWords::tr("Rollback window closed, %1 is next").arg(entry.stage());
    default:
        return {};
    }
}

QString stageSentence(const LogEntry &entry)
{
    switch (entry.type()) {
    case EventType::StageStarted: {
        const qint64 attempt = entry.number("attempt"_L1);
        return joined(LogWords::tr("Stage %1 started").arg(entry.stage()),
            attempt > 1 ? LogWords::tr("attempt %1").arg(groupedDigits(attempt)) : QString());
    }
    case EventType::StageApplied:
        return LogWords::tr("Stage %1 applied, warming up").arg(entry.stage());
    case EventType::Exposed:
        return entry.flag("on"_L1, true) ? LogWords::tr("Flag on for %1").arg(entry.name("cohort"_L1))
                                         : LogWords::tr("Flag off for %1").arg(entry.name("cohort"_L1));
    case EventType::GateVerdict:
        return verdictSentence(entry);
    case EventType::SlicesJudged:
        return LogWords::tr("%1 judged slice by slice").arg(entry.gate());
    case EventType::GateWaived:
        return LogWords::tr("%1 is waived until %2 UTC").arg(entry.gate(), entry.text("until"_L1).left(16).replace(u'T', u' '));
    case EventType::WaiverEnded:
        return LogWords::tr("Waiver of %1 is over").arg(entry.gate());
    case EventType::BaselineTaken:
        return joined(LogWords::tr("Baseline of %1 kept for %2").arg(entry.name("relation"_L1), entry.gate()),
            rowsText(std::max<qint64>(0, entry.number("rows"_L1))));
    case EventType::BaselineDropped:
        return LogWords::tr("Baseline of %1 for %2 is gone, it was kept long enough").arg(entry.name("relation"_L1), entry.gate());
    case EventType::BakeProgress: {
        const qint64 baked = entry.number("baked_ms"_L1);
        return joined(LogWords::tr("Stage %1 bakes").arg(entry.stage()),
            baked >= 0 ? LogWords::tr("%1 of good time").arg(humanDuration(Duration(baked))) : QString());
    }
    case EventType::GapSeen: {
        const qint64 gap = entry.number("gap_ms"_L1);
        return gap >= 0 ? LogWords::tr("Runner away for %1, warm-up starts again").arg(humanDuration(Duration(gap)))
                        : LogWords::tr("Runner away, warm-up starts again");
    }
    case EventType::StagePassed: {
        const qint64 baked = entry.number("baked_ms"_L1);
        return joined(LogWords::tr("Stage %1 passed").arg(entry.stage()),
            baked > 0 ? LogWords::tr("%1 bake").arg(humanDuration(Duration(baked))) : QString());
    }
    case EventType::StageBreached:
        return entry.gate().isEmpty() ? LogWords::tr("Stage %1 breached").arg(entry.stage()) : breached(entry);
    default:
        return {};
    }
}

/// What a failed step left in the target. Entries of older versions do not tell, and then nothing is claimed.
QString keptText(const LogEntry &entry)
{
    if (!entry.flag("applied"_L1, true))
        return LogWords::tr("nothing was applied");
    const qint64 batches = entry.number("kept_batches"_L1);
    if (batches < 0)
        return LogWords::tr("what it wrote is unknown");
    if (batches == 0)
        return LogWords::tr("no row was written");
    const QString rows = rowsText(std::max<qint64>(0, entry.number("kept_rows"_L1)));
    return batches == 1 ? LogWords::tr("%1 written in 1 batch, kept until undone").arg(rows)
                        : LogWords::tr("%1 written in %2 batches, kept until undone").arg(rows, groupedDigits(batches));
}

QString failureSentence(const LogEntry &entry)
{
    const QString error = entry.text("error"_L1);
    if (error == errorCodeName(ErrorCode::Cancelled))
        return joined(LogWords::tr("Step %1 was stopped").arg(entry.step()), keptText(entry));
    return after(joined(LogWords::tr("Step %1 failed").arg(entry.step()), keptText(entry)), error);
}

QString stepSentence(const LogEntry &entry)
{
    switch (entry.type()) {
    case EventType::StepIntent:
        return after(LogWords::tr("Step %1 begins").arg(entry.step()), entry.summaryOfStep());
    case EventType::StepDone: {
        const qint64 rows = entry.number("rows"_L1);
        const QString done = entry.flag("adopted"_L1, false) ? LogWords::tr("Step %1 was found done").arg(entry.step())
                                                             : LogWords::tr("Step %1 done").arg(entry.step());
        return joined(joined(done, rows > 0 ? rowsText(rows) : QString()), tookText(entry));
    }
    case EventType::StepFailed:
        return failureSentence(entry);
    case EventType::StepUnknown:
        return LogWords::tr("Step %1: outcome unknown, a person is needed").arg(entry.step());
    case EventType::BackfillProgress: {
        const qint64 rows = std::max<qint64>(0, entry.number("rows"_L1));
        const qint64 estimate = entry.number("estimate"_L1);
        return estimate > 0
            ? LogWords::tr("Step %1: %2 of about %3 rows").arg(entry.step(), groupedDigits(rows), groupedDigits(estimate))
            : LogWords::tr("Step %1: %2").arg(entry.step(), rowsText(rows));
    }
    default:
        return {};
    }
}

QString healthSentence(const LogEntry &entry)
{
    const QString answer = entry.text("answer"_L1);
    if (answer == u"healthy"_s)
        return LogWords::tr("Healthy after the rollback");
    if (answer == u"unhealthy"_s)
        return LogWords::tr("Not healthy after the rollback");
    if (answer == u"unmeasured"_s)
        return LogWords::tr("Nothing measures health after the rollback");
    return after(LogWords::tr("Health after the rollback is unknown"), entry.text("why"_L1));
}

/// The reasons are its "why", which every line shows.
QString outlookSentence(const LogEntry &entry)
{
    const QString way = entry.text("state"_L1);
    if (way == u"possible"_s)
        return LogWords::tr("Can be rolled back again");
    if (way == u"loses_rows"_s)
        return LogWords::tr("A rollback would lose rows and needs two people");
    return way == u"impossible"_s ? LogWords::tr("Cannot be rolled back any more as recorded")
                                  : LogWords::tr("Not known whether it can be rolled back");
}

QString rollbackSentence(const LogEntry &entry)
{
    switch (entry.type()) {
    case EventType::RollbackWaits:
        return LogWords::tr("Rollback to %1 waits for a second person").arg(entry.destination());
    case EventType::RollbackIntent:
        return entry.text("trigger"_L1) == u"gate"_s
            ? LogWords::tr("Rolling back to %1, tripped by %2").arg(entry.destination(), entry.gate())
            : LogWords::tr("Rolling back to %1").arg(entry.destination());
    case EventType::FlagsOff:
        return joined(LogWords::tr("Flags off, readers are back on the old path"), tookText(entry));
    case EventType::UndoIntent:
        return LogWords::tr("Undo of step %1 begins").arg(entry.step());
    case EventType::UndoDone: {
        const QString remnant = entry.text("remnant"_L1);
        return joined(joined(LogWords::tr("Step %1 undone").arg(entry.step()), tookText(entry)),
            remnant.isEmpty() ? QString() : LogWords::tr("kept: %1").arg(remnant));
    }
    case EventType::UndoFailed:
        return after(LogWords::tr("Undo of step %1 failed").arg(entry.step()), entry.text("error"_L1));
    case EventType::RollbackVerified: {
        const QString result = entry.text("result"_L1);
        if (result == u"EXACT"_s || result == u"EXACT_EXCEPT"_s)
            return after(LogWords::tr("Rolled back to %1").arg(entry.destination()), result);
        return after(LogWords::tr("Rollback to %1 not proven").arg(entry.destination()), result.isEmpty() ? u"UNKNOWN"_s : result);
    }
    case EventType::RollbackStuck:
        return after(LogWords::tr("Rollback stuck"), entry.text("blocker"_L1));
    case EventType::RollbackHealth:
        return healthSentence(entry);
    case EventType::UndoOutlookChanged:
        return outlookSentence(entry);
    default:
        return {};
    }
}

/// "Standing check breached: Fresh orders, finance"
QString checkSentence(const LogEntry &entry)
{
    const QString verdict = entry.text("verdict"_L1);
    QString said = entry.flag("ended"_L1, false) ? LogWords::tr("Standing check ended") : LogWords::tr("Standing check is healthy again");
    if (entry.type() == EventType::CheckRaised)
        said = verdict == u"breach"_s ? LogWords::tr("Standing check breached")
            : verdict == u"no_data"_s ? LogWords::tr("Standing check has no data")
                                      : LogWords::tr("Standing check cannot be measured");
    return joined(after(said, entry.gate()), entry.name("domain"_L1));
}

} // namespace

QString logSentence(const LogEntry &entry)
{
    switch (entry.type()) {
    case EventType::LedgerCreated:
        return LogWords::tr("Ledger created");
    case EventType::ConnectionAdded: {
        const QString engine = entry.text("engine"_L1);
        return joined(joined(LogWords::tr("Connection %1 added").arg(entry.name("connection"_L1)), engine), entry.text("environment"_L1));
    }
    case EventType::ConnectionChanged:
        return after(LogWords::tr("Connection %1 changed").arg(entry.name("connection"_L1)), entry.list("changed"_L1));
    case EventType::ConnectionRemoved:
        return LogWords::tr("Connection %1 removed").arg(entry.name("connection"_L1));
    case EventType::TargetEnrolled:
        return LogWords::tr("Target of connection %1 enrolled").arg(entry.name("connection"_L1));
    case EventType::RunCreated:
    case EventType::RunStarted:
    case EventType::RunCancelled:
    case EventType::RunnerTook:
    case EventType::RunnerLeft:
    case EventType::RunObserving:
    case EventType::RunSealed:
        return runSentence(entry);
    case EventType::StageStarted:
    case EventType::StageApplied:
    case EventType::Exposed:
    case EventType::GateVerdict:
    case EventType::SlicesJudged:
    case EventType::GateWaived:
    case EventType::WaiverEnded:
    case EventType::BaselineTaken:
    case EventType::BaselineDropped:
    case EventType::BakeProgress:
    case EventType::GapSeen:
    case EventType::StagePassed:
    case EventType::StageBreached:
        return stageSentence(entry);
    case EventType::StepIntent:
    case EventType::StepDone:
    case EventType::StepFailed:
    case EventType::StepUnknown:
    case EventType::BackfillProgress:
        return stepSentence(entry);
    case EventType::HoldAdded:
        return LogWords::tr("Held: %1").arg(holdWord(entry.text("reason"_L1)));
    case EventType::HoldRemoved:
        return LogWords::tr("No longer held: %1").arg(holdWord(entry.text("reason"_L1)));
    case EventType::CommandRequested:
        return commandSentence(entry);
    case EventType::RollbackWaits:
    case EventType::RollbackIntent:
    case EventType::FlagsOff:
    case EventType::UndoIntent:
    case EventType::UndoDone:
    case EventType::UndoFailed:
    case EventType::RollbackVerified:
    case EventType::RollbackStuck:
    case EventType::RollbackHealth:
    case EventType::UndoOutlookChanged:
        return rollbackSentence(entry);
    case EventType::RehearsalEnded:
        return after(LogWords::tr("Rehearsal of %1").arg(entry.name("plan"_L1)), entry.text("result"_L1));
    case EventType::CheckRaised:
    case EventType::CheckCleared:
        return checkSentence(entry);
    case EventType::FeedbackGiven:
        return after(LogWords::tr("Feedback"), entry.text("text"_L1));
    }
    return {};
}

} // namespace sluice
