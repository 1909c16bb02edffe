// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/dialect.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/ops/switch_sql.h"
#include "warehouse/postgresql/postgres_dialect.h"
#include "warehouse/postgresql/postgres_flag_view.h"

// A flag of PostgreSQL with 'route: replace': the serving view reads one branch, and is replaced when the flag
// switches.

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString rowIs(const Flag &flag, bool on)
{
    return u"EXISTS (SELECT FROM sluice.flag WHERE flag = "_s + quoteLiteral(flag.name)
        + u" AND cohort = 'all' AND is_on = "_s + (on ? u"true)"_s : u"false)"_s);
}

} // namespace

/// A view of one branch may be one that can be written through, which the saved legacy was not: rights to write that
/// meant nothing until now would reach the branch.
Result<void> checkNobodyWrites(const StepContext &context, const PostgresView &serves)
{
    SLUICE_TRY(const SqlRows rows,
        context.session.query(
            u"SELECT string_agg(DISTINCT CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee) END, ', "
            u"') FROM pg_catalog.pg_class c"
            " LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid CROSS JOIN LATERAL (SELECT * FROM "
            "aclexplode(c.relacl) UNION ALL"
            " SELECT * FROM aclexplode(a.attacl)) x WHERE x.grantee <> c.relowner AND x.privilege_type IN ('INSERT', 'UPDATE', 'DELETE') AND c.oid = "_s
            + quoteLiteral(quoted(context, serves.name)) + u"::regclass"_s));
    const QString writers = rows.scalar().toString();
    if (writers.isEmpty())
        return {};
    return refuse(context,
        u"%1 may write %2, and would write the branch through a view that reads it alone"_s.arg(
            writers, serves.name.text()),
        u"revoke that right, which the view never gave, or leave the flag with 'route: function'"_s);
}

Result<void> addReplacedOnPostgres(const StepContext &context, const Flag &flag, bool on, CompiledStep &step)
{
    SLUICE_TRY(const ReplacedView replaced, readReplacedView(context.session, flag));
    SLUICE_TRY(const SqlRows row,
        context.session.query(
            u"SELECT is_on FROM sluice.flag WHERE cohort = 'all' AND flag = "_s + quoteLiteral(flag.name)));
    const bool wasOn = row.scalar().toBool();
    if (wasOn != replaced.readsCandidate())
        return refuse(context, u"%1 does not read what flag %2 says"_s.arg(flag.serves.text(), flag.name),
            u"switch the flag off, then go on"_s);
    if (wasOn == on)
        return refuse(
            context, u"flag %1 is %2 already"_s.arg(flag.name, on ? u"on"_s : u"off"_s), u"remove the step"_s);
    step.forward << readBranchSql(replaced.view, flag, on) << postgresFlagRow(flag.name, u"all"_s, on);
    step.undo = QStringList { readBranchSql(replaced.view, flag, wasOn), postgresFlagRow(flag.name, u"all"_s, wasOn) }
        + step.undo;
    const auto state = [&](bool value) {
        return viewPrintsSql(replaced.view.name, { value ? replaced.candidateText : replaced.legacyText }) + u" AND "_s
            + rowIs(flag, value);
    };
    addProbe(step, state(on), state(wasOn));
    step.forwardLock = step.undoLock = catalogueLock(context, flag.serves);
    step.touches.append(replaced.view.name);
    return {};
}

/// The view reads the candidate already: only the flag goes.
Result<void> compileRemoveReplacedOnPostgres(const StepContext &context, const Flag &flag, CompiledStep &step)
{
    SLUICE_TRY(const ReplacedView replaced, readReplacedView(context.session, flag));
    if (!replaced.readsCandidate())
        return refuse(context,
            u"%1 does not read the candidate %2 although flag %3 is on"_s.arg(
                flag.serves.text(), flag.candidate.text(), flag.name),
            u"switch the flag again"_s);
    const QString row = u"FROM sluice.flag WHERE flag = "_s + quoteLiteral(flag.name);
    step.forward = { u"DELETE "_s + row };
    step.undo = { postgresFlagRow(flag.name, u"all"_s, true) };
    step.present = u"SELECT NOT EXISTS (SELECT "_s + row + u')';
    step.absent = u"SELECT EXISTS (SELECT "_s + row + u')';
    step.forwardLock = step.undoLock = u"rows of sluice.flag"_s;
    step.touches = { replaced.view.name };
    return {};
}

} // namespace sluice
