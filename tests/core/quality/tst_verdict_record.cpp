// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/verdict_record.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestVerdictRecord : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void namesReadBack();
    void jsonReadsBack();
    void unknownVerdictNeverPasses();
    void why_data();
    void why();
};

namespace {

VerdictRecord latency()
{
    VerdictRecord record;
    record.gate = u"latency"_s;
    record.title = u"Latency"_s;
    record.probe = u"query_latency"_s;
    record.value = 1.31;
    record.hasValue = true;
    record.valueText = u"1.31×"_s;
    record.limitText = u"limit 1.2× baseline"_s;
    record.limit = 1.2;
    record.n = 118;
    record.tick = 14;
    record.at = QDateTime(QDate(2026, 11, 22), QTime(12, 57, 42, 120), Qt::UTC);
    record.age = Duration(2'400);
    record.queryDigest = u"ab12"_s;
    record.goodTicks = 12;
    record.minSamples = 10;
    return record;
}

} // namespace

void TestVerdictRecord::namesReadBack()
{
    const QStringList names { u"warmup"_s, u"collecting"_s, u"healthy"_s, u"watch"_s, u"breach"_s, u"no_data"_s, u"error"_s,
        u"inconclusive"_s };
    for (int i = 0; i < names.size(); ++i) {
        QCOMPARE(verdictName(static_cast<Verdict>(i)), names[i]);
        QCOMPARE(verdictFromName(names[i]), std::optional(static_cast<Verdict>(i)));
    }
    QVERIFY(!verdictFromName(u"passed"_s));
}

void TestVerdictRecord::jsonReadsBack()
{
    VerdictRecord record = latency();
    record.verdict = Verdict::Breach;
    record.rule = u"3 of 3 ticks"_s;
    record.detail = u"plan changed"_s;
    record.evidence = 0.62;
    record.boundary = 6'000;
    record.guards = { 0.1, 1.0 / 3, 0, 7.25, 1e-300, 5'999.999 };
    const QJsonObject json = toJson(record);
    const VerdictRecord back = verdictRecordFromJson(json);
    QCOMPARE(toJson(back), json);
    QVERIFY(!json.contains(u"scan_digest"_s)); // its own statement ran
    record.scanDigest = u"c0ffee"_s;
    QCOMPARE(verdictRecordFromJson(toJson(record)).scanDigest, u"c0ffee"_s);
    QCOMPARE(back.verdict, Verdict::Breach);
    QCOMPARE(back.value, 1.31);
    QVERIFY(back.hasValue);
    QCOMPARE(back.at, record.at);
    QCOMPARE(back.age, record.age);
    QCOMPARE(back.evidence, 0.62);
    QCOMPARE(back.boundary, 6'000.0);
    QCOMPARE(back.guards, record.guards);
    QCOMPARE(whySentence(back), whySentence(record));

    QJsonObject spoilt = json;
    spoilt[u"guards"_s] = QJsonArray { 1, u"2"_s, QJsonValue() };
    QCOMPARE(verdictRecordFromJson(spoilt).guards, (QList<double> { 1, -1, -1 })); // no state that a guard takes
    record.boundary = 0; // a gate without a guarded limit says nothing of evidence
    for (const QString &key : { u"evidence"_s, u"boundary"_s, u"guards"_s })
        QVERIFY(json.contains(key) && !toJson(record).contains(key));

    record.hasValue = false;
    QVERIFY(!toJson(record).contains(u"value"_s));
    QVERIFY(!verdictRecordFromJson(toJson(record)).hasValue);
    record.hasValue = true;
    record.value = qInf();
    QVERIFY(!toJson(record).contains(u"value"_s));
}

void TestVerdictRecord::unknownVerdictNeverPasses()
{
    QCOMPARE(verdictRecordFromJson({ { u"verdict"_s, u"excellent"_s } }).verdict, Verdict::Inconclusive);
    QCOMPARE(verdictRecordFromJson({}).verdict, Verdict::Inconclusive);
}

void TestVerdictRecord::why_data()
{
    QTest::addColumn<VerdictRecord>("record");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, Verdict verdict, const QString &rule, auto change, const QString &text) {
        VerdictRecord record = latency();
        record.verdict = verdict;
        record.rule = rule;
        change(record);
        QTest::newRow(name) << record << text;
    };
    const auto same = [](VerdictRecord &) {};
    const auto dark = [](VerdictRecord &record) { record.hasValue = false; };
    row("breach of a ratio", Verdict::Breach, u"3 of 3 ticks"_s, same,
        u"Latency breached: 1.31× baseline against 1.2×, 3 of 3 ticks, n 118, data 2 s old"_s);
    row("hard breach", Verdict::Breach, u"hard limit, 2 of 3 ticks"_s,
        [](VerdictRecord &record) {
            record.title = u"Error rate"_s;
            record.valueText = u"7.10 %"_s;
            record.limitText = u"hard limit 5 %"_s;
            record.n = 1'204;
        },
        u"Error rate breached: 7.10 % against 5 %, hard limit, 2 of 3 ticks, n 1,204, data 2 s old"_s);
    row("healthy", Verdict::Healthy, u"12 good ticks"_s, same,
        u"Latency healthy: 1.31× baseline within 1.2×, 12 good ticks, n 118, data 2 s old"_s);
    row("healthy above a floor", Verdict::Healthy, u"12 good ticks"_s,
        [](VerdictRecord &record) {
            record.valueText = u"1,204 rows"_s;
            record.limitText = u"at least 1,000 rows"_s;
        },
        u"Latency healthy: 1,204 rows, at least 1,000 rows, 12 good ticks, n 118, data 2 s old"_s);
    row("age unknown", Verdict::Watch, u"1 of 3 ticks beyond"_s, [](VerdictRecord &record) { record.age = Duration(-1); },
        u"Latency on watch: 1.31× baseline against 1.2×, 1 of 3 ticks beyond, n 118"_s);
    row("just measured", Verdict::Warmup, u"1 of 2 ticks"_s, [](VerdictRecord &record) { record.age = Duration(40); },
        u"Latency is warming up: 1.31× baseline against 1.2×, 1 of 2 ticks, n 118, data 0 s old"_s);
    row("no data", Verdict::NoData, u"3 ticks without data"_s,
        [&](VerdictRecord &record) {
            dark(record);
            record.detail = u"table orders has no rows"_s;
        },
        u"Latency has no data: table orders has no rows, 3 ticks without data"_s);
    row("error", Verdict::Error, u"5 errors in a row"_s,
        [&](VerdictRecord &record) {
            dark(record);
            record.detail = u"no such table: orders"_s;
        },
        u"Latency cannot be measured: no such table: orders, 5 errors in a row"_s);
    row("inconclusive", Verdict::Inconclusive, {}, [](VerdictRecord &record) { record.detail = u"no baseline to compare with"_s; },
        u"Latency is inconclusive: no baseline to compare with"_s);
    row("nothing yet", Verdict::Warmup, u"0 of 2 ticks"_s, dark, u"Latency is warming up: 0 of 2 ticks"_s);
}

void TestVerdictRecord::why()
{
    QFETCH(VerdictRecord, record);
    QTEST(whySentence(record), "text");
}

QTEST_GUILESS_MAIN(TestVerdictRecord)
#include "tst_verdict_record.moc"
