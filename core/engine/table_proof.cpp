// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/table_proof.h"

#include "engine/proof_sample.h"
#include "engine/proof_writes.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QStringList differingColumns(const TableChecksum &before, const TableChecksum &now)
{
    QStringList columns;
    for (auto it = before.columnSums.begin(); it != before.columnSums.end(); ++it) {
        if (now.columnSums.value(it.key()) != it.value())
            columns += it.key();
    }
    return columns;
}

/// For a table that differs, and where only named columns were written: what can still be told.
TableVerdict judgeColumns(
    const TableChecksum &before, const TableChecksum &now, const QStringList &written, bool hasRemnant, QString &note)
{
    const QStringList differing = differingColumns(before, now);
    const QString names = written.join(u", "_s);
    if (before.rows != now.rows) {
        const QString counts = u"%1 rows were recorded and %2 are there"_s.arg(before.rows).arg(now.rows);
        note = counts
            + (before.keyColumn.isEmpty() ? u"; without a growing key, rows that arrived cannot be counted apart"_s
                                          : u"; this rollout neither added nor removed rows"_s)
            + u", so what it gave back in %1 could not be compared"_s.arg(names);
        return TableVerdict::Except;
    }
    QStringList suspects;
    std::copy_if(written.cbegin(), written.cend(), std::back_inserter(suspects),
        [&](const QString &column) { return differing.contains(column); });
    if (suspects.isEmpty() && !differing.isEmpty()) {
        note = u"changed by other writers meanwhile in %1; this rollout wrote %2 alone, which is as it was"_s.arg(
            differing.join(u", "_s), names);
        return TableVerdict::Proven;
    }
    const QString places = suspects.isEmpty() ? names : suspects.join(u", "_s);
    if (hasRemnant) {
        note = u"differs in %1, where values that others wrote were kept"_s.arg(places);
        return TableVerdict::Except;
    }
    note
        = u"differs in %1, which this rollout wrote and gave back: a value that was not restored and one that somebody wrote since look alike"_s
              .arg(places);
    return TableVerdict::Unsure;
}

/// Did a guarded undo of this table's values leave those that others wrote?
bool hasValueRemnant(const QList<UndoItem> &undone, const QStringList &remnants, const RelationName &table)
{
    return std::any_of(undone.cbegin(), undone.cend(), [&](const UndoItem &item) {
        return item.step.backfill && remnants.contains(item.step.remnant)
            && std::any_of(item.step.touches.cbegin(), item.step.touches.cend(),
                [&](const RelationName &touched) { return mayBeSame(touched, table); });
    });
}

} // namespace

bool mayHaveWritten(const QList<UndoItem> &undone, const TableChecksum &before)
{
    const Writes writes = writesOf(undone, before);
    return writes.anything || writes.perhaps || !writes.columns.isEmpty();
}

TableProof proveTable(const TableChecksum &before, const TableChecksum &now, const QList<UndoItem> &undone,
    const QStringList &remnants, TableVerdict &verdict)
{
    const Writes writes = writesOf(undone, before);
    TableProof proof;
    proof.table = before.table.text();
    proof.rowsBefore = before.rows;
    proof.rowsNow = now.rows;
    proof.sumBefore = before.rowSum;
    proof.sumNow = now.rowSum;
    proof.arrived = now.arrivedSince;
    proof.isEqual = sameContent(before, now);
    proof.isSampled = !before.sample.isEmpty();
    verdict = TableVerdict::Proven;
    if (proof.isEqual) {
        proof.note = budgetNote(before);
        if (proof.isSampled && !isSampleEnough(undone, before, now, proof))
            verdict = TableVerdict::Except;
        return proof;
    }
    if (!writes.anything && writes.columns.isEmpty() && writes.perhaps) {
        verdict = TableVerdict::Unsure;
        proof.note
            = u"changed, and raw SQL or a program of this rollout may have written it, through a trigger, a cascade or a function"_s;
    } else if (!writes.anything && writes.columns.isEmpty()) {
        proof.note = u"changed by other writers meanwhile; no statement of this rollout wrote its rows"_s;
    } else if (!writes.anything && !writes.perhaps) {
        verdict
            = judgeColumns(before, now, writes.columns, hasValueRemnant(undone, remnants, before.table), proof.note);
    } else if (before.keyColumn.isEmpty() && now.rows > before.rows) {
        verdict = TableVerdict::Unsure;
        proof.note
            = u"%1 rows were recorded and %2 are there; without a growing key, rows that arrived and rows that were not removed look alike"_s
                  .arg(before.rows)
                  .arg(now.rows);
    } else {
        verdict = TableVerdict::Wrong;
        const QStringList columns = differingColumns(before, now);
        proof.note = columns.isEmpty() ? u"row count differs"_s : u"differs in "_s + columns.join(u", "_s);
    }
    if (proof.isSampled) {
        proof.note += u"; "_s + budgetNote(before);
        if (verdict == TableVerdict::Proven && !isSampleEnough(undone, before, now, proof))
            verdict = TableVerdict::Except;
    }
    return proof;
}

TableProof proveUntouched(const TableChecksum &before, qint64 arrived)
{
    TableProof proof;
    proof.table = before.table.text();
    proof.rowsBefore = before.rows;
    proof.rowsNow = -1;
    proof.sumBefore = before.rowSum;
    proof.arrived = arrived;
    proof.isUntouched = true;
    proof.note = u"not read again: its storage is as it was, and no statement of this rollout wrote its rows"_s;
    return proof;
}

QJsonObject toJson(const TableProof &table)
{
    QJsonObject json { { u"table"_s, table.table }, { u"rows_before"_s, static_cast<double>(table.rowsBefore) },
        { u"rows_now"_s, static_cast<double>(table.rowsNow) }, { u"sum_before"_s, table.sumBefore },
        { u"sum_now"_s, table.sumNow }, { u"arrived"_s, static_cast<double>(table.arrived) },
        { u"equal"_s, table.isEqual }, { u"sampled"_s, table.isSampled }, { u"note"_s, table.note } };
    if (table.isUntouched)
        json[u"untouched"_s] = true;
    return json;
}

TableProof tableProofFromJson(const QJsonObject &json)
{
    TableProof table;
    table.table = json[u"table"_s].toString();
    table.rowsBefore = static_cast<qint64>(json[u"rows_before"_s].toDouble());
    table.rowsNow = static_cast<qint64>(json[u"rows_now"_s].toDouble());
    table.sumBefore = json[u"sum_before"_s].toString();
    table.sumNow = json[u"sum_now"_s].toString();
    table.arrived = static_cast<qint64>(json[u"arrived"_s].toDouble());
    table.isEqual = json[u"equal"_s].toBool();
    table.isSampled = json[u"sampled"_s].toBool();
    table.isUntouched = json[u"untouched"_s].toBool();
    table.note = json[u"note"_s].toString();
    return table;
}

} // namespace sluice
