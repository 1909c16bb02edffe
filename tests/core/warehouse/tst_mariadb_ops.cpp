// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "support/verify.h"
#include "warehouse/checksum.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

AddColumn column(const QString &name, const QString &type, const QString &standard = {})
{
    return { { {}, u"orders"_s }, { name, type, standard.isEmpty(), standard } };
}

RawSql raw(const QStringList &forward, const QStringList &rollback, const QString &probe = {})
{
    RawSql sql;
    for (const QString &text : forward)
        sql.forward.append({ text, {} });
    for (const QString &text : rollback)
        sql.rollback.append({ text, {} });
    sql.probe = { probe, {} };
    return sql;
}

} // namespace

/// What an op refuses or does on MariaDB alone, beside the contract of every engine.
class TestMariadbOps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesWhatItCannotTakeBack_data()
    {
        QTest::addColumn<QString>("prepare");
        QTest::addColumn<StepBody>("body");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QString &prepare, const StepBody &body, ErrorCode code,
                             const QString &says) { QTest::newRow(name) << prepare << body << code << says; };
        const QString probe = u"SELECT count(*) > 0 FROM information_schema.TABLES WHERE TABLE_NAME = 'x'"_s;
        row("an executed comment", {}, column(u"c"_s, u"int"_s, u"1 /*! , DROP COLUMN note */"_s),
            ErrorCode::InvalidPlan, u"comments that the server executes"_s);
        row("another storage engine", u"CREATE TABLE aria (a int) ENGINE=Aria"_s,
            AddColumn { { {}, u"aria"_s }, { u"c"_s, u"int"_s, true, {} } }, ErrorCode::Refused, u"no transactions"_s);
        row("NOT NULL without a default", {}, AddColumn { { {}, u"orders"_s }, { u"c"_s, u"int"_s, false, {} } },
            ErrorCode::Refused, u"default"_s);
        row("a type that is none", {}, column(u"c"_s, u"colour"_s), ErrorCode::Refused, u"MariaDB refuses"_s);
        row("a column that a view reads", {}, DropColumn { { {}, u"orders"_s }, u"amount"_s }, ErrorCode::Refused,
            u"view"_s);
        row("a column that an index holds", {}, DropColumn { { {}, u"orders"_s }, u"day"_s }, ErrorCode::Refused,
            u"index by_day"_s);
        row("a column that a check names", {}, DropColumn { { {}, u"orders"_s }, u"status"_s }, ErrorCode::Refused,
            u"check"_s);
        row("a column that stamps itself",
            u"ALTER TABLE orders ADD touched timestamp NULL ON UPDATE CURRENT_TIMESTAMP"_s,
            Backfill { { {}, u"orders"_s }, { { u"country"_s, u"'FR'"_s } }, {}, {}, 7, Duration(0) },
            ErrorCode::Refused, u"touched"_s);
        row("a versioned table", u"ALTER TABLE orders ADD SYSTEM VERSIONING"_s,
            Backfill { { {}, u"orders"_s }, { { u"country"_s, u"'FR'"_s } }, {}, {}, 7, Duration(0) },
            ErrorCode::Refused, u"SYSTEM VERSIONING"_s);
        row("DDL without a probe", {}, raw({ u"CREATE TABLE x (a int)"_s }, { u"DROP TABLE x"_s }), ErrorCode::Refused,
            u"without a probe"_s);
        row("two DDL statements", {},
            raw({ u"CREATE TABLE x (a int)"_s, u"CREATE TABLE y (a int)"_s }, { u"DROP TABLE x"_s }, probe),
            ErrorCode::Refused, u"commits by itself"_s);
        row("DDL and rows", {}, raw({ u"CREATE TABLE x (a int)"_s }, { u"DELETE FROM orders"_s }, probe),
            ErrorCode::Refused, u"rows"_s);
        row("a lock that is ours", {}, raw({ u"SELECT RELEASE_ALL_LOCKS()"_s }, { u"SELECT 1"_s }), ErrorCode::Refused,
            u"release_all_locks"_s);
        row("a cohort", u"INSERT INTO sluice_flag VALUES ('fl''ag', 'all', 0)"_s,
            SwitchFlag { u"fl'ag"_s, u"finance"_s, true }, ErrorCode::NotSupported, u"MariaDB"_s);
    }

    void refusesWhatItCannotTakeBack()
    {
        QFETCH(QString, prepare);
        QFETCH(StepBody, body);
        QFETCH(ErrorCode, code);
        QFETCH(QString, says);
        WarehouseFixture f(Engine::Mariadb);
        if (!prepare.isEmpty())
            f.run(prepare);
        const auto refused = f.compile(u"step"_s, body);
        VERIFY_ERROR(refused, code);
        QVERIFY2(refused.error().what.contains(says), qPrintable(refused.error().what));
        QCOMPARE(
            f.value(
                 u"SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE '%trial%'"_s)
                .toInt(),
            0);
    }

    /// Somebody has filled the column meanwhile: it stays, under its quarantine name, with its values.
    void foreignValuesStayInQuarantine()
    {
        WarehouseFixture f(Engine::Mariadb);
        const auto step = f.compile(u"step"_s, column(u"currency"_s, u"varchar(3)"_s));
        VERIFY_OK(step);
        VERIFY_OK(f.apply(*step));
        f.run(u"UPDATE orders SET currency = 'USD' WHERE id IN (3, 4)"_s);
        QCOMPARE(f.value(step->guard).toInt(), 2); // what a preview asks before anything has moved
        const auto lost = f.takeBack(*step);
        VERIFY_OK(lost);
        QCOMPARE(*lost, 2);
        QVERIFY(*f.holds(step->kept));
        QVERIFY(!*f.holds(step->absent));
        QVERIFY(!*f.holds(step->present));
        QCOMPARE(f.value(u"SELECT group_concat(sluice_q_0f3c2a1b_currency) FROM orders"_s).toString(), u"USD,USD"_s);
        f.run(u"INSERT INTO orders (id, day) VALUES (900, '2024-01-01')"_s); // writers that never knew it go on
    }

    /// What the plan itself wrote can be computed again, letter by letter, so it is no loss.
    void ownValuesAreNoLoss()
    {
        WarehouseFixture f(Engine::Mariadb);
        Stage &stage = f.plan().stages[0];
        stage.steps.append(Step { u"fill"_s,
            Backfill { { {}, u"orders"_s }, { { u"code"_s, u"lower(country)"_s } }, {}, {}, 7, Duration(0) }, {}, {} });
        const auto add = f.compile(u"step"_s, column(u"code"_s, u"varchar(3)"_s));
        VERIFY_OK(add);
        VERIFY_OK(f.apply(*add));
        f.run(u"UPDATE orders SET code = lower(country)"_s);
        QCOMPARE(f.value(add->guard).toInt(), 0);
        f.run(u"UPDATE orders SET code = upper(code) WHERE id = 4"_s); // the same to the collation, not to us
        QCOMPARE(f.value(add->guard).toInt(), 1);
    }

    /// A key of text and date whose order is the collation's, and a NOT NULL date, whose copy has no default to offer.
    void backfillInTheOrderOfItsKey()
    {
        WarehouseFixture f(Engine::Mariadb);
        f.run(
            u"CREATE TABLE prices (sku varchar(20) NOT NULL, since date NOT NULL, until date NOT NULL, PRIMARY KEY "
            u"(sku, since));"
            "INSERT INTO prices VALUES ('b', '2024-01-01', '2024-02-01'), ('A', '2024-01-01', '2024-02-01'), ('ä''\\', "
            "'2024-01-01', '2024-02-01'),"
            " ('Z', '2024-01-02', '2024-02-01'), ('Z', '2024-01-01', '2024-02-01'), ('', '2024-01-01', '2024-02-01'), ('c', '2024-01-01', '2024-02-01')"_s);
        const auto before = takeChecksum(f.control(), { {}, u"prices"_s });
        VERIFY_OK(before);
        const auto fill = f.compile(u"fill"_s,
            Backfill { { {}, u"prices"_s }, { { u"until"_s, u"DATE_ADD(until, INTERVAL 1 DAY)"_s } }, u"sku <> 'c'"_s,
                {}, 2, Duration(0) });
        VERIFY_OK(fill);
        VERIFY_OK(f.apply(*fill));
        QCOMPARE(f.value(u"SELECT count(*) FROM prices WHERE until = '2024-02-02'"_s).toInt(), 6); // each once
        f.run(u"UPDATE prices SET until = '2025-05-05' WHERE sku = 'b'"_s);
        const auto lost = f.takeBack(*fill);
        VERIFY_OK(lost);
        QCOMPARE(*lost, 1);
        f.run(u"UPDATE prices SET until = '2024-02-01' WHERE sku = 'b'"_s);
        const auto after = retakeChecksum(f.control(), *before);
        VERIFY_OK(after);
        QVERIFY(sameContent(*before, *after));
    }

    /// One changed value in any type must move the sums, and NULL must not be ''.
    void checksumSeesEveryChange_data()
    {
        QTest::addColumn<QString>("change");
        for (const char *change : { "f = f + 0.0000001", "d = d + 0.01", "s = '2026-01-01 00:00:00.000001'", "t = 'A'",
                 "t = ''", "t = NULL", "b = X'0001'", "j = '{}'", "n = 2" })
            QTest::newRow(change) << QString::fromLatin1(change);
    }

    void checksumSeesEveryChange()
    {
        QFETCH(QString, change);
        WarehouseFixture f(Engine::Mariadb);
        f.run(
            u"CREATE TABLE kinds (id int PRIMARY KEY, f float, d decimal(30,2), s datetime(6), t text, b varbinary(9), "
            u"j json, n bit(3));"
            "INSERT INTO kinds VALUES (1, 0.1, 12345678901234567890.12, '2026-01-01', 'a', X'00', '{\"a\":1}', 1), (2, 1e-30, 0, NULL, ' ', X'', NULL, NULL)"_s);
        const auto before = takeChecksum(f.control(), { {}, u"kinds"_s });
        VERIFY_OK(before);
        const auto same = retakeChecksum(f.control(), *before);
        VERIFY_OK(same);
        QVERIFY(sameContent(*before, *same));
        f.run(u"UPDATE kinds SET %1 WHERE id = 1"_s.arg(change));
        const auto after = retakeChecksum(f.control(), *before);
        VERIFY_OK(after);
        QVERIFY(!sameContent(*before, *after));
    }
};

QTEST_GUILESS_MAIN(TestMariadbOps)
#include "tst_mariadb_ops.moc"
