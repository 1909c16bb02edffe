// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/dbt_manifest.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestDbtManifest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryField();
    void ownerComesFromTheNearestPlace_data();
    void ownerComesFromTheNearestPlace();
    void testsAreCountedWhereTheyBelong();
    void sourceAndItsSeedAreOne();
    void twoModelsOnOneRelationStayApart();
    void equalNamesInTwoDatabases();
    void danglingIsNamed();
    void ephemeralHasNoRelation();
    void refusesOthers_data();
    void refusesOthers();
    void readsNewerWithANote();
    void missingFile();
};

namespace {

QByteArray manifest(const QByteArray &sections, const QByteArray &schema = "manifest/v12", const QByteArray &adapter = "postgres")
{
    return "{\"metadata\":{\"dbt_schema_version\":\"https://schemas.getdbt.com/dbt/" + schema + ".json\",\"adapter_type\":\"" + adapter
        + "\",\"generated_at\":\"2026-01-02T03:04:05.678Z\"}," + sections + "}";
}

LineageGraph graphOf(const QByteArray &sections, const QByteArray &adapter = "postgres")
{
    const Result<DbtManifest> read = parseDbtManifest(manifest(sections, "manifest/v12", adapter), u"m.json"_s);
    return read ? graphOfManifest(*read, u"target/m.json"_s) : LineageGraph();
}

} // namespace

void TestDbtManifest::readsEveryField()
{
    const QByteArray sections = R"("nodes":{"model.shop.orders.v2":{"resource_type":"model","name":"orders","version":2,
      "database":"db","schema":"mart","alias":"orders_v2","relation_name":"\"db\".\"mart\".\"orders_v2\"","description":"a \"b\" \u00e9",
      "config":{"materialized":"incremental","meta":{"owner":"finance"},"contract":{"enforced":true}},"access":"public","group":"fin",
      "columns":{"id":{"name":"id"},"amount":{}},"tags":["core","daily"],"depends_on":{"nodes":["source.shop.raw.orders","source.shop.raw.orders"]}}},
      "sources":{"source.shop.raw.orders":{"name":"orders","identifier":"orders_raw","database":"db","schema":"raw","tags":"solo"}},
      "exposures":{"exposure.shop.board":{"name":"board","label":"Board report","type":"dashboard","maturity":"high","url":"https://bi/1",
        "owner":{"email":"cfo@example.com","name":"CFO"},"depends_on":{"nodes":["model.shop.orders.v2"]}}})";
    const LineageGraph graph = graphOf(sections);
    QCOMPARE(graph.problems(), QStringList());
    QCOMPARE(graph.size(), 3);
    const LineageNode &orders = graph.nodes().at(graph.indexOf(u"model.shop.orders.v2"_s));
    QCOMPARE(orders.key, u"mart.orders_v2"_s);
    QCOMPARE(orders.name, u"orders.v2"_s);
    QCOMPARE(orders.detail, u"incremental"_s);
    QCOMPARE(orders.description, u"a \"b\" é"_s);
    QCOMPARE(orders.columns, QStringList({ u"id"_s, u"amount"_s }));
    QCOMPARE(orders.tags, QStringList({ u"core"_s, u"daily"_s }));
    QCOMPARE(orders.access, u"public"_s);
    QCOMPARE(orders.platform, u"postgresql"_s);
    QVERIFY(orders.isContracted && orders.isVersioned && !orders.isInCatalogue);
    QCOMPARE(graph.nodes().at(graph.indexOf(u"raw.orders_raw"_s)).tags, QStringList { u"solo"_s });
    const LineageNode &board = graph.nodes().at(graph.indexOf(u"exposure:board"_s));
    QCOMPARE(board.name, u"Board report"_s);
    QCOMPARE(board.owner, u"CFO"_s);
    QCOMPARE(board.maturity, u"high"_s);
    QCOMPARE(graph.edges().size(), 2);
    QCOMPARE(graph.edges().first().origin, u"dbt manifest m.json"_s);
    QCOMPARE(graph.edges().first().seen, QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5, 678), Qt::UTC));
}

void TestDbtManifest::ownerComesFromTheNearestPlace_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("owner");
    QTest::newRow("meta text") << QByteArray(R"("meta":{"owner":"a"})") << u"a"_s;
    QTest::newRow("config.meta text") << QByteArray(R"("config":{"meta":{"owner":"b"}})") << u"b"_s;
    QTest::newRow("meta object") << QByteArray(R"("meta":{"owner":{"email":"x@y","name":"c"}})") << u"c"_s;
    QTest::newRow("address alone") << QByteArray(R"("meta":{"owner":{"email":"x@y"}})") << u"x@y"_s;
    QTest::newRow("group") << QByteArray(R"("group":"fin")") << u"fin-team"_s;
    QTest::newRow("config.group") << QByteArray(R"("config":{"group":"fin"})") << u"fin-team"_s;
    QTest::newRow("meta before group") << QByteArray(R"("group":"fin","meta":{"owner":"a"})") << u"a"_s;
    QTest::newRow("number is no owner") << QByteArray(R"("meta":{"owner":null})") << QString();
    QTest::newRow("none") << QByteArray(R"("meta":{})") << QString();
}

void TestDbtManifest::ownerComesFromTheNearestPlace()
{
    QFETCH(QByteArray, fields);
    QFETCH(QString, owner);
    const LineageGraph graph = graphOf("\"nodes\":{\"model.s.m\":{\"resource_type\":\"model\",\"name\":\"m\"," + fields
        + "}},\"groups\":{\"group.s.fin\":{\"name\":\"fin\",\"owner\":{\"name\":\"fin-team\"}}}");
    QCOMPARE(graph.nodes().first().owner, owner);
}

void TestDbtManifest::testsAreCountedWhereTheyBelong()
{
    const LineageGraph graph = graphOf(R"json("nodes":{
      "model.s.a":{"resource_type":"model","name":"a"},"model.s.b":{"resource_type":"model","name":"b"},
      "test.s.t1":{"resource_type":"test","name":"t1","attached_node":"model.s.a","depends_on":{"nodes":["model.s.a","model.s.b"]}},
      "test.s.t2":{"resource_type":"test","name":"t2","test_metadata":{"kwargs":{"model":"{{ get_where_subquery(ref('b')) }}","to":"ref('a')"}},
        "depends_on":{"nodes":["model.s.a","model.s.b"]}},
      "test.s.t3":{"resource_type":"test","name":"t3","depends_on":{"nodes":["model.s.a","model.s.b"]}}},
      "unit_tests":{"unit_test.s.a.u":{"name":"u","model":"a","depends_on":{"nodes":["model.s.a"]}}})json");
    QCOMPARE(graph.size(), 2);
    QCOMPARE(graph.nodes().at(0).tests, 3); // t1, t3 and the unit test
    QCOMPARE(graph.nodes().at(1).tests, 2); // t2, t3
    QCOMPARE(graph.edges().size(), 0);
}

void TestDbtManifest::sourceAndItsSeedAreOne()
{
    const LineageGraph graph = graphOf(R"("nodes":{"seed.s.raw_orders":{"resource_type":"seed","name":"raw_orders","schema":"raw","alias":"orders","database":"d"},
      "model.s.m":{"resource_type":"model","name":"m","schema":"mart","alias":"m","database":"d","depends_on":{"nodes":["source.s.raw.orders"]}}},
      "sources":{"source.s.raw.orders":{"name":"orders","identifier":"orders","schema":"raw","database":"d"}})");
    QCOMPARE(graph.size(), 2);
    const int seed = graph.indexOf(u"raw.orders"_s);
    QCOMPARE(graph.nodes().at(seed).kind, NodeKind::Seed);
    QCOMPARE(graph.downstream(seed).size(), size_t(1));
}

void TestDbtManifest::twoModelsOnOneRelationStayApart()
{
    const LineageGraph graph = graphOf(R"("nodes":{"model.s.a":{"resource_type":"model","name":"a","schema":"x","alias":"t"},
      "model.s.b":{"resource_type":"model","name":"b","schema":"x","alias":"t"}})");
    QCOMPARE(graph.size(), 2);
    QCOMPARE(graph.problems(), QStringList { u"model.s.a and model.s.b both write x.t"_s });
    QVERIFY(graph.nodes().at(0).key != graph.nodes().at(1).key);
}

void TestDbtManifest::equalNamesInTwoDatabases()
{
    const LineageGraph graph = graphOf(R"("nodes":{},"sources":{"source.s.a.t":{"name":"t","database":"one","schema":"x","identifier":"t"},
      "source.s.b.t":{"name":"t","database":"two","schema":"x","identifier":"t"}})");
    QCOMPARE(graph.size(), 2);
    QCOMPARE(graph.nodes().at(0).key, u"one.x.t"_s);
    QCOMPARE(graph.nodes().at(1).key, u"two.x.t"_s);
}

void TestDbtManifest::danglingIsNamed()
{
    const LineageGraph graph = graphOf(R"("nodes":{"model.s.a":{"resource_type":"model","name":"a","depends_on":{"nodes":["model.s.gone"]}}})");
    QCOMPARE(graph.size(), 1);
    QCOMPARE(graph.problems(), QStringList { u"model.s.a refers to model.s.gone, which the manifest does not define"_s });
}

void TestDbtManifest::ephemeralHasNoRelation()
{
    const LineageGraph graph = graphOf(R"("nodes":{"model.s.e":{"resource_type":"model","name":"e","schema":"x","alias":"e","config":{"materialized":"ephemeral"}}})");
    QCOMPARE(graph.nodes().first().relation, QString());
    QCOMPARE(graph.nodes().first().key, u"model:e"_s);
}

void TestDbtManifest::refusesOthers_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("part");
    const QByteArray nodes = R"("nodes":{})";
    QTest::newRow("catalog") << manifest(nodes, "catalog/v1") << u"this is a dbt catalog file"_s;
    QTest::newRow("run results") << manifest(R"("results":[])", "run-results/v6") << u"this is a dbt run-results file"_s;
    QTest::newRow("sources") << manifest(R"("results":[])", "sources/v3") << u"this is a dbt sources file"_s;
    QTest::newRow("no version") << QByteArray(R"({"metadata":{},"nodes":{}})") << u"older than version 1"_s;
    QTest::newRow("no metadata") << QByteArray(R"({"nodes":{},"macros":{}})") << u"older than version 1"_s;
    QTest::newRow("version 0") << manifest(nodes, "manifest/v0") << u"older than version 1"_s;
    QTest::newRow("other object") << QByteArray(R"({"hello":1})") << u"it has no 'nodes'"_s;
    QTest::newRow("nodes is a list") << manifest(R"("nodes":[])") << u"it has no 'nodes'"_s;
    QTest::newRow("list") << QByteArray("[1,2]") << u"not valid JSON"_s;
    QTest::newRow("text") << QByteArray("kind: RolloutPlan\n") << u"not valid JSON"_s;
    QTest::newRow("empty") << QByteArray() << u"not valid JSON"_s;
    QTest::newRow("two documents") << QByteArray(manifest(nodes) + manifest(nodes)) << u"something follows the end"_s;
    QTest::newRow("not UTF-8") << manifest("\"nodes\":{\"a\":\"\xff\xfe\"}") << u"not valid JSON"_s;
}

void TestDbtManifest::refusesOthers()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, part);
    const Result<DbtManifest> read = parseDbtManifest(content, u"some.json"_s);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidWorkspace);
    QVERIFY2(read.error().what.contains(part), qPrintable(read.error().what));
    QVERIFY(read.error().where.startsWith(u"some.json"_s));
    QVERIFY(!read.error().next.isEmpty());
}

void TestDbtManifest::readsNewerWithANote()
{
    const Result<DbtManifest> read = parseDbtManifest(manifest(R"("nodes":{"model.s.a":{"name":"a"}})", "manifest/v13"), u"m.json"_s);
    QVERIFY(read);
    QCOMPARE(read->nodes.size(), 1);
    QCOMPARE(read->problems.size(), 1);
    QVERIFY(read->problems.first().contains(u"newer"_s));
}

void TestDbtManifest::missingFile()
{
    QTemporaryDir folder;
    const Result<LineageGraph> missing = readDbtManifest(folder.filePath(u"manifest.json"_s));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QCOMPARE(missing.error().where, folder.filePath(u"manifest.json"_s));
    const Result<LineageGraph> directory = readDbtManifest(folder.path());
    QVERIFY(!directory);
    QCOMPARE(directory.error().code, ErrorCode::IoFailed);
}

QTEST_GUILESS_MAIN(TestDbtManifest)
#include "tst_dbt_manifest.moc"
