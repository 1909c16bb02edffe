// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "difference_bed.h"
#include "quality/difference/compared_columns.h"
#include "quality/difference/key_ranges.h"
#include "quality/difference/postgres_hash.h"
#include "quality/difference/value_sql.h"
#include "support/verify.h"

#include <limits>
#include <random>

using namespace sluice;
using namespace Qt::StringLiterals;

/// PostgreSQL's hashes say what the texts of values say, and buckets of any kind find the rows that differ.
class TestDifferenceHash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void hashesAgreeWithTexts_data();
    void hashesAgreeWithTexts();
    void hashesOfBothSidesAgree_data();
    void hashesOfBothSidesAgree();
    void columnsAreToldApart();
    void randomChanges_data();
    void randomChanges();
    void rangesHoldEveryKey_data();
    void rangesHoldEveryKey();
    void rangesThatCannotBe();

private:
    std::unique_ptr<TestDatabase> m_database;
};

namespace {

constexpr auto PG = Engine::Postgresql;

ComparedColumn columnOf(const TestDatabase &database, const QString &table, const QString &name)
{
    const auto session = database.open(SessionRole::Probe);
    const auto side = describeSide(*session, { {}, table });
    for (const ComparedColumn &column : side->columns) {
        if (column.name == name)
            return column;
    }
    return {};
}

QString textSql(const ComparedColumn &column, const ComparedColumn &other)
{
    return u"coalesce('v' || (%1) COLLATE \"C\", 'n')"_s.arg(valueTextSql(PG, column, ValueForm::Own, other));
}

QString hashSql(const ComparedColumn &column, const ComparedColumn &other)
{
    return postgresRowHashSql({ postgresHashSql(column, ValueForm::Own, other, 0) });
}

} // namespace

void TestDifferenceHash::initTestCase()
{
    m_database = std::make_unique<TestDatabase>(PG);
    m_database->run(u"CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN price AS numeric(10,2);"
                    "CREATE COLLATION anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"_s);
}

void TestDifferenceHash::cleanup()
{
    m_database->run(u"DROP TABLE IF EXISTS legacy; DROP TABLE IF EXISTS candidate; DROP TABLE IF EXISTS v"_s);
}

void TestDifferenceHash::hashesAgreeWithTexts_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QStringList>("values");
    QTest::addColumn<int>("texts");
    const auto row = [](const char *type, const QStringList &values, int texts) {
        QTest::newRow(type) << QString::fromLatin1(type) << values << texts + 1; // and NULL
    };
    row("smallint", { u"0"_s, u"1"_s, u"-1"_s, u"32767"_s, u"-32768"_s }, 5);
    row("integer", { u"0"_s, u"-5"_s, u"5"_s, u"2147483647"_s, u"-2147483648"_s }, 5);
    // Halves that fold to the same 32 bits.
    row("bigint",
        { u"0"_s, u"-1"_s, u"-5"_s, u"4294967291"_s, u"4294967298"_s, u"8589934593"_s, u"4294967295"_s, u"4294967296"_s,
            u"1"_s, u"9223372036854775807"_s, u"-9223372036854775808"_s, u"-4294967296"_s, u"-4294967295"_s },
        13);
    row("numeric",
        { u"0"_s, u"0.000"_s, u"-0"_s, u"1.0"_s, u"1.00"_s, u"1"_s, u"-1"_s, u"3"_s, u"30000"_s, u"0.0003"_s, u"-3"_s,
            u"300000000"_s, u"NaN"_s, u"Infinity"_s, u"-Infinity"_s, u"12.5"_s, u"-12.50"_s, u"1e-200"_s, u"1e200"_s },
        15);
    row("numeric(20,4)", { u"0"_s, u"1.5"_s, u"1.5000"_s, u"-1.5"_s, u"NaN"_s, u"3"_s, u"30000"_s, u"0.0003"_s }, 7);
    row("price", { u"0"_s, u"-1"_s, u"1"_s, u"NaN"_s, u"10000"_s }, 5);
    row("double precision",
        { u"0"_s, u"-0"_s, u"NaN"_s, u"Infinity"_s, u"-Infinity"_s, u"0.5"_s, u"-0.5"_s, u"0.3"_s,
            u"0.30000000000000004"_s, u"5e-324"_s, u"1.7976931348623157e308"_s },
        10);
    row("real", { u"0"_s, u"-0"_s, u"NaN"_s, u"0.1"_s, u"-0.1"_s, u"16777216"_s }, 5);
    row("boolean", { u"true"_s, u"false"_s }, 2);
    row("text",
        { u""_s, u" "_s, u"a"_s, u"A"_s, u"á"_s, u"a\u0301"_s, u"a "_s, u"n"_s, u"v"_s, u"n13727"_s, u"n276957"_s,
            u"\\|"_s },
        12);
    row("text COLLATE anycase", { u""_s, u"a"_s, u"A"_s, u"á"_s, u"b"_s }, 5);
    row("varchar(9)", { u""_s, u"a"_s, u"a "_s }, 3);
    row("char(5)", { u""_s, u"a"_s, u"a  "_s, u"b"_s }, 3);
    row("\"char\"", { u""_s, u"a"_s, u"b"_s }, 3);
    row("name", { u""_s, u"a"_s, u"A"_s }, 3);
    row("bytea", { u""_s, u"\\x00"_s, u"\\x0000"_s, u"\\xff7c"_s, u"\\x6162"_s }, 5);
    row("uuid",
        { u"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"_s, u"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"_s,
            u"00000000-0000-0000-0000-000000000000"_s },
        2);
    row("date",
        { u"infinity"_s, u"-infinity"_s, u"2000-01-01"_s, u"1999-12-31"_s, u"5874897-12-31"_s, u"4714-11-24 BC"_s,
            u"2026-11-29"_s },
        7);
    // Bins of 2^32 microseconds, their ends, halves that are exchanged, and the ends of all time.
    row("timestamp",
        { u"infinity"_s, u"-infinity"_s, u"2000-01-01"_s, u"1999-12-31 23:59:59.999999"_s,
            u"1999-12-31 23:59:59.999995"_s, u"2000-01-01 01:11:34.967291"_s, u"2000-01-01 01:11:34.967298"_s,
            u"2000-01-01 02:23:09.934593"_s, u"2000-01-01 01:11:34.967296"_s, u"1999-12-31 22:48:25.032704"_s,
            u"1999-12-31 21:36:50.065409"_s, u"2000-01-01 01:00:00"_s, u"4714-11-24 00:00:00 BC"_s,
            u"4714-11-24 00:53:22.37568 BC"_s, u"4714-11-24 00:53:22.375679 BC"_s, u"294276-12-31 23:59:59.999999"_s,
            u"1999-12-31 23:24:12.516352"_s, u"1999-12-31 23:06:18.774528"_s },
        18);
    row("timestamptz",
        { u"infinity"_s, u"-infinity"_s, u"2000-01-01 01:11:34.967298+00"_s, u"2000-01-01 02:23:09.934593+00"_s,
            u"2026-03-01 10:00:00+02"_s, u"2026-03-01 08:00:00+00"_s, u"4714-11-24 00:00:00+00 BC"_s,
            u"1970-01-01 00:00:00+00"_s },
        7);
    row("time", { u"00:00"_s, u"24:00"_s, u"01:11:34.967297"_s, u"00:00:00.000001"_s }, 4);
    row("interval", { u"1 day"_s, u"24:00:00"_s, u"1 mon"_s, u"30 days"_s }, 4);
    row("json", { u"[1,2]"_s, u"[1, 2]"_s, u"null"_s }, 3);
    row("jsonb", { u"[1,2]"_s, u"[1, 2]"_s, u"[2,1]"_s, u"null"_s }, 3);
    row("integer[]", { u"{}"_s, u"{1,NULL}"_s, u"{NULL,1}"_s, u"{{1},{2}}"_s, u"{1,2}"_s }, 5);
    row("mood", { u"sad"_s, u"ok"_s }, 2);
}

/// Two values have one hash where they have one text, and only there.
void TestDifferenceHash::hashesAgreeWithTexts()
{
    QFETCH(QString, type);
    QFETCH(QStringList, values);
    QFETCH(int, texts);
    m_database->run(u"CREATE TABLE v (v "_s + type + u"); INSERT INTO v VALUES (NULL), ('"_s + values.join(u"'), ('"_s) + u"')"_s);
    const ComparedColumn column = columnOf(*m_database, u"v"_s, u"v"_s);
    const auto count = [&](const QString &what) {
        return m_database->value(u"SELECT count(DISTINCT (%1)) FROM v"_s.arg(what)).toInt();
    };
    const QString hash = hashSql(column, column);
    const QString text = textSql(column, column);
    QCOMPARE(count(text), texts);
    QCOMPARE(count(hash), texts);
    QCOMPARE(count(u"%1 || '=' || %2"_s.arg(hash, text)), texts);
    QCOMPARE(m_database->value(u"SELECT count(*) FROM v WHERE (%1) IS NULL"_s.arg(hash)).toInt(), 0);
}

void TestDifferenceHash::hashesOfBothSidesAgree_data()
{
    QTest::addColumn<QString>("legacy");
    QTest::addColumn<QString>("candidate");
    QTest::addColumn<QString>("value");
    const auto row = [](const char *legacy, const char *candidate, const char *value) {
        QTest::addRow("%s and %s", legacy, candidate)
            << QString::fromLatin1(legacy) << QString::fromLatin1(candidate) << QString::fromLatin1(value);
    };
    row("smallint", "integer", "-7");
    row("smallint", "bigint", "-7");
    row("integer", "numeric(9,2)", "-7");
    row("numeric", "numeric(12,4)", "-7.50");
    row("price", "numeric", "7.5");
    row("real", "double precision", "0.5");
    row("double precision", "numeric", "0.1");
    row("varchar(9)", "text COLLATE anycase", "aB");
    row("char(9)", "text", "ab");
    row("mood", "text", "ok");
    row("uuid", "text", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    row("date", "date", "2026-11-29");
    row("timestamp", "timestamp(0)", "2026-11-29 10:00:00");
    row("timestamptz", "timestamp", "2026-11-29 10:00:00+00");
    row("oid", "bigint", "4294967295");
    row("json", "jsonb", "{\"a\": 1}");
}

void TestDifferenceHash::hashesOfBothSidesAgree()
{
    QFETCH(QString, legacy);
    QFETCH(QString, candidate);
    QFETCH(QString, value);
    const QString table = u"CREATE TABLE %1 (v %2); INSERT INTO %1 VALUES ('%3'), (NULL)"_s;
    m_database->run(table.arg(u"legacy"_s, legacy, value));
    m_database->run(table.arg(u"candidate"_s, candidate, value));
    const ComparedColumn left = columnOf(*m_database, u"legacy"_s, u"v"_s);
    const ComparedColumn right = columnOf(*m_database, u"candidate"_s, u"v"_s);
    const QVariant same = m_database->value(
        u"SELECT count(DISTINCT h) FROM (SELECT %1 AS h FROM legacy UNION ALL SELECT %2 FROM candidate) x"_s.arg(
            hashSql(left, right), hashSql(right, left)));
    QCOMPARE(same.toInt(), 2); // the value's and NULL's
}

/// The same values in other columns, and a value that moves, are another row.
void TestDifferenceHash::columnsAreToldApart()
{
    m_database->run(
        u"CREATE TABLE v (a numeric(20,4), b numeric(20,4), c double precision, d double precision, e boolean, f "
        u"boolean);"
        "INSERT INTO v VALUES (3, 7, 0, 0, true, false), (7, 3, 0, 0, true, false), (30000, 70000, 0, 0, true, false),"
        " (-3, -7, 0, 0, true, false), (3, 7, 0, 1, true, false), (3, 7, 1, 0, true, false), (3, 7, 0, 0, false, true),"
        " (3, 7, 0, 0, NULL, false), (3, 7, 0, 0, true, NULL), (NULL, 7, 0, 0, true, false), (7, NULL, 0, 0, true, "
        "false),"
        " (3, 7, NULL, 0, true, false), (3, 7, 0, NULL, true, false), (3, 3, 0, 0, true, false), (7, 7, 0, 0, true, false)"_s);
    QStringList values;
    for (const QString &name : { u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s, u"f"_s }) {
        const ComparedColumn column = columnOf(*m_database, u"v"_s, name);
        values += postgresHashSql(column, ValueForm::Own, column, values.size());
    }
    QCOMPARE(m_database->value(u"SELECT count(DISTINCT %1) FROM v"_s.arg(postgresRowHashSql(values))).toInt(), 15);
}

void TestDifferenceHash::randomChanges_data()
{
    QTest::addColumn<QString>("key"); ///< of a number n
    QTest::addColumn<QString>("type");
    QTest::addColumn<bool>("isPrimary");
    const auto row = [](const char *name, const char *key, const char *type, bool isPrimary) {
        QTest::newRow(name) << QString::fromLatin1(key) << QString::fromLatin1(type) << isPrimary;
    };
    row("numbers", "n", "bigint", true);
    row("numbers without an index", "n", "bigint", false);
    row("small numbers", "n - 2000", "smallint", true);
    row("gaps", "n::bigint * 1000003", "bigint", true);
    row("one far away", "CASE n WHEN 1 THEN -4000000000000000000 ELSE n END", "bigint", true);
    row("from end to end", "CASE n WHEN 1 THEN -9223372036854775808 WHEN 2 THEN 9223372036854775807 ELSE n END",
        "bigint", true);
    row("texts", "'k' || n", "text", true);
    row("numerics", "n / 8.0", "numeric", true);
}

/// What was planted is what is found, whatever the key and however the rows are cut.
void TestDifferenceHash::randomChanges()
{
    QFETCH(QString, key);
    QFETCH(QString, type);
    QFETCH(bool, isPrimary);
    m_database->run(
        u"CREATE TABLE legacy (id %1 %2, note text, amount numeric, at timestamp);"
        "INSERT INTO legacy SELECT %3, nullif('note ' || n % 7, 'note 0'), n % 9 / 2.0, timestamp '1999-12-31' + n * "
        "interval '1 minute' FROM generate_series(1, 4000) n;"
        "CREATE TABLE candidate (LIKE legacy INCLUDING ALL); INSERT INTO candidate SELECT * FROM legacy ORDER BY md5(id::text); ANALYZE"_s
            .arg(type, isPrimary ? u"PRIMARY KEY"_s : u""_s, key));
    std::mt19937 random(20261129);
    for (const int round : { 0, 2 }) {
        const QString some = u"abs(hashtextextended(id::text, %1)) % 1000 < "_s.arg(static_cast<qint64>(random()));
        m_database->run(u"UPDATE candidate SET note = 'x' WHERE "_s + some + QString::number(round * 3));
        m_database->run(u"UPDATE candidate SET amount = -amount WHERE "_s + some + QString::number(round * 5));
        m_database->run(
            u"UPDATE candidate SET at = at + interval '1 microsecond' WHERE "_s + some + QString::number(round * 2));
        m_database->run(u"DELETE FROM candidate WHERE "_s + some + u'1');
        m_database->run(
            u"DELETE FROM legacy WHERE abs(hashtextextended(id::text, 99)) % 1000 = "_s + QString::number(round));
        const auto expected = [&](const QString &condition) {
            return m_database
                ->value(
                    u"SELECT count(*) FROM (SELECT *, true AS is_there FROM legacy) a FULL JOIN (SELECT *, true AS is_there FROM candidate) b ON a.id = b.id WHERE "_s
                    + condition)
                .toLongLong();
        };
        for (const qint64 refineAbove : { 200'000, 0 }) {
            DifferenceRequest request = DifferenceBed::request();
            request.sizes.refineAbove = refineAbove;
            request.samples = 0;
            const auto difference
                = compareTables({ [this] { return m_database->tryOpen(SessionRole::Probe); } }, request, {}, {});
            VERIFY_OK(difference);
            QCOMPARE(difference->removed, expected(u"b.is_there IS NULL"_s));
            QCOMPARE(difference->added, expected(u"a.is_there IS NULL"_s));
            QCOMPARE(difference->changed,
                expected(
                    u"a.is_there AND b.is_there AND (a.note, a.amount, a.at) IS DISTINCT FROM (b.note, b.amount, b.at)"_s));
            QCOMPARE(difference->isSame(), round == 0 && difference->removed + difference->added == 0);
        }
    }
}

void TestDifferenceHash::rangesHoldEveryKey_data()
{
    QTest::addColumn<qint64>("least");
    QTest::addColumn<qint64>("greatest");
    QTest::newRow("one") << qint64(5) << qint64(5);
    QTest::newRow("two") << qint64(-1) << qint64(0);
    QTest::newRow("as many as ranges") << qint64(1) << qint64(64);
    QTest::newRow("one more") << qint64(1) << qint64(65);
    QTest::newRow("wide") << qint64(-4'000'000'000'000'000'000) << qint64(600'000'000'000'000'000);
    QTest::newRow("at the end") << std::numeric_limits<qint64>::max() - 1'000 << std::numeric_limits<qint64>::max();
}

/// Every engine puts a key where its range is read from, those beyond the ends into the open ranges.
void TestDifferenceHash::rangesHoldEveryKey()
{
    QFETCH(qint64, least);
    QFETCH(qint64, greatest);
    constexpr int kBuckets = 64;
    const auto ranges = KeyRanges::over({ least, least, QVariant(), greatest }, kBuckets);
    QVERIFY(ranges);
    QCOMPARE(ranges->begin(0), least);
    const auto last = (static_cast<quint64>(greatest) - static_cast<quint64>(least)) >> ranges->shift;
    QVERIFY2(last < kBuckets, qPrintable(QString::number(last)));
    QVERIFY(last >= kBuckets / 2 || ranges->shift == 0); // not more than twice as long as they need be
    m_database->run(u"CREATE TABLE v (id bigint PRIMARY KEY)"_s);
    for (const qint64 key : { least, greatest, least + (greatest - least) / 2, least + (greatest - least) / 3 })
        m_database->run(u"INSERT INTO v VALUES (%1) ON CONFLICT DO NOTHING"_s.arg(key));
    const QString number = rangeNumberSql(PG, u"id"_s, *ranges, kBuckets);
    const QStringList buckets
        = m_database->value(u"SELECT string_agg(DISTINCT (%1)::text, ' ') FROM v"_s.arg(number)).toString().split(u' ');
    qint64 found = 0;
    for (const QString &bucket : buckets) {
        QVERIFY2(bucket.toInt() >= 0 && bucket.toInt() < kBuckets, qPrintable(bucket));
        const QVariant inIt = m_database->value(u"SELECT count(*) FROM v WHERE %1 = %2"_s.arg(number, bucket));
        QCOMPARE(m_database->value(u"SELECT count(*) FROM "_s
                     + rangeRowsSql(u"SELECT id FROM v WHERE "_s, u"id"_s, *ranges, kBuckets, { bucket.toInt() })),
            inIt);
        found += inIt.toLongLong();
    }
    QCOMPARE(found, m_database->value(u"SELECT count(*) FROM v"_s).toLongLong());
    for (const Engine engine : { Engine::Sqlite, Engine::Mariadb }) {
        const TestDatabase other(engine);
        for (const qint64 key : { least, greatest, least + (greatest - least) / 3 }) {
            const QString where = QString::number(key);
            QCOMPARE(other.value(u"SELECT "_s + rangeNumberSql(engine, where, *ranges, kBuckets)).toInt(),
                m_database->value(u"SELECT "_s + rangeNumberSql(PG, u"(%1)"_s.arg(where), *ranges, kBuckets)).toInt());
        }
    }
}

void TestDifferenceHash::rangesThatCannotBe()
{
    QVERIFY(!KeyRanges::over({ QVariant(), QVariant() }, 64)); // no row
    QVERIFY(!KeyRanges::over({ 1, u"x"_s }, 64));
    QVERIFY(!KeyRanges::over({ 1, 2.5 }, 64));
    QVERIFY(!KeyRanges::over({ std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max() }, 64));
}

QTEST_GUILESS_MAIN(TestDifferenceHash)
#include "tst_difference_hash.moc"
