// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/mariadb_stand_in.h"
#include "warehouse/ops/mariadb_widening.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_fragment.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Subject
{
    RelationFacts table;
    MariadbColumnState column;
    QString text; ///< the column's definition behind its name
    QString modify; ///< "MODIFY COLUMN `c` "

    QString back() const { return modify + text; }
    QString of() const { return u"%1 of %2"_s.arg(column.name, table.name.text()); }
};

Result<Subject> findSubject(const StepContext &context, const RelationName &name, const QString &columnName)
{
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, name));
    const ColumnFacts *facts = findColumn(context, table, columnName);
    if (!facts)
        return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), columnName));
    SLUICE_TRY(const auto state, readMariadbColumn(context.session, table.name, facts->name));
    if (!state)
        return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), columnName));
    SLUICE_TRY(const QString text, mariadbColumnText(context.session, table.name, facts->name));
    return Subject { table, *state, text, u"MODIFY COLUMN "_s + quoted(context, facts->name) + u' ' };
}

/// A step that changes the definition of one column and gives it its old one back.
CompiledStep columnStep(
    const Subject &subject, const TriedMariadbChange &tried, const QString &summary, const QString &undoSummary)
{
    CompiledStep step = stepAloneOnMariadb(summary, undoSummary, Reversibility::R0);
    step.forward = { tried.forward };
    step.undo = { tried.back };
    step.present = u"SELECT "_s + mariadbColumnIs(subject.table.name, *tried.after);
    step.absent = u"SELECT "_s + mariadbColumnIs(subject.table.name, *tried.before);
    step.forwardLock = tried.forwardLock;
    step.undoLock = tried.backLock;
    step.writesRows = tried.copiesForward;
    step.undoWritesRows = tried.copiesBack;
    if (step.writesRows || step.undoWritesRows)
        step.writtenColumns = { subject.column.name };
    step.touches = { subject.table.name };
    return step;
}

/// before and after were both read, and something is different between them.
Result<void> checkChanges(const StepContext &context, const TriedMariadbChange &tried, const QString &alreadySo)
{
    if (!tried.before || !tried.after)
        return fail(ErrorCode::Internal, u"the column is gone from its own trial"_s, u"step "_s + context.step.id);
    if (*tried.before == *tried.after)
        return refuse(context, alreadySo, u"remove the step"_s);
    return {};
}

tl::unexpected<Error> printsOtherwise(const StepContext &context, const Subject &subject)
{
    return refuse(context,
        u"MariaDB prints column %1 in a form that this version cannot change: %2"_s.arg(subject.of(), subject.text),
        u"make the change with an sql step that states its own rollback"_s);
}

} // namespace

Result<CompiledStep> compileAlterTypeOnMariadb(const StepContext &context)
{
    const auto &alter = std::get<AlterType>(context.step.body);
    SLUICE_CHECK(checkTypeName(context.engine(), alter.type, u"type of column "_s + alter.column));
    SLUICE_TRY(const Subject subject, findSubject(context, alter.table, alter.column));
    if (!subject.column.generation.isNull())
        return refuse(context, u"column %1 is computed; its type follows its expression"_s.arg(subject.of()));
    SLUICE_TRY(
        QStringList users, mariadbColumnUsers(context, subject.table.name, subject.column.name, ColumnUse::Foreign));
    users.removeIf([](const QString &user) { return user.startsWith(u"view "_s); }); // a view takes the type over
    if (!users.isEmpty()) {
        return refuse(context,
            u"column %1 is used by %2, whose meaning hangs on its type"_s.arg(subject.of(), users.join(u", "_s)),
            u"move these off the column in an earlier step"_s);
    }
    const auto changed = mariadbWithType(subject.text, subject.column.type, alter.type);
    if (!changed)
        return printsOtherwise(context, subject);
    SLUICE_TRY(const TriedMariadbChange tried,
        tryMariadbChange(context, subject.table.name, subject.column.name, subject.modify + *changed, subject.back()));
    SLUICE_CHECK(
        checkChanges(context, tried, u"column %1 already has the type %2"_s.arg(subject.of(), subject.column.type)));
    const QString column = quoted(context, subject.column.name);
    const auto widening = mariadbWidening(
        { tried.before->type, tried.before->octets.isNull() ? -1 : tried.before->octets.toLongLong() },
        { tried.after->type, tried.after->octets.isNull() ? -1 : tried.after->octets.toLongLong() }, column);
    MariadbColumnState expected = *tried.before;
    expected.type = tried.after->type;
    expected.octets = tried.after->octets;
    if (!widening || expected != *tried.after) {
        return refuse(context,
            u"from %1 to %2, values of %3 could not be given back to the bit"_s.arg(
                tried.before->type, tried.after->type, subject.of()),
            u"add a column of the new type, fill it, and move readers by a flag"_s);
    }

    CompiledStep step = columnStep(subject, tried,
        u"Widen %1 from %2 to %3"_s.arg(subject.of(), tried.before->type, tried.after->type),
        u"Narrow %1 to %2 again"_s.arg(subject.of(), tried.before->type));
    step.reversibility = Reversibility::R2;
    // A wide value that comes after the count makes the server refuse the change as a whole: it is counted again then.
    step.guard = countRows(context, subject.table.name, widening->doesNotFit);
    step.atRisk = listRows(context, subject.table, { subject.column.name }, widening->doesNotFit);
    step.guardedUndo = { u"DO 0"_s };
    step.kept = step.present;
    step.remnant = u"column %1 with the type %2"_s.arg(subject.of(), tried.after->type);
    step.remnantTraces = { { u"table %1: column %2"_s.arg(subject.table.name.text(), subject.column.name),
        u' ' + tried.before->type, u' ' + tried.after->type } };
    return step;
}

Result<CompiledStep> compileSetDefaultOnMariadb(const StepContext &context)
{
    const auto &set = std::get<SetDefault>(context.step.body);
    if (!set.defaultExpression.isEmpty())
        SLUICE_CHECK(checkExpression(context.engine(), set.defaultExpression, u"default of column "_s + set.column));
    SLUICE_TRY(const Subject subject, findSubject(context, set.table, set.column));
    if (!subject.column.generation.isNull() || subject.column.extra.contains(u"auto_increment"_s)) {
        return refuse(
            context, u"column %1 gets its values from the database itself and takes no default"_s.arg(subject.of()));
    }
    const QString alter = u"ALTER COLUMN "_s + quoted(context, subject.column.name);
    // Without any default, writers that do not name a nullable column would be refused: NULL is what it has without
    // one.
    const QString clause = set.defaultExpression.isEmpty()
        ? alter + (subject.column.isNullable() ? u" SET DEFAULT NULL"_s : u" DROP DEFAULT"_s)
        : alter + u" SET DEFAULT "_s
            + (isLiteral(context.engine(), set.defaultExpression) ? set.defaultExpression.trimmed()
                                                                  : u'(' + set.defaultExpression + u"\n)"_s);
    SLUICE_TRY(const TriedMariadbChange tried,
        tryMariadbChange(context, subject.table.name, subject.column.name, clause, subject.back()));
    SLUICE_CHECK(checkChanges(context, tried, u"column %1 already has this default"_s.arg(subject.of())));
    return columnStep(subject, tried,
        set.defaultExpression.isEmpty() ? u"Remove the default of %1"_s.arg(subject.of())
                                        : u"Set the default of %1"_s.arg(subject.of()),
        u"Give %1 its old default back"_s.arg(subject.of()));
}

Result<CompiledStep> compileSetNotNullOnMariadb(const StepContext &context)
{
    const auto &set = std::get<SetNotNull>(context.step.body);
    SLUICE_TRY(const Subject subject, findSubject(context, set.table, set.column));
    if (!subject.column.isNullable())
        return refuse(context, u"column %1 is NOT NULL already"_s.arg(subject.of()), u"remove the step"_s);
    if (!subject.column.generation.isNull())
        return refuse(context, u"column %1 is computed, and MariaDB refuses NULL in no such column"_s.arg(subject.of()),
            u"add a check that says so"_s);
    SLUICE_TRY(const SqlRows rows,
        context.session.query(
            countRows(context, subject.table.name, quoted(context, subject.column.name) + u" IS NULL"_s)));
    if (const qint64 missing = rows.scalar().toLongLong(); missing > 0) {
        return refuse(context, u"column %1 is NULL in %2 rows"_s.arg(subject.of()).arg(missing),
            u"fill them in an earlier step, and keep writers from adding more"_s);
    }
    const auto changed = mariadbWithNotNull(subject.text, subject.column.type);
    if (!changed)
        return printsOtherwise(context, subject);
    SLUICE_TRY(const TriedMariadbChange tried,
        tryMariadbChange(context, subject.table.name, subject.column.name, subject.modify + *changed, subject.back()));
    SLUICE_CHECK(checkChanges(context, tried, u"column %1 is NOT NULL already"_s.arg(subject.of())));
    if (tried.after->isNullable())
        return printsOtherwise(context, subject);
    CompiledStep step = columnStep(
        subject, tried, u"Refuse NULL in %1"_s.arg(subject.of()), u"Allow NULL in %1 again"_s.arg(subject.of()));
    if (!tried.copiesForward)
        step.forwardLock = u"%1; readers and writers go on while every row is written anew"_s.arg(step.forwardLock);
    return step;
}

Result<CompiledStep> compileSetCommentOnMariadb(const StepContext &context)
{
    const auto &set = std::get<SetComment>(context.step.body);
    SLUICE_TRY(const RelationFacts relation, describeRelation(context.session, set.relation));
    if (relation.kind == RelationKind::View) {
        return fail(ErrorCode::NotSupported, u"MariaDB keeps no comment of a view"_s, u"step "_s + context.step.id,
            u"remove the step"_s);
    }
    const QString given = set.comment.isEmpty() ? u"Remove the comment of %1"_s : u"Set the comment of %1"_s;
    const QString back = u"Give %1 its old comment back"_s;
    if (!set.column.isEmpty()) {
        SLUICE_TRY(const Subject subject, findSubject(context, set.relation, set.column));
        SLUICE_TRY(const TriedMariadbChange tried,
            tryMariadbChange(context, subject.table.name, subject.column.name,
                subject.modify + mariadbWithComment(subject.text, set.comment), subject.back()));
        SLUICE_CHECK(checkChanges(context, tried, u"%1 already has this comment"_s.arg(subject.of())));
        return columnStep(subject, tried, given.arg(subject.of()), back.arg(subject.of()));
    }
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, set.relation));
    const QString current
        = u"(SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE "_s + isMariadbRelation(table.name) + u')';
    SLUICE_TRY(const QString before, queryText(context.session, u"SELECT "_s + current));
    if (before == set.comment)
        return refuse(context, u"%1 already has this comment"_s.arg(table.name.text()), u"remove the step"_s);
    SLUICE_TRY(const TriedMariadbChange tried,
        tryMariadbChange(context, table.name, {}, u"COMMENT = "_s + quoteLiteral(set.comment),
            u"COMMENT = "_s + quoteLiteral(before)));
    CompiledStep step
        = stepAloneOnMariadb(given.arg(table.name.text()), back.arg(table.name.text()), Reversibility::R0);
    step.forward = { tried.forward };
    step.undo = { tried.back };
    step.present = u"SELECT BINARY "_s + current + u" <=> BINARY "_s + quoteLiteral(set.comment);
    step.absent = u"SELECT BINARY "_s + current + u" <=> BINARY "_s + quoteLiteral(before);
    step.forwardLock = tried.forwardLock;
    step.undoLock = tried.backLock;
    step.touches = { table.name };
    return step;
}

} // namespace sluice
