// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/fidelity_probe.h"

#include "quality/allowance.h"
#include "quality/difference/compare_tables.h"
#include "quality/difference/side_reader.h"
#include "quality/fidelity_slices.h"
#include "quality/fidelity_text.h"
#include "quality/probe_sql.h"
#include "quality/sample_classifier.h"
#include "sql/sql_quoting.h"
#include "warehouse/catalogue.h"
#include "warehouse/kept_rows.h"

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

qint64 differingRows(const TableDifference &difference) { return difference.changed + difference.added + difference.removed; }

Sample classifyDifference(const Gate &gate, Engine engine, const TableDifference &difference, qint64 differing, const QDateTime &now)
{
    const qint64 rows = difference.equal + differingRows(difference);
    SqlRows row;
    row.rows = { { fidelityValue(std::get<FidelityProbe>(gate.probe), differing, rows), static_cast<qlonglong>(rows) } };
    Sample sample = classifyRow(gate, engine, row, std::nullopt, now);
    if (sample.sampleClass == SampleClass::Good)
        sample.detail = detailOf(difference);
    return sample;
}

/// Where nothing but approved columns may differ, every row differs by a column that one side lacks or has as another type.
Sample classifyApproved(const Gate &gate, Engine engine, TableDifference difference, const QDateTime &now)
{
    const auto &probe = std::get<FidelityProbe>(gate.probe);
    const Qt::CaseSensitivity spelling = engine == Engine::Postgresql ? Qt::CaseSensitive : Qt::CaseInsensitive;
    difference.onlyCandidate.removeIf([&](const QString &column) { return probe.approved->contains(column, spelling); });
    const bool isOfOtherShape = !difference.onlyLegacy.isEmpty() || !difference.onlyCandidate.isEmpty()
        || std::any_of(difference.columns.cbegin(), difference.columns.cend(), [](const ColumnDifference &column) { return column.isTypeDifferent; });
    const qint64 differing = differingRows(difference);
    const SideCounts &repeated = difference.duplicates;
    const SideCounts &unknown = difference.nullKeys;
    if (!isOfOtherShape && differing == 0 && repeated.legacy + repeated.candidate + unknown.legacy + unknown.candidate > 0)
        return withoutValue(SampleClass::Error, u"the keys (%1) do not tell rows apart: %2; name keys that do"_s.arg(probe.key.join(u", "_s), detailOf(difference)));
    return classifyDifference(gate, engine, difference, isOfOtherShape ? difference.equal + differing : differing, now);
}

Sample classify(const Gate &gate, Engine engine, const TableDifference &difference, const QDateTime &now)
{
    if (std::get<FidelityProbe>(gate.probe).approved)
        return classifyApproved(gate, engine, difference, now);
    return classifyDifference(gate, engine, difference, differingRows(difference), now);
}

/// What is compared of one gate at once.
struct Whole
{
    DifferenceRequest request;
    std::optional<qint64> legacyRows; ///< that there must be
};

Sample compareWhole(SqlSession &session, const Gate &gate, Allowance &allowance, const Whole &whole, const QDateTime &now)
{
    const auto &probe = std::get<FidelityProbe>(gate.probe);
    std::array<qint64, 2> rows { 0, 0 };
    const auto watch = [&](const DifferenceProgress &progress) {
        if (progress.phase != DifferenceProgress::Phase::Summing)
            return;
        qint64 &side = rows[progress.isLegacy ? 0 : 1];
        // SQLite has no statistics, but every row is seen as it is read; the others tell their number only when all are.
        side = std::max({ side, progress.rows, session.engine() == Engine::Sqlite ? 0 : progress.of });
        if (rows[0] + rows[1] > probe.budget)
            allowance.end();
    };
    const Result<TableDifference> difference = compareTables(session, whole.request, watch);
    if (difference && whole.legacyRows && difference->rows.legacy != *whole.legacyRows)
        return withoutValue(SampleClass::Error,
            u"the baseline in %1 holds %2 rows, and %3 were kept when the rollout started"_s.arg(whole.request.legacy.text(),
                QString::number(difference->rows.legacy), QString::number(*whole.legacyRows)));
    if (difference) {
        const qint64 compared = difference->rows.legacy + difference->rows.candidate;
        return compared > probe.budget ? beyondBudget(compared, probe, true) : classify(gate, session.engine(), *difference, now);
    }
    if (!allowance.isOver() && rows[0] + rows[1] > probe.budget)
        return beyondBudget(rows[0] + rows[1], probe, false);
    return failedComparison(gate, allowance.isOver(), difference.error());
}

/// How many rows came since the baseline was taken; in the snapshot that is compared.
Result<qint64> countNewer(SqlSession &session, const RelationName &live, const QString &newer)
{
    if (newer.isEmpty())
        return 0;
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT count(*) FROM %1 WHERE %2"_s.arg(quoteRelation(session.engine(), live), newer)));
    return rows.scalar().toLongLong();
}

/// A relation that gets its name by a step of the plan, as the legacy of a flag does, is until then what was copied.
Result<RelationName> liveRelation(SqlSession &session, const FidelityProbe &probe, const TakenBaseline &taken)
{
    if (probe.candidate != probe.legacy || taken.relation == probe.legacy)
        return probe.candidate;
    SLUICE_TRY(const RelationFacts facts, describeRelation(session, probe.legacy));
    return facts.kind == RelationKind::Missing ? taken.relation : probe.legacy;
}

/// Both of one moment: what is compared, and what is counted apart.
Sample compareWithBaseline(
    SqlSession &session, const Gate &gate, Allowance &allowance, const TakenBaseline *taken, const QDateTime &now)
{
    const auto &probe = std::get<FidelityProbe>(gate.probe);
    if (!taken)
        return withoutValue(SampleClass::Error, u"no baseline of %1 was taken when the rollout started"_s.arg(probe.legacy.text()));
    if (taken->isDropped)
        return withoutValue(SampleClass::Error, u"the baseline of %1 was kept long enough, and is gone"_s.arg(probe.legacy.text()));
    const Result<RelationName> live = liveRelation(session, probe, *taken);
    if (!live)
        return withoutValue(SampleClass::Error, live.error().what);
    const NewerRows rows = newerRows(session.engine(), taken->kept.where, taken->kept.newerBy, taken->copy);
    Whole whole { fidelityRequest(probe), taken->rows };
    whole.request.legacy = taken->copy;
    whole.request.candidate = *live;
    whole.request.candidateOnly = rows.compared;
    Result<void> begun = session.begin();
    if (begun)
        begun = tuneSnapshot(session);
    const Result<qint64> newer = begun ? countNewer(session, *live, rows.newer) : Result<qint64>(tl::make_unexpected(begun.error()));
    Sample sample = newer ? compareWhole(session, gate, allowance, whole, now) : failedComparison(gate, allowance.isOver(), newer.error());
    session.rollback();
    if (newer && *newer > 0 && sample.sampleClass != SampleClass::Error)
        sample.detail += (sample.detail.isEmpty() ? QString() : u"; "_s)
            + (*newer == 1 ? u"1 row newer than the baseline, not compared"_s
                           : u"%1 rows newer than the baseline, not compared"_s.arg(*newer));
    return sample;
}

} // namespace

QString probeSql(const ProbeDialect &dialect, const FidelityProbe &probe, const Gate &)
{
    QStringList tolerances;
    for (auto it = probe.tolerances.cbegin(); it != probe.tolerances.cend(); ++it)
        tolerances << u"%1=%2"_s.arg(it.key(), plainDigits(it.value()));
    const QString whole = (probe.countsRows ? u"count the rows that differ: "_s : QString()) + u"compare %1 with %2 by key (%3), columns (%4), tolerances (%5), at most %6 rows"_s.arg(dialect.relation(probe.legacy),
        dialect.relation(probe.candidate), probe.key.join(u", "_s), probe.columns.join(u", "_s), tolerances.join(u", "_s), QString::number(probe.budget));
    if (probe.approved)
        return whole + u", nothing may differ but (%1)"_s.arg(probe.approved->join(u", "_s));
    if (probe.baseline)
        return whole + u", as it was when the rollout started (%1), without what is newer by (%2)"_s.arg(probe.baseline->where, probe.baseline->newerBy);
    if (!probe.slices)
        return whole;
    return whole + u", %1 by %1 of %2, settled after %3"_s.arg(timeBucketNames()[static_cast<qsizetype>(*probe.slices)],
        probe.time.isEmpty() ? u"the key's only date"_s : dialect.column(probe.legacy, probe.time), formatDuration(probe.settling.value_or(Duration(0))));
}

Sample runComparison(
    SqlSession &session, const Gate &gate, const QDateTime &now, SliceBook *book, const TakenBaseline *taken)
{
    const auto &probe = std::get<FidelityProbe>(gate.probe);
    if (probe.slices) {
        SliceBook none;
        return compareSlices(session, gate, book ? *book : none, now);
    }
    Allowance allowance(session, gate.timeout);
    if (probe.baseline)
        return compareWithBaseline(session, gate, allowance, taken, now);
    return compareWhole(session, gate, allowance, Whole { fidelityRequest(probe), std::nullopt }, now);
}

} // namespace sluice
