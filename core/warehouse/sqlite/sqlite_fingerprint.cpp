// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/own_tables.h"
#include "warehouse/sqlite/sqlite_dialect.h"
#include "warehouse/sqlite/sqlite_schema.h"
#include "warehouse/view_text.h"

#include "sql/sql_quoting.h"

#include <QHash>
#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// "kind name" of every object by lower-case name.
using Keys = QHash<QString, QString>;

QString inList(const QList<RelationName> &scope)
{
    QStringList names;
    for (const RelationName &name : scope)
        names.append(quoteLiteral(name.name));
    return u'(' + names.join(u", "_s) + u')';
}

class Reader
{
public:
    Reader(SqlSession &session, const QString &names)
        : m_session(session)
        , m_names(names)
    {
    }

    Result<Keys> readObjects()
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT m.name, m.type, m.sql, l.type, l.wr, l.strict FROM sqlite_schema m JOIN pragma_table_list l ON l.schema = 'main' AND l.name = m.name"
                " WHERE m.type IN ('table', 'view') AND m.name IN "_s
                    + m_names));
        for (const QVariantList &row : rows.rows) {
            const QString name = row[0].toString();
            m_keys.insert(name.toLower(), row[1].toString() + u' ' + RelationName { {}, name }.text());
            add(name, u"definition "_s + canonicalSqliteStatement(row[2].toString()));
            if (row[3].toString() != row[1].toString())
                add(name, u"kind "_s + row[3].toString());
            if (row[4].toBool())
                add(name, u"without rowid"_s);
            if (row[5].toBool())
                add(name, u"strict"_s);
        }
        return m_keys;
    }

    Result<void> readColumns()
    {
        return readLines(u"SELECT m.name, 'column ' || x.name || ' ' || x.type || coalesce(' after ' || lag(x.name) OVER (PARTITION BY m.name ORDER BY x.cid), ' first')"
                         " || CASE WHEN x.\"notnull\" THEN ' not null' ELSE '' END || coalesce(' default ' || x.dflt_value, '')"
                         " || CASE WHEN x.pk > 0 THEN ' key ' || x.pk ELSE '' END || CASE x.hidden WHEN 2 THEN ' generated' WHEN 3 THEN ' generated stored' ELSE '' END"
                         " FROM sqlite_schema m CROSS JOIN pragma_table_list l CROSS JOIN pragma_table_xinfo(CASE WHEN l.ncol > 0 THEN m.name END) x"
                         " WHERE l.schema = 'main' AND l.name = m.name AND m.type IN ('table', 'view') AND m.name IN "_s
            + m_names);
    }

    Result<void> readForeignKeys()
    {
        return readLines(u"SELECT m.name, 'foreign key ' || group_concat(f.\"from\" || ' to ' || f.\"table\" || '(' || coalesce(f.\"to\", 'its key') || ')', ', ')"
                         " || ' update ' || f.on_update || ' delete ' || f.on_delete || ' match ' || f.\"match\""
                         " FROM sqlite_schema m CROSS JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND m.name IN "_s
            + m_names + u" GROUP BY m.name, f.id"_s);
    }

    Result<void> readIndexes()
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT m.name, i.name, i.\"unique\", i.origin, i.partial, coalesce(s.sql, ''),"
                " (SELECT group_concat(coalesce(x.name, 'expression') || CASE WHEN x.\"desc\" THEN ' desc' ELSE '' END || ' ' || x.coll, ', ')"
                "    FROM pragma_index_xinfo(i.name) x WHERE x.key)"
                " FROM sqlite_schema m CROSS JOIN pragma_index_list(m.name) i LEFT JOIN sqlite_schema s ON s.type = 'index' AND s.name = i.name"
                " WHERE m.type = 'table' AND m.name IN "_s
                    + m_names));
        for (const QVariantList &row : rows.rows) {
            // An automatic index is named by its place in the table; its origin and columns say what it is.
            const bool isAutomatic = row[5].toString().isEmpty();
            add(row[0].toString(),
                u"index "_s + (isAutomatic ? u"of origin "_s + row[3].toString() : row[1].toString()) + (row[2].toBool() ? u" unique"_s : QString())
                    + (row[4].toBool() ? u" partial"_s : QString()) + u" on "_s + row[6].toString() + u' ' + canonicalSqliteStatement(row[5].toString()));
        }
        return {};
    }

    Result<void> readTriggers()
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session, u"SELECT tbl_name, name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name COLLATE NOCASE IN "_s + m_names));
        for (const QVariantList &row : rows.rows)
            add(row[0].toString(), u"trigger "_s + row[1].toString() + u' ' + canonicalSqliteStatement(row[2].toString()));
        return {};
    }

    /// What a migration tool changes beside the tables.
    Result<void> readDatabase()
    {
        for (const QString &pragma : { u"user_version"_s, u"application_id"_s, u"encoding"_s }) {
            SLUICE_TRY(const QString value, queryText(m_session, u"PRAGMA "_s + pragma));
            m_fingerprint.records[u"database"_s].append(pragma + u' ' + value);
        }
        return {};
    }

    Fingerprint take() { return std::move(m_fingerprint); }
    void addAbsent(const RelationName &name) { m_fingerprint.records[u"relation "_s + name.text()] = { u"absent"_s }; }

private:
    void add(const QString &name, const QString &line) { m_fingerprint.records[m_keys.value(name.toLower())].append(line); }

    Result<void> readLines(const QString &sql)
    {
        SLUICE_TRY(const SqlRows rows, queryAll(m_session, sql));
        for (const QVariantList &row : rows.rows)
            add(row[0].toString(), row[1].toString());
        return {};
    }

    SqlSession &m_session;
    const QString m_names;
    Keys m_keys;
    Fingerprint m_fingerprint;
};

} // namespace

Result<Fingerprint> SqliteDialect::readRecords(SqlSession &session, const QList<RelationName> &scope) const
{
    Reader reader(session, inList(scope));
    SLUICE_TRY(const Keys found, reader.readObjects());
    for (const RelationName &name : scope) {
        if (!isMainSchema(name) || !found.contains(name.name.toLower()))
            reader.addAbsent(name);
    }
    SLUICE_CHECK(reader.readColumns());
    SLUICE_CHECK(reader.readForeignKeys());
    SLUICE_CHECK(reader.readIndexes());
    SLUICE_CHECK(reader.readTriggers());
    SLUICE_CHECK(reader.readDatabase());
    return reader.take();
}

} // namespace sluice
