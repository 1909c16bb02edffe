// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"
#include "support/postgres_cluster.h"

#include <QJsonArray>
#include <QTest>

#include <csignal>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

const QString kWell = u"update orders set day = id % 7"_s;
const QString kIll = u"update orders set day = null where id > 10"_s;

} // namespace

/// Checks of a data domain outside rollouts: one look by hand, and an agent that goes on looking.
class CliChecksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<CliBench>();
        m_bench->initSmall();
        m_team.clear();
    }
    void oneLook();
    void whatIsUnknownDoesNotPass_data();
    void whatIsUnknownDoesNotPass();
    void lint();
    void alarmsBeginOnceAndEndOnce_data() { ledgers(); }
    void alarmsBeginOnceAndEndOnce();
    void anAlarmOutlastsItsAgent();
    void takesUpWhatTheFilesSayNow();
    void oneAgentLooksAndTheOtherStandsBy_data() { ledgers(); }
    void oneAgentLooksAndTheOtherStandsBy();
    void nobodyLooks();

private:
    static void ledgers()
    {
        QTest::addColumn<bool>("isTeam");
        QTest::newRow("file") << false;
        QTest::newRow("postgresql") << true;
    }
    void useLedgerOfTheRow();
    void writeChecks(
        const QByteArray &gates = "  - {id: days, probe: null_rate, table: orders, column: day, max: 0.1}\n",
        const QByteArray &domain = "finance") const
    {
        m_bench->write(u"checks/%1.yaml"_s.arg(QString::fromLatin1(domain)),
            "apiVersion: sluice/v1\nkind: StandingChecks\nmetadata: {domain: " + domain
                + ", owner: finance-data}\nconnection: warehouse\ninterval: 100ms\ngates:\n" + gates);
    }
    /// The check of that id, as `sluice checks` tells of it.
    QJsonObject check(const QString &id = u"days"_s, const QStringList &words = { u"checks"_s, u"--json"_s }) const
    {
        const CliResult result = m_bench->run(words);
        for (const QJsonValue value : result.json()[u"checks"_s].toArray()) {
            if (value[u"check"_s] == id)
                return value.toObject();
        }
        return {};
    }
    QString verdict(const QString &id = u"days"_s) const { return check(id)[u"verdict"_s].toString(); }
    QString count(const QString &type) const
    {
        const QString sql = u"select count(*) from %1 where type = '%2'"_s.arg(
            m_team.isEmpty() ? u"ledger_event"_s : u"sluice_ledger.event"_s, type);
        if (m_team.isEmpty())
            return scalar(m_bench->ledger(), sql);
        const auto session = PostgresCluster::shared().open(m_team);
        const auto rows = session ? (*session)->query(sql) : Result<SqlRows>(tl::make_unexpected(session.error()));
        return rows ? rows->scalar().toString() : rows.error().what;
    }
    int samples() const
    {
        return scalar(
            m_bench->file(u".sluice/samples.db"_s), u"select count(*) from samples where run = 'checks/finance'"_s)
            .toInt();
    }
    void change(const QString &sql) const { runSql(m_bench->warehouse(), { sql }); }
    static bool says(QProcess &agent, QByteArray &said, const QByteArray &words)
    {
        return QTest::qWaitFor([&] { return (said += agent.readAllStandardError()).contains(words); }, 30'000);
    }
    static void end(QProcess &process, int number = SIGTERM)
    {
        ::kill(static_cast<pid_t>(process.processId()), number);
        if (!process.waitForFinished(30'000))
            qFatal("the agent did not leave");
    }

    std::unique_ptr<CliBench> m_bench;
    QString m_team; ///< database with the ledger; empty: the file
};

void CliChecksTest::useLedgerOfTheRow()
{
    QFETCH(bool, isTeam);
    if (!isTeam)
        return;
    static int number = 0;
    m_team = u"checks_%1_%2"_s.arg(QCoreApplication::applicationPid()).arg(++number);
    QVERIFY(PostgresCluster::shared().createDatabase(m_team));
    m_bench->must({ u"connection"_s, u"add"_s, u"team"_s, u"--driver"_s, u"postgresql"_s, u"--host"_s, u"127.0.0.1"_s,
        u"--port"_s, QString::number(PostgresCluster::shared().port()), u"--user"_s, u"postgres"_s, u"--database"_s,
        m_team, u"--environment"_s, u"dev"_s, u"--no-password"_s });
    m_bench->write(u"sluice.yaml"_s,
        m_bench->read(u"sluice.yaml"_s).replace("ledger: {file: .sluice/ledger.db}", "ledger: {connection: team}"));
    m_bench->must({ u"ledger"_s, u"init"_s });
}

void CliChecksTest::oneLook()
{
    writeChecks("  - {id: days, probe: null_rate, table: orders, column: day, max: 0.1, warmup: 5}\n  - {id: rows, "
                "probe: row_count, table: orders, min: 100}\n");
    const QByteArray before = contentOf(m_bench->ledger());
    const CliResult well = m_bench->run({ u"checks"_s, u"run"_s });
    QVERIFY2(well.code == 0, well.told().constData());
    QVERIFY2(well.text().contains(u"finance  owner finance-data · connection warehouse"_s)
            && well.text().contains(u"✓ Days healthy: 0.00 % within 10 %"_s),
        well.told().constData());
    const QJsonObject rows = check(u"rows"_s, { u"checks"_s, u"run"_s, u"finance"_s, u"--json"_s });
    QCOMPARE(rows[u"verdict"_s].toString(), u"healthy"_s);
    QCOMPARE(rows[u"value"_s].toDouble(), 100.0);
    QCOMPARE(rows[u"limit"_s].toDouble(), 100.0);
    change(kIll);
    const CliResult ill = m_bench->run({ u"checks"_s, u"run"_s });
    QVERIFY2(ill.code == 1, ill.told().constData());
    QVERIFY2(ill.text().contains(u"✗ Days breached: 90.00 % against 10 %, one look, n 100"_s), ill.told().constData());
    QVERIFY2(ill.text().contains(u"✓ Rows healthy"_s), ill.told().constData());
    QCOMPARE(contentOf(m_bench->ledger()), before); // a look is no entry
    const CliResult unknown = m_bench->run({ u"checks"_s, u"run"_s, u"sales"_s });
    QVERIFY2(unknown.code != 0 && unknown.error().contains(u"o file in checks/ has the domain 'sales'"_s),
        unknown.told().constData());
}

void CliChecksTest::whatIsUnknownDoesNotPass_data()
{
    QTest::addColumn<QByteArray>("gate");
    QTest::addColumn<QString>("told");
    QTest::newRow("no table") << QByteArray("  - {id: days, probe: row_count, table: nowhere, min: 1}\n")
                              << u"nowhere"_s;
    QTest::newRow("no rows") << QByteArray(
        "  - {id: days, probe: null_rate, table: orders, column: day, where: id > 1000, max: 0.1}\n")
                             << u"has no data"_s;
    QTest::newRow("broken") << QByteArray("  - {id: days, probe: null_rat, table: orders, column: day, max: 0.1}\n")
                            << u"checks/finance.yaml:7:"_s;
    QTest::newRow("unknown key") << QByteArray(
        "  - {id: days, probe: row_count, table: orders, min: 1, intervall: 1m}\n")
                                 << u"did you mean 'interval'?"_s;
}

void CliChecksTest::whatIsUnknownDoesNotPass()
{
    QFETCH(QByteArray, gate);
    QFETCH(QString, told);
    writeChecks(gate);
    writeChecks("  - {id: rows, probe: row_count, table: orders, min: 100}\n", "sales");
    const CliResult result = m_bench->run({ u"checks"_s, u"run"_s });
    QVERIFY2(result.code == 1, result.told().constData());
    QVERIFY2(result.text().contains(told), result.told().constData());
    QVERIFY2(result.text().contains(u"✓ Rows healthy"_s), result.told().constData()); // the other file all the same
}

/// With the plans, or by name; every finding with its place.
void CliChecksTest::lint()
{
    writeChecks("  - {id: days, probe: null_rate, table: orders, column: day, max: 0.1, timeout: 100ms}\n");
    const CliResult clean = m_bench->run({ u"lint"_s, u"checks/finance.yaml"_s });
    QVERIFY2(clean.code == 0 && clean.text().contains(u"0 plans, 1 files of checks, 0 findings"_s), clean.told().constData());
    writeChecks("  - {id: days, probe: null_rate, table: orders, column: day, max: 1, timeout: 100ms}\n");
    writeChecks("  - {id: rows, probe: row_count, table: orders, min: 100, on_breach: hold}\n", "sales");
    m_bench->write(u"checks/twice.yaml"_s, m_bench->read(u"checks/finance.yaml"_s));
    const CliResult all = m_bench->run({ u"lint"_s });
    QCOMPARE(all.code, 1);
    for (const QString &line : { u"checks/finance.yaml:7:5: warning GT05: gate 'days' cannot breach"_s,
             u"checks/sales.yaml:7:70: error CHECKS: 'on_breach' of gate 'rows' has no meaning outside a rollout"_s,
             u"checks/twice.yaml:3:20: error CHECKS: the domain 'finance' has its checks in checks/finance.yaml already"_s,
             u"1 plans, 3 files of checks, "_s })
        QVERIFY2(all.text().contains(line), (line.toUtf8() + "\n" + all.told()).constData());
    const QJsonObject json = m_bench->run({ u"lint"_s, u"checks/sales.yaml"_s, u"--json"_s }).json();
    QCOMPARE(json[u"checks"_s].toInt(), 1);
    QCOMPARE(json[u"findings"_s][0][u"column"_s].toInt(), 70);
    const CliResult absent = m_bench->run({ u"lint"_s, u"checks/absent.yaml"_s });
    QVERIFY2(absent.code == 2 && absent.error().contains(u"absent.yaml"_s), absent.told().constData());
}

void CliChecksTest::alarmsBeginOnceAndEndOnce()
{
    useLedgerOfTheRow();
    writeChecks();
    const auto agent = m_bench->start({ u"agent"_s });
    QTRY_COMPARE_WITH_TIMEOUT(verdict(), u"healthy"_s, 60'000);
    QVERIFY(m_bench->run({ u"checks"_s }).code == 0);
    QCOMPARE(count(u"check_raised"_s), u"0"_s);
    change(kIll);
    QTRY_COMPARE_WITH_TIMEOUT(verdict(), u"breach"_s, 60'000);
    const QJsonObject found = check();
    QVERIFY2(found[u"why"_s].toString().startsWith(u"Days breached: 90.00 % against 10 %"_s),
        qPrintable(found[u"why"_s].toString()));
    QVERIFY(!found[u"since"_s].toString().isEmpty());
    QCOMPARE(m_bench->run({ u"checks"_s }).code, 1);
    const CliResult status = m_bench->run({ u"status"_s });
    QCOMPARE(status.text().count(u"⚡ checks/finance: Days breached: 90.00 % against 10 %"_s), 1);
    const QJsonValue alarm = m_bench->run({ u"status"_s, u"--json"_s }).json()[u"check_alarms"_s][0];
    QVERIFY(alarm[u"domain"_s] == u"finance"_s && alarm[u"check"_s] == u"days"_s && alarm[u"verdict"_s] == u"breach"_s);
    QCOMPARE(alarm[u"since"_s], found[u"since"_s]);
    const int seen = samples();
    QTRY_VERIFY_WITH_TIMEOUT(samples() > seen + 10, 60'000); // it goes on, and says no more
    QCOMPARE(count(u"check_raised"_s), u"1"_s);
    change(u"drop table orders"_s);
    const int failing = samples();
    QTRY_VERIFY_WITH_TIMEOUT(samples() > failing + 10, 60'000);
    QCOMPARE(verdict(), u"breach"_s); // that it fails now does not end it
    runSql(m_bench->warehouse(),
        { u"create table orders (id integer primary key, day integer, amount integer)"_s,
            u"insert into orders values (1, 1, 1), (2, 2, 2)"_s });
    QTRY_COMPARE_WITH_TIMEOUT(verdict(), u"healthy"_s, 60'000);
    QCOMPARE(count(u"check_cleared"_s), u"1"_s);
    QVERIFY(!m_bench->run({ u"status"_s }).text().contains(u"checks/finance"_s));
    change(u"delete from orders"_s);
    QTRY_COMPARE_WITH_TIMEOUT(verdict(), u"no_data"_s, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(count(u"check_raised"_s), u"2"_s, 60'000);
    const QString log = m_bench->must({ u"log"_s }).text();
    QVERIFY2(log.contains(u"Standing check breached: Days, finance"_s)
            && log.contains(u"Standing check is healthy again: Days, finance"_s)
            && log.contains(u"Standing check has no data: Days, finance"_s),
        qPrintable(log));
    end(*agent);
}

void CliChecksTest::anAlarmOutlastsItsAgent()
{
    writeChecks();
    change(kIll);
    const auto first = m_bench->start({ u"agent"_s });
    QTRY_COMPARE_WITH_TIMEOUT(count(u"check_raised"_s), u"1"_s, 60'000);
    end(*first);
    const auto second = m_bench->start({ u"agent"_s });
    const int seen = samples();
    QTRY_VERIFY_WITH_TIMEOUT(samples() > seen + 10, 60'000);
    QCOMPARE(count(u"check_raised"_s), u"1"_s);
    QCOMPARE(count(u"check_cleared"_s), u"0"_s);
    change(kWell);
    QTRY_COMPARE_WITH_TIMEOUT(count(u"check_cleared"_s), u"1"_s, 60'000);
    change(kIll);
    QTRY_COMPARE_WITH_TIMEOUT(count(u"check_raised"_s), u"2"_s, 60'000);
    m_bench->write(u"checks/finance.yaml"_s,
        m_bench->read(u"checks/finance.yaml"_s).replace("id: days", "id: other")); // nobody asks for it any more
    QTRY_COMPARE_WITH_TIMEOUT(count(u"check_cleared"_s), u"2"_s, 60'000);
    QVERIFY(m_bench->must({ u"log"_s }).text().contains(u"Standing check ended: Days, finance"_s));
    end(*second);
}

void CliChecksTest::takesUpWhatTheFilesSayNow()
{
    writeChecks();
    const auto agent = m_bench->start({ u"agent"_s });
    QTRY_COMPARE_WITH_TIMEOUT(verdict(), u"healthy"_s, 60'000);
    QByteArray said;
    m_bench->write(u"checks/finance.yaml"_s, "apiVersion: [");
    QVERIFY2(
        says(*agent, said, "checks/finance.yaml: cannot be read, its last readable checks go on"), said.constData());
    const CliResult broken = m_bench->run({ u"checks"_s });
    QVERIFY2(broken.code == 1 && broken.text().contains(u"checks/finance.yaml:1:"_s), broken.told().constData());
    const int seen = samples();
    QTRY_VERIFY_WITH_TIMEOUT(samples() > seen + 5, 60'000);
    writeChecks("  - {id: rows, probe: row_count, table: orders, min: 100}\n", "sales"); // beside a broken one
    QTRY_COMPARE_WITH_TIMEOUT(verdict(u"rows"_s), u"healthy"_s, 60'000);
    writeChecks("  - {id: days, probe: null_rate, table: orders, column: day, max: 0.1}\n  - {id: many, probe: "
                "row_count, table: orders, min: 1000}\n");
    QTRY_COMPARE_WITH_TIMEOUT(verdict(u"many"_s), u"breach"_s, 60'000);
    QCOMPARE(verdict(), u"healthy"_s);
    QVERIFY(agent->state() == QProcess::Running);
    end(*agent);
}

void CliChecksTest::oneAgentLooksAndTheOtherStandsBy()
{
    useLedgerOfTheRow();
    writeChecks();
    const auto first = m_bench->start({ u"agent"_s });
    QByteArray said;
    QVERIFY2(says(*first, said, "checks: runs the standing checks"), said.constData());
    const auto second = m_bench->start({ u"agent"_s });
    QByteArray other;
    QVERIFY2(says(*second, other, "checks: standing by: agent-" + QByteArray::number(first->processId()) + '@'),
        other.constData());
    QVERIFY2(m_bench->run({ u"checks"_s, u"--json"_s })
                 .json()[u"runner"_s]
                 .toString()
                 .startsWith(u"agent-%1@"_s.arg(first->processId())),
        "");
    end(*first, SIGKILL);
    QVERIFY2(says(*second, other, "checks: runs the standing checks"), other.constData());
    const int seen = samples();
    QTRY_VERIFY_WITH_TIMEOUT(samples() > seen + 3, 60'000);
    end(*second);
}

/// Without an agent what was well once is not known to be so now.
void CliChecksTest::nobodyLooks()
{
    const CliResult none = m_bench->run({ u"checks"_s });
    QVERIFY2(none.code == 0 && none.text().contains(u"There are no standing checks"_s), none.told().constData());
    QVERIFY2(m_bench->run({ u"checks"_s, u"run"_s }).code != 0, "a job that checked nothing passed");
    writeChecks();
    const QJsonObject never = check();
    QCOMPARE(never[u"verdict"_s].toString(), u"no_data"_s);
    QVERIFY2(never[u"why"_s].toString().contains(u"never measured"_s), qPrintable(never[u"why"_s].toString()));
    const auto agent = m_bench->start({ u"agent"_s });
    QTRY_COMPARE_WITH_TIMEOUT(verdict(), u"healthy"_s, 60'000);
    end(*agent);
    QVERIFY(m_bench->run({ u"checks"_s }).text().contains(u"Nobody runs them now"_s));
    runSql(m_bench->file(u".sluice/samples.db"_s), { u"update samples set at = at - 3600000"_s });
    const QJsonObject old = check();
    QCOMPARE(old[u"verdict"_s].toString(), u"no_data"_s);
    QVERIFY2(old[u"why"_s].toString().contains(u"the newest sample is 1 h"_s), qPrintable(old[u"why"_s].toString()));
    QCOMPARE(m_bench->run({ u"checks"_s }).code, 1);
}

QTEST_GUILESS_MAIN(CliChecksTest)
#include "tst_cli_checks.moc"
