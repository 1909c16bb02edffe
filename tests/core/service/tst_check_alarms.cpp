// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/check_alarms.h"
#include "service/local_service.h"
#include "support/verify.h"

#include <QDir>
#include <QFile>
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

    void aSnapshotHasFilesAndAlarms()
    {
        QTemporaryDir folder;
        const auto workspace = createWorkspace(folder.path(), u"shop"_s);
        VERIFY_OK(workspace);
        QVERIFY(QDir(folder.path()).mkdir(u"checks"_s));
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
        VERIFY_OK((*ledger)->append(
            { clearedEvent(service.snapshot()->checkAlarms.constBegin().value(), u"well"_s, false) }));
        QTRY_VERIFY(service.snapshot()->checkAlarms.isEmpty());
        QVERIFY(QFile::remove(folder.filePath(u"checks/finance.yaml"_s)));
        QTRY_VERIFY_WITH_TIMEOUT(service.snapshot()->checks.isEmpty(), 20'000);
    }
};

QTEST_GUILESS_MAIN(CheckAlarmsTest)
#include "tst_check_alarms.moc"
