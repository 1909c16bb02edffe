// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLargeBatch = 100'000;

void unbatched(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        const auto *fill = std::get_if<Backfill>(&step.step->body);
        if (fill && fill->batch > kLargeBatch)
            report.atStep(step, u"%1 rows in one transaction hold their locks long and bloat %2"_s.arg(QString::number(fill->batch), fill->table.text()), u"use batches of 10000 to 50000 rows"_s);
    }
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "update" }) && sql.hasAny({ "where" }) && !context.isCreatedHere(sql.object()))
            report.atStep(step, u"an UPDATE in one transaction locks every row of %1 that it changes until it ends"_s.arg(sql.object()), u"use op backfill"_s);
    });
}

/// A backfill may be stopped and go on only if a row that is done no longer matches its condition.
void withoutFilter(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        const auto *fill = std::get_if<Backfill>(&step.step->body);
        if (!fill)
            continue;
        QStringList words;
        for (const SqlWords &sql : sqlStatements(context.engine, fill->where))
            words += sql.words;
        const bool names = std::any_of(fill->set.keyBegin(), fill->set.keyEnd(),
            [&](const QString &column) { return words.contains(column.toLower()) || words.contains(u'"' + column + u'"'); });
        if (!names)
            report.atStep(step, u"'where' names none of the columns that are set, so rows that are done match again and a restart repeats them"_s,
                u"add a condition such as '%1 is null'"_s.arg(fill->set.firstKey()));
    }
}

void noThrottle(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        const auto *fill = std::get_if<Backfill>(&step.step->body);
        if (fill && fill->pause == Duration { 0 } && fill->nice == 0 && !context.isCreatedHere(fill->table))
            report.atStep(step, u"batches follow each other without a rest, and writers of %1 compete with them"_s.arg(fill->table.text()), u"leave nice at 3, or set pause, for example 50ms"_s);
    }
}

} // namespace

LintGroup backfillRules()
{
    return { u"backfills"_s,
        {
            { "BF01", "backfill-unbatched", Severity::Warning, unbatched },
            { "BF02", "backfill-without-filter", Severity::Warning, withoutFilter },
            { "BF03", "backfill-no-throttle", Severity::Info, noThrottle },
        } };
}

} // namespace sluice
