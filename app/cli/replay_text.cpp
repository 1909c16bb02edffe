// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/replay_text.h"

#include "communication/plain_text.h"
#include "quality/metric_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kNameWidth = 40;
constexpr qsizetype kSqlWidth = 100;

QString ms(double value) { return metricText(u"query_latency"_s, value); }

QString timesText(const ReplayTimes &times)
{
    if (times.n == 0)
        return times.failure.isEmpty() ? u"no runs"_s : u"failed"_s;
    return u"p50 %1, p95 %2, n %3"_s.arg(ms(times.p50), ms(times.p95), QString::number(times.n));
}

QString verdictText(ReplayVerdict verdict, const Output &out)
{
    switch (verdict) {
    case ReplayVerdict::Same:
        return out.good(u"✓ within the limit"_s);
    case ReplayVerdict::Slower:
        return out.breach(u"✕ slower"_s);
    case ReplayVerdict::Broken:
        return out.breach(u"✕ does not run"_s);
    case ReplayVerdict::Inconclusive:
        return out.watch(u"? too few runs"_s);
    }
    return {};
}

QStringList queryLines(const ReplayedQuery &query, bool hasPeak, const Output &out)
{
    QString head = out.bold(plainLine(query.query.name, kNameWidth)) + u"  "_s + verdictText(query.verdict, out);
    if (query.query.calls > 0)
        head += u"  (%1 calls counted)"_s.arg(groupedDigits(query.query.calls));
    QStringList lines { head, u"  "_s + out.muted(plainLine(query.query.sql.simplified(), kSqlWidth)) };
    QList<QStringList> rows { { u"  legacy"_s, timesText(query.legacy) },
        { u"  candidate"_s, timesText(query.candidate) } };
    if (hasPeak) {
        rows.append({ u"  legacy, at peak"_s, timesText(query.legacyAtPeak) });
        rows.append({ u"  candidate, at peak"_s,
            timesText(query.candidateAtPeak) + u"  "_s + verdictText(query.verdictAtPeak, out) });
    }
    lines += table(rows);
    if (!query.candidate.failure.isEmpty())
        lines += u"  "_s + plainLine(query.candidate.failure);
    for (const QString &change : query.planChanges)
        lines += u"  Plan: on the candidate it "_s
            + plainLine(change == u"no parallel plan" ? u"has "_s + change : change);
    for (const QString &hint : query.hints)
        lines += u"  Hint: "_s + plainLine(hint);
    if (!query.note.isEmpty())
        lines += u"  Note: "_s + plainLine(query.note);
    return lines;
}

QString summary(const Replay &replay, const ReplayOptions &options)
{
    qsizetype slower = 0;
    qsizetype broken = 0;
    for (const ReplayedQuery &query : replay.queries) {
        slower += query.verdict == ReplayVerdict::Slower || query.verdictAtPeak == ReplayVerdict::Slower ? 1 : 0;
        broken += query.verdict == ReplayVerdict::Broken ? 1 : 0;
    }
    return u"%1 queries replayed, %2 slower than %3× the legacy, %4 that the candidate does not answer; %5 not replayable, %6 read nothing that the plan switches"_s
        .arg(QString::number(replay.queries.size()), QString::number(slower), QString::number(options.limit),
            QString::number(broken), QString::number(replay.skipped.size()), QString::number(replay.unrelated));
}

} // namespace

QString describeReplay(const Replay &replay, const ReplayOptions &options, const Output &out)
{
    QStringList lines;
    for (const ReplayedQuery &query : replay.queries)
        lines += queryLines(query, replay.atOnce > 0, out);
    if (!replay.skipped.isEmpty())
        lines += out.bold(u"Not replayable"_s);
    for (const SkippedQuery &query : replay.skipped)
        lines += u"  %1: %2"_s.arg(plainLine(query.query.name, kNameWidth), plainLine(query.why));
    lines += summary(replay, options);
    if (replay.atOnce > 0)
        lines += u"At peak %1 sessions ran all of them at once"_s.arg(replay.atOnce);
    lines += replay.isThroughRoute ? u"Measured through the route, forced to each branch"_s
                                   : u"Measured on the branches by their names, without the route"_s;
    if (replay.isCut)
        lines += out.watch(u"The time was over before everything was run: give more with --budget"_s);
    for (const QString &note : replay.notes)
        lines += u"Note: "_s + plainLine(note);
    return lines.join(u'\n');
}

QString replayProgressText(const ReplayProgress &progress, Duration elapsed)
{
    QString text = u"%1: %2 of %3 %4"_s.arg(progress.isAtPeak ? u"At peak load"_s : u"Replaying"_s,
        QString::number(progress.done), QString::number(progress.of), progress.isAtPeak ? u"rounds"_s : u"runs"_s);
    if (progress.done > 0 && progress.of > progress.done && elapsed.count() > 0)
        text += u", about %1 left"_s.arg(humanDuration(std::chrono::floor<std::chrono::seconds>(
            elapsed * (progress.of - progress.done) / progress.done + std::chrono::seconds(1))));
    return text;
}

} // namespace sluice
