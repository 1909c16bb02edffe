// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/snapshot_rows.h"

#include "sql/sql_quoting.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

SnapshotRows::SnapshotRows(const StepContext &context, const RelationFacts &table, QString where, const QString &stepId)
    : m_engine(context.engine())
    , m_table(quoted(context, table.name))
    , m_copyName(savedTableName(context.runId, stepId))
    , m_where(std::move(where))
{
    m_copy = ownTable(m_engine, m_copyName);
    QStringList names;
    for (const ColumnFacts &column : table.columns) {
        if (!column.generated)
            names.append(quoted(context, column.name));
    }
    m_columns = names.join(u", "_s);
}

QString SnapshotRows::condition() const
{
    return m_where.isEmpty() ? QString() : u" WHERE ("_s + m_where + u"\n)"_s;
}

QString SnapshotRows::create() const
{
    return u"CREATE TABLE "_s + m_copy + u" AS SELECT "_s + m_columns + u" FROM "_s + m_table + condition();
}

QString SnapshotRows::drop() const
{
    return u"DROP TABLE IF EXISTS "_s + m_copy;
}

QString SnapshotRows::exists() const
{
    return ownTableExistsSql(m_engine, m_copyName);
}

QString SnapshotRows::countDifferences() const
{
    // Grouping counts rows that are there more than once, and takes NULL for equal to NULL.
    const auto counted = [&](const QString &from) {
        return u"SELECT "_s + m_columns + u", count(*) AS sluice_rows FROM "_s + from + u" GROUP BY "_s + m_columns;
    };
    const QString here = counted(m_table + condition());
    const QString there = counted(m_copy);
    const auto beyond = [](const QString &a, const QString &b) { return u"(SELECT count(*) FROM (SELECT * FROM ("_s + a + u") a EXCEPT SELECT * FROM ("_s + b + u") b) d)"_s; };
    return u"SELECT "_s + beyond(here, there) + u" + "_s + beyond(there, here);
}

QString SnapshotRows::listChanged() const
{
    return u"SELECT "_s + m_columns + u" FROM "_s + m_table + condition() + u" EXCEPT SELECT "_s + m_columns + u" FROM "_s + m_copy;
}

QStringList SnapshotRows::writeBack() const
{
    return { u"DELETE FROM "_s + m_table + condition(),
        u"INSERT INTO "_s + m_table + u" ("_s + m_columns + u')' + (m_engine == Engine::Postgresql ? u" OVERRIDING SYSTEM VALUE"_s : QString())
            + u" SELECT "_s + m_columns + u" FROM "_s + m_copy };
}

const Snapshot *snapshotStep(const StepContext &context, const QString &id)
{
    for (const Step *step : stepsBefore(context)) {
        const auto *snapshot = std::get_if<Snapshot>(&step->body);
        if (snapshot && step->id == id)
            return snapshot;
    }
    return nullptr;
}

} // namespace sluice
