// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/postgresql/postgres_views.h"
#include "warehouse/sql_fragment.h"
#include "warehouse/sqlite/sqlite_schema.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<CompiledStep> compileCreateView(const StepContext &context)
{
    const auto &create = std::get<CreateView>(context.step.body);
    SLUICE_TRY(const RelationFacts there, describeRelation(context.session, create.view));
    const RelationName name = there.name;
    if (there.kind != RelationKind::Missing) {
        return refuse(context, u"%1 is already there"_s.arg(name.text()),
            u"undoing this step would drop a view that it did not make; use replace_view or another name"_s);
    }
    SLUICE_TRY(const QString query, checkedQuery(context.engine(), create.query.text, u"the view's query"_s));

    CompiledStep step;
    step.summary = u"Create view %1"_s.arg(name.text());
    step.undoSummary = u"Drop view %1"_s.arg(name.text());
    step.reversibility = Reversibility::R0;
    step.undo = { u"DROP VIEW "_s + quoted(context, name) };
    step.touches = { name };
    if (context.engine() == Engine::Postgresql) {
        SLUICE_TRY(const TriedView tried, tryPostgresView(context.session, query));
        step.forward = { u"CREATE VIEW "_s + quoted(context, name) + u" AS "_s + query };
        step.present = u"SELECT "_s + viewPrintsSql(name, { tried.definition });
        step.absent = u"SELECT "_s + nameIsFreeSql(name);
        step.forwardLock = u"ACCESS SHARE on what the view reads"_s;
        step.undoLock = catalogueLock(context, name);
        return step;
    }
    if (!isMainSchema(name))
        return refuse(context, u"SQLite has no schema %1"_s.arg(name.schema), u"name the view without a schema"_s);
    const QString statement = createSqliteView(name.name, query);
    SLUICE_CHECK(trySqliteView(context.session, name.name, { statement }));
    step.forward = { statement };
    step.present = u"SELECT "_s + sqliteHasText(name.name, statement);
    step.absent = u"SELECT "_s + sqliteNameIsFree(name.name);
    step.forwardLock = step.undoLock = catalogueLock(context, name);
    return step;
}

} // namespace sluice
