// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "support/verify.h"
#include "warehouse/catalogue.h"
#include "warehouse/checksum.h"
#include "warehouse/flags.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestCatalogue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void describe_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<bool>("hostile");
        for (const bool hostile : { false, true }) {
            QTest::addRow("sqlite, %s names", hostile ? "hostile" : "plain") << Engine::Sqlite << hostile;
            QTest::addRow("postgresql, %s names", hostile ? "hostile" : "plain") << Engine::Postgresql << hostile;
            QTest::addRow("mariadb, %s names", hostile ? "hostile" : "plain") << Engine::Mariadb << hostile;
        }
    }

    void describe()
    {
        QFETCH(Engine, engine);
        QFETCH(bool, hostile);
        WarehouseFixture f(engine, hostile);
        const WarehouseNames &names = f.names();
        const auto session = f.database().open(SessionRole::Catalogue);
        const auto orders = describeRelation(*session, names.relation(names.orders));
        VERIFY_OK(orders);
        QCOMPARE(orders->name, f.resolved(names.orders));
        QCOMPARE(orders->kind, RelationKind::Table);
        QCOMPARE(orders->primaryKey, QStringList { names.id });
        QCOMPARE(orders->columns.size(), 6);
        QCOMPARE(orders->columns[2].name, names.country);
        QVERIFY(orders->columns[2].nullable);
        QVERIFY(!orders->columns[1].nullable);
        QVERIFY(orders->column(u"note"_s)->defaultExpression.startsWith(u"'a''b'"));
        QCOMPARE(orders->column(u"nothing"_s), nullptr);
        if (engine == Engine::Postgresql)
            QCOMPARE(orders->columns[4].type, u"numeric(12,2)"_s);

        const auto view = describeRelation(*session, names.relation(names.revenue));
        VERIFY_OK(view);
        QCOMPARE(view->kind, RelationKind::View);
        QVERIFY2(view->viewQuery.trimmed().startsWith(u"SELECT", Qt::CaseInsensitive), qPrintable(view->viewQuery));
        QCOMPARE(view->columns.size(), 2);
        QCOMPARE(view->columns[1].name, names.amount);

        const auto missing = describeRelation(*session, names.relation(u"nowhere"_s));
        VERIFY_OK(missing);
        QCOMPARE(missing->kind, RelationKind::Missing);

        const auto all = listRelations(*session);
        VERIFY_OK(all);
        QStringList found;
        for (const RelationFacts &facts : *all)
            found.append(facts.name.name);
        QStringList expected { names.orders, names.revenue, names.dashboard, names.candidate };
        found.sort();
        expected.sort();
        QCOMPARE(found, expected); // Sluice's own tables are not listed
    }

    void viewsInTheOrderOfTheirMaking_data() { describe_data(); }
    void viewsInTheOrderOfTheirMaking()
    {
        QFETCH(Engine, engine);
        QFETCH(bool, hostile);
        WarehouseFixture f(engine, hostile);
        const WarehouseNames &names = f.names();
        f.run(u"CREATE VIEW %1 AS SELECT best FROM {dashboard} UNION ALL SELECT count(*) FROM {candidate}"_s.arg(f.rel(u"a_top"_s)));
        const auto session = f.database().open(SessionRole::Catalogue);
        const auto views = dependentViews(*session, { names.relation(names.orders) });
        VERIFY_OK(views);
        QCOMPARE(views->size(), 4);
        const auto place = [&](const QString &name) { return views->indexOf(f.resolved(name)); };
        QVERIFY(place(names.revenue) >= 0);
        QVERIFY(place(names.candidate) >= 0);
        QVERIFY(place(names.revenue) < place(names.dashboard));
        QVERIFY(place(names.dashboard) < place(u"a_top"_s));
        QVERIFY(place(names.candidate) < place(u"a_top"_s));
        const auto none = dependentViews(*session, { names.relation(u"a_top"_s) });
        VERIFY_OK(none);
        QVERIFY(none->isEmpty());

        const auto edges = viewDependencies(*session);
        VERIFY_OK(edges);
        const QString column
            = engine == Engine::Postgresql ? names.status : QString(); // the others name whole relations only
        const auto isExpected = [&](const ViewEdge &edge) {
            return edge.view == f.resolved(names.revenue) && edge.source == f.resolved(names.orders)
                && edge.sourceColumn == column;
        };
        QVERIFY(std::any_of(edges->cbegin(), edges->cend(), isExpected));
    }

    void namesFoldOnSqlite()
    {
        WarehouseFixture f(Engine::Sqlite);
        const auto found = describeRelation(f.control(), { u"MAIN"_s, u"ORDERS"_s });
        VERIFY_OK(found);
        QCOMPARE(found->name.text(), u"orders"_s);
        QCOMPARE(describeRelation(f.control(), { u"elsewhere"_s, u"orders"_s })->kind, RelationKind::Missing);
        f.plan().objects = { { {}, u"Orders"_s }, { {}, u"REVENUE"_s } };
        const Fingerprint upper = f.fingerprint();
        f.plan().objects = { { {}, u"orders"_s }, { {}, u"revenue"_s } };
        QVERIFY(upper == f.fingerprint());
    }

    void sqliteViewSources_data()
    {
        QTest::addColumn<QString>("view");
        QTest::addColumn<bool>("reads");
        QTest::newRow("comma") << u"SELECT 1 FROM other AS o, orders"_s << true;
        QTest::newRow("bracketed join") << u"SELECT 1 FROM (other LEFT JOIN [ORDERS] USING (id))"_s << true;
        QTest::newRow("subquery") << u"SELECT (SELECT max(id) FROM main.orders)"_s << true;
        QTest::newRow("in table") << u"SELECT 1 WHERE 1 IN orders"_s << true;
        QTest::newRow("with") << u"WITH x AS (SELECT id FROM `orders`) SELECT * FROM x"_s << true;
        QTest::newRow("a column of that name") << u"SELECT id AS orders FROM other ORDER BY orders"_s << false;
        QTest::newRow("a string and a comment") << u"SELECT 'FROM orders' FROM other -- JOIN orders"_s << false;
    }

    void sqliteViewSources()
    {
        QFETCH(QString, view);
        QFETCH(bool, reads);
        WarehouseFixture f(Engine::Sqlite);
        f.run(u"CREATE TABLE other (id int)"_s);
        f.run(u"CREATE VIEW tested AS "_s + view);
        const auto views = dependentViews(f.control(), { { {}, u"orders"_s } });
        VERIFY_OK(views);
        QCOMPARE(views->contains(RelationName { {}, u"tested"_s }), reads);
    }

    /// A view that no longer works is somebody's, but must not stop us from reading the rest.
    void brokenViewDoesNotStop()
    {
        WarehouseFixture f(Engine::Sqlite);
        f.run(u"CREATE VIEW broken AS SELECT * FROM gone"_s);
        const auto all = listRelations(f.control());
        VERIFY_OK(all);
        QCOMPARE(all->size(), 5);
        f.plan().objects.append({ {}, u"broken"_s });
        QVERIFY(f.fingerprint().records.contains(u"view broken"_s));
    }

    void everyReadIsForReadOnlySessions_data() { addEngineRows(); }
    void everyReadIsForReadOnlySessions()
    {
        QFETCH(Engine, engine);
        WarehouseFixture f(engine);
        const auto session = f.database().open(SessionRole::Catalogue);
        VERIFY_OK(takeFingerprint(*session, f.scope()));
        VERIFY_OK(takeChecksum(*session, f.scope().first()));
        VERIFY_OK(readFlags(*session));
        if (engine == Engine::Mariadb) { // its catalogue takes no UPDATE from anybody
            VERIFY_ERROR(session->execute(u"UPDATE orders SET note = 'x'"_s), ErrorCode::ReadOnly);
            return;
        }
        const QString tables = engine == Engine::Sqlite ? u"sqlite_master"_s : u"pg_class"_s;
        const QString name = engine == Engine::Sqlite ? u"name"_s : u"relname"_s;
        QVERIFY(!session->execute(u"UPDATE "_s + tables + u" SET "_s + name + u" = 'x' WHERE "_s + name + u" = 'orders'"_s));
    }
};

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
