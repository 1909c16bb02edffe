// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace sluice::test;
using namespace Qt::StringLiterals;

/// Files that people get wrong: one sentence with what, where and what to do, the right exit code, and nothing changed.
class CliBadInputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void plans_data();
    void plans();
    void workspaces_data();
    void workspaces();
    void noWorkspace();
    void unknownConnection();
    void unprovenService();
    void runsAndRollsBackOverOdbc();
    void enrolledWithoutLog();
    void notEnrolled();
    void copiedFile();
    void ledgerThatIsNone();

private:
    std::unique_ptr<CliBench> m_bench;
};

void CliBadInputTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->initSmall();
}

void CliBadInputTest::plans_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("says");
    QTest::newRow("unknown key") << QByteArray("bake: 1h") << QByteArray("bakes: 1h") << u"bake"_s;
    QTest::newRow("unknown op") << QByteArray("op: add_column") << QByteArray("op: ad_column") << u"add_column"_s;
    QTest::newRow("a gate of a later version")
        << QByteArray("probe: row_count, table: orders, min: 10") << QByteArray("probe: row_count, table: orders, min: 10, settling: 1h") << u"settling"_s;
    QTest::newRow("no YAML") << QByteArray("stages:\n") << QByteArray("stages: [\n") << u"small.yaml:"_s;
    QTest::newRow("an anchor") << QByteArray("stages:\n") << QByteArray("stages: &all\n") << u"anchor"_s;
    QTest::newRow("twice the same key") << QByteArray("stages:\n") << QByteArray("kind: RolloutPlan\nstages:\n")
                                        << u"kind"_s;
    QTest::newRow("text for a number") << QByteArray("batch: 40") << QByteArray("batch: many") << u"batch"_s;
    QTest::newRow("two stages of one name") << QByteArray("id: watch\n") << QByteArray("id: add\n") << u"add"_s;
    QTest::newRow("SQL outside the workspace")
        << QByteArray("probe: row_count, table: orders, min: 10")
        << QByteArray("probe: sql, sql_file: ../../etc/passwd, max: 1") << u"passwd"_s;
    QTest::newRow("not UTF-8") << QByteArray("finance asks") << QByteArray("finance \xff asks") << u"UTF-8"_s;
    QTest::newRow("a version of its own")
        << QByteArray("apiVersion: sluice/v1") << QByteArray("apiVersion: sluice/v9") << u"sluice/v1"_s;
}

void CliBadInputTest::plans()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, says);
    m_bench->writePlan(u"small"_s, [&](QByteArray &text) {
        QVERIFY(text.contains(from));
        text.replace(text.indexOf(from), from.size(), to);
    });
    const QByteArray ledger = contentOf(m_bench->ledger());
    const QByteArray warehouse = contentOf(m_bench->warehouse());
    for (const QString &verb : { u"run"_s, u"start"_s, u"plan show"_s, u"plan digest"_s }) {
        const CliResult result = m_bench->run(verb.split(u' ') << u"small"_s);
        QVERIFY2(result.code == 1, (verb.toUtf8() + ": " + result.told()).constData());
        QVERIFY2(result.error().startsWith(u"sluice: "_s) && result.error().contains(u"small.yaml"_s)
                && result.error().contains(says, Qt::CaseInsensitive),
            result.told().constData());
        QVERIFY2(
            QRegularExpression(u"small\\.yaml:\\d+"_s).match(result.error()).hasMatch(), result.told().constData());
    }
    // The list of rollouts goes on, and says what is wrong with this one.
    const CliResult status = m_bench->run({ u"status"_s });
    QVERIFY2(status.code == 0, status.told().constData());
    QCOMPARE(m_bench->run({ u"lint"_s }).code, 1);
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
    QCOMPARE(contentOf(m_bench->warehouse()), warehouse);
}

void CliBadInputTest::workspaces_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("says");
    QTest::newRow("no YAML") << QByteArray("connections:") << QByteArray("connections: {") << u"sluice.yaml:"_s;
    QTest::newRow("unknown key") << QByteArray("\nledger:") << QByteArray("\nleger:") << u"ledger"_s;
    QTest::newRow("a password") << QByteArray("    environment: dev")
                                << QByteArray("    environment: dev\n    password: hunter2") << u"keychain"_s;
    QTest::newRow("unknown driver") << QByteArray("driver: sqlite") << QByteArray("driver: oracle") << u"driver"_s;
    QTest::newRow("unknown environment") << QByteArray("environment: dev") << QByteArray("environment: test")
                                         << u"environment"_s;
    QTest::newRow("no kind") << QByteArray("kind: Workspace\n") << QByteArray("") << u"kind"_s;
    QTest::newRow("empty") << QByteArray() << QByteArray() << u"sluice.yaml"_s;
}

void CliBadInputTest::workspaces()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, says);
    QByteArray text = m_bench->read(u"sluice.yaml"_s);
    QVERIFY(text.contains(from));
    m_bench->write(u"sluice.yaml"_s, from.isEmpty() ? QByteArray() : text.replace(text.indexOf(from), from.size(), to));
    const QByteArray ledger = contentOf(m_bench->ledger());
    const QByteArray warehouse = contentOf(m_bench->warehouse());
    for (const QString &call : { u"status"_s, u"run small"_s, u"lint"_s, u"connection list"_s, u"lineage show orders"_s,
             u"log"_s, u"log verify"_s }) {
        const CliResult result = m_bench->run(call.split(u' '));
        QVERIFY2(result.code == 1 && result.out.isEmpty(), (call.toUtf8() + ": " + result.told()).constData());
        QVERIFY2(result.error().contains(u"sluice.yaml"_s) && result.error().contains(says), result.told().constData());
        QVERIFY2(!result.error().contains(u"hunter2"_s), result.told().constData());
    }
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
    QCOMPARE(contentOf(m_bench->warehouse()), warehouse);
}

void CliBadInputTest::noWorkspace()
{
    const CliBench bench;
    for (const QString &call :
        { u"status"_s, u"watch"_s, u"start small"_s, u"run small"_s, u"hold small"_s, u"resume small"_s, u"cancel small"_s,
            u"rollback small"_s, u"lint"_s, u"lint small"_s, u"plan show small"_s, u"plan digest small"_s, u"connection list"_s,
            u"connection test a"_s, u"connection enrol a"_s, u"connection remove a"_s,
            u"connection add a --driver sqlite --database x"_s, u"lineage load a"_s, u"lineage show a"_s, u"lineage impact orders"_s,
            u"log"_s, u"log verify"_s }) {
        const CliResult here = bench.run(call.split(u' '));
        QVERIFY2(here.code == 2, here.told().constData()); // one code for all: the call names no workspace
        QVERIFY2(here.error().contains(u"There is no sluice.yaml in this folder or above it"_s)
                && here.error().contains(u"sluice init DIR"_s),
            here.told().constData());
        const CliResult there = bench.run(call.split(u' ') << u"--workspace"_s << u"/nonexistent/folder"_s);
        QVERIFY2(there.code == 2 && there.error().contains(u"There is no such folder (/nonexistent/folder)"_s),
            there.told().constData());
    }
    QVERIFY(QDir(bench.folder()).entryList({ u"*.yaml"_s }, QDir::Files).isEmpty());
}

void CliBadInputTest::unknownConnection()
{
    m_bench->writePlan(
        u"small"_s, [](QByteArray &text) { text.replace("connection: warehouse", "connection: warehose"); });
    const QByteArray ledger = contentOf(m_bench->ledger());
    const CliResult run = m_bench->run({ u"run"_s, u"small"_s });
    QCOMPARE(run.code, 1);
    QVERIFY2(run.error().contains(u"connection 'warehose' is not in sluice.yaml"_s), run.told().constData());
    const CliResult lint = m_bench->run({ u"lint"_s, u"small"_s });
    QVERIFY2(lint.code == 1 && lint.text().contains(u"error PL11: connection 'warehose' is not in sluice.yaml"_s)
            && lint.text().contains(u"did you mean 'warehouse'?"_s),
        lint.told().constData());
    for (const QString &verb : { u"test"_s, u"enrol"_s, u"remove"_s }) {
        const CliResult result = m_bench->run({ u"connection"_s, verb, u"warehose"_s });
        QVERIFY2(result.code == 2, result.told().constData());
        QVERIFY2(result.error().contains(u"There is no connection 'warehose' in sluice.yaml"_s)
                && result.error().contains(u"Known: warehouse."_s),
            result.told().constData());
    }
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
}

void CliBadInputTest::unprovenService()
{
    const QByteArray yaml = m_bench->read(u"sluice.yaml"_s);
    const QStringList words { u"connection"_s, u"add"_s, u"lake"_s, u"--driver"_s, u"odbc"_s, u"--database"_s, u"x"_s, u"--no-password"_s };
    const CliResult nothing = m_bench->run(words);
    QVERIFY2(nothing.code == 2 && nothing.error().contains(u"--service must be one of bigquery"_s), nothing.told().constData());
    QCOMPARE(m_bench->read(u"sluice.yaml"_s), yaml);
    m_bench->must(words + QStringList { u"--service"_s, u"snowflake"_s, u"--host"_s, u"127.0.0.1"_s });
    const QString list = m_bench->must({ u"connection"_s, u"list"_s }).text();
    QVERIFY2(list.contains(u"odbc (snowflake, unproven)"_s), qPrintable(list));
    m_bench->must({ u"connection"_s, u"test"_s, u"warehouse"_s }); // everything else of the workspace still works
    for (const QString &verb : { u"test"_s, u"enrol"_s }) {
        const CliResult result = m_bench->run({ u"connection"_s, verb, u"lake"_s });
        QVERIFY2(result.code != 0 && result.error().contains(u"SnowflakeDSIIDriver"_s) && result.error().contains(u"lake"_s), result.told().constData());
    }
    m_bench->writePlan(u"small"_s, [](QByteArray &text) { text.replace("connection: warehouse", "connection: lake"); });
    const QByteArray before = contentOf(m_bench->ledger());
    const CliResult run = m_bench->run({ u"run"_s, u"small"_s });
    QVERIFY2(run.code == 1 && run.error().contains(u"rollouts on Snowflake are not supported"_s), run.told().constData());
    const CliResult lint = m_bench->run({ u"lint"_s, u"small"_s });
    QVERIFY2(lint.code == 1 && lint.text().contains(u"error PL12: "_s) && lint.text().contains(u"warning PL13: "_s), lint.told().constData());
    QCOMPARE(contentOf(m_bench->ledger()), before);
}

/// The very warehouse of the bench, reached through SQLite's ODBC driver: every op, a rehearsal, the undo as a script.
void CliBadInputTest::runsAndRollsBackOverOdbc()
{
    m_bench->must({ u"connection"_s, u"add"_s, u"lake"_s, u"--driver"_s, u"odbc"_s, u"--service"_s, u"sqlite"_s, u"--database"_s, u"warehouse.db"_s });
    const QString test = m_bench->must({ u"connection"_s, u"test"_s, u"lake"_s }).text();
    QVERIFY2(test.contains(u"enrolled as "_s + scalar(m_bench->warehouse(), u"select uuid from sluice_identity"_s)), qPrintable(test));
    const QByteArray before = contentOf(m_bench->warehouse(), u"sluice_"_s);
    m_bench->writePlan(u"small"_s, [](QByteArray &text) { text.replace("connection: warehouse", "connection: lake"); });
    const QString rehearsed = m_bench->must({ u"rehearse"_s, u"small"_s }).text();
    QVERIFY2(rehearsed.contains(u"EXACT"_s), qPrintable(rehearsed));
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), before);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s });
    QCOMPARE(scalar(m_bench->warehouse(), u"select count(*) from orders where currency is null"_s), u"0"_s);
    const QString scripts = m_bench->folder() + u"/undo"_s;
    m_bench->must({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--export-sql"_s, scripts });
    QVERIFY(!QDir(scripts).entryList({ u"*.sql"_s }, QDir::Files).isEmpty());
    const CliResult back = m_bench->must({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"enough"_s });
    QVERIFY2(back.text().contains(u"EXACT"_s) && !back.text().contains(u"EXACT_EXCEPT"_s), back.told().constData());
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), before);
}

/// As the first version enrolled: said before a rollout begins, with the way out, which keeps the target.
void CliBadInputTest::enrolledWithoutLog()
{
    const QString identity = scalar(m_bench->warehouse(), u"select uuid from sluice_identity"_s);
    {
        sluice::ConnectionProfile profile;
        profile.name = u"w"_s;
        profile.database = m_bench->warehouse();
        const auto session = sluice::SqlSession::open(profile, {}, sluice::SessionRole::Control, {});
        QVERIFY(session);
        QVERIFY((*session)->query(u"pragma journal_mode = delete"_s));
    }
    const QByteArray ledger = contentOf(m_bench->ledger());
    for (const QString &call : { u"run small"_s, u"start small"_s }) {
        const CliResult result = m_bench->run(call.split(u' '));
        QVERIFY2(result.code == 1 && result.error().contains(u"write-ahead log"_s) && result.error().contains(u"nrol it again with sluice connection enrol warehouse"_s),
            result.told().constData());
    }
    const CliResult test = m_bench->run({ u"connection"_s, u"test"_s, u"warehouse"_s });
    QVERIFY2(test.code == 1 && test.text().contains(u"write-ahead log"_s) && test.text().contains(u"enrol it again"_s), test.told().constData());
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
    const CliResult enrolled = m_bench->must({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
    QVERIFY2(enrolled.text().contains(identity) && enrolled.text().contains(u"journal mode is WAL"_s), enrolled.told().constData());
    m_bench->must({ u"connection"_s, u"test"_s, u"warehouse"_s });
}

void CliBadInputTest::notEnrolled()
{
    runSql(m_bench->file(u"fresh.db"_s),
        { u"create table orders (id integer primary key, day integer, amount integer)"_s });
    m_bench->must(
        { u"connection"_s, u"add"_s, u"fresh"_s, u"--driver"_s, u"sqlite"_s, u"--database"_s, u"fresh.db"_s });
    m_bench->writePlan(
        u"small"_s, [](QByteArray &text) { text.replace("connection: warehouse", "connection: fresh"); });
    const QByteArray ledger = contentOf(m_bench->ledger());
    const QByteArray fresh = contentOf(m_bench->file(u"fresh.db"_s));
    for (const QString &call : { u"run small"_s, u"start small"_s }) {
        const CliResult result = m_bench->run(call.split(u' '));
        QCOMPARE(result.code, 1);
        QVERIFY2(result.error().contains(u"not enrolled"_s) && result.error().contains(u"sluice connection enrol"_s),
            result.told().constData());
    }
    const CliResult test = m_bench->run({ u"connection"_s, u"test"_s, u"fresh"_s });
    QVERIFY2(test.code == 1 && test.text().contains(u"not enrolled"_s), test.told().constData());
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
    QCOMPARE(contentOf(m_bench->file(u"fresh.db"_s)), fresh);
}

/// A copy carries the enrolment along, and is another warehouse all the same.
void CliBadInputTest::copiedFile()
{
    QVERIFY(QFile::copy(m_bench->warehouse(), m_bench->file(u"copy.db"_s)));
    m_bench->must({ u"connection"_s, u"add"_s, u"copy"_s, u"--driver"_s, u"sqlite"_s, u"--database"_s, u"copy.db"_s });
    m_bench->writePlan(u"small"_s, [](QByteArray &text) { text.replace("connection: warehouse", "connection: copy"); });
    const QByteArray ledger = contentOf(m_bench->ledger());
    const QByteArray copy = contentOf(m_bench->file(u"copy.db"_s));
    const CliResult run = m_bench->run({ u"run"_s, u"small"_s });
    QCOMPARE(run.code, 1);
    QVERIFY2(run.error().contains(u"copy"_s) && run.error().contains(u"enrol"_s), run.told().constData());
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
    QCOMPARE(contentOf(m_bench->file(u"copy.db"_s)), copy);
    // Enrolled anew it is a target of its own.
    m_bench->must({ u"connection"_s, u"enrol"_s, u"copy"_s });
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    QVERIFY(!contentOf(m_bench->warehouse()).contains("currency"));
}

void CliBadInputTest::ledgerThatIsNone()
{
    m_bench->write(u".sluice/ledger.db"_s,
        "this is not a database, and long enough to be looked at as one: 0123456789 0123456789 0123456789 0123456789");
    const QByteArray before = m_bench->read(u".sluice/ledger.db"_s);
    for (const QString &call : { u"status"_s, u"run small"_s, u"log"_s, u"log verify"_s }) {
        const CliResult result = m_bench->run(call.split(u' '));
        QVERIFY2(result.code == 1 || result.code == 3, (call.toUtf8() + ": " + result.told()).constData());
        QVERIFY2(
            result.error().contains(u"ledger.db"_s) && result.error().contains(u"backup"_s), result.told().constData());
        QVERIFY2(result.err.count('\n') == 1, result.told().constData());
    }
    QCOMPARE(m_bench->read(u".sluice/ledger.db"_s), before);
}

QTEST_GUILESS_MAIN(CliBadInputTest)
#include "tst_cli_bad_input.moc"
