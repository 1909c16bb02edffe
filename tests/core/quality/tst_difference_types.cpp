// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "difference_bed.h"
#include "support/verify.h"

#include <map>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Values of each engine's own types: what is the same on both sides is found to be, and what is not is not.
class TestDifferenceTypes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void sameValues_data();
    void sameValues();
    void otherValues_data();
    void otherValues();
    void valuesThatCancel_data();
    void valuesThatCancel();
    void namesThatDifferInCase();
    void collationsOfOneTableMayDiffer();
    void overflowIsRefused();
    void encodingOfTheFileIsNoDifference();
    void typesAreCompared_data();
    void typesAreCompared();
    void foreignTypesAreRefused();

private:
    static void values();
    void make(const QString &name, Engine engine, const QString &type, const QString &value);
    Result<TableDifference> compare(Engine legacy, Engine candidate);
    Result<TableDifference> compareRow();
    std::map<Engine, std::unique_ptr<TestDatabase>> m_databases;
};

namespace {

constexpr auto SL = Engine::Sqlite;
constexpr auto PG = Engine::Postgresql;
constexpr auto MA = Engine::Mariadb;

struct Side
{
    Engine engine;
    const char *type;
    const char *value;
};

} // namespace

Q_DECLARE_METATYPE(Side)

namespace {

void row(const char *name, const Side &legacy, const Side &candidate) { QTest::newRow(name) << legacy << candidate; }

} // namespace

void TestDifferenceTypes::initTestCase()
{
    for (const Engine engine : { SL, PG, MA })
        m_databases[engine] = std::make_unique<TestDatabase>(engine);
    m_databases[PG]->run(
        u"CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN price AS numeric(10,2) CHECK (value >= 0); CREATE DOMAIN net AS price"_s);
}

void TestDifferenceTypes::cleanup()
{
    for (const auto &[engine, database] : m_databases)
        database->run(u"DROP TABLE IF EXISTS legacy; DROP TABLE IF EXISTS candidate"_s);
}

void TestDifferenceTypes::make(const QString &name, Engine engine, const QString &type, const QString &value)
{
    m_databases[engine]->run(
        u"CREATE TABLE %1 (id INTEGER PRIMARY KEY, v %2); INSERT INTO %1 VALUES (1, %3), (2, NULL)"_s.arg(
            name, type, value));
}

Result<TableDifference> TestDifferenceTypes::compare(Engine legacy, Engine candidate)
{
    const auto openerOf = [this](Engine engine) {
        return [database = m_databases[engine].get()] { return database->tryOpen(SessionRole::Probe); };
    };
    DifferenceSides sides { openerOf(legacy) };
    if (legacy != candidate)
        sides.candidate = openerOf(candidate);
    return compareTables(sides, DifferenceBed::request(), {}, {});
}

/// The two sides of the data row.
Result<TableDifference> TestDifferenceTypes::compareRow()
{
    QFETCH(Side, legacy);
    QFETCH(Side, candidate);
    make(u"legacy"_s, legacy.engine, QString::fromUtf8(legacy.type), QString::fromUtf8(legacy.value));
    make(u"candidate"_s, candidate.engine, QString::fromUtf8(candidate.type), QString::fromUtf8(candidate.value));
    return compare(legacy.engine, candidate.engine);
}

void TestDifferenceTypes::values()
{
    QTest::addColumn<Side>("legacy");
    QTest::addColumn<Side>("candidate");
}

void TestDifferenceTypes::sameValues_data()
{
    values();
    row("numeric scales", { PG, "numeric", "1.0" }, { PG, "numeric(10,4)", "1" });
    row("wider integer", { PG, "smallint", "7" }, { PG, "bigint", "7" });
    row("integer and numeric", { PG, "integer", "100" }, { PG, "numeric(8,2)", "100" });
    row("single and double", { PG, "real", "0.5" }, { PG, "double precision", "0.5" });
    row("NaN", { PG, "double precision", "'NaN'" }, { PG, "double precision", "'NaN'" });
    row("infinity", { PG, "double precision", "'-Infinity'" }, { PG, "numeric", "'-Infinity'" });
    row("moment of infinity", { PG, "date", "'infinity'" }, { PG, "timestamp", "'infinity'" });
    row("zone", { PG, "timestamptz", "'2026-03-01 10:00:00+02'" }, { PG, "timestamp", "'2026-03-01 08:00:00'" });
    row("fixed text", { PG, "char(8)", "'ab'" }, { PG, "text", "'ab'" });
    row("json and jsonb", { PG, "json", "'{\"b\": 1,  \"a\": [1, 2]}'" }, { PG, "jsonb", "'{\"a\":[1,2],\"b\":1}'" });
    row("array", { PG, "integer[]", "'{1,NULL,3}'" }, { PG, "integer[]", "ARRAY[1,NULL,3]" });
    row("enum and text", { PG, "mood", "'sad'" }, { PG, "text", "'sad'" });
    row("domain of a domain", { PG, "net", "5" }, { PG, "numeric(12,4)", "5.0000" });
    row("interval", { PG, "interval", "'1 day'" }, { PG, "interval", "'1 day'" });
    row("uuid", { PG, "uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'" },
        { MA, "CHAR(36)", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'" });
    row("unsigned", { MA, "BIGINT UNSIGNED", "18446744073709551615" }, { PG, "numeric", "18446744073709551615" });
    row("zerofill", { MA, "INT(8) ZEROFILL", "42" }, { SL, "INTEGER", "42" });
    row("bits", { MA, "BIT(8)", "b'101'" }, { PG, "integer", "5" });
    row("float", { MA, "FLOAT", "0.1" }, { PG, "real", "0.1" });
    row("zero with a sign", { MA, "DOUBLE", "-0e0" }, { PG, "double precision", "0" });
    row("tiny", { MA, "DOUBLE", "-1.5e-300" }, { SL, "REAL", "-1.5e-300" });
    row("year", { MA, "YEAR", "2026" }, { SL, "INTEGER", "2026" });
    row("time", { MA, "TIME(3)", "'07:05:00.250'" }, { PG, "time", "'07:05:00.25'" });
    row("instant", { MA, "TIMESTAMP(6) NULL", "'2026-03-01 10:00:00.5'" },
        { PG, "timestamptz", "'2026-03-01 12:00:00.5+02'" });
    row("other character set", { MA, "VARCHAR(20) CHARACTER SET latin1", "'Köln'" }, { PG, "text", "'Köln'" });
    row("astral text", { MA, "TEXT CHARACTER SET utf8mb4", "'a😀b'" }, { SL, "TEXT", "'a😀b'" });
    row("decomposed text stays", { PG, "text", "U&'o\\0308'" }, { SL, "TEXT", "'o' || char(776)" });
    row("exact number as text", { SL, "TEXT", "'12.50'" }, { PG, "numeric(10,2)", "12.5" });
    row("moment as text", { SL, "TEXT", "'2026-03-01T10:00:00+02:00'" },
        { PG, "timestamptz", "'2026-03-01 08:00:00+00'" });
    row("date and midnight", { SL, "DATE", "'2026-03-01 00:00:00'" }, { MA, "DATE", "'2026-03-01'" });
    row("no type", { SL, "", "7.0" }, { PG, "integer", "7" });
    row("integer in a real column", { SL, "REAL", "3" }, { SL, "REAL", "3.0" });
    row("bytes", { SL, "BLOB", "X'00ff7c'" }, { MA, "VARBINARY(10)", "X'00ff7c'" });
    row("large text", { MA, "LONGTEXT", "REPEAT('ä|', 100000)" }, { PG, "text", "repeat('ä|', 100000)" });
}

void TestDifferenceTypes::sameValues()
{
    const auto difference = compareRow();
    VERIFY_OK(difference);
    const auto value
        = difference->samples.isEmpty() ? DifferenceSample::Value() : difference->samples[0].values.value(0);
    QVERIFY2(difference->equal == 2,
        qPrintable(
            value.legacy.value_or(u"NULL"_s).left(200) + u" -> "_s + value.candidate.value_or(u"NULL"_s).left(200)));
}

void TestDifferenceTypes::otherValues_data()
{
    values();
    row("last digit", { PG, "numeric", "1.00000000000000000001" }, { PG, "numeric", "1" });
    row("last bit", { PG, "double precision", "0.30000000000000004" }, { PG, "double precision", "0.3" });
    row("single is not double", { PG, "real", "0.1" }, { PG, "double precision", "0.1" });
    row("microsecond", { PG, "timestamp", "'2026-03-01 10:00:00.000001'" },
        { MA, "DATETIME(6)", "'2026-03-01 10:00:00'" });
    row("another hour", { PG, "timestamptz", "'2026-03-01 10:00:00+02'" }, { SL, "TEXT", "'2026-03-01 10:00:00'" });
    row("trailing space", { PG, "varchar(8)", "'ab '" }, { PG, "text", "'ab'" });
    row("case of bytes", { MA, "VARCHAR(9)", "'ÄB'" }, { MA, "VARCHAR(9)", "'äb'" });
    row("order in json", { PG, "json", "'[1,2]'" }, { PG, "jsonb", "'[2,1]'" });
    row("empty and NULL", { MA, "VARCHAR(9)", "''" }, { PG, "text", "NULL" });
    row("composed", { PG, "text", "U&'o\\0308'" }, { PG, "text", "U&'\\00f6'" });
    row("unsigned", { MA, "BIGINT UNSIGNED", "18446744073709551615" }, { PG, "bigint", "-1" });
    row("text and blob", { SL, "BLOB", "'6162'" }, { SL, "BLOB", "X'6162'" });
    row("moment of other letters", { SL, "DATETIME", "'2024-01-01T00:00:00Z'" },
        { SL, "DATETIME", "'2024-01-01 00:00:00'" });
    row("date of other letters", { SL, "DATE", "'2024-01-01 00:00:00'" }, { SL, "DATE", "'2024-01-01'" });
    row("time of other letters", { SL, "TIME", "'07:05'" }, { SL, "TIME", "'07:05:00'" });
    row("text and number", { SL, "", "'1'" }, { SL, "", "1" });
    // What PostgreSQL's own hashes of numbers and moments do not tell apart: signs, halves of 64 bits, special values.
    row("negative numeric", { PG, "numeric", "12.5" }, { PG, "numeric", "-12.5" });
    row("NaN and infinity", { PG, "numeric", "'NaN'" }, { PG, "numeric", "'Infinity'" });
    row("two infinities", { PG, "numeric", "'-Infinity'" }, { PG, "numeric", "'Infinity'" });
    row("double of NaN", { PG, "double precision", "'NaN'" }, { PG, "double precision", "'-Infinity'" });
    row("negative double", { PG, "double precision", "-0.5" }, { PG, "double precision", "0.5" });
    row("32 bits further", { PG, "bigint", "-5" }, { PG, "bigint", "4294967291" });
    row("exchanged halves", { PG, "bigint", "4294967298" }, { PG, "bigint", "8589934593" });
    row("bits of a moment", { PG, "timestamp", "'1999-12-31 23:59:59.999995'" },
        { PG, "timestamp", "'2000-01-01 01:11:34.967291'" });
    row("halves of a moment", { PG, "timestamptz", "'2000-01-01 01:11:34.967298+00'" },
        { PG, "timestamptz", "'2000-01-01 02:23:09.934593+00'" });
    row("last 32 bits", { PG, "text", "'n13727'" }, { PG, "text", "'n276957'" });
    row("power of ten thousand", { PG, "numeric", "0.0003" }, { PG, "numeric", "3" });
    row("long", { MA, "LONGTEXT", "CONCAT(REPEAT('a', 70000), 'b')" },
        { MA, "LONGTEXT", "CONCAT(REPEAT('a', 70000), 'c')" });
}

void TestDifferenceTypes::otherValues()
{
    const auto difference = compareRow();
    VERIFY_OK(difference);
    QCOMPARE(difference->changed, 1);
    QCOMPARE(difference->equal, 1);
    QVERIFY(!difference->isSame());
}

void TestDifferenceTypes::valuesThatCancel_data()
{
    QTest::addColumn<Engine>("engine");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    for (const Engine engine : { SL, PG, MA }) {
        const auto row = [engine](const char *name, const char *type, const char *before, const char *after) {
            QTest::addRow("%s on %d", name, static_cast<int>(engine))
                << engine << QString::fromLatin1(type) << QString::fromLatin1(before) << QString::fromLatin1(after);
        };
        row("both times ten thousand", "NUMERIC(20,4)", "3, 7", "30000, 70000");
        row("both negative", "NUMERIC(20,4)", "3, 7", "-3, -7");
        row("exchanged", "BIGINT", "3, 7", "7, 3");
        row("equal and both changed", "BIGINT", "5, 5", "6, 6");
        row("NULL moved", "VARCHAR(9)", "NULL, 'a'", "'a', NULL");
        row("moved from one to the other", "VARCHAR(9)", "'ab', 'c'", "'a', 'bc'");
    }
}

/// One row that differs in two columns at once, in a way that what is summed of each could make up for.
void TestDifferenceTypes::valuesThatCancel()
{
    QFETCH(Engine, engine);
    QFETCH(QString, type);
    QFETCH(QString, before);
    QFETCH(QString, after);
    const QString table = u"CREATE TABLE %1 (id INTEGER PRIMARY KEY, a %2, b %2); INSERT INTO %1 VALUES (1, %3)"_s;
    m_databases[engine]->run(table.arg(u"legacy"_s, type, before));
    m_databases[engine]->run(table.arg(u"candidate"_s, type, after));
    const auto difference = compare(engine, engine);
    VERIFY_OK(difference);
    QCOMPARE(difference->changed, 1);
    QCOMPARE(difference->columns[1].changed + difference->columns[2].changed, 2);
}

/// PostgreSQL tells "a" from "A": both are compared, and neither is taken for the other.
void TestDifferenceTypes::namesThatDifferInCase()
{
    const QString table
        = u"CREATE TABLE %1 (id INTEGER PRIMARY KEY, a integer, \"A\" integer); INSERT INTO %1 VALUES (1, 5, %2)"_s;
    m_databases[PG]->run(table.arg(u"legacy"_s, u"6"_s));
    m_databases[PG]->run(table.arg(u"candidate"_s, u"7"_s));
    auto difference = compare(PG, PG);
    VERIFY_OK(difference);
    QCOMPARE(difference->columns.size(), 3);
    QCOMPARE(difference->changed, 1);
    QCOMPARE(difference->samples[0].values[0].column, u"A"_s);
    m_databases[PG]->run(u"ALTER TABLE candidate DROP COLUMN a; ALTER TABLE candidate RENAME COLUMN \"A\" TO a"_s);
    difference = compare(PG, PG);
    VERIFY_OK(difference);
    QCOMPARE(difference->onlyLegacy, QStringList { u"A"_s }); // a is compared with a
    QCOMPARE(difference->changed, 1);
    m_databases[PG]->run(u"ALTER TABLE legacy DROP COLUMN a"_s);
    difference = compare(PG, PG);
    VERIFY_OK(difference);
    QCOMPARE(difference->onlyLegacy, QStringList()); // one spelling on each side
    QCOMPARE(difference->columns.size(), 2);
}

/// Texts are compared by their bytes, whatever an order of theirs calls equal.
void TestDifferenceTypes::collationsOfOneTableMayDiffer()
{
    m_databases[PG]->run(
        u"CREATE COLLATION IF NOT EXISTS anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"_s);
    const QString table = u"CREATE TABLE %1 (a text COLLATE anycase, b text COLLATE \"POSIX\", v integer);"
                          "INSERT INTO %1 VALUES ('A', 'x', 1), ('%2', 'x', 2), ('b', 'x', 3)"_s;
    m_databases[PG]->run(table.arg(u"legacy"_s, u"a"_s));
    m_databases[PG]->run(table.arg(u"candidate"_s, u"á"_s));
    DifferenceRequest request = DifferenceBed::request();
    request.key = QStringList { u"a"_s, u"b"_s };
    const auto openIt = [this] { return m_databases[PG]->tryOpen(SessionRole::Probe); };
    const auto difference = compareTables({ openIt }, request, {}, {});
    VERIFY_OK(difference);
    QCOMPARE(difference->equal, 2);
    QCOMPARE(difference->removed, 1);
    QCOMPARE(difference->added, 1);
    QCOMPARE(difference->duplicates.legacy, 0);
}

void TestDifferenceTypes::encodingOfTheFileIsNoDifference()
{
    const TestDatabase wide(SL);
    const QString name = u"'Kunde ä|😀'"_s;
    wide.run(u"PRAGMA encoding = 'UTF-16le'; CREATE TABLE legacy (id INTEGER PRIMARY KEY, v TEXT, at DATETIME);"
             "INSERT INTO legacy VALUES (1, %1, '2026-03-01 10:00:00'), (2, NULL, NULL)"_s.arg(name));
    QCOMPARE(wide.value(u"PRAGMA encoding"_s).toString(), u"UTF-16le"_s);
    for (const Engine engine : { SL, PG, MA }) {
        m_databases[engine]->run(
            u"CREATE TABLE candidate (id INTEGER PRIMARY KEY, v %1, at %2); INSERT INTO candidate VALUES (1, %3, '2026-03-01 10:00:00'), (2, NULL, NULL)"_s
                .arg(engine == MA ? u"TEXT CHARACTER SET utf8mb4"_s : u"TEXT"_s,
                    engine == PG ? u"timestamp"_s : u"DATETIME"_s, name));
        const auto opener
            = [](const TestDatabase &database) { return [&database] { return database.tryOpen(SessionRole::Probe); }; };
        const auto difference
            = compareTables({ opener(wide), opener(*m_databases[engine]) }, DifferenceBed::request(), {}, {});
        VERIFY_OK(difference);
        QCOMPARE(difference->equal, 2);
    }
}

/// A value that grows beyond max_allowed_packet while it is written down has no text: not the text of NULL.
void TestDifferenceTypes::overflowIsRefused()
{
    make(u"legacy"_s, MA, u"TEXT CHARACTER SET latin1"_s, u"REPEAT('|', 40000)"_s);
    make(u"candidate"_s, MA, u"TEXT CHARACTER SET latin1"_s, u"REPEAT('|', 39999)"_s);
    const QString limit = m_databases[MA]->value(u"SELECT @@GLOBAL.max_allowed_packet"_s).toString();
    m_databases[MA]->run(u"SET GLOBAL max_allowed_packet = 65536"_s);
    const auto difference = compare(MA, MA);
    m_databases[MA]->run(u"SET GLOBAL max_allowed_packet = "_s + limit);
    VERIFY_ERROR(difference, ErrorCode::Refused);
    QVERIFY2(difference.error().what.contains(u"max_allowed_packet"_s), qPrintable(difference.error().what));
    const auto again = compare(MA, MA);
    VERIFY_OK(again);
    QCOMPARE(again->changed, 1);
}

void TestDifferenceTypes::typesAreCompared_data()
{
    values();
    QTest::addColumn<bool>("differ");
    const auto row = [](const Side &a, const Side &b, bool differ) {
        QTest::addRow("%s and %s", a.type, b.type) << a << b << differ;
    };
    row({ PG, "varchar(10)", "'a'" }, { PG, "varchar(20)", "'a'" }, true);
    row({ PG, "integer", "1" }, { PG, "integer", "1" }, false);
    row({ PG, "timestamp", "now()" }, { MA, "DATETIME(6)", "NULL" }, false);
    row({ PG, "timestamptz", "now()" }, { MA, "DATETIME(6)", "NULL" }, true);
    row({ PG, "timestamptz", "now()" }, { SL, "DATETIME", "NULL" }, false);
    row({ PG, "numeric", "1" }, { MA, "DOUBLE", "1" }, true);
    row({ PG, "boolean", "true" }, { MA, "TINYINT(1)", "1" }, false);
    row({ SL, "NVARCHAR(10)", "'a'" }, { PG, "text", "'a'" }, false);
}

void TestDifferenceTypes::typesAreCompared()
{
    QFETCH(bool, differ);
    const auto difference = compareRow();
    VERIFY_OK(difference);
    QCOMPARE(difference->columns[1].isTypeDifferent, differ);
}

/// Two engines write JSON, arrays and the like each its own way: to call them different, or to leave them out, would be
/// a guess.
void TestDifferenceTypes::foreignTypesAreRefused()
{
    make(u"legacy"_s, PG, u"integer[]"_s, u"'{1}'"_s);
    make(u"candidate"_s, MA, u"INT"_s, u"1"_s);
    const auto difference = compare(PG, MA);
    VERIFY_ERROR(difference, ErrorCode::NotSupported);
    QVERIFY2(difference.error().what.contains(u"column 'v' is integer[]"_s), qPrintable(difference.error().what));
    QVERIFY(difference.error().next.contains(u"--columns"_s));
}

QTEST_GUILESS_MAIN(TestDifferenceTypes)
#include "tst_difference_types.moc"
