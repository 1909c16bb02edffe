// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/dbt_manifest.h"
#include "lineage/lineage_closure.h"

#include <QRandomGenerator>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Files that nobody means well with: every one ends in a value or one clear error, in bounded time and memory.
class TestDbtManifestHostile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void truncatedAnywhere();
    void changedAnywhere();
    void wrongTypes_data();
    void wrongTypes();
    void deepNesting_data();
    void deepNesting();
    void duplicateIds();
    void cycles();
    void manyProblemsAreCapped();
};

namespace {

QByteArray sample()
{
    return R"json({"metadata":{"dbt_schema_version":"https://schemas.getdbt.com/dbt/manifest/v12.json","adapter_type":"postgres"},
      "nodes":{"model.s.a":{"resource_type":"model","name":"a","schema":"x","alias":"a","config":{"materialized":"view","meta":{"owner":"\u00e9"}},
      "columns":{"i\"d":{}},"tags":["t"],"depends_on":{"macros":[],"nodes":["source.s.r.t"]},"compiled_code":"select 1 -- \ {[ \" ]}"},
      "test.s.t":{"resource_type":"test","test_metadata":{"kwargs":{"model":"ref('a')"}},"depends_on":{"nodes":["model.s.a"]}}},
      "sources":{"source.s.r.t":{"name":"t","schema":"r","identifier":"t"}},"groups":{"g":{"name":"g","owner":{"name":"n"}}},
      "exposures":{"exposure.s.e":{"name":"e","owner":{"name":"o"},"depends_on":{"nodes":["model.s.a"]}}},
      "parent_map":{"a":[[[[]]],{"b":null}]}})json";
}

QByteArray withNodes(const QByteArray &nodes)
{
    return "{\"metadata\":{\"dbt_schema_version\":\"x/manifest/v12.json\"},\"nodes\":" + nodes + "}";
}

/// Reads it and uses what comes out, so that a sanitizer sees every byte of the result.
bool survives(const QByteArray &content)
{
    const Result<DbtManifest> manifest = parseDbtManifest(content, u"f"_s);
    if (!manifest)
        return !manifest.error().what.isEmpty();
    const LineageGraph graph = LineageGraph::merged({ graphOfManifest(*manifest, u"f"_s) });
    LineageClosure closure(graph);
    for (int node = 0; node < graph.size(); ++node)
        closure.reach(node, LineageClosure::Direction::Downstream);
    return true;
}

} // namespace

void TestDbtManifestHostile::truncatedAnywhere()
{
    const QByteArray whole = sample();
    QVERIFY(parseDbtManifest(whole, u"f"_s));
    for (qsizetype length = 0; length < whole.size(); ++length)
        QVERIFY2(!parseDbtManifest(whole.left(length), u"f"_s), qPrintable(u"cut at %1"_s.arg(length)));
}

void TestDbtManifestHostile::changedAnywhere()
{
    const QByteArray whole = sample();
    const QByteArray spice = "{}[]\":,\\0 9-tfn\x80\xff\x01";
    QRandomGenerator random(20260101);
    for (int round = 0; round < 20'000; ++round) {
        QByteArray changed = whole;
        for (int hits = random.bounded(1, 6); hits > 0; --hits) {
            const qsizetype at = random.bounded(int(changed.size()));
            const char put = spice.at(random.bounded(int(spice.size())));
            switch (random.bounded(4)) {
            case 0: changed[at] = put; break;
            case 1: changed.insert(at, put); break;
            case 2: changed.remove(at, random.bounded(1, 40)); break;
            case 3: changed.insert(at, changed.mid(random.bounded(int(changed.size())), random.bounded(1, 60))); break;
            }
            if (changed.isEmpty())
                break;
        }
        QVERIFY(survives(changed));
    }
}

void TestDbtManifestHostile::wrongTypes_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char *value : { "null", "true", "1", "-1e999", "\"text\"", "[]", "[1,null,{}]", "{}", "{\"nodes\":{\"a\":1}}", "{\"nodes\":[[\"a\"]]}" })
        QTest::newRow(value) << QByteArray(value);
}

void TestDbtManifestHostile::wrongTypes()
{
    QFETCH(QByteArray, value);
    for (const char *key : { "name", "resource_type", "database", "schema", "alias", "tags", "depends_on", "columns", "config", "meta", "contract",
             "test_metadata", "owner", "version", "description", "attached_node", "maturity", "group", "access" }) {
        const QByteArray node = "{\"" + QByteArray(key) + "\":" + value + "}";
        QVERIFY2(parseDbtManifest(withNodes("{\"model.s.a\":" + node + "}"), u"f"_s), key);
        QVERIFY(survives(withNodes("{\"test.s.a\":" + node + "}")));
        QVERIFY(survives(withNodes("{\"exposure.s.a\":" + node + "}")));
    }
    for (const char *section : { "metadata", "nodes", "sources", "exposures", "groups", "unit_tests", "metrics" })
        QVERIFY(survives("{\"metadata\":{\"dbt_schema_version\":\"x/manifest/v9.json\"},\"nodes\":{},\"" + QByteArray(section) + "\":" + value + "}"));
    QVERIFY(survives(withNodes("{\"model.s.a\":" + value + "}")));
}

void TestDbtManifestHostile::deepNesting_data()
{
    QTest::addColumn<QByteArray>("open");
    QTest::addColumn<QByteArray>("close");
    QTest::newRow("lists") << QByteArray("[") << QByteArray("]");
    QTest::newRow("objects") << QByteArray("{\"a\":") << QByteArray("}");
}

void TestDbtManifestHostile::deepNesting()
{
    QFETCH(QByteArray, open);
    QFETCH(QByteArray, close);
    const int depth = 200'000;
    const QByteArray inner = open == "[" ? QByteArray() : QByteArray("1");
    QVERIFY(survives(withNodes("{\"model.s.a\":{\"meta\":" + open.repeated(depth) + inner + close.repeated(depth) + "}}")));
    QVERIFY(survives(open.repeated(depth)));
    QVERIFY(survives(withNodes("{\"model.s.a\":{\"depends_on\":" + open.repeated(depth) + "}}")));
}

void TestDbtManifestHostile::duplicateIds()
{
    const Result<DbtManifest> read = parseDbtManifest(withNodes(R"({"model.s.a":{"name":"first"},"model.s.a":{"name":"second"}})"), u"f"_s);
    QVERIFY(read);
    QCOMPARE(read->nodes.size(), 1);
    QCOMPARE(read->nodes.first().name, u"first"_s);
    QCOMPARE(read->problems, QStringList { u"model.s.a is stated twice; the first one counts"_s });
}

void TestDbtManifestHostile::cycles()
{
    const QByteArray ring = withNodes(R"({"model.s.a":{"name":"a","depends_on":{"nodes":["model.s.c"]}},"model.s.b":{"name":"b","depends_on":{"nodes":["model.s.a"]}},
      "model.s.c":{"name":"c","depends_on":{"nodes":["model.s.b","model.s.c"]}}})");
    const Result<DbtManifest> read = parseDbtManifest(ring, u"f"_s);
    QVERIFY(read);
    const LineageGraph graph = graphOfManifest(*read, u"f"_s);
    QCOMPARE(graph.edges().size(), 3); // the edge to itself says nothing
    QCOMPARE(graph.downstreamDistances({ 0 }), QList<int>({ 0, 1, 2 }));
}

void TestDbtManifestHostile::manyProblemsAreCapped()
{
    QByteArray nodes = "{";
    for (int i = 0; i < 5'000; ++i)
        nodes += (i == 0 ? "\"model.s.m" : ",\"model.s.m") + QByteArray::number(i) + "\":1";
    const Result<DbtManifest> read = parseDbtManifest(withNodes(nodes + "}"), u"f"_s);
    QVERIFY(read);
    QCOMPARE(read->problems.size(), 201);
}

QTEST_GUILESS_MAIN(TestDbtManifestHostile)
#include "tst_dbt_manifest_hostile.moc"
