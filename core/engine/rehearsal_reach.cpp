// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rehearsal_reach.h"

#include "engine/rehearsal_names.h"
#include "warehouse/catalogue.h"
#include "warehouse/ops/row_writes.h"
#include "warehouse/sql_pieces.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Views of the clone that read another database, themselves or by other views.
QStringList viewsThatLeave(const QList<ViewEdge> &edges, const QString &clone)
{
    QStringList names;
    for (qsizetype before = -1; before != names.size();) {
        before = names.size();
        for (const ViewEdge &edge : edges) {
            const bool leaves = edge.source.schema != clone || names.contains(edge.source.name);
            if (edge.view.schema == clone && leaves && !names.contains(edge.view.name))
                names.append(edge.view.name);
        }
    }
    return names;
}

/// The targets of a statement; where they cannot be told, everything that it names.
QStringList writtenNames(const RawSql &sql, Engine engine)
{
    QStringList texts[2];
    for (const SqlText &text : sql.forward)
        texts[0] += text.text;
    for (const SqlText &text : sql.rollback)
        texts[1] += text.text;
    const RowWrites writes = rowWritesOf(engine, texts[0], texts[1]);
    QStringList names;
    for (const RelationName &table : writes.tables)
        names.append(table.name);
    if (!writes.mayWrite || !names.isEmpty())
        return names;
    for (const QString &text : texts[0] + texts[1]) {
        for (const SqlPiece &piece : sqlPieces(engine, text))
            names.append(piece.name);
    }
    return names;
}

} // namespace

Result<void> refuseNamedDatabases(
    const decltype(CloneOrder::open) &open, const ConnectionProfile &source, const PlanBundle &bundle)
{
    if (source.engine != Engine::Mariadb)
        return {}; // a session reaches one database there
    SLUICE_TRY(const auto session, open(source, SessionRole::Catalogue, {}));
    SLUICE_TRY(const QStringList named, databasesNamedIn(*session, rehearsedTexts(bundle)));
    if (named.isEmpty())
        return {};
    return fail(ErrorCode::Refused,
        u"the plan names database %1, which a rehearsal must not reach: its steps would run there and not on the copy"_s
            .arg(named.join(u", "_s)),
        bundle.file, u"write the names of relations without a database: they are the connection's"_s);
}

Result<void> refuseWritesElsewhere(SqlSession &clone, const Plan &plan)
{
    const Engine engine = clone.engine();
    if (engine != Engine::Mariadb)
        return {};
    SLUICE_TRY(const QList<ViewEdge> edges, viewDependencies(clone));
    const QStringList leaving = viewsThatLeave(edges, clone.profile().database);
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            const auto *sql = std::get_if<RawSql>(&step.body);
            const QStringList written = sql ? writtenNames(*sql, engine) : QStringList();
            const auto view = std::find_if(leaving.cbegin(), leaving.cend(),
                [&](const QString &name) { return written.contains(name, Qt::CaseInsensitive); });
            if (view != leaving.cend())
                return fail(ErrorCode::Refused,
                    u"step '%1' may write through view %2 into another database, which a rehearsal must not reach"_s
                        .arg(step.id, *view),
                    plan.metadata.id, u"write into the other database apart from this plan"_s);
        }
    }
    return {};
}

} // namespace sluice
