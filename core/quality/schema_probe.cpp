// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/schema_probe.h"

#include "quality/probe_sql.h"
#include "sql/sql_quoting.h"

#include <QMap>

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Columns of one relation: side, name, type, nullable, default or expression, place.
QString columnsOf(const ProbeDialect &dialect, const RelationName &relation, int side)
{
    const QString first = QString::number(side);
    if (dialect.isPostgres())
        return u"SELECT %1 AS side, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attcollation <> t.typcollation"
               " THEN ' COLLATE ' || a.attcollation::regcollation::text ELSE '' END, CASE WHEN a.attnotnull THEN 0 ELSE 1 END,"
               " a.attgenerated::text || a.attidentity::text || coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attnum AS place"
               " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid"
               " LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
               " WHERE a.attrelid = to_regclass(%2) AND a.attnum > 0 AND NOT a.attisdropped"_s.arg(first, quoteLiteral(dialect.relation(relation)));
    if (dialect.isMariadb()) {
        const QString name = quoteLiteral(relation.name);
        const QString schema = relation.schema.isEmpty() ? u"DATABASE()"_s : quoteLiteral(relation.schema);
        return u"SELECT %1 AS side, COLUMN_NAME AS name, CONCAT(COLUMN_TYPE, coalesce(CONCAT(' COLLATE ', COLLATION_NAME), '')), IS_NULLABLE = 'YES',"
               " CONCAT(EXTRA, ' ', coalesce(nullif(COLUMN_DEFAULT, 'NULL'), ''), ' ', coalesce(GENERATION_EXPRESSION, '')), ORDINAL_POSITION AS place"
               " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %2 AND TABLE_NAME = %3"
               " AND (@@lower_case_table_names <> 0 OR BINARY TABLE_NAME = %3)"_s.arg(first, schema, name);
    }
    const QString schema = relation.schema.isEmpty() ? QString() : u", "_s + quoteLiteral(relation.schema);
    return u"SELECT %1 AS side, name, type, 1 - \"notnull\", hidden || ' ' || coalesce(dflt_value, ''), cid AS place FROM pragma_table_xinfo(%2%3)"_s.arg(
        first, quoteLiteral(relation.name), schema);
}

struct Column {
    QString type;
    bool isNullable = false;
    QString standard; ///< default, or how it is made
};

struct Columns {
    QStringList names; ///< in their order
    QMap<QString, Column> byName;
};

class Comparison
{
public:
    Comparison(const SchemaDriftProbe &probe, const Columns &should, const Columns &is)
        : m_probe(probe)
        , m_should(should)
        , m_is(is)
    {
        presence();
        for (const QString &name : m_common)
            column(name);
        order();
    }
    const QStringList &differences() const { return m_differences; }

private:
    bool looksAt(const QString &aspect) const { return m_probe.compare.isEmpty() || m_probe.compare.contains(aspect); }

    void presence()
    {
        for (const QString &name : m_should.names) {
            if (m_is.byName.contains(name))
                m_common.append(name);
            else if (looksAt(u"columns"_s))
                m_differences.append(u"column %1 is gone"_s.arg(name));
        }
        for (const QString &name : m_is.names) {
            if (!m_should.byName.contains(name) && looksAt(u"columns"_s))
                m_differences.append(u"column %1 is new"_s.arg(name));
        }
    }

    void column(const QString &name)
    {
        const Column should = m_should.byName[name];
        const Column is = m_is.byName[name];
        if (looksAt(u"types"_s) && should.type != is.type)
            m_differences.append(u"%1 is %2, not %3"_s.arg(name, is.type, should.type));
        if (looksAt(u"nullability"_s) && should.isNullable != is.isNullable)
            m_differences.append(is.isNullable ? u"%1 may be NULL"_s.arg(name) : u"%1 may no longer be NULL"_s.arg(name));
        if (looksAt(u"defaults"_s) && should.standard != is.standard)
            m_differences.append(u"%1 has another default"_s.arg(name)); // which one may hold data
    }

    void order()
    {
        QStringList there;
        std::copy_if(m_is.names.cbegin(), m_is.names.cend(), std::back_inserter(there), [this](const QString &name) { return m_common.contains(name); });
        if (looksAt(u"order"_s) && there != m_common)
            m_differences.append(u"the columns stand in another order"_s);
    }

    const SchemaDriftProbe &m_probe;
    const Columns &m_should;
    const Columns &m_is;
    QStringList m_common;
    QStringList m_differences;
};

Sample failedToRead(const QString &detail)
{
    Sample sample;
    sample.sampleClass = SampleClass::Error;
    sample.detail = detail;
    return sample;
}

} // namespace

QString probeSql(const ProbeDialect &dialect, const SchemaDriftProbe &probe, const Gate &)
{
    return columnsOf(dialect, probe.against, 0) + u" UNION ALL "_s + columnsOf(dialect, probe.table, 1) + u" ORDER BY side, place, name"_s;
}

Sample classifyColumns(const Gate &gate, const SqlRows &rows)
{
    const SchemaDriftProbe &probe = std::get<SchemaDriftProbe>(gate.probe);
    std::array<Columns, 2> sides;
    for (const QVariantList &row : rows.rows) {
        if (row.size() != 6)
            return failedToRead(u"the catalogue answered with %1 columns, six are read"_s.arg(row.size()));
        Columns &side = sides[row[0].toInt() == 0 ? 0 : 1];
        const QString name = row[1].toString();
        side.names.append(name);
        side.byName.insert(name, { row[2].toString(), row[3].toInt() != 0, row[4].toString() });
    }
    if (rows.isTruncated)
        return failedToRead(u"the relations have too many columns to compare"_s);
    // No column at all: the relation is not there, or its columns are hidden from this login. That is no difference of columns.
    if (sides[0].names.isEmpty() || sides[1].names.isEmpty())
        return failedToRead(u"no columns of %1 can be seen"_s.arg((sides[0].names.isEmpty() ? probe.against : probe.table).text()));
    const QStringList differences = Comparison(probe, sides[0], sides[1]).differences();
    Sample sample;
    sample.n = sides[1].names.size();
    sample.sampleClass = SampleClass::Good;
    sample.value = static_cast<double>(differences.size());
    constexpr qsizetype kShown = 5;
    sample.detail = differences.mid(0, kShown).join(u"; "_s);
    if (differences.size() > kShown)
        sample.detail += u"; and %1 more"_s.arg(differences.size() - kShown);
    return sample;
}

} // namespace sluice
