// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/rehearsal_text.h"

#include "communication/plain_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString timeText(Duration time) { return time < Duration(0) ? u"–"_s : humanDuration(std::max(time, Duration(1))); }

QString lockText(const Certificate &certificate, const RehearsedStep &step)
{
    const bool isMariadb = certificate.server.startsWith(u"MariaDB"_s);
    QList<TakenLock> locks = step.forward.locks + step.undo.locks;
    if (locks.isEmpty())
        return step.forward.areLocksKnown || step.undo.areLocksKnown ? u"none"_s
            : isMariadb                                              ? u"lock names unknown"_s
                                                                     : u"not measured, it runs outside a transaction"_s;
    const auto longest = std::max_element(
        locks.cbegin(), locks.cend(), [](const TakenLock &a, const TakenLock &b) { return a.longest < b.longest; });
    return u"%1 on %2, %3"_s.arg(longest->mode, plainLine(longest->relation), timeText(longest->longest));
}

/// "1.2 s / 300 ms of 7", forward and back.
QString percentileText(const RehearsedStep &step)
{
    const int n = std::max(step.forwardTimes.n, step.undoTimes.n);
    if (step.forwardTimes.p95 < Duration(0) && step.undoTimes.p95 < Duration(0))
        return u"– of %1"_s.arg(n);
    return u"%1 / %2 of %3"_s.arg(timeText(step.forwardTimes.p95), timeText(step.undoTimes.p95), QString::number(n));
}

/// Measured on the copy, and what that means for a target with more rows.
QString measuredText(Duration took, double scale)
{
    return took >= Duration(0) && scale > kSameSize ? u"%1 ×%2"_s.arg(timeText(took)).arg(scale, 0, 'f', 1) : timeText(took);
}

QString resultText(const Certificate &certificate, const Output &out)
{
    const QString name = rollbackResultName(certificate.result);
    switch (certificate.result) {
    case RollbackResult::Exact:
        return out.good(name);
    case RollbackResult::ExactExcept:
        return out.watch(name);
    case RollbackResult::Failed:
    case RollbackResult::Unknown:
    case RollbackResult::None:
        return out.breach(name);
    }
    return name;
}

QStringList returnLines(const Certificate &certificate, const Output &out)
{
    QStringList lines;
    for (const RehearsedReturn &back : certificate.returns) {
        const bool isProven
            = back.proof.result == RollbackResult::Exact || back.proof.result == RollbackResult::ExactExcept;
        const auto equal = std::count_if(back.proof.tables.cbegin(), back.proof.tables.cend(),
            [](const TableProof &table) { return table.isEqual; });
        const QString fingerprint = back.proof.fingerprintBefore.isEmpty() ? u"not compared"_s
            : back.proof.fingerprintBefore == back.proof.fingerprintAfter  ? u"equal"_s
                                                                           : u"different"_s;
        const QString way = back.isDirect ? u" at once"_s : QString();
        lines += u"  %1 back to %2%3: %4, fingerprint %5, %6 of %7 tables equal, %8"_s.arg(
            isProven ? out.good(u"✓"_s) : out.breach(u"✕"_s), back.to.isEmpty() ? u"the start"_s : back.to, way,
            rollbackResultName(back.proof.result), fingerprint, QString::number(equal),
            QString::number(back.proof.tables.size()), timeText(back.took));
        for (const QString &difference : back.proof.differences)
            lines += u"      "_s + plainLine(difference);
        for (const TableProof &table : back.proof.tables) {
            if (table.isSampled || (table.isEqual && !table.note.isEmpty()))
                lines += u"      %1 %2"_s.arg(plainLine(table.table), plainLine(table.note));
        }
    }
    return lines;
}

QString costText(double cost) { return cost < 0 ? u"–"_s : QString::number(cost, 'f', cost < 10 ? 2 : 0); }

/// Costs in the engine's own unit, where it tells any; then what readers lose, and how to live with it.
QStringList routeLines(const Certificate &certificate, const Output &out)
{
    QStringList lines;
    QMap<QString, int> replaced; // where the engine tells no costs
    QList<QStringList> rows { { u"  readers ask"_s, u"legacy"_s, u"route off"_s, u"candidate"_s, u"route on"_s } };
    for (const RoutedQuery &routed : certificate.routes) {
        if (routed.legacy >= 0)
            rows.append({ u"  %1: %2"_s.arg(plainLine(routed.view), plainLine(routed.query)), costText(routed.legacy), costText(routed.routeOff),
                costText(routed.candidate), costText(routed.routeOn) });
        else if (!routed.query.isEmpty() && routed.note.startsWith(u"not compared"_s))
            lines += u"  %1: %2 %3"_s.arg(plainLine(routed.view), plainLine(routed.query), plainLine(routed.note));
        else if (!routed.query.isEmpty())
            ++replaced[routed.view];
        else
            lines += u"  readers of %1 (flag %2): %3"_s.arg(plainLine(routed.view), plainLine(routed.flag), plainLine(routed.note));
    }
    for (auto it = replaced.cbegin(); it != replaced.cend(); ++it)
        lines += u"  readers of %1: plans of %2 queries compared between legacy and candidate; the flag replaces the view"_s.arg(plainLine(it.key())).arg(it.value());
    if (rows.size() > 1)
        lines = QStringList { table(rows), u"  costs as the copy's planner estimates them; nothing was run"_s } + lines;
    for (const QString &warning : routeWarnings(certificate.routes))
        lines += out.watch(u"  ! "_s) + plainLine(warning);
    if (const QString advice = routeAdvice(certificate.routes); !advice.isEmpty())
        lines += u"    "_s + plainLine(advice);
    return lines;
}

} // namespace

QString describeCertificate(const Certificate &certificate, const QDateTime &now, bool isNeeded, const Output &out)
{
    QStringList lines;
    lines += u"%1  %2  on a copy of %3, %4"_s.arg(out.bold(certificate.plan), resultText(certificate, out),
        plainLine(certificate.madeOn), plainLine(certificate.server));
    QList<QStringList> rows { { u"  stage"_s, u"step"_s, u"class"_s, u"forward"_s, u"back"_s, u"p95"_s, u"rows"_s,
        u"longest lock"_s } };
    for (const RehearsedStep &step : certificate.steps)
        rows.append({ u"  "_s + step.stage, step.step, reversibilityName(step.reversibility),
            measuredText(step.forward.took, step.forwardScale), measuredText(step.undo.took, step.undoScale), percentileText(step),
            step.forward.rows > 0 ? QString::number(step.forward.rows) : u"–"_s, lockText(certificate, step) });
    if (rows.size() > 1)
        lines += table(rows);
    lines += returnLines(certificate, out);
    for (const QString &reason : certificate.reasons)
        lines += (certificate.result == RollbackResult::Failed ? out.breach(u"  failed: "_s)
                                                               : out.watch(u"  left behind: "_s))
            + plainLine(reason);
    lines += routeLines(certificate, out);
    const auto back = certificate.expectedBack();
    lines += u"  expected on %1: forward %2 (%3)"_s.arg(
        plainLine(certificate.connection), timeText(certificate.expectedForward()), timesText(certificate.forwardTimes));
    lines += back ? u"  and back %1 (%2)"_s.arg(timeText(*back), timesText(certificate.backTimes)) : u"  and back: not measured"_s;
    if (certificate.scale > kSameSize)
        lines += u"  the copy has fewer rows: times that depend on rows are grown, the proof's by %1, steps as marked ×"_s.arg(
            certificate.scale, 0, 'f', 1);
    if (certificate.result != RollbackResult::Failed)
        lines += u"  valid until %1 UTC"_s.arg(certificate.validUntil.toUTC().toString(u"yyyy-MM-dd HH:mm"_s));
    if (!certificate.isTargetAlike) {
        const QString what = certificate.targetDifferences.isEmpty() ? u"it could not be compared"_s
                                                                     : u"the copy's schema is another"_s;
        lines
            += out.watch(u"  ! this does not speak for %1 as it is: %2"_s.arg(plainLine(certificate.connection), what));
        for (const QString &difference : certificate.targetDifferences.mid(0, 10))
            lines += u"      "_s + plainLine(difference);
        if (isNeeded)
            lines += u"    nothing starts with it there; refresh the copy, then rehearse again"_s;
    }
    if (!certificate.newPartitions.isEmpty())
        lines += u"  partitions that the copy has not, which is no difference: "_s + plainLine(certificate.newPartitions.join(u", "_s));
    if (certificate.validUntil <= now)
        lines += out.watch(u"  ! expired"_s);
    return lines.join(u'\n');
}

QString rehearsalLine(const RolloutView &view, const QDateTime &now, const Output &out)
{
    if (!view.bundle)
        return {};
    if (!view.certificate)
        return u"  ◇ not rehearsed; 'sluice rehearse %1' proves the way back on a copy"_s.arg(view.planId);
    if (view.certificate->digest != view.bundle->digest)
        return u"  ◇ rehearsed in another version only: %1"_s.arg(plainLine(certificateLine(*view.certificate, now)));
    const qsizetype losses = routeWarnings(view.certificate->routes).size();
    const QString line = u"  ◇ rehearsed: %1"_s.arg(plainLine(certificateLine(*view.certificate, now)))
        + (losses > 0 ? u" · slower for readers in %1 ways"_s.arg(losses) : QString());
    const QString why = view.certificate->result == RollbackResult::Exact
        ? QString()
        : u": "_s + plainLine(view.certificate->reasons.value(0));
    return view.certificate->result == RollbackResult::Failed ? out.breach(line + why) : line + why;
}

QJsonObject rehearsalJson(
    const std::optional<Certificate> &certificate, const QString &digest, bool isNeeded, const QString &problem)
{
    QJsonObject json { { u"required"_s, isNeeded }, { u"problem"_s, problem } };
    if (!certificate || certificate->digest != digest) {
        json[u"result"_s] = u"NONE"_s;
        return json;
    }
    json[u"result"_s] = rollbackResultName(certificate->result);
    json[u"at"_s] = certificate->at.toUTC().toString(Qt::ISODateWithMs);
    json[u"valid_until"_s] = certificate->validUntil.toUTC().toString(Qt::ISODateWithMs);
    json[u"made_on"_s] = certificate->madeOn;
    json[u"reasons"_s] = QJsonArray::fromStringList(certificate->reasons);
    json[u"warnings"_s] = QJsonArray::fromStringList(routeWarnings(certificate->routes));
    return json;
}

QStringList startWarnings(const RolloutView &view)
{
    if (!view.certificate || !view.bundle || view.certificate->digest != view.bundle->digest)
        return {};
    return routeWarnings(view.certificate->routes);
}

} // namespace sluice
