// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/replay_view.h"

#include "communication/plain_text.h"
#include "quality/metric_text.h"
#include "ui/models/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("sluice::replayView", text); }

QString ms(double value) { return metricText(u"query_latency"_s, value); }

QString medianText(const ReplayTimes &times)
{
    if (times.n > 0)
        return ms(times.p50);
    return times.failure.isEmpty() ? tr("no runs") : tr("failed");
}

QString timesText(const QString &branch, const ReplayTimes &times)
{
    if (times.n == 0)
        return times.failure.isEmpty() ? QString() : tr("%1 failed: %2").arg(branch, singleLine(times.failure, 400));
    const QString text
        = tr("%1: p50 %2, p95 %3, n %4").arg(branch, ms(times.p50), ms(times.p95), groupedNumber(times.n));
    return times.failure.isEmpty() ? text : tr("%1, then it failed: %2").arg(text, singleLine(times.failure, 400));
}

bool isBad(ReplayVerdict verdict) { return verdict == ReplayVerdict::Slower || verdict == ReplayVerdict::Broken; }

ReplayRow::Tone toneOf(ReplayVerdict verdict)
{
    switch (verdict) {
    case ReplayVerdict::Same:
        return ReplayRow::Tone::Same;
    case ReplayVerdict::Slower:
        return ReplayRow::Tone::Slower;
    case ReplayVerdict::Broken:
        return ReplayRow::Tone::Broken;
    case ReplayVerdict::Inconclusive:
        return ReplayRow::Tone::Unknown;
    }
    return ReplayRow::Tone::Unknown;
}

QString verdictText(ReplayVerdict verdict)
{
    switch (verdict) {
    case ReplayVerdict::Same:
        return tr("not slower");
    case ReplayVerdict::Slower:
        return tr("slower");
    case ReplayVerdict::Broken:
        return tr("does not run");
    case ReplayVerdict::Inconclusive:
        return tr("too few runs");
    }
    return {};
}

QString lossText(const QString &change)
{
    return change == u"no parallel plan"_s ? tr("has no parallel plan") : plainLine(change, 300);
}

ReplayRow rowOf(const ReplayedQuery &query, bool hasPeak)
{
    // A load decides where the query alone does not.
    const bool isPeak = hasPeak && !isBad(query.verdict)
        && (isBad(query.verdictAtPeak)
            || (query.verdict == ReplayVerdict::Same && query.verdictAtPeak == ReplayVerdict::Inconclusive));
    const ReplayVerdict verdict = isPeak ? query.verdictAtPeak : query.verdict;
    ReplayRow row;
    row.tone = toneOf(verdict);
    row.name = singleLine(query.query.name, 80);
    row.sql = plainLines(query.query.sql);
    row.legacy = medianText(query.legacy);
    row.candidate = medianText(query.candidate);
    if (query.legacy.n > 0 && query.candidate.n > 0 && query.legacy.p50 > 0)
        row.factor = ratioText(query.candidate.p50 / query.legacy.p50);
    row.verdict = isPeak ? tr("%1 at peak").arg(verdictText(verdict)) : verdictText(verdict);
    QStringList losses;
    for (const QString &change : query.planChanges)
        losses += lossText(change);
    row.losses = losses.join(u"; "_s);
    if (query.query.calls > 0)
        row.details += tr("%1 calls counted").arg(groupedNumber(query.query.calls));
    row.details += timesText(tr("Legacy"), query.legacy);
    row.details += timesText(tr("Candidate"), query.candidate);
    if (hasPeak) {
        row.details += timesText(tr("Legacy, at peak"), query.legacyAtPeak);
        row.details += timesText(tr("Candidate, at peak"), query.candidateAtPeak);
    }
    for (const QString &loss : std::as_const(losses))
        row.details += tr("On the candidate it %1").arg(loss);
    for (const QString &hint : query.hints)
        row.details += tr("Hint: %1").arg(plainLine(hint));
    if (!query.note.isEmpty())
        row.details += tr("Plans were not compared: %1").arg(plainLine(query.note));
    row.details.removeAll(QString());
    return row;
}

ReplayRow rowOf(const SkippedQuery &query)
{
    ReplayRow row;
    row.tone = ReplayRow::Tone::Left;
    row.name = singleLine(query.query.name, 80);
    row.sql = plainLines(query.query.sql);
    row.verdict = tr("not replayed");
    row.details = { tr("Not replayed: %1").arg(plainLine(query.why)) };
    return row;
}

int weightOf(ReplayRow::Tone tone)
{
    switch (tone) {
    case ReplayRow::Tone::Broken:
        return 0;
    case ReplayRow::Tone::Slower:
        return 1;
    case ReplayRow::Tone::Unknown:
        return 2;
    case ReplayRow::Tone::Same:
        return 3;
    case ReplayRow::Tone::Left:
        return 4;
    }
    return 4;
}

QByteArray cell(QString text)
{
    if (!text.isEmpty() && u"=+-@\t\r"_s.contains(text[0]))
        text.prepend(u'\'');
    return '"' + text.replace(u'"', u"\"\""_s).toUtf8() + '"';
}

void addTimes(QByteArray &csv, const ReplayTimes &times)
{
    csv += ',' + QByteArray::number(times.n) + ',';
    csv += times.n > 0 ? QByteArray::number(times.p50, 'g', 17) + ',' + QByteArray::number(times.p95, 'g', 17)
                       : QByteArray(",");
}

} // namespace

QList<ReplayRow> replayRows(const Replay &replay)
{
    QList<ReplayRow> rows;
    for (const ReplayedQuery &query : replay.queries)
        rows.append(rowOf(query, replay.atOnce > 0));
    for (const SkippedQuery &query : replay.skipped)
        rows.append(rowOf(query));
    std::stable_sort(rows.begin(), rows.end(),
        [](const ReplayRow &a, const ReplayRow &b) { return weightOf(a.tone) < weightOf(b.tone); });
    return rows;
}

QString replaySummary(const Replay &replay, double limit)
{
    const auto count = [&](ReplayVerdict verdict) {
        return std::count_if(replay.queries.cbegin(), replay.queries.cend(), [verdict](const ReplayedQuery &query) {
            return query.verdict == verdict || query.verdictAtPeak == verdict;
        });
    };
    if (replay.queries.isEmpty())
        return tr("No query was replayed: nothing is known of the candidate");
    const auto slower = count(ReplayVerdict::Slower);
    const auto broken = count(ReplayVerdict::Broken);
    QStringList parts;
    if (slower > 0)
        parts += tr("%1 of %2 queries slower than %3× the legacy").arg(slower).arg(replay.queries.size()).arg(limit);
    if (broken > 0)
        parts += tr("%1 that the candidate does not answer").arg(broken);
    if (parts.isEmpty() && !replay.isConclusive())
        parts += tr("Inconclusive: what was run is too little to say that the candidate holds");
    else if (parts.isEmpty())
        parts += replay.queries.size() == 1
            ? tr("The one query is not slower than %1× the legacy").arg(limit)
            : tr("None of %1 queries slower than %2× the legacy").arg(replay.queries.size()).arg(limit);
    if (!replay.skipped.isEmpty())
        parts += tr("%1 not replayable").arg(replay.skipped.size());
    return parts.join(u", "_s);
}

QStringList replayNotes(const Replay &replay)
{
    QStringList notes;
    if (replay.atOnce > 0)
        notes += tr("At peak %1 sessions ran all of them at once").arg(replay.atOnce);
    notes += replay.isThroughRoute ? tr("Measured through the route, forced to each branch")
                                   : tr("Measured on the branches by their names, without the route");
    if (replay.isCut)
        notes += tr("The time was over before everything was run");
    if (replay.unrelated > 0)
        notes += replay.unrelated == 1
            ? tr("1 query reads nothing that the plan switches")
            : tr("%1 queries read nothing that the plan switches").arg(groupedNumber(replay.unrelated));
    for (const QString &note : replay.notes)
        notes += sentenceCase(plainLine(note));
    return notes;
}

QString replayProgressText(const ReplayProgress &progress, Duration elapsed)
{
    QString text = progress.isAtPeak ? tr("At peak load: round %1 of %2").arg(progress.done).arg(progress.of)
                                     : tr("Replaying: run %1 of %2").arg(progress.done).arg(progress.of);
    if (progress.done > 0 && progress.of > progress.done && elapsed.count() > 0)
        text += u", "_s
            + tr("about %1 left")
                  .arg(humanDuration(std::chrono::floor<std::chrono::seconds>(
                      elapsed * (progress.of - progress.done) / progress.done + std::chrono::seconds(1))));
    return text;
}

QByteArray replayCsv(const Replay &replay)
{
    QByteArray csv
        = "query,sql,calls,verdict,legacy_n,legacy_p50_ms,legacy_p95_ms,candidate_n,candidate_p50_ms,candidate_p95_ms,"
          "verdict_at_peak,legacy_peak_n,legacy_peak_p50_ms,legacy_peak_p95_ms,candidate_peak_n,candidate_peak_p50_ms,"
          "candidate_peak_p95_ms,plan_loses,hints,why\r\n";
    for (const ReplayedQuery &query : replay.queries) {
        csv += cell(query.query.name) + ',' + cell(query.query.sql) + ',' + QByteArray::number(query.query.calls) + ','
            + replayVerdictName(query.verdict).toUtf8();
        addTimes(csv, query.legacy);
        addTimes(csv, query.candidate);
        csv += ',' + (replay.atOnce > 0 ? replayVerdictName(query.verdictAtPeak).toUtf8() : QByteArray());
        addTimes(csv, query.legacyAtPeak);
        addTimes(csv, query.candidateAtPeak);
        QStringList why { query.legacy.failure, query.candidate.failure, query.note };
        why.removeAll(QString());
        csv += ',' + cell(query.planChanges.join(u"; "_s)) + ',' + cell(query.hints.join(u"; "_s)) + ','
            + cell(why.join(u"; "_s)) + "\r\n";
    }
    for (const SkippedQuery &query : replay.skipped)
        csv += cell(query.query.name) + ',' + cell(query.query.sql) + ',' + QByteArray::number(query.query.calls)
            + ",not_replayed" + QByteArray(15, ',') + ',' + cell(query.why) + "\r\n";
    return csv;
}

} // namespace sluice
