// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rehearsal_scale.h"

#include "warehouse/catalogue.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Ops that go through the rows of a table, whatever else they say of themselves.
bool readsRows(const QString &op)
{
    static const QStringList ops { u"add_constraint"_s, u"add_generated_column"_s, u"backfill"_s, u"build_table"_s,
        u"create_index"_s, u"restore"_s, u"set_not_null"_s, u"snapshot"_s, u"sql"_s };
    return ops.contains(op);
}

/// A guard counts rows of a table, but for views and flags it counts entries of the catalogue.
bool guardReadsRows(const CompiledStep &step)
{
    return !step.guard.isEmpty() && !step.op.contains(u"view"_s) && !step.op.contains(u"flag"_s);
}

bool undoReadsRows(const CompiledStep &step)
{
    static const QStringList ops { u"backfill"_s, u"restore"_s, u"sql"_s };
    return ops.contains(step.op) || step.undoWritesRows || step.undoBatches || guardReadsRows(step);
}

double ratio(qint64 target, qint64 copy)
{
    return target > 0 && copy > 0 ? static_cast<double>(target) / static_cast<double>(copy) : 0;
}

} // namespace

Result<QMap<QString, qint64>> rowsOf(SqlSession &session, const QList<RelationName> &scope)
{
    QMap<QString, qint64> rows;
    for (const RelationName &relation : scope) {
        SLUICE_TRY(const RelationFacts facts, describeRelation(session, relation));
        if (facts.kind == RelationKind::Table || facts.kind == RelationKind::PartitionedTable)
            rows.insert(relation.text(), facts.rowEstimate); // as the plan says it: a clone has another name
    }
    return rows;
}

double RowScale::largest() const
{
    double scale = 1;
    for (auto it = copy.cbegin(); it != copy.cend(); ++it)
        scale = std::max(scale, ratio(target.value(it.key(), -1), it.value()));
    return scale;
}

double RowScale::of(const QList<RelationName> &tables) const
{
    double scale = 0;
    for (auto it = copy.cbegin(); it != copy.cend(); ++it) {
        const auto planned = RelationName::parse(it.key());
        const bool isTouched = planned && std::any_of(tables.cbegin(), tables.cend(), [&](const RelationName &table) {
            const bool sameSchema
                = planned->schema.isEmpty() || table.schema.isEmpty() || planned->schema == table.schema;
            return sameSchema && planned->name.compare(table.name, Qt::CaseInsensitive) == 0;
        });
        if (isTouched)
            scale = std::max(scale, ratio(target.value(it.key(), -1), it.value()));
    }
    return scale > 0 ? std::max(scale, 1.0) : largest();
}

double RowScale::forward(const CompiledStep &step) const
{
    return readsRows(step.op) || step.writesRows || step.backfill ? of(step.touches) : 1;
}

double RowScale::undo(const CompiledStep &step) const { return undoReadsRows(step) ? of(step.touches) : 1; }

} // namespace sluice
