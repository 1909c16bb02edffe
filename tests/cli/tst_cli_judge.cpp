// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"
#include "ledger/postgres_ledger_schema.h"
#include "support/postgres_cluster.h"

#include <QTest>

#include <csignal>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

/// A gate that cannot decide by itself: exactly at its limit its evidence grows with every tick, never to a breach
/// within the bake and never below what is worth watching when the bake is over. A person says what it is.
class CliJudgeTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<SqlSession> m_team;

    /// The stage `edge` alone, with what is to be done when its gate breaches.
    static void writePlan(const CliBench &bench, const QByteArray &onBreach)
    {
        writePlanWith(bench, "max: 0.1, on_breach: " + onBreach);
    }
    static void writePlanWith(const CliBench &bench, const QByteArray &keys)
    {
        runSql(bench.warehouse(),
            { u"alter table orders add column note text"_s, u"update orders set note = 'x' where id > 10"_s });
        bench.writePlan(u"small"_s, [&](QByteArray &text) {
            text.truncate(text.indexOf("  - id: add\n"));
            text += "  - id: edge\n    kind: additive\n    steps:\n"
                    "      - {id: column, op: add_column, table: orders, column: {name: currency, type: text}}\n    "
                    "gates:\n"
                    "      - {id: notes, probe: null_rate, table: orders, column: note, interval: 100ms, "
                    "warmup: 1, min_samples: 2, "
                + keys
                + "}\n    bake: 11s\n"
                  "  - id: late\n    kind: additive\n    gates:\n"
                  "      - {id: still, probe: row_count, table: orders, min: 10, interval: 100ms, warmup: 1, "
                  "min_samples: 2}\n    bake: 1h\n"
                  "rollback: {window: 1h, owner: \"@on-call\"}\n";
        });
    }
    static QJsonObject status(const CliBench &bench)
    {
        return bench.must({ u"status"_s, u"small"_s, u"--json"_s }).json()[u"rollouts"_s][0].toObject();
    }
    static bool isHeld(const CliBench &bench, const QString &reason)
    {
        for (const QJsonValue &hold : status(bench)[u"holds"_s].toArray()) {
            if (hold[u"reason"_s].toString() == reason)
                return true;
        }
        return false;
    }
    static CliResult judge(const CliBench &bench, const QString &verdict,
        const QString &why = u"looked at the dashboard"_s, const QString &gate = u"notes"_s)
    {
        return bench.run(
            { u"judge"_s, u"small"_s, u"--gate"_s, gate, u"--verdict"_s, verdict, u"--why"_s, why, u"--json"_s });
    }
    static CliResult waive(const CliBench &bench, const QString &until, const QString &gate = u"notes"_s)
    {
        return bench.run({ u"waive"_s, u"small"_s, gate, u"--until"_s, until, u"--reason"_s, u"the feed is late"_s, u"--evidence"_s,
            u"FIN-4821"_s, u"--json"_s });
    }
    /// A ledger that knows ann and bob; the workspace speaks to it as ann.
    void useTeamLedger(const CliBench &bench)
    {
        m_team.reset();
        PostgresCluster::Options options;
        auto cluster = PostgresCluster::create(options);
        QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
        m_cluster = *std::move(cluster);
        QVERIFY(m_cluster->createDatabase(u"team"_s));
        m_team = *m_cluster->open(u"team"_s);
        QVERIFY(initPostgresLedger(*m_team));
        for (const char *sql :
            { "CREATE ROLE ann LOGIN", "CREATE ROLE bob LOGIN", "GRANT sluice_operator TO ann, bob" })
            QVERIFY(m_team->execute(QLatin1String(sql)));
        bench.must({ u"connection"_s, u"add"_s, u"team"_s, u"--driver"_s, u"postgresql"_s, u"--host"_s, u"127.0.0.1"_s,
            u"--port"_s, QString::number(m_cluster->port()), u"--user"_s, u"ann"_s, u"--database"_s, u"team"_s,
            u"--environment"_s, u"prod"_s, u"--no-password"_s });
        QByteArray text = bench.read(u"sluice.yaml"_s);
        bench.write(u"sluice.yaml"_s, text.replace("ledger: {file: .sluice/ledger.db}", "ledger: {connection: team}"));
    }
    static void speakAsBob(const CliBench &bench)
    {
        QByteArray text = bench.read(u"sluice.yaml"_s);
        bench.write(u"sluice.yaml"_s, text.replace("user: ann", "user: bob"));
    }
    static void leave(QProcess &process)
    {
        ::kill(static_cast<pid_t>(process.processId()), SIGTERM);
        QVERIFY(process.waitForFinished(60'000));
    }

private Q_SLOTS:
    void aPersonLetsItPassWhileAnotherProcessRuns()
    {
        const CliBench bench;
        bench.initSmall();
        writePlan(bench, "hold");
        const CliResult never = judge(bench, u"pass"_s);
        QVERIFY2(never.code == 1 && never.err.contains("never started"), never.told().constData());
        const auto runner = bench.start({ u"run"_s, u"small"_s, u"--reason"_s, u"test"_s });
        QTRY_VERIFY_WITH_TIMEOUT(!status(bench)[u"verdicts"_s].toArray().isEmpty(), 60'000);
        const CliResult early = judge(bench, u"pass"_s);
        QVERIFY2(early.code == 1 && !early.errorJson()[u"what"_s].toString().isEmpty(), early.told().constData());
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(bench, u"inconclusive"_s), 120'000);
        QCOMPARE(status(bench)[u"stage"_s].toString(), u"edge"_s);
        QVERIFY(bench.must({ u"status"_s }).text().contains(u"a person decides: 'sluice judge small --gate notes"_s));

        const CliResult other = judge(bench, u"pass"_s, u"x"_s, u"still"_s);
        QVERIFY2(other.code == 1 && other.err.contains("its stage Late is not begun"), other.told().constData());
        const CliResult passed = judge(bench, u"pass"_s);
        QVERIFY2(
            passed.code == 0 && passed.out.startsWith("{\"format\":\"sluice.judge/1\","), passed.told().constData());
        QCOMPARE(passed.json()[u"verdict"_s].toString(), u"pass"_s);
        QTRY_COMPARE_WITH_TIMEOUT(status(bench)[u"stage"_s].toString(), u"late"_s, 60'000);
        QVERIFY(!isHeld(bench, u"inconclusive"_s));
        const CliResult log = bench.must({ u"log"_s, u"--details"_s, u"--json"_s });
        QVERIFY2(log.out.contains("Notes judged: it passes") && log.out.contains("looked at the dashboard"),
            log.told().constData());
        const CliResult late = judge(bench, u"fail"_s);
        QVERIFY2(late.code == 1 && late.err.contains("its stage Edge is passed"), late.told().constData());
        leave(*runner);
        QCOMPARE(bench.must({ u"log"_s, u"verify"_s }).code, 0);
    }

    /// Nobody runs it when the word is given: this process takes it up, and ends when the plan's own action has
    /// followed.
    void aNoIsABreach()
    {
        const CliBench bench;
        bench.initSmall();
        writePlan(bench, "rollback");
        const auto runner = bench.start({ u"run"_s, u"small"_s, u"--reason"_s, u"test"_s });
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(bench, u"inconclusive"_s), 120'000);
        leave(*runner);
        const CliResult failed = judge(bench, u"fail"_s, u"the notes are wrong"_s);
        QVERIFY2(failed.code == 0 && failed.json()[u"verdict"_s].toString() == u"fail"_s, failed.told().constData());
        QTRY_COMPARE_WITH_TIMEOUT(status(bench)[u"state"_s].toString(), u"rolled_back"_s, 60'000);
        QCOMPARE(scalar(bench.warehouse(), u"select group_concat(name) from pragma_table_info('orders')"_s),
            u"id,day,amount,note"_s);
        QVERIFY(status(bench)[u"rollback"_s][u"why"_s].toString().contains(u"the notes are wrong"_s));
    }

    void usage_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("why");
        QTest::newRow("no gate") << QStringList { u"--verdict"_s, u"pass"_s, u"--why"_s, u"x"_s }
                                 << u"--gate is missing"_s;
        QTest::newRow("no verdict") << QStringList { u"--gate"_s, u"g"_s, u"--why"_s, u"x"_s }
                                    << u"--verdict must be pass or fail"_s;
        QTest::newRow("other verdict") << QStringList { u"--gate"_s, u"g"_s, u"--verdict"_s, u"ok"_s, u"--why"_s,
            u"x"_s } << u"--verdict must be pass or fail"_s;
        QTest::newRow("no reason") << QStringList { u"--gate"_s, u"g"_s, u"--verdict"_s, u"pass"_s, u"--why"_s, u" "_s }
                                   << u"--why is missing"_s;
    }
    void usage()
    {
        QFETCH(const QStringList, words);
        QFETCH(const QString, why);
        const CliBench bench;
        bench.init();
        const CliResult result = bench.run(QStringList { u"judge"_s, u"small"_s } + words);
        QVERIFY2(result.code == 2 && result.error().contains(why), result.told().constData());
    }

    /// Where the ledger knows people, whoever started the rollout does not let it pass.
    void aTeamLedgerAsksAnotherPerson()
    {
        const CliBench bench;
        bench.initSmall();
        writePlan(bench, "hold");
        useTeamLedger(bench);
        const auto runner = bench.start({ u"run"_s, u"small"_s, u"--reason"_s, u"test"_s });
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(bench, u"inconclusive"_s), 120'000);
        const CliResult own = judge(bench, u"pass"_s);
        QVERIFY2(
            own.code == 1 && own.error().contains(u"ann started this rollout; another person must let Notes pass"_s),
            own.told().constData());
        QCOMPARE(status(bench)[u"stage"_s].toString(), u"edge"_s);
        speakAsBob(bench);
        bench.must({ u"resume"_s, u"small"_s, u"--reason"_s,
            u"bob decides"_s }); // the refusal holds it until somebody has read it
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(bench, u"inconclusive"_s), 60'000);
        const CliResult passed = judge(bench, u"pass"_s);
        QVERIFY2(passed.code == 0, passed.told().constData());
        QTRY_COMPARE_WITH_TIMEOUT(status(bench)[u"stage"_s].toString(), u"late"_s, 60'000);
        const auto who = m_team->query(
            u"SELECT string_agg(actor, ',' ORDER BY seq) FROM sluice_ledger.event WHERE type = 'command_requested'"
            " AND convert_from(payload, 'UTF8')::json->>'command' = 'judge'"_s);
        QVERIFY(who);
        QCOMPARE(who->scalar().toString(), u"ann,bob"_s);
        leave(*runner);
    }

    /// Missing data holds the stage; a waiver lets it pass, is seen while it lasts, and what it held comes back at its end.
    void aWaiverLetsItPassForATime()
    {
        const CliBench bench;
        bench.initSmall();
        writePlanWith(bench, "max: 1, min_rows: 1000");
        const auto runner = bench.start({ u"run"_s, u"small"_s, u"--reason"_s, u"test"_s });
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(bench, u"no_data"_s), 120'000);
        const CliResult unknown = waive(bench, u"2h"_s, u"none"_s);
        QVERIFY2(unknown.code == 2 && unknown.err.contains("has no gate 'none'"), unknown.told().constData());
        const CliResult longer = waive(bench, u"8d"_s);
        QVERIFY2(longer.code == 1 && longer.err.contains("at most 7 d"), longer.told().constData());
        const CliResult waived = waive(bench, u"25s"_s);
        QVERIFY2(waived.code == 0 && waived.out.startsWith("{\"format\":\"sluice.waiver/1\","), waived.told().constData());
        QCOMPARE(waived.json()[u"was"_s].toString(), u"no_data"_s);
        QTRY_COMPARE_WITH_TIMEOUT(status(bench)[u"stage"_s].toString(), u"late"_s, 20'000);
        QVERIFY(!isHeld(bench, u"no_data"_s));
        QCOMPARE(bench.must({ u"status"_s }).text().count(u"the feed is late (FIN-4821)"_s), 1); // told once
        QCOMPARE(status(bench)[u"verdicts"_s][0][u"waived"_s][u"why"_s].toString(), u"the feed is late"_s);
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(bench, u"no_data"_s), 60'000);
        QVERIFY(!bench.must({ u"status"_s }).text().contains(u"is waived"_s));
        const CliResult log = bench.must({ u"log"_s, u"--json"_s });
        QVERIFY2(log.out.contains("Notes is waived until") && log.out.contains("Waiver of Notes is over"), log.told().constData());
        leave(*runner);
        QCOMPARE(bench.must({ u"log"_s, u"verify"_s }).code, 0);
    }

    void aBreachIsNeverWaived()
    {
        const CliBench bench;
        bench.initSmall();
        writePlanWith(bench, "max: 0, on_breach: hold");
        const auto runner = bench.start({ u"run"_s, u"small"_s, u"--reason"_s, u"test"_s });
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(bench, u"breach"_s), 120'000);
        const CliResult never = waive(bench, u"2h"_s);
        QVERIFY2(never.code == 1 && never.err.contains("a breach is never waived"), never.told().constData());
        leave(*runner);
    }

    void whoStartedItDoesNotWaiveItAlone()
    {
        const CliBench bench;
        bench.initSmall();
        writePlanWith(bench, "max: 1, min_rows: 1000");
        useTeamLedger(bench);
        const auto runner = bench.start({ u"run"_s, u"small"_s, u"--reason"_s, u"test"_s });
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(bench, u"no_data"_s), 120'000);
        const CliResult own = waive(bench, u"2h"_s);
        QVERIFY2(own.code == 1 && own.error().contains(u"ann started this rollout; another person must waive Notes"_s), own.told().constData());
        speakAsBob(bench);
        bench.must({ u"resume"_s, u"small"_s, u"--reason"_s, u"bob decides"_s }); // the refusal holds it until somebody has read it
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(bench, u"no_data"_s), 60'000);
        const CliResult waived = waive(bench, u"2h"_s);
        QVERIFY2(waived.code == 0 && waived.json()[u"actor"_s].toString() == u"bob"_s, waived.told().constData());
        QTRY_COMPARE_WITH_TIMEOUT(status(bench)[u"stage"_s].toString(), u"late"_s, 60'000);
        leave(*runner);
    }
};

QTEST_GUILESS_MAIN(CliJudgeTest)
#include "tst_cli_judge.moc"
