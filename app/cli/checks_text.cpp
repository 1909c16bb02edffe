// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/checks_text.h"

#include "communication/plain_text.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString mark(const VerdictRecord &record, const Output &out)
{
    switch (record.verdict) {
    case Verdict::Healthy:
        return out.good(u"✓"_s);
    case Verdict::Breach:
        return out.breach(u"✗"_s);
    case Verdict::Warmup:
    case Verdict::Collecting:
    case Verdict::Watch:
    case Verdict::NoData:
    case Verdict::Error:
    case Verdict::Inconclusive:
        return out.watch(u"?"_s);
    }
    return {};
}

/// Of the sample behind it; -1: there is none.
qint64 ageMs(const VerdictRecord &record, const QDateTime &now)
{
    return record.at.isValid() ? std::max<qint64>(0, record.at.msecsTo(now)) : -1;
}

QJsonObject checkJson(const StandingChecks &checks, const CheckStanding &check, const QDateTime &now)
{
    const VerdictRecord &record = check.record;
    QJsonObject json { { u"domain"_s, checks.domain }, { u"owner"_s, checks.owner },
        { u"connection"_s, checks.connection }, { u"check"_s, check.gate.id }, { u"title"_s, gateTitle(check.gate) },
        { u"verdict"_s, verdictName(record.verdict) }, { u"limit_text"_s, record.limitText }, { u"n"_s, record.n },
        { u"age_ms"_s, ageMs(record, now) }, { u"interval_ms"_s, static_cast<qint64>(check.gate.interval.count()) },
        { u"why"_s, whySentence(record) } };
    if (record.hasValue)
        json[u"value"_s] = record.value;
    if (record.hasValue)
        json[u"value_text"_s] = record.valueText;
    if (record.hasValue)
        json[u"limit"_s] = record.limit;
    if (check.alarmSince.isValid())
        json[u"since"_s] = check.alarmSince.toUTC().toString(Qt::ISODateWithMs);
    return json;
}

} // namespace

void printChecks(const ChecksStanding &standing, bool isLook, const QDateTime &now, const Output &out)
{
    for (const DomainStanding &domain : standing.domains) {
        out.line(u"%1  owner %2 · connection %3"_s.arg(
            out.bold(domain.checks.domain), printable(domain.checks.owner), printable(domain.checks.connection)));
        for (const CheckStanding &check : domain.gates) {
            const qint64 age = ageMs(check.record, now);
            QString line = u"  %1 %2"_s.arg(mark(check.record, out), plainLine(whySentence(check.record)));
            if (!isLook && age >= 0)
                line += out.muted(
                    u" · seen %1 ago"_s.arg(humanDuration(std::chrono::floor<std::chrono::seconds>(Duration(age)))));
            if (check.alarmSince.isValid())
                line += u" · since %1 UTC"_s.arg(check.alarmSince.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s));
            out.line(line);
        }
    }
    for (const Error &problem : standing.problems)
        out.line(u"%1 %2: %3"_s.arg(out.breach(u"✗"_s), printable(problem.where), plainLine(problem.what)));
    if (standing.domains.isEmpty() && standing.problems.isEmpty())
        out.line(u"There are no standing checks; checks/DOMAIN.yaml would hold them"_s);
    else if (!isLook)
        out.line(standing.runner.isEmpty() ? out.watch(u"Nobody runs them now; 'sluice agent' does"_s)
                                           : out.muted(u"Run by %1"_s.arg(printable(standing.runner))));
}

QJsonObject checksJson(const ChecksStanding &standing, const QDateTime &now)
{
    QJsonArray checks;
    QJsonArray problems;
    for (const DomainStanding &domain : standing.domains) {
        for (const CheckStanding &check : domain.gates)
            checks.append(checkJson(domain.checks, check, now));
    }
    for (const Error &problem : standing.problems)
        problems.append(QJsonObject { { u"where"_s, problem.where }, { u"what"_s, problem.what } });
    return { { u"runner"_s, standing.runner }, { u"checks"_s, checks }, { u"problems"_s, problems } };
}

} // namespace sluice
