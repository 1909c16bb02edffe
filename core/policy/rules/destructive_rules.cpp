// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void dropTable(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool isDrop = sql.begins({ "drop", "table" }) || sql.begins({ "drop", "schema" }) || sql.begins({ "drop", "database" })
            || sql.begins({ "drop", "materialized", "view" }) || sql.begins({ "drop", "foreign", "table" });
        if (isDrop && !context.isCreatedHere(sql.object()))
            report.atStep(step, u"dropping %1 destroys data that no rollback can bring back"_s.arg(sql.object()),
                u"rename it into quarantine, and drop it in the contract stage"_s);
    });
}

void dropColumn(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "alter", "table" }) && sql.has({ "drop" }) && !sql.has({ "drop", "constraint" }) && !sql.has({ "drop", "default" })
            && !sql.has({ "drop", "not", "null" }) && !sql.has({ "drop", "identity" }) && !sql.has({ "drop", "expression" }) && !sql.has({ "drop", "partition" }))
            report.atStep(step, u"dropping a column of %1 destroys data that no rollback can bring back"_s.arg(sql.object()),
                u"use op drop_column, which keeps the column in quarantine"_s);
    });
}

void truncate(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "truncate" }) && !context.isCreatedHere(sql.object()))
            report.atStep(step, u"TRUNCATE empties %1 and cannot be taken back"_s.arg(sql.object()), u"build a new table and switch readers by a flag"_s);
    });
}

void dropCascade(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool removes = sql.begins({ "drop" }) || sql.begins({ "truncate" }) || (sql.begins({ "alter" }) && sql.hasAny({ "drop" }));
        if (removes && sql.hasAny({ "cascade" }))
            report.atStep(step, u"CASCADE removes every view and table that depends on %1 without naming them"_s.arg(sql.object()),
                u"name each object in a step of its own"_s);
    });
}

void dropPartition(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "alter", "table" }) && sql.has({ "drop", "partition" }))
            report.atStep(step, u"dropping a partition of %1 destroys its history"_s.arg(sql.object()), u"detach and keep it"_s);
    });
}

void withoutWhere(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool changesRows = sql.begins({ "delete" }) || sql.begins({ "update" });
        if (changesRows && !sql.hasAny({ "where" }) && !context.isCreatedHere(sql.object()))
            report.atStep(step, u"%1 without WHERE changes every row of %2 in one transaction"_s.arg(sql.words.first().toUpper(), sql.object()),
                u"use op backfill, which works in batches and can stop"_s);
    });
}

void retentionShortened(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.hasAny({ "data_retention_time_in_days", "log_retention_duration", "time_travel_hours" }))
            report.atStep(step, u"changing retention while a plan is open can remove what a rollback reads"_s, u"change it after the rollback window"_s);
    });
}

} // namespace

LintGroup destructiveRules()
{
    return { u"destructive changes"_s,
        {
            { "DS01", "drop-table", Severity::Error, dropTable },
            { "DS02", "drop-column", Severity::Error, dropColumn },
            { "DS03", "truncate", Severity::Error, truncate },
            { "DS04", "drop-cascade", Severity::Error, dropCascade },
            { "DS05", "drop-partition", Severity::Error, dropPartition },
            { "DS06", "no-where", Severity::Error, withoutWhere },
            { "DS07", "retention-shortened", Severity::Warning, retentionShortened },
        } };
}

} // namespace sluice
