// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/mariadb/mariadb_views.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_fragment.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<CompiledStep> compileCreateViewOnMariadb(const StepContext &context)
{
    const auto &create = std::get<CreateView>(context.step.body);
    SLUICE_TRY(const RelationFacts there, describeRelation(context.session, create.view));
    const RelationName name = there.name;
    if (there.kind != RelationKind::Missing) {
        return refuse(context, u"%1 is already there"_s.arg(name.text()),
            u"undoing this step would drop a view that it did not make; use replace_view or another name"_s);
    }
    SLUICE_TRY(const QString query, checkedQuery(context.engine(), create.query.text, u"the view's query"_s));
    SLUICE_TRY(const TriedMariadbView tried, tryMariadbView(context.session, query));

    CompiledStep step = stepAloneOnMariadb(
        u"Create view %1"_s.arg(name.text()), u"Drop view %1"_s.arg(name.text()), Reversibility::R0);
    step.forward = { createMariadbView(name, query) };
    step.undo = { u"DROP VIEW IF EXISTS "_s + quoted(context, name) };
    step.present = u"SELECT "_s + mariadbViewPrints(name, { tried.definition });
    step.absent = u"SELECT "_s + mariadbNameIsFree(name);
    step.forwardLock = u"none on what readers use"_s;
    step.undoLock = mariadbShortLock(name);
    step.touches = { name };
    return step;
}

Result<CompiledStep> compileReplaceViewOnMariadb(const StepContext &context)
{
    const auto &replace = std::get<ReplaceView>(context.step.body);
    const RelationName name = mariadbName(context.session, replace.view);
    SLUICE_TRY(const MariadbView before, readMariadbView(context.session, name));
    SLUICE_TRY(const QString query, checkedQuery(context.engine(), replace.query.text, u"the view's query"_s));
    SLUICE_TRY(const TriedMariadbView again, tryMariadbView(context.session, before.definition));
    if (again.definition != before.definition || again.columns != before.columns) {
        return refuse(context,
            u"MariaDB prints the definition of %1 differently after creating it again, so an undo could not be proved"_s
                .arg(name.text()),
            u"run CREATE OR REPLACE VIEW once over utf8mb4 with the definition that SHOW CREATE VIEW gives, then start again"_s);
    }
    SLUICE_TRY(const TriedMariadbView tried, tryMariadbView(context.session, query));
    if (tried.reads.contains(name))
        return refuse(context, u"the new definition of %1 reads %1 itself"_s.arg(name.text()));
    if (const QString difference = columnDifference(before.columns, tried.columns); !difference.isEmpty()) {
        return refuse(context, u"the new definition of %1 has other columns: %2"_s.arg(name.text(), difference),
            u"keep the columns, or give the new ones in a view of their own"_s);
    }
    if (tried.definition == before.definition)
        return refuse(context, u"%1 already has this definition"_s.arg(name.text()), u"remove the step"_s);

    CompiledStep step = stepAloneOnMariadb(
        u"Replace view %1"_s.arg(name.text()), u"Restore view %1"_s.arg(name.text()), Reversibility::R0);
    step.forward = { replaceMariadbView(name, before, query) };
    step.undo = { replaceMariadbView(name, before, before.definition) };
    step.present = u"SELECT "_s + mariadbViewPrints(name, { tried.definition });
    step.absent = u"SELECT "_s + mariadbViewPrints(name, { before.definition });
    step.forwardLock = step.undoLock = mariadbShortLock(name);
    step.touches = { name };
    return step;
}

/// Renamed, because the grants on a view hang on its name and its definer could not be given back by everybody.
Result<CompiledStep> compileDropViewOnMariadb(const StepContext &context)
{
    const auto &drop = std::get<DropView>(context.step.body);
    SLUICE_TRY(const RelationFacts view, describeRelation(context.session, drop.view));
    if (view.kind != RelationKind::View) {
        return refuse(context,
            (view.kind == RelationKind::Missing ? u"there is no view %1"_s : u"%1 is not a view"_s)
                .arg(view.name.text()));
    }
    SLUICE_TRY(QList<RelationName> readers, dependentViews(context.session, { view.name }));
    // What this run put aside before comes back after this view.
    const QString aside = quarantineName(context.runId, {});
    readers.removeIf([&](const RelationName &reader) { return reader.name.startsWith(aside); });
    if (!readers.isEmpty()) {
        QStringList names;
        for (const RelationName &reader : std::as_const(readers))
            names.append(reader.text());
        return refuse(context, u"%1 is still read by %2"_s.arg(view.name.text(), names.join(u", "_s)),
            u"move these off it in an earlier step"_s);
    }
    const RelationName quarantine { view.name.schema, quarantineName(context.runId, view.name.name) };

    CompiledStep step = stepAloneOnMariadb(u"Drop view %1 (kept aside)"_s.arg(view.name.text()),
        u"Bring back view %1"_s.arg(view.name.text()), Reversibility::R1);
    step.forward = { u"RENAME TABLE "_s + quoted(context, view.name) + u" TO "_s + quoted(context, quarantine) };
    step.undo = { u"RENAME TABLE IF EXISTS "_s + quoted(context, quarantine) + u" TO "_s + quoted(context, view.name) };
    const QString isGone = mariadbNameIsFree(view.name);
    const QString isNotKept = mariadbNameIsFree(quarantine);
    step.present = u"SELECT "_s + isGone + u" AND NOT "_s + isNotKept;
    step.absent = u"SELECT NOT "_s + isGone + u" AND "_s + isNotKept;
    step.forwardLock = step.undoLock = mariadbShortLock(view.name);
    step.touches = { view.name };
    return step;
}

} // namespace sluice
