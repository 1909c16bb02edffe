// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/fidelity_probe.h"

#include "quality/allowance.h"
#include "quality/difference/compare_tables.h"
#include "quality/fidelity_slices.h"
#include "quality/fidelity_text.h"
#include "quality/probe_sql.h"
#include "quality/sample_classifier.h"

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
    if (!probe.slices)
        return whole;
    return whole + u", %1 by %1 of %2, settled after %3"_s.arg(timeBucketNames()[static_cast<qsizetype>(*probe.slices)],
        probe.time.isEmpty() ? u"the key's only date"_s : dialect.column(probe.legacy, probe.time), formatDuration(probe.settling.value_or(Duration(0))));
}

Sample runComparison(SqlSession &session, const Gate &gate, const QDateTime &now, SliceBook *book)
{
    const auto &probe = std::get<FidelityProbe>(gate.probe);
    if (probe.slices) {
        SliceBook none;
        return compareSlices(session, gate, book ? *book : none, now);
    }
    Allowance allowance(session, gate.timeout);
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
    const Result<TableDifference> difference = compareTables(session, fidelityRequest(probe), watch);
    if (difference) {
        const qint64 compared = difference->rows.legacy + difference->rows.candidate;
        return compared > probe.budget ? beyondBudget(compared, probe, true) : classify(gate, session.engine(), *difference, now);
    }
    if (!allowance.isOver() && rows[0] + rows[1] > probe.budget)
        return beyondBudget(rows[0] + rows[1], probe, false);
    return failedComparison(gate, allowance.isOver(), difference.error());
}

} // namespace sluice
