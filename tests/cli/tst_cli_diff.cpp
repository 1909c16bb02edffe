// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QTest>

#include <csignal>

using namespace sluice::test;
using namespace Qt::StringLiterals;

/// `sluice diff` as a person and a pipeline call it.
class CliDiffTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void noDifferenceEndsWithZero();
    void differencesAreToldAndEndWithOne();
    void jsonIsOneObject();
    void betweenTwoConnections();
    void toleranceAndColumns();
    void withWhatWasKept();
    void refusals_data();
    void refusals();
    void unreachableEndsWithThree();
    void interruptEndsIt();

private:
    CliResult diff(const QStringList &more) const;
    CliBench m_bench;
};

CliResult CliDiffTest::diff(const QStringList &more) const
{
    return m_bench.run(QStringList { u"diff"_s, u"--connection"_s, u"warehouse"_s } + more);
}

void CliDiffTest::initTestCase()
{
    m_bench.initSmall();
    const QStringList tables { u"create table sales (id integer primary key, price decimal(10,2), city text)"_s,
        u"insert into sales values (1, 10.5, 'Ulm'), (2, 20, 'Köln'), (3, 30, NULL), (4, 40, 'Bonn')"_s };
    runSql(m_bench.warehouse(),
        tables
            + QStringList { u"create table same as select * from sales order by id desc"_s,
                u"create table copy (id integer primary key, price decimal(10,2), city text)"_s,
                u"insert into copy values (1, 10.55, 'Ulm'), (2, 20, 'Kassel'), (3, 30, ''), (5, 50, 'Jena')"_s });
    runSql(m_bench.file(u"other.db"_s), tables);
    m_bench.must({ u"connection"_s, u"add"_s, u"other"_s, u"--driver"_s, u"sqlite"_s, u"--database"_s, u"other.db"_s,
        u"--environment"_s, u"dev"_s });
    m_bench.must({ u"connection"_s, u"add"_s, u"gone"_s, u"--driver"_s, u"postgresql"_s, u"--host"_s, u"127.0.0.1"_s,
        u"--port"_s, u"1"_s, u"--database"_s, u"x"_s, u"--user"_s, u"x"_s, u"--passfile"_s, u"--environment"_s,
        u"dev"_s });
}

void CliDiffTest::noDifferenceEndsWithZero()
{
    const CliResult result = diff({ u"sales"_s, u"sales"_s, u"--key"_s, u"id"_s });
    QVERIFY2(result.code == 0, result.told().constData());
    QVERIFY2(result.text().contains(u"sales → sales: ✓ no difference"_s), result.told().constData());
    QVERIFY2(result.text().contains(u"4 rows equal, 0 changed, 0 added, 0 removed"_s), result.told().constData());
    QCOMPARE(result.err, QByteArray());
}

void CliDiffTest::differencesAreToldAndEndWithOne()
{
    const CliResult result = diff({ u"sales"_s, u"copy"_s, u"--key"_s, u"id"_s });
    QVERIFY2(result.code == 1, result.told().constData());
    for (const QString &line : { u"✕ different"_s, u"0 rows equal, 3 changed, 1 added, 1 removed"_s,
             u"price  1 changed"_s, u"city   2 changed"_s, u"~  1  price '10.5' → '10.55'"_s,
             u"~  2  city 'Köln' → 'Kassel'"_s, u"~  3  city NULL → ''"_s, u"+  5"_s, u"-  4"_s })
        QVERIFY2(result.text().contains(line), qPrintable(line + u'\n' + result.text()));
}

void CliDiffTest::jsonIsOneObject()
{
    const CliResult result = diff({ u"sales"_s, u"copy"_s, u"--key"_s, u"id"_s, u"--json"_s });
    QCOMPARE(result.code, 1);
    QVERIFY2(result.out.startsWith("{\"format\":\"sluice.diff/1\""), result.out.constData());
    const QJsonObject json = result.json();
    for (const char *key : { "equal", "changed", "added", "removed", "duplicates", "null_keys", "columns", "samples" })
        QVERIFY2(json.contains(QLatin1String(key)), key);
    QCOMPARE(json["changed"_L1].toInteger(), 3);
    QCOMPARE(json["same"_L1].toBool(), false);
    const QJsonObject price = json["columns"_L1].toArray().at(1).toObject();
    QCOMPARE(price["name"_L1].toString(), u"price"_s);
    QCOMPARE(price["changed"_L1].toInteger(), 1);
    QCOMPARE(json["samples"_L1].toArray().size(), 5);
}

void CliDiffTest::betweenTwoConnections()
{
    const CliResult same
        = diff({ u"sales"_s, u"sales"_s, u"--connection-b"_s, u"other"_s, u"--key"_s, u"id"_s, u"--json"_s });
    QVERIFY2(same.code == 0, same.told().constData());
    const CliResult other = diff({ u"copy"_s, u"sales"_s, u"--connection-b"_s, u"other"_s, u"--key"_s, u"id"_s,
        u"--settle"_s, u"1ms"_s, u"--json"_s });
    QVERIFY2(other.code == 1, other.told().constData());
    QCOMPARE(other.json()["changed"_L1].toInteger(), 3);
    QCOMPARE(other.json()["confirmed"_L1].toBool(), true);
    QCOMPARE(other.json()["moving"_L1].toInteger(), 0);
}

void CliDiffTest::toleranceAndColumns()
{
    const CliResult within = diff({ u"sales"_s, u"copy"_s, u"--key"_s, u"id"_s, u"--columns"_s, u"price"_s,
        u"--tolerance"_s, u"price=0.05"_s, u"--json"_s });
    QCOMPARE(within.json()["changed"_L1].toInteger(), 0);
    QCOMPARE(within.json()["equal"_L1].toInteger(), 3);
    const CliResult beyond = diff({ u"sales"_s, u"copy"_s, u"--key"_s, u"id"_s, u"--columns"_s, u"price"_s,
        u"--tolerance"_s, u"price=0.0499"_s, u"--json"_s });
    QCOMPARE(beyond.json()["changed"_L1].toInteger(), 1);
    // Its columns say no types: what is in them is the same all the same.
    const CliResult types = diff({ u"sales"_s, u"same"_s, u"--key"_s, u"id"_s });
    QVERIFY2(types.text().contains(u"4 rows equal, 0 changed"_s), types.told().constData());
}

/// What a gate kept when its rollout started, compared with what became of it.
void CliDiffTest::withWhatWasKept()
{
    m_bench.writePlan(u"kept"_s, [](QByteArray &text) {
        text.replace("{id: filled,",
            "{id: same, probe: fidelity, legacy: orders, at: baseline, keys: [id], columns: [day, amount], baseline: {newer_by: id}, "
            "interval: 100ms, warmup: 1, min_samples: 2}\n      - {id: filled,");
    });
    m_bench.must({ u"run"_s, u"kept"_s, u"--until"_s, u"add"_s });
    const QStringList at { u"--at"_s, u"baseline:kept/same"_s, u"--columns"_s, u"amount"_s };
    const CliResult same = diff(at);
    QVERIFY2(same.code == 0, same.told().constData());
    QVERIFY2(same.text().contains(u"100 rows equal, 0 changed, 0 added, 0 removed"_s), same.told().constData());
    runSql(m_bench.warehouse(),
        { u"insert into orders (id, day, amount) values (101, 1, 1)"_s, u"update orders set amount = 0 where id = 7"_s,
            u"create table fewer as select * from orders where id <> 9"_s });
    const CliResult changed = diff(at + QStringList { u"--json"_s });
    QVERIFY2(changed.code == 1, changed.told().constData());
    QCOMPARE(changed.json()["changed"_L1].toInteger(), 1);
    QCOMPARE(changed.json()["added"_L1].toInteger(), 0); // what came later is nobody's difference
    const CliResult other = diff(at + QStringList { u"fewer"_s, u"--json"_s });
    QCOMPARE(other.json()["removed"_L1].toInteger(), 1);
    const auto refused = [&](const QStringList &words, const char *says) {
        const CliResult result = diff(words);
        QVERIFY2(result.code == 2, result.told().constData());
        QVERIFY2(result.error().contains(QLatin1String(says)), result.told().constData());
    };
    refused({ u"--at"_s, u"start:kept/same"_s }, "--at is baseline:ROLLOUT/GATE");
    refused({ u"--at"_s, u"baseline:kept"_s }, "--at is baseline:ROLLOUT/GATE");
    refused(at + QStringList { u"orders"_s, u"orders"_s }, "--at says what is LEGACY");
    refused(at + QStringList { u"--connection-b"_s, u"other"_s }, "leave out --connection-b");
    const CliResult unknown = diff({ u"--at"_s, u"baseline:kept/filled"_s });
    QVERIFY2(unknown.code == 2 && unknown.error().contains(u"No baseline of gate 'filled' was taken by rollout 'kept'"_s), unknown.told().constData());
    const CliResult elsewhere = m_bench.run({ u"diff"_s, u"--connection"_s, u"other"_s, u"--at"_s, u"baseline:kept/same"_s });
    QVERIFY2(elsewhere.code == 2 && elsewhere.error().contains(u"on connection 'warehouse', and not on 'other'"_s), elsewhere.told().constData());
}

void CliDiffTest::refusals_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("says");
    QTest::newRow("one table") << QStringList { u"sales"_s } << u"CANDIDATE"_s;
    QTest::newRow("unknown table") << QStringList { u"sales"_s, u"nowhere"_s } << u"no relation nowhere"_s;
    QTest::newRow("unknown key") << QStringList { u"sales"_s, u"copy"_s, u"--key"_s, u"no"_s }
                                 << u"has no column 'no'"_s;
    QTest::newRow("tolerance without number")
        << QStringList { u"sales"_s, u"copy"_s, u"--tolerance"_s, u"price"_s } << u"COLUMN=NUMBER"_s;
    QTest::newRow("negative tolerance") << QStringList { u"sales"_s, u"copy"_s, u"--tolerance"_s, u"price=-1"_s }
                                        << u"COLUMN=NUMBER"_s;
    QTest::newRow("tolerance of a text") << QStringList { u"sales"_s, u"copy"_s, u"--key"_s, u"id"_s, u"--tolerance"_s,
        u"city=1"_s } << u"is no number"_s;
    QTest::newRow("unknown connection") << QStringList { u"sales"_s, u"copy"_s, u"--connection-b"_s, u"no"_s }
                                        << u"'no' is not in sluice.yaml"_s;
    QTest::newRow("settle") << QStringList { u"sales"_s, u"copy"_s, u"--settle"_s, u"soon"_s } << u"--settle"_s;
    QTest::newRow("samples") << QStringList { u"sales"_s, u"copy"_s, u"--samples"_s, u"-1"_s } << u"--samples"_s;
}

void CliDiffTest::refusals()
{
    QFETCH(QStringList, words);
    QFETCH(QString, says);
    const CliResult result = diff(words);
    QVERIFY2(result.code == 2, result.told().constData());
    QVERIFY2(result.error().contains(says), result.told().constData());
    QCOMPARE(result.out, QByteArray());
}

void CliDiffTest::unreachableEndsWithThree()
{
    const CliResult result = diff({ u"sales"_s, u"sales"_s, u"--connection-b"_s, u"gone"_s, u"--key"_s, u"id"_s });
    QVERIFY2(result.code == 3, result.told().constData());
    QVERIFY2(result.error().contains(u"gone"_s), result.told().constData());
}

void CliDiffTest::interruptEndsIt()
{
    runSql(m_bench.warehouse(),
        { u"create view endless as with recursive n(i) as (select 1 union all select i + 1 from n) select i, 'x' || i as name from n"_s });
    const auto process
        = m_bench.start({ u"diff"_s, u"--connection"_s, u"warehouse"_s, u"endless"_s, u"endless"_s, u"--verbose"_s });
    QVERIFY(process->waitForStarted());
    QByteArray said;
    const auto isReading = [&] {
        said += process->readAllStandardError();
        return said.contains("Reading") || process->state() == QProcess::NotRunning;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isReading(), 20'000);
    QCOMPARE(process->state(), QProcess::Running);
    kill(static_cast<pid_t>(process->processId()), SIGINT);
    QVERIFY(process->waitForFinished(30'000));
    QCOMPARE(process->exitStatus(), QProcess::NormalExit);
    QCOMPARE(process->exitCode(), 1);
    said += process->readAllStandardError();
    QVERIFY2(said.contains("Stopping; nothing was changed"), said.constData());
}

QTEST_GUILESS_MAIN(CliDiffTest)
#include "tst_cli_diff.moc"
