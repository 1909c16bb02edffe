// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/distribution_probe.h"
#include "quality/fidelity_probe.h"
#include "quality/latency_window.h"
#include "quality/metric_text.h"
#include "quality/probe.h"
#include "quality/sample_classifier.h"
#include "quality/schema_probe.h"
#include "quality/tests_probe.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr ReadLimits kOneRow { 2, 1024 * 1024 };
constexpr ReadLimits kColumns { 20'000, 16 * 1024 * 1024 }; ///< of two relations
constexpr ReadLimits kBins { 100, 1024 * 1024 };
constexpr int kBaselineRuns = 5; ///< of probes other than latency; the median of them counts

double elapsedMs(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

/// Milliseconds of one execution of the whole result.
Result<double> execute(SqlSession &session, const ProbeQuery &query)
{
    if (session.engine() != Engine::Postgresql) {
        // The statement's own duration is what is measured here; it decides nothing about when to do what.
        QElapsedTimer timer;
        timer.start();
        SLUICE_TRY([[maybe_unused]] const SqlRows none, session.query(query.sql, { 0, 0 })); // no row is kept, every one is computed
        return elapsedMs(timer);
    }
    SLUICE_TRY(const SqlRows rows, session.query(query.sql, kOneRow));
    const QJsonDocument explained = QJsonDocument::fromJson(rows.scalar().toString().toUtf8());
    const QJsonValue time = explained.array().at(0).toObject().value(u"Execution Time"_s);
    if (!time.isDouble())
        return fail(ErrorCode::SqlFailed, u"the server did not report an execution time"_s);
    return time.toDouble();
}

Sample measureTime(SqlSession &session, const ProbeQuery &query)
{
    Sample sample;
    const Result<double> time = execute(session, query);
    sample.sampleClass = time ? SampleClass::Good : SampleClass::Error;
    if (!time)
        sample.detail = time.error().what;
    else if (!std::isfinite(*time) || *time < 0)
        sample.sampleClass = SampleClass::NaN;
    else
        sample.value = *time;
    sample.n = time ? 1 : 0;
    return sample;
}

/// The target's clock for plan SQL that names its newest row: asked on the same connection right after.
std::optional<double> targetClock(SqlSession &session)
{
    QString clock = u"SELECT (julianday('now') - 2440587.5) * 86400.0"_s;
    if (session.engine() == Engine::Postgresql)
        clock = u"SELECT extract(epoch FROM clock_timestamp())::float8"_s;
    else if (session.engine() == Engine::Mariadb)
        clock
            = u"SELECT CAST(TIMESTAMPDIFF(MICROSECOND, TIMESTAMP'1970-01-01 00:00:00', UTC_TIMESTAMP(6)) AS DOUBLE) / 1000000"_s;
    const auto rows = session.query(clock);
    return rows ? std::optional(rows->scalar().toDouble()) : std::nullopt;
}

/// What is known of a gate beside its plan.
struct Known
{
    SliceBook *book = nullptr;
    const TakenBaseline *taken = nullptr;
};

Sample measureRow(SqlSession &session, const Gate &gate, const ProbeQuery &query, const QDateTime &now, const Known &known)
{
    if (std::holds_alternative<TestsProbe>(gate.probe))
        return runTests(session, gate, query.tests, now);
    if (std::holds_alternative<FidelityProbe>(gate.probe))
        return runComparison(session, gate, now, known.book, known.taken);
    const bool readsColumns = std::holds_alternative<SchemaDriftProbe>(gate.probe);
    const bool readsBins = std::holds_alternative<DistributionProbe>(gate.probe);
    const Result<SqlRows> rows = session.query(query.sql, readsColumns ? kColumns : readsBins ? kBins : kOneRow);
    if (!rows) {
        Sample sample;
        sample.sampleClass = SampleClass::Error;
        sample.detail = rows.error().what;
        return sample;
    }
    if (readsColumns)
        return classifyColumns(gate, *rows);
    if (readsBins)
        return classifyBins(gate, *rows);
    std::optional<double> clock;
    if (rows->rows.size() == 1 && rows->rows[0].size() == 3 && !rows->rows[0][2].isNull())
        clock = targetClock(session);
    return classifyRow(gate, session.engine(), *rows, clock, now);
}

Sample failed(const Error &error)
{
    Sample sample;
    sample.sampleClass = SampleClass::Error;
    sample.detail = error.what;
    return sample;
}

Sample measure(SqlSession &session, const Gate &gate, const ProbeQuery &query, Branch branch, const QDateTime &now, const Known &known)
{
    if (auto set = session.setTimeouts(gate.timeout, gate.timeout); !set)
        return failed(set.error());
    if (branch == Branch::Live)
        return query.isTimed ? measureTime(session, query) : measureRow(session, gate, query, now, known);
    if (auto forced = forceBranch(session, branch); !forced)
        return failed(forced.error());
    Sample sample = query.isTimed ? measureTime(session, query) : measureRow(session, gate, query, now, known);
    // A session that stays on one branch would tell later probes a comfortable story.
    if (auto freed = forceBranch(session, Branch::Live); !freed && sample.sampleClass != SampleClass::Error)
        return failed(freed.error());
    return sample;
}

} // namespace

Sample runProbe(SqlSession &session, const Gate &gate, const ProbeQuery &query, Branch branch, const QDateTime &now, SliceBook *book,
    const TakenBaseline *taken)
{
    QElapsedTimer timer;
    timer.start();
    Sample sample = measure(session, gate, query, branch, now, { book, taken });
    sample.tookMs = elapsedMs(timer);
    sample.gate = gate.id;
    sample.branch = branch;
    sample.at = now;
    sample.queryDigest = query.digest;
    return sample;
}

Result<GateBaseline> measureBaseline(SqlSession &session, const Gate &gate, const QDateTime &now)
{
    SLUICE_TRY(const ProbeQuery query, compileProbe(session.profile(), gate));
    LatencyWindow window;
    GateBaseline baseline;
    baseline.queryDigest = query.digest;
    baseline.at = now;
    double spent = 0;
    // The first run of a latency probe only warms the caches; a slow query gets fewer runs, never fewer than three.
    const int wanted = query.isTimed ? LatencyWindow::kRuns : kBaselineRuns;
    for (int run = query.isTimed ? -1 : 0; run < wanted; ++run) {
        if (run >= 3 && spent > static_cast<double>(gate.timeout.count()))
            break;
        const Sample sample = runProbe(session, gate, query, Branch::Live, now);
        if (sample.sampleClass != SampleClass::Good)
            return fail(ErrorCode::SqlFailed, u"the baseline of gate %1 cannot be measured: %2"_s.arg(gate.id, sample.detail),
                u"gate "_s + gate.id, u"mend the probe's query or its source, then start again"_s);
        spent += sample.tookMs;
        if (run < 0)
            continue;
        window.add(sample.value);
        baseline.runs.append(sample.value);
    }
    QList<double> sorted = baseline.runs;
    std::sort(sorted.begin(), sorted.end());
    baseline.value = query.isTimed ? window.p95() : sorted[sorted.size() / 2];
    if (!(baseline.value > 0)) // no value is a multiple of nothing, so that such a limit could never be crossed
        return fail(ErrorCode::InvalidPlan, u"the baseline of gate %1 is %2, and a factor of that is no limit"_s.arg(gate.id, numberText(baseline.value)),
            u"gate "_s + gate.id, u"state a limit of its own"_s);
    return baseline;
}

} // namespace sluice
