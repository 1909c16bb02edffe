// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>

using namespace sluice::test;
using namespace Qt::StringLiterals;

/// Steps that something else than Sluice makes: a program of the runner's list, a person.
class CliOutsideStepsTest : public QObject
{
    Q_OBJECT

    static QByteArray withSteps(QByteArray plan, const QByteArray &steps)
    {
        plan.replace("    gates:\n      - {id: filled", steps + "    gates:\n      - {id: filled");
        plan.replace("bake: 1h", "bake: 200ms");
        return plan;
    }
    /// A table beside ours, made by a program: here the shell of the database.
    QByteArray programSteps(const QByteArray &run = {}) const
    {
        const QByteArray file = m_bench->warehouse().toUtf8();
        return "      - {id: marts, op: command, run: " + (run.isEmpty() ? "[loader, '" + file + "', 'create table marts(n); insert into marts values (7)']" : run)
            + ", rollback: [loader, '" + file + "', 'drop table marts'], touches: [marts], reversibility: R1,\n"
              "         probe: \"select count(*) from sqlite_schema where name = 'marts'\"}\n";
    }
    QString programs() const { return m_bench->folder() + u"/config/sluice/programs.yaml"_s; }
    void allow(const QByteArray &list) const
    {
        QDir().mkpath(QFileInfo(programs()).path());
        QFile file(programs());
        if (!file.open(QFile::WriteOnly) || file.write(list) != list.size())
            qFatal("the list of programs cannot be written");
    }
    CliResult runToEnd() const { return m_bench->run({ u"run"_s, u"small"_s, u"--exit-on-hold"_s }); }
    QString marts() const { return scalar(m_bench->warehouse(), u"SELECT count(*) FROM sqlite_schema WHERE name = 'marts'"_s); }
    QJsonObject rollout() const { return m_bench->must({ u"status"_s, u"small"_s, u"--json"_s }).json()[u"rollouts"_s][0].toObject(); }

    std::unique_ptr<CliBench> m_bench;

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<CliBench>();
        m_bench->environment().insert(u"XDG_CONFIG_HOME"_s, m_bench->folder() + u"/config"_s);
        m_bench->initSmall();
        allow("programs:\n  loader: {path: /usr/bin/sqlite3}\n  shell: {path: /bin/sh}\n");
    }

    void aProgramGoesForwardAndBack()
    {
        m_bench->writePlan(u"small"_s, [&](QByteArray &plan) { plan = withSteps(plan, programSteps()); });
        const QByteArray before = contentOf(m_bench->warehouse(), u"sluice"_s);
        m_bench->must({ u"start"_s, u"small"_s, u"--reason"_s, u"test"_s });
        const CliResult done = runToEnd();
        QVERIFY2(done.code == 0, done.told().constData());
        QCOMPARE(marts(), u"1"_s);
        const CliResult preview = m_bench->must({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--dry-run"_s });
        QVERIFY2(preview.text().contains(u"Run loader"_s), preview.told().constData());
        const CliResult script = m_bench->run({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--export-sql"_s, m_bench->folder() + u"/undo"_s });
        QVERIFY2(script.code != 0 && script.error().contains(u"program"_s), script.told().constData());
        const CliResult back = m_bench->run({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"test"_s });
        QVERIFY2(back.code == 0 && back.text().contains(u"EXACT"_s) && !back.text().contains(u"EXACT_EXCEPT"_s), back.told().constData());
        QCOMPARE(marts(), u"0"_s);
        QCOMPARE(contentOf(m_bench->warehouse(), u"sluice"_s), before);
    }

    void whatTheRunnerDoesNotListIsNotBegun()
    {
        allow("programs:\n  shell: {path: /bin/sh}\n");
        m_bench->writePlan(u"small"_s, [&](QByteArray &plan) { plan = withSteps(plan, programSteps()); });
        m_bench->must({ u"start"_s, u"small"_s, u"--reason"_s, u"test"_s });
        const CliResult held = runToEnd();
        QVERIFY2(held.code == 1 && held.told().contains("'loader' is not in this runner's list"), held.told().constData());
        QCOMPARE(marts(), u"0"_s);
        // Whoever runs it adds the program; the rollout goes on.
        allow("programs:\n  loader: {path: /usr/bin/sqlite3}\n");
        m_bench->must({ u"resume"_s, u"small"_s, u"--reason"_s, u"listed"_s });
        const CliResult done = runToEnd();
        QVERIFY2(done.code == 0, done.told().constData());
        QCOMPARE(marts(), u"1"_s);
    }

    /// It did something and failed: nobody may say that nothing happened.
    void aProgramThatFailsIsLookedAtByAPerson()
    {
        m_bench->writePlan(u"small"_s, [&](QByteArray &plan) {
            plan = withSteps(plan, programSteps("[shell, -c, 'echo half of it is done; exit 4']"));
        });
        m_bench->must({ u"start"_s, u"small"_s, u"--reason"_s, u"test"_s });
        const CliResult failed = runToEnd();
        QVERIFY2(failed.code == 4 && failed.told().contains("ended with 4: half of it is done"), failed.told().constData());
        // A person looks, completes it by hand, and says go on: now the probe decides.
        runSql(m_bench->warehouse(), { u"CREATE TABLE marts(n)"_s });
        m_bench->must({ u"resume"_s, u"small"_s, u"--reason"_s, u"completed"_s });
        const CliResult done = runToEnd();
        QVERIFY2(done.code == 0, done.told().constData());
    }

    void aProgramWithoutEffectIsNoStep()
    {
        m_bench->writePlan(u"small"_s, [&](QByteArray &plan) { plan = withSteps(plan, programSteps("[shell, -c, 'exit 0']")); });
        m_bench->must({ u"start"_s, u"small"_s, u"--reason"_s, u"test"_s });
        const CliResult held = runToEnd();
        QVERIFY2(held.code == 1 && held.told().contains("had no effect"), held.told().constData());
    }

    /// Killed while its program runs: the program goes with it, and the next runner finds out what there is.
    void aKilledRunnerTakesItsProgramAlong()
    {
        const QString pidFile = m_bench->folder() + u"/pid"_s;
        m_bench->writePlan(u"small"_s, [&](QByteArray &plan) {
            plan = withSteps(plan, programSteps("[shell, -c, 'echo $$ > \"$1.part\"; mv \"$1.part\" \"$1\"; while :; do sleep 1; done', sh, '" + pidFile.toUtf8() + "']"));
        });
        m_bench->must({ u"start"_s, u"small"_s, u"--reason"_s, u"test"_s });
        const auto runner = m_bench->start({ u"run"_s, u"small"_s });
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(pidFile), 60'000);
        QFile file(pidFile);
        QVERIFY(file.open(QFile::ReadOnly));
        const QString process = u"/proc/"_s + QString::fromUtf8(file.readAll().trimmed());
        QVERIFY(QFile::exists(process));
        runner->kill();
        QVERIFY(runner->waitForFinished(30'000));
        QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(process), 30'000);
        const CliResult back = m_bench->run({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"test"_s });
        QVERIFY2(back.code == 0 && back.text().contains(u"EXACT"_s), back.told().constData());
        QCOMPARE(marts(), u"0"_s);
    }

    /// The rollout waits for a person; nobody need come back to say that it is done.
    void aPersonsStepIsTickedByItsCheck()
    {
        m_bench->writePlan(u"small"_s, [&](QByteArray &plan) {
            plan = withSteps(plan, "      - {id: board, op: manual, do: Point the board at the new column, undo: Point it back, check: \"select count(*) from ticks\"}\n");
        });
        runSql(m_bench->warehouse(), { u"CREATE TABLE ticks(n)"_s });
        m_bench->must({ u"start"_s, u"small"_s, u"--reason"_s, u"test"_s });
        const CliResult held = runToEnd();
        QVERIFY2(held.code == 1 && held.told().contains("step board waits for a person: Point the board at the new column"), held.told().constData());
        const QJsonObject hold = rollout()[u"holds"_s][0].toObject();
        QCOMPARE(hold[u"reason"_s].toString(), u"manual"_s);
        // To say go on is not to have done it.
        m_bench->must({ u"resume"_s, u"small"_s, u"--reason"_s, u"in a hurry"_s });
        QVERIFY(runToEnd().told().contains("waits for a person"));
        const auto runner = m_bench->start({ u"run"_s, u"small"_s });
        runSql(m_bench->warehouse(), { u"INSERT INTO ticks VALUES (1)"_s });
        QVERIFY(runner->waitForFinished(60'000));
        QVERIFY2(runner->exitCode() == 0, QByteArray(runner->readAllStandardError() + runner->readAllStandardOutput()).constData());
        const CliResult log = m_bench->must({ u"log"_s });
        QVERIFY2(log.text().contains(u"the check of step board says that it is done"_s), log.told().constData());

        // Back: it waits for nobody, and says what is left.
        const CliResult back = m_bench->run({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"test"_s });
        QVERIFY2(back.text().contains(u"EXACT_EXCEPT"_s) && back.text().contains(u"to be done by hand: Point it back"_s), back.told().constData());
    }

    void whatWasTakenBackByHandIsExact()
    {
        m_bench->writePlan(u"small"_s, [&](QByteArray &plan) {
            plan = withSteps(plan, "      - {id: board, op: manual, do: Point the board at the new column, undo: Point it back, check: \"select count(*) from ticks\"}\n");
        });
        runSql(m_bench->warehouse(), { u"CREATE TABLE ticks(n)"_s, u"INSERT INTO ticks VALUES (1)"_s });
        m_bench->must({ u"start"_s, u"small"_s, u"--reason"_s, u"test"_s });
        QVERIFY(runToEnd().code == 0);
        runSql(m_bench->warehouse(), { u"DELETE FROM ticks"_s });
        const CliResult back = m_bench->run({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"test"_s });
        QVERIFY2(back.code == 0 && back.text().contains(u"EXACT"_s) && !back.text().contains(u"EXACT_EXCEPT"_s), back.told().constData());
    }

    void aRehearsalSaysWhatItLeftOut()
    {
        m_bench->writePlan(u"small"_s, [&](QByteArray &plan) { plan = withSteps(plan, programSteps()); });
        const CliResult shown = m_bench->run({ u"rehearse"_s, u"small"_s });
        QVERIFY2(shown.text().contains(u"EXACT_EXCEPT"_s) && shown.text().contains(u"step 'marts' of"_s) && shown.text().contains(u"left out"_s), shown.told().constData());
        QCOMPARE(marts(), u"0"_s); // the program would have changed the warehouse itself
    }
};

QTEST_GUILESS_MAIN(CliOutsideStepsTest)
#include "tst_cli_outside_steps.moc"
