// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/mariadb/mariadb_survey.h"

#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_rights.h"
#include "warehouse/mariadb/mariadb_views.h"
#include "warehouse/own_tables.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

using Kind = MariadbDefinition::Kind;

constexpr qsizetype kMostProblems = 5;

bool isAscii(const QString &text)
{
    return std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c.unicode() < 0x80; });
}

class Surveyor
{
public:
    Surveyor(SqlSession &session, QString to)
        : m_session(session)
        , m_from(session.profile().database)
        , m_to(std::move(to))
    {
    }

    Result<MariadbSurvey> run()
    {
        SLUICE_CHECK(prepareDefinitionReader(m_session));
        SLUICE_CHECK(checkAllIsTold());
        SLUICE_TRY(m_rights, MariadbRights::read(m_session));
        noteMissing(u"read"_s, { u"SELECT"_s, u"SHOW VIEW"_s, u"TRIGGER"_s, u"EVENT"_s }, m_from);
        noteMissing(u"make a copy"_s,
            { u"SELECT"_s, u"INSERT"_s, u"UPDATE"_s, u"DELETE"_s, u"CREATE"_s, u"DROP"_s, u"REFERENCES"_s, u"INDEX"_s,
                u"ALTER"_s, u"CREATE VIEW"_s, u"SHOW VIEW"_s, u"CREATE ROUTINE"_s, u"ALTER ROUTINE"_s, u"EXECUTE"_s },
            m_to);
        noteMissing(u"enrol a copy"_s, { u"PROCESS"_s }, {});
        SLUICE_CHECK(refuseWhatIsNoted());
        SLUICE_CHECK(m_session.begin());
        SLUICE_CHECK(readServer());
        SLUICE_CHECK(checkTables());
        SLUICE_CHECK(checkNeighbours());
        SLUICE_CHECK(refuseWhatIsNoted());
        SLUICE_TRY(m_survey.source, readMariadbDefinitions(m_session));
        SLUICE_CHECK(checkViews());
        SLUICE_CHECK(checkWaysOut());
        for (const MariadbDefinition &definition : std::as_const(m_survey.source))
            move(definition);
        checkRights();
        SLUICE_CHECK(refuseWhatIsNoted());
        return std::move(m_survey);
    }

private:
    void note(const QString &problem) { m_problems.append(problem); }

    void noteMissing(const QString &what, const QStringList &rights, const QString &database)
    {
        const QStringList missing = m_rights.missing(rights, database);
        if (!missing.isEmpty())
            note(u"this role may not %1: it lacks %2 on %3"_s.arg(
                what, missing.join(u", "_s), database.isEmpty() ? u"*.*"_s : database));
    }

    Result<void> refuseWhatIsNoted() const
    {
        if (m_problems.isEmpty())
            return {};
        const qsizetype more = m_problems.size() - kMostProblems;
        return fail(ErrorCode::Refused,
            u"%1 cannot be copied: %2"_s.arg(m_from, m_problems.mid(0, kMostProblems).join(u"; "_s))
                + (more > 0 ? u"; and %1 more"_s.arg(more) : QString()),
            u"connection "_s + m_session.profile().name,
            u"grant what is missing, or rehearse on a copy of the database without what is named"_s);
    }

    /// Who may not see a program is not told that it is there, and a fingerprint without grants proves nothing.
    Result<void> checkAllIsTold()
    {
        QStringList hidden;
        for (const QString &table : { u"proc"_s, u"event"_s, u"tables_priv"_s, u"columns_priv"_s }) {
            const auto read = m_session.query(u"SELECT * FROM mysql.%1 LIMIT 0"_s.arg(table));
            if (!read && read.error().code == ErrorCode::PermissionDenied)
                hidden.append(u"mysql."_s + table);
            else if (!read)
                return fail(read.error());
        }
        if (!hidden.isEmpty())
            note(u"this role is not told of every program and grant: it lacks SELECT on "_s + hidden.join(u", "_s));
        return {};
    }

    Result<void> readServer()
    {
        SLUICE_TRY(const SqlRows databases,
            queryAll(m_session,
                u"SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM "
                u"information_schema.SCHEMATA"_s));
        m_move = { m_from, m_to, {}, false, false, false };
        for (const QVariantList &row : databases.rows) {
            if (row[0].toString() != m_from) {
                m_move.databases.append(row[0].toString());
                continue;
            }
            m_survey.charset = row[1].toString();
            m_survey.collation = row[2].toString();
        }
        if (m_survey.charset.isEmpty()) // "Shop" reaches shop where the server ignores case, but it is not its name
            return fail(ErrorCode::Refused, u"the server has no database of exactly this name: "_s + m_from,
                u"connection "_s + m_session.profile().name, u"write the name as SHOW DATABASES does"_s);
        SLUICE_TRY(const SqlRows server,
            m_session.query(
                u"SELECT @@lower_case_table_names <> 0, CURRENT_USER(), (SELECT GROUP_CONCAT(TABLE_TYPE) FROM information_schema.TABLES WHERE "_s
                + inMariadbDatabase(u"TABLE_SCHEMA"_s, m_from) + u" AND TABLE_NAME = "_s + quoteLiteral(m_from)
                + u')'));
        m_move.ignoresCase = server.rows[0][0].toBool();
        m_me = server.rows[0][1].toString();
        m_move.isShared = !server.rows[0][2].isNull();
        m_move.isView = server.rows[0][2].toString().contains(u"VIEW"_s);
        m_survey.from = m_from;
        m_survey.to = m_to;
        return {};
    }

    /// What another engine keeps is elsewhere (FEDERATED, CONNECT, SPIDER), or copying it would hold up its writers.
    Result<void> checkTables()
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT TABLE_NAME, TABLE_TYPE, coalesce(ENGINE, ''), TABLE_COMMENT FROM information_schema.TABLES "
                u"WHERE TABLE_TYPE <> 'VIEW' AND "_s
                    + inMariadbDatabase(u"TABLE_SCHEMA"_s, m_from) + u" ORDER BY TABLE_NAME"_s));
        for (const QVariantList &row : rows.rows) {
            const QString name = row[0].toString();
            const QString engine = row[2].toString();
            if (engine.isEmpty())
                note(u"table %1 cannot be opened: %2"_s.arg(name, row[3].toString()));
            else if (engine.compare(u"InnoDB"_s, Qt::CaseInsensitive) != 0)
                note(u"table %1 is in %2, not in InnoDB"_s.arg(name, engine));
        }
        SLUICE_TRY(const SqlRows histories,
            queryAll(m_session,
                u"SELECT TABLE_NAME FROM information_schema.COLUMNS WHERE GENERATION_EXPRESSION = 'ROW START' AND DATA_TYPE = 'bigint' AND "_s
                    + inMariadbDatabase(u"TABLE_SCHEMA"_s, m_from)));
        for (const QVariantList &row : histories.rows)
            note(u"table %1 keeps its history by the numbers of transactions, which are others in a copy"_s.arg(
                row[0].toString()));
        return {};
    }

    /// Keys and views that cross its border: in a clone they would be missing, or lead out of it.
    Result<void> checkNeighbours()
    {
        const QString here = inMariadbDatabase(u"TABLE_SCHEMA"_s, m_from);
        // The engine's own list: it tells of databases that this role does not see, and opens no table for it.
        const auto part = [](const QString &column, int at) {
            return u"CONVERT(CONVERT(CAST(SUBSTRING_INDEX(%1, '/', %2) AS BINARY) USING filename) USING utf8mb4)"_s.arg(
                column, QString::number(at));
        };
        SLUICE_TRY(const SqlRows keys,
            queryAll(m_session,
                u"SELECT "_s
                    + QStringList { part(u"FOR_NAME"_s, 1), part(u"FOR_NAME"_s, -1), part(u"REF_NAME"_s, 1),
                        part(u"REF_NAME"_s, -1) }
                          .join(u", "_s)
                    + u" FROM information_schema.INNODB_SYS_FOREIGN WHERE BINARY SUBSTRING_INDEX(FOR_NAME, '/', 1) <> BINARY SUBSTRING_INDEX(REF_NAME, '/', 1) ORDER BY ID"_s));
        for (const QVariantList &row : keys.rows) {
            const RelationName child { row[0].toString(), row[1].toString() };
            const RelationName parent { row[2].toString(), row[3].toString() };
            if (child.schema == m_from || parent.schema == m_from)
                note(u"a foreign key of %1 leads to %2"_s.arg(child.text(), parent.text()));
        }
        SLUICE_TRY(const SqlRows views,
            queryAll(m_session,
                u"SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA <> 'sys' AND NOT "_s
                    + here));
        for (const QVariantList &row : views.rows) {
            const QList<RelationName> sources = mariadbSources(standardMariadbText(row[2].toString()));
            if (std::any_of(sources.cbegin(), sources.cend(),
                    [&](const RelationName &source) { return source.schema == m_from; }))
                note(u"view %1 of another database reads it"_s.arg(
                    RelationName { row[0].toString(), row[1].toString() }.text()));
        }
        return {};
    }

    /// A view whose sources are gone has no columns; a new one of its kind is not to be had.
    Result<void> checkViews()
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT DISTINCT TABLE_NAME FROM information_schema.COLUMNS WHERE "_s
                    + inMariadbDatabase(u"TABLE_SCHEMA"_s, m_from)));
        QSet<QString> whole;
        for (const QVariantList &row : rows.rows)
            whole.insert(row[0].toString());
        for (const MariadbDefinition &definition : std::as_const(m_survey.source)) {
            if (definition.kind == Kind::View && !whole.contains(definition.name))
                note(u"%1 cannot be read: something in it is gone"_s.arg(definition.title()));
        }
        return {};
    }

    /// A view that leads into another database is read there. Were it written through, by a step or by what a step sets
    /// off, that would be no copy: the server forbids it to a role that may not write there.
    Result<void> checkWaysOut()
    {
        SLUICE_TRY(const SqlRows views,
            queryAll(m_session,
                u"SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE IS_UPDATABLE <> 'NO' AND "_s
                    + inMariadbDatabase(u"TABLE_SCHEMA"_s, m_from) + u" ORDER BY TABLE_NAME"_s));
        for (const QVariantList &row : views.rows) {
            for (const RelationName &source : mariadbSources(standardMariadbText(row[1].toString()))) {
                if (!m_move.databases.contains(source.schema, Qt::CaseInsensitive) || !m_rights.mayWrite(source.schema))
                    continue;
                note(u"this role may write through view %1 into database %2, where it should have SELECT alone"_s.arg(
                    row[0].toString(), source.schema));
                break;
            }
        }
        return {};
    }

    void move(MariadbDefinition definition)
    {
        // It is sent as Unicode, and read as what its writer used.
        static const QStringList unicode { QString(), u"utf8mb4"_s, u"utf8mb3"_s, u"utf8"_s };
        if (!unicode.contains(definition.charset) && !isAscii(definition.text)) {
            note(u"%1 was written in %2, with more than ASCII in it"_s.arg(definition.title(), definition.charset));
            return;
        }
        if (!definition.databaseCollation.isEmpty() && definition.databaseCollation != m_survey.collation) {
            note(u"%1 was made when the database's collation was %2, not %3"_s.arg(
                definition.title(), definition.databaseCollation, m_survey.collation));
            return;
        }
        const auto moved
            = movedMariadbText(definition.text, mariadbLexis(definition.sqlMode), definition.textKind(), m_move);
        if (!moved) {
            note(definition.title() + u": "_s + moved.error().what);
            return;
        }
        definition.text = *moved;
        // Nobody else has rights on the clone, whatever they have on this database.
        if (!definition.definer.isEmpty() && definition.definer != m_me) {
            if (!m_survey.others.contains(definition.definer))
                m_survey.others.append(definition.definer);
            definition.text = withMariadbDefiner(definition.text, mariadbLexis(definition.sqlMode), m_me);
            definition.definer = m_me;
        }
        m_survey.clone.append(definition);
    }

    /// Those that only some databases need.
    void checkRights()
    {
        const auto is = [this](std::initializer_list<Kind> kinds) {
            return std::any_of(m_survey.source.cbegin(), m_survey.source.cend(), [&](const MariadbDefinition &one) {
                return std::find(kinds.begin(), kinds.end(), one.kind) != kinds.end();
            });
        };
        QStringList rights;
        if (is({ Kind::Trigger }))
            rights.append(u"TRIGGER"_s);
        if (is({ Kind::Event }))
            rights.append(u"EVENT"_s);
        noteMissing(u"make a copy"_s, rights, m_to);
    }

    SqlSession &m_session;
    const QString m_from;
    const QString m_to;
    QString m_me;
    MariadbRights m_rights;
    MariadbMove m_move;
    MariadbSurvey m_survey;
    QStringList m_problems;
};

} // namespace

Result<MariadbSurvey> surveyMariadb(SqlSession &session, const QString &to) { return Surveyor(session, to).run(); }

} // namespace sluice
