// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// True when a gate before or at the step's stage counts the NULLs, or the duplicates, that would make the step fail.
template <class Probe>
bool isGated(const LintContext &context, int stageIndex, const QString &table)
{
    for (const Stage &stage : context.plan.stages.first(stageIndex + 1)) {
        for (const Gate &gate : stage.gates) {
            const auto *probe = std::get_if<Probe>(&gate.probe);
            if (probe && probe->table.text() == table)
                return true;
        }
    }
    return false;
}

void addRequiredColumn(const LintContext &context, LintReporter &report)
{
    const QString advice = u"add it nullable, backfill it, and require it when no writer leaves it out"_s;
    for (const LintStep &step : context.steps) {
        const auto *add = std::get_if<AddColumn>(&step.step->body);
        if (add && !add->column.nullable && add->column.defaultExpression.isEmpty())
            report.atStep(step, u"a required column without a default fails where %1 has rows, and breaks writers that do not know it"_s.arg(add->table.text()), advice);
    }
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "alter", "table" }) && sql.hasAny({ "add" }) && sql.has({ "not", "null" }) && !sql.has({ "set", "not", "null" })
            && !sql.hasAny({ "default", "check", "constraint", "generated" }) && !context.isCreatedHere(sql.object()))
            report.atStep(step, u"a required column without a default fails where %1 has rows, and breaks writers that do not know it"_s.arg(sql.object()), advice);
    });
}

void nullableToRequired(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "alter", "table" }) && sql.has({ "set", "not", "null" }) && !isGated<NullRateProbe>(context, step.stageIndex, sql.object()))
            report.atStep(step, u"SET NOT NULL fails where %1 holds a NULL, and no gate counts them before"_s.arg(sql.object()),
                u"add a null_rate gate with max: 0 to an earlier stage"_s);
    });
}

void uniqueOnDirty(const LintContext &context, LintReporter &report)
{
    const QString text = u"making %1 unique fails where it holds duplicates, and no gate counts them before"_s;
    const QString advice = u"add a uniqueness gate to an earlier stage"_s;
    for (const LintStep &step : context.steps) {
        const auto *index = std::get_if<CreateIndex>(&step.step->body);
        if (index && index->unique && !context.isCreatedHere(index->table) && !isGated<UniquenessProbe>(context, step.stageIndex, index->table.text()))
            report.atStep(step, text.arg(index->table.text()), advice);
    }
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool isUnique = sql.begins({ "create", "unique", "index" })
            || (sql.begins({ "alter", "table" }) && sql.hasAny({ "add" }) && (sql.hasAny({ "unique" }) || sql.has({ "primary", "key" })));
        if (isUnique && !context.isCreatedHere(sql.object()) && !isGated<UniquenessProbe>(context, step.stageIndex, sql.object()))
            report.atStep(step, text.arg(sql.object()), advice);
    });
}

void lossyCast(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "alter", "table" }) && sql.hasAny({ "type" }) && sql.hasAny({ "using" }))
            report.atStep(step, u"USING converts every value of %1; what does not fit is rounded, cut or refused"_s.arg(sql.object()),
                u"add a column of the new type and compare both before readers move"_s);
    });
}

void zoneDependent(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "alter", "table" }) && sql.hasAny({ "type" }) && sql.hasAny({ "timestamptz", "timestamp" }) && !sql.has({ "at", "time", "zone" }))
            report.atStep(step, u"this conversion of %1 reads times in whatever zone the session has"_s.arg(sql.object()),
                u"write AT TIME ZONE with the zone the values were recorded in"_s);
    });
}

void collationChange(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "alter" }) && sql.hasAny({ "collate", "charset" }))
            report.atStep(step, u"another collation changes the order and the uniqueness of %1"_s.arg(sql.object()), u"check ORDER BY consumers and rebuild its indexes"_s);
    });
}

void defaultDiffers(const LintContext &context, LintReporter &report)
{
    for (const LintStep &added : context.steps) {
        const auto *add = std::get_if<AddColumn>(&added.step->body);
        if (!add || add->column.defaultExpression.isEmpty())
            continue;
        for (const LintStep &step : context.steps) {
            const auto *fill = std::get_if<Backfill>(&step.step->body);
            const QString expression = fill && fill->table == add->table ? fill->set.value(add->column.name) : QString();
            if (!expression.isEmpty() && expression.simplified() != add->column.defaultExpression.simplified())
                report.atStep(step, u"old rows of %1 get %2, new ones the default %3: two meanings of one missing value"_s.arg(add->column.name, expression, add->column.defaultExpression),
                    u"use one expression, or leave the default out"_s);
        }
    }
}

} // namespace

LintGroup dataRules()
{
    return { u"data"_s,
        {
            { "DD01", "add-required-column", Severity::Error, addRequiredColumn },
            { "DD02", "nullable-to-required", Severity::Warning, nullableToRequired },
            { "DD03", "unique-on-dirty", Severity::Warning, uniqueOnDirty },
            { "DD05", "lossy-cast", Severity::Warning, lossyCast },
            { "DD06", "timezone-dependent", Severity::Warning, zoneDependent },
            { "DD07", "collation-change", Severity::Warning, collationChange },
            { "DD08", "default-change-semantics", Severity::Warning, defaultDiffers },
        } };
}

} // namespace sluice
