// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void renames(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        const bool isRename = sql.begins({ "alter" }) && sql.hasAny({ "rename" }) && !sql.has({ "rename", "constraint" });
        if (isRename && !context.isCreatedHere(sql.object()))
            report.atStep(step, u"renaming in %1 breaks every reader of the old name at once"_s.arg(sql.object()),
                u"offer both names by a view, move readers, then drop the old one"_s);
    });
}

void dropNotNull(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "alter", "table" }) && sql.has({ "drop", "not", "null" }))
            report.atStep(step, u"consumers of %1 can meet NULL from now on"_s.arg(sql.object()), u"tell the owners named by the impact"_s);
    });
}

void enumOrder(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "alter", "type" }) && sql.has({ "add", "value" }))
            report.atStep(step, u"a label of an enum cannot be removed again, and its place changes how values compare"_s, u"use a lookup table, or declare R4 in a contract stage"_s);
    });
}

/// SELECT * freezes today's columns into a view, so that its result depends on when it was made.
void selectStar(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        const auto *create = std::get_if<CreateView>(&step.step->body);
        const auto *replace = std::get_if<ReplaceView>(&step.step->body);
        if (!create && !replace)
            continue;
        for (const SqlWords &sql : sqlStatements(context.engine, create ? create->query.text : replace->query.text)) {
            bool isStar = sql.has({ "select", "*" }) || sql.has({ "select", "distinct", "*" });
            for (qsizetype i = sql.find({ ".", "*" }); i >= 0 && !isStar; i = sql.find({ ".", "*" }, i + 1))
                isStar = true;
            if (isStar)
                report.atStep(step, u"the view's query has '*', so its columns are those of the day it is made"_s, u"name the columns"_s);
        }
    }
}

void recreated(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        QStringList dropped;
        for (const SqlWords &sql : step.statements) {
            if (sql.begins({ "drop", "view" }) || sql.begins({ "drop", "table" }))
                dropped.append(sql.object());
            const qsizetype kind = sql.begins({ "create" }) ? std::max(sql.find({ "view" }), sql.find({ "table" })) : -1;
            if (kind > 0 && dropped.contains(sql.nameAt(kind + 1)))
                report.atStep(step, u"%1 is dropped and made again: grants, comments and policies on it are lost"_s.arg(sql.nameAt(kind + 1)), u"use op replace_view"_s);
        }
    }
}

void createOrReplaceTable(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        if (sql.begins({ "create", "or", "replace", "table" }))
            report.atStep(step, u"CREATE OR REPLACE TABLE throws away history, grants and streams of %1"_s.arg(sql.nameAt(4)),
                u"use ALTER, or clone and swap with grants copied"_s);
    });
}

} // namespace

LintGroup compatibilityRules()
{
    return { u"compatibility"_s,
        {
            { "BC01", "rename", Severity::Error, renames },
            { "BC02", "drop-not-null", Severity::Warning, dropNotNull },
            { "BC05", "enum-order", Severity::Warning, enumOrder },
            { "BC06", "select-star", Severity::Warning, selectStar },
            { "DP04", "recreate-loses-grants", Severity::Warning, recreated },
            { "WH01", "create-or-replace-table", Severity::Error, createOrReplaceTable },
        } };
}

} // namespace sluice
