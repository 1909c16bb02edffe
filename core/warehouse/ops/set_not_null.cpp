// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/postgresql/postgres_columns.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// PostgreSQL reads no row where a validated check says the same.
Result<bool> isProvenByCheck(const StepContext &context, const RelationName &table, const QString &column)
{
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = "_s + quoteLiteral(quoted(context, table))
            + u"::regclass AND k.contype = 'c' AND k.convalidated AND pg_get_constraintdef(k.oid) = 'CHECK ((' || quote_ident("_s
            + quoteLiteral(column) + u") || ' IS NOT NULL))')"_s));
    return rows.scalar().toBool();
}

} // namespace

Result<CompiledStep> compileSetNotNull(const StepContext &context)
{
    const auto &set = std::get<SetNotNull>(context.step.body);
    SLUICE_CHECK(requirePostgres(context, u"SQLite cannot refuse NULL in a column that is there"_s, u"build a new table with the column NOT NULL and move readers by a flag"_s));
    SLUICE_TRY(const RelationFacts table, requireTable(context, set.table));
    SLUICE_TRY(const PostgresColumnState before, readPostgresColumn(context.session, table.name, set.column));
    if (before.notNull)
        return refuse(context, u"column %1 of %2 is NOT NULL already"_s.arg(set.column, table.name.text()), u"remove the step"_s);
    if (before.isInherited)
        return refuse(context, u"column %1 of %2 is inherited"_s.arg(set.column, table.name.text()), u"change it in the parent table"_s);
    SLUICE_TRY(const bool proven, isProvenByCheck(context, table.name, set.column));
    if (!proven) {
        SLUICE_TRY(const SqlRows rows, context.session.query(countRows(context, table.name, quoted(context, set.column) + u" IS NULL"_s)));
        if (const qint64 missing = rows.scalar().toLongLong(); missing > 0) {
            return refuse(context, u"column %1 of %2 is NULL in %3 rows"_s.arg(set.column, table.name.text()).arg(missing),
                u"fill them in an earlier step, and keep writers from adding more"_s);
        }
    }
    const QString alter = u"ALTER TABLE "_s + quoted(context, table.name) + u" ALTER COLUMN "_s + quoted(context, set.column);
    const QString state = u"EXISTS (SELECT"_s + postgresColumnSql(table.name, set.column);

    CompiledStep step;
    step.summary = u"Refuse NULL in %1 of %2"_s.arg(set.column, table.name.text());
    step.undoSummary = u"Allow NULL in %1 of %2 again"_s.arg(set.column, table.name.text());
    step.reversibility = Reversibility::R0;
    step.forward = { alter + u" SET NOT NULL"_s };
    step.undo = { alter + u" DROP NOT NULL"_s };
    step.present = u"SELECT "_s + state + u" AND a.attnotnull)"_s;
    step.absent = u"SELECT "_s + state + u" AND NOT a.attnotnull)"_s;
    step.forwardLock = proven ? catalogueLock(context, table.name)
                              : u"ACCESS EXCLUSIVE on %1 while every row is read once"_s.arg(table.name.text());
    step.undoLock = catalogueLock(context, table.name);
    step.touches = { table.name };
    return step;
}

} // namespace sluice
