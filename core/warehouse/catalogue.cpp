// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/catalogue.h"

#include "warehouse/dialect.h"
#include "warehouse/view_graph.h"

#include <algorithm>

namespace sluice {

const ColumnFacts *RelationFacts::column(const QString &columnName) const
{
    const auto it = std::find_if(columns.cbegin(), columns.cend(), [&](const ColumnFacts &facts) { return facts.name == columnName; });
    return it == columns.cend() ? nullptr : &*it;
}

Result<RelationFacts> describeRelation(SqlSession &session, const RelationName &relation)
{
    return dialectFor(session.engine()).describeRelation(session, relation);
}

Result<QList<RelationFacts>> listRelations(SqlSession &session)
{
    return dialectFor(session.engine()).listRelations(session);
}

Result<QList<ViewEdge>> viewDependencies(SqlSession &session)
{
    return dialectFor(session.engine()).viewDependencies(session);
}

Result<QList<RelationName>> dependentViews(SqlSession &session, const QList<RelationName> &relations)
{
    const Dialect &dialect = dialectFor(session.engine());
    QList<RelationName> roots;
    for (const RelationName &relation : relations) {
        SLUICE_TRY(const RelationName resolved, dialect.resolve(session, relation));
        roots.append(resolved);
    }
    SLUICE_TRY(const QList<ViewEdge> edges, dialect.viewDependencies(session));
    return viewsReading(edges, roots);
}

} // namespace sluice
