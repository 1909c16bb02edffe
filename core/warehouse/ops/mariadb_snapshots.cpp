// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_content.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/snapshot_rows.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_fragment.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A copy of a table's rows in a table of Sluice's own, made like it so that every value keeps its type. Computed
/// columns follow by themselves.
class CopiedRows
{
public:
    CopiedRows(const StepContext &context, const RelationFacts &table, const QString &where, const QString &stepId)
        : m_table(quoted(context, table.name))
        , m_copyName(savedTableName(context.runId, stepId))
        , m_copy(ownTable(context.engine(), m_copyName))
        , m_condition(where.isEmpty() ? QString() : u" WHERE ("_s + where + u"\n)"_s)
    {
        QStringList names;
        for (const ColumnFacts &column : table.columns) {
            if (column.generated)
                continue;
            names.append(quoted(context, column.name));
            m_written.append(column);
        }
        m_columns = names.join(u", "_s);
    }

    QString exists() const { return ownTableExistsSql(Engine::Mariadb, m_copyName); }
    QString drop() const { return u"DROP TABLE IF EXISTS "_s + m_copy; }
    QString createEmpty() const { return u"CREATE TABLE IF NOT EXISTS "_s + m_copy + u" LIKE "_s + m_table; }
    QString empty() const { return u"DELETE FROM "_s + m_copy; }
    QString fill() const { return insert(m_copy, m_table + m_condition); }
    QString renameTo(const CopiedRows &other) const { return u"RENAME TABLE "_s + m_copy + u" TO "_s + other.m_copy; }

    /// Nobody adds, changes or removes such a row before the transaction ends: it must be REPEATABLE READ.
    QString lockTable() const
    {
        return u"SELECT COUNT(*) INTO @sluice_locked FROM "_s + m_table + m_condition + u" FOR UPDATE"_s;
    }
    QString clearTable() const { return u"DELETE FROM "_s + m_table + m_condition; }
    QString writeBack() const { return insert(m_table, m_copy); }

    /// Rows that differ between the table and the copy, each side counted; rows that are there more than once are.
    QString countDifferences() const
    {
        const auto counted = [&](const QString &from) {
            const QString row = mariadbRowDigest(m_written);
            return u"(SELECT "_s + row + u" AS sluice_row, COUNT(*) AS sluice_rows FROM "_s + from
                + u" GROUP BY sluice_row)"_s;
        };
        const QString here = counted(m_table + m_condition);
        const QString there = counted(m_copy);
        const auto beyond = [](const QString &a, const QString &b) {
            return u"(SELECT COUNT(*) FROM ("_s + a + u" EXCEPT "_s + b + u") AS sluice_beyond)"_s;
        };
        return beyond(here, there) + u" + "_s + beyond(there, here);
    }
    /// Rows of the table that the copy does not have.
    QString listChanged() const
    {
        const QString row = mariadbRowDigest(m_written);
        return u"SELECT "_s + m_columns + u" FROM "_s + m_table
            + (m_condition.isEmpty() ? u" WHERE "_s : m_condition + u" AND "_s) + row + u" NOT IN (SELECT "_s + row
            + u" FROM "_s + m_copy + u')';
    }

private:
    QString insert(const QString &into, const QString &from) const
    {
        return u"INSERT INTO "_s + into + u" ("_s + m_columns + u") SELECT "_s + m_columns + u" FROM "_s + from;
    }

    QString m_table;
    QString m_copyName;
    QString m_copy;
    QString m_condition;
    QString m_columns;
    QList<ColumnFacts> m_written;
};

/// One statement for the server, one transaction in it: all of it or nothing, whatever happens to us meanwhile.
QString wholeTransaction(const QStringList &statements)
{
    return u"BEGIN NOT ATOMIC DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;"
           " SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION; "_s
        + statements.join(u"; "_s) + u"; COMMIT; END"_s;
}

/// 40001: whoever runs it begins anew, and counts again.
QString failUnless(const QString &condition, const QString &message)
{
    return u"IF NOT coalesce("_s + condition + u", FALSE) THEN SIGNAL SQLSTATE '40001' SET MESSAGE_TEXT = "_s
        + quoteLiteral(message) + u"; END IF"_s;
}

/// Whatever would run, be kept or be deleted along, when rows of the table are taken away and written again.
Result<void> checkNoSideEffects(const StepContext &context, const RelationName &table)
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(context.session,
            u"SELECT CONCAT('trigger ', TRIGGER_NAME) FROM information_schema.TRIGGERS WHERE "_s
                + isMariadbRelation(table, u"EVENT_OBJECT_SCHEMA"_s, u"EVENT_OBJECT_TABLE"_s)
                + u" UNION SELECT CONCAT('foreign key of ', TABLE_NAME) FROM information_schema.KEY_COLUMN_USAGE WHERE "_s
                + isMariadbRelation(table, u"REFERENCED_TABLE_SCHEMA"_s, u"REFERENCED_TABLE_NAME"_s)
                + u" UNION SELECT 'SYSTEM VERSIONING' FROM information_schema.TABLES WHERE TABLE_TYPE = 'SYSTEM VERSIONED' AND "_s
                + isMariadbRelation(table) + u" ORDER BY 1"_s));
    QStringList names;
    for (const QVariantList &row : rows.rows)
        names.append(row[0].toString());
    if (names.isEmpty())
        return {};
    return refuse(context,
        u"restoring rows of %1 would have effects that could not be taken back: %2"_s.arg(
            table.text(), names.join(u", "_s)),
        u"restore into a new table and move readers by a flag"_s);
}

} // namespace

/// Filled under another name and renamed when it is whole.
Result<CompiledStep> compileSnapshotOnMariadb(const StepContext &context)
{
    const auto &snapshot = std::get<Snapshot>(context.step.body);
    if (!snapshot.where.isEmpty())
        SLUICE_CHECK(checkExpression(context.engine(), snapshot.where, u"where of "_s + context.step.id));
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, snapshot.table));
    const CopiedRows filling(context, table, snapshot.where, context.step.id + u".new"_s);
    const CopiedRows copy(context, table, snapshot.where, context.step.id);

    CompiledStep step = stepAloneOnMariadb(u"Copy rows of %1 aside"_s.arg(table.name.text()),
        u"Remove the copy of %1"_s.arg(table.name.text()), Reversibility::R0);
    step.forward = { filling.drop(), filling.createEmpty(), filling.fill(), filling.renameTo(copy) };
    step.undo = { filling.drop(), copy.drop() };
    step.present = step.needs = u"SELECT "_s + copy.exists();
    step.absent = u"SELECT NOT "_s + copy.exists() + u" AND NOT "_s + filling.exists();
    step.leftover = u"SELECT NOT "_s + copy.exists();
    step.forwardLock = u"none; the rows of %1 are read once as they were at the beginning"_s.arg(table.name.text());
    step.undoLock = u"none on the plan's objects"_s;
    step.touches = { table.name };
    return step;
}

/// The rows that are replaced are copied in the transaction that replaces them, which leaves a row beside the cursors:
/// it alone tells whether the transaction took place.
Result<CompiledStep> compileRestoreOnMariadb(const StepContext &context)
{
    const QString source = std::get<Restore>(context.step.body).snapshot;
    const Snapshot *snapshot = snapshotStep(context, source);
    if (!snapshot)
        return refuse(context, u"no snapshot step %1 comes before this one"_s.arg(source));
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, snapshot->table));
    SLUICE_CHECK(checkNoSideEffects(context, table.name));
    const CopiedRows wanted(context, table, snapshot->where, source);
    const CopiedRows replaced(context, table, snapshot->where, context.step.id);
    SLUICE_TRY(const SqlRows isThere, context.session.query(u"SELECT "_s + wanted.exists()));
    if (!isThere.scalar().toBool())
        return refuse(context, u"the copy that step %1 made is gone"_s.arg(source));
    if (auto good = context.session.query(u"EXPLAIN SELECT "_s + wanted.countDifferences()); !good) {
        Error error = std::move(good).error(); // a column that the table has got since has no place in the copy
        error.code = error.code == ErrorCode::SqlFailed ? ErrorCode::Refused : error.code;
        return fail(std::move(error));
    }
    const QString key = u"run = "_s + quoteLiteral(context.runId) + u" AND step = "_s + quoteLiteral(context.step.id);
    const QString isDone = u"EXISTS (SELECT 1 FROM sluice_cursor WHERE "_s + key + u')';
    const QString mark = u"INSERT INTO sluice_cursor (run, step, position) VALUES ("_s + quoteLiteral(context.runId)
        + u", "_s + quoteLiteral(context.step.id) + u", 'restored')"_s;
    // An AUTO_INCREMENT of 0, for one, would come back as another number.
    const auto isWhole = [&](const CopiedRows &copy) {
        return failUnless(copy.countDifferences() + u" = 0"_s, u"a row came back as another"_s);
    };
    const QString undo = wholeTransaction({ replaced.lockTable(),
        failUnless(wanted.countDifferences() + u" = @sluice_changed"_s, u"rows were written since they were counted"_s),
        wanted.clearTable(), replaced.writeBack(), isWhole(replaced), u"DELETE FROM sluice_cursor WHERE "_s + key });

    CompiledStep step = stepAloneOnMariadb(u"Restore rows of %1 from snapshot %2"_s.arg(table.name.text(), source),
        u"Put back the rows of %1 that snapshot %2 replaced"_s.arg(table.name.text(), source), Reversibility::R2);
    step.forward = { replaced.createEmpty(),
        wholeTransaction({ replaced.lockTable(), replaced.empty(), replaced.fill(), wanted.clearTable(),
            wanted.writeBack(), isWhole(wanted), mark }) };
    step.guard = u"SELECT @sluice_changed := "_s + wanted.countDifferences();
    step.atRisk = wanted.listChanged();
    step.undo = { u"BEGIN NOT ATOMIC IF "_s + isDone + u" THEN "_s + undo + u"; END IF; END"_s, replaced.drop() };
    step.present = u"SELECT "_s + isDone + u" AND "_s + replaced.exists();
    step.needs = u"SELECT "_s + replaced.exists();
    step.absent = u"SELECT NOT "_s + isDone + u" AND NOT "_s + replaced.exists();
    step.leftover = u"SELECT NOT "_s + isDone;
    step.forwardLock = step.undoLock
        = u"row locks on %1, which hold its writers while the rows are written"_s.arg(table.name.text());
    step.writesRows = step.undoWritesRows = true;
    step.touches = { table.name };
    return step;
}

} // namespace sluice
