// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

#include <QFileInfo>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Words that need quotes on at least one engine when they name a column or table.
bool isReserved(const QString &name)
{
    static const QStringList words { u"all"_s, u"and"_s, u"as"_s, u"asc"_s, u"between"_s, u"case"_s, u"check"_s, u"column"_s, u"constraint"_s,
        u"create"_s, u"default"_s, u"desc"_s, u"distinct"_s, u"end"_s, u"foreign"_s, u"from"_s, u"grant"_s, u"group"_s, u"having"_s, u"in"_s,
        u"index"_s, u"into"_s, u"join"_s, u"key"_s, u"limit"_s, u"not"_s, u"null"_s, u"offset"_s, u"on"_s, u"or"_s, u"order"_s, u"primary"_s,
        u"references"_s, u"select"_s, u"table"_s, u"then"_s, u"to"_s, u"union"_s, u"unique"_s, u"user"_s, u"using"_s, u"values"_s, u"when"_s,
        u"where"_s, u"window"_s, u"with"_s };
    return words.contains(name);
}

/// Empty when name can be written without quotes everywhere.
QString nameProblem(const QString &name)
{
    const auto isPlain = [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_'; };
    if (name.isEmpty())
        return {};
    if (isReserved(name))
        return u"'%1' is a reserved word and must be quoted by everybody who reads it"_s.arg(name);
    if (!std::all_of(name.cbegin(), name.cend(), isPlain) || name[0].isDigit())
        return u"'%1' must be quoted by everybody who reads it"_s.arg(name);
    return {};
}

void naming(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        for (const QString &name : newNames(step.step->body)) {
            if (const QString problem = nameProblem(name); !problem.isEmpty())
                report.atStep(step, problem, u"use lower case letters, digits and '_'"_s);
        }
        const std::optional<RelationName> relation = relationOf(step.step->body);
        if (context.isPostgres() && relation && relation->schema.isEmpty() && !relation->name.isEmpty())
            report.atStep(step, u"%1 names no schema, so the one on the search path is meant"_s.arg(relation->text()), u"write schema.%1"_s.arg(relation->name));
    }
    const QString fileName = QFileInfo(context.bundle.file).completeBaseName();
    if (!fileName.isEmpty() && fileName != context.plan.metadata.id)
        report.atPath(u"metadata.id"_s, u"the plan's id is '%1', its file '%2'; commands look for plans/<id>.yaml"_s.arg(context.plan.metadata.id, fileName),
            u"give the file the plan's id"_s);
}

} // namespace

LintGroup namingRules()
{
    return { u"naming"_s, { { "NM01", "naming", Severity::Warning, naming } } };
}

} // namespace sluice
