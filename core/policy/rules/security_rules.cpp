// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void broadGrant(const LintContext &context, LintReporter &report)
{
    context.eachStatement([&](const LintStep &step, const SqlWords &sql) {
        QString what;
        if (sql.begins({ "grant" }) && sql.has({ "to", "public" }))
            what = u"a grant to PUBLIC opens the object to every role, also to future ones"_s;
        else if (sql.begins({ "grant", "all" }))
            what = u"GRANT ALL gives more than reading"_s;
        else if (sql.begins({ "grant" }) && sql.has({ "with", "grant", "option" }))
            what = u"WITH GRANT OPTION lets others pass the right on"_s;
        else if (sql.has({ "disable", "row", "level", "security" }) || sql.has({ "no", "force", "row", "level", "security" }))
            what = u"without row level security every reader of %1 sees every row"_s.arg(sql.object());
        else if (sql.begins({ "create" }) && sql.has({ "security", "definer" }) && !sql.has({ "set", "search_path" }))
            what = u"a SECURITY DEFINER function without a pinned search_path runs what its caller puts in the way"_s;
        if (!what.isEmpty())
            report.atStep(step, what, u"name the role and the right that is needed"_s);
    });
}

bool isPersonal(const QString &column)
{
    static const QRegularExpression pattern(
        u"(^|_)(email|e_mail|mail|phone|mobile|ssn|iban|passport|birth(day|date)?|dob|address|street|first_?name|last_?name|surname|full_?name|tax_id|card(_number)?|ip)($|_)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return pattern.match(column).hasMatch();
}

void personalDataKept(const LintContext &context, LintReporter &report)
{
    for (const LintStep &step : context.steps) {
        QStringList columns;
        if (const auto *drop = std::get_if<DropColumn>(&step.step->body))
            columns.append(drop->column);
        else if (const auto *fill = std::get_if<Backfill>(&step.step->body))
            columns = fill->set.keys();
        for (const QString &column : columns) {
            if (isPersonal(column))
                report.atStep(step, u"'%1' looks like personal data, and what a rollback needs keeps its old values"_s.arg(column),
                    u"check who may read the schema sluice, and how long it is kept"_s);
        }
    }
}

} // namespace

LintGroup securityRules()
{
    return { u"security"_s,
        {
            { "SC01", "grant-broad", Severity::Warning, broadGrant },
            { "SC02", "pii-copied", Severity::Warning, personalDataKept },
        } };
}

} // namespace sluice
