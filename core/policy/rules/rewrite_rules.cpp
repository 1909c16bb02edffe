// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Functions whose value differs from row to row, so that a default with one rewrites the table.
bool isVolatile(const QString &expression, Engine engine)
{
    for (const SqlWords &sql : sqlStatements(engine, expression)) {
        if (sql.hasAny({ "random", "clock_timestamp", "timeofday", "gen_random_uuid", "uuid_generate_v1", "uuid_generate_v4", "nextval",
                "statement_timestamp", "txid_current", "newid", "rand", "uuid" }))
            return true;
    }
    return false;
}

bool isAlterTable(const LintContext &context, const SqlWords &sql)
{
    return sql.begins({ "alter", "table" }) && !context.isCreatedHere(sql.object());
}

void volatileDefault(const LintContext &context, LintReporter &report)
{
    const QString advice = u"add the column without a default, backfill it in batches, then set the default"_s;
    for (const LintStep &step : context.steps) {
        const auto *add = std::get_if<AddColumn>(&step.step->body);
        if (add && context.isPostgres() && isVolatile(add->column.defaultExpression, context.engine))
            report.atStep(step, u"the default of %1 differs from row to row, so adding it rewrites %2 while readers are stopped"_s.arg(add->column.name, add->table.text()), advice);
    }
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (context.isPostgres() && isAlterTable(context, sql) && sql.hasAny({ "add" }) && sql.hasAny({ "default" })
            && isVolatile(sql.words.join(u' '), context.engine))
            report.atStep(step, u"a default that differs from row to row rewrites %1 while readers are stopped"_s.arg(sql.object()), advice);
    });
}

void storedGenerated(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (isAlterTable(context, sql) && sql.has({ "generated", "always", "as", "(" }) && sql.hasAny({ "stored" }))
            report.atStep(step, u"a stored generated column rewrites %1 while readers are stopped"_s.arg(sql.object()),
                u"add a plain column, backfill it, and keep it by a trigger or in the view"_s);
    });
}

void identityOnExisting(const LintContext &context, LintReporter &report)
{
    const QString advice = u"add a plain column, backfill it, then attach a sequence"_s;
    for (const LintStep &step : context.steps) {
        const auto *add = std::get_if<AddColumn>(&step.step->body);
        if (add && add->column.type.contains("serial"_L1, Qt::CaseInsensitive))
            report.atStep(step, u"a %1 column rewrites %2 while readers are stopped"_s.arg(add->column.type, add->table.text()), advice);
    }
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (isAlterTable(context, sql) && sql.hasAny({ "add" }) && (sql.has({ "as", "identity" }) || sql.hasAny({ "serial", "bigserial", "smallserial" })))
            report.atStep(step, u"an identity column rewrites %1 while readers are stopped"_s.arg(sql.object()), advice);
    });
}

void typeRewrite(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool isTypeChange = isAlterTable(context, sql) && (sql.has({ "set", "data", "type" }) || (sql.hasAny({ "type" }) && sql.has({ "alter" }) && !sql.hasAny({ "add" })));
        if (isTypeChange)
            report.atStep(step, u"changing a column's type rewrites %1 and its indexes, unless the types are binary compatible"_s.arg(sql.object()),
                u"add a column of the new type, backfill it, and switch readers by a flag"_s);
    });
}

void setNotNullScan(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (isAlterTable(context, sql) && sql.has({ "set", "not", "null" }))
            report.atStep(step, u"SET NOT NULL scans %1 while readers are stopped"_s.arg(sql.object()),
                u"add CHECK (… IS NOT NULL) as NOT VALID, validate it, then SET NOT NULL"_s);
    });
}

void constraintNotDeferred(const LintContext &context, LintReporter &report, const char *kind, const QString &text)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool isAdded = isAlterTable(context, sql) && sql.hasAny({ "add" }) && sql.hasAny({ kind });
        if (isAdded && !sql.has({ "not", "valid" }))
            report.atStep(step, text.arg(sql.object()), u"add it as NOT VALID, then VALIDATE CONSTRAINT in a step of its own"_s);
    });
}

void checkNotDeferred(const LintContext &context, LintReporter &report)
{
    constraintNotDeferred(context, report, "check", u"adding a CHECK scans %1 while readers are stopped"_s);
}

void foreignKeyNotDeferred(const LintContext &context, LintReporter &report)
{
    constraintNotDeferred(context, report, "references", u"adding a foreign key scans %1 while writers of both tables are blocked"_s);
}

void uniqueDirect(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool isUnique = isAlterTable(context, sql) && sql.hasAny({ "add" }) && (sql.hasAny({ "unique" }) || sql.has({ "primary", "key" }));
        if (isUnique && !sql.has({ "using", "index" }))
            report.atStep(step, u"this builds the index of a unique constraint on %1 while readers are stopped"_s.arg(sql.object()),
                u"create the unique index concurrently first, then add the constraint USING INDEX"_s);
    });
}

} // namespace

LintGroup rewriteRules()
{
    return { u"rewrites and scans"_s,
        {
            { "LK03", "volatile-default", Severity::Warning, volatileDefault },
            { "LK04", "stored-generated", Severity::Warning, storedGenerated },
            { "LK05", "identity-on-existing", Severity::Warning, identityOnExisting },
            { "LK06", "type-rewrite", Severity::Warning, typeRewrite },
            { "LK08", "set-not-null-scan", Severity::Warning, setNotNullScan },
            { "LK09", "check-not-deferred", Severity::Warning, checkNotDeferred },
            { "LK10", "fk-not-deferred", Severity::Warning, foreignKeyNotDeferred },
            { "LK11", "unique-constraint-direct", Severity::Warning, uniqueDirect },
        } };
}

} // namespace sluice
