// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QTest>

using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

const QStringList kCommands { u"init"_s, u"demo"_s, u"connection add"_s, u"connection list"_s, u"connection test"_s,
    u"connection enrol"_s, u"connection remove"_s, u"lint"_s, u"plan show"_s, u"plan digest"_s, u"plan calibrate"_s, u"plan cost"_s, u"rehearse"_s, u"replay"_s, u"checks"_s, u"checks run"_s, u"status"_s, u"watch"_s, u"diff"_s,
    u"start"_s, u"run"_s, u"hold"_s, u"resume"_s, u"judge"_s, u"waive"_s, u"cancel"_s, u"rollback"_s, u"lineage load"_s, u"lineage show"_s,
    u"lineage impact"_s, u"log"_s, u"log verify"_s };

} // namespace

/// What the program says before it does anything: help, version, and calls that make no sense.
class CliUsageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helpListsEveryCommand();
    void familiesListTheirCommands();
    void everyCommandExplainsItself_data();
    void everyCommandExplainsItself();
    void versions();
    void usageErrors_data();
    void usageErrors();
    void usageErrorsAsJson();
    void globalOptionsMayComeFirst();

private:
    CliBench m_bench;
};

void CliUsageTest::helpListsEveryCommand()
{
    for (const QStringList &words : { QStringList { u"--help"_s }, QStringList { u"-h"_s } }) {
        const CliResult help = m_bench.run(words);
        QCOMPARE(help.code, 0);
        QVERIFY(help.err.isEmpty());
        for (const QString &command : kCommands)
            QVERIFY2(help.text().contains(u"\n  "_s + command), qPrintable(command));
        QVERIFY(help.text().contains(
            u"Exit: 0 done, 1 finding, breach or refusal, 2 usage, 3 cannot reach, 4 outcome unknown, 5 internal."_s));
    }
    // Without a word it says the same, and that this is no call.
    const CliResult bare = m_bench.run({});
    QCOMPARE(bare.code, 2);
    QVERIFY(bare.text().startsWith(u"Usage: sluice COMMAND"_s));
}

void CliUsageTest::familiesListTheirCommands()
{
    for (const QString &family : { u"connection"_s, u"plan"_s, u"lineage"_s }) {
        const CliResult help = m_bench.run({ family, u"--help"_s });
        QCOMPARE(help.code, 0);
        for (const QString &command : kCommands) {
            if (command.startsWith(family + u' '))
                QVERIFY2(help.text().contains(u"sluice "_s + command), qPrintable(command));
        }
        QCOMPARE(m_bench.run({ family }).code, 2);
    }
    QCOMPARE(m_bench.run({ u"nothing"_s, u"--help"_s }).code, 2);
}

void CliUsageTest::everyCommandExplainsItself_data()
{
    QTest::addColumn<QString>("command");
    for (const QString &command : kCommands)
        QTest::newRow(qPrintable(command)) << command;
}

void CliUsageTest::everyCommandExplainsItself()
{
    QFETCH(QString, command);
    // Help wins over missing arguments and a missing workspace.
    const CliResult help = m_bench.run(command.split(u' ') << u"--help"_s);
    QCOMPARE(help.code, 0);
    QVERIFY(help.err.isEmpty());
    QVERIFY2(help.text().startsWith(u"Usage: "_s), help.out.constData());
    QVERIFY(help.text().contains(u"--workspace <DIR>"_s));
    QVERIFY2(help.text().section(u'\n', 0, 0).contains(command), help.out.constData());
}

void CliUsageTest::versions()
{
    const CliResult version = m_bench.run({ u"--version"_s });
    QCOMPARE(version.code, 0);
    QVERIFY2(version.text().startsWith(u"sluice 0."_s), version.out.constData());
    QCOMPARE(m_bench.run({ u"status"_s, u"--version"_s }).out, version.out);
    QCOMPARE(m_bench.run({ u"--version"_s, u"--json"_s }).json()[u"format"_s].toString(), u"sluice.version/1"_s);
}

void CliUsageTest::usageErrors_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *words, const QString &says) {
        QTest::newRow(words) << QString::fromUtf8(words).split(u' ') << says;
    };
    row("frobnicate", u"There is no command 'frobnicate'. 'sluice --help' lists them."_s);
    row("connection", u"There is no command 'connection'. There is: sluice connection add, "_s);
    row("plan shwo x", u"There is no command 'plan shwo'. There is: sluice plan show, sluice plan digest, sluice plan calibrate, sluice plan cost."_s);
    row("--frobnicate", u"Unknown option 'frobnicate'."_s);
    row("status --frobnicate", u"Unknown option 'frobnicate'."_s);
    row("status --color sometimes", u"--color must be auto, always or never"_s);
    row("init", u"Init needs DIR. Usage: sluice init DIR"_s);
    row("init a b", u"Init takes DIR only"_s);
    row("plan show", u"Plan show needs PLAN"_s);
    row("plan digest a b", u"Plan digest takes PLAN only"_s);
    row("status a b", u"Status takes [PLAN] only"_s);
    row("start", u"Start needs PLAN"_s);
    row("hold", u"Hold needs PLAN"_s);
    row("resume", u"Resume needs PLAN"_s);
    row("cancel", u"Cancel needs PLAN"_s);
    row("judge", u"Judge needs PLAN"_s);
    row("waive", u"Waive needs PLAN"_s);
    row("waive a", u"Waive needs GATE"_s);
    row("waive a g --until 2h", u"--reason is missing"_s);
    row("waive a g --reason x", u"--until is missing"_s);
    row("waive a g --reason x --until soon", u"--until 'soon' is no time"_s);
    row("plan calibrate", u"Plan calibrate needs PLAN"_s);
    row("plan cost x --budget many", u"--budget is a number of rows a day"_s);
    row("plan cost x --budget -1", u"--budget is a number of rows a day"_s);
    row("run", u"Run needs PLAN"_s);
    row("rollback", u"Rollback needs PLAN"_s);
    row("rollback a --yes", u"--yes needs --reason"_s);
    row("connection test", u"Connection test needs NAME"_s);
    row("connection enrol", u"Connection enrol needs NAME"_s);
    row("connection remove", u"Connection remove needs NAME"_s);
    row("connection list a", u"Connection list takes no argument"_s);
    row("connection add", u"Connection add needs NAME"_s);
    row("connection add a --driver oracle --database x", u"--driver must be sqlite, postgresql, mariadb or odbc"_s);
    row("connection add a --driver odbc --service oracle --database x", u"--service must be one of bigquery, databricks, "_s);
    row("connection add a --driver sqlite", u"--database is needed"_s);
    row("connection add a --driver sqlite --database x --environment test",
        u"--environment must be dev, staging or prod"_s);
    row("connection add a --driver postgresql --database x --port 99999", u"--port must be a number up to 65535"_s);
    row("connection add a --driver postgresql --database x --passfile --no-password", u"--passfile says where the password is"_s);
    row("connection add a --driver postgresql --database x", u"There is no terminal to ask for the password"_s);
    row("lint --format xml", u"--format must be text, json or sarif"_s);
    row("lineage load", u"Lineage load needs FILE…"_s);
    row("lineage show", u"Lineage show needs NODE"_s);
    row("lineage impact a b", u"Lineage impact takes NODE[.COLUMN] only"_s);
    row("log --format xml", u"--format 'xml' is unknown"_s);
    row("log --limit many", u"--limit must be a number"_s);
    row("log --limit 1.5", u"--limit must be a number"_s);
    row("log --limit 0", u"--limit must be at least 1"_s);
    row("log --limit -1", u"--limit must be at least 1"_s);
    row("log --limit=-99999999999999999999", u"--limit must be at least 1"_s);
    row("log --limit 2147483648", u"--limit must be at most 2147483647"_s);
    row("log --limit 99999999999999999999", u"--limit must be at most 2147483647"_s);
    row("log --since yesterday-ish", u"--since 'yesterday-ish' is no time"_s);
    row("log verify a", u"Log verify takes no argument"_s);
}

void CliUsageTest::usageErrors()
{
    QFETCH(QStringList, words);
    QFETCH(QString, says);
    const CliResult result = m_bench.run(words);
    QCOMPARE(result.code, 2);
    QVERIFY2(result.out.isEmpty(), result.told().constData());
    QVERIFY2(result.error().startsWith(u"sluice: "_s + says), result.told().constData());
    QVERIFY2(result.err.count('\n') == 1, result.told().constData());
}

void CliUsageTest::usageErrorsAsJson()
{
    for (const QStringList &words :
        { QStringList { u"frobnicate"_s, u"--json"_s }, QStringList { u"start"_s, u"--json"_s } }) {
        const CliResult result = m_bench.run(words);
        QCOMPARE(result.code, 2);
        QVERIFY(result.out.isEmpty());
        QVERIFY2(result.err.startsWith("{\"format\":\"sluice.error/1\","), result.told().constData());
        QCOMPARE(result.errorJson()[u"code"_s].toString(), u"usage"_s);
    }
}

void CliUsageTest::globalOptionsMayComeFirst()
{
    CliBench bench;
    bench.init();
    const CliResult list = bench.run({ u"--workspace"_s, bench.workspace(), u"--json"_s, u"connection"_s, u"list"_s });
    QCOMPARE(list.code, 0);
    QCOMPARE(list.json()[u"format"_s].toString(), u"sluice.connections/1"_s);
}

QTEST_GUILESS_MAIN(CliUsageTest)
#include "tst_cli_usage.moc"
