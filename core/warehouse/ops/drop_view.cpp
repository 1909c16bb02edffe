// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/postgresql/postgres_views.h"
#include "warehouse/sqlite/sqlite_schema.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<void> checkNoReaders(const StepContext &context, const RelationName &view)
{
    SLUICE_TRY(const QList<RelationName> readers, dependentViews(context.session, { view }));
    // PostgreSQL's readers follow a rename, and what this run put aside before comes back after this view.
    const QString aside = context.engine() == Engine::Postgresql ? quarantineName(context.runId, {}) : QString();
    QStringList names;
    for (const RelationName &reader : readers) {
        if (aside.isEmpty() || !reader.name.startsWith(aside))
            names.append(reader.text());
    }
    if (names.isEmpty())
        return {};
    return refuse(context, u"%1 is still read by %2"_s.arg(view.text(), names.join(u", "_s)), u"move these off it in an earlier step"_s);
}

/// Renamed, because a view that is made again has lost its grants, its comment and whatever hangs on it.
Result<void> compileOnPostgres(const StepContext &context, const RelationFacts &view, CompiledStep &step)
{
    const RelationName quarantine { view.name.schema, quarantineName(context.runId, view.name.name) };
    const QString alter = view.kind == RelationKind::MaterializedView ? u"ALTER MATERIALIZED VIEW "_s : u"ALTER VIEW "_s;
    step.reversibility = Reversibility::R1;
    step.forward = { alter + quoted(context, view.name) + u" RENAME TO "_s + quoted(context, quarantine.name) };
    step.undo = { alter + quoted(context, quarantine) + u" RENAME TO "_s + quoted(context, view.name.name) };
    step.present = u"SELECT "_s + nameIsFreeSql(view.name) + u" AND NOT "_s + nameIsFreeSql(quarantine);
    step.needs = u"SELECT NOT "_s + nameIsFreeSql(quarantine);
    step.absent = u"SELECT "_s + nameIsFreeSql(quarantine) + u" AND NOT "_s + nameIsFreeSql(view.name);
    return {};
}

/// SQLite renames no view; its text and its triggers' are all there is to it.
Result<void> compileOnSqlite(const StepContext &context, const RelationFacts &facts, CompiledStep &step)
{
    SLUICE_TRY(const SqliteView view, readSqliteView(context.session, facts.name));
    step.reversibility = Reversibility::R0;
    step.forward = { u"DROP VIEW "_s + quoted(context, view.name) };
    step.undo = { view.sql };
    for (const SqliteObject &trigger : view.triggers)
        step.undo.append(trigger.sql);
    step.present = u"SELECT "_s + sqliteNameIsFree(view.name.name);
    step.absent = u"SELECT "_s + sqliteHasText(view.name.name, view.sql);
    return {};
}

} // namespace

Result<CompiledStep> compileDropView(const StepContext &context)
{
    const auto &drop = std::get<DropView>(context.step.body);
    SLUICE_TRY(const RelationFacts view, describeRelation(context.session, drop.view));
    if (view.kind != RelationKind::View && view.kind != RelationKind::MaterializedView) {
        return refuse(context, (view.kind == RelationKind::Missing ? u"there is no view %1"_s : u"%1 is not a view"_s).arg(view.name.text()));
    }
    SLUICE_CHECK(checkNoReaders(context, view.name));
    CompiledStep step;
    step.summary = u"Drop view %1 (kept aside)"_s.arg(view.name.text());
    step.undoSummary = u"Bring back view %1"_s.arg(view.name.text());
    step.forwardLock = step.undoLock = catalogueLock(context, view.name);
    SLUICE_CHECK(context.engine() == Engine::Postgresql ? compileOnPostgres(context, view, step) : compileOnSqlite(context, view, step));
    step.touches = { view.name };
    return step;
}

} // namespace sluice
