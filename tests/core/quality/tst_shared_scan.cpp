// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "probe_warehouse.h"
#include "quality/shared_scan.h"
#include "support/verify.h"

#include <QRandomGenerator>
#include <QRegularExpression>

#include <map>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// What one statement gives each of its gates is what the gate's own statement gives, on every engine, whatever is in
/// the table; and where it gives nothing, one of them fails alone too.
class TestSharedScan : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void equalsEachAlone_data();
    void equalsEachAlone();
    void passes_data() { ProbeWarehouse::addTargetRows(); }
    void passes();
    void findsIndexes_data() { ProbeWarehouse::addTargetRows(); }
    void findsIndexes();
    void whoMayShare_data();
    void whoMayShare();
    void textMustBeClosed_data();
    void textMustBeClosed();

private:
    std::map<QByteArray, std::unique_ptr<ProbeWarehouse>> m_warehouses;
};

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
const QString kOdd = u"or'ders; \"x\" --%1"_s;

/// k, name, amount, at and loaded as they should be; broken: times that are none; never: NULL.
QString makeTable(const QString &name)
{
    return u"CREATE TABLE ["_s + name
        + u"] (k integer, name varchar(40), amount double precision, at {time}, loaded {time}, broken varchar(40), never {time});"_s;
}

QString rowsOf(const ProbeWarehouse &w, const QString &name, const QStringList &rows)
{
    QString values = rows.join(u", "_s);
    values.replace(u"{now}"_s, w.ago(0))
        .replace(u"{minute}"_s, w.ago(90))
        .replace(u"{hours}"_s, w.ago(9'000))
        .replace(u"{yesterday}"_s, w.ago(100'000))
        .replace(u"{soon}"_s, w.ago(-90'000));
    return u"INSERT INTO ["_s + name + u"] VALUES "_s + values + u';';
}

Gate make(const ProbeSpec &probe, int minRows = 1)
{
    Gate gate = probeGate(probe);
    gate.minRows = minRows;
    return gate;
}

/// Of one table, with what is refused, missing and wrong among them.
QList<Gate> gatesOf(const RelationName &table, bool withFailing)
{
    QList<Gate> gates {
        make(RowCountProbe { table, {} }),
        make(RowCountProbe { table, u"k > 1 OR amount < 0 -- both"_s }),
        make(NullRateProbe { table, u"name"_s, {} }),
        make(NullRateProbe { table, u"never"_s, {} }, 3),
        make(NullRateProbe { table, u"k"_s, u"amount > 15"_s }),
        make(NullRateProbe { table, u"name"_s, u"name IN (SELECT 'a' UNION SELECT 'ok')"_s }),
        make(UniquenessProbe { table, { u"name"_s }, {} }),
        make(UniquenessProbe { table, { u"k"_s, u"amount"_s }, u"k IS NOT NULL"_s }),
        make(FreshnessProbe { table, u"at"_s }),
        make(FreshnessProbe { table, u"at"_s }, 3),
        make(FreshnessProbe { table, u"never"_s }),
        make(ErrorRateProbe { table, u"name = 'failed'"_s, u"at"_s, 1h }),
        make(ErrorRateProbe { table, u"amount > 1e300"_s, u"loaded"_s, 96h }, 2),
        make(VolumeProbe { table, u"at"_s, TimeBucket::Day, {} }),
        make(VolumeProbe { table, u"loaded"_s, TimeBucket::Month, u"k IS NOT NULL"_s }),
        make(LateRowsProbe { table, u"at"_s, u"loaded"_s, TimeBucket::Day, 1h, 96h, {} }),
        make(LateRowsProbe { table, u"at"_s, u"loaded"_s, TimeBucket::Week, {}, 1h, u"name IS NOT NULL"_s }),
    };
    Gate old = make(ErrorRateProbe { table, u"k = 1"_s, u"at"_s, 96h });
    old.maxAge = 10s;
    Gate counted = make(VolumeProbe { table, u"at"_s, TimeBucket::Day, {} });
    counted.limits = { Limit { LimitSide::AtLeast, 5, false, {} } };
    Gate zero = make(NullRateProbe { table, u"name"_s, u"k = 77"_s });
    zero.emptyMeansZero = true;
    gates << old << counted << zero;
    if (withFailing)
        gates << make(NullRateProbe { table, u"nowhere"_s, {} }) << make(FreshnessProbe { table, u"broken"_s })
              << make(RowCountProbe { table, u"name = = 1"_s })
              << make(ErrorRateProbe { table, u"nowhere = 1"_s, u"at"_s, 1h })
              << make(RowCountProbe { table, u"count(*) > 1"_s })
              << make(RowCountProbe { table, u"c0 > 0 OR name = 'sluice_pass0'"_s });
    return gates;
}

/// Numbers of seconds differ between two looks at a clock; everything else is the same.
QString withoutTimes(const QString &detail)
{
    static const QRegularExpression number(u"[0-9]+(\\.[0-9]+)?"_s);
    return QString(detail).remove(number);
}

QString difference(const Gate &gate, const Sample &alone, const Sample &shared)
{
    constexpr qint64 kBetweenTwoLooks = 30; // seconds
    const bool isAge = std::holds_alternative<FreshnessProbe>(gate.probe);
    QStringList told;
    if (alone.sampleClass != shared.sampleClass)
        told << u"%1, not %2"_s.arg(sampleClassName(shared.sampleClass), sampleClassName(alone.sampleClass));
    if (isAge ? qAbs(alone.value - shared.value) > double(kBetweenTwoLooks) : alone.value != shared.value)
        told << u"value %1, not %2"_s.arg(shared.value, 0, 'g', 17).arg(alone.value, 0, 'g', 17);
    if (alone.n != shared.n)
        told << u"n %1, not %2"_s.arg(shared.n).arg(alone.n);
    if (alone.newest.isValid() != shared.newest.isValid()
        || qAbs(alone.newest.msecsTo(shared.newest)) > kBetweenTwoLooks * 1000)
        told << u"newest differs"_s;
    if (alone.since.isValid() != shared.since.isValid()
        || qAbs(alone.since.msecsTo(shared.since)) > kBetweenTwoLooks * 1000)
        told << u"since differs"_s;
    if (withoutTimes(alone.detail) != withoutTimes(shared.detail))
        told << u"'%1', not '%2'"_s.arg(shared.detail, alone.detail);
    if (alone.queryDigest != shared.queryDigest || alone.at != shared.at || alone.gate != shared.gate
        || alone.branch != shared.branch)
        told << u"another digest, gate, branch or time"_s;
    return told.isEmpty() ? QString() : gateTitle(gate) + u' ' + probeName(gate.probe) + u": "_s + told.join(u"; "_s);
}

struct Compared
{
    QStringList differences;
    bool isShared = false;
};

Compared compare(
    SqlSession &session, const QList<Gate> &gates, const QList<ProbeQuery> &queries, const SharedScan &scan)
{
    Compared compared;
    QList<Sample> alone;
    for (qsizetype i = 0; i < gates.size(); ++i)
        alone << runProbe(session, gates[i], queries[i], Branch::Live, kNow);
    const auto shared = runScan(session, gates, queries, scan, Branch::Live, kNow);
    compared.isShared = shared.has_value();
    if (!shared) {
        const bool isAnyError = std::any_of(alone.cbegin(), alone.cend(),
            [](const Sample &sample) { return sample.sampleClass == SampleClass::Error; });
        if (!isAnyError)
            compared.differences << u"the scan fails though nobody does alone: "_s + shared.error().what;
        return compared;
    }
    for (qsizetype i = 0; i < gates.size(); ++i) {
        if (const QString told = difference(gates[i], alone[i], (*shared)[i]); !told.isEmpty())
            compared.differences << told;
        if ((*shared)[i].scanDigest != (scan.digest == queries[i].digest ? QString() : scan.digest))
            compared.differences << u"another digest of the scan"_s;
    }
    return compared;
}

} // namespace

void TestSharedScan::initTestCase()
{
    for (const auto &[name, target] : ProbeWarehouse::targets()) {
        auto made = std::make_unique<ProbeWarehouse>(target);
        const ProbeWarehouse &w = *made;
        for (const QString &table : { kOdd, u"empty"_s, u"nulls"_s, u"hostile"_s, u"ahead"_s })
            w.run(makeTable(table));
        w.run(rowsOf(w, kOdd,
            { u"(1, 'ok', 10, {minute}, {minute}, 'x', NULL)"_s,
                u"(1, 'failed', 20.5, {minute}, {minute}, 'x', NULL)"_s,
                u"(2, 'ok', 30, {hours}, {minute}, NULL, NULL)"_s, u"(3, NULL, 40, {yesterday}, {hours}, '', NULL)"_s,
                u"(NULL, 'OK', NULL, NULL, {yesterday}, 'x', NULL)"_s,
                u"(NULL, 'a', 0, {yesterday}, NULL, 'x', NULL)"_s,
                u"(NULL, NULL, 50, {now}, {now}, 'x', NULL)"_s })); // newer than any row that has a name
        w.run(rowsOf(w, u"nulls"_s, QStringList(4, u"(NULL, NULL, NULL, NULL, NULL, NULL, NULL)"_s)));
        // Whatever the engine takes for a number, and what it takes for none.
        const QString nan = w.engine() == Engine::Postgresql ? u"'NaN'"_s
            : w.engine() == Engine::Sqlite                   ? u"'text'"_s
                                                             : u"NULL"_s;
        const QString infinite = w.engine() == Engine::Mariadb ? u"1.7e308"_s
            : w.engine() == Engine::Postgresql                 ? u"'Infinity'"_s
                                                               : u"9e999"_s;
        w.run(rowsOf(w, u"hostile"_s,
            { u"(2147483647, '', "_s + nan + u", {minute}, {hours}, '2026-99-99', NULL)"_s,
                u"(-2147483647, '%1 %L2', "_s + infinite + u", {hours}, {minute}, 'NaN', NULL)"_s,
                u"(0, '''; --', -1.7e308, {yesterday}, {yesterday}, '0000-00-00', NULL)"_s }));
        if (w.engine() == Engine::Sqlite) // any column takes anything
            w.run(
                u"INSERT INTO hostile VALUES ('text', x'00ff', 'x', 'never', 1.5e300, 7, 'x'), (1, 2, 3, 4, 5, 6, 7)"_s);
        w.run(rowsOf(w, u"ahead"_s,
            { u"(1, 'ok', 1, {soon}, {soon}, 'x', NULL)"_s, u"(1, 'ok', 1, {minute}, {soon}, 'x', NULL)"_s }));
        m_warehouses.emplace(name, std::move(made));
    }
}

void TestSharedScan::equalsEachAlone_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("table");
    for (const auto &[target, unused] : ProbeWarehouse::targets()) {
        for (const QString &table : { kOdd, u"empty"_s, u"nulls"_s, u"hostile"_s, u"ahead"_s, u"missing"_s })
            QTest::addRow("%s: %s", target.constData(), qPrintable(table)) << target << table;
    }
}

void TestSharedScan::equalsEachAlone()
{
    QFETCH(QByteArray, target);
    QFETCH(QString, table);
    const ProbeWarehouse &w = *m_warehouses.at(target);
    const auto session = w.database().open(SessionRole::Probe);
    QRandomGenerator random(42); // the same choice every time
    int shared = 0;
    for (int round = 0; round < 24; ++round) {
        const QList<Gate> all = gatesOf({ {}, table }, round % 3 == 2);
        QList<Gate> gates;
        QList<ProbeQuery> queries;
        const int wanted = round == 0 ? static_cast<int>(all.size()) : 2 + random.bounded(7);
        for (int i = 0; i < wanted; ++i) {
            const Gate &gate = round == 0 ? all[i] : all[random.bounded(static_cast<int>(all.size()))];
            if (const auto query = w.compile(gate)) { // what is no SQL never runs at all
                gates << gate;
                queries << *query;
            }
        }
        if (gates.size() < 2)
            continue;
        const QList<IndexedColumns> known { IndexedColumns(QStringList()), std::nullopt,
            IndexedColumns(QStringList { u"AT"_s }) };
        for (const IndexedColumns &indexed : known) {
            const auto scan = compileScan(w.engine(), gates, queries, indexed);
            QVERIFY2(scan.has_value(), scan ? "" : qPrintable(scan.error().what + u' ' + scan.error().where));
            Compared compared = compare(*session, gates, queries, *scan);
            if (!compared.differences.isEmpty()) // a day may end in between; no second one does
                compared = compare(*session, gates, queries, *scan);
            QVERIFY2(
                compared.differences.isEmpty(), qPrintable(compared.differences.join(u'\n') + u"\n"_s + scan->sql));
            shared += compared.isShared ? 1 : 0;
        }
    }
    if (table == u"missing")
        QCOMPARE(shared, 0);
    else
        QVERIFY2(shared > 30, qPrintable(QString::number(shared))); // else it proves little
}

/// Who must read every row reads it for all; what an index finds is left to the index.
void TestSharedScan::passes()
{
    QFETCH(TestTarget, target);
    const Engine engine = ProbeWarehouse(target).engine();
    const RelationName orders { {}, u"orders"_s };
    const Gate rows = make(RowCountProbe { orders, u"k = 1"_s });
    const Gate nulls = make(NullRateProbe { orders, u"name"_s, {} });
    const Gate some = make(NullRateProbe { orders, u"name"_s, u"k > 1"_s });
    const Gate others = make(NullRateProbe { orders, u"k"_s, u"k > 1"_s });
    const Gate unique = make(UniquenessProbe { orders, { u"k"_s }, {} });
    const Gate fresh = make(FreshnessProbe { orders, u"at"_s });
    const Gate errors = make(ErrorRateProbe { orders, u"k = 1"_s, u"at"_s, 1h });
    const Gate volume = make(VolumeProbe { orders, u"at"_s, TimeBucket::Hour, {} });
    const IndexedColumns none = QStringList();
    const IndexedColumns onTime = QStringList { u"at"_s };
    struct Case
    {
        QList<Gate> gates;
        IndexedColumns indexed;
        qsizetype passes;
        qsizetype columns;
    };
    const QList<Case> cases {
        { { rows, nulls }, none, 1, 6 },
        { { rows, nulls, some, fresh, errors, volume }, none, 1, 23 },
        { { rows, nulls, fresh, errors }, onTime, 3, 14 },
        { { rows, nulls, fresh, errors }, std::nullopt, 3, 14 }, // there may be an index
        { { rows, unique, nulls }, none, 2, 9 }, // grouping is another pass
        { { some, others }, none, 1, 6 }, // of the same rows
        { { some, errors }, onTime, 2, 7 },
        { { fresh, errors }, none, 1, 8 }, // either would read every row
        { { fresh, errors }, onTime, 2, 8 },
        { { rows, rows, nulls, rows }, none, 1, 6 }, // who asks the same is answered once
        { { unique, unique, fresh, fresh }, onTime, 2, 7 },
    };
    for (qsizetype i = 0; i < cases.size(); ++i) {
        QList<ProbeQuery> queries;
        for (const Gate &gate : cases[i].gates)
            queries << *compileProbe(engine, gate);
        const auto scan = compileScan(engine, cases[i].gates, queries, cases[i].indexed);
        VERIFY_OK(scan);
        QVERIFY2(scan->passes == cases[i].passes && scan->columns == cases[i].columns,
            qPrintable(u"case %1: %2 passes, %3 columns: %4"_s.arg(
                QString::number(i), QString::number(scan->passes), QString::number(scan->columns), scan->sql)));
        QCOMPARE(scan->shares.size(), cases[i].gates.size());
    }
}

void TestSharedScan::findsIndexes()
{
    QFETCH(TestTarget, target);
    const ProbeWarehouse w(target);
    w.run(u"CREATE TABLE loads (k integer PRIMARY KEY, x integer, at {time}); CREATE INDEX by_time ON loads (at, x);"
          "CREATE VIEW seen AS SELECT k, at FROM loads"_s);
    const auto session = w.database().open(SessionRole::Probe);
    const auto indexed = indexesOf(*session, make(FreshnessProbe { { {}, u"loads"_s }, u"at"_s }));
    QVERIFY(indexed.has_value());
    QVERIFY(indexed->contains(u"at"_s) && indexed->contains(u"k"_s) && !indexed->contains(u"x"_s));
    const auto ofView = indexesOf(*session, make(FreshnessProbe { { {}, u"seen"_s }, u"at"_s }));
    QVERIFY(!ofView || ofView->isEmpty());
    QVERIFY(!indexesOf(*session, make(SqlProbe { SqlText { u"SELECT 1"_s, {} } })));
}

void TestSharedScan::whoMayShare_data()
{
    QTest::addColumn<ProbeSpec>("one");
    QTest::addColumn<ProbeSpec>("other");
    QTest::addColumn<int>("otherSeconds"); ///< of its time limit; that of the first is ten
    QTest::addColumn<bool>("may");
    const RelationName orders { {}, u"orders"_s };
    const RelationName elsewhere { u"mart"_s, u"orders"_s };
    const ProbeSpec rows = RowCountProbe { orders, {} };
    QTest::newRow("two metrics") << rows << ProbeSpec(FreshnessProbe { orders, u"at"_s }) << 10 << true;
    QTest::newRow("errors of the same table")
        << rows << ProbeSpec(ErrorRateProbe { orders, u"x = 1"_s, u"at"_s, 1h }) << 10 << true;
    QTest::newRow("another time limit") << rows << ProbeSpec(FreshnessProbe { orders, u"at"_s }) << 11 << false;
    QTest::newRow("another schema") << rows << ProbeSpec(RowCountProbe { elsewhere, {} }) << 10 << false;
    QTest::newRow("plan SQL") << rows << ProbeSpec(SqlProbe { SqlText { u"SELECT count(*) FROM orders"_s, {} } }) << 10
                              << false;
    QTest::newRow("two of plan SQL") << ProbeSpec(SqlProbe {}) << ProbeSpec(SqlProbe {}) << 10 << false;
    QTest::newRow("many rows") << rows
                               << ProbeSpec(
                                      DistributionProbe { orders, u"x"_s, elsewhere, DistributionBins::Deciles, {} })
                               << 10 << false;
    QTest::newRow("another table as well")
        << rows << ProbeSpec(ReferentialIntegrityProbe { orders, { u"x"_s }, elsewhere, { u"x"_s }, {} }) << 10
        << false;
}

void TestSharedScan::whoMayShare()
{
    QFETCH(ProbeSpec, one);
    QFETCH(ProbeSpec, other);
    QFETCH(int, otherSeconds);
    Gate second = make(other);
    second.timeout = std::chrono::seconds(otherSeconds);
    QTEST(canShareScan(make(one), second), "may");
    QTEST(canShareScan(second, make(one)), "may");
}

void TestSharedScan::textMustBeClosed_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<bool>("isClosed");
    QTest::newRow("none") << QString() << true;
    QTest::newRow("plain") << u"k = 1"_s << true;
    QTest::newRow("nested") << u"(k = 1 OR (k IN (2, 3))) -- ends"_s << true;
    QTest::newRow("in a text") << u"name = ')'"_s << true;
    QTest::newRow("in a comment") << u"k = 1 /* ) */"_s << true;
    QTest::newRow("ends ours") << u"k = 1) OR (k = 2"_s << false;
    QTest::newRow("begins only") << u"(k = 1"_s << false;
    QTest::newRow("ends only") << u"k = 1)"_s << false;
    QTest::newRow("an open text") << u"name = 'x"_s << false;
    QTest::newRow("an open comment") << u"k = 1 /* x"_s << false;
    QTest::newRow("two statements") << u"k = 1; SELECT 1"_s << false;
}

void TestSharedScan::textMustBeClosed()
{
    QFETCH(QString, where);
    for (const Engine engine : { Engine::Sqlite, Engine::Postgresql, Engine::Mariadb }) {
        const RelationName orders { {}, u"orders"_s };
        for (const ProbeSpec &probe :
            { ProbeSpec(RowCountProbe { orders, where }), ProbeSpec(NullRateProbe { orders, u"k"_s, where }),
                ProbeSpec(UniquenessProbe { orders, { u"k"_s }, where }),
                ProbeSpec(ErrorRateProbe { orders, where.isEmpty() ? u"k = 1"_s : where, u"at"_s, 1h }),
                ProbeSpec(VolumeProbe { orders, u"at"_s, TimeBucket::Day, where }),
                ProbeSpec(LateRowsProbe { orders, u"at"_s, u"at"_s, TimeBucket::Day, {}, 1h, where }) }) {
            QTEST(hasClosedText(engine, make(probe)), "isClosed");
        }
    }
    const QList<Gate> gates { make(RowCountProbe { { {}, u"orders"_s }, u"k = 1) OR (k = 2"_s }),
        make(RowCountProbe { { {}, u"orders"_s }, {} }) };
    const QList<ProbeQuery> queries { *compileProbe(Engine::Sqlite, gates[0]),
        *compileProbe(Engine::Sqlite, gates[1]) };
    const auto scan = compileScan(Engine::Sqlite, gates, queries, QStringList());
    VERIFY_ERROR(scan, ErrorCode::NotSupported);
}

QTEST_GUILESS_MAIN(TestSharedScan)
#include "tst_shared_scan.moc"
