// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/mariadb/mariadb_views.h"
#include "warehouse/own_tables.h"

#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Collects the lines of one relation after the other.
class Reader
{
public:
    explicit Reader(SqlSession &session)
        : m_session(session)
    {
        m_fingerprint.database = session.profile().database;
    }

    Result<void> read(const RelationName &name)
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(
                m_session, u"SELECT TABLE_TYPE FROM information_schema.TABLES WHERE "_s + isMariadbRelation(name)));
        if (rows.rows.isEmpty()) {
            m_fingerprint.records[u"relation "_s + name.text()] = { u"absent"_s };
            return {};
        }
        const bool isView = rows.scalar().toString() == u"VIEW";
        m_key = (isView ? u"view "_s : u"table "_s) + name.text();
        SLUICE_CHECK(isView ? readView(name) : readTable(name));
        SLUICE_CHECK(readTriggers(name));
        return readGrants(name);
    }

    Fingerprint take() { return std::move(m_fingerprint); }

private:
    void add(const QString &line) { m_fingerprint.records[m_key].append(line); }

    /// The server's own text, which names everything that it knows of a table: columns, keys, checks, partitions,
    /// options. Without the counter of AUTO_INCREMENT, which every insert moves.
    Result<void> readTable(const RelationName &name)
    {
        SLUICE_TRY(const SqlRows rows, m_session.query(u"SHOW CREATE TABLE "_s + quoteRelation(Engine::Mariadb, name)));
        if (rows.rows.isEmpty() || rows.rows[0].size() < 2)
            return fail(ErrorCode::Internal, u"MariaDB prints no definition of %1"_s.arg(name.text()));
        static const QRegularExpression counter(u" AUTO_INCREMENT=[0-9]+"_s);
        const QStringList lines = standardMariadbText(rows.rows[0][1].toString()).split(u"\n"_s);
        QString last;
        for (qsizetype i = 1; i < lines.size(); ++i) {
            QString line = lines[i].trimmed();
            if (line.endsWith(u','))
                line.chop(1);
            if (line.startsWith(u'`')) {
                const qsizetype end = nameEnd(line);
                QString column = line.mid(1, end - 1);
                column.replace(u"``"_s, u"`"_s);
                add(u"column "_s + column + line.mid(end + 1) + (last.isEmpty() ? u" first"_s : u" after "_s + last));
                last = column;
            } else {
                add(line.startsWith(u')') ? QString(line).replace(counter, QString()) : line);
            }
        }
        return {};
    }

    static qsizetype nameEnd(const QString &line)
    {
        qsizetype end = 1;
        while (end < line.size() && (line[end] != u'`' || (end + 1 < line.size() && line[end + 1] == u'`')))
            end += line[end] == u'`' ? 2 : 1;
        return end;
    }

    Result<void> readView(const RelationName &name)
    {
        SLUICE_TRY(const MariadbView view, readMariadbView(m_session, name));
        add(u"definition "_s + view.definition + view.checkOption);
        add(view.attributes);
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT COLUMN_NAME, COLUMN_TYPE, coalesce(COLLATION_NAME, ''), LAG(COLUMN_NAME) OVER (ORDER BY "
                u"ORDINAL_POSITION)"
                " FROM information_schema.COLUMNS WHERE "_s
                    + isMariadbRelation(name)));
        for (const QVariantList &row : rows.rows) {
            add(u"column "_s + row[0].toString() + u' ' + row[1].toString()
                + (row[2].toString().isEmpty() ? QString() : u" collate "_s + row[2].toString())
                + (row[3].isNull() ? u" first"_s : u" after "_s + row[3].toString()));
        }
        return {};
    }

    Result<void> readTriggers(const RelationName &name)
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT CONCAT_WS(' ', 'trigger', TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER, "
                u"'definer', DEFINER, 'mode', SQL_MODE,"
                " ACTION_STATEMENT) FROM information_schema.TRIGGERS WHERE "_s
                    + isMariadbRelation(name, u"EVENT_OBJECT_SCHEMA"_s, u"EVENT_OBJECT_TABLE"_s)));
        for (const QVariantList &row : rows.rows)
            add(row[0].toString());
        return {};
    }

    /// Asked of the catalogue: a refusal would end the transaction that a step is in.
    Result<bool> seesGrants()
    {
        if (!m_seesGrants) {
            SLUICE_TRY(const SqlRows rows,
                m_session.query(
                    u"SELECT COUNT(*) = 11 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'mysql' AND "
                    u"FIND_IN_SET('select', PRIVILEGES) AND"
                    " (TABLE_NAME = 'tables_priv' AND COLUMN_NAME IN ('Host', 'Db', 'User', 'Table_name', "
                    "'Table_priv') OR"
                    " TABLE_NAME = 'columns_priv' AND COLUMN_NAME IN ('Host', 'Db', 'User', 'Table_name', 'Column_name', 'Column_priv'))"_s));
            m_seesGrants = rows.scalar().toBool();
        }
        return *m_seesGrants;
    }

    /// The views of information_schema show a role its own grants alone; the tables behind them show all or say no.
    Result<void> readGrants(const RelationName &name)
    {
        SLUICE_TRY(const bool isTold, seesGrants());
        if (!isTold) {
            m_fingerprint.unknown.append(u"grants on "_s + name.text());
            return {};
        }
        const QString isIt = isMariadbRelation(name, u"Db"_s, u"Table_name"_s);
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT CONCAT('grant ', Table_priv, ' to ', User, '@', Host) FROM mysql.tables_priv WHERE Table_priv <> '' AND "_s
                    + isIt
                    + u" UNION ALL SELECT CONCAT('grant ', Column_priv, ' (', Column_name, ') to ', User, '@', Host) FROM mysql.columns_priv WHERE "_s
                    + isIt));
        for (const QVariantList &row : rows.rows)
            add(row[0].toString());
        return {};
    }

    SqlSession &m_session;
    QString m_key;
    std::optional<bool> m_seesGrants;
    Fingerprint m_fingerprint;
};

} // namespace

Result<Fingerprint> MariadbDialect::readRecords(SqlSession &session, const QList<RelationName> &scope) const
{
    Reader reader(session);
    for (const RelationName &name : scope)
        SLUICE_CHECK(reader.read(name));
    return reader.take();
}

} // namespace sluice
