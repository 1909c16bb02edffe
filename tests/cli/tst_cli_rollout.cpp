// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

/// Whether a process has a handler for a signal yet.
bool catches(qint64 pid, int number)
{
    QFile status(u"/proc/%1/status"_s.arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return false;
    const QByteArray all = status.readAll();
    const qsizetype at = all.indexOf("SigCgt:") + 7;
    return (all.mid(at, all.indexOf('\n', at) - at).trimmed().toULongLong(nullptr, 16) >> (number - 1)) & 1;
}

} // namespace

/// A rollout carried by commands alone: start, run, hold, resume, cancel, roll back.
class CliRolloutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void runUntilAndBack();
    void startThenRun();
    void cancelBeforeAnyEffect();
    void holdAndResume();
    void aBreachEndsWithOne();
    void rollbackSaysWhatItWouldDo();
    void refusals();
    void interruptedRunGoesOn();
    void twoRunsAtOneMomentCarryOneRollout();
    void aWatchedRunThatDiesIsTakenOver();
    void aStuckRollbackSaysSo();
    void aRollbackCutOffSaysSo();
    void aJoinedRollbackThatDiesIsTakenOver();
    void rollsBackPastALockedLedger();
    void rollsBackWhileTheLedgerIsGone();
    void anObservedRolloutIsWatchedOrSaysThatItIsNot();
    void interruptedWhileNobodyListens();
    void aPlanFileMayHaveAnyName();
    void aReasonIsOneLineAndNotEmpty();

private:
    QJsonObject status() const
    {
        return m_bench->must({ u"status"_s, u"small"_s, u"--json"_s }).json()[u"rollouts"_s][0].toObject();
    }
    QString columns() const
    {
        return scalar(m_bench->warehouse(), u"select group_concat(name) from pragma_table_info('orders')"_s);
    }

    std::unique_ptr<CliBench> m_bench;
};

void CliRolloutTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->initSmall();
}

void CliRolloutTest::runUntilAndBack()
{
    const QByteArray before = contentOf(m_bench->warehouse(), u"sluice_"_s);
    const CliResult run = m_bench->must(
        { u"run"_s, u"small"_s, u"--until"_s, u"watch"_s, u"--reason"_s, u"quarter close"_s, u"--json"_s });
    QVERIFY2(run.out.startsWith("{\"format\":\"sluice.run/1\","), run.told().constData());
    QCOMPARE(columns(), u"id,day,amount,currency"_s);
    const QJsonObject entry = status();
    QCOMPARE(entry[u"state"_s].toString(), u"running"_s);
    QCOMPARE(entry[u"holds"_s].toArray().size(), 0);
    const QJsonArray stages = entry[u"stages"_s].toArray();
    QVERIFY(stages.size() >= 2); // those that have begun
    QCOMPARE(stages[0][u"state"_s].toString(), u"passed"_s);
    QCOMPARE(stages[1][u"state"_s].toString(), u"passed"_s);
    QVERIFY(!entry[u"verdicts"_s].toArray().isEmpty());
    for (const QJsonValue &verdict : entry[u"verdicts"_s].toArray()) {
        for (const QString &key : { u"gate"_s, u"stage"_s, u"verdict"_s, u"why"_s })
            QVERIFY2(!verdict[key].toString().isEmpty(), qPrintable(key));
    }
    QVERIFY(m_bench->must({ u"status"_s }).text().contains(u"✓ "_s));

    const CliResult back = m_bench->must(
        { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"rehearsal"_s, u"--json"_s });
    QVERIFY2(back.out.startsWith("{\"format\":\"sluice.rollback/1\","), back.told().constData());
    QCOMPARE(back.json()[u"result"_s].toString(), u"EXACT"_s);
    QCOMPARE(back.json()[u"why"_s].toString(), u"rehearsal"_s);
    QCOMPARE(columns(), u"id,day,amount"_s);
    QCOMPARE(status()[u"state"_s].toString(), u"rolled_back"_s);
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), before);
    QCOMPARE(m_bench->must({ u"log"_s, u"verify"_s }).code, 0);
}

void CliRolloutTest::startThenRun()
{
    const CliResult start = m_bench->must({ u"start"_s, u"small"_s, u"--json"_s });
    QCOMPARE(start.json()[u"format"_s].toString(), u"sluice.start/1"_s);
    QCOMPARE(columns(), u"id,day,amount"_s); // recorded, not carried out
    const CliResult twice = m_bench->run({ u"start"_s, u"small"_s });
    QCOMPARE(twice.code, 1);
    QVERIFY2(twice.error().contains(u"cannot start: it is already"_s), twice.told().constData());
    QCOMPARE(m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s, u"--json"_s }).json()[u"run"_s],
        start.json()[u"run"_s]);
    QCOMPARE(columns(), u"id,day,amount,currency"_s);
}

void CliRolloutTest::cancelBeforeAnyEffect()
{
    m_bench->must({ u"start"_s, u"small"_s });
    m_bench->must({ u"hold"_s, u"small"_s, u"--reason"_s, u"not today"_s });
    const CliResult cancel = m_bench->run({ u"cancel"_s, u"small"_s, u"--reason"_s, u"plan changed"_s });
    QVERIFY2(cancel.code == 0 && cancel.text() == "small is cancelled\n"_L1, cancel.told().constData());
    QCOMPARE(status()[u"state"_s].toString(), u"cancelled"_s);
    QCOMPARE(columns(), u"id,day,amount"_s);
    const CliResult again = m_bench->run({ u"cancel"_s, u"small"_s });
    QCOMPARE(again.code, 1);
    QVERIFY2(again.error().contains(u"Small is already cancelled"_s), again.told().constData());
}

void CliRolloutTest::holdAndResume()
{
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s });
    const CliResult hold = m_bench->must({ u"hold"_s, u"small"_s, u"--reason"_s, u"lunch"_s });
    QCOMPARE(hold.text(), u"small is held\n"_s);
    const QJsonArray holds = status()[u"holds"_s].toArray();
    QCOMPARE(holds.size(), 1);
    QCOMPARE(holds[0][u"reason"_s].toString(), u"operator"_s);
    QCOMPARE(holds[0][u"why"_s].toString(), u"lunch"_s);
    QVERIFY(m_bench->must({ u"status"_s }).text().contains(u"❚❚ operator: lunch"_s));
    const CliResult leave = m_bench->run({ u"run"_s, u"small"_s, u"--exit-on-hold"_s, u"--json"_s });
    QCOMPARE(leave.code, 1);
    QCOMPARE(leave.json()[u"holds"_s].toArray().size(), 1);
    const CliResult resume = m_bench->must({ u"resume"_s, u"small"_s, u"--json"_s });
    QCOMPARE(resume.json()[u"format"_s].toString(), u"sluice.status/1"_s);
    QCOMPARE(status()[u"holds"_s].toArray().size(), 0);
}

void CliRolloutTest::aBreachEndsWithOne()
{
    m_bench->writePlan(u"small"_s, [](QByteArray &text) {
        text.replace("min: 10, interval: 100ms, warmup: 1, min_samples: 2}\n    bake: 200ms",
            "max: 5, interval: 100ms, warmup: 1, min_samples: 2}\n    bake: 200ms\n    on_breach: rollback");
    });
    const CliResult run = m_bench->run({ u"run"_s, u"small"_s, u"--json"_s });
    QVERIFY2(run.code == 1, run.told().constData());
    QCOMPARE(run.json()[u"format"_s].toString(), u"sluice.rollback/1"_s);
    QCOMPARE(run.json()[u"result"_s].toString(), u"EXACT"_s);
    QVERIFY(run.json()[u"why"_s].toString().contains(u"rows"_s));
}

void CliRolloutTest::rollbackSaysWhatItWouldDo()
{
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    const QByteArray ledger = contentOf(m_bench->ledger());
    const CliResult dry = m_bench->must({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--dry-run"_s });
    QVERIFY2(dry.text().contains(u"Roll back small to "_s) && dry.text().contains(u"rows that would be lost: 0"_s),
        dry.told().constData());
    QCOMPARE(m_bench->must({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--dry-run"_s, u"--json"_s })
                 .json()[u"result"_s]
                 .toString(),
        u"DRY_RUN"_s);
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
    const CliResult unasked = m_bench->run({ u"rollback"_s, u"small"_s });
    QCOMPARE(unasked.code, 2);
    QVERIFY2(unasked.error().contains(u"There is no terminal to confirm on"_s), unasked.told().constData());
    const CliResult nowhere
        = m_bench->run({ u"rollback"_s, u"small"_s, u"--to"_s, u"nowhere"_s, u"--yes"_s, u"--reason"_s, u"x"_s });
    QVERIFY2(nowhere.code == 1 || nowhere.code == 2, nowhere.told().constData());
    QCOMPARE(columns(), u"id,day,amount,currency"_s);
}

void CliRolloutTest::refusals()
{
    for (const QString &verb : { u"hold"_s, u"resume"_s, u"cancel"_s }) {
        const CliResult never = m_bench->run({ verb, u"small"_s });
        QCOMPARE(never.code, 1);
        QVERIFY2(never.error().contains(u"'small' was never started. Start it with 'sluice run small'."_s),
            never.told().constData());
        QCOMPARE(m_bench->run({ verb, u"absent"_s }).code, 2);
    }
    const CliResult stage = m_bench->run({ u"run"_s, u"small"_s, u"--until"_s, u"nowhere"_s });
    QCOMPARE(stage.code, 2);
    QVERIFY2(stage.error().contains(u"The plan has no stage 'nowhere'"_s), stage.told().constData());
    const CliResult absent = m_bench->run({ u"run"_s, u"absent"_s });
    QVERIFY2(absent.code == 2 && absent.error().contains(u"Known: small."_s), absent.told().constData());
    QCOMPARE(m_bench->run({ u"start"_s, u"absent"_s }).code, 2);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    const CliResult cancel = m_bench->run({ u"cancel"_s, u"small"_s });
    QCOMPARE(cancel.code, 1);
    QVERIFY2(cancel.error().contains(u"has changed the target already"_s)
            && cancel.error().contains(u"Roll it back instead"_s),
        cancel.told().constData());
}

void CliRolloutTest::interruptedRunGoesOn()
{
    const auto run = m_bench->start({ u"run"_s, u"small"_s });
    QTRY_VERIFY_WITH_TIMEOUT(
        status()[u"stages"_s].toArray().size() > 0 && status()[u"stages"_s][1][u"state"_s].toString() == u"passed"_s,
        20'000);
    run->terminate();
    QVERIFY(run->waitForFinished(20'000));
    QCOMPARE(run->exitStatus(), QProcess::NormalExit);
    QCOMPARE(run->exitCode(), 1);
    QVERIFY(QString::fromUtf8(run->readAllStandardError()).contains(u"Leaving; the rollout keeps its state"_s));
    QCOMPARE(status()[u"state"_s].toString(), u"running"_s);
    QCOMPARE(
        m_bench
            ->run({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"x"_s, u"--json"_s })
            .json()[u"result"_s]
            .toString(),
        u"EXACT"_s);
}

/// The later one is no refusal: it watches what the first carries out.
void CliRolloutTest::twoRunsAtOneMomentCarryOneRollout()
{
    const QStringList words { u"run"_s, u"small"_s, u"--until"_s, u"watch"_s, u"--json"_s };
    const auto first = m_bench->start(words);
    const auto second = m_bench->start(words);
    QList<QJsonValue> runs;
    for (QProcess *run : { first.get(), second.get() }) {
        QVERIFY(run->waitForFinished(60'000));
        QVERIFY2(run->exitCode() == 0, run->readAllStandardError().constData());
        runs += QJsonDocument::fromJson(run->readAllStandardOutput()).object()[u"run"_s];
    }
    QCOMPARE(runs[0], runs[1]);
    QCOMPARE(scalar(m_bench->ledger(), u"select count(*) from ledger_event where type = 'run_created'"_s), u"1"_s);
}

void CliRolloutTest::aWatchedRunThatDiesIsTakenOver()
{
    m_bench->writePlan(u"small"_s, [](QByteArray &text) { text.replace("bake: 200ms\n  - id: late", "bake: 1h\n  - id: late"); });
    const auto first = m_bench->start({ u"run"_s, u"small"_s });
    const auto runner = [this] { return scalar(m_bench->ledger(), u"select runner from ledger_lease"_s); };
    QTRY_VERIFY_WITH_TIMEOUT(status()[u"stage"_s].toString() == u"watch"_s, 20'000);
    const QString firstRunner = runner();
    const auto second = m_bench->start({ u"run"_s, u"small"_s });
    QByteArray told;
    QTRY_VERIFY_WITH_TIMEOUT((told += second->readAllStandardError()).contains("Watching: "), 20'000);
    first->kill();
    QVERIFY(first->waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!runner().isEmpty() && runner() != firstRunner && status()[u"has_runner"_s].toBool(), 40'000);
    second->terminate();
    QVERIFY(second->waitForFinished(20'000));
}

/// Nothing of it may read as done: neither the text, nor the object, nor the exit code.
void CliRolloutTest::aStuckRollbackSaysSo()
{
    m_bench->writePlan(u"small"_s, [](QByteArray &text) {
        text.replace("{window: 1h, owner: \"@on-call\"}", "{window: 1h, owner: \"@on-call\", budget: {max_lock: 100ms, max_duration: 500ms}}");
    });
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    const QStringList words { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"wrong"_s };
    {
        const SqlLock lock(m_bench->warehouse());
        const CliResult back = m_bench->run(words);
        QVERIFY2(back.code != 0, back.told().constData());
        QVERIFY2(!back.text().contains(u"equal"_s) && !back.text().contains(u"Rolled back"_s), back.told().constData());
    }
    if (status()[u"state"_s].toString() == u"rollback_stuck"_s) {
        QVERIFY(m_bench->must({ u"status"_s }).text().contains(u"stuck on the way to the start"_s));
        QVERIFY(!status()[u"rollback"_s][u"stuck"_s].toString().isEmpty());
    }
    const CliResult again = m_bench->run(words + QStringList { u"--json"_s });
    QVERIFY2(again.code == 0 && again.json()[u"result"_s].toString() == u"EXACT"_s, again.told().constData());
}

/// Whoever carried the rollback was killed: the state must not read as if it went on.
void CliRolloutTest::aRollbackCutOffSaysSo()
{
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    m_bench->environment().insert(u"SLUICE_KILL_AT"_s, u"K21"_s);
    const QStringList words { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"wrong"_s };
    QVERIFY(m_bench->run(words).code != 0);
    m_bench->environment().remove(u"SLUICE_KILL_AT"_s);
    QCOMPARE(status()[u"state"_s].toString(), u"rolling_back"_s);
    QVERIFY(!status()[u"has_runner"_s].toBool());
    const QString text = m_bench->must({ u"status"_s }).text();
    QVERIFY2(text.contains(u"was cut off and nobody carries it on; 'sluice rollback small' goes on"_s), qPrintable(text));
    QCOMPARE(m_bench->must(words + QStringList { u"--json"_s }).json()[u"result"_s].toString(), u"EXACT"_s);
}

/// Whoever pressed too waits for the first; when that one dies, nobody has to press again.
void CliRolloutTest::aJoinedRollbackThatDiesIsTakenOver()
{
    m_bench->writePlan(u"small"_s, [](QByteArray &text) {
        text.replace("{window: 1h, owner: \"@on-call\"}", "{window: 1h, owner: \"@on-call\", budget: {max_lock: 60s, max_duration: 90s}}");
    });
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    const QStringList words { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"wrong"_s, u"--json"_s };
    const auto second = [&] {
        m_bench->environment().insert(u"SLUICE_STOP_AT"_s, u"K21"_s);
        const auto first = m_bench->start(words);
        m_bench->environment().remove(u"SLUICE_STOP_AT"_s);
        [&] { QTRY_COMPARE_WITH_TIMEOUT(status()[u"state"_s].toString(), u"rolling_back"_s, 20'000); }();
        auto joined = m_bench->start(words);
        QByteArray told;
        [&] { QTRY_VERIFY_WITH_TIMEOUT((told += joined->readAllStandardError()).contains("Watching: "), 20'000); }();
        first->kill();
        first->waitForFinished();
        return joined;
    }();
    QVERIFY(second->waitForFinished(60'000));
    const QByteArray out = second->readAllStandardOutput();
    QVERIFY2(second->exitCode() == 0 && out.contains("\"result\":\"EXACT\""), (out + second->readAllStandardError()).constData());
}

/// Somebody's backup holds the ledger: the warehouse comes first, the ledger gets the record when it is free.
void CliRolloutTest::rollsBackPastALockedLedger()
{
    const QByteArray before = contentOf(m_bench->warehouse(), u"sluice_"_s);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    const QStringList words { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"wrong"_s, u"--json"_s };
    {
        const SqlLock lock(m_bench->ledger());
        const CliResult back = m_bench->run(words);
        QVERIFY2(back.code == 0 && back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
        QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), before);
    }
    QCOMPARE(m_bench->run(words).code, 1); // nothing is left to take back
    QCOMPARE(status()[u"state"_s].toString(), u"rolled_back"_s);
    const QString log = m_bench->must({ u"log"_s }).text();
    QVERIFY2(log.contains(u"wrong"_s), qPrintable(log));
    QCOMPARE(scalar(m_bench->ledger(), u"select count(*) from ledger_event where type = 'rollback_verified'"_s), u"1"_s);
    QCOMPARE(m_bench->must({ u"log"_s, u"verify"_s }).code, 0);
}

void CliRolloutTest::rollsBackWhileTheLedgerIsGone()
{
    const QByteArray before = contentOf(m_bench->warehouse(), u"sluice_"_s);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s });
    const QStringList parts { QString(), u"-wal"_s, u"-shm"_s };
    for (const QString &part : parts)
        QFile::rename(m_bench->ledger() + part, m_bench->ledger() + u".away"_s + part);
    const CliResult blind = m_bench->run({ u"status"_s });
    QVERIFY2(blind.code == 3 && blind.error().contains(u"ledger is gone"_s), blind.told().constData());
    QVERIFY2(!QFile::exists(m_bench->ledger()), "a new history was begun");
    const QStringList words { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"wrong"_s, u"--json"_s };
    const CliResult back = m_bench->run(words);
    QVERIFY2(back.code == 0 && back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), before);
    for (const QString &part : parts)
        QFile::rename(m_bench->ledger() + u".away"_s + part, m_bench->ledger() + part);
    QCOMPARE(status()[u"state"_s].toString(), u"rolled_back"_s); // also before anybody gave the entries over
    QVERIFY(m_bench->run({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s }).code == 0);
    QCOMPARE(scalar(m_bench->ledger(), u"select count(*) from ledger_event where type = 'rollback_verified'"_s), u"1"_s);
    QCOMPARE(m_bench->must({ u"log"_s, u"verify"_s }).code, 0);
}

void CliRolloutTest::anObservedRolloutIsWatchedOrSaysThatItIsNot()
{
    m_bench->writePlan(u"small"_s, [](QByteArray &text) { text.replace("bake: 1h", "bake: 200ms"); });
    const CliResult run = m_bench->must({ u"run"_s, u"small"_s });
    QVERIFY2(run.error().contains(u"nobody watches the gates any more. 'sluice run small --observe' does."_s), run.told().constData());
    QCOMPARE(status()[u"state"_s].toString(), u"observing"_s);
    QVERIFY(m_bench->must({ u"status"_s }).text().contains(u"nobody watches its gates now; 'sluice run small --observe' does"_s));
    const auto watch = m_bench->start({ u"run"_s, u"small"_s, u"--observe"_s });
    QTRY_VERIFY_WITH_TIMEOUT(status()[u"has_runner"_s].toBool(), 20'000);
    QVERIFY(!m_bench->must({ u"status"_s }).text().contains(u"nobody watches"_s));
    QCOMPARE(watch->state(), QProcess::Running);
    watch->terminate();
    QVERIFY(watch->waitForFinished(20'000));
    QVERIFY(!status()[u"has_runner"_s].toBool());
}

void CliRolloutTest::interruptedWhileNobodyListens()
{
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    const SqlLock lock(m_bench->ledger()); // the command waits for the ledger
    const auto hold = m_bench->start({ u"hold"_s, u"small"_s, u"--reason"_s, u"lunch"_s });
    QTRY_VERIFY_WITH_TIMEOUT(catches(hold->processId(), SIGTERM), 10'000);
    hold->terminate();
    QByteArray told;
    QTRY_VERIFY_WITH_TIMEOUT((told += hold->readAllStandardError()).contains("Interrupted"), 10'000);
    hold->terminate(); // a second one waits for nothing
    QTRY_COMPARE_WITH_TIMEOUT(hold->state(), QProcess::NotRunning, 5'000);
}

void CliRolloutTest::aPlanFileMayHaveAnyName()
{
    m_bench->write(u"plans/2026-q4 currency.yaml"_s, m_bench->read(u"plans/small.yaml"_s));
    QVERIFY(QFile::remove(m_bench->file(u"plans/small.yaml"_s)));
    m_bench->must({ u"start"_s, u"plans/2026-q4 currency.yaml"_s });
    QCOMPARE(status()[u"state"_s].toString(), u"running"_s);
    QCOMPARE(m_bench->must({ u"cancel"_s, m_bench->file(u"plans/2026-q4 currency.yaml"_s) }).text(), u"small is cancelled\n"_s);
}

void CliRolloutTest::aReasonIsOneLineAndNotEmpty()
{
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    QCOMPARE(m_bench->run({ u"hold"_s, u"small"_s, u"--reason"_s, u"  "_s }).code, 2);
    QCOMPARE(m_bench->run({ u"hold"_s, u"small"_s, u"--reason"_s, QString(100'000, u'x') }).code, 2);
    m_bench->must({ u"hold"_s, u"small"_s, u"--reason"_s, u"lunch\nother  running\n  ✓ Add"_s });
    const QString text = m_bench->must({ u"status"_s }).text();
    QVERIFY2(!text.contains(u"\nother"_s), qPrintable(text));
}

QTEST_GUILESS_MAIN(CliRolloutTest)
#include "tst_cli_rollout.moc"
