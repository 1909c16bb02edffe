// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/certificate.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kSameSize = 1.1; ///< estimates of the catalogue differ by less on equal tables
constexpr qsizetype kMostLines = 6;

/// Metadata takes its time whatever the number of rows.
bool readsRows(const RehearsedStep &step)
{
    return step.op == u"backfill"_s || step.op == u"create_index"_s || step.op == u"sql"_s;
}

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

Duration Certificate::expected(const RehearsedStep &of, const RehearsedEffect &effect) const
{
    return grown(std::max(effect.took, Duration(0)), readsRows(of) ? scale : 1);
}

Duration Certificate::expectedForward() const
{
    Duration sum { 0 };
    for (const RehearsedStep &one : steps)
        sum += expected(one, one.forward);
    return sum;
}

std::optional<Duration> Certificate::expectedBack() const
{
    if (backTime < Duration(0))
        return std::nullopt;
    return grown(backTime, scale); // its proof reads every row
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
