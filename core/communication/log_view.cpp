// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/log_view.h"

#include "communication/log_entry.h"
#include "communication/plain_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Result of a rollback that is not proven must not look like one that is.
QString kindOfProof(const LogEntry &entry)
{
    const QString result = entry.text("result"_L1);
    if (result == u"EXACT"_s || result == u"EXACT_EXCEPT"_s)
        return u"rolled_back"_s;
    return result == u"FAILED"_s ? u"breach"_s : u"unknown"_s;
}

QString kindOf(const LogEntry &entry)
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
    case EventType::BaselineTaken:
    case EventType::BaselineDropped:
        return u"note"_s;
    }
    return u"note"_s;
}

QString whyOf(const LogEntry &entry)
{
    if (entry.type() == EventType::RunCreated)
        return entry.why("reason"_L1);
    return entry.type() == EventType::StepUnknown ? entry.why("evidence"_L1) : entry.why("why"_L1);
}

/// Entries outside a run belong to no plan, whatever their payload says.
QString planOf(const Event &event, const LogEntry &entry, const RunNames &names)
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
    const LogEntry entry(event, names);
    LogLine line;
    line.seq = event.seq;
    line.at = event.at;
    line.kind = kindOf(entry);
    line.what = logSentence(entry);
    line.actor = plainLine(event.actor, 200);
    line.run = event.run;
    line.plan = planOf(event, entry, names);
    line.why = whyOf(entry);
    line.isDetail = isDetailEvent(event.type);
    return line;
}

} // namespace sluice
