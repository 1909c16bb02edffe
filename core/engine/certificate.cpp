// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/certificate.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostLines = 6;

Duration grown(Duration took, double scale)
{
    return scale > kSameSize ? Duration(static_cast<qint64>(static_cast<double>(took.count()) * scale)) : took;
}

QString agoText(const QDateTime &at, const QDateTime &now)
{
    const qint64 ms = at.msecsTo(now);
    return ms < 60'000 ? u"just now"_s : humanDuration(Duration(ms)) + u" ago"_s;
}

} // namespace

const RehearsedStage *Certificate::stage(const QString &stageId) const
{
    const auto it
        = std::find_if(stages.cbegin(), stages.cend(), [&](const RehearsedStage &one) { return one.id == stageId; });
    return it == stages.cend() ? nullptr : &*it;
}

const RehearsedStep *Certificate::step(const QString &stageId, const QString &stepId) const
{
    const auto it = std::find_if(steps.cbegin(), steps.cend(),
        [&](const RehearsedStep &one) { return one.stage == stageId && one.step == stepId; });
    return it == steps.cend() ? nullptr : &*it;
}

Duration Certificate::measuredForward() const
{
    Duration sum { 0 };
    for (const RehearsedStep &one : steps)
        sum += std::max(sluice::measuredForward(one), Duration(0));
    return sum;
}

Duration Certificate::measuredBack() const
{
    return backTime < Duration(0) ? backTime : grown(backTime, scale); // its proof reads every row
}

Duration Certificate::expectedForward() const { return forwardTimes.p95 >= Duration(0) ? forwardTimes.p95 : measuredForward(); }

std::optional<Duration> Certificate::expectedBack() const
{
    if (backTime < Duration(0))
        return std::nullopt;
    return backTimes.p95 >= Duration(0) ? backTimes.p95 : measuredBack();
}

std::optional<TakenLock> Certificate::longestLock() const
{
    std::optional<TakenLock> longest;
    for (const RehearsedStep &one : steps) {
        for (const QList<TakenLock> &locks : { one.forward.locks, one.undo.locks }) {
            for (const TakenLock &lock : locks) {
                if (!longest || lock.longest > longest->longest)
                    longest = lock;
            }
        }
    }
    return longest;
}

Duration measuredForward(const RehearsedStep &step) { return grown(step.forward.took, step.forwardScale); }

Duration measuredUndo(const RehearsedStep &step) { return grown(step.undo.took, step.undoScale); }

Duration expectedUndo(const RehearsedStep &step) { return step.undoTimes.p95 >= Duration(0) ? step.undoTimes.p95 : std::max(measuredUndo(step), Duration(0)); }

QString timesText(const RehearsedTimes &times)
{
    if (times.p95 >= Duration(0))
        return u"p95 of %1 rehearsals"_s.arg(times.n);
    return u"as this rehearsal took: a p95 is told from %1 on, there %2"_s.arg(kEnoughRehearsals)
        .arg(times.n == 1 ? u"is 1"_s : u"are %1"_s.arg(times.n));
}

bool needsCertificate(const Plan &plan, const ConnectionProfile &profile)
{
    return plan.needsCertificate || profile.environment == Environment::Prod || profile.rehearsal.isRequired;
}

QString driverName(const ConnectionProfile &target)
{
    if (!target.service)
        return engineName(target.engine);
    return u"odbc %1 (%2)"_s.arg(target.service->name, target.odbcDriver.isEmpty() ? target.service->driver : target.odbcDriver);
}

QString certificateProblem(const Certificate *certificate, const QString &planId, const QString &stage,
    const ConnectionProfile &target, const Fingerprint *base, const QDateTime &now)
{
    const QString next = u"; rehearse it with 'sluice rehearse %1'"_s.arg(planId);
    if (!certificate)
        return u"there is no certificate for this version of the plan"_s + next;
    if (certificate->result == RollbackResult::Failed)
        return u"its rehearsal failed: %1"_s.arg(certificate->reasons.value(0))
            + u"; correct the plan, then rehearse it again"_s;
    if (certificate->validUntil <= now)
        return u"its certificate expired at %1 UTC"_s.arg(
                   certificate->validUntil.toUTC().toString(u"yyyy-MM-dd HH:mm"_s))
            + next;
    const QString driver = certificate->driver.isEmpty() ? engineName(sqlEngine(target)) : certificate->driver;
    if (driver != driverName(target))
        return u"its certificate was made over %1, and the connection goes over %2 now"_s.arg(driver, driverName(target)) + next;
    const RehearsedStage *rehearsed = certificate->stage(stage);
    if (!rehearsed)
        return u"its certificate does not cover stage '%1'"_s.arg(stage) + next;
    if (!base || base->total == rehearsed->base.total)
        return {};
    const QStringList lines = fingerprintDifferences(rehearsed->base, *base);
    const QString more = lines.size() > kMostLines ? u"; and %1 more"_s.arg(lines.size() - kMostLines) : QString();
    return u"its certificate was made for another schema: %1"_s.arg(
               lines.isEmpty() ? u"fingerprints differ"_s : lines.mid(0, kMostLines).join(u"; "_s))
        + more + next;
}

QString certificateLine(const Certificate &certificate, const QDateTime &now)
{
    const QString expired = certificate.validUntil <= now ? u" · expired"_s : QString();
    return u"%1 · %2 on %3"_s.arg(
               rollbackResultName(certificate.result), agoText(certificate.at, now), certificate.madeOn)
        + expired;
}

} // namespace sluice
