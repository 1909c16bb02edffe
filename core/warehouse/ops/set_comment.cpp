// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QLatin1String commentWord(RelationKind kind)
{
    switch (kind) {
    case RelationKind::Missing:
    case RelationKind::Table:
    case RelationKind::PartitionedTable:
        return "TABLE"_L1;
    case RelationKind::View:
        return "VIEW"_L1;
    case RelationKind::MaterializedView:
        return "MATERIALIZED VIEW"_L1;
    case RelationKind::ForeignTable:
        return "FOREIGN TABLE"_L1;
    }
    return "TABLE"_L1;
}

} // namespace

Result<CompiledStep> compileSetComment(const StepContext &context)
{
    const auto &set = std::get<SetComment>(context.step.body);
    SLUICE_CHECK(requirePostgres(context, u"SQLite keeps no comments"_s, u"remove the step"_s));
    SLUICE_TRY(const RelationFacts relation, describeRelation(context.session, set.relation));
    if (relation.kind == RelationKind::Missing)
        return refuse(context, u"there is no relation %1"_s.arg(relation.name.text()), u"check the name, and the connection of the plan"_s);
    if (!set.column.isEmpty() && !findColumn(context, relation, set.column))
        return refuse(context, u"%1 has no column %2"_s.arg(relation.name.text(), set.column));
    const QString id = u"to_regclass("_s + quoteLiteral(quoted(context, relation.name)) + u')';
    const QString current = set.column.isEmpty() ? u"obj_description("_s + id + u", 'pg_class')"_s
                                                 : u"(SELECT col_description(a.attrelid, a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = "_s + id
            + u" AND a.attname = "_s + quoteLiteral(set.column) + u')';
    SLUICE_TRY(const QString before, queryText(context.session, u"SELECT "_s + current));
    if (before == set.comment)
        return refuse(context, u"%1 already has this comment"_s.arg(relation.name.text()), u"remove the step"_s);
    const QString subject = set.column.isEmpty() ? relation.name.text() : u"%1 of %2"_s.arg(set.column, relation.name.text());
    const auto statement = [&](const QString &comment) {
        const QString target = set.column.isEmpty() ? commentWord(relation.kind) + u' ' + quoted(context, relation.name)
                                                    : u"COLUMN "_s + quoted(context, relation.name) + u'.' + quoted(context, set.column);
        return u"COMMENT ON "_s + target + u" IS "_s + (comment.isEmpty() ? u"NULL"_s : quoteLiteral(comment));
    };

    CompiledStep step;
    step.summary = set.comment.isEmpty() ? u"Remove the comment of %1"_s.arg(subject) : u"Set the comment of %1"_s.arg(subject);
    step.undoSummary = u"Give %1 its old comment back"_s.arg(subject);
    step.reversibility = Reversibility::R0;
    step.forward = { statement(set.comment) };
    step.undo = { statement(before) };
    step.present = u"SELECT coalesce("_s + current + u", '') = "_s + quoteLiteral(set.comment);
    step.absent = u"SELECT coalesce("_s + current + u", '') = "_s + quoteLiteral(before);
    step.forwardLock = step.undoLock = u"SHARE UPDATE EXCLUSIVE on %1, catalogue only"_s.arg(relation.name.text());
    step.touches = { relation.name };
    return step;
}

} // namespace sluice
