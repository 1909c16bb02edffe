// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool isDdl(const SqlWords &sql)
{
    return sql.begins({ "create" }) || sql.begins({ "alter" }) || sql.begins({ "drop" }) || sql.begins({ "truncate" });
}

void concurrentInTransaction(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.hasAny({ "concurrently" }) && (isDdl(sql) || sql.begins({ "reindex" })))
            report.atStep(step, u"CONCURRENTLY fails inside the transaction that every SQL step runs in"_s,
                u"use op create_index with concurrently: true"_s);
    });
}

void transactionControl(const LintContext &context, LintReporter &report)
{
    static constexpr std::array<const char *, 10> kStarts { "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release",
        "prepare", "set" };
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool isControl = std::any_of(kStarts.cbegin(), kStarts.cend(), [&](const char *word) { return sql.begins({ word }); });
        const bool isSetting = sql.begins({ "set" }) && !sql.begins({ "set", "local" }) && !sql.begins({ "set", "constraints" });
        if (isControl && (!sql.begins({ "set" }) || isSetting))
            report.atStep(step, u"'%1' would change the transaction or session that proves this step ran once"_s.arg(sql.words.first().toUpper()),
                u"leave it out: Sluice opens and ends the transaction"_s);
    });
}

void nonTransactionalMix(const LintContext &context, LintReporter &report)
{
    if (!context.commitsDdl())
        return;
    for (const LintStep &step : context.steps) {
        const bool hasDdl = std::any_of(step.statements.cbegin(), step.statements.cend(), isDdl);
        if (hasDdl && step.statements.size() > 1)
            report.atStep(step, u"on this engine each DDL statement commits by itself, so a failure leaves half of the step behind"_s,
                u"write one statement a step"_s);
    }
}

void notIdempotent(const LintContext &context, LintReporter &report)
{
    if (!context.commitsDdl())
        return;
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool canExist = sql.begins({ "create" }) || sql.begins({ "drop" });
        const bool isGuarded = sql.hasAny({ "exists" }) || sql.has({ "or", "replace" });
        if (canExist && !isGuarded)
            report.atStep(step, u"on this engine a retry of this statement fails when the first try got through"_s,
                u"add IF EXISTS or IF NOT EXISTS, and a probe"_s);
    });
}

void enumAdd(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        for (qsizetype i = 0; i < step.statements.size(); ++i) {
            const SqlWords &sql = step.statements[i];
            if (sql.begins({ "alter", "type" }) && sql.has({ "add", "value" }) && i + 1 < step.statements.size())
                report.atStep(step, u"a label added to an enum cannot be used in the same transaction"_s, u"use it in a later step"_s);
        }
    }
}

} // namespace

LintGroup transactionRules()
{
    return { u"transactions"_s,
        {
            { "TX01", "concurrent-in-txn", Severity::Error, concurrentInTransaction },
            { "TX02", "transaction-control", Severity::Error, transactionControl },
            { "TX03", "non-transactional-mix", Severity::Error, nonTransactionalMix },
            { "TX04", "not-idempotent", Severity::Warning, notIdempotent },
            { "TX06", "enum-add-in-txn", Severity::Error, enumAdd },
        } };
}

} // namespace sluice
