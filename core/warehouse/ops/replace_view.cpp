// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/view_restore.h"
#include "warehouse/sql_fragment.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<void> compileOnPostgres(const StepContext &context, const RelationName &name, const QString &query, CompiledStep &step)
{
    SLUICE_TRY(const RestorableView before, restorableView(context, name));
    SLUICE_TRY(const TriedView tried, tryPostgresView(context.session, query));
    if (tried.reads.contains(name))
        return refuse(context, u"the new definition of %1 reads %1 itself"_s.arg(name.text()));
    if (const QString difference = columnDifference(before.view.columns, tried.columns); !difference.isEmpty()) {
        return refuse(context, u"the new definition of %1 has other columns: %2"_s.arg(name.text(), difference),
            u"keep the columns, or give the new ones in a view of their own"_s);
    }
    step.forward = { replaceViewSql(name, before.view.options, query) };
    step.undo = { replaceViewSql(name, before.view.options, before.view.definition) };
    step.present = u"SELECT "_s + viewPrintsSql(name, { tried.definition });
    step.absent = u"SELECT "_s + viewPrintsSql(name, { before.view.definition, before.restoredDefinition });
    if (tried.definition == before.view.definition || tried.definition == before.restoredDefinition)
        return refuse(context, u"%1 already has this definition"_s.arg(name.text()), u"remove the step"_s);
    return {};
}

Result<void> compileOnSqlite(const StepContext &context, const RelationName &name, const QString &query, CompiledStep &step)
{
    SLUICE_TRY(const SqliteView before, readSqliteView(context.session, name));
    const QString statement = createSqliteView(before.name.name, query);
    if (statement == before.sql)
        return refuse(context, u"%1 already has this definition"_s.arg(before.name.text()), u"remove the step"_s);
    step.forward = replaceSqliteView(before, statement);
    step.undo = replaceSqliteView(before, before.sql);
    SLUICE_TRY(const QStringList columns, trySqliteView(context.session, before.name.name, step.forward));
    if (columns != before.columns) {
        return refuse(context,
            u"the new definition of %1 has other columns: %2 instead of %3"_s.arg(
                before.name.text(), columns.join(u", "_s), before.columns.join(u", "_s)),
            u"keep the columns, or give the new ones in a view of their own"_s);
    }
    step.present = u"SELECT "_s + sqliteHasText(before.name.name, statement);
    step.absent = u"SELECT "_s + sqliteHasText(before.name.name, before.sql);
    return {};
}

} // namespace

Result<CompiledStep> compileReplaceView(const StepContext &context)
{
    const auto &replace = std::get<ReplaceView>(context.step.body);
    SLUICE_TRY(const RelationFacts there, describeRelation(context.session, replace.view));
    const RelationName name = there.name;
    if (there.kind != RelationKind::View)
        return refuse(context, there.kind == RelationKind::Missing ? u"there is no view %1"_s.arg(name.text()) : u"%1 is not a view"_s.arg(name.text()));
    SLUICE_TRY(const QString query, checkedQuery(context.engine(), replace.query.text, u"the view's query"_s));
    CompiledStep step;
    step.summary = u"Replace view %1"_s.arg(name.text());
    step.undoSummary = u"Restore view %1"_s.arg(name.text());
    step.reversibility = Reversibility::R0;
    step.forwardLock = step.undoLock = catalogueLock(context, name);
    step.touches = { name };
    SLUICE_CHECK(context.engine() == Engine::Postgresql ? compileOnPostgres(context, name, query, step) : compileOnSqlite(context, name, query, step));
    return step;
}

} // namespace sluice
