// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/kept_rows.h"

#include "sql/sql_quoting.h"
#include "warehouse/catalogue.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_fragment.h"

#include <QScopeGuard>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A line comment at the end of a plan's condition must not swallow what follows.
QString bracketed(const QString &condition) { return u'(' + condition + u"\n)"_s; }

/// One copy on its way.
class Copying
{
public:
    Copying(SqlSession &session, const KeptRowsOrder &order, RelationFacts facts)
        : m_session(session)
        , m_engine(session.engine())
        , m_order(order)
        , m_facts(std::move(facts))
        , m_copy(ownTable(m_engine, order.table))
    {
        for (const ColumnFacts &column : m_facts.columns)
            m_names += quoteIdentifier(m_engine, column.name);
    }

    QString drop() const { return u"DROP TABLE IF EXISTS "_s + m_copy; }
    Result<void> createEmpty();
    Result<void> fill();
    Result<KeptRows> look();

private:
    Result<void> run(const QString &sql)
    {
        return m_session.execute(sql).map([](qint64) {});
    }
    QString rows(const QString &condition) const
    {
        return u"SELECT "_s + m_names.join(u", "_s) + u" FROM "_s + quoteRelation(m_engine, m_facts.name) + u" WHERE "_s + condition;
    }
    QStringList sqliteColumns() const;

    SqlSession &m_session;
    const Engine m_engine;
    const KeptRowsOrder &m_order;
    const RelationFacts m_facts;
    const QString m_copy;
    QStringList m_names;
};

/// What SQLite copies has types of its own making, so that the same rows would look like others.
QStringList Copying::sqliteColumns() const
{
    QStringList columns;
    for (const ColumnFacts &column : m_facts.columns) {
        const bool isPlain = column.type.isEmpty() || checkTypeName(m_engine, column.type, column.name).has_value();
        columns += (quoteIdentifier(m_engine, column.name) + u' ' + (isPlain ? column.type : QString())).trimmed();
    }
    return columns;
}

Result<void> Copying::createEmpty()
{
    if (m_engine == Engine::Sqlite)
        return run(u"CREATE TABLE "_s + m_copy + u" ("_s + sqliteColumns().join(u", "_s) + u')');
    SLUICE_CHECK(run(u"CREATE TABLE "_s + m_copy + u" AS "_s + rows(u"1 = 0"_s))); // no rows take the types along
    const QString prober = m_session.profile().probeRole; // who compares, where that is another role
    return prober.isEmpty() ? Result<void>()
                            : run(u"GRANT SELECT ON "_s + m_copy + u" TO "_s + quoteIdentifier(m_engine, prober));
}

/// One statement, so that it reads one moment; one row more than may be kept tells that there are too many.
Result<void> Copying::fill()
{
    const QString condition = m_order.where.isEmpty() ? u"1 = 1"_s : bracketed(m_order.where);
    return run(u"INSERT INTO "_s + m_copy + u" ("_s + m_names.join(u", "_s) + u") "_s + rows(condition) + u" LIMIT "_s
        + QString::number(m_order.mostRows + 1));
}

Result<KeptRows> Copying::look()
{
    const QString column = m_order.newerBy.isEmpty() ? QString() : quoteIdentifier(m_engine, m_order.newerBy);
    const QString type = m_engine == Engine::Mariadb ? u"CHAR"_s : u"text"_s;
    const QString mark = column.isEmpty() ? u"NULL"_s : u"CAST(max(%1) AS %2)"_s.arg(column, type);
    SLUICE_TRY(const SqlRows seen, m_session.query(u"SELECT count(*), %1 FROM %2"_s.arg(mark, m_copy)));
    KeptRows kept { seen.rows.value(0).value(0).toLongLong(), {} };
    if (kept.rows > m_order.mostRows)
        return fail(ErrorCode::Refused, u"more than %1 rows of %2 would have to be kept"_s.arg(QString::number(m_order.mostRows), m_order.relation.text()),
            {}, u"name the rows that matter with 'where', or allow more with 'max_rows'"_s);
    if (const QVariant value = seen.rows[0].value(1); !value.isNull())
        kept.mark = value.toString();
    if (!column.isEmpty()) { // every comparison asks for its highest value
        const QString name = QString(m_order.table).replace(u"baseline_"_s, u"sluice_mark_"_s); // SQLite knows one of a name
        SLUICE_CHECK(run(u"CREATE INDEX "_s + quoteIdentifier(m_engine, name) + u" ON "_s + m_copy + u" ("_s + column + u')'));
    }
    return kept;
}

Result<void> checkMine(SqlSession &session, const Fence &mine)
{
    SLUICE_TRY(const Fence now, readFence(session));
    if (isStillMine(now, mine))
        return {};
    return fail(ErrorCode::Fenced, u"%1 took this target over"_s.arg(now.runner), session.profile().name,
        u"follow the newer runner with 'sluice watch'"_s);
}

Result<RelationFacts> describeKept(SqlSession &session, const KeptRowsOrder &order)
{
    if (!order.where.isEmpty())
        SLUICE_CHECK(checkExpression(session.engine(), order.where, u"where of the baseline of "_s + order.relation.text()));
    SLUICE_TRY(RelationFacts facts, describeRelation(session, order.relation));
    if (facts.kind == RelationKind::Missing)
        return fail(ErrorCode::NotFound, u"%1 is not there, so that its rows cannot be kept"_s.arg(order.relation.text()), session.profile().name,
            u"name the relation as it is called when the rollout starts"_s);
    return facts;
}

} // namespace

Result<KeptRows> keepRows(SqlSession &session, const KeptRowsOrder &order, const Fence &mine, Duration lockBudget)
{
    if (session.profile().engine == Engine::Odbc)
        return fail(ErrorCode::NotSupported, u"no baseline is kept over ODBC by this version of Sluice"_s, session.profile().name,
            u"use a connection of the engine's own driver"_s);
    SLUICE_TRY(RelationFacts facts, describeKept(session, order));
    SLUICE_CHECK(lockTarget(session, lockBudget)); // an older runner that wakes up finds the fence, and touches nothing
    const auto unlock = qScopeGuard([&session] { unlockTarget(session); }); // the session lives on, and others may ask for it
    SLUICE_CHECK(checkMine(session, mine));
    Copying copying(session, order, std::move(facts));
    const auto make = [&]() -> Result<KeptRows> {
        SLUICE_CHECK(copying.createEmpty());
        SLUICE_CHECK(copying.fill());
        return copying.look();
    };
    if (session.engine() == Engine::Mariadb) { // where DDL commits by itself
        SLUICE_CHECK(session.execute(copying.drop()).map([](qint64) {}));
        Result<KeptRows> kept = make();
        if (!kept) {
            const SqlSession::PastStop past(session);
            (void)session.execute(copying.drop()); // what stays is thrown away by the next try
        }
        return kept;
    }
    SLUICE_CHECK(session.begin());
    Result<KeptRows> kept = [&]() -> Result<KeptRows> {
        SLUICE_CHECK(holdFence(session, mine));
        SLUICE_CHECK(session.execute(copying.drop()).map([](qint64) {}));
        SLUICE_TRY(const KeptRows made, make());
        SLUICE_CHECK(session.commit());
        return made;
    }();
    if (!kept)
        session.rollback();
    return kept;
}

Result<void> dropKeptRows(SqlSession &session, const RelationName &copy)
{
    return session.execute(u"DROP TABLE IF EXISTS "_s + quoteRelation(session.engine(), copy)).map([](qint64) {});
}

NewerRows newerRows(Engine engine, const QString &where, const QString &newerBy, const RelationName &copy)
{
    NewerRows rows;
    const QString wanted = where.isEmpty() ? QString() : bracketed(where);
    rows.compared = wanted;
    if (newerBy.isEmpty())
        return rows;
    const QString column = quoteIdentifier(engine, newerBy);
    const QString mark = u"(SELECT max(%1) FROM %2)"_s.arg(column, quoteRelation(engine, copy));
    const QString with = wanted.isEmpty() ? QString() : wanted + u" AND "_s;
    // Of a row without a value nobody knows that it is newer; without a mark every row that has one is.
    rows.compared = with + u"(%1 IS NULL OR %1 <= %2)"_s.arg(column, mark);
    rows.newer = with + u"(%1 IS NOT NULL AND (%2 IS NULL OR %1 > %2))"_s.arg(column, mark);
    return rows;
}

} // namespace sluice
