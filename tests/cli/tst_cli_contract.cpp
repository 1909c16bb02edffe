// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QTest>

using namespace sluice::test;
using namespace Qt::StringLiterals;

/// The point of no return from the command line: what waits for it, until when, and who says go.
class CliContractTest : public QObject
{
    Q_OBJECT

    static void addContract(const CliBench &bench, const QByteArray &window)
    {
        bench.writePlan(u"small"_s, [&](QByteArray &text) {
            const qsizetype late = text.indexOf("  - id: late");
            text.truncate(late);
            text += "  - id: purge\n    kind: contract\n    steps:\n"
                    "      - {id: gone, op: sql, sql: DELETE FROM orders WHERE id > 90, reversibility: R4, "
                    "writes_rows: true, touches: [orders]}\n"
                    "rollback: {window: "
                + window + ", owner: \"@on-call\"}\n";
        });
    }
    static QString rows(const CliBench &bench) { return scalar(bench.warehouse(), u"SELECT count(*) FROM orders"_s); }
    static const QStringList &runIt()
    {
        static const QStringList words { u"run"_s, u"small"_s, u"--observe"_s, u"--exit-on-hold"_s, u"--reason"_s,
            u"test"_s };
        return words;
    }

private Q_SLOTS:
    void statusSaysWhatWaitsAndUntilWhen()
    {
        const CliBench bench;
        bench.initSmall();
        addContract(bench, "1h");
        const CliResult run = bench.run({ u"run"_s, u"small"_s, u"--reason"_s, u"test"_s });
        QVERIFY2(run.code == 0, run.told().constData());
        const CliResult status = bench.run({ u"status"_s });
        QVERIFY2(status.text().contains(u"next: Begin Purge"_s), status.told().constData());
        QVERIFY2(status.text().contains(u"outside window: everything can still be rolled back until "_s),
            status.told().constData());
        const QJsonObject rollout
            = bench.must({ u"status"_s, u"small"_s, u"--json"_s }).json()["rollouts"_L1].toArray().at(0).toObject();
        QCOMPARE(rollout["state"_L1].toString(), u"observing"_s);
        QCOMPARE(rollout["advance_blockers"_L1].toArray().size(), 1);
        QCOMPARE(rows(bench), u"100"_s);
        const CliResult back
            = bench.run({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"no"_s });
        QVERIFY2(back.code == 0, back.told().constData());
    }

    void behindTheWindowAPersonSaysGo()
    {
        const CliBench bench;
        bench.initSmall();
        addContract(bench, "1s");
        const CliResult held = bench.run(runIt());
        QVERIFY2(held.code == 1, held.told().constData());
        QCOMPARE(rows(bench), u"100"_s);
        const CliResult status = bench.run({ u"status"_s });
        QVERIFY2(status.text().contains(u"approval: the rollback window closed; Purge removes the legacy"_s),
            status.told().constData());
        const CliResult back
            = bench.run({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"late"_s });
        QVERIFY2(back.code == 1 && back.text().contains(u"window"_s), back.told().constData());
        QCOMPARE(rows(bench), u"100"_s);

        // Started again without a word, it waits on.
        QCOMPARE(bench.run(runIt()).code, 1);
        QCOMPARE(rows(bench), u"100"_s);
        const CliResult word = bench.run({ u"resume"_s, u"small"_s, u"--reason"_s, u"nobody needs them"_s });
        QVERIFY2(word.code == 0, word.told().constData());
        const CliResult done = bench.run(runIt());
        QVERIFY2(done.code == 0, done.told().constData());
        QCOMPARE(rows(bench), u"90"_s);
        QVERIFY2(bench.run({ u"log"_s }).text().contains(u"Rollout finished"_s), "the log does not say so");
    }
};

QTEST_GUILESS_MAIN(CliContractTest)
#include "tst_cli_contract.moc"
