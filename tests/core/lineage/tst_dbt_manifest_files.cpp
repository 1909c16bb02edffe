// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/dbt_manifest.h"
#include "support/shared_data.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Real manifests of ten schema versions and eleven adapters: what is read must say the same as the maps that dbt
/// itself wrote into each file.
class TestDbtManifestFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isCompleteSet();
    void agreesWithItsOwnMaps_data();
    void agreesWithItsOwnMaps();
    void graphKeepsEveryEdge_data() { agreesWithItsOwnMaps_data(); }
    void graphKeepsEveryEdge();
    void exposuresHaveOwners();
};

namespace {

const QStringList kSections { u"nodes"_s, u"sources"_s, u"exposures"_s, u"metrics"_s, u"semantic_models"_s, u"saved_queries"_s,
    u"unit_tests"_s, u"functions"_s };

QSet<QString> textSet(const QJsonValue &value)
{
    QSet<QString> set;
    for (const QJsonValue &item : value.toArray())
        set.insert(item.toString());
    return set;
}

/// Another reader of the same file, on purpose not the one under test.
QJsonObject otherReader(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

void TestDbtManifestFiles::isCompleteSet()
{
    SLUICE_NEEDS_SHARED_DATA(u"manifests"_s);
    QCOMPARE(test::sharedFiles(u"manifests"_s).size(), 54);
}

void TestDbtManifestFiles::agreesWithItsOwnMaps_data()
{
    QTest::addColumn<QString>("file");
    for (const QString &file : test::sharedFiles(u"manifests"_s))
        QTest::newRow(qPrintable(QFileInfo(file).fileName())) << file;
    if (test::sharedData(u"manifests"_s).isEmpty())
        QTest::newRow("absent") << QString();
}

void TestDbtManifestFiles::agreesWithItsOwnMaps()
{
    SLUICE_NEEDS_SHARED_DATA(u"manifests"_s);
    QFETCH(QString, file);
    const QByteArray bytes = test::readUnpacked(file);
    const Result<DbtManifest> manifest = parseDbtManifest(bytes, file);
    QVERIFY2(manifest, manifest ? "" : qPrintable(manifest.error().what));
    QCOMPARE(manifest->problems, QStringList());

    const QJsonObject expected = otherReader(bytes);
    const QString schema = expected[u"metadata"_s][u"dbt_schema_version"_s].toString();
    QVERIFY2(schema.endsWith(u"/v%1.json"_s.arg(manifest->version)), qPrintable(schema));
    qsizetype count = 0;
    for (const QString &section : kSections)
        count += expected[section].toObject().size();
    QCOMPARE(manifest->nodes.size(), count);

    const QJsonObject parentMap = expected[u"parent_map"_s].toObject();
    const QJsonObject childMap = expected[u"child_map"_s].toObject();
    QVERIFY(!parentMap.isEmpty());
    QHash<QString, QSet<QString>> children;
    for (const DbtNode &node : manifest->nodes) {
        const QSet<QString> parents(node.parents.cbegin(), node.parents.cend());
        if (parents != textSet(parentMap[node.id]))
            QFAIL(qPrintable(u"parents of %1 differ"_s.arg(node.id)));
        for (const QString &parent : parents)
            children[parent].insert(node.id);
    }
    for (const DbtNode &node : manifest->nodes) {
        if (childMap.contains(node.id) && children.value(node.id) != textSet(childMap[node.id]))
            QFAIL(qPrintable(u"children of %1 differ"_s.arg(node.id)));
    }
}

void TestDbtManifestFiles::graphKeepsEveryEdge()
{
    SLUICE_NEEDS_SHARED_DATA(u"manifests"_s);
    QFETCH(QString, file);
    const Result<DbtManifest> manifest = parseDbtManifest(test::readUnpacked(file), file);
    QVERIFY(manifest);
    const LineageGraph graph = graphOfManifest(*manifest, file);
    int missing = 0;
    QStringList dangling;
    for (const DbtNode &node : manifest->nodes) {
        const bool isTest = node.resourceType == u"test"_s || node.resourceType == u"unit_test"_s;
        for (const QString &parent : node.parents) {
            const int from = graph.indexOf(parent);
            const int to = graph.indexOf(node.id);
            if (from < 0 && std::none_of(manifest->nodes.cbegin(), manifest->nodes.cend(), [&](const DbtNode &n) { return n.id == parent; }))
                dangling.append(parent);
            else if (!isTest && from >= 0 && to >= 0 && from != to && graph.edgesBetween(from, to).empty())
                ++missing;
        }
    }
    QCOMPARE(missing, 0);
    dangling.removeDuplicates();
    if (file.endsWith(u"/jaffle_parser_v4.json"_s)) {
        QCOMPARE(dangling, QStringList { u"model.jaffle_shop.customers"_s });
        QVERIFY(graph.problems().join(u'\n').contains(u"model.jaffle_shop.customers"_s));
    } else {
        QCOMPARE(dangling, QStringList());
    }
    for (const LineageNode &node : graph.nodes()) {
        QVERIFY(node.kind != NodeKind::Test);
        QVERIFY(!node.key.isEmpty());
    }
}

void TestDbtManifestFiles::exposuresHaveOwners()
{
    SLUICE_NEEDS_SHARED_DATA(u"manifests"_s);
    const QString file = test::sharedData(u"manifests"_s) + u"/colibri_duckdb.json.gz"_s;
    const Result<DbtManifest> manifest = parseDbtManifest(test::readUnpacked(file), file);
    QVERIFY(manifest);
    const LineageGraph graph = graphOfManifest(*manifest, file);
    const int exposure = graph.indexOf(u"exposure:weekly_jaffle_metrics"_s);
    QVERIFY(exposure >= 0);
    const LineageNode &node = graph.nodes().at(exposure);
    QCOMPARE(node.name, u"Jaffles by the Week"_s);
    QCOMPARE(node.detail, u"dashboard"_s);
    QCOMPARE(node.owner, u"Callum McData"_s);
    QCOMPARE(node.maturity, u"high"_s);
    QCOMPARE(graph.upstream(exposure).size(), size_t(2));
    int tests = 0;
    for (const LineageNode &it : graph.nodes())
        tests += it.tests;
    QVERIFY2(tests >= 30, "27 tests and 3 unit tests are counted on what they check");
}

QTEST_GUILESS_MAIN(TestDbtManifestFiles)
#include "tst_dbt_manifest_files.moc"
