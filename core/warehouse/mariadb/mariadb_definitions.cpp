// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/mariadb/mariadb_definitions.h"

#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_views.h"
#include "warehouse/own_tables.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

using Kind = MariadbDefinition::Kind;

constexpr auto kEngine = Engine::Mariadb;

QString word(Kind kind)
{
    switch (kind) {
    case Kind::Sequence:
        return u"sequence"_s;
    case Kind::Table:
        return u"table"_s;
    case Kind::Function:
        return u"function"_s;
    case Kind::Procedure:
        return u"procedure"_s;
    case Kind::View:
        return u"view"_s;
    case Kind::Trigger:
        return u"trigger"_s;
    case Kind::Event:
        return u"event"_s;
    }
    Q_UNREACHABLE();
}

/// The solid tokens of a statement as a person wrote it.
class Statement
{
public:
    Statement(const QString &text, const QString &sqlMode)
        : m_text(text)
    {
        for (const SqlToken &token : tokenizeSql(text, mariadbLexis(sqlMode))) {
            if (token.isSolid())
                m_solid.append(token);
        }
    }

    /// What a trigger does, behind its head "… FOR EACH ROW", which is made anew.
    Result<QString> triggerBody() const
    {
        for (qsizetype at = 0; at + 3 < m_solid.size(); ++at) {
            if (!is(at, "for"_L1) || !is(at + 1, "each"_L1) || !is(at + 2, "row"_L1))
                continue;
            at += is(at + 3, "follows"_L1) || is(at + 3, "precedes"_L1) ? 5 : 3;
            if (at < m_solid.size())
                return m_text.mid(m_solid[at].at);
        }
        return fail(ErrorCode::Internal, u"MariaDB prints a trigger without a body: %1"_s.arg(m_text.left(80)));
    }

    /// The state of an event stands between its schedule and its work.
    Result<QString> disabledEvent() const
    {
        for (qsizetype at = 0; at < m_solid.size() && !is(at, "do"_L1); ++at) {
            if (!is(at, "enable"_L1) && !is(at, "disable"_L1))
                continue;
            const bool isElsewhere = is(at + 1, "on"_L1) && (is(at + 2, "slave"_L1) || is(at + 2, "replica"_L1));
            const SqlToken &last = m_solid[isElsewhere ? at + 2 : at];
            return m_text.left(m_solid[at].at) + u"DISABLE"_s + m_text.mid(last.at + last.length);
        }
        return fail(ErrorCode::Internal, u"MariaDB prints an event without its state: %1"_s.arg(m_text.left(80)));
    }

private:
    bool is(qsizetype at, QLatin1String keyword) const
    {
        return at < m_solid.size() && m_solid[at].kind == SqlTokenKind::Word
            && m_solid[at].in(m_text).compare(keyword, Qt::CaseInsensitive) == 0;
    }

    const QString &m_text;
    QList<SqlToken> m_solid;
};

class Reader
{
public:
    explicit Reader(SqlSession &session)
        : m_session(session)
        , m_database(session.profile().database)
    {
    }

    Result<QList<MariadbDefinition>> run()
    {
        SLUICE_CHECK(readTables());
        SLUICE_CHECK(readRoutines());
        SLUICE_CHECK(readViews());
        SLUICE_CHECK(readTriggers());
        SLUICE_CHECK(readEvents());
        return std::move(m_all);
    }

private:
    QString quoted(const QString &name) const { return quoteRelation(kEngine, { m_database, name }); }

    static bool isTrial(const QString &name) { return name.startsWith(u"sluice_trial_", Qt::CaseInsensitive); }

    QString isHere(const QString &column) const { return inMariadbDatabase(column, m_database); }

    /// The columns of SHOW CREATE go by name: their order is another for every kind.
    Result<MariadbDefinition> show(Kind kind, const QString &name, const QString &statement, const QString &textColumn)
    {
        SLUICE_TRY(const SqlRows rows, queryAll(m_session, statement));
        MariadbDefinition definition;
        definition.kind = kind;
        definition.name = name;
        const auto value = [&](const QString &column) {
            const qsizetype at = rows.columns.indexOf(column);
            return rows.rows.isEmpty() || at < 0 ? QString() : rows.rows[0][at].toString();
        };
        definition.text = value(textColumn);
        definition.sqlMode = value(u"sql_mode"_s);
        definition.charset = value(u"character_set_client"_s);
        definition.collation = value(u"collation_connection"_s);
        definition.databaseCollation = value(u"Database Collation"_s);
        definition.timeZone = value(u"time_zone"_s);
        if (definition.text.isEmpty())
            return fail(ErrorCode::PermissionDenied,
                u"the definition of %1 is hidden from this role"_s.arg(definition.title()),
                u"connection "_s + m_session.profile().name,
                kind == Kind::Function || kind == Kind::Procedure ? u"grant SELECT on mysql.proc"_s : QString());
        return definition;
    }

    Result<void> readTables()
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_TYPE <> 'VIEW' AND "_s
                    + isHere(u"TABLE_SCHEMA"_s) + u" ORDER BY TABLE_TYPE <> 'SEQUENCE', TABLE_NAME"_s));
        for (const QVariantList &row : rows.rows) {
            const QString name = row[0].toString();
            const bool isSequence = row[1].toString() == u"SEQUENCE";
            SLUICE_TRY(MariadbDefinition table,
                show(isSequence ? Kind::Sequence : Kind::Table, name,
                    (isSequence ? u"SHOW CREATE SEQUENCE "_s : u"SHOW CREATE TABLE "_s) + quoted(name),
                    u"Create Table"_s));
            table.hasHistory = row[1].toString() == u"SYSTEM VERSIONED";
            if (!isSequence)
                SLUICE_CHECK(readColumns(table));
            m_all.append(table);
        }
        return {};
    }

    /// The times of a history are columns of its table, or hidden ones that the catalogue does not list.
    Result<void> readColumns(MariadbDefinition &table)
    {
        SLUICE_TRY(const SqlRows columns,
            queryAll(m_session,
                u"SELECT COLUMN_NAME, IS_GENERATED FROM information_schema.COLUMNS WHERE (IS_GENERATED = 'NEVER' OR GENERATION_EXPRESSION IN ('ROW START', 'ROW END')) AND "_s
                    + isHere(u"TABLE_SCHEMA"_s) + u" AND "_s + inMariadbDatabase(u"TABLE_NAME"_s, table.name)
                    + u" ORDER BY ORDINAL_POSITION"_s));
        bool hasTimes = false;
        for (const QVariantList &column : columns.rows) {
            table.columns.append(column[0].toString());
            hasTimes = hasTimes || column[1].toString() == u"ALWAYS";
        }
        if (table.hasHistory && !hasTimes)
            table.columns += { u"row_start"_s, u"row_end"_s };
        return {};
    }

    Result<void> readRoutines()
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT ROUTINE_NAME, ROUTINE_TYPE, DEFINER FROM information_schema.ROUTINES WHERE "_s
                    + isHere(u"ROUTINE_SCHEMA"_s) + u" ORDER BY ROUTINE_TYPE, ROUTINE_NAME"_s));
        for (const QVariantList &row : rows.rows) {
            const QString name = row[0].toString();
            const QString type = row[1].toString();
            if (type != u"FUNCTION" && type != u"PROCEDURE")
                return fail(ErrorCode::Refused, u"%1 %2 cannot be copied"_s.arg(type.toLower(), name),
                    u"connection "_s + m_session.profile().name, u"rehearse on a copy of the database without it"_s);
            const bool isFunction = type == u"FUNCTION";
            SLUICE_TRY(MariadbDefinition routine,
                show(isFunction ? Kind::Function : Kind::Procedure, name,
                    u"SHOW CREATE "_s + type + u' ' + quoted(name),
                    isFunction ? u"Create Function"_s : u"Create Procedure"_s));
            routine.definer = row[2].toString();
            m_all.append(routine);
        }
        return {};
    }

    Result<void> readViews()
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT TABLE_NAME, CHARACTER_SET_CLIENT, COLLATION_CONNECTION, DEFINER FROM "
                u"information_schema.VIEWS WHERE "_s
                    + isHere(u"TABLE_SCHEMA"_s) + u" ORDER BY TABLE_NAME"_s));
        QList<MariadbDefinition> views;
        QStringList names;
        for (const QVariantList &row : rows.rows)
            names.append(row[0].toString());
        names.removeIf(isTrial);
        for (const QVariantList &row : rows.rows) {
            if (!names.contains(row[0].toString()))
                continue;
            SLUICE_TRY(const MariadbView view, readMariadbView(m_session, { m_database, row[0].toString() }));
            MariadbDefinition definition { Kind::View, view.name.name,
                replaceMariadbView({ {}, view.name.name }, view, view.printed), {}, row[1].toString(),
                row[2].toString(), {}, {}, row[3].toString(), {}, {} };
            for (const RelationName &source : mariadbSources(view.definition)) {
                if (source.schema == m_database && names.contains(source.name) && source.name != view.name.name)
                    definition.reads.append(source.name);
            }
            views.append(definition);
        }
        appendInOrder(std::move(views));
        return {};
    }

    /// A view behind those that it reads. What is left when none can go next stays in the order of its names: the
    /// server refuses it then.
    void appendInOrder(QList<MariadbDefinition> views)
    {
        QStringList placed;
        while (!views.isEmpty()) {
            auto next = std::find_if(views.begin(), views.end(), [&](const MariadbDefinition &view) {
                return std::all_of(view.reads.cbegin(), view.reads.cend(),
                    [&](const QString &source) { return placed.contains(source); });
            });
            next = next == views.end() ? views.begin() : next;
            placed.append(next->name);
            m_all.append(*next);
            views.erase(next);
        }
    }

    /// In the order in which they fire: each new one fires last.
    Result<void> readTriggers()
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, EVENT_OBJECT_TABLE, DEFINER FROM "
                u"information_schema.TRIGGERS WHERE "_s
                    + isHere(u"TRIGGER_SCHEMA"_s) + u" ORDER BY EVENT_OBJECT_TABLE, ACTION_ORDER, TRIGGER_NAME"_s));
        for (const QVariantList &row : rows.rows) {
            const QString name = row[0].toString();
            SLUICE_TRY(MariadbDefinition trigger,
                show(Kind::Trigger, name, u"SHOW CREATE TRIGGER "_s + quoted(name), u"SQL Original Statement"_s));
            SLUICE_TRY(const QString body, Statement(trigger.text, trigger.sqlMode).triggerBody());
            trigger.definer = row[4].toString();
            trigger.text = u"CREATE DEFINER="_s + mariadbAccount(trigger.definer) + u" TRIGGER "_s
                + quoteIdentifier(kEngine, name) + u' ' + row[1].toString() + u' ' + row[2].toString() + u" ON "_s
                + quoteIdentifier(kEngine, row[3].toString()) + u" FOR EACH ROW "_s + body;
            m_all.append(trigger);
        }
        return {};
    }

    Result<void> readEvents()
    {
        SLUICE_TRY(const SqlRows rows,
            queryAll(m_session,
                u"SELECT EVENT_NAME, DEFINER FROM information_schema.EVENTS WHERE "_s + isHere(u"EVENT_SCHEMA"_s)
                    + u" ORDER BY EVENT_NAME"_s));
        for (const QVariantList &row : rows.rows) {
            const QString name = row[0].toString();
            SLUICE_TRY(MariadbDefinition event,
                show(Kind::Event, name, u"SHOW CREATE EVENT "_s + quoted(name), u"Create Event"_s));
            SLUICE_TRY(event.text, Statement(event.text, event.sqlMode).disabledEvent());
            event.definer = row[1].toString();
            m_all.append(event);
        }
        return {};
    }

    SqlSession &m_session;
    const QString m_database;
    QList<MariadbDefinition> m_all;
};

} // namespace

QString MariadbDefinition::title() const { return word(kind) + u' ' + name; }

MariadbTextKind MariadbDefinition::textKind() const
{
    switch (kind) {
    case Kind::Sequence:
    case Kind::Table:
        return MariadbTextKind::Table;
    case Kind::View:
        return MariadbTextKind::View;
    case Kind::Function:
    case Kind::Procedure:
    case Kind::Trigger:
    case Kind::Event:
        return MariadbTextKind::Program;
    }
    Q_UNREACHABLE();
}

Result<void> prepareDefinitionReader(SqlSession &session)
{
    // A snapshot lives as long as a copy takes.
    SLUICE_CHECK(session.execute(u"SET idle_transaction_timeout = 0"_s));
    return {};
}

Result<QList<MariadbDefinition>> readMariadbDefinitions(SqlSession &session) { return Reader(session).run(); }

QString inMariadbDatabase(const QString &column, const QString &database)
{
    const QString name = quoteLiteral(database);
    return u'(' + column + u" = "_s + name + u" AND BINARY "_s + column + u" = "_s + name + u')';
}

} // namespace sluice
