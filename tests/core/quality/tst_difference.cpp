// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "difference_bed.h"
#include "support/verify.h"

using namespace sluice;
using namespace Qt::StringLiterals;

/// The difference of two tables, in one database and between every two engines: the same answers everywhere.
class TestDifference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalTables_data() { pairs(); }
    void equalTables();
    void everyKindOfDifference_data() { pairs(); }
    void everyKindOfDifference();
    void subtleValues_data() { pairs(); }
    void subtleValues();
    void numbersOfEverySize_data() { pairs(); }
    void numbersOfEverySize();
    void tolerance_data() { pairs(); }
    void tolerance();
    void duplicateAndNullKeys_data() { pairs(); }
    void duplicateAndNullKeys();
    void keysOfText_data() { pairs(); }
    void keysOfText();
    void withoutKey_data() { pairs(); }
    void withoutKey();
    void emptyTables_data() { pairs(); }
    void emptyTables();
    void inSmallLots_data() { pairs(); }
    void inSmallLots();
    void longRows_data() { pairs(); }
    void longRows();
    void everyRowChanged_data() { pairs(); }
    void everyRowChanged();
    void columnsOfOneSide_data() { pairs(); }
    void columnsOfOneSide();
    void oddNames_data() { pairs(); }
    void oddNames();
    void refusals_data() { pairs(); }
    void refusals();
    void writtenMeanwhile_data() { pairs(); }
    void writtenMeanwhile();
    void cancelled_data() { pairs(); }
    void cancelled();

private:
    static void pairs();
    static DifferenceBed bed();
};

namespace {

const ColumnDifference *columnOf(const TableDifference &difference, const QString &name)
{
    for (const ColumnDifference &column : difference.columns) {
        if (column.name == name)
            return &column;
    }
    return nullptr;
}

qint64 changedIn(const TableDifference &difference, const QString &name)
{
    const ColumnDifference *column = columnOf(difference, name);
    return column ? column->changed : -1;
}

/// "changed 5 name: a -> b", one a line, sorted.
QString samplesOf(const TableDifference &difference)
{
    QStringList lines;
    for (const DifferenceSample &sample : difference.samples) {
        QString line
            = QStringList { u"changed"_s, u"added"_s, u"removed"_s, u"duplicate"_s }[static_cast<int>(sample.kind)];
        for (const auto &part : sample.key)
            line += u' ' + part.value_or(u"NULL"_s);
        for (const DifferenceSample::Value &value : sample.values)
            line += u" %1: %2 -> %3"_s.arg(
                value.column, value.legacy.value_or(u"NULL"_s), value.candidate.value_or(u"NULL"_s));
        lines += line;
    }
    lines.sort();
    return lines.join(u'\n');
}

} // namespace

void TestDifference::pairs()
{
    QTest::addColumn<Engine>("legacy");
    QTest::addColumn<Engine>("candidate");
    QTest::addColumn<bool>("isOne");
    const QList<std::pair<const char *, Engine>> engines { { "sqlite", Engine::Sqlite },
        { "postgresql", Engine::Postgresql }, { "mariadb", Engine::Mariadb } };
    for (const auto &[name, engine] : engines) {
        QTest::addRow("%s, one database", name) << engine << engine << true;
        for (const auto &[otherName, other] : engines)
            QTest::addRow("%s to %s", name, otherName) << engine << other << false;
    }
}

DifferenceBed TestDifference::bed()
{
    QFETCH(Engine, legacy);
    QFETCH(Engine, candidate);
    QFETCH(bool, isOne);
    return DifferenceBed(legacy, candidate, isOne);
}

void TestDifference::equalTables()
{
    DifferenceBed tables = bed();
    tables.fill(2000);
    const auto difference = tables.compare(DifferenceBed::request());
    VERIFY_OK(difference);
    QCOMPARE(samplesOf(*difference), QString());
    QVERIFY(difference->isSame());
    QCOMPARE(difference->equal, 2000);
    QCOMPARE(difference->rows.legacy, 2000);
    QCOMPARE(difference->rows.candidate, 2000);
    QCOMPARE(difference->columns.size(), 8);
    QVERIFY(difference->columns[0].isKey);
}

void TestDifference::everyKindOfDifference()
{
    DifferenceBed tables = bed();
    tables.fill(3000);
    tables.runCandidate(u"UPDATE candidate SET amount = amount + 0.01, name = 'x' WHERE id = 7"_s);
    tables.runCandidate(u"UPDATE candidate SET day = NULL WHERE id IN (8, 2999)"_s);
    tables.runCandidate(u"DELETE FROM candidate WHERE id = 1500"_s);
    tables.runLegacy(u"DELETE FROM legacy WHERE id IN (3000, 1)"_s);
    const auto difference = tables.compare(DifferenceBed::request());
    VERIFY_OK(difference);
    QCOMPARE(difference->changed, 3);
    QCOMPARE(difference->removed, 1);
    QCOMPARE(difference->added, 2);
    QCOMPARE(difference->moving, 0);
    QCOMPARE(difference->equal, 2994);
    QCOMPARE(difference->rows.legacy, difference->equal + difference->changed + difference->removed);
    QCOMPARE(difference->rows.candidate, difference->equal + difference->changed + difference->added);
    QCOMPARE(changedIn(*difference, u"amount"_s), 1);
    QCOMPARE(changedIn(*difference, u"name"_s), 1);
    QCOMPARE(changedIn(*difference, u"day"_s), 2);
    QCOMPARE(changedIn(*difference, u"flag"_s), 0);
    QVERIFY(!difference->isSame());
    QVERIFY(difference->isConfirmed);
    const QStringList expected { u"added 1"_s, u"added 3000"_s, u"changed 2999 day: 2026-01-03 -> NULL"_s,
        u"changed 7 amount: 49.5 -> 49.51 name: Kunde | 7 \\ ä -> x"_s, u"changed 8 day: 2026-01-01 -> NULL"_s,
        u"removed 1500"_s };
    QCOMPARE(samplesOf(*difference), expected.join(u'\n'));
}

void TestDifference::subtleValues()
{
    DifferenceBed tables = bed();
    tables.fill(12);
    const auto both = [&](const QString &legacy, const QString &candidate) {
        tables.runLegacy(u"UPDATE legacy SET "_s + legacy);
        tables.runCandidate(u"UPDATE candidate SET "_s + candidate);
    };
    both(u"name = 'Case' WHERE id = 1"_s, u"name = 'case' WHERE id = 1"_s);
    both(u"name = 'space' WHERE id = 2"_s, u"name = 'space ' WHERE id = 2"_s);
    both(u"name = '' WHERE id = 3"_s, u"name = NULL WHERE id = 3"_s);
    both(u"name = 'n|v' WHERE id = 4"_s, u"name = 'n|v|' WHERE id = 4"_s);
    both(u"at = '2026-03-01 10:00:00' WHERE id = 5"_s, u"at = '2026-03-01 10:00:00.000001' WHERE id = 5"_s);
    both(u"flag = TRUE WHERE id = 6"_s, u"flag = FALSE WHERE id = 6"_s);
    both(u"ratio = 0.1 WHERE id = 7"_s, u"ratio = 0.1000000000000001 WHERE id = 7"_s);
    both(u"raw = %1 WHERE id = 8"_s.arg(DifferenceBed::bytes(tables.legacyEngine(), "ab")),
        u"raw = %1 WHERE id = 8"_s.arg(DifferenceBed::bytes(tables.candidateEngine(), "aB")));
    both(u"ratio = 0.0 WHERE id = 9"_s, u"ratio = -0.0e0 WHERE id = 9"_s); // equal, as all engines say
    both(u"amount = 3 WHERE id = 10"_s, u"amount = 3.0000 WHERE id = 10"_s);
    // Two rows that exchange a value: a sum of columns would not notice.
    both(u"name = 'one' WHERE id = 11"_s, u"name = 'two' WHERE id = 11"_s);
    both(u"name = 'two' WHERE id = 12"_s, u"name = 'one' WHERE id = 12"_s);
    const auto difference = tables.compare(DifferenceBed::request());
    VERIFY_OK(difference);
    const QStringList expected { u"changed 1 name: Case -> case"_s, u"changed 11 name: one -> two"_s,
        u"changed 12 name: two -> one"_s, u"changed 2 name: space -> space "_s, u"changed 3 name:  -> NULL"_s,
        u"changed 4 name: n|v -> n|v|"_s, u"changed 5 at: 2026-03-01 10:00:00 -> 2026-03-01 10:00:00.000001"_s,
        u"changed 6 flag: 1 -> 0"_s, u"changed 7 ratio: 0.1 -> 0.1000000000000001"_s };
    QStringList told = samplesOf(*difference).split(u'\n');
    const QStringList ofBytes = told.filter(u"changed 8 raw: 6162 -> 6142"_s);
    QCOMPARE(ofBytes.size(), 1);
    told.removeOne(ofBytes.first());
    QCOMPARE(told.join(u'\n'), expected.join(u'\n'));
    QCOMPARE(difference->equal, 2);
}

void TestDifference::numbersOfEverySize()
{
    DifferenceBed tables = bed();
    const QStringList doubles { u"1e-7"_s, u"1.5e-20"_s, u"1e15"_s, u"1.2345678901234567e15"_s, u"1e22"_s,
        u"1.7976931348623157e308"_s, u"2.2250738585072014e-308"_s, u"-123456.789e0"_s, u"0.30000000000000004e0"_s,
        u"-4.5e-5"_s, u"123456789012345680e0"_s };
    tables.fill(static_cast<int>(doubles.size()));
    for (qsizetype i = 0; i < doubles.size(); ++i) {
        const QString set = u" SET ratio = %1, amount = %2 WHERE id = %3"_s.arg(
            doubles[i], u"-0.00%1"_s.arg(i), QString::number(i + 1));
        tables.runLegacy(u"UPDATE legacy"_s + set);
        tables.runCandidate(u"UPDATE candidate"_s + set);
    }
    auto difference = tables.compare(DifferenceBed::request());
    VERIFY_OK(difference);
    QCOMPARE(samplesOf(*difference), QString());
    QCOMPARE(difference->equal, doubles.size());
    // The texts that differ tell what is compared: plain digits.
    tables.runCandidate(u"UPDATE candidate SET ratio = 0"_s);
    difference = tables.compare(DifferenceBed::request());
    VERIFY_OK(difference);
    const QString told = samplesOf(*difference);
    QVERIFY2(told.contains(u"changed 1 ratio: 0.0000001 -> 0"_s), qPrintable(told));
    QVERIFY2(told.contains(u"changed 2 ratio: 0.000000000000000000015 -> 0"_s), qPrintable(told));
    QVERIFY2(told.contains(u"changed 3 ratio: 1000000000000000 -> 0"_s), qPrintable(told));
    QVERIFY2(told.contains(u"changed 4 ratio: 1234567890123456.8 -> 0"_s), qPrintable(told));
    QVERIFY2(told.contains(u"changed 5 ratio: 10000000000000000000000 -> 0"_s), qPrintable(told));
    QVERIFY2(told.contains(u"changed 8 ratio: -123456.789 -> 0"_s), qPrintable(told));
}

void TestDifference::tolerance()
{
    DifferenceBed tables = bed();
    tables.fill(100);
    tables.runCandidate(u"UPDATE candidate SET amount = amount + 0.1 WHERE id = 1"_s);
    tables.runCandidate(u"UPDATE candidate SET amount = amount - 0.1001 WHERE id = 2"_s);
    tables.runCandidate(u"UPDATE candidate SET amount = amount + 0.05, name = 'x' WHERE id = 3"_s);
    DifferenceRequest request = DifferenceBed::request();
    request.tolerances.insert(u"amount"_s, "0.1");
    const auto difference = tables.compare(request);
    VERIFY_OK(difference);
    QCOMPARE(difference->changed, 2);
    QCOMPARE(difference->equal, 98);
    QCOMPARE(changedIn(*difference, u"amount"_s), 1);
    QCOMPARE(columnOf(*difference, u"amount"_s)->tolerated, 2);
    QCOMPARE(changedIn(*difference, u"name"_s), 1);
}

void TestDifference::duplicateAndNullKeys()
{
    DifferenceBed tables = bed();
    tables.runLegacy(DifferenceBed::tableSql(tables.legacyEngine(), u"legacy"_s, {}));
    tables.runCandidate(DifferenceBed::tableSql(tables.candidateEngine(), u"candidate"_s, {}));
    const auto insert = [](const QString &table, const QString &rows) {
        return u"INSERT INTO %1 (id, name) VALUES "_s.arg(table) + rows;
    };
    const QString same = u"(1, 'a'), (2, 'b'), (2, 'b'), (NULL, 'x'), (NULL, 'y')"_s;
    tables.runLegacy(insert(u"legacy"_s, same));
    tables.runCandidate(insert(u"candidate"_s, same));
    auto difference = tables.compare(DifferenceBed::request());
    VERIFY_OK(difference);
    QVERIFY(difference->isSame()); // and yet told
    QCOMPARE(difference->duplicates.legacy, 1);
    QCOMPARE(difference->duplicates.candidate, 1);
    QCOMPARE(difference->nullKeys.legacy, 2);
    QCOMPARE(difference->nullKeys.candidate, 2);
    QCOMPARE(samplesOf(*difference), u"duplicate 2\nduplicate 2"_s);
    tables.runCandidate(insert(u"candidate"_s, u"(2, 'b'), (1, 'c'), (NULL, 'z')"_s));
    tables.runLegacy(u"UPDATE legacy SET name = 'w' WHERE id IS NULL AND name = 'y'"_s);
    difference = tables.compare(DifferenceBed::request());
    VERIFY_OK(difference);
    QCOMPARE(difference->duplicates.legacy, 1);
    QCOMPARE(difference->duplicates.candidate, 2);
    QCOMPARE(difference->nullKeys.candidate, 3);
    QCOMPARE(difference->changed, 0);
    QCOMPARE(difference->removed, 1); // NULL, w
    QCOMPARE(difference->added, 4); // 2 b; 1 c; NULL y; NULL z
    QCOMPARE(difference->equal, 4);
    QVERIFY(!difference->isSame());
}

void TestDifference::keysOfText()
{
    DifferenceBed tables = bed();
    tables.runLegacy(DifferenceBed::tableSql(tables.legacyEngine(), u"legacy"_s, {}));
    tables.runCandidate(DifferenceBed::tableSql(tables.candidateEngine(), u"candidate"_s, {}));
    tables.runLegacy(
        u"INSERT INTO legacy (name, at, id) VALUES ('a', '2026-01-01 00:00:00', 1), ('B', '2026-01-01 00:00:00', 2), ('ü', NULL, 3)"_s);
    // Two files of SQLite hold two texts that differ, where other engines hold one moment.
    const bool isExact = tables.legacyEngine() == Engine::Sqlite && tables.candidateEngine() == Engine::Sqlite;
    tables.runCandidate(
        u"INSERT INTO candidate (name, at, id) VALUES ('ü', NULL, 3), ('b', '2026-01-01 00:00:00', 2), ('a', '2026-01-01 00:00:00%1', 4)"_s
            .arg(isExact ? u""_s : u".0"_s));
    DifferenceRequest request = DifferenceBed::request();
    request.key = QStringList { u"name"_s, u"at"_s };
    const auto difference = tables.compare(request);
    VERIFY_OK(difference);
    QCOMPARE(samplesOf(*difference),
        u"added b 2026-01-01 00:00:00\nchanged a 2026-01-01 00:00:00 id: 1 -> 4\nremoved B 2026-01-01 00:00:00"_s);
    QCOMPARE(difference->equal, 1);
    QCOMPARE(difference->nullKeys.legacy, 1);
    QCOMPARE(difference->duplicates.legacy + difference->duplicates.candidate, 0);
}

void TestDifference::withoutKey()
{
    DifferenceBed tables = bed();
    tables.fill(500);
    tables.runCandidate(u"UPDATE candidate SET name = 'x' WHERE id = 250"_s);
    DifferenceRequest request = DifferenceBed::request();
    request.key.clear();
    const auto difference = tables.compare(request);
    VERIFY_OK(difference);
    QCOMPARE(difference->changed, 0);
    QCOMPARE(difference->removed, 1);
    QCOMPARE(difference->added, 1);
    QCOMPARE(difference->equal, 499);
    QCOMPARE(difference->samples.size(), 2);
    QCOMPARE(difference->samples[0].key.size(), 8);
}

void TestDifference::emptyTables()
{
    DifferenceBed tables = bed();
    tables.fill(0);
    auto difference = tables.compare(DifferenceBed::request());
    VERIFY_OK(difference);
    QVERIFY(difference->isSame());
    QCOMPARE(difference->equal, 0);
    tables.runLegacy(u"INSERT INTO legacy (id) VALUES (1)"_s);
    difference = tables.compare(DifferenceBed::request());
    VERIFY_OK(difference);
    QCOMPARE(difference->removed, 1);
    QCOMPARE(difference->rows.candidate, 0);
}

/// The second level of buckets and many lots, as tables of millions of rows need them.
void TestDifference::inSmallLots()
{
    DifferenceBed tables = bed();
    tables.fill(3000);
    tables.runCandidate(u"UPDATE candidate SET name = 'x' WHERE id % 3 = 0"_s);
    tables.runCandidate(u"DELETE FROM candidate WHERE id % 50 = 1"_s);
    tables.runLegacy(u"DELETE FROM legacy WHERE id % 50 = 2"_s);
    const auto plain = tables.compare(DifferenceBed::request());
    VERIFY_OK(plain);
    DifferenceRequest request = DifferenceBed::request();
    request.sizes = DifferenceSizes { 0, 50, 400, 20'000 };
    int lots = 0;
    const auto difference = tables.compare(request, {}, [&lots](const DifferenceProgress &progress) {
        lots += progress.phase == DifferenceProgress::Phase::ReadingRows ? 1 : 0;
    });
    VERIFY_OK(difference);
    QVERIFY2(lots > 5, qPrintable(QString::number(lots)));
    QCOMPARE(difference->removed, 60);
    QCOMPARE(difference->added, 60);
    QCOMPARE(difference->changed, 960); // of 1000, 20 are gone here and 20 there
    QCOMPARE(difference->equal, plain->equal);
    QCOMPARE(plain->changed, 960);
    QCOMPARE(changedIn(*difference, u"name"_s), 960);
}

/// Lots of unknown width, and buckets, that are longer than what is read at once.
void TestDifference::longRows()
{
    DifferenceBed tables = bed();
    tables.fill(1000);
    tables.runCandidate(u"UPDATE candidate SET name = 'other'"_s);
    DifferenceRequest request = DifferenceBed::request();
    request.sizes.firstLot = 20'000;
    for (const qint64 most : { 60'000, 2'000 }) { // a lot of all rows is longer; so is a bucket of the first level
        request.sizes.mostBytes = most;
        const auto difference = tables.compare(request);
        VERIFY_OK(difference);
        QCOMPARE(difference->changed, 1000);
        QCOMPARE(difference->equal, 0);
    }
    request.key = QStringList { u"name"_s };
    const auto refused = tables.compare(request);
    VERIFY_ERROR(refused, ErrorCode::Refused);
    QVERIFY2(refused.error().what.contains(u"1000 rows that share one key"_s), qPrintable(refused.error().what));
}

void TestDifference::everyRowChanged()
{
    DifferenceBed tables = bed();
    tables.fill(3000);
    tables.runCandidate(u"UPDATE candidate SET name = 'other'"_s);
    DifferenceRequest request = DifferenceBed::request();
    request.samples = 3;
    const auto difference = tables.compare(request);
    VERIFY_OK(difference);
    QCOMPARE(difference->changed, 3000);
    QCOMPARE(changedIn(*difference, u"name"_s), 3000);
    QCOMPARE(difference->equal, 0);
    QCOMPARE(difference->samples.size(), 3);
}

void TestDifference::columnsOfOneSide()
{
    DifferenceBed tables = bed();
    tables.fill(20);
    tables.runLegacy(u"ALTER TABLE legacy ADD COLUMN old_note VARCHAR(20)"_s);
    tables.runCandidate(u"ALTER TABLE candidate ADD COLUMN new_note VARCHAR(20)"_s);
    tables.runCandidate(u"ALTER TABLE candidate ADD COLUMN kind INTEGER DEFAULT 7"_s);
    tables.runLegacy(u"ALTER TABLE legacy ADD COLUMN kind VARCHAR(10) DEFAULT '7'"_s);
    auto difference = tables.compare(DifferenceBed::request());
    VERIFY_OK(difference);
    QCOMPARE(difference->onlyLegacy, QStringList { u"old_note"_s });
    QCOMPARE(difference->onlyCandidate, QStringList { u"new_note"_s });
    QVERIFY(columnOf(*difference, u"kind"_s)->isTypeDifferent);
    QCOMPARE(difference->equal, 20); // the values are the same
    QVERIFY(!difference->isSame());
    DifferenceRequest request = DifferenceBed::request();
    request.columns = QStringList { u"name"_s, u"amount"_s };
    difference = tables.compare(request);
    VERIFY_OK(difference);
    QVERIFY(difference->isSame());
    QCOMPARE(difference->columns.size(), 3);
}

void TestDifference::oddNames()
{
    DifferenceBed tables = bed();
    const auto make = [](Engine engine, const QString &table) {
        const QChar quote = engine == Engine::Mariadb ? u'`' : u'"';
        const auto q = [quote](QString name) { return quote + name.replace(quote, QString(2, quote)) + quote; };
        return u"CREATE TABLE %1 (%2 INTEGER PRIMARY KEY, %3 VARCHAR(20))"_s.arg(
                   q(table), q(u"Key %1|\"'"_s), q(u"100%2 `x`; --"_s))
            + u";INSERT INTO %1 VALUES (1, 'one')"_s.arg(q(table));
    };
    tables.runLegacy(make(tables.legacyEngine(), u"Leg%1 \"y\""_s));
    tables.runCandidate(make(tables.candidateEngine(), u"candidate"_s));
    DifferenceRequest request = DifferenceBed::request();
    request.legacy.name = u"Leg%1 \"y\""_s;
    request.key = QStringList { u"Key %1|\"'"_s };
    const auto difference = tables.compare(request);
    VERIFY_OK(difference);
    QVERIFY(difference->isSame());
    QCOMPARE(difference->equal, 1);
}

void TestDifference::refusals()
{
    DifferenceBed tables = bed();
    tables.fill(1);
    DifferenceRequest request = DifferenceBed::request();
    request.key = QStringList { u"nothing"_s };
    VERIFY_ERROR(tables.compare(request), ErrorCode::Usage);
    request = DifferenceBed::request();
    request.tolerances.insert(u"name"_s, "1");
    VERIFY_ERROR(tables.compare(request), ErrorCode::Usage);
    request.tolerances = { { u"id"_s, "1" } };
    VERIFY_ERROR(tables.compare(request), ErrorCode::Usage);
    request.tolerances = { { u"amount"_s, "1" } };
    request.columns = QStringList { u"name"_s };
    VERIFY_ERROR(tables.compare(request), ErrorCode::Usage);
    request = DifferenceBed::request();
    request.candidate.name = u"nowhere"_s;
    const auto missing = tables.compare(request);
    VERIFY_ERROR(missing, ErrorCode::NotFound);
    QVERIFY2(missing.error().what.contains(u"nowhere"_s), qPrintable(missing.error().what));
}

void TestDifference::writtenMeanwhile()
{
    QFETCH(bool, isOne);
    DifferenceBed tables = bed();
    tables.fill(300);
    tables.runCandidate(u"UPDATE candidate SET name = 'x' WHERE id IN (10, 20, 30)"_s);
    bool hasSettled = false;
    const auto difference = tables.compare(DifferenceBed::request(), {}, [&](const DifferenceProgress &progress) {
        if (progress.phase != DifferenceProgress::Phase::Settling)
            return;
        hasSettled = true;
        tables.runCandidate(u"UPDATE candidate SET name = 'y' WHERE id = 20"_s);
        tables.runLegacy(u"UPDATE legacy SET name = 'x' WHERE id = 30"_s);
    });
    VERIFY_OK(difference);
    QCOMPARE(hasSettled, !isOne); // one snapshot of one database needs no second look
    QCOMPARE(difference->changed, isOne ? 3 : 1);
    QCOMPARE(difference->moving, isOne ? 0 : 1);
    QCOMPARE(difference->equal, isOne ? 297 : 298);
    QVERIFY(!difference->isSame());
}

void TestDifference::cancelled()
{
    DifferenceBed tables = bed();
    tables.fill(200);
    std::stop_source stop;
    const auto difference
        = tables.compare(DifferenceBed::request(), stop.get_token(), [&stop](const DifferenceProgress &progress) {
              if (progress.phase == DifferenceProgress::Phase::Summing)
                  stop.request_stop();
          });
    VERIFY_ERROR(difference, ErrorCode::Cancelled);
    const auto again = tables.compare(DifferenceBed::request()); // nothing was left behind
    VERIFY_OK(again);
    QVERIFY(again->isSame());
}

QTEST_GUILESS_MAIN(TestDifference)
#include "tst_difference.moc"
