// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/route_plans.h"
#include "support/test_database.h"
#include "support/test_targets.h"
#include "support/verify.h"
#include "warehouse/compiled_step.h"
#include "warehouse/flags.h"
#include "warehouse/query_plan.h"
#include "warehouse/target_identity.h"

#include <QJsonDocument>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// Many orders with a key, and a view over them that cannot be written through; its flag is installed and off.
class FlaggedView
{
public:
    FlaggedView(
        const TestTarget &target, const QString &table, const QString &candidate = {}, const QString &prepare = {})
        : m_database(target.engine, target.behindOdbc)
        , m_session(m_database.open())
    {
        m_database.run(u"CREATE TABLE digits (n integer); INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), "
                       u"(7), (8), (9);"
                       "CREATE TABLE older (id integer PRIMARY KEY, amount integer, country integer); INSERT INTO "
                       "older SELECT -1 - n, 7, n FROM digits;"
                       "CREATE TABLE orders (id integer PRIMARY KEY, amount integer, country integer);"
                       "CREATE TABLE bare (id integer, amount integer, country integer);"_s);
        m_database.run(prepare);
        const QString wide = m_database.engine() == Engine::Postgresql ? u", digits d, digits e"_s : QString();
        const QString number = wide.isEmpty() ? u"a.n + 10 * b.n + 100 * c.n"_s
                                              : u"a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n"_s;
        for (const QString &filled : { u"orders"_s, u"bare"_s })
            m_database.run(
                u"INSERT INTO %1 SELECT %2, 7, a.n FROM digits a, digits b, digits c%3"_s.arg(filled, number, wide));
        m_database.run(u"CREATE VIEW shop AS "_s + read(m_database.engine(), u"orders"_s)
            + u"; CREATE VIEW shop_v2 AS "_s + (candidate.isEmpty() ? read(m_database.engine(), table) : candidate)
            + u"; CREATE VIEW dashboard AS SELECT max(id) AS newest FROM shop;"_s);
        if (m_database.engine() != Engine::Sqlite)
            m_database.run(
                (m_database.engine() == Engine::Mariadb ? u"ANALYZE TABLE orders, bare, older"_s : u"ANALYZE"_s));
        must(enrolTarget(*m_session, Environment::Dev));
        m_plan.flags = { flag() };
        m_plan.stages = { Stage { u"additive"_s, StageKind::Additive, {},
            { Step { u"route"_s, InstallFlag { u"shop"_s }, {}, {} } }, {}, {}, {}, {} } };
    }
    void install()
    {
        const auto step
            = compileStep(*m_session, m_plan, m_plan.stages[0].steps[0], u"0f3c2a1b-5d6e-4f70-8a9b-1c2d3e4f5061"_s);
        must(step);
        for (const QString &statement : step->forward)
            must(m_session->execute(statement));
    }
    /// Cannot be written through, and an index of the table serves its readers. MariaDB has only this form of that.
    static QString read(Engine engine, const QString &table)
    {
        return engine == Engine::Mariadb
            ? u"SELECT id, max(amount) AS amount FROM %1 GROUP BY id"_s.arg(table)
            : u"SELECT id, amount FROM %1 UNION ALL SELECT id, amount FROM older"_s.arg(table);
    }
    static Flag flag() { return { u"shop"_s, { {}, u"shop"_s }, { {}, u"shop_v1"_s }, { {}, u"shop_v2"_s } }; }
    Result<QList<RoutedQuery>> compare()
    {
        const auto session = m_database.open(SessionRole::Steps);
        return compareRoute(*session, m_plan, m_plan.flags[0]);
    }
    /// All that a comparison could leave behind.
    QString state() const
    {
        const QString text = m_database.engine() == Engine::Sqlite
            ? u"SELECT sql FROM sqlite_schema WHERE name = 'shop'"_s
            : m_database.engine() == Engine::Mariadb
            ? u"SELECT VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_NAME = 'shop' AND TABLE_SCHEMA = DATABASE()"_s
            : u"SELECT pg_get_viewdef('shop'::regclass)"_s;
        const auto flags = readFlags(*m_session);
        QString state = m_database.value(text).toString();
        for (const FlagState &flag : flags ? *flags : QList<FlagState>())
            state += u" %1 %2 %3"_s.arg(flag.flag, flag.cohort).arg(flag.on);
        return state;
    }
    Plan &plan() { return m_plan; }
    TestDatabase &database() { return m_database; }

private:
    template <class T> static void must(const Result<T> &result)
    {
        if (!result)
            qFatal("%s", qPrintable(result.error().what));
    }

    TestDatabase m_database;
    std::unique_ptr<SqlSession> m_session;
    Plan m_plan;
};

Gate latency(const QString &id, const QString &sql)
{
    Gate gate;
    gate.id = id;
    gate.probe = QueryLatencyProbe { { sql, {} } };
    return gate;
}

/// ` is a quote, ~ one within a text.
QJsonObject json(QByteArray text)
{
    return QJsonDocument::fromJson(text.replace('`', '"').replace('~', "\\\"")).object();
}

const RoutedQuery *find(const QList<RoutedQuery> &queries, const QString &name)
{
    const auto it
        = std::find_if(queries.cbegin(), queries.cend(), [&](const RoutedQuery &one) { return one.query == name; });
    return it == queries.cend() ? nullptr : &*it;
}

QByteArray told(const QList<RoutedQuery> &queries)
{
    QString text;
    for (const RoutedQuery &one : queries)
        text += QString::fromUtf8(QJsonDocument(toJson(one)).toJson(QJsonDocument::Compact)) + u'\n';
    return text.toUtf8();
}

} // namespace

Q_DECLARE_METATYPE(sluice::QueryPlan)

/// What a flag costs those who only read.
class RoutePlansTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The route keeps filters and parallel plans and loses the order of an index: measured on the real server.
    void theRouteLosesTheOrderOfAnIndex_data()
    {
        QTest::addColumn<TestTarget>("target");
        QTest::newRow("postgresql") << TestTarget { Engine::Postgresql };
        QTest::newRow("odbc to postgresql") << TestTarget { Engine::Odbc, SqlKin::Postgresql };
    }
    void theRouteLosesTheOrderOfAnIndex()
    {
        FlaggedView view(fetchTarget(), u"orders"_s);
        view.plan().stages[0].gates = { latency(u"newest"_s, u"SELECT newest FROM dashboard"_s),
            latency(u"other"_s, u"SELECT count(*) FROM orders"_s), latency(u"wrong"_s, u"SELECT nothing FROM shop"_s) };
        view.install();
        const QString before = view.state();
        const auto compared = view.compare();
        VERIFY_OK(compared);
        QCOMPARE(view.state(), before);
        const QByteArray all = told(*compared);
        for (const QString &name : { u"ORDER BY id LIMIT 10"_s, u"max(id)"_s, u"gate newest"_s }) {
            const RoutedQuery *query = find(*compared, name);
            QVERIFY2(query && query->losses.size() == 1, all.constData());
            QVERIFY2(query->losses[0].startsWith(u"reads all rows of older, orders"_s)
                    && query->losses[0].endsWith(u" through the route"_s),
                all.constData());
            QVERIFY2(query->routeOff > query->legacy * 100 && query->routeOn > query->candidate * 100, all.constData());
        }
        QVERIFY2(find(*compared, u"ORDER BY id LIMIT 10"_s)->losses[0].contains(u"no index order"_s), all.constData());
        for (const QString &name : { u"count(*)"_s, u"SELECT *"_s, u"WHERE id = …"_s }) {
            const RoutedQuery *query = find(*compared, name);
            QVERIFY2(query && query->losses.isEmpty() && query->note.isEmpty(),
                qPrintable(name + u' ' + QString::fromUtf8(all).right(900)));
            QVERIFY2(query->legacy > 0 && query->routeOff >= query->legacy * 0.5 && query->routeOff < query->legacy * 4,
                all.constData());
        }
        QVERIFY2(!find(*compared, u"gate other"_s), all.constData()); // it does not read the view
        QVERIFY2(find(*compared, u"gate wrong"_s)->note.startsWith(u"not compared: "_s), all.constData());
        QCOMPARE(routeWarnings(*compared).size(), 3);
        QCOMPARE(routeWarnings({ *find(*compared, u"max(id)"_s) }),
            QStringList {
                u"shop (flag shop): max(id) reads all rows of older, orders through the route; write 'route: replace' for this flag"_s });
        QVERIFY(routeAdvice(*compared).startsWith(u"with 'route: replace' the flag replaces its view"_s));
    }

    /// The advice is right: the same flag, and nobody loses anything.
    void aReplacedViewLosesNothing()
    {
        FlaggedView view(Engine::Postgresql, u"orders"_s);
        view.plan().flags[0].route = FlagRoute::Replace;
        view.install();
        const QString before = view.state();
        const auto compared = view.compare();
        VERIFY_OK(compared);
        QCOMPARE(view.state(), before);
        QVERIFY2(find(*compared, u"ORDER BY id LIMIT 10"_s) && find(*compared, u"max(id)"_s), told(*compared).constData());
        for (const RoutedQuery &query : *compared) {
            QVERIFY2(query.losses.isEmpty() && query.note.contains(u"the view is replaced"_s), told(*compared).constData());
            QVERIFY2(query.legacy > 0 && query.candidate > 0 && query.routeOff < 0, told(*compared).constData());
        }
        QCOMPARE(routeWarnings(*compared), QStringList());
        QCOMPARE(routeAdvice(*compared), QString());
    }

    /// A function in the candidate that forbids parallel plans forbids them to readers of the legacy too.
    void theCandidateTakesParallelPlansFromAll()
    {
        FlaggedView view(Engine::Postgresql, u"orders"_s,
            u"SELECT id, amount FROM orders WHERE NOT is_hidden(amount)"_s,
            u"CREATE FUNCTION is_hidden(integer) RETURNS boolean LANGUAGE plpgsql PARALLEL UNSAFE AS 'BEGIN RETURN $1 < 0; END'"_s);
        // As on a large table: workers are worth their start.
        view.database().run(
            u"ALTER TABLE orders SET (parallel_workers = 2); DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET "
            u"parallel_setup_cost = 0', current_database()); "
            "EXECUTE format('ALTER DATABASE %I SET parallel_tuple_cost = 0', current_database()); END $$"_s);
        view.install();
        const auto compared = view.compare();
        VERIFY_OK(compared);
        const RoutedQuery *count = find(*compared, u"count(*)"_s);
        QVERIFY(count);
        QVERIFY2(count->losses.contains(u"no parallel plan on the candidate"_s), told(*compared).constData());
        QVERIFY2(
            count->losses.contains(u"no parallel plan through the route, flag off"_s), told(*compared).constData());
    }

    /// Where a flag replaces the view, only the branches differ.
    void aCandidateWithoutTheIndexIsTold_data()
    {
        QTest::addColumn<TestTarget>("target");
        QTest::newRow("sqlite") << TestTarget { Engine::Sqlite };
        QTest::newRow("mariadb") << TestTarget { Engine::Mariadb };
        QTest::newRow("odbc to sqlite") << TestTarget { Engine::Odbc, SqlKin::Sqlite };
    }
    void aCandidateWithoutTheIndexIsTold()
    {
        FlaggedView view(fetchTarget(), u"bare"_s);
        view.install();
        const QString before = view.state();
        const auto compared = view.compare();
        VERIFY_OK(compared);
        QCOMPARE(view.state(), before);
        const QByteArray all = told(*compared);
        const RoutedQuery *filter = find(*compared, u"WHERE id = …"_s);
        QVERIFY2(filter && filter->losses.size() == 1 && filter->losses[0].startsWith(u"reads all rows of bare"_s),
            all.constData());
        QVERIFY2(filter->losses[0].endsWith(u" on the candidate"_s), all.constData());
        QVERIFY2(filter->routeOff < 0 && filter->note.contains(u"the view is replaced"_s), all.constData());
        if (view.database().engine() == Engine::Sqlite) // MariaDB makes such a view whole, with an index or without
            QVERIFY2(find(*compared, u"ORDER BY id LIMIT 10"_s)->losses.value(0).contains(u"no index order"_s),
                all.constData());
        const RoutedQuery *count = find(*compared, u"count(*)"_s);
        QVERIFY2(count && count->losses.isEmpty() == (view.database().engine() == Engine::Sqlite),
            all.constData()); // MariaDB groups by the index
    }

    void aFlagThatIsNotInstalledIsNotCompared_data() { addTargetRows(); }
    void aFlagThatIsNotInstalledIsNotCompared()
    {
        FlaggedView view(fetchTarget(), u"bare"_s);
        VERIFY_ERROR(view.compare(), ErrorCode::NotFound);
    }

    void survivesTheLedger()
    {
        const RoutedQuery query { u"f"_s, u"mart.v"_s, u"max(id)"_s, 1, 20.5, 3, 4,
            { u"reads all rows of o through the route"_s }, u"note"_s };
        QCOMPARE(routedQueryFromJson(toJson(query)), query);
        QCOMPARE(routedQueryFromJson({}).legacy, -1.0);
    }

    /// Of a route's plan the branch that is never executed counts for nothing.
    void thePartThatNeverRunsIsLeftOut()
    {
        const QJsonObject route = json("{`Node Type`: `Append`, `Total Cost`: 110, `Plans`: ["
                                       "{`Node Type`: `Result`, `Total Cost`: 100, `One-Time Filter`: `(NOT "
                                       "sluice.~on~('f'::text, CURRENT_USER))`, `Plans`: ["
                                       "{`Node Type`: `Sort`, `Total Cost`: 99, `Plans`: [{`Node Type`: `Seq Scan`, "
                                       "`Relation Name`: `old`, `Total Cost`: 90}]}]},"
                                       "{`Node Type`: `Result`, `Total Cost`: 10, `One-Time Filter`: "
                                       "`sluice.~on~('f'::text, CURRENT_USER)`, `Plans`: ["
                                       "{`Node Type`: `Gather`, `Total Cost`: 9, `Plans`: [{`Node Type`: `Seq Scan`, "
                                       "`Relation Name`: `new`, `Total Cost`: 8}]}]}]}");
        QCOMPARE(postgresPlan(route, RouteBranch { u"f"_s, Branch::Legacy }),
            (QueryPlan { 100, { u"old"_s }, true, false }));
        QCOMPARE(postgresPlan(route, RouteBranch { u"f"_s, Branch::Candidate }),
            (QueryPlan { 10, { u"new"_s }, false, true }));
        const QueryPlan whole { 110, { u"new"_s, u"old"_s }, true, true };
        QCOMPARE(postgresPlan(route, {}), whole);
        QCOMPARE(postgresPlan(route, RouteBranch { u"another"_s, Branch::Legacy }), whole);
    }

    void readsWhatSqlitePrints()
    {
        QCOMPARE(
            sqlitePlan({ u"CO-ROUTINE totals_v1"_s, u"SCAN orders"_s, u"SCAN totals_v1"_s, u"SCAN CONSTANT ROW"_s }),
            (QueryPlan { -1, { u"orders"_s }, false, false }));
        QCOMPARE(sqlitePlan({ u"SCAN o USING COVERING INDEX i"_s, u"SEARCH c USING INTEGER PRIMARY KEY (rowid=?)"_s,
                     u"USE TEMP B-TREE FOR ORDER BY"_s }),
            (QueryPlan { -1, { u"o"_s }, true, false }));
    }

    void readsWhatMariadbPrints()
    {
        const QJsonObject root = json(
            "{`query_block`: {`select_id`: 1, `filesort`: {`sort_key`: `o.id`, `temporary_table`: {`nested_loop`: ["
            "{`table`: {`table_name`: `<derived2>`, `access_type`: `ALL`, `materialized`: {`query_block`: {`table`: "
            "{`table_name`: `o`, `access_type`: `ALL`}}}}},"
            "{`table`: {`table_name`: `c`, `access_type`: `eq_ref`}}]}}}}");
        QCOMPARE(mariadbPlan(root), (QueryPlan { -1, { u"o"_s }, true, false }));
    }

    void lossesAreToldInWords_data()
    {
        QTest::addColumn<QueryPlan>("before");
        QTest::addColumn<QueryPlan>("after");
        QTest::addColumn<QStringList>("losses");
        const QueryPlan quick { 10, {}, false, false };
        QTest::newRow("the same") << quick << quick << QStringList();
        QTest::newRow("scans and sorts") << quick << QueryPlan { 10, { u"a"_s, u"b"_s }, true, false }
                                         << QStringList { u"reads all rows of a, b: no index order"_s };
        QTest::newRow("sorts") << quick << QueryPlan { 10, {}, true, false }
                               << QStringList { u"sorts all that it finds: no index order"_s };
        QTest::newRow("another table, read whole as before")
            << QueryPlan { 10, { u"a"_s }, false, false } << QueryPlan { 10, { u"b"_s }, false, false }
            << QStringList();
        QTest::newRow("no workers") << QueryPlan { 10, { u"a"_s }, false, true }
                                    << QueryPlan { 10, { u"a"_s }, false, false }
                                    << QStringList { u"no parallel plan"_s };
        QTest::newRow("dearer") << quick << QueryPlan { 1000, {}, false, false }
                                << QStringList { u"is estimated at a cost of 1000 instead of 10"_s };
        QTest::newRow("a little dearer") << QueryPlan { 1000, {}, false, false } << QueryPlan { 2900, {}, false, false }
                                         << QStringList();
        QTest::newRow("both small") << quick << QueryPlan { 90, {}, false, false } << QStringList();
        QTest::newRow("cost is not told") << QueryPlan {} << QueryPlan { 1000, {}, false, false } << QStringList();
    }
    void lossesAreToldInWords()
    {
        QFETCH(const QueryPlan, before);
        QFETCH(const QueryPlan, after);
        QFETCH(const QStringList, losses);
        QCOMPARE(planLosses(before, after), losses);
    }
};

QTEST_GUILESS_MAIN(RoutePlansTest)
#include "tst_route_plans.moc"
