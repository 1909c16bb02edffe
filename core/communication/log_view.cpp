// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/log_view.h"

#include "base/duration.h"
#include "base/error.h"
#include "communication/plain_text.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LogView)
};

/// The payload of one entry, read for people. Everything in it was written by others: each text is cleaned on the way.
class Entry
{
public:
    Entry(const Event &event, const RunNames &names)
        : m_event(event)
        , m_names(names)
        , m_json(event.json())
    {
    }

    EventType type() const { return m_event.type; }
    QString text(QLatin1String key) const { return plainLine(m_json.value(key).toString(), 400); }
    /// Negative: not told.
    qint64 number(QLatin1String key) const
    {
        constexpr double kExact = 9'007'199'254'740'992.0; // beyond it a double skips whole numbers, and a cast may overflow
        return static_cast<qint64>(std::clamp(m_json.value(key).toDouble(-1), -1.0, kExact));
    }
    /// A name that the sentence needs; one that is missing must show.
    QString name(QLatin1String key) const
    {
        const QString found = text(key);
        return found.isEmpty() ? u"?"_s : found;
    }
    QString why(QLatin1String key) const { return whyLine(m_json.value(key).toString()); }
    bool flag(QLatin1String key, bool otherwise) const { return m_json.value(key).toBool(otherwise); }

    /// Words of a list, one after the other.
    QString list(QLatin1String key) const
    {
        QStringList words;
        for (const QJsonValue &word : m_json.value(key).toArray())
            words += word.toString();
        return plainLine(words.join(u", "_s), 400);
    }

    QString stage() const { return stageTitle(m_json.value("stage"_L1).toString()); }
    QString step() const { return name("step"_L1); }
    QString gate() const
    {
        const QString id = m_json.value("gate"_L1).toString();
        const QString known = plainLine(m_names.gate(m_json.value("stage"_L1).toString(), id), 400);
        const QString title = text("title"_L1);
        return !title.isEmpty() ? title : !known.isEmpty() ? known : readableId(id);
    }
    /// "Additive", or "the start".
    QString destination() const
    {
        const QJsonValue to = m_json.value("to"_L1);
        if (to.isString() && to.toString().isEmpty())
            return Words::tr("the start");
        return stageTitle(to.toString());
    }
    QString summaryOfStep() const
    {
        return plainLine(m_json.value("compiled"_L1).toObject().value("summary"_L1).toString(), 400);
    }

private:
    QString stageTitle(const QString &id) const
    {
        const QString title = plainLine(m_names.stages.value(id), 400);
        const QString words = title.isEmpty() ? readableId(id) : title;
        return words.isEmpty() ? u"?"_s : words;
    }

    const Event &m_event;
    const RunNames &m_names;
    const QJsonObject m_json;
};

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
    return rows == 1 ? Words::tr("1 row") : Words::tr("%1 rows").arg(groupedDigits(rows));
}

QString tookText(const Entry &entry)
{
    const qint64 ms = entry.number("took_ms"_L1);
    return ms < 0 ? QString() : humanDuration(Duration(ms));
}

/// The limit without its leading word: "limit 1.2× baseline" -> "1.2× baseline".
QString limitText(const Entry &entry)
{
    QString limit = entry.text("limit_text"_L1);
    if (limit.startsWith(u"limit "_s))
        limit = limit.mid(6);
    return limit;
}

QString breached(const Entry &entry)
{
    const QString limit = limitText(entry);
    const QString gate = entry.gate().isEmpty() ? Words::tr("Gate") : entry.gate();
    return limit.isEmpty() ? Words::tr("%1 breached its limit").arg(gate) : Words::tr("%1 breached %2").arg(gate, limit);
}

QString verdictWord(const QString &name)
{
    if (name.isEmpty())
        return Words::tr("no verdict");
    if (name == u"warmup"_s)
        return Words::tr("warming up");
    if (name == u"collecting"_s)
        return Words::tr("collecting");
    if (name == u"healthy"_s)
        return Words::tr("healthy");
    if (name == u"watch"_s)
        return Words::tr("to be watched");
    if (name == u"no_data"_s)
        return Words::tr("no data");
    if (name == u"error"_s)
        return Words::tr("cannot be measured");
    if (name == u"inconclusive"_s)
        return Words::tr("inconclusive");
    return name;
}

QString verdictSentence(const Entry &entry)
{
    const QString verdict = entry.text("verdict"_L1);
    if (verdict == u"breach"_s)
        return breached(entry);
    QStringList parts { verdictWord(verdict) };
    if (const QString value = entry.text("value_text"_L1); !value.isEmpty())
        parts += value;
    if (const QString limit = limitText(entry); !limit.isEmpty())
        parts += Words::tr("limit %1").arg(limit);
    if (const qint64 n = entry.number("n"_L1); n > 0)
        parts += Words::tr("n %1").arg(groupedDigits(n));
    return after(entry.gate().isEmpty() ? Words::tr("Gate") : entry.gate(), parts.join(u" · "_s));
}

QString holdWord(const QString &reason)
{
    if (reason == u"operator"_s)
        return Words::tr("by a person");
    if (reason == u"breach"_s)
        return Words::tr("a gate was breached");
    if (reason == u"no_data"_s)
        return Words::tr("a gate has no data");
    if (reason == u"error"_s)
        return Words::tr("a gate cannot be measured");
    if (reason == u"inconclusive"_s)
        return Words::tr("a verdict is inconclusive");
    if (reason == u"drift"_s)
        return Words::tr("the schema drifted");
    if (reason == u"runner_lost"_s)
        return Words::tr("the runner was lost");
    if (reason == u"ledger_lost"_s)
        return Words::tr("the ledger could not be reached");
    if (reason == u"gap"_s)
        return Words::tr("the runner was away");
    if (reason == u"failure"_s)
        return Words::tr("a step failed");
    if (reason == u"certificate"_s)
        return Words::tr("a rehearsal is missing");
    return readableId(reason);
}

QString commandSentence(const Entry &entry)
{
    const QString command = entry.text("command"_L1);
    if (command == u"hold"_s)
        return Words::tr("Hold requested");
    if (command == u"resume"_s)
        return Words::tr("Resume requested");
    if (command == u"rollback"_s)
        return Words::tr("Rollback to %1 requested").arg(entry.destination());
    if (command == u"accept_loss"_s)
        return Words::tr("Rollback to %1 accepted by a second person").arg(entry.destination());
    if (command == u"cancel"_s)
        return Words::tr("Cancel requested");
    if (command == u"judge"_s)
        return entry.text("verdict"_L1) == u"pass"_s ? Words::tr("%1 judged: it passes").arg(entry.gate())
                                                     : Words::tr("%1 judged: it fails").arg(entry.gate());
    if (command == u"waive"_s)
        return Words::tr("Waiver of %1 requested").arg(entry.gate());
    return Words::tr("Requested: %1").arg(readableId(command));
}

QString runSentence(const Entry &entry)
{
    switch (entry.type()) {
    case EventType::RunCreated:
        return after(Words::tr("Rollout prepared"), entry.text("title"_L1));
    case EventType::RunStarted:
        return Words::tr("Rollout started");
    case EventType::RunCancelled:
        return Words::tr("Rollout cancelled, nothing was done");
    case EventType::RunnerTook:
        return Words::tr("Run by %1").arg(entry.name("runner"_L1));
    case EventType::RunnerLeft:
        return Words::tr("No longer run by %1").arg(entry.name("runner"_L1));
    case EventType::RunObserving: {
        const QDateTime closes = QDateTime::fromString(entry.text("window_closes"_L1), Qt::ISODateWithMs);
        return closes.isValid()
            ? Words::tr("Every stage passed, rollback possible until %1").arg(closes.toUTC().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s))
            : Words::tr("Every stage passed, rollback window open");
    }
    case EventType::RunSealed:
        if (entry.flag("done"_L1, false)) // behind a window that closed before
            return Words::tr("Rollout finished");
        return entry.text("stage"_L1).isEmpty() ? Words::tr("Rollback window closed") : Words::tr("Rollback window closed, %1 is next").arg(entry.stage());
    default:
        return {};
    }
}

QString stageSentence(const Entry &entry)
{
    switch (entry.type()) {
    case EventType::StageStarted: {
        const qint64 attempt = entry.number("attempt"_L1);
        return joined(Words::tr("Stage %1 started").arg(entry.stage()),
            attempt > 1 ? Words::tr("attempt %1").arg(groupedDigits(attempt)) : QString());
    }
    case EventType::StageApplied:
        return Words::tr("Stage %1 applied, warming up").arg(entry.stage());
    case EventType::Exposed:
        return entry.flag("on"_L1, true) ? Words::tr("Flag on for %1").arg(entry.name("cohort"_L1))
                                         : Words::tr("Flag off for %1").arg(entry.name("cohort"_L1));
    case EventType::GateVerdict:
        return verdictSentence(entry);
    case EventType::SlicesJudged:
        return Words::tr("%1 judged slice by slice").arg(entry.gate());
    case EventType::GateWaived:
        return Words::tr("%1 is waived until %2 UTC").arg(entry.gate(), entry.text("until"_L1).left(16).replace(u'T', u' '));
    case EventType::WaiverEnded:
        return Words::tr("Waiver of %1 is over").arg(entry.gate());
    case EventType::BakeProgress: {
        const qint64 baked = entry.number("baked_ms"_L1);
        return joined(Words::tr("Stage %1 bakes").arg(entry.stage()),
            baked >= 0 ? Words::tr("%1 of good time").arg(humanDuration(Duration(baked))) : QString());
    }
    case EventType::GapSeen: {
        const qint64 gap = entry.number("gap_ms"_L1);
        return gap >= 0 ? Words::tr("Runner away for %1, warm-up starts again").arg(humanDuration(Duration(gap)))
                        : Words::tr("Runner away, warm-up starts again");
    }
    case EventType::StagePassed: {
        const qint64 baked = entry.number("baked_ms"_L1);
        return joined(Words::tr("Stage %1 passed").arg(entry.stage()),
            baked > 0 ? Words::tr("%1 bake").arg(humanDuration(Duration(baked))) : QString());
    }
    case EventType::StageBreached:
        return entry.gate().isEmpty() ? Words::tr("Stage %1 breached").arg(entry.stage()) : breached(entry);
    default:
        return {};
    }
}

/// What a failed step left in the target. Entries of older versions do not tell, and then nothing is claimed.
QString keptText(const Entry &entry)
{
    if (!entry.flag("applied"_L1, true))
        return Words::tr("nothing was applied");
    const qint64 batches = entry.number("kept_batches"_L1);
    if (batches < 0)
        return Words::tr("what it wrote is unknown");
    if (batches == 0)
        return Words::tr("no row was written");
    const QString rows = rowsText(std::max<qint64>(0, entry.number("kept_rows"_L1)));
    return batches == 1 ? Words::tr("%1 written in 1 batch, kept until undone").arg(rows)
                        : Words::tr("%1 written in %2 batches, kept until undone").arg(rows, groupedDigits(batches));
}

QString failureSentence(const Entry &entry)
{
    const QString error = entry.text("error"_L1);
    if (error == errorCodeName(ErrorCode::Cancelled))
        return joined(Words::tr("Step %1 was stopped").arg(entry.step()), keptText(entry));
    return after(joined(Words::tr("Step %1 failed").arg(entry.step()), keptText(entry)), error);
}

QString stepSentence(const Entry &entry)
{
    switch (entry.type()) {
    case EventType::StepIntent:
        return after(Words::tr("Step %1 begins").arg(entry.step()), entry.summaryOfStep());
    case EventType::StepDone: {
        const qint64 rows = entry.number("rows"_L1);
        const QString done = entry.flag("adopted"_L1, false) ? Words::tr("Step %1 was found done").arg(entry.step())
                                                             : Words::tr("Step %1 done").arg(entry.step());
        return joined(joined(done, rows > 0 ? rowsText(rows) : QString()), tookText(entry));
    }
    case EventType::StepFailed:
        return failureSentence(entry);
    case EventType::StepUnknown:
        return Words::tr("Step %1: outcome unknown, a person is needed").arg(entry.step());
    case EventType::BackfillProgress: {
        const qint64 rows = std::max<qint64>(0, entry.number("rows"_L1));
        const qint64 estimate = entry.number("estimate"_L1);
        return estimate > 0
            ? Words::tr("Step %1: %2 of about %3 rows").arg(entry.step(), groupedDigits(rows), groupedDigits(estimate))
            : Words::tr("Step %1: %2").arg(entry.step(), rowsText(rows));
    }
    default:
        return {};
    }
}

QString healthSentence(const Entry &entry)
{
    const QString answer = entry.text("answer"_L1);
    if (answer == u"healthy"_s)
        return Words::tr("Healthy after the rollback");
    if (answer == u"unhealthy"_s)
        return Words::tr("Not healthy after the rollback");
    if (answer == u"unmeasured"_s)
        return Words::tr("Nothing measures health after the rollback");
    return after(Words::tr("Health after the rollback is unknown"), entry.text("why"_L1));
}

/// The reasons are its "why", which every line shows.
QString outlookSentence(const Entry &entry)
{
    const QString way = entry.text("state"_L1);
    if (way == u"possible"_s)
        return Words::tr("Can be rolled back again");
    if (way == u"loses_rows"_s)
        return Words::tr("A rollback would lose rows and needs two people");
    return way == u"impossible"_s ? Words::tr("Cannot be rolled back any more as recorded")
                                  : Words::tr("Not known whether it can be rolled back");
}

QString rollbackSentence(const Entry &entry)
{
    switch (entry.type()) {
    case EventType::RollbackWaits:
        return Words::tr("Rollback to %1 waits for a second person").arg(entry.destination());
    case EventType::RollbackIntent:
        return entry.text("trigger"_L1) == u"gate"_s
            ? Words::tr("Rolling back to %1, tripped by %2").arg(entry.destination(), entry.gate())
            : Words::tr("Rolling back to %1").arg(entry.destination());
    case EventType::FlagsOff:
        return joined(Words::tr("Flags off, readers are back on the old path"), tookText(entry));
    case EventType::UndoIntent:
        return Words::tr("Undo of step %1 begins").arg(entry.step());
    case EventType::UndoDone: {
        const QString remnant = entry.text("remnant"_L1);
        return joined(joined(Words::tr("Step %1 undone").arg(entry.step()), tookText(entry)),
            remnant.isEmpty() ? QString() : Words::tr("kept: %1").arg(remnant));
    }
    case EventType::UndoFailed:
        return after(Words::tr("Undo of step %1 failed").arg(entry.step()), entry.text("error"_L1));
    case EventType::RollbackVerified: {
        const QString result = entry.text("result"_L1);
        if (result == u"EXACT"_s || result == u"EXACT_EXCEPT"_s)
            return after(Words::tr("Rolled back to %1").arg(entry.destination()), result);
        return after(Words::tr("Rollback to %1 not proven").arg(entry.destination()), result.isEmpty() ? u"UNKNOWN"_s : result);
    }
    case EventType::RollbackStuck:
        return after(Words::tr("Rollback stuck"), entry.text("blocker"_L1));
    case EventType::RollbackHealth:
        return healthSentence(entry);
    case EventType::UndoOutlookChanged:
        return outlookSentence(entry);
    default:
        return {};
    }
}

/// "Standing check breached: Fresh orders, finance"
QString checkSentence(const Entry &entry)
{
    const QString verdict = entry.text("verdict"_L1);
    QString said = entry.flag("ended"_L1, false) ? Words::tr("Standing check ended") : Words::tr("Standing check is healthy again");
    if (entry.type() == EventType::CheckRaised)
        said = verdict == u"breach"_s ? Words::tr("Standing check breached")
            : verdict == u"no_data"_s ? Words::tr("Standing check has no data")
                                      : Words::tr("Standing check cannot be measured");
    return joined(after(said, entry.gate()), entry.name("domain"_L1));
}

QString sentenceOf(const Entry &entry)
{
    switch (entry.type()) {
    case EventType::LedgerCreated:
        return Words::tr("Ledger created");
    case EventType::ConnectionAdded: {
        const QString engine = entry.text("engine"_L1);
        return joined(joined(Words::tr("Connection %1 added").arg(entry.name("connection"_L1)), engine), entry.text("environment"_L1));
    }
    case EventType::ConnectionChanged:
        return after(Words::tr("Connection %1 changed").arg(entry.name("connection"_L1)), entry.list("changed"_L1));
    case EventType::ConnectionRemoved:
        return Words::tr("Connection %1 removed").arg(entry.name("connection"_L1));
    case EventType::TargetEnrolled:
        return Words::tr("Target of connection %1 enrolled").arg(entry.name("connection"_L1));
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
        return Words::tr("Held: %1").arg(holdWord(entry.text("reason"_L1)));
    case EventType::HoldRemoved:
        return Words::tr("No longer held: %1").arg(holdWord(entry.text("reason"_L1)));
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
        return after(Words::tr("Rehearsal of %1").arg(entry.name("plan"_L1)), entry.text("result"_L1));
    case EventType::CheckRaised:
    case EventType::CheckCleared:
        return checkSentence(entry);
    case EventType::FeedbackGiven:
        return after(Words::tr("Feedback"), entry.text("text"_L1));
    }
    return {};
}

/// Result of a rollback that is not proven must not look like one that is.
QString kindOfProof(const Entry &entry)
{
    const QString result = entry.text("result"_L1);
    if (result == u"EXACT"_s || result == u"EXACT_EXCEPT"_s)
        return u"rolled_back"_s;
    return result == u"FAILED"_s ? u"breach"_s : u"unknown"_s;
}

QString kindOf(const Entry &entry)
{
    switch (entry.type()) {
    case EventType::StagePassed:
    case EventType::RunObserving:
    case EventType::RunSealed:
        return u"passed"_s;
    case EventType::StageBreached:
    case EventType::RollbackStuck:
    case EventType::UndoFailed:
        return u"breach"_s;
    case EventType::GateVerdict: {
        const QString verdict = entry.text("verdict"_L1);
        if (verdict == u"breach"_s)
            return verdict;
        return verdict == u"healthy"_s ? u"passed"_s : u"note"_s;
    }
    case EventType::RollbackIntent:
        return u"rolled_back"_s;
    case EventType::RollbackVerified:
        return kindOfProof(entry);
    case EventType::RollbackHealth: {
        const QString answer = entry.text("answer"_L1);
        return answer == u"healthy"_s ? u"passed"_s : answer == u"unmeasured"_s ? u"note"_s : u"hold"_s;
    }
    case EventType::UndoOutlookChanged: {
        const QString way = entry.text("state"_L1);
        return way == u"possible"_s ? u"passed"_s : way == u"impossible"_s ? u"breach"_s : way == u"loses_rows"_s ? u"hold"_s : u"unknown"_s;
    }
    case EventType::Exposed:
    case EventType::FlagsOff:
        return u"flag"_s;
    case EventType::HoldAdded:
    case EventType::RollbackWaits:
    case EventType::StepFailed:
    case EventType::GapSeen:
    case EventType::GateWaived:
    case EventType::WaiverEnded:
        return u"hold"_s;
    case EventType::StepUnknown:
        return u"unknown"_s;
    case EventType::StageStarted:
    case EventType::StageApplied:
    case EventType::StepIntent:
    case EventType::StepDone:
    case EventType::BackfillProgress:
    case EventType::BakeProgress:
    case EventType::UndoIntent:
    case EventType::UndoDone:
        return u"step"_s;
    case EventType::RehearsalEnded:
        return entry.text("result"_L1) == u"FAILED"_s ? u"breach"_s : u"passed"_s;
    case EventType::CheckRaised:
        return entry.text("verdict"_L1) == u"breach"_s ? u"breach"_s : u"unknown"_s;
    case EventType::CheckCleared:
        return entry.flag("ended"_L1, false) ? u"note"_s : u"passed"_s;
    case EventType::FeedbackGiven:
        return u"feedback"_s;
    case EventType::LedgerCreated:
    case EventType::ConnectionAdded:
    case EventType::ConnectionChanged:
    case EventType::ConnectionRemoved:
    case EventType::TargetEnrolled:
    case EventType::RunCreated:
    case EventType::RunStarted:
    case EventType::RunCancelled:
    case EventType::RunnerTook:
    case EventType::RunnerLeft:
    case EventType::HoldRemoved:
    case EventType::CommandRequested:
    case EventType::SlicesJudged:
        return u"note"_s;
    }
    return u"note"_s;
}

QString whyOf(const Entry &entry)
{
    if (entry.type() == EventType::RunCreated)
        return entry.why("reason"_L1);
    return entry.type() == EventType::StepUnknown ? entry.why("evidence"_L1) : entry.why("why"_L1);
}

/// Entries outside a run belong to no plan, whatever their payload says.
QString planOf(const Event &event, const Entry &entry, const RunNames &names)
{
    if (event.run.isEmpty())
        return {};
    return names.plan.isEmpty() && event.type == EventType::RunCreated ? entry.text("plan"_L1) : plainLine(names.plan, 200);
}

} // namespace

QString RunNames::gate(const QString &stageId, const QString &gateId) const
{
    return gates.value(stageId + u'/' + gateId, gates.value(gateId));
}

LogLine readEvent(const Event &event, const RunNames &names)
{
    const Entry entry(event, names);
    LogLine line;
    line.seq = event.seq;
    line.at = event.at;
    line.kind = kindOf(entry);
    line.what = sentenceOf(entry);
    line.actor = plainLine(event.actor, 200);
    line.run = event.run;
    line.plan = planOf(event, entry, names);
    line.why = whyOf(entry);
    line.isDetail = isDetailEvent(event.type);
    return line;
}

} // namespace sluice
