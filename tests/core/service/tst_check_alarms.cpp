// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/alarms.h"
#include "service/check_alarms.h"
#include "service/local_service.h"
#include "support/verify.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>

using namespace sluice;
using namespace Qt::StringLiterals;

/// What the ledger tells of standing checks, and what a snapshot shows of it.
class CheckAlarmsTest : public QObject
{
    Q_OBJECT

    SystemClock m_clock;

    static StandingChecks checks()
    {
        StandingChecks checks;
        checks.domain = u"finance"_s;
        checks.owner = u"finance-data"_s;
        checks.connection = u"warehouse"_s;
        return checks;
    }
    static VerdictRecord record(const QString &gate, Verdict verdict)
    {
        VerdictRecord record;
        record.gate = gate;
        record.title = gate;
        record.verdict = verdict;
        record.detail = u"as measured"_s;
        return record;
    }

private Q_SLOTS:
    void theNewestEntryOfEachCounts()
    {
        QTemporaryDir folder;
        const auto ledger = openSqliteLedger(folder.filePath(u"ledger.db"_s), m_clock, u"agent"_s);
        VERIFY_OK(ledger);
        QVERIFY(readCheckAlarms(**ledger)->isEmpty());
        VERIFY_OK((*ledger)->append({ raisedEvent(checks(), record(u"fresh"_s, Verdict::NoData), {}),
            raisedEvent(checks(), record(u"rows"_s, Verdict::Breach), {}),
            raisedEvent(checks(), record(u"fresh"_s, Verdict::Error), u"no_data"_s) }));
        const auto two = readCheckAlarms(**ledger);
        VERIFY_OK(two);
        QCOMPARE(two->size(), 2);
        const CheckAlarm fresh = two->value(checkKey(u"finance"_s, u"fresh"_s));
        QCOMPARE(fresh.record.verdict, Verdict::Error);
        QCOMPARE(fresh.record.detail, u"as measured"_s);
        QVERIFY(fresh.since.isValid() && fresh.connection == u"warehouse"_s);
        VERIFY_OK((*ledger)->append({ clearedEvent(fresh, u"data is back"_s, false) }));
        const auto one = readCheckAlarms(**ledger);
        VERIFY_OK(one);
        QCOMPARE(one->keys(), QStringList(u"finance/rows"_s));
    }

    /// So that whoever was told of an alarm can be told how it ended.
    void theEndIsKnownUntilTheNextAlarm()
    {
        const auto entry = [](const NewEvent &event) {
            Event told;
            told.type = event.type;
            told.payload = QJsonDocument(event.payload).toJson(QJsonDocument::Compact);
            return told;
        };
        const QString key = checkKey(u"finance"_s, u"fresh"_s);
        const CheckAlarm alarm { u"finance"_s, u"fresh"_s, u"warehouse"_s, record(u"fresh"_s, Verdict::Breach), {} };
        const Event raised = entry(raisedEvent(checks(), alarm.record, {}));
        CheckEnds ends;
        foldCheckEnd(ends, raised);
        QVERIFY(ends.isEmpty());
        foldCheckEnd(ends, entry(clearedEvent(alarm, u"fresh healthy: 2 m"_s, false)));
        QCOMPARE(ends.value(key).why, u"fresh healthy: 2 m"_s);
        QVERIFY(ends.value(key).isWell && ends.value(key).domain == u"finance"_s);
        foldCheckEnd(ends, raised);
        QVERIFY(ends.isEmpty());
        foldCheckEnd(ends, entry(clearedEvent(alarm, u"gone"_s, true)));
        QVERIFY(!ends.value(key).isWell && ends.value(key).why == u"gone"_s);
    }

    /// A rollout that holds waits for a person, and its banner takes it back: no standing check covers that.
    void alarmsOfChecksComeAfterWhatHoldsARollout()
    {
        RolloutView held;
        held.planId = u"orders"_s;
        held.hasRunner = true;
        held.state.run = u"r-1"_s;
        held.state.phase = RunPhase::Observing;
        held.state.holds = { Hold { HoldReason::Operator, u"by hand"_s, {}, {} } };
        held.state.stages = { StageState {} };
        held.state.stages[0].waivers[u"g"_s].gate = u"g"_s;
        CheckAlarms checks;
        const QDateTime now = m_clock.nowUtc();
        const auto add = [&](const QString &gate, Verdict verdict, int minutes) {
            checks.insert(checkKey(u"finance"_s, gate),
                CheckAlarm { u"finance"_s, gate, {}, record(gate, verdict), now.addSecs(-60 * minutes) });
        };
        add(u"young"_s, Verdict::Breach, 1);
        add(u"missing"_s, Verdict::NoData, 90);
        add(u"old"_s, Verdict::Breach, 60);
        QStringList told;
        for (const Alarm &alarm : alarmsOf({ held }, checks, now))
            told.append(alarm.plan + u' ' + alarm.text.section(u' ', 0, 0));
        QCOMPARE(told,
            (QStringList { u"orders by"_s, u"checks/finance old"_s, u"checks/finance young"_s,
                u"checks/finance missing"_s, u"orders g"_s }));
        const QList<Alarm> alarms = alarmsOf({}, checks, now);
        QCOMPARE(alarms[0].level, AlarmLevel::Breach);
        QCOMPARE(alarms[0].since, now.addSecs(-3'600));
        QCOMPARE(alarms[2].level, AlarmLevel::Hold);
        QVERIFY(!alarms[0].canRollBack);
    }

    void aSnapshotHasFilesAndAlarms()
    {
        QTemporaryDir folder;
        const auto workspace = createWorkspace(folder.path(), u"shop"_s);
        VERIFY_OK(workspace);
        const auto write = [&](const QString &name, const QByteArray &text) {
            QFile file(folder.filePath(u"checks/"_s + name));
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        };
        QVERIFY(write(u"finance.yaml"_s,
            "apiVersion: sluice/v1\nkind: StandingChecks\nmetadata: {domain: finance, owner: "
            "finance-data}\nconnection: warehouse\n"
            "gates:\n  - {id: rows, probe: row_count, table: orders, min: 1}\n"));
        QVERIFY(write(u"broken.yaml"_s, "apiVersion: ["));
        LocalService service(*workspace, ServiceDependencies { &m_clock, nullptr, u"test"_s });
        service.start();
        QTRY_VERIFY(service.snapshot());
        QCOMPARE(service.snapshot()->checks.size(), 1); // the one that can be read
        QCOMPARE(service.snapshot()->checks[0].domain, u"finance"_s);
        QVERIFY(service.snapshot()->checkAlarms.isEmpty());
        const auto ledger = openSqliteLedger(workspace->ledgerFile, m_clock, u"agent"_s);
        VERIFY_OK(ledger);
        VERIFY_OK((*ledger)->append({ raisedEvent(checks(), record(u"rows"_s, Verdict::Breach), {}) }));
        QTRY_COMPARE(service.snapshot()->checkAlarms.size(), 1);
        QCOMPARE(service.snapshot()->alarms.size(), 1);
        QCOMPARE(service.snapshot()->alarms[0].plan, u"checks/finance"_s);
        VERIFY_OK((*ledger)->append(
            { clearedEvent(service.snapshot()->checkAlarms.constBegin().value(), u"well"_s, false) }));
        QTRY_VERIFY(service.snapshot()->checkAlarms.isEmpty());
        QVERIFY(service.snapshot()->alarms.isEmpty());
        QCOMPARE(service.snapshot()->checkEnds.value(u"finance/rows"_s).why, u"well"_s);
        QVERIFY(QFile::remove(folder.filePath(u"checks/finance.yaml"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(service.snapshot()->checks.isEmpty(), 20'000);
    }
};

QTEST_GUILESS_MAIN(CheckAlarmsTest)
#include "tst_check_alarms.moc"
