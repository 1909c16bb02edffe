// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/standing_checks.h"
#include "plan_folder.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Files of checks/: a plan's reader, the gates of plans, and none of them stops another.
class StandingChecksTest : public QObject
{
    Q_OBJECT

    static QByteArray sample()
    {
        return R"(apiVersion: sluice/v1
kind: StandingChecks
metadata: {domain: finance, owner: finance-data}
connection: warehouse
interval: 10m
gates:
  - {id: fresh, probe: freshness, table: mart.orders, column: loaded_at, max_age: 15m}
  - {id: paid, probe: sql, sql_file: sql/paid.sql, max: 3, interval: 1h, warmup: 1, min_samples: 5}
)";
    }

private Q_SLOTS:
    void reads()
    {
        PlanFolder folder;
        folder.write(u"sql/paid.sql"_s, "select 1\n");
        folder.write(u"checks/f.yaml"_s, sample());
        const auto checks = readStandingChecks(folder.path(), u"checks/f.yaml"_s);
        QVERIFY(checks);
        QCOMPARE(checks->domain, u"finance"_s);
        QCOMPARE(checks->owner, u"finance-data"_s);
        QCOMPARE(checks->connection, u"warehouse"_s);
        QCOMPARE(checks->file, u"checks/f.yaml"_s);
        QCOMPARE(checks->gates.size(), 2);
        const Gate &fresh = checks->gates[0];
        QVERIFY(fresh.interval == 10min && fresh.warmup == 0 && fresh.minSamples == 3);
        QVERIFY(fresh.onBreach == BreachAction::Report && fresh.onNoData == NoDataAction::Report);
        const Gate &paid = checks->gates[1];
        QVERIFY(paid.interval == 1h && paid.warmup == 1 && paid.minSamples == 5);
        QCOMPARE(std::get<SqlProbe>(paid.probe).query.text, u"select 1\n"_s);
        folder.write(u"checks/f.yaml"_s, sample().replace("interval: 10m\n", ""));
        QVERIFY(readStandingChecks(folder.path(), u"checks/f.yaml"_s)->gates[0].interval == 5min);
    }

    void findings_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("finding");
        const auto row = [](const char *name, const QByteArray &before, const QByteArray &after,
                             const QString &finding) { QTest::newRow(name) << before << after << finding; };
        row("unknown key", "connection: warehouse", "conection: warehouse",
            u"4:1 unknown key 'conection' in the file of checks; did you mean 'connection'?"_s);
        row("unknown key of a gate", "max_age: 15m", "§max_agee: 15m",
            u"unknown key 'max_agee' in gate 'fresh'; did you mean 'max_age'?"_s);
        row("another kind", "kind: StandingChecks", "kind: §RolloutPlan",
            u"'kind' of the file of checks: expected 'StandingChecks'"_s);
        row("no domain", "domain: finance, ", "", u"3:11 'metadata' needs the key 'domain'"_s);
        row("domain is a path", "domain: finance", "domain: §../finance", u"'../finance' is not an id"_s);
        row("no owner", ", owner: finance-data", "", u"3:11 'metadata' needs the key 'owner'"_s);
        row("no connection", "connection: warehouse\n", "", u"1:1 the file of checks needs the key 'connection'"_s);
        row("interval of nothing", "interval: 1h", "interval: §1ms",
            u"'interval' of gate 'paid' must be from 100ms to 1d"_s);
        row("gate id twice", "id: paid", "id: §fresh", u"the gate id 'fresh' is used twice in this file"_s);
        row("rolls back", "max: 3", "max: 3, on_breach: §rollback",
            u"'on_breach' of gate 'paid' has no meaning outside a rollout"_s);
        row("holds", "max: 3", "max: 3, on_no_data: §hold",
            u"'on_no_data' of gate 'paid' has no meaning outside a rollout"_s);
        row("as it was", "probe: sql, sql_file: sql/paid.sql, max: 3", "probe: fidelity, legacy: orders, at: §baseline",
            u"gate 'paid' compares with what was kept when a rollout started"_s);
        row("against a baseline", "max: 3", "max: 1.2x baseline",
            u"8:5 gate 'paid' compares with a baseline, which only a rollout has"_s);
        row("stages", "gates:", "stages: []\ngates:", u"6:1 unknown key 'stages' in the file of checks"_s);
        row("sql that is not there", "sql/paid.sql", "sql/unpaid.sql", u"8:"_s);
    }
    void findings()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QString, finding);
        PlanFolder folder;
        folder.write(u"sql/paid.sql"_s, "select 1\n");
        QByteArray text = sample();
        QVERIFY(text.contains(before));
        text.replace(before, after);
        const QString place = takeMark(text);
        folder.write(u"checks/f.yaml"_s, text);
        const auto checks = readStandingChecks(folder.path(), u"checks/f.yaml"_s, &folder.findings);
        QVERIFY(!checks && checks.error().code == ErrorCode::InvalidPlan);
        QVERIFY2(folder.isTold(place + finding), qPrintable(folder.told().join(u'\n')));
        QVERIFY2(checks.error().where.startsWith(u"checks/f.yaml:"_s), qPrintable(checks.error().where));
    }

    void aBrokenFileStopsNoOther()
    {
        PlanFolder folder;
        QCOMPARE(readChecksFolder(folder.path()), ChecksFolder());
        folder.write(u"sql/paid.sql"_s, "select 1\n");
        folder.write(u"checks/a.yaml"_s, "apiVersion: [");
        folder.write(u"checks/b.yaml"_s, sample());
        folder.write(u"checks/c.yaml"_s, sample().replace("owner: finance-data", "owner: others"));
        folder.write(u"checks/d.yaml"_s, sample().replace("domain: finance", "domain: sales"));
        folder.write(u"checks/notes.txt"_s, "not for Sluice");
        const ChecksFolder read = readChecksFolder(folder.path());
        QCOMPARE(read.domains.size(), 2);
        QCOMPARE(read.domains[0].file, u"checks/b.yaml"_s);
        QCOMPARE(read.domains[1].domain, u"sales"_s);
        QCOMPARE(read.problems.size(), 2);
        QVERIFY2(read.problems[0].where.startsWith(u"checks/a.yaml:1:"_s), qPrintable(read.problems[0].where));
        QCOMPARE(read.problems[1].where, u"checks/c.yaml"_s);
        QVERIFY2(read.problems[1].what.contains(u"'finance' has its checks in checks/b.yaml already"_s),
            qPrintable(read.problems[1].what));
    }
};

QTEST_GUILESS_MAIN(StandingChecksTest)
#include "tst_standing_checks.moc"
