// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Statements that stop readers of their table until the transaction ends.
bool stopsReaders(const SqlWords &sql)
{
    if (sql.begins({ "alter", "table" }))
        return !sql.has({ "validate", "constraint" }) && !sql.has({ "set", "statistics" });
    return sql.begins({ "drop", "table" }) || sql.begins({ "drop", "view" }) || sql.begins({ "truncate" }) || sql.begins({ "cluster" })
        || sql.begins({ "lock" }) || sql.begins({ "drop", "index" })
        || (sql.begins({ "refresh", "materialized" }) && !sql.hasAny({ "concurrently" }));
}

void noLockTimeout(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        const Duration timeout = step.step->lockTimeout.value_or(context.plan.defaults.lockTimeout);
        if (timeout > context.plan.rollback.maxLock)
            report.atStep(step,
                u"waits up to %1 for its lock, more than the budget of %2; everyone behind it waits as long"_s.arg(
                    humanDuration(timeout), humanDuration(context.plan.rollback.maxLock)),
                u"set lock_timeout to 500ms or less; the step is tried again"_s);
    }
}

void noStatementTimeout(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        const Duration timeout = step.step->statementTimeout.value_or(context.plan.defaults.statementTimeout);
        if (timeout > std::chrono::hours(1))
            report.atStep(step, u"a statement may run for %1 before it is stopped"_s.arg(humanDuration(timeout)),
                u"set statement_timeout to what the rehearsal took, doubled"_s);
    }
}

void indexNotConcurrent(const LintContext &context, LintReporter &report)
{
    if (!context.isPostgres())
        return;
    const QString text = u"creating an index on %1 blocks its writers until it is built"_s;
    for (const LintStep &step : context.steps) {
        const auto *index = std::get_if<CreateIndex>(&step.step->body);
        if (index && !index->concurrently && !context.isCreatedHere(index->table))
            report.atStep(step, text.arg(index->table.text()), u"set concurrently: true"_s);
    }
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool isIndex = sql.begins({ "create", "index" }) || sql.begins({ "create", "unique", "index" });
        if (isIndex && !sql.hasAny({ "concurrently" }) && !context.isCreatedHere(sql.object()))
            report.atStep(step, text.arg(sql.object()), u"use op create_index with concurrently: true"_s);
    });
}

/// A rule that is one statement's shape: what it begins with, and what makes it harmless.
void dropIndex(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (context.isPostgres() && sql.begins({ "drop", "index" }) && !sql.hasAny({ "concurrently" }))
            report.atStep(step, u"DROP INDEX %1 blocks readers and writers of its table"_s.arg(sql.object()),
                u"drop it in the contract stage, under a short lock_timeout"_s);
    });
}

void reindex(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (context.isPostgres() && sql.begins({ "reindex" }) && !sql.hasAny({ "concurrently" }))
            report.atStep(step, u"REINDEX blocks writers, and readers that would use the index"_s, u"build a new index beside it and swap"_s);
    });
}

void exclusionConstraint(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "alter", "table" }) && sql.hasAny({ "exclude" }))
            report.atStep(step, u"adding an exclusion constraint to %1 builds its index while readers are stopped; there is no gentle form"_s.arg(sql.object()),
                u"add it to a new table and move readers by a flag"_s);
    });
}

void attachPartition(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.has({ "attach", "partition" }))
            report.atStep(step, u"ATTACH PARTITION scans the partition under a lock unless a CHECK already proves its bounds"_s,
                u"add the CHECK as NOT VALID and validate it first"_s);
    });
}

void detachPartition(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.has({ "detach", "partition" }) && !sql.hasAny({ "concurrently" }))
            report.atStep(step, u"DETACH PARTITION stops readers of %1 and of the partition"_s.arg(sql.object()), u"keep lock_timeout short; the step is tried again"_s);
    });
}

void refreshView(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "refresh", "materialized" }) && !sql.hasAny({ "concurrently" }))
            report.atStep(step, u"REFRESH MATERIALIZED VIEW %1 stops its readers until it is filled"_s.arg(sql.object()),
                u"give it a unique index and use CONCURRENTLY, or build a new one and switch"_s);
    });
}

void rewriteMaintenance(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool isRewrite = (sql.begins({ "vacuum" }) && sql.hasAny({ "full" })) || sql.begins({ "cluster" })
            || sql.has({ "set", "unlogged" }) || sql.has({ "set", "logged" }) || sql.has({ "set", "tablespace" });
        if (isRewrite)
            report.atStep(step, u"this rewrites the whole table while readers and writers are stopped"_s, u"leave maintenance out of rollouts"_s);
    });
}

void createTrigger(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool isTrigger = sql.begins({ "create", "trigger" }) || sql.begins({ "create", "or", "replace", "trigger" })
            || sql.begins({ "create", "constraint", "trigger" });
        if (isTrigger && !context.isCreatedHere(sql.object()))
            report.atStep(step, u"a trigger on %1 blocks writers for a moment and makes every later write dearer"_s.arg(sql.object()),
                u"gate on the write latency of the table"_s);
    });
}

void lockThenWork(const LintContext &context, LintReporter &report)
{
    if (!context.isPostgres())
        return;
    for (const LintStep &step : context.steps) {
        for (qsizetype i = 0; i + 1 < step.statements.size(); ++i) {
            if (!stopsReaders(step.statements[i]) || context.isCreatedHere(step.statements[i].object()))
                continue;
            report.atStep(step, u"readers of %1 stay stopped while the %2 statements after it run"_s.arg(step.statements[i].object(), QString::number(step.statements.size() - i - 1)),
                u"put each statement into a step of its own"_s);
            break;
        }
    }
}

void manyLocks(const LintContext &context, LintReporter &report)
{
    if (!context.isPostgres())
        return;
    for (const LintStep &step : context.steps) {
        QStringList tables;
        for (const SqlWords &sql : step.statements) {
            if (stopsReaders(sql) && !context.isCreatedHere(sql.object()) && !tables.contains(sql.object()))
                tables.append(sql.object());
        }
        if (tables.size() > 1)
            report.atStep(step, u"one transaction stops the readers of %1; two such steps can wait for each other"_s.arg(tables.join(u", "_s)),
                u"split it into one step a table"_s);
    }
}

} // namespace

LintGroup lockRules()
{
    return { u"locks"_s,
        {
            { "LK01", "no-lock-timeout", Severity::Warning, noLockTimeout },
            { "LK02", "no-statement-timeout", Severity::Warning, noStatementTimeout },
            { "LK12", "index-not-concurrent", Severity::Warning, indexNotConcurrent },
            { "LK13", "drop-index-blocking", Severity::Warning, dropIndex },
            { "LK14", "reindex-blocking", Severity::Warning, reindex },
            { "LK15", "exclusion-constraint", Severity::Warning, exclusionConstraint },
            { "LK16", "attach-partition-scan", Severity::Warning, attachPartition },
            { "LK17", "detach-blocking", Severity::Warning, detachPartition },
            { "LK18", "refresh-matview", Severity::Warning, refreshView },
            { "LK19", "rewrite-maintenance", Severity::Error, rewriteMaintenance },
            { "LK20", "create-trigger-hot", Severity::Info, createTrigger },
            { "LK21", "lock-then-work", Severity::Warning, lockThenWork },
            { "LK22", "many-locks", Severity::Warning, manyLocks },
        } };
}

} // namespace sluice
