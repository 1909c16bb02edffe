// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QFile>
#include <QTest>

#include <csignal>

using namespace sluice::test;
using namespace Qt::StringLiterals;

/// A process that nobody looks at, and that does what is asked of the workspace by others.
class CliAgentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<CliBench>();
        m_bench->initSmall();
    }
    void carriesOutWhatIsStarted();
    void aBreachIsRolledBackWithNobodyThere();
    void obeysCommandsOfOthers();
    void leavesAtAnySignal_data();
    void leavesAtAnySignal();
    void takesOverFromADeadRun();
    void oneStandsByForTheOther();
    void waitsForATargetThatIsAway();
    void seesAConnectionThatCameLater();
    void needsAWorkspace();

private:
    /// Stays in its stage "watch", with a gate that is judged all the time.
    void writeLongPlan(const QString &id = u"small"_s) const
    {
        m_bench->writePlan(id, [](QByteArray &text) { text.replace("bake: 200ms\n  - id: late", "bake: 1h\n  - id: late"); });
    }
    /// Ends where it is watched until its window closes.
    void writeShortPlan(const QString &id = u"small"_s, const QByteArray &connection = "warehouse") const
    {
        m_bench->writePlan(id, [&](QByteArray &text) { text.replace("bake: 1h", "bake: 200ms").replace("connection: warehouse", "connection: " + connection); });
    }
    QJsonObject status(const QString &plan = u"small"_s) const
    {
        return m_bench->must({ u"status"_s, plan, u"--json"_s }).json()[u"rollouts"_s][0].toObject();
    }
    QString runner() const { return scalar(m_bench->ledger(), u"select runner from ledger_lease"_s); }
    QString count(const QString &type) const
    {
        return scalar(m_bench->ledger(), u"select count(*) from ledger_event where type = '%1'"_s.arg(type));
    }
    static bool isReady(QProcess &agent)
    {
        QByteArray said;
        return QTest::qWaitFor([&] { return (said += agent.readAllStandardError()).contains("agent of workspace"); }, 20'000);
    }
    static QByteArray end(QProcess &process, int number = SIGTERM)
    {
        ::kill(static_cast<pid_t>(process.processId()), number);
        if (!process.waitForFinished(30'000))
            qFatal("the agent did not leave");
        return process.readAllStandardError();
    }

    std::unique_ptr<CliBench> m_bench;
};

void CliAgentTest::carriesOutWhatIsStarted()
{
    writeShortPlan();
    const auto agent = m_bench->start({ u"agent"_s });
    m_bench->must({ u"start"_s, u"small"_s });
    QTRY_COMPARE_WITH_TIMEOUT(status()[u"state"_s].toString(), u"observing"_s, 30'000);
    QVERIFY(runner().startsWith(u"agent-%1@"_s.arg(agent->processId()))); // it goes on watching until the window closes
    const QByteArray said = end(*agent);
    QCOMPARE(agent->exitCode(), 0);
    QVERIFY2(said.contains("small: Stage 1 of 3") && said.contains("leaving"), said.constData());
    m_bench->must({ u"log"_s, u"verify"_s });
}

void CliAgentTest::aBreachIsRolledBackWithNobodyThere()
{
    const QByteArray before = contentOf(m_bench->warehouse(), u"sluice_"_s);
    m_bench->writePlan(u"small"_s, [](QByteArray &text) {
        text.replace("min: 10, interval: 100ms, warmup: 1, min_samples: 2}\n    bake: 200ms",
            "max: 5, interval: 100ms, warmup: 1, min_samples: 2}\n    bake: 200ms\n    on_breach: rollback");
    });
    const auto agent = m_bench->start({ u"agent"_s });
    m_bench->must({ u"start"_s, u"small"_s });
    QTRY_COMPARE_WITH_TIMEOUT(status()[u"state"_s].toString(), u"rolled_back"_s, 30'000);
    m_bench->must({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"all of it"_s });
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), before);
    end(*agent);
}

void CliAgentTest::obeysCommandsOfOthers()
{
    writeLongPlan();
    const auto agent = m_bench->start({ u"agent"_s });
    m_bench->must({ u"start"_s, u"small"_s });
    QTRY_COMPARE_WITH_TIMEOUT(status()[u"stage"_s].toString(), u"watch"_s, 30'000);
    m_bench->must({ u"hold"_s, u"small"_s, u"--reason"_s, u"lunch"_s });
    QCOMPARE(status()[u"holds"_s].toArray().size(), 1);
    m_bench->must({ u"resume"_s, u"small"_s });
    QCOMPARE(status()[u"holds"_s].toArray().size(), 0);
    QCOMPARE(count(u"runner_took"_s), u"1"_s); // nobody else took the target for any of it
    const CliResult back
        = m_bench->run({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"x"_s, u"--json"_s });
    QVERIFY2(back.code == 0 && back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
    end(*agent);
}

void CliAgentTest::leavesAtAnySignal_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("interrupt") << SIGINT;
    QTest::newRow("termination") << SIGTERM;
    QTest::newRow("hang-up") << SIGHUP;
}

void CliAgentTest::leavesAtAnySignal()
{
    QFETCH(int, number);
    writeLongPlan();
    const auto agent = m_bench->start({ u"agent"_s, u"--json"_s });
    m_bench->must({ u"start"_s, u"small"_s });
    QTRY_COMPARE_WITH_TIMEOUT(status()[u"stage"_s].toString(), u"watch"_s, 30'000);
    end(*agent, number);
    QVERIFY(agent->exitStatus() == QProcess::NormalExit && agent->exitCode() == 0);
    const QByteArray out = agent->readAllStandardOutput();
    QVERIFY2(out.contains("\"format\":\"sluice.agent/1\"") && out.contains("\"carried\":[\"small\"]"), out.constData());
    QCOMPARE(count(u"runner_left"_s), u"1"_s);
    QCOMPARE(status()[u"state"_s].toString(), u"running"_s);
    const auto next = m_bench->start({ u"agent"_s }); // no lease has to run out first
    QTRY_VERIFY_WITH_TIMEOUT(status()[u"has_runner"_s].toBool(), 10'000);
    end(*next);
}

void CliAgentTest::takesOverFromADeadRun()
{
    writeLongPlan();
    const auto agent = m_bench->start({ u"agent"_s });
    const auto run = m_bench->start({ u"run"_s, u"small"_s });
    QTRY_COMPARE_WITH_TIMEOUT(status()[u"stage"_s].toString(), u"watch"_s, 30'000);
    const bool isRunsOwn = runner().contains(QString::number(run->processId()));
    QVERIFY(isRunsOwn || runner().contains(QString::number(agent->processId()))); // whoever came first
    (isRunsOwn ? run : agent)->kill();
    const auto &other = isRunsOwn ? agent : run;
    QTRY_VERIFY_WITH_TIMEOUT(runner().contains(QString::number(other->processId())) && status()[u"has_runner"_s].toBool(), 40'000);
    end(*other);
}

void CliAgentTest::oneStandsByForTheOther()
{
    writeLongPlan();
    const auto first = m_bench->start({ u"agent"_s });
    m_bench->must({ u"start"_s, u"small"_s });
    QTRY_COMPARE_WITH_TIMEOUT(status()[u"stage"_s].toString(), u"watch"_s, 30'000);
    const auto second = m_bench->start({ u"agent"_s });
    QVERIFY(isReady(*second));
    QVERIFY(runner().contains(QString::number(first->processId())));
    first->kill();
    QVERIFY(first->waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(runner().contains(QString::number(second->processId())) && status()[u"has_runner"_s].toBool(), 40'000);
    QCOMPARE(status()[u"state"_s].toString(), u"running"_s);
    end(*second);
}

void CliAgentTest::waitsForATargetThatIsAway()
{
    writeShortPlan();
    m_bench->must({ u"start"_s, u"small"_s });
    QVERIFY(QFile::rename(m_bench->warehouse(), m_bench->file(u"elsewhere.db"_s)));
    const auto agent = m_bench->start({ u"agent"_s });
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += agent->readAllStandardError()).contains("small: not taken up, trying again: "), 20'000);
    QVERIFY2(said.contains("warehouse.db"), said.constData());
    QVERIFY(QFile::rename(m_bench->file(u"elsewhere.db"_s), m_bench->warehouse()));
    QTRY_COMPARE_WITH_TIMEOUT(status()[u"state"_s].toString(), u"observing"_s, 40'000);
    end(*agent);
}

void CliAgentTest::seesAConnectionThatCameLater()
{
    const auto agent = m_bench->start({ u"agent"_s });
    QVERIFY(isReady(*agent));
    QVERIFY(QFile::copy(m_bench->warehouse(), m_bench->file(u"second.db"_s)));
    m_bench->must({ u"connection"_s, u"add"_s, u"second"_s, u"--driver"_s, u"sqlite"_s, u"--database"_s, u"second.db"_s,
        u"--environment"_s, u"dev"_s });
    m_bench->must({ u"connection"_s, u"enrol"_s, u"second"_s });
    writeShortPlan(u"other"_s, "second");
    m_bench->must({ u"start"_s, u"other"_s });
    QTRY_COMPARE_WITH_TIMEOUT(status(u"other"_s)[u"state"_s].toString(), u"observing"_s, 40'000);
    end(*agent);
}

void CliAgentTest::needsAWorkspace()
{
    const CliResult agent = m_bench->run({ u"agent"_s, u"--workspace"_s, m_bench->folder() + u"/nowhere"_s });
    QVERIFY2(agent.code == 2 && agent.error().contains(u"nowhere"_s), agent.told().constData());
}

QTEST_GUILESS_MAIN(CliAgentTest)
#include "tst_cli_agent.moc"
