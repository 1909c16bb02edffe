// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/bucket_sums.h"
#include "quality/difference/compared_columns.h"
#include "quality/difference/decimal_distance.h"
#include "quality/difference/row_match.h"
#include "sql/value_text.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(sluice::ValueClass)

/// What of a table difference is pure: texts of values, distances of numbers, sums and the matching of rows.
class TestDifferenceMatching : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_data();
    void numbers();
    void doublesAreShortest();
    void moments_data();
    void moments();
    void framesTellListsApart();
    void distances_data();
    void distances();
    void sumsAgreeWhateverTheirSign();
    void lotsKeepTheirSize();
    void classes_data();
    void classes();
    void rowsOfOneKey();
    void rowsWithoutKey();
    void toleranceOfRowsOfOneKey();
    void toleranceIsOfItsColumnAlone();
};

namespace {

/// "1,a,NULL" as a frame.
QByteArray frameOf(const QByteArray &values)
{
    QByteArray frame;
    for (const QByteArray &value : values.split(',')) {
        if (value == "NULL")
            appendNullFrame(frame);
        else
            appendFrame(frame, value);
    }
    return frame;
}

FrameStore storeOf(const QByteArrayList &rows)
{
    FrameStore store;
    for (const QByteArray &row : rows)
        store.add(frameOf(row));
    return store;
}

/// "changed 2", "added", "removed": what a match reports, with the columns.
QStringList matched(const QByteArrayList &legacy, const QByteArrayList &candidate, const MatchRules &rules,
    QList<qint64> *tolerated = nullptr)
{
    QStringList told;
    const QList<qint64> within = matchRows(storeOf(legacy), storeOf(candidate), rules, [&](const RowDifference &found) {
        QString text = found.kind == DifferenceKind::Changed ? u"changed"_s
            : found.kind == DifferenceKind::Added            ? u"added"_s
                                                             : u"removed"_s;
        for (const qsizetype column : found.columns)
            text += u' ' + QString::number(column);
        told += text;
    });
    if (tolerated)
        *tolerated = within;
    return told;
}

} // namespace

void TestDifferenceMatching::numbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("plain");
    const auto row
        = [](const char *text, const char *plain) { QTest::newRow(text) << QByteArray(text) << QByteArray(plain); };
    row("0", "0");
    row("-0", "0");
    row("-0.000", "0");
    row("007", "7");
    row("+5", "5");
    row("1.50", "1.5");
    row("100", "100");
    row("-0.5", "-0.5");
    row(".5", "0.5");
    row("5.", "5");
    row("1e-7", "0.0000001");
    row("1.25e-07", "0.000000125");
    row("1E+2", "100");
    row("1.2345e2", "123.45");
    row("123456789012345678901234567890", "123456789012345678901234567890");
    for (const char *text : { "", "-", ".", "1e", "1 ", " 1", "0x10", "1,5", "NaN", "1e999", "1e-999", "1e9999999" })
        QTest::addRow("no number '%s'", text) << QByteArray(text) << QByteArray();
}

void TestDifferenceMatching::numbers()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, plain);
    QCOMPARE(plainNumber(text).value_or(QByteArray()), plain);
    if (!plain.isEmpty())
        QCOMPARE(plainNumber(plain).value_or(QByteArray()), plain);
}

void TestDifferenceMatching::doublesAreShortest()
{
    QCOMPARE(plainNumber(0.1), QByteArray("0.1"));
    QCOMPARE(plainNumber(0.1 + 0.2), QByteArray("0.30000000000000004"));
    QCOMPARE(plainNumber(-0.0), QByteArray("0"));
    QCOMPARE(plainNumber(1e-7), QByteArray("0.0000001"));
    QCOMPARE(plainNumber(1e23), '1' + QByteArray(23, '0')); // the shortest digits, not 99999999999999991611392
    QCOMPARE(plainNumber(5e-324).size(), 326);
    QCOMPARE(plainNumber(std::numeric_limits<double>::infinity()), QByteArray("Infinity"));
}

void TestDifferenceMatching::moments_data()
{
    QTest::addColumn<int>("form");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](MomentForm form, const char *text, const char *expected) {
        QTest::addRow("%d %s", static_cast<int>(form), text)
            << static_cast<int>(form) << QByteArray(text) << QByteArray(expected);
    };
    row(MomentForm::Timestamp, "2026-11-28 10:00:00", "2026-11-28 10:00:00");
    row(MomentForm::Timestamp, "2026-11-28T10:00:00.500Z", "2026-11-28 10:00:00.5");
    row(MomentForm::Timestamp, "2026-11-28 00:30:00+02:00", "2026-11-27 22:30:00");
    row(MomentForm::Timestamp, "2026-12-31 23:30-0130", "2027-01-01 01:00:00");
    row(MomentForm::Timestamp, "2026-11-28 10:00:00+02", "2026-11-28 08:00:00");
    row(MomentForm::Timestamp, "2026-11-28", "2026-11-28 00:00:00");
    row(MomentForm::Date, "2026-11-28", "2026-11-28");
    row(MomentForm::Date, "2026-11-28 00:00:00.000", "2026-11-28");
    row(MomentForm::Date, "2026-11-28 00:00:01", "2026-11-28 00:00:01");
    row(MomentForm::Time, "07:05", "07:05:00");
    row(MomentForm::Time, "07:05:09.250", "07:05:09.25");
    for (const char *text : { "2026-02-30", "2026-11-28 24:00:00", "2026-11-28 10:00:00 PM", "20261128", "tomorrow", "",
             "2026-11-28 10:00:00+99" })
        QTest::addRow("no moment '%s'", text)
            << static_cast<int>(MomentForm::Timestamp) << QByteArray(text) << QByteArray();
}

void TestDifferenceMatching::moments()
{
    QFETCH(int, form);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    QCOMPARE(momentText(text, static_cast<MomentForm>(form)).value_or(QByteArray()), expected);
}

void TestDifferenceMatching::framesTellListsApart()
{
    QByteArray hostile;
    appendFrame(hostile, "a|b\\p");
    appendNullFrame(hostile);
    appendFrame(hostile, "");
    const QList<QByteArrayView> fields = fieldsOf(hostile);
    QCOMPARE(fields.size(), 3);
    QCOMPARE(framedText(fields[0]).value_or(QByteArray()), QByteArray("a|b\\p"));
    QVERIFY(!framedText(fields[1]));
    QCOMPARE(framedText(fields[2]), std::optional<QByteArray>(""));
    QVERIFY(frameOf("a,b") != frameOf("ab,"));
    QVERIFY(frameOf("NULL") != frameOf("n"));
}

void TestDifferenceMatching::distances_data()
{
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    QTest::addColumn<QByteArray>("tolerance");
    QTest::addColumn<bool>("within");
    const auto row = [](const char *a, const char *b, const char *tolerance, bool within) {
        QTest::addRow("%s and %s by %s", a, b, tolerance)
            << QByteArray(a) << QByteArray(b) << QByteArray(tolerance) << within;
    };
    row("1", "1.1", "0.1", true); // 0.10000000000000009 in doubles
    row("1", "1.1000000000000000000000001", "0.1", false);
    row("-0.05", "0.05", "0.1", true);
    row("-0.05", "0.06", "0.1", false);
    row("99999999999999999999", "100000000000000000000", "1", true);
    row("99999999999999999999", "100000000000000000001", "1", false);
    row("0.9", "1", "0", false);
    row("7", "7", "0", true);
    row("999", "-999", "1998", true);
    row("NaN", "NaN", "1", false);
    row("Infinity", "1", "1", false);
}

void TestDifferenceMatching::distances()
{
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    QFETCH(QByteArray, tolerance);
    QFETCH(bool, within);
    QCOMPARE(isWithin(a, b, tolerance), within);
    QCOMPARE(isWithin(b, a, tolerance), within);
}

void TestDifferenceMatching::sumsAgreeWhateverTheirSign()
{
    QCOMPARE(BucketSums::modulo("18446744073709551616"), quint64(0)); // 2^64
    QCOMPARE(BucketSums::modulo("-1"), BucketSums::modulo("18446744073709551615"));
    BucketSums a(64);
    BucketSums b(64);
    a.add(3, 2, 5 + 5); // two equal rows do not cancel
    b.add(3, 2, 7 + 3);
    QVERIFY(BucketSums::different(a, b).isEmpty());
    b.add(9, 1, 0);
    QCOMPARE(BucketSums::different(a, b), QList<int>({ 9 }));
}

void TestDifferenceMatching::lotsKeepTheirSize()
{
    BucketSums a(64);
    const BucketSums none(64);
    for (int bucket = 0; bucket < 5; ++bucket)
        a.add(bucket, 40, 1);
    const QList<int> all { 0, 1, 2, 3, 4 };
    QCOMPARE(BucketSums::lot(a, none, all, 0, 100), QList<int>({ 0, 1 }));
    QCOMPARE(BucketSums::lot(a, none, all, 4, 100), QList<int>({ 4 }));
    QCOMPARE(BucketSums::lot(a, none, all, 2, 1), QList<int>({ 2 })); // never none, or it would not end
    for (const qint64 estimate :
        { qint64(-1), qint64(0), qint64(1'000), qint64(5'000'000), qint64(4'000'000'000'000) }) {
        const int count = bucketCount(estimate);
        QVERIFY(count >= 64 && count <= 4'096 && (count & (count - 1)) == 0);
    }
}

void TestDifferenceMatching::classes_data()
{
    QTest::addColumn<int>("engine");
    QTest::addColumn<QString>("type");
    QTest::addColumn<int>("expected");
    const auto row = [](Engine engine, const char *type, ValueClass holds) {
        QTest::addRow("%d %s", static_cast<int>(engine), type)
            << static_cast<int>(engine) << QString::fromLatin1(type) << static_cast<int>(holds);
    };
    row(Engine::Sqlite, "NVARCHAR(160)", ValueClass::Text);
    row(Engine::Sqlite, "DATETIME", ValueClass::Timestamp);
    row(Engine::Sqlite, "NUMERIC(10,2)", ValueClass::Decimal);
    row(Engine::Sqlite, "bigint", ValueClass::Integer);
    row(Engine::Sqlite, "", ValueClass::Any);
    row(Engine::Postgresql, "numeric(10,2)", ValueClass::Decimal);
    row(Engine::Postgresql, "character varying(160)", ValueClass::Text);
    row(Engine::Postgresql, "timestamp without time zone", ValueClass::Timestamp);
    row(Engine::Postgresql, "integer[]", ValueClass::Other);
    row(Engine::Postgresql, "time with time zone", ValueClass::Other);
    row(Engine::Mariadb, "tinyint(1)", ValueClass::Boolean);
    row(Engine::Mariadb, "int(10) unsigned", ValueClass::Integer);
    row(Engine::Mariadb, "datetime(6)", ValueClass::Timestamp);
    row(Engine::Mariadb, "point", ValueClass::Other);
}

void TestDifferenceMatching::classes()
{
    QFETCH(int, engine);
    QFETCH(QString, type);
    QFETCH(int, expected);
    QCOMPARE(static_cast<int>(valueClass(static_cast<Engine>(engine), type)), expected);
}

void TestDifferenceMatching::rowsOfOneKey()
{
    const MatchRules rules { 2, 1, {} };
    QCOMPARE(matched({ "1,a", "2,b" }, { "2,b", "1,a" }, rules), QStringList());
    QCOMPARE(matched({ "1,a", "2,b", "3,c" }, { "1,x", "3,c", "4,d" }, rules),
        QStringList({ u"changed 1"_s, u"removed"_s, u"added"_s }));
    // Equal rows of one key are a pair, whatever else has that key.
    QCOMPARE(matched({ "1,a", "1,b" }, { "1,b", "1,c" }, rules), QStringList({ u"changed 1"_s }));
    QCOMPARE(matched({ "1,a", "1,a" }, { "1,a" }, rules), QStringList({ u"removed"_s }));
    // No key tells rows with NULL in it apart.
    QCOMPARE(matched({ "NULL,a", "NULL,b" }, { "NULL,b", "NULL,c" }, rules), QStringList({ u"removed"_s, u"added"_s }));
    QCOMPARE(matched({ "1,NULL" }, { "1," }, rules), QStringList({ u"changed 1"_s }));
}

void TestDifferenceMatching::rowsWithoutKey()
{
    const MatchRules rules { 2, 0, {} };
    QCOMPARE(matched({ "1,a", "1,a", "2,b" }, { "2,b", "1,a", "1,a" }, rules), QStringList());
    QCOMPARE(matched({ "1,a", "1,a" }, { "1,a", "1,b" }, rules), QStringList({ u"removed"_s, u"added"_s }));
}

void TestDifferenceMatching::toleranceOfRowsOfOneKey()
{
    const MatchRules rules { 2, 1, { {}, "0.05" } };
    QCOMPARE(matched({ "1,9.99", "1,20" }, { "1,10", "1,20.01" }, rules), QStringList()); // "10" is before "9.99"
    QCOMPARE(matched({ "1,-9.99", "1,-20" }, { "1,-10", "1,-20.01" }, rules), QStringList());
    QCOMPARE(matched({ "1,10", "1,20" }, { "1,20.05" }, rules), QStringList({ u"removed"_s }));
    QCOMPARE(
        matched({ "1,10", "1,NULL" }, { "1,10.04", "1,3", "1,4" }, rules), QStringList({ u"changed 1"_s, u"added"_s }));
    const MatchRules wide { 3, 1, { {}, "1", {} } };
    QCOMPARE(matched({ "1,9,a", "1,10,b" }, { "1,10,a", "1,9,b" }, wide), QStringList());
    QVERIFY(compareNumbers("9.99", "10") < 0 && compareNumbers("-9.99", "-10") > 0 && compareNumbers("-1", "0.5") < 0);
    QVERIFY(compareNumbers("NaN", "1") > 0 && compareNumbers("1", "Infinity") < 0);
    QCOMPARE(compareNumbers("1.5", "1.5"), 0);
}

void TestDifferenceMatching::toleranceIsOfItsColumnAlone()
{
    const MatchRules rules { 3, 1, { {}, "0.1", {} } };
    QList<qint64> tolerated;
    QCOMPARE(matched({ "1,1,5" }, { "1,1.1,5" }, rules, &tolerated), QStringList());
    QCOMPARE(tolerated, QList<qint64>({ 0, 1, 0 }));
    QCOMPARE(matched({ "1,1,5" }, { "1,1.1,5.1" }, rules), QStringList({ u"changed 2"_s }));
    QCOMPARE(matched({ "1,1,5" }, { "1,1.11,5" }, rules), QStringList({ u"changed 1"_s }));
    QCOMPARE(matched({ "1,NULL,5" }, { "1,0,5" }, rules), QStringList({ u"changed 1"_s }));
}

QTEST_GUILESS_MAIN(TestDifferenceMatching)
#include "tst_difference_matching.moc"
