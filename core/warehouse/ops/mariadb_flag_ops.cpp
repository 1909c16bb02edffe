// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/mariadb/mariadb_flags.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/switch_sql.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString rowCondition(const QString &flag) { return u"flag = "_s + quoteLiteral(flag) + u" AND cohort = 'all'"_s; }

/// Readers come through the view with the rights of its definer: on the saved legacy, which has a new name, and on the
/// candidate. Only rights on the whole database are certain to hold for both.
Result<void> checkDefiner(const StepContext &context, const MariadbView &serves)
{
    if (serves.attributes.contains(u"SQL SECURITY INVOKER"_s)) {
        return refuse(context,
            u"%1 is read with the rights of each reader, who would need them on legacy and candidate too"_s.arg(
                serves.name.text()),
            u"make it SQL SECURITY DEFINER first"_s);
    }
    // Grants on databases are patterns, of which the closest one counts alone: all that match must hold the right.
    const QString isIts = u"p.GRANTEE = CONCAT('''', REPLACE(v.DEFINER, '@', '''@'''), '''')"_s;
    const QString isHere = isIts + u" AND v.TABLE_SCHEMA LIKE p.TABLE_SCHEMA ESCAPE '\\'"_s;
    const QString ofDatabases = u" FROM information_schema.SCHEMA_PRIVILEGES p WHERE "_s + isHere;
    SLUICE_TRY(const SqlRows rows,
        context.session.query(
            u"SELECT v.DEFINER, EXISTS (SELECT 1 FROM information_schema.USER_PRIVILEGES p WHERE p.PRIVILEGE_TYPE = 'SELECT' AND "_s
            + isIts + u") OR (EXISTS (SELECT 1"_s + ofDatabases + u" AND p.PRIVILEGE_TYPE = 'SELECT') AND NOT EXISTS (SELECT 1"_s
            + ofDatabases
            + u" AND NOT EXISTS (SELECT 1 FROM information_schema.SCHEMA_PRIVILEGES q WHERE q.GRANTEE = p.GRANTEE"
              " AND q.TABLE_SCHEMA = p.TABLE_SCHEMA AND q.PRIVILEGE_TYPE = 'SELECT'))) FROM information_schema.VIEWS v WHERE "_s
            + isMariadbRelation(serves.name, u"v.TABLE_SCHEMA"_s, u"v.TABLE_NAME"_s)));
    if (rows.rows.isEmpty() || !rows.rows[0][1].toBool()) {
        return refuse(context,
            u"%1 cannot be shown to read the whole database, with whose rights readers use %2"_s.arg(
                rows.scalar().toString(), serves.name.text()),
            u"grant that account SELECT on the database"_s);
    }
    return {};
}

Result<void> checkCandidate(const StepContext &context, const MariadbView &serves, const RelationName &candidate)
{
    auto tried = tryMariadbView(context.session, mariadbRoute(serves, candidate));
    if (!tried) {
        Error error = std::move(tried).error();
        error.next = u"the candidate %1 must offer every column of %2"_s.arg(candidate.text(), serves.name.text());
        return fail(std::move(error));
    }
    if (const QString difference = columnDifference(serves.columns, tried->columns); !difference.isEmpty()) {
        return refuse(context,
            u"the candidate %1 has other columns than %2: %3"_s.arg(candidate.text(), serves.name.text(), difference),
            u"cast the column in the candidate"_s);
    }
    SLUICE_TRY(const QList<RelationName> readers, dependentViews(context.session, { serves.name }));
    if (candidate == serves.name || readers.contains(candidate))
        return refuse(context,
            u"the candidate %1 reads %2, so the route would read itself"_s.arg(candidate.text(), serves.name.text()));
    return {};
}

Result<MariadbView> restorableView(const StepContext &context, const RelationName &name)
{
    SLUICE_TRY(const MariadbView view, readMariadbView(context.session, name));
    SLUICE_TRY(const TriedMariadbView again, tryMariadbView(context.session, view.definition));
    if (again.definition != view.definition || again.columns != view.columns) {
        return refuse(context,
            u"MariaDB prints the definition of %1 differently after creating it again, so an undo could not be proved"_s
                .arg(name.text()),
            u"run CREATE OR REPLACE VIEW once over utf8mb4 with the definition that SHOW CREATE VIEW gives, then start again"_s);
    }
    return view;
}

Result<void> checkNames(const StepContext &context, const Flag &flag)
{
    SLUICE_TRY(const RelationFacts legacy, describeRelation(context.session, flag.legacy));
    if (legacy.kind != RelationKind::Missing)
        return refuse(context, u"%1, the name for the saved legacy, is already taken"_s.arg(legacy.name.text()),
            u"use another name"_s);
    SLUICE_TRY(const RelationFacts candidate, describeRelation(context.session, flag.candidate));
    if (candidate.kind == RelationKind::Missing)
        return refuse(
            context, u"there is no candidate %1"_s.arg(candidate.name.text()), u"create it in an earlier step"_s);
    SLUICE_TRY(const SqlRows rows,
        context.session.query(u"SELECT COUNT(*) FROM sluice_flag WHERE flag = "_s + quoteLiteral(flag.name)));
    if (rows.scalar().toLongLong() > 0)
        return refuse(context, u"flag %1 is already installed on this target"_s.arg(flag.name),
            u"use another name for the flag"_s);
    return {};
}

} // namespace

/// Three statements, each of which leaves readers with the same rows: the copy of the legacy, the flag's row, the
/// route.
Result<CompiledStep> compileInstallFlagOnMariadb(const StepContext &context)
{
    const QString flagName = std::get<InstallFlag>(context.step.body).flag;
    const Flag *flag = context.plan.flag(flagName);
    if (!flag)
        return refuse(context, u"the plan has no flag %1"_s.arg(flagName));
    SLUICE_CHECK(checkRoute(context, *flag));
    SLUICE_CHECK(checkNames(context, *flag));
    const RelationName legacy = mariadbName(context.session, flag->legacy);
    const RelationName candidate = mariadbName(context.session, flag->candidate);
    SLUICE_TRY(const MariadbView serves, restorableView(context, mariadbName(context.session, flag->serves)));
    if (serves.isWritable) {
        return refuse(context, u"%1 can be written through, which a route cannot"_s.arg(serves.name.text()),
            u"let writers use the table, or make the view read-only (an aggregate, DISTINCT)"_s);
    }
    SLUICE_CHECK(checkDefiner(context, serves));
    SLUICE_CHECK(checkCandidate(context, serves, candidate));
    const QString route = mariadbRoute(serves, legacy);

    CompiledStep step = stepAloneOnMariadb(u"Install flag %1 on %2"_s.arg(flagName, flag->serves.text()),
        u"Restore %1 as it was before flag %2"_s.arg(flag->serves.text(), flagName), Reversibility::R0);
    const QString restore = replaceMariadbView(serves.name, serves, serves.definition);
    const QString forget = u"DELETE FROM sluice_flag WHERE flag = "_s + quoteLiteral(flagName);
    step.forward
        = { u"CREATE "_s + serves.attributes + u" VIEW "_s + quoted(context, legacy) + u" AS "_s + serves.definition,
              mariadbFlagRow(flagName, false), replaceMariadbView(serves.name, serves, route) };
    step.undo = { restore, forget, u"DROP VIEW IF EXISTS "_s + quoted(context, legacy) };
    // Views that others have built on the saved legacy meanwhile are theirs: then it stays.
    step.guard = u"SELECT COUNT(*) FROM information_schema.VIEWS v WHERE LOCATE("_s
        + quoteLiteral(quoted(context, legacy)) + u", v.VIEW_DEFINITION) > 0 AND NOT "_s
        + isMariadbRelation(serves.name, u"v.TABLE_SCHEMA"_s, u"v.TABLE_NAME"_s)
        + u" AND LOCATE('sluice_trial_', v.TABLE_NAME) <> 1"_s;
    step.guardedUndo = { restore, forget };
    step.remnant = u"view %1"_s.arg(legacy.text());
    step.remnantTraces = { { step.remnant, {} } };
    const QString hasRow = u"EXISTS (SELECT 1 FROM sluice_flag WHERE "_s + rowCondition(flagName) + u')';
    const QString isSaved = mariadbViewPrints(legacy, { serves.definition });
    const QString isAsBefore = mariadbViewPrints(serves.name, { serves.definition });
    step.present
        = u"SELECT "_s + mariadbViewPrints(serves.name, { route }) + u" AND "_s + isSaved + u" AND "_s + hasRow;
    step.absent = u"SELECT "_s + isAsBefore + u" AND "_s + mariadbNameIsFree(legacy) + u" AND NOT "_s + hasRow;
    step.kept = u"SELECT "_s + isAsBefore + u" AND "_s + isSaved + u" AND NOT "_s + hasRow;
    step.leftover = u"SELECT "_s + mariadbViewPrints(serves.name, { serves.definition, route }) + u" AND ("_s
        + mariadbNameIsFree(legacy) + u" OR "_s + isSaved + u')';
    step.forwardLock = step.undoLock = mariadbShortLock(serves.name);
    step.needs = u"SELECT NOT "_s + mariadbNameIsFree(legacy);
    step.touches = { serves.name, legacy, candidate };
    return step;
}

Result<void> addSwitchOnMariadb(const StepContext &context, const Flag &flag, bool on, CompiledStep &step)
{
    SLUICE_TRY(const MariadbView serves, restorableView(context, mariadbName(context.session, flag.serves)));
    SLUICE_TRY(const SqlRows before,
        context.session.query(u"SELECT is_on FROM sluice_flag WHERE "_s + rowCondition(flag.name)));
    const bool wasOn = before.scalar().toBool();
    const QString route = mariadbRoute(serves, mariadbName(context.session, on ? flag.candidate : flag.legacy));
    if (wasOn == on && route == serves.definition)
        return refuse(
            context, u"flag %1 is %2 already"_s.arg(flag.name, on ? u"on"_s : u"off"_s), u"remove the step"_s);
    step.transactional = false;
    step.keepsLockTimeout = true;
    step.forward << replaceMariadbView(serves.name, serves, route) << mariadbFlagRow(flag.name, on);
    step.undo
        = QStringList { replaceMariadbView(serves.name, serves, serves.definition), mariadbFlagRow(flag.name, wasOn) }
        + step.undo;
    const auto state = [&](bool value) {
        return u"EXISTS (SELECT 1 FROM sluice_flag WHERE "_s + rowCondition(flag.name) + u" AND is_on = "_s
            + (value ? u"1)"_s : u"0)"_s);
    };
    addProbe(step, mariadbViewPrints(serves.name, { route }) + u" AND "_s + state(on),
        mariadbViewPrints(serves.name, { serves.definition }) + u" AND "_s + state(wasOn));
    const QString isOurs = mariadbViewPrints(serves.name, { serves.definition, route });
    step.leftover = step.leftover.isEmpty() ? u"SELECT "_s + isOurs : step.leftover + u" AND "_s + isOurs;
    step.forwardLock = step.undoLock = mariadbShortLock(serves.name);
    step.touches.append(serves.name);
    return {};
}

/// A flag that is on for all reads the candidate already: only its row goes, in one transaction with the receipt.
Result<CompiledStep> compileRemoveFlagOnMariadb(const StepContext &context)
{
    const QString name = std::get<RemoveFlag>(context.step.body).flag;
    const Flag *flag = context.plan.flag(name);
    if (!flag)
        return refuse(context, u"the plan has no flag %1"_s.arg(name));
    SLUICE_TRY(const SqlRows states,
        context.session.query(u"SELECT COUNT(*), COUNT(CASE WHEN cohort = 'all' AND is_on THEN 1 END) FROM sluice_flag "
                              u"WHERE flag = "_s
            + quoteLiteral(name)));
    if (states.rows[0][0].toLongLong() == 0)
        return refuse(context, u"flag %1 is not installed on this target"_s.arg(name));
    if (states.rows[0][1].toLongLong() == 0) {
        return refuse(context,
            u"flag %1 is not on for all, so some readers would change to the candidate here"_s.arg(name),
            u"expose the candidate to all in an earlier stage"_s);
    }
    SLUICE_TRY(const MariadbView serves,
        readMariadbView(context.session, mariadbName(context.session, flag->serves)));
    if (serves.definition != mariadbRoute(serves, mariadbName(context.session, flag->candidate))) {
        return refuse(context,
            u"%1 does not read the candidate %2 although flag %3 is on"_s.arg(
                serves.name.text(), flag->candidate.text(), name),
            u"switch the flag again"_s);
    }
    const QString row = u"FROM sluice_flag WHERE flag = "_s + quoteLiteral(name);
    CompiledStep step;
    step.summary = u"Let %1 read %2 for good"_s.arg(serves.name.text(), flag->candidate.text());
    step.undoSummary = u"Let %1 follow flag %2 again"_s.arg(serves.name.text(), name);
    step.reversibility = Reversibility::R0;
    step.forward = { u"DELETE "_s + row };
    step.undo = { mariadbFlagRow(name, true) };
    step.present = u"SELECT NOT EXISTS (SELECT 1 "_s + row + u')';
    step.absent = u"SELECT EXISTS (SELECT 1 "_s + row + u')';
    step.forwardLock = step.undoLock = u"one row of sluice_flag"_s;
    step.touches = { serves.name };
    return step;
}

} // namespace sluice
