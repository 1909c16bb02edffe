// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/shared_data.h"
#include "cli_bench.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

/// orders (source) -> daily (model, owned) -> board (exposure, unowned); two nodes are called "twin".
/// Written with single quotes, for reading.
const QByteArray kManifest = QByteArray(
    "{'metadata': {'dbt_schema_version': 'https://schemas.getdbt.com/dbt/manifest/v12.json', 'dbt_version': '1.9.1',\n"
    "  'generated_at': '2026-03-01T08:00:00.000000Z', 'project_name': 'shop', 'adapter_type': 'sqlite'},\n"
    " 'sources': {'source.shop.raw.orders': {'resource_type': 'source', 'name': 'orders', 'identifier': 'orders', "
    "'schema': 'main', 'database': 'w', 'columns': {}}},\n"
    " 'nodes': {\n"
    "  'model.shop.daily': {'resource_type': 'model', 'name': 'daily', 'alias': 'daily', 'schema': 'main', 'database': "
    "'w', 'columns': {'day': {}},\n"
    "    'meta': {'owner': 'finance-data'}, 'description': 'Revenue of a day', 'config': {'materialized': 'view'}, "
    "'depends_on': {'nodes': ['source.shop.raw.orders']}},\n"
    "  'model.shop.twin_a': {'resource_type': 'model', 'name': 'twin', 'alias': 'twin', 'schema': 'one', 'database': "
    "'w', 'depends_on': {'nodes': ['model.shop.gone']}},\n"
    "  'model.shop.twin_b': {'resource_type': 'model', 'name': 'twin', 'alias': 'twin', 'schema': 'two', 'database': "
    "'w', 'depends_on': {'nodes': []}},\n"
    "  'test.shop.t': {'resource_type': 'test', 'name': 't', 'attached_node': 'model.shop.daily', 'depends_on': "
    "{'nodes': ['model.shop.daily']}}},\n"
    " 'exposures': {'exposure.shop.board': {'resource_type': 'exposure', 'name': 'board', 'type': 'dashboard', "
    "'maturity': 'high', 'depends_on': {'nodes': ['model.shop.daily']}}}}\n")
                                 .replace('\'', '"');

QJsonObject entry(const QJsonArray &list, const QString &node)
{
    for (const QJsonValue &value : list) {
        if (value[u"node"_s].toString() == node)
            return value.toObject();
    }
    return {};
}

} // namespace

/// lineage load, show and impact, as an analyst and a pipeline use them.
class CliLineageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void loadSaysWhatIsInItAndKeepsTheFile();
    void loadTwiceIsOneSource();
    void loadFromElsewhere();
    void checkChangesNothing();
    void refusals_data();
    void refusals();
    void allOrNone();
    void shows();
    void unknownAndAmbiguousNames();
    void impacts();
    void aMissingSourceIsTold();
    void publishedManifests();

private:
    std::unique_ptr<CliBench> m_bench;
};

void CliLineageTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->initSmall();
    QVERIFY(QDir(m_bench->workspace()).mkpath(u"target"_s));
    m_bench->write(u"target/manifest.json"_s, kManifest);
}

void CliLineageTest::loadSaysWhatIsInItAndKeepsTheFile()
{
    const QByteArray before = m_bench->read(u"sluice.yaml"_s);
    const CliResult text = m_bench->run({ u"lineage"_s, u"load"_s, u"target/manifest.json"_s });
    QVERIFY2(text.code == 0 && text.err.isEmpty(), text.told().constData());
    for (const QString &part : { u"✓ target/manifest.json added to sluice.yaml"_s,
             u"dbt manifest v12 · dbt 1.9.1 · sqlite · project shop · written 2026-03-01 08:00 UTC"_s,
             u"1 source, 3 models, 1 exposure, 1 test · 2 edges"_s,
             u"! model.shop.twin_a refers to model.shop.gone, which the manifest does not define"_s })
        QVERIFY2(text.text().contains(part), text.told().constData());
    QCOMPARE(
        m_bench->read(u"sluice.yaml"_s), before + "\nlineage:\n  - {kind: dbt_manifest, path: target/manifest.json}\n");
}

void CliLineageTest::loadTwiceIsOneSource()
{
    m_bench->must({ u"lineage"_s, u"load"_s, u"target/manifest.json"_s });
    const QByteArray before = m_bench->read(u"sluice.yaml"_s);
    const CliResult again = m_bench->must({ u"lineage"_s, u"load"_s, u"./target/manifest.json"_s,
        m_bench->file(u"target/manifest.json"_s), u"--json"_s });
    QCOMPARE(m_bench->read(u"sluice.yaml"_s), before);
    QVERIFY2(again.out.startsWith("{\"format\":\"sluice.lineage.load/1\","), again.out.constData());
    const QJsonArray files = again.json()[u"files"_s].toArray();
    QCOMPARE(files.size(), 1);
    QCOMPARE(files[0][u"added"_s].toBool(true), false);
    QCOMPARE(files[0][u"version"_s].toInt(), 12);
    QCOMPARE(files[0][u"nodes"_s][u"model"_s].toInt(), 3);
    QCOMPARE(files[0][u"tests"_s].toInt(), 1);
    QCOMPARE(files[0][u"warnings"_s].toArray().size(), 1);
}

/// The transformation project usually lies beside the workspace; the path must work from any folder below it.
void CliLineageTest::loadFromElsewhere()
{
    QVERIFY(QDir(m_bench->folder()).mkpath(u"shop/target"_s));
    QVERIFY(QFile::copy(m_bench->file(u"target/manifest.json"_s), m_bench->folder() + u"/shop/target/manifest.json"_s));
    m_bench->must(
        { u"lineage"_s, u"load"_s, u"../shop/target/manifest.json"_s, u"--workspace"_s, m_bench->file(u"plans"_s) });
    QVERIFY(m_bench->read(u"sluice.yaml"_s).contains("path: \"../shop/target/manifest.json\""));
    QCOMPARE(
        m_bench->run({ u"lineage"_s, u"show"_s, u"board"_s, u"--workspace"_s, m_bench->file(u"plans"_s) }).code, 0);
}

void CliLineageTest::checkChangesNothing()
{
    const QByteArray before = m_bench->read(u"sluice.yaml"_s);
    QVERIFY(m_bench->must({ u"lineage"_s, u"load"_s, u"--check"_s, u"target/manifest.json"_s })
                .text()
                .contains(u"can be loaded"_s));
    QCOMPARE(m_bench->read(u"sluice.yaml"_s), before);
}

void CliLineageTest::refusals_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says");
    QTest::newRow("absent") << QByteArray() << 2 << u"cannot be opened"_s;
    QTest::newRow("no JSON") << QByteArray("nodes: {}\n") << 1 << u"cannot be read as a dbt manifest"_s;
    QTest::newRow("cut off") << kManifest.left(900) << 1 << u"cannot be read as a dbt manifest"_s;
    QTest::newRow("other JSON") << QByteArray("{\"name\": \"shop\"}") << 1
                                << u"This is not a dbt manifest: it has no 'nodes'"_s;
    QTest::newRow("packed") << QByteArray("\x1f\x8b\x08\x00\x00\x00\x00\x00", 8) << 1
                            << u"This file is compressed with gzip"_s;
    QTest::newRow("catalog") << QByteArray(
        "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/catalog/v1.json\"}, \"nodes\": {}}")
                             << 1 << u"This is a dbt catalog file, not a manifest"_s;
    QTest::newRow("run results") << QByteArray(
        "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/run-results/v6.json\"}, \"results\": "
        "[]}") << 1 << u"This is a dbt run-results file, not a manifest"_s;
}

void CliLineageTest::refusals()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    QFETCH(QString, says);
    if (!bytes.isEmpty())
        m_bench->write(u"target/other.json"_s, bytes);
    const QByteArray before = m_bench->read(u"sluice.yaml"_s);
    const CliResult result = m_bench->run({ u"lineage"_s, u"load"_s, u"target/other.json"_s });
    QCOMPARE(result.code, code);
    QVERIFY(result.out.isEmpty());
    QVERIFY2(result.error().contains(says) && result.error().contains(u"other.json"_s), result.told().constData());
    QCOMPARE(m_bench->read(u"sluice.yaml"_s), before);
}

void CliLineageTest::allOrNone()
{
    m_bench->write(u"target/other.json"_s, "{}");
    const QByteArray before = m_bench->read(u"sluice.yaml"_s);
    QCOMPARE(m_bench->run({ u"lineage"_s, u"load"_s, u"target/manifest.json"_s, u"target/other.json"_s }).code, 1);
    QCOMPARE(m_bench->read(u"sluice.yaml"_s), before);
}

void CliLineageTest::shows()
{
    m_bench->must({ u"lineage"_s, u"load"_s, u"target/manifest.json"_s });
    const CliResult text = m_bench->must({ u"lineage"_s, u"show"_s, u"daily"_s });
    for (const QString &part :
        { u"main.daily  model, view"_s, u"owner        finance-data"_s, u"about        Revenue of a day"_s,
            u"columns      day, amount"_s, u"reads 1"_s, u"read by 1"_s, u"exposure:board"_s, u"unowned"_s,
            u"declared, dbt manifest manifest.json, 2026-03-01 08:00 UTC + catalogue, catalogue of warehouse"_s })
        QVERIFY2(text.text().contains(part), text.told().constData());
    const CliResult json = m_bench->must({ u"lineage"_s, u"show"_s, u"main.daily"_s, u"--json"_s });
    QVERIFY2(json.out.startsWith("{\"format\":\"sluice.lineage.show/1\","), json.out.constData());
    const QJsonObject node = json.json();
    QCOMPARE(node[u"owner"_s].toString(), u"finance-data"_s);
    QCOMPARE(node[u"columns_complete"_s].toBool(), true);
    QCOMPARE(node[u"tests"_s].toInt(), 1);
    const QJsonArray edges = entry(node[u"reads"_s].toArray(), u"main.orders"_s)[u"edges"_s].toArray();
    QCOMPARE(edges.size(), 2);
    QCOMPARE(edges[0][u"basis"_s].toString(), u"declared"_s);
    QCOMPARE(edges[1][u"basis"_s].toString(), u"catalogue"_s);
    QCOMPARE(entry(node[u"read_by"_s].toArray(), u"exposure:board"_s)[u"kind"_s].toString(), u"exposure"_s);
    QCOMPARE(node[u"unread"_s].toArray().size(), 0);
}

void CliLineageTest::unknownAndAmbiguousNames()
{
    m_bench->must({ u"lineage"_s, u"load"_s, u"target/manifest.json"_s });
    for (const QString &verb : { u"show"_s, u"impact"_s }) {
        const CliResult unknown = m_bench->run({ u"lineage"_s, verb, u"dialy"_s });
        QCOMPARE(unknown.code, 2);
        QVERIFY2(unknown.error().contains(u"Nothing in the lineage is called 'dialy'. Did you mean main.daily?"_s),
            unknown.told().constData());
        const CliResult twins = m_bench->run({ u"lineage"_s, verb, u"twin"_s });
        QCOMPARE(twins.code, 2);
        QVERIFY2(twins.error().contains(u"'twin' may be any of 2 nodes. Name one of: one.twin, two.twin."_s),
            twins.told().constData());
    }
    const CliResult column = m_bench->run({ u"lineage"_s, u"impact"_s, u"orders.amonut"_s });
    QCOMPARE(column.code, 2);
    QVERIFY2(column.error().contains(u"no column 'amonut'"_s) && column.error().contains(u"id, day, amount"_s),
        column.told().constData());
}

void CliLineageTest::impacts()
{
    m_bench->must({ u"lineage"_s, u"load"_s, u"target/manifest.json"_s });
    const CliResult text = m_bench->must({ u"lineage"_s, u"impact"_s, u"orders.amount"_s });
    QVERIFY2(text.text().startsWith(u"A change of main.orders.amount reaches 2 consumers"_s), text.told().constData());
    QVERIFY2(text.text().contains(u"⚠ unowned: exposure:board"_s), text.told().constData());
    const CliResult result = m_bench->must({ u"lineage"_s, u"impact"_s, u"orders.amount"_s, u"--json"_s });
    QVERIFY2(result.out.startsWith("{\"format\":\"sluice.lineage.impact/1\","), result.out.constData());
    const QJsonObject json = result.json();
    QCOMPARE(json[u"node"_s].toString(), u"main.orders"_s);
    QCOMPARE(json[u"column"_s].toString(), u"amount"_s);
    QCOMPARE(json[u"unowned"_s].toArray(), QJsonArray { u"exposure:board"_s });
    const QJsonObject board = entry(json[u"impacts"_s].toArray(), u"exposure:board"_s);
    QCOMPARE(board[u"distance"_s].toInt(), 2);
    QCOMPARE(board[u"path"_s].toArray(), (QJsonArray { u"main.orders"_s, u"main.daily"_s, u"exposure:board"_s }));
    // Nobody knows which columns a dashboard reads, so nobody may call it untouched.
    QCOMPARE(board[u"how"_s].toString(), u"unknown"_s);
    QVERIFY(board[u"risk"_s].toDouble() > 0);
    QCOMPARE(board[u"reasons"_s].toArray().size(), 5);
    QCOMPARE(m_bench->must({ u"lineage"_s, u"impact"_s, u"board"_s }).text().section(u'\n', 1, 1),
        u"  nothing that the lineage knows reads it"_s);
}

/// An answer from what is left must not pass for a whole one.
void CliLineageTest::aMissingSourceIsTold()
{
    m_bench->must({ u"lineage"_s, u"load"_s, u"target/manifest.json"_s });
    QVERIFY(QFile::remove(m_bench->file(u"target/manifest.json"_s)));
    const CliResult result = m_bench->run({ u"lineage"_s, u"impact"_s, u"orders"_s, u"--json"_s });
    QCOMPARE(result.code, 3);
    QVERIFY2(result.error().startsWith(u"The lineage is incomplete: "_s)
            && result.error().contains(u"target/manifest.json"_s),
        result.told().constData());
    QCOMPARE(result.json()[u"unread"_s].toArray().size(), 1);
    QCOMPARE(result.json()[u"unread"_s][0][u"code"_s].toString(), u"not_found"_s);
    QVERIFY(!entry(result.json()[u"impacts"_s].toArray(), u"daily"_s).isEmpty());
}

/// Every published manifest that lies in the reference data: what it holds is told, and its names can be asked for.
void CliLineageTest::publishedManifests()
{
    SLUICE_NEEDS_SHARED_DATA(u"manifests"_s);
    QStringList paths;
    for (const QString &file : sharedFiles(u"manifests"_s)) {
        const QString name = QFileInfo(file).fileName().remove(u".gz"_s);
        m_bench->write(u"target/"_s + name, readUnpacked(file));
        paths += u"target/"_s + name;
    }
    QVERIFY(paths.size() > 40);
    QSet<int> versions;
    QStringList loaded;
    for (const QString &path : std::as_const(paths)) {
        const CliResult result = m_bench->run({ u"lineage"_s, u"load"_s, u"--check"_s, path, u"--json"_s });
        if (result.code == 1
            && result.error().contains(u"This is not a dbt manifest"_s)) // some of the folder are no manifests
            continue;
        QVERIFY2(result.code == 0, (path.toUtf8() + ' ' + result.told()).constData());
        const QJsonValue facts = result.json()[u"files"_s][0];
        QVERIFY2(facts[u"nodes"_s].toObject().size() > 0, qPrintable(path));
        versions.insert(facts[u"version"_s].toInt());
        loaded += path;
    }
    for (int version = 4; version <= 12; ++version)
        QVERIFY2(versions.contains(version), qPrintable(QString::number(version)));
    QVERIFY(loaded.contains(u"target/jaffle_parser_v12_dbt1.8.json"_s));
    m_bench->must({ u"lineage"_s, u"load"_s, u"target/jaffle_parser_v12_dbt1.8.json"_s });
    const CliResult impact = m_bench->must({ u"lineage"_s, u"impact"_s, u"stg_orders"_s, u"--json"_s });
    QVERIFY2(impact.json()[u"consumers"_s].toInt() > 0, impact.out.constData());
}

QTEST_GUILESS_MAIN(CliLineageTest)
#include "tst_cli_lineage.moc"
