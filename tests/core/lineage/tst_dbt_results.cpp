// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/dbt_results.h"
#include "support/shared_data.h"
#include "support/verify.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace sluice;
using namespace Qt::StringLiterals;

/// dbt's own files, and files that nobody means well with: every one ends in values or in one clear error.
class TestDbtResults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsRuns();
    void readsSources();
    void timesWithoutOffsetAreUtc();
    void numbers_data();
    void numbers();
    void refusesOthers_data();
    void refusesOthers();
    void idStatedTwiceIsNamed();
    void truncatedAnywhere();
    void changedAnywhere();
    void wrongTypes_data();
    void wrongTypes();
    void deepNesting();
    void hugeFileIsRefusedUnread();
    void missingAndCompressed();
    void realRunsAgree_data();
    void realRunsAgree();
};

namespace {

QByteArray results(const QByteArray &entries, const char *version = "run-results/v6", const QByteArray &more = {})
{
    return "{\"metadata\":{\"dbt_schema_version\":\"https://schemas.getdbt.com/dbt/" + QByteArray(version)
        + ".json\",\"generated_at\":\"2026-01-02T03:04:05.678901Z\"},\"results\":[" + entries + "]" + more + "}";
}

QByteArray sample()
{
    return results(
        R"({"status":"success","timing":[{"name":"compile","started_at":"2026-01-02T03:00:00Z","completed_at":"2026-01-02T03:00:01Z"},
      {"name":"execute","started_at":"2026-01-02T03:00:01Z"}],"execution_time":2.5,"unique_id":"model.s.a","message":"x \"y\" \u00e9","failures":null,
      "adapter_response":{"code":"INSERT","rows_affected":3},"compiled_code":"select 1 -- ]} [{"},{"status":"fail","timing":[],"unique_id":"test.s.t","execution_time":0})");
}

QDateTime utc(int hour, int minute, int second) { return QDateTime({ 2026, 1, 2 }, { hour, minute, second }, Qt::UTC); }

} // namespace

void TestDbtResults::readsRuns()
{
    const Result<DbtResults> read = parseDbtResults(
        results(R"({"status":"success","timing":[{"name":"compile","started_at":"2026-01-02T03:00:01Z"},
      {"name":"execute","started_at":"2026-01-02T03:00:00Z"}],"execution_time":2.5,"unique_id":"model.s.a"},
      {"status":"runtime error","timing":[],"execution_time":0,"unique_id":"model.s.b"})",
            "run-results/v6", ",\"elapsed_time\":12.25"),
        u"r.json"_s);
    VERIFY_OK(read);
    QCOMPARE(read->kind, DbtResults::Kind::Runs);
    QCOMPARE(read->version, 6);
    QCOMPARE(read->generatedAt, utc(3, 4, 5).addMSecs(679)); // rounded by Qt to a millisecond
    QVERIFY(!read->startedAt.isValid());
    QCOMPARE(read->elapsed, 12.25);
    QCOMPARE(read->results.size(), 2);
    QCOMPARE(read->results[0], (DbtResult { u"model.s.a"_s, u"success"_s, 2.5, utc(3, 0, 0), {}, {} }));
    QCOMPARE(read->results[1], (DbtResult { u"model.s.b"_s, u"runtime error"_s, 0.0, {}, {}, {} }));
}

void TestDbtResults::readsSources()
{
    const Result<DbtResults> read
        = parseDbtResults(results(R"({"unique_id":"source.s.raw.orders","max_loaded_at":"2026-01-02T01:00:00+00:00",
      "snapshotted_at":"2026-01-02T03:00:00Z","max_loaded_at_time_ago_in_s":7200.0,"status":"warn","criteria":{"warn_after":{"count":1,"period":"hour"}}},
      {"unique_id":"source.s.raw.gone","error":"no such table","status":"runtime error"})",
                              "sources/v3"),
            u"s.json"_s);
    VERIFY_OK(read);
    QCOMPARE(read->kind, DbtResults::Kind::Sources);
    QCOMPARE(read->version, 3);
    QCOMPARE(read->results.size(), 2);
    QCOMPARE(read->results[0].newestRow, utc(1, 0, 0));
    QCOMPARE(read->results[0].lookedAt, utc(3, 0, 0));
    QVERIFY(!read->results[1].newestRow.isValid() && !read->results[1].lookedAt.isValid());
}

void TestDbtResults::timesWithoutOffsetAreUtc()
{
    const QByteArray before = qgetenv("TZ");
    qputenv("TZ", "Asia/Tokyo");
    tzset();
    const auto read = parseDbtResults(
        results(
            R"({"unique_id":"source.s.r.t","status":"pass","max_loaded_at":"2026-01-02T01:00:00","snapshotted_at":"2026-01-02T05:00:00+02:00"})",
            "sources/v1"),
        u"s"_s);
    qputenv("TZ", before);
    tzset();
    VERIFY_OK(read);
    QCOMPARE(read->results[0].newestRow, utc(1, 0, 0));
    QCOMPARE(read->results[0].lookedAt, utc(3, 0, 0));
}

void TestDbtResults::numbers_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<bool>("isNumber");
    QTest::addColumn<double>("value");
    const double nan = std::nan("");
    QTest::newRow("whole") << QByteArray("3") << true << 3.0;
    QTest::newRow("exponent") << QByteArray("1.5e2") << true << 150.0;
    QTest::newRow("negative") << QByteArray("-1") << true << -1.0;
    QTest::newRow("NaN, as Python writes it") << QByteArray("NaN") << true << nan;
    QTest::newRow("Infinity") << QByteArray("-Infinity") << true << nan;
    QTest::newRow("beyond a double") << QByteArray("1e999") << true << nan;
    QTest::newRow("text") << QByteArray("\"3\"") << false << 0.0;
    QTest::newRow("null") << QByteArray("null") << false << 0.0;
    QTest::newRow("list") << QByteArray("[3]") << false << 0.0;
    QTest::newRow("object") << QByteArray("{\"a\":3}") << false << 0.0;
    QTest::newRow("true") << QByteArray("true") << false << 0.0;
    QTest::newRow("word") << QByteArray("nan") << false << 0.0;
}

void TestDbtResults::numbers()
{
    QFETCH(QByteArray, written);
    QFETCH(bool, isNumber);
    QFETCH(double, value);
    const auto read = parseDbtResults(
        results("{\"unique_id\":\"model.s.a\",\"execution_time\":" + written + ",\"status\":\"success\"}"), u"r"_s);
    VERIFY_OK(read);
    QCOMPARE(read->results.size(), 1);
    QCOMPARE(read->results[0].status, u"success"_s); // what follows is still read
    QCOMPARE(read->results[0].seconds.has_value(), isNumber);
    if (isNumber && std::isnan(value))
        QVERIFY(std::isnan(*read->results[0].seconds));
    else if (isNumber)
        QCOMPARE(*read->results[0].seconds, value);
}

void TestDbtResults::refusesOthers_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("part");
    QTest::newRow("manifest") << results({}, "manifest/v12") << u"this is a dbt manifest file"_s;
    QTest::newRow("catalog") << results({}, "catalog/v1") << u"this is a dbt catalog file"_s;
    QTest::newRow("version 0") << results({}, "run-results/v0") << u"of dbt 0.19 or newer"_s;
    QTest::newRow("no metadata") << QByteArray("{\"results\":[]}") << u"of dbt 0.19 or newer"_s;
    QTest::newRow("results is an object")
        << QByteArray(R"({"metadata":{"dbt_schema_version":"x/sources/v1.json"},"results":{"a":1}})")
        << u"no list of 'results'"_s;
    QTest::newRow("no results") << QByteArray(R"({"metadata":{"dbt_schema_version":"x/sources/v3.json"}})")
                                << u"no list of 'results'"_s;
    QTest::newRow("entry without id") << results("{\"status\":\"success\"}")
                                      << u"entry 1 of its results names no unique_id"_s;
    QTest::newRow("entry is a number") << results("{\"unique_id\":\"a\"},7")
                                       << u"entry 2 of its results names no unique_id"_s;
    QTest::newRow("two documents") << results({}) + results({}) << u"something follows the end"_s;
    QTest::newRow("list") << QByteArray("[]") << u"not valid JSON"_s;
    QTest::newRow("empty") << QByteArray() << u"not valid JSON"_s;
    QTest::newRow("not UTF-8") << results("{\"unique_id\":\"\xff\xfe\"}") << u"not valid JSON"_s;
}

void TestDbtResults::refusesOthers()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, part);
    const auto read = parseDbtResults(content, u"some.json"_s);
    VERIFY_ERROR(read, ErrorCode::InvalidWorkspace);
    QVERIFY2(read.error().what.contains(part), qPrintable(read.error().what));
    QVERIFY(read.error().where.startsWith(u"some.json"_s));
    QVERIFY(!read.error().next.isEmpty());
}

void TestDbtResults::idStatedTwiceIsNamed()
{
    const auto read = parseDbtResults(
        results(R"({"unique_id":"model.s.a","status":"success"},{"unique_id":"model.s.a","status":"error"})"), u"r"_s);
    VERIFY_OK(read);
    QCOMPARE(read->repeated, QStringList { u"model.s.a"_s });
}

void TestDbtResults::truncatedAnywhere()
{
    const QByteArray whole = sample();
    VERIFY_OK(parseDbtResults(whole, u"f"_s));
    for (qsizetype length = 0; length < whole.size(); ++length)
        QVERIFY2(!parseDbtResults(whole.left(length), u"f"_s), qPrintable(u"cut at %1"_s.arg(length)));
}

void TestDbtResults::changedAnywhere()
{
    const QByteArray whole = sample();
    const QByteArray spice = "{}[]\":,\\0 9-tfnN\x80\xff\x01";
    QRandomGenerator random(20260102);
    for (int round = 0; round < 20'000; ++round) {
        QByteArray changed = whole;
        for (int hits = random.bounded(1, 6); hits > 0 && !changed.isEmpty(); --hits) {
            const qsizetype at = random.bounded(int(changed.size()));
            const char put = spice.at(random.bounded(int(spice.size())));
            switch (random.bounded(3)) {
            case 0:
                changed[at] = put;
                break;
            case 1:
                changed.insert(at, put);
                break;
            case 2:
                changed.remove(at, random.bounded(1, 40));
                break;
            }
        }
        const auto read = parseDbtResults(changed, u"f"_s);
        QVERIFY(read ? read->results.size() <= 64 : !read.error().what.isEmpty());
    }
}

void TestDbtResults::wrongTypes_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char *value : { "null", "true", "1", "-1e999", "NaN", "\"text\"", "[]", "[1,null,{}]", "{}",
             "{\"a\":[1]}", "[[{\"started_at\":1}]]" })
        QTest::newRow(value) << QByteArray(value);
}

void TestDbtResults::wrongTypes()
{
    QFETCH(QByteArray, value);
    for (const char *key :
        { "status", "timing", "execution_time", "max_loaded_at", "snapshotted_at", "message", "adapter_response" }) {
        const auto read = parseDbtResults(results("{\"unique_id\":\"model.s.a\",\"" + QByteArray(key) + "\":" + value
                                              + "},{\"unique_id\":\"model.s.b\"}"),
            u"f"_s);
        QVERIFY2(read, key);
        QCOMPARE(read->results.size(), 2);
        QVERIFY(!read->results[0].started.isValid() && !read->results[0].newestRow.isValid());
    }
    const auto whole
        = parseDbtResults(results({}, "run-results/v4", ",\"elapsed_time\":" + value + ",\"args\":" + value), u"f"_s);
    VERIFY_OK(whole);
    const auto metadata = parseDbtResults("{\"metadata\":" + value + ",\"results\":[]}", u"f"_s);
    VERIFY_ERROR(metadata, ErrorCode::InvalidWorkspace);
}

void TestDbtResults::deepNesting()
{
    const int depth = 200'000;
    for (const QByteArray &deep : { QByteArray("[").repeated(depth) + QByteArray("]").repeated(depth),
             QByteArray("{\"a\":").repeated(depth) + "1" + QByteArray("}").repeated(depth) }) {
        for (const char *key : { "timing", "adapter_response" }) {
            const auto read = parseDbtResults(
                results("{\"unique_id\":\"model.s.a\",\"" + QByteArray(key) + "\":" + deep + "}"), u"f"_s);
            QVERIFY(read ? read->results.size() == 1 : !read.error().what.isEmpty());
        }
    }
}

void TestDbtResults::hugeFileIsRefusedUnread()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"run_results.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(sample()) > 0 && file.resize(qint64(600) << 20)); // sparse
    file.close();
    const auto read = loadDbtResults(file.fileName());
    VERIFY_ERROR(read, ErrorCode::InvalidWorkspace);
    QVERIFY2(read.error().what.contains(u"512 MiB"_s), qPrintable(read.error().what));
}

void TestDbtResults::missingAndCompressed()
{
    QTemporaryDir folder;
    VERIFY_ERROR(loadDbtResults(folder.filePath(u"none.json"_s)), ErrorCode::NotFound);
    VERIFY_ERROR(loadDbtResults(folder.path()), ErrorCode::IoFailed);
    QFile file(folder.filePath(u"run_results.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("\x1f\x8b\x08") == 3);
    file.close();
    const auto read = loadDbtResults(file.fileName());
    VERIFY_ERROR(read, ErrorCode::InvalidWorkspace);
    QVERIFY2(read.error().what.contains(u"gzip"_s), qPrintable(read.error().what));
}

void TestDbtResults::realRunsAgree_data()
{
    QTest::addColumn<QString>("file");
    for (const QString &file : test::sharedFiles(u"run_results"_s))
        QTest::newRow(qPrintable(QFileInfo(file).fileName())) << file;
    if (test::sharedData(u"run_results"_s).isEmpty())
        QTest::newRow("absent") << QString();
}

/// Against another reader of the same bytes, on purpose not the one under test.
void TestDbtResults::realRunsAgree()
{
    SLUICE_NEEDS_SHARED_DATA(u"run_results"_s);
    QFETCH(QString, file);
    const auto read = loadDbtResults(file);
    VERIFY_OK(read);
    const QJsonObject expected = QJsonDocument::fromJson(test::readUnpacked(file)).object();
    QVERIFY(expected[u"metadata"_s][u"dbt_schema_version"_s].toString().endsWith(u"/v%1.json"_s.arg(read->version)));
    QCOMPARE(read->kind, DbtResults::Kind::Runs);
    QVERIFY(read->generatedAt.isValid());
    QCOMPARE(*read->elapsed, expected[u"elapsed_time"_s].toDouble());
    const QJsonArray entries = expected[u"results"_s].toArray();
    QCOMPARE(read->results.size(), entries.size());
    for (qsizetype i = 0; i < entries.size(); ++i) {
        QCOMPARE(read->results[i].id, entries[i][u"unique_id"_s].toString());
        QCOMPARE(read->results[i].status, entries[i][u"status"_s].toString());
        QCOMPARE(*read->results[i].seconds, entries[i][u"execution_time"_s].toDouble());
        QCOMPARE(read->results[i].started.isValid(), !entries[i][u"timing"_s].toArray().isEmpty());
    }
    QCOMPARE(read->repeated, QStringList());
}

QTEST_GUILESS_MAIN(TestDbtResults)
#include "tst_dbt_results.moc"
