// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/column_uses.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// True when rows inserted while the column is in quarantine could not be stored.
Result<bool> demandsValue(const StepContext &context, const RelationName &table, const ColumnFacts &column)
{
    if (column.nullable || !column.defaultExpression.isEmpty() || column.generated)
        return false;
    if (context.engine() == Engine::Sqlite)
        return true;
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT a.attidentity = '' FROM pg_catalog.pg_attribute a WHERE a.attrelid = "_s
            + quoteLiteral(quoted(context, table)) + u"::regclass AND a.attname = "_s + quoteLiteral(column.name)));
    return rows.scalar().toBool();
}

/// The name that PostgreSQL 18 gives a NOT NULL by itself: table and column, the longer of them cut until all fits 63
/// bytes.
QString notNullName(const QString &table, const QString &column)
{
    const QString end = u"_not_null"_s;
    QByteArray first = table.toUtf8();
    QByteArray second = column.toUtf8();
    const auto cut = [](QByteArray &name) {
        do // whole characters
            name.chop(1);
        while (!QString::fromUtf8(name).toUtf8().startsWith(name) && !name.isEmpty());
    };
    while (first.size() + second.size() + 1 + end.size() > 63)
        cut(first.size() > second.size() ? first : second);
    return QString::fromUtf8(first) + u'_' + QString::fromUtf8(second) + end;
}

/// A NOT NULL as PostgreSQL 18 keeps it: a constraint, which must come back under its own name.
struct NamedNotNull
{
    QStringList
        again; ///< statements that follow SET NOT NULL; empty: that names it as it was, or the server has no such names
    QString record; ///< what the fingerprint says behind "not null"
};

Result<NamedNotNull> namedNotNull(const StepContext &context, const RelationName &table, const QString &column)
{
    const QString given = notNullName(table.name, column);
    SLUICE_TRY(const SqlRows rows,
        context.session.query(
            u"SELECT k.conname, quote_ident(k.conname), quote_literal(obj_description(k.oid, 'pg_constraint')),"
            " k.conname = left(c.relname || '_' || a.attname || '_not_null', 63), k.connoinherit OR NOT k.convalidated,"
            " EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.connamespace = c.relnamespace AND o.oid <> k.oid AND o.conname = "_s
            + quoteLiteral(given)
            + u") FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid"
              " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1] WHERE k.contype = 'n' AND c.oid = "_s
            + quoteLiteral(quoted(context, table)) + u"::regclass AND a.attname = "_s + quoteLiteral(column)));
    NamedNotNull named;
    if (rows.rows.isEmpty())
        return named;
    const QVariantList &row = rows.rows[0];
    if (row[4].toBool() || row[5].toBool()) {
        return refuse(context,
            u"the NOT NULL %1 of column %2 of %3 could not be given back as it is: %4"_s.arg(row[0].toString(), column,
                table.text(),
                row[4].toBool() ? u"it is not inherited or not validated"_s
                                : u"another constraint has the name %1"_s.arg(given)),
            u"drop that NOT NULL in an earlier step of its own"_s);
    }
    const QString quotedTable = quoted(context, table);
    if (row[0].toString() != given)
        named.again.append(u"ALTER TABLE "_s + quotedTable + u" RENAME CONSTRAINT "_s + quoted(context, given)
            + u" TO "_s + row[1].toString());
    if (!row[3].toBool())
        named.record = u" named "_s + row[1].toString();
    if (!row[2].isNull()) {
        named.again.append(
            u"COMMENT ON CONSTRAINT "_s + row[1].toString() + u" ON "_s + quotedTable + u" IS "_s + row[2].toString());
        named.record += u" comment "_s + row[2].toString();
    }
    return named;
}

/// The line of a column in PostgreSQL's fingerprint, up to its type.
Result<QString> columnRecord(const StepContext &context, const RelationFacts &table, const QString &column)
{
    const QString kind = table.kind == RelationKind::PartitionedTable ? u"partitioned table "_s : u"table "_s;
    SLUICE_TRY(const QString name, queryText(context.session, u"SELECT quote_ident("_s + quoteLiteral(column) + u')'));
    return kind + table.name.text() + u": column "_s + name;
}

} // namespace

Result<CompiledStep> compileDropColumn(const StepContext &context)
{
    const auto &drop = std::get<DropColumn>(context.step.body);
    SLUICE_TRY(const RelationFacts table, requireTable(context, drop.table));
    const ColumnFacts *column = findColumn(context, table, drop.column);
    if (!column)
        return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), drop.column));
    SLUICE_CHECK(checkUnused(context, table.name, column->name));
    SLUICE_TRY(const bool demanding, demandsValue(context, table.name, *column));
    if (demanding && context.engine() == Engine::Sqlite) {
        return refuse(context,
            u"column %1 of %2 is NOT NULL without a default, and SQLite cannot lift that from a column in quarantine"_s.arg(
                column->name, table.name.text()),
            u"rebuild the table without NOT NULL first"_s);
    }
    const QString alter = u"ALTER TABLE "_s + quoted(context, table.name);
    const QString quarantine = quarantineName(context.runId, column->name);
    const QString back = alter + u" RENAME COLUMN "_s + quoted(context, quarantine) + u" TO "_s + quoted(context, column->name);

    CompiledStep step;
    step.summary = u"Drop column %1 of %2 (renamed into quarantine)"_s.arg(column->name, table.name.text());
    step.undoSummary = u"Bring back column %1 of %2"_s.arg(column->name, table.name.text());
    step.reversibility = Reversibility::R1;
    step.forward = { alter + u" RENAME COLUMN "_s + quoted(context, column->name) + u" TO "_s + quoted(context, quarantine) };
    step.undo = { back };
    step.forwardLock = step.undoLock = catalogueLock(context, table.name);
    if (demanding) {
        // Rows that arrive meanwhile have no value: with such rows the column comes back without its NOT NULL.
        step.forward.append(alter + u" ALTER COLUMN "_s + quoted(context, quarantine) + u" DROP NOT NULL"_s);
        SLUICE_TRY(const NamedNotNull named, namedNotNull(context, table.name, column->name));
        step.undo.append(alter + u" ALTER COLUMN "_s + quoted(context, column->name) + u" SET NOT NULL"_s);
        step.undo += named.again;
        step.guard = countRows(context, table.name, quoted(context, quarantine) + u" IS NULL"_s);
        step.atRisk = listRows(context, table, {}, quoted(context, quarantine) + u" IS NULL"_s);
        step.guardLock = guardLockOf(context, table.name);
        step.guardedUndo = { back };
        step.remnant = u"column %1 of %2 without its NOT NULL"_s.arg(column->name, table.name.text());
        SLUICE_TRY(const QString record, columnRecord(context, table, column->name));
        step.remnantTraces = { { record, u" not null"_s + named.record } };
        step.undoLock = u"ACCESS EXCLUSIVE on %1 while every row is read once"_s.arg(table.name.text());
    }
    const QString hasOld = hasColumnSql(context, table.name, column->name);
    const QString hasQuarantine = hasColumnSql(context, table.name, quarantine);
    step.present = u"SELECT "_s + hasQuarantine + u" AND NOT "_s + hasOld;
    step.needs = u"SELECT "_s + hasQuarantine;
    step.absent = u"SELECT "_s + hasOld + u" AND NOT "_s + hasQuarantine;
    step.touches = { table.name };
    return step;
}

} // namespace sluice
