// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/sample_classifier.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestSampleClassifier : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void classes_data();
    void classes();
    void emptyMeansZero_data();
    void emptyMeansZero();
    void numbersAsText_data();
    void numbersAsText();
    void times_data();
    void times();
    void newestIsOnOurClock();
    void freshnessIsNeverNegative();
    void rowCountBelowAFloorIsAMeasurement();
};

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
constexpr double kClock = 1'795'348'800.0; // the same moment on the target

Gate sqlGate()
{
    Gate gate;
    gate.id = u"probe"_s;
    gate.probe = SqlProbe {};
    gate.minRows = 5;
    gate.maxAge = 60s;
    return gate;
}

SqlRows oneRow(const QVariantList &row)
{
    SqlRows rows;
    rows.rows = { row };
    return rows;
}

Sample classify(const Gate &gate, const SqlRows &rows, Engine engine = Engine::Sqlite)
{
    return classifyRow(gate, engine, rows, kClock, kNow);
}

} // namespace

void TestSampleClassifier::classes_data()
{
    QTest::addColumn<QVariantList>("row");
    QTest::addColumn<SampleClass>("sampleClass");
    const QVariant null;
    const double fresh = kClock - 2;
    QTest::newRow("good") << QVariantList { 0.25, 10, fresh } << SampleClass::Good;
    QTest::newRow("whole number") << QVariantList { 3, 10, fresh } << SampleClass::Good;
    QTest::newRow("count as a whole real") << QVariantList { 3, 10.0, fresh } << SampleClass::Good;
    QTest::newRow("too few rows") << QVariantList { 0.25, 4, fresh } << SampleClass::NoData;
    QTest::newRow("no rows") << QVariantList { 0.25, 0, fresh } << SampleClass::NoData;
    QTest::newRow("value NULL") << QVariantList { null, 10, fresh } << SampleClass::NoData;
    QTest::newRow("count NULL") << QVariantList { 0.25, null, fresh } << SampleClass::NoData;
    QTest::newRow("NaN") << QVariantList { qQNaN(), 10, fresh } << SampleClass::NaN;
    QTest::newRow("infinity") << QVariantList { qInf(), 10, fresh } << SampleClass::NaN;
    QTest::newRow("minus infinity") << QVariantList { -qInf(), 10, fresh } << SampleClass::NaN;
    QTest::newRow("text") << QVariantList { u"12"_s, 10, fresh } << SampleClass::Error;
    QTest::newRow("truth") << QVariantList { true, 10, fresh } << SampleClass::Error;
    QTest::newRow("bytes") << QVariantList { QByteArray("1"), 10, fresh } << SampleClass::Error;
    QTest::newRow("absurdly large") << QVariantList { 1e15, 10, fresh } << SampleClass::Error;
    QTest::newRow("absurdly small") << QVariantList { -1e300, 10, fresh } << SampleClass::Error;
    QTest::newRow("negative count") << QVariantList { 0.25, -3, fresh } << SampleClass::Error;
    QTest::newRow("broken count") << QVariantList { 0.25, 9.5, fresh } << SampleClass::Error;
    QTest::newRow("infinite count") << QVariantList { 0.25, qInf(), fresh } << SampleClass::Error;
    QTest::newRow("stale") << QVariantList { 0.25, 10, kClock - 61 } << SampleClass::Stale;
    QTest::newRow("just in time") << QVariantList { 0.25, 10, kClock - 60 } << SampleClass::Good;
    QTest::newRow("age unknown") << QVariantList { 0.25, 10, null } << SampleClass::Stale;
    QTest::newRow("age not given") << QVariantList { 0.25, 10 } << SampleClass::Stale;
    QTest::newRow("slightly ahead") << QVariantList { 0.25, 10, kClock + 30 } << SampleClass::Good;
    QTest::newRow("from the future") << QVariantList { 0.25, 10, kClock + 3'600 } << SampleClass::Error;
    QTest::newRow("no time") << QVariantList { 0.25, 10, u"soon"_s } << SampleClass::Error;
    QTest::newRow("time in milliseconds") << QVariantList { 0.25, 10, kClock * 1000 } << SampleClass::Error;
    QTest::newRow("infinite time") << QVariantList { 0.25, 10, -qInf() } << SampleClass::Error;
    QTest::newRow("four columns") << QVariantList { 0.25, 10, fresh, kClock } << SampleClass::Error;
    QTest::newRow("no columns") << QVariantList {} << SampleClass::Error;
}

void TestSampleClassifier::classes()
{
    QFETCH(QVariantList, row);
    const Sample sample = classify(sqlGate(), oneRow(row));
    QTEST(sample.sampleClass, "sampleClass");
    QCOMPARE(sample.detail.isEmpty(), sample.sampleClass == SampleClass::Good);
    if (sample.sampleClass != SampleClass::Good)
        QCOMPARE(sample.value, 0.0);

    SqlRows two = oneRow(row);
    two.rows.append(row);
    QCOMPARE(classify(sqlGate(), two).sampleClass, SampleClass::Error);
    SqlRows cut = oneRow(row);
    cut.isTruncated = true;
    QCOMPARE(classify(sqlGate(), cut).sampleClass, SampleClass::Error);
}

void TestSampleClassifier::emptyMeansZero_data()
{
    QTest::addColumn<SqlRows>("rows");
    QTest::addColumn<bool>("declared");
    QTest::addColumn<SampleClass>("sampleClass");
    const QVariant null;
    QTest::newRow("no row") << SqlRows {} << false << SampleClass::NoData;
    QTest::newRow("no row, declared") << SqlRows {} << true << SampleClass::Good;
    QTest::newRow("nothing behind it") << oneRow({ null, 0 }) << false << SampleClass::NoData;
    QTest::newRow("nothing behind it, declared") << oneRow({ null, 0 }) << true << SampleClass::Good;
    QTest::newRow("NULL is not nothing") << oneRow({ null, 9 }) << true << SampleClass::NoData;
    QTest::newRow("too few is not nothing") << oneRow({ 1.0, 3 }) << true << SampleClass::NoData;
}

void TestSampleClassifier::emptyMeansZero()
{
    QFETCH(SqlRows, rows);
    QFETCH(bool, declared);
    Gate gate = sqlGate();
    gate.maxAge.reset();
    gate.emptyMeansZero = declared;
    const Sample sample = classify(gate, rows);
    QTEST(sample.sampleClass, "sampleClass");
    QCOMPARE(sample.value, 0.0);
}

void TestSampleClassifier::numbersAsText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<SampleClass>("sampleClass");
    QTest::newRow("decimal") << u"0.0031"_s << SampleClass::Good;
    QTest::newRow("signed") << u"-12"_s << SampleClass::Good;
    QTest::newRow("exponent") << u"1.5e-7"_s << SampleClass::Good;
    QTest::newRow("NaN") << u"NaN"_s << SampleClass::NaN;
    QTest::newRow("infinity") << u"-Infinity"_s << SampleClass::NaN;
    QTest::newRow("beyond a double") << u"1e400"_s << SampleClass::NaN;
    QTest::newRow("words") << u"twelve"_s << SampleClass::Error;
    QTest::newRow("digits and words") << u"12 rows"_s << SampleClass::Error;
    QTest::newRow("spaces") << u" 12 "_s << SampleClass::Error;
    QTest::newRow("hexadecimal") << u"0x10"_s << SampleClass::Error;
    QTest::newRow("empty") << u""_s << SampleClass::Error;
}

void TestSampleClassifier::numbersAsText()
{
    QFETCH(QString, text);
    Gate gate = sqlGate();
    gate.maxAge.reset();
    const Sample sample = classify(gate, oneRow({ text, 10 }), Engine::Postgresql);
    QTEST(sample.sampleClass, "sampleClass");
    if (sample.sampleClass == SampleClass::Good)
        QCOMPARE(sample.value, text.toDouble());
    QCOMPARE(classify(gate, oneRow({ text, 10 }), Engine::Sqlite).sampleClass, SampleClass::Error);
}

void TestSampleClassifier::times_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<std::optional<double>>("seconds");
    const auto row = [](const char *name, const QVariant &value, std::optional<double> seconds) {
        QTest::newRow(name) << value << seconds;
    };
    row("seconds", 1.5, 1.5);
    row("whole seconds", 12, 12.0);
    row("iso", u"1970-01-01 00:01:00"_s, 60.0);
    row("iso with T", u"1970-01-01T00:01:00"_s, 60.0);
    row("zulu", u"1970-01-01T00:01:00Z"_s, 60.0);
    row("fraction", u"1970-01-01 00:01:00.25"_s, 60.25);
    row("offset", u"1970-01-01 02:01:00+02"_s, 60.0);
    row("negative offset with minutes", u"1969-12-31 18:31:00-05:30"_s, 60.0);
    row("minutes only", u"1970-01-01 00:01"_s, 60.0);
    row("day", u"1970-01-02"_s, 86'400.0);
    row("no day", u"1970-02-30"_s, std::nullopt);
    row("no hour", u"1970-01-01 25:00:00"_s, std::nullopt);
    row("infinity", u"infinity"_s, std::nullopt);
    row("truth", true, std::nullopt);
}

void TestSampleClassifier::times()
{
    QFETCH(QVariant, value);
    QTEST(epochSeconds(value), "seconds");
}

void TestSampleClassifier::newestIsOnOurClock()
{
    // The target's clock is an hour behind ours; the data is still ten seconds old.
    const Sample sample = classifyRow(sqlGate(), Engine::Sqlite, oneRow({ 1.0, 10, kClock - 3'610 }), kClock - 3'600, kNow);
    QCOMPARE(sample.sampleClass, SampleClass::Good);
    QCOMPARE(sample.newest, kNow.addSecs(-10));
    // Without the target's clock no age can be told.
    QCOMPARE(classifyRow(sqlGate(), Engine::Sqlite, oneRow({ 1.0, 10, kClock }), std::nullopt, kNow).sampleClass, SampleClass::Stale);
}

void TestSampleClassifier::freshnessIsNeverNegative()
{
    Gate gate;
    gate.probe = FreshnessProbe {};
    const Sample ahead = classify(gate, oneRow({ -3.0, 1, kClock + 3, kClock }));
    QCOMPARE(ahead.sampleClass, SampleClass::Good);
    QCOMPARE(ahead.value, 0.0);
    QCOMPARE(ahead.newest, kNow);
    const Sample old = classify(gate, oneRow({ 900.0, 1, kClock - 900, kClock }));
    QCOMPARE(old.sampleClass, SampleClass::Good); // its limit decides
    QCOMPARE(old.value, 900.0);
    QCOMPARE(classify(gate, oneRow({ QVariant(), 0, QVariant(), kClock })).sampleClass, SampleClass::NoData);
}

void TestSampleClassifier::rowCountBelowAFloorIsAMeasurement()
{
    Gate gate;
    gate.probe = RowCountProbe {};
    gate.limits = { Limit { LimitSide::AtMost, 100, false, {} } };
    QCOMPARE(classify(gate, oneRow({ 0.0, 0, QVariant() })).sampleClass, SampleClass::NoData);
    gate.limits = { Limit { LimitSide::AtLeast, 100, false, {} } };
    const Sample empty = classify(gate, oneRow({ 0.0, 0, QVariant() }));
    QCOMPARE(empty.sampleClass, SampleClass::Good);
    QCOMPARE(empty.value, 0.0);
}

QTEST_GUILESS_MAIN(TestSampleClassifier)
#include "tst_sample_classifier.moc"
