// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/rollout_detail.h"

#include "ui/models/look.h"
#include "ui/models/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostLosses = 3;

QString tr(const char *text)
{
    return QCoreApplication::translate("sluice::rolloutDetail", text);
}

void addFact(QList<Fact> &facts, const QString &name, const QString &value, bool isFixed = false)
{
    if (!value.isEmpty())
        facts.append({ name, singleLine(value), isFixed });
}

QString objectsText(const Plan &plan)
{
    QStringList names;
    for (const RelationName &object : plan.objects)
        names.append(singleLine(object.text(), 100));
    return names.join(u", "_s);
}

QString windowText(const RollbackWindow &window, const RunState &run, const QDateTime &now)
{
    if (!window.begin.isValid())
        return run.phase == RunPhase::Draft ? QString() : tr("closed");
    if (window.end < now)
        return tr("closed %1").arg(relativeTime(window.end, now));
    return window.isEstimate ? tr("open, closes about %1").arg(relativeTime(window.end, now)) : tr("open, closes %1").arg(relativeTime(window.end, now));
}

QString lockText(const TakenLock &lock)
{
    return tr("Longest lock: %1 on %2, %3").arg(lock.mode, singleLine(lock.relation, 80), humanDuration(std::max(lock.longest, Duration(1))));
}

/// What the rehearsal of this version found slower for those who only read.
QStringList readersLose(const RolloutView &rollout)
{
    const bool isOfThis = rollout.certificate && rollout.bundle && rollout.certificate->digest == rollout.bundle->digest;
    return isOfThis ? routeWarnings(rollout.certificate->routes) : QStringList();
}

RehearsalSummary rehearsalOf(const RolloutView &rollout, const QDateTime &now)
{
    RehearsalSummary summary;
    if (!rollout.bundle)
        return summary;
    if (!rollout.certificate || rollout.certificate->digest != rollout.bundle->digest) {
        if (!isOver(rollout.state) || rollout.needsCertificate || rolloutActions(rollout).rehearse.isOffered)
            summary.headline = rollout.certificate ? tr("Only another version of the plan was rehearsed") : tr("Not rehearsed");
        return summary;
    }
    const Certificate &certificate = *rollout.certificate;
    QStringList parts { rollbackResultWord(certificate.result) };
    parts += certificate.actor.isEmpty() ? relativeTime(certificate.at, now) : tr("%1 by %2").arg(relativeTime(certificate.at, now), singleLine(certificate.actor, 60));
    parts += tr("on a copy of %1").arg(singleLine(certificate.madeOn, 60));
    summary.headline = parts.join(u" · "_s);
    const bool isFailed = certificate.result == RollbackResult::Failed;
    const bool isExpired = certificate.validUntil <= now;
    summary.tone = isFailed ? RehearsalSummary::Tone::Failed
        : isExpired || certificate.result == RollbackResult::ExactExcept ? RehearsalSummary::Tone::Doubtful
                                                                        : RehearsalSummary::Tone::Proven;
    if (const auto lock = certificate.longestLock(); lock && !isFailed)
        summary.lines += lockText(*lock);
    if (const auto back = certificate.expectedBack())
        summary.lines += certificate.backTimes.p95 >= Duration(0)
            ? tr("Back to the start in about %1 (95 of 100 in %2 rehearsals)").arg(humanDuration(std::max(*back, Duration(1)))).arg(certificate.backTimes.n)
            : tr("Back to the start in about %1").arg(humanDuration(std::max(*back, Duration(1))));
    if (certificate.scale > kSameSize && !isFailed)
        summary.lines += tr("Times grown to the target's rows, by %1 at most").arg(certificate.scale, 0, 'f', 1);
    for (const QString &reason : certificate.reasons.mid(0, 3))
        summary.lines += (isFailed ? tr("Why: %1") : tr("Left behind: %1")).arg(singleLine(reason, 300));
    if (!certificate.newPartitions.isEmpty())
        summary.lines += tr("Partitions that the copy has not: %1").arg(singleLine(certificate.newPartitions.join(u", "_s), 300));
    const QStringList losses = readersLose(rollout);
    for (const QString &loss : losses.mid(0, kMostLosses))
        summary.lines += tr("For readers: %1").arg(singleLine(loss, 300));
    if (losses.size() > kMostLosses)
        summary.lines += tr("For readers: %1 more").arg(losses.size() - kMostLosses);
    if (!losses.isEmpty() && !isFailed && !isExpired)
        summary.tone = RehearsalSummary::Tone::Doubtful;
    if (!isFailed)
        summary.lines += isExpired ? tr("Expired %1").arg(relativeTime(certificate.validUntil, now)) : tr("Counts until %1 UTC").arg(certificate.validUntil.toUTC().toString(u"yyyy-MM-dd HH:mm"_s));
    return summary;
}

QList<Fact> factsOf(const RolloutView &rollout, const PlanTimeline &timeline, const QDateTime &now)
{
    const RunState &run = rollout.state;
    QList<Fact> facts;
    addFact(facts, tr("Owner"), rollout.owner);
    if (rollout.bundle) {
        const Plan &plan = rollout.bundle->plan;
        addFact(facts, tr("Ticket"), plan.metadata.ticket);
        if (plan.metadata.milestone)
            addFact(facts, tr("Milestone"), plan.metadata.milestone->name + u", "_s + plan.metadata.milestone->date.toString(Qt::ISODate));
        addFact(facts, tr("Target"), plan.connection, true);
        addFact(facts, tr("Objects"), objectsText(plan), true);
        addFact(facts, tr("Plan digest"), shortId(rollout.bundle->digest), true);
    } else {
        addFact(facts, tr("File"), rollout.file, true);
    }
    if (run.phase != RunPhase::Draft) {
        addFact(facts, tr("Run"), run.run, true);
        addFact(facts, tr("Started"), run.actor.isEmpty() ? relativeTime(run.started, now) : tr("%1 by %2").arg(relativeTime(run.started, now), singleLine(run.actor, 80)));
        addFact(facts, tr("Rollback"), windowText(timeline.window, run, now));
    }
    addFact(facts, tr("Rehearsal"), rehearsalOf(rollout, now).headline);
    if (run.rollback && run.rollback->result != RollbackResult::None)
        addFact(facts, tr("Result"), rollbackResultWord(run.rollback->result) + u" · "_s + relativeTime(run.rollback->ended, now), true);
    return facts;
}

void addGateReason(QList<NextReason> &reasons, const PlanTimeline &timeline)
{
    const StageSpan *stage = timeline.stage(timeline.focusStage());
    if (!stage || stage->gates.isEmpty() || stage->look == StageLook::Pending)
        return;
    const QString count = tr("gates %1/%2 healthy").arg(QString::number(stage->healthyGates()), QString::number(stage->gates.size()));
    if (stage->healthyGates() == stage->gates.size())
        reasons.append({ NextReason::Kind::Met, count });
}

/// The window is open, but no lease says that anybody looks at the gates meanwhile.
bool isUnwatched(const WorkspaceSnapshot &snapshot, const RunState &run)
{
    if (run.phase != RunPhase::Observing || !snapshot.runner.isEmpty())
        return false;
    return std::none_of(snapshot.connections.cbegin(), snapshot.connections.cend(),
        [&](const ConnectionView &view) { return view.profile.name == run.connection && view.lease; });
}

QList<NextReason> reasonsOf(const RolloutView &rollout, const PlanTimeline &timeline, const RolloutActions &actions)
{
    QList<NextReason> reasons;
    const bool isStart = actions.start.isOffered;
    for (const QString &text : isStart ? actions.start.blockers : rollout.advanceBlockers)
        reasons.append({ NextReason::Kind::Blocking, singleLine(text, 300) });
    const bool isGoing = timeline.look == RolloutLook::Running || timeline.look == RolloutLook::Held || timeline.look == RolloutLook::Breached
        || timeline.look == RolloutLook::Observing;
    if (isGoing)
        addGateReason(reasons, timeline);
    if (isGoing && rollout.state.holds.isEmpty())
        reasons.append({ NextReason::Kind::Met, tr("nothing holds it") });
    if (actions.start.isOffered && actions.start.isRepeat)
        reasons.append({ NextReason::Kind::Note, tr("The plan file is the same as when it was rolled back") });
    if (const QStringList losses = readersLose(rollout); isStart && !losses.isEmpty())
        reasons.append({ NextReason::Kind::Note, tr("For readers: %1").arg(singleLine(losses.first(), 300)) });
    for (const QString &conflict : timeline.conflicts)
        reasons.append({ NextReason::Kind::Note, conflict });
    return reasons;
}

/// What comes next in the words of the button that does it; empty when nothing is left to do.
QString nextActionOf(const RolloutView &rollout, const RolloutActions &actions)
{
    if (!actions.start.isOffered)
        return isOver(rollout.state) ? QString() : singleLine(rollout.nextAction, 120);
    if (actions.rollBack.isRepeat)
        return tr("Roll back to the start, or leave it here");
    if (actions.start.isRepeat)
        return tr("Change the plan, or start it again");
    return isOver(rollout.state) ? tr("Start again") : tr("Start");
}

QString earlierText(const RunState &run, const QDateTime &now)
{
    QString text = singleLine(run.run, 60) + u" · "_s + rolloutWord(rolloutLook(run)).toLower();
    if (run.rollback && run.rollback->result != RollbackResult::None)
        text += u": "_s + rollbackResultWord(run.rollback->result);
    return run.ended.isValid() ? text + u" · "_s + relativeTime(run.ended, now) : text;
}

} // namespace

RolloutDetail rolloutDetail(const WorkspaceSnapshot &snapshot, const QString &planId, const QDateTime &now)
{
    RolloutDetail detail;
    const RolloutView *rollout = snapshot.rollout(planId);
    if (!rollout)
        return detail;
    detail.id = rollout->planId;
    detail.title = singleLine(rollout->title.isEmpty() ? rollout->planId : rollout->title, 200);
    // Conflicts need the other plans; everything else this plan's own view.
    const QList<PlanTimeline> all = planTimelines(snapshot, now);
    detail.timeline = all[rollout - snapshot.rollouts.constData()];
    detail.reason = singleLine(rollout->bundle ? rollout->bundle->plan.metadata.reason : QString(), 400);
    detail.facts = factsOf(*rollout, detail.timeline, now);
    detail.rehearsal = rehearsalOf(*rollout, now);
    detail.actions = rolloutActions(*rollout);
    detail.nextAction = nextActionOf(*rollout, detail.actions);
    detail.reasons = reasonsOf(*rollout, detail.timeline, detail.actions);
    if (isUnwatched(snapshot, rollout->state))
        detail.reasons.append({ NextReason::Kind::Note, tr("Nobody watches its gates: “sluice run %1 --observe” does").arg(singleLine(rollout->planId, 80)) });
    for (const PlanFinding &finding : rollout->problems) {
        QString place = singleLine(finding.file, 200);
        if (finding.line > 0)
            place += u':' + QString::number(finding.line) + u':' + QString::number(finding.column);
        detail.problems.append({ place, singleLine(finding.text, 400) });
    }
    if (rollout->fileDiffersFromRun)
        detail.notice = detail.actions.start.isOffered
            ? tr("The plan file has changed since this run; Start takes the new one")
            : tr("The plan file differs from what runs; the run keeps what was started");
    for (const RunState &run : rollout->earlier.mid(0, 5))
        detail.earlier.append(earlierText(run, now));
    return detail;
}

QString stageSubtitle(const RolloutDetail &detail, const StageSpan &stage)
{
    const auto at = &stage - detail.timeline.stages.constData() + 1;
    QStringList parts { singleLine(detail.id, 80), tr("stage %1 of %2").arg(QString::number(at), QString::number(detail.timeline.stages.size())) };
    if (!stage.exposure.isEmpty())
        parts.append(singleLine(stage.exposure, 80));
    return parts.join(u" · "_s);
}

} // namespace sluice
