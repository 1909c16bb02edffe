// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/test_database.h"
#include "support/test_targets.h"
#include "support/verify.h"
#include "warehouse/checksum.h"

#include <QTest>

#include <limits>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kBudget = 200; ///< of a thousand rows

/// A table of a thousand rows, of which the engine knows how many they are.
void fill(const TestDatabase &database, const QString &table, const QString &columns)
{
    const QString digits = u"(SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT "
                           u"4 UNION ALL SELECT 5"
                           " UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)"_s;
    database.run(
        u"CREATE TABLE %1 (%2); INSERT INTO %1 SELECT 1 + a.n + 10 * b.n + 100 * c.n, 7 FROM %3 a, %3 b, %3 c"_s.arg(
            table, columns, digits));
    if (database.engine() != Engine::Sqlite)
        database.run((database.engine() == Engine::Mariadb ? u"ANALYZE TABLE "_s : u"ANALYZE "_s) + table);
}

bool isIn(const TableChecksum &checksum, qint64 key)
{
    return std::any_of(checksum.sample.cbegin(), checksum.sample.cend(),
        [&](const KeyRange &range) { return range.from <= key && key <= range.to; });
}

} // namespace

/// What is read of a table that is too large to be read whole, and what that shows.
class SampledChecksumTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLargeTableIsSampled_data() { addTargetRows(); }
    void aLargeTableIsSampled()
    {
        const TestTarget target = fetchTarget();
        const TestDatabase database(target.engine, target.behindOdbc);
        fill(database, u"orders"_s, u"id integer PRIMARY KEY, amount integer"_s);
        const auto session = database.open();
        const RelationName name { {}, u"orders"_s };
        const auto whole = takeChecksum(*session, name, 5'000);
        VERIFY_OK(whole);
        QVERIFY(whole->sample.isEmpty() && whole->estimate < 0);
        QCOMPARE(whole->rows, 1'000);
        const auto sampled = takeChecksum(*session, name, kBudget);
        VERIFY_OK(sampled);
        QVERIFY2(sampled->sample.size() == 64, qPrintable(QString::number(sampled->estimate)));
        QVERIFY(sampled->rows >= 64 && sampled->rows <= kBudget);
        QVERIFY(isIn(*sampled, 1) && isIn(*sampled, 1'000));
        QVERIFY(sampled->rowSum != whole->rowSum);
        QVERIFY(takeChecksum(*session, name, kBudget)->sample == sampled->sample); // the same each time
        QCOMPARE(tableChecksumFromJson(toJson(*sampled)), *sampled);
        QVERIFY(sameContent(*sampled, retakeChecksum(*session, *sampled).value()));
        QVERIFY(!sameContent(*sampled, *whole));

        qint64 between = 2;
        while (isIn(*sampled, between))
            ++between;
        database.run(u"UPDATE orders SET amount = 8 WHERE id = %1"_s.arg(between));
        QVERIFY(sameContent(*sampled, retakeChecksum(*session, *sampled).value())); // which is why it is no proof
        QVERIFY(!sameContent(*whole, retakeChecksum(*session, *whole).value()));
        database.run(u"INSERT INTO orders VALUES (1001, 1), (1002, 1)"_s);
        const auto later = retakeChecksum(*session, *sampled);
        VERIFY_OK(later);
        QVERIFY(sameContent(*sampled, *later));
        QCOMPARE(later->arrivedSince, 2);
        database.run(u"UPDATE orders SET amount = 8 WHERE id = 1000"_s);
        QVERIFY(!sameContent(*sampled, retakeChecksum(*session, *sampled).value()));
    }

    /// Said by the estimate without a sample.
    void withoutAKeyEveryRowIsRead_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("postgresql") << Engine::Postgresql; // SQLite's tables have the rowid
        QTest::newRow("mariadb") << Engine::Mariadb;
    }
    void withoutAKeyEveryRowIsRead()
    {
        QFETCH(const Engine, engine);
        const TestDatabase database(engine);
        fill(database, u"bare"_s, u"id integer, amount integer"_s);
        const auto session = database.open();
        const auto checksum = takeChecksum(*session, RelationName { {}, u"bare"_s }, kBudget);
        VERIFY_OK(checksum);
        QVERIFY(checksum->sample.isEmpty());
        QVERIFY(checksum->estimate > kBudget);
        QCOMPARE(checksum->rows, 1'000);
    }

    /// The plan names it, so it is what is touched.
    void aPartitionThatIsNamedIsReadWhole()
    {
        const TestDatabase database(Engine::Postgresql);
        database.run(u"CREATE TABLE parent (id integer PRIMARY KEY, amount integer) PARTITION BY RANGE (id);"
                     "CREATE TABLE part PARTITION OF parent FOR VALUES FROM (1) TO (2000);"
                     "INSERT INTO parent SELECT n, 7 FROM generate_series(1, 1000) n; ANALYZE parent; ANALYZE part"_s);
        const auto session = database.open();
        const auto part = takeChecksum(*session, RelationName { {}, u"part"_s }, kBudget);
        VERIFY_OK(part);
        QVERIFY(part->sample.isEmpty() && part->estimate == 1'000 && part->rows == 1'000);
        const auto parent = takeChecksum(*session, RelationName { {}, u"parent"_s }, kBudget);
        VERIFY_OK(parent);
        QVERIFY(!parent->sample.isEmpty());
    }

    void rangesAreSpread_data()
    {
        QTest::addColumn<qint64>("least");
        QTest::addColumn<qint64>("greatest");
        QTest::addColumn<qint64>("rows");
        QTest::addColumn<qint64>("budget");
        QTest::addColumn<bool>("isSampled");
        QTest::newRow("dense") << qint64(1) << qint64(1'000'000) << qint64(1'000'000) << qint64(64'000) << true;
        QTest::newRow("negative") << qint64(-500'000) << qint64(499'999) << qint64(1'000'000) << qint64(64'000) << true;
        QTest::newRow("sparse") << qint64(1) << qint64(900'000'000) << qint64(1'000'000) << qint64(64'000) << true;
        QTest::newRow("all there is") << std::numeric_limits<qint64>::min() / 2
                                      << std::numeric_limits<qint64>::max() / 2 << qint64(1'000'000) << qint64(64'000)
                                      << true;
        QTest::newRow("fewer keys than ranges")
            << qint64(1) << qint64(50) << qint64(1'000'000) << qint64(64'000) << false;
        QTest::newRow("one key") << qint64(1) << qint64(1) << qint64(1'000'000) << qint64(10) << false;
    }
    void rangesAreSpread()
    {
        QFETCH(const qint64, least);
        QFETCH(const qint64, greatest);
        QFETCH(const qint64, rows);
        QFETCH(const qint64, budget);
        QFETCH(const bool, isSampled);
        const QList<KeyRange> ranges = sampleRanges(least, greatest, rows, budget);
        QCOMPARE(!ranges.isEmpty(), isSampled);
        if (!isSampled)
            return;
        QCOMPARE(ranges.size(), 64);
        QCOMPARE(ranges.first().from, least);
        QCOMPARE(ranges.last().to, greatest);
        double keys = 0;
        for (qsizetype i = 0; i < ranges.size(); ++i) {
            QVERIFY(ranges[i].from <= ranges[i].to);
            QVERIFY(i == 0 || ranges[i - 1].to < ranges[i].from);
            keys += static_cast<double>(ranges[i].to) - static_cast<double>(ranges[i].from) + 1;
        }
        const double share = keys / (static_cast<double>(greatest) - static_cast<double>(least) + 1);
        QVERIFY2(qAbs(share - static_cast<double>(budget) / static_cast<double>(rows)) < 0.01,
            qPrintable(QString::number(share)));
    }
};

QTEST_GUILESS_MAIN(SampledChecksumTest)
#include "tst_sampled_checksum.moc"
