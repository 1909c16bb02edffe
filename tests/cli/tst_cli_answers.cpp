// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"
#include "ledger/os_user.h"

#include <QDir>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using sluice::osUser;
using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

/// The seat belt of an honest user; a forger takes it off first.
void dropTriggers(const QString &ledger)
{
    for (const QString &name : scalar(ledger, u"select group_concat(name) from sqlite_master where type = 'trigger'"_s)
                                   .split(u',', Qt::SkipEmptyParts))
        runSql(ledger, { u"drop trigger \"%1\""_s.arg(name) });
}

} // namespace

/// What commands that only look answer, as text and as JSON.
class CliAnswersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void formatComesFirst_data();
    void formatComesFirst();
    void statusOfADraft();
    void planShow();
    void planDigest();
    void lintSaysWhatRan();
    void lintFindings();
    void connections();
    void logFilters_data();
    void logFilters();
    void logFormats();
    void logDetails();
    void logReasons();
    void unwritableAnswers_data();
    void unwritableAnswers();
    void aReaderThatLeavesIsNoFailure();
    void verifyAndTamper();
    void anotherLedger();
    void anotherWorkspaceId();
    void colour();

private:
    CliBench m_bench;
};

void CliAnswersTest::initTestCase()
{
    m_bench.initSmall();
    m_bench.must({ u"start"_s, u"small"_s, u"--reason"_s, u"quarter close"_s });
}

void CliAnswersTest::formatComesFirst_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("format");
    const auto row = [](const char *words, const char *format) {
        QTest::newRow(words) << QString::fromLatin1(words).split(u' ') << QString::fromLatin1(format);
    };
    row("status", "sluice.status/1");
    row("status small", "sluice.status/1");
    row("plan show small", "sluice.plan/1");
    row("plan digest small", "sluice.digest/1");
    row("plan calibrate small", "sluice.calibration/1");
    row("plan cost small", "sluice.cost/1");
    row("lint", "sluice.lint/1");
    row("connection list", "sluice.connections/1");
    row("connection test warehouse", "sluice.connection/1");
    row("connection enrol warehouse", "sluice.connection/1");
    row("connection enrol warehouse --print-sql", "sluice.enrolment/1");
    row("lineage show orders", "sluice.lineage.show/1");
    row("lineage impact orders", "sluice.lineage.impact/1");
    row("log", "sluice.log/1");
    row("log verify", "sluice.verify/1");
}

void CliAnswersTest::formatComesFirst()
{
    QFETCH(QStringList, words);
    QFETCH(QString, format);
    const CliResult result = m_bench.run(words + QStringList { u"--json"_s });
    QVERIFY2(result.code == 0, result.told().constData());
    QVERIFY2(result.out.startsWith("{\"format\":\"" + format.toLatin1() + "\","), result.out.constData());
    QCOMPARE(result.json()[u"format"_s].toString(), format); // one object, one line, nothing else
    QVERIFY2(result.err.isEmpty(), result.told().constData());
    // The same question, the same keys.
    QCOMPARE(m_bench.run(words + QStringList { u"--json"_s }).json().keys(), result.json().keys());
}

void CliAnswersTest::statusOfADraft()
{
    m_bench.writePlan(u"second"_s);
    const QJsonArray rollouts = m_bench.must({ u"status"_s, u"--json"_s }).json()[u"rollouts"_s].toArray();
    QCOMPARE(rollouts.size(), 2);
    const QJsonObject second
        = rollouts[0][u"plan"_s].toString() == "second"_L1 ? rollouts[0].toObject() : rollouts[1].toObject();
    QCOMPARE(second[u"state"_s].toString(), u"draft"_s);
    QCOMPARE(second[u"stage"_s].toString(), QString());
    QCOMPARE(second[u"holds"_s].toArray().size(), 0);
    QCOMPARE(second[u"verdicts"_s].toArray().size(), 0);
    QCOMPARE(second[u"start_blockers"_s].toArray().size(), 1); // the other one has been started on this target
    const CliResult one = m_bench.must({ u"status"_s, u"second"_s });
    QVERIFY2(one.text().contains(u"second  draft  Add a currency"_s) && !one.text().contains(u"small  "_s),
        one.out.constData());
    QVERIFY2(one.text().contains(u"✕ rollout 'small' is"_s), one.out.constData());
    const CliResult none = m_bench.run({ u"status"_s, u"thrid"_s });
    QCOMPARE(none.code, 2);
    QVERIFY2(none.error().contains(u"There is no plan 'thrid' in this workspace"_s), none.told().constData());
    QVERIFY(QFile::remove(m_bench.file(u"plans/second.yaml"_s)));
}

void CliAnswersTest::planShow()
{
    const CliResult text = m_bench.must({ u"plan"_s, u"show"_s, u"small"_s });
    for (const QString &part : { u"small  Add a currency"_s, u"owner finance-data · connection warehouse · digest "_s,
             u"add_column  column"_s, u"backfill  fill"_s, u"◆ filled  null_rate"_s })
        QVERIFY2(text.text().contains(part), text.out.constData());
    const QJsonObject json = m_bench.must({ u"plan"_s, u"show"_s, u"plans/small.yaml"_s, u"--json"_s }).json();
    QCOMPARE(json[u"plan"_s][u"metadata"_s][u"id"_s].toString(), u"small"_s);
    QCOMPARE(json[u"plan"_s][u"stages"_s].toArray().size(), 3);
}

void CliAnswersTest::planDigest()
{
    const QByteArray digest = m_bench.must({ u"plan"_s, u"digest"_s, u"small"_s }).out;
    QVERIFY2(
        QRegularExpression(u"^[0-9a-f]{64}\n$"_s).match(QString::fromLatin1(digest)).hasMatch(), digest.constData());
    QCOMPARE(m_bench.must({ u"plan"_s, u"digest"_s, u"small"_s, u"--json"_s }).json()[u"digest"_s].toString().toLatin1()
            + '\n',
        digest);
    const QByteArray text = m_bench.read(u"plans/small.yaml"_s);
    // A comment is no change, a number is.
    m_bench.write(u"plans/small.yaml"_s, "# reviewed\n" + text);
    QCOMPARE(m_bench.must({ u"plan"_s, u"digest"_s, u"small"_s }).out, digest);
    m_bench.write(u"plans/small.yaml"_s, QByteArray(text).replace("batch: 40", "batch: 41"));
    QVERIFY(m_bench.must({ u"plan"_s, u"digest"_s, u"small"_s }).out != digest);
    m_bench.write(u"plans/small.yaml"_s, text);
}

void CliAnswersTest::lintSaysWhatRan()
{
    const CliResult text = m_bench.must({ u"lint"_s });
    QVERIFY2(text.text().contains(u"1 plans, "_s) || text.text().contains(u"1 plan, "_s), text.out.constData());
    QVERIFY2(text.text().contains(u"rule groups run: "_s), text.out.constData());
    const QJsonObject json = m_bench.must({ u"lint"_s, u"small"_s, u"--json"_s }).json();
    QVERIFY(!json[u"groups_run"_s].toArray().isEmpty());
    QVERIFY(json.contains(u"groups_not_run"_s));
    QCOMPARE(json[u"plans"_s].toInt(), 1);
    const QJsonObject sarif
        = QJsonDocument::fromJson(m_bench.must({ u"lint"_s, u"--format"_s, u"sarif"_s }).out).object();
    QCOMPARE(sarif[u"version"_s].toString(), u"2.1.0"_s);
}

void CliAnswersTest::lintFindings()
{
    m_bench.writePlan(u"bad"_s, [](QByteArray &text) { text.replace("op: add_column", "op: ad_column"); });
    for (const QStringList &format :
        { QStringList {}, QStringList { u"--json"_s }, QStringList { u"--format"_s, u"sarif"_s } }) {
        const CliResult result = m_bench.run(QStringList { u"lint"_s, u"bad"_s } + format);
        QCOMPARE(result.code, 1);
        QVERIFY2(result.text().contains(u"bad.yaml"_s) && result.text().contains(u"add_column"_s),
            result.told().constData());
    }
    QVERIFY(QFile::remove(m_bench.file(u"plans/bad.yaml"_s)));
    for (const QString &named : { u"absent"_s, u"plans/absent.yaml"_s }) {
        const CliResult absent = m_bench.run({ u"lint"_s, named });
        QCOMPARE(absent.code, 2); // the call is wrong, not a plan
        QVERIFY2(absent.out.isEmpty() && absent.error().contains(named), absent.told().constData());
    }
}

void CliAnswersTest::connections()
{
    const CliResult list = m_bench.must({ u"connection"_s, u"list"_s });
    QVERIFY2(list.text().contains(u"warehouse  sqlite  dev          warehouse.db"_s), list.out.constData());
    QVERIFY(m_bench.must({ u"connection"_s, u"test"_s, u"warehouse"_s })
                .text()
                .startsWith(u"warehouse is reachable: enrolled as "_s));
    m_bench.must({ u"connection"_s, u"add"_s, u"other"_s, u"--driver"_s, u"sqlite"_s, u"--database"_s, u"other.db"_s });
    QCOMPARE(
        m_bench
            .run({ u"connection"_s, u"add"_s, u"other"_s, u"--driver"_s, u"sqlite"_s, u"--database"_s, u"other.db"_s })
            .code,
        1);
    const CliResult absent = m_bench.run({ u"connection"_s, u"test"_s, u"other"_s });
    QVERIFY2(absent.code == 3, absent.told().constData());
    QVERIFY2(absent.error().contains(u"other.db"_s), absent.told().constData());
    QVERIFY(!QFile::exists(m_bench.file(u"other.db"_s))); // a typo must not become a warehouse
    QCOMPARE(m_bench.must({ u"connection"_s, u"remove"_s, u"other"_s }).text(), u"Removed connection other\n"_s);
    const CliResult gone = m_bench.run({ u"connection"_s, u"remove"_s, u"other"_s });
    QCOMPARE(gone.code, 2);
    QVERIFY2(gone.error().contains(u"There is no connection 'other' in sluice.yaml"_s)
            && gone.error().contains(u"warehouse"_s),
        gone.told().constData());
}

void CliAnswersTest::logFilters_data()
{
    QTest::addColumn<QStringList>("filter");
    QTest::addColumn<bool>("finds");
    QTest::newRow("all") << QStringList {} << true;
    QTest::newRow("text") << QStringList { u"--text"_s, u"quarter close"_s } << true;
    QTest::newRow("text that nobody wrote") << QStringList { u"--text"_s, u"zebra"_s } << false;
    QTest::newRow("dataset") << QStringList { u"--dataset"_s, u"orders"_s } << true;
    QTest::newRow("another dataset") << QStringList { u"--dataset"_s, u"payments"_s } << false;
    QTest::newRow("plan") << QStringList { u"--plan"_s, u"small"_s } << true;
    QTest::newRow("another plan") << QStringList { u"--plan"_s, u"large"_s } << false;
    QTest::newRow("actor") << QStringList { u"--actor"_s, osUser() } << true;
    QTest::newRow("a user of the environment") << QStringList { u"--actor"_s, u"somebody-else"_s } << false;
    QTest::newRow("another actor") << QStringList { u"--actor"_s, u"nobody"_s } << false;
    QTest::newRow("since a day") << QStringList { u"--since"_s, u"1d"_s } << true;
    QTest::newRow("since the future") << QStringList { u"--since"_s, u"2999-01-01"_s } << false;
    QTest::newRow("at a moment before") << QStringList { u"--at"_s, u"2001-01-01T00:00:00"_s } << false;
    QTest::newRow("at a moment after") << QStringList { u"--at"_s, u"2999-01-01"_s } << true;
}

void CliAnswersTest::logFilters()
{
    QFETCH(QStringList, filter);
    QFETCH(bool, finds);
    const QJsonObject json = m_bench.must(QStringList { u"log"_s, u"--json"_s } + filter).json();
    QCOMPARE(!json[u"entries"_s].toArray().isEmpty(), finds);
    if (!finds)
        QCOMPARE(m_bench.must(QStringList { u"log"_s } + filter).text(), u"No entries.\n"_s);
}

void CliAnswersTest::logFormats()
{
    const auto log = [this](const QString &format) { return m_bench.must({ u"log"_s, u"--format"_s, format }).text(); };
    QVERIFY(log(u"table"_s).startsWith(u"WHEN (UTC)"_s));
    QVERIFY(log(u"csv"_s).section(u'\n', 0, 0).count(u',') >= 4);
    QVERIFY(log(u"md"_s).contains(u"| "_s));
    QVERIFY(log(u"html"_s).contains(u"<html"_s, Qt::CaseInsensitive));
    QVERIFY(log(u"json"_s).startsWith(u"{\"format\":\"sluice.log/1\","_s));
    QCOMPARE(m_bench.must({ u"log"_s, u"--limit"_s, u"1"_s, u"--json"_s }).json()[u"entries"_s].toArray().size(), 1);
}

void CliAnswersTest::logDetails()
{
    const auto entries = [this](const QStringList &options) {
        return m_bench.must(QStringList { u"log"_s, u"--json"_s } + options).json()[u"entries"_s].toArray();
    };
    const auto details = [](const QJsonArray &lines) {
        return std::count_if(lines.begin(), lines.end(), [](const QJsonValue &line) { return line[u"detail"_s].toBool(); });
    };
    m_bench.must({ u"hold"_s, u"small"_s, u"--reason"_s, u"lunch"_s }); // a request: a detail, and the newest entry
    const QJsonArray plain = entries({});
    const QJsonArray all = entries({ u"--details"_s });
    QCOMPARE(details(plain), 0);
    QVERIFY(details(all) > 0);
    QCOMPARE(all.size() - details(all), plain.size());
    // The limit is of what is shown, whatever lies between.
    for (int limit = 1; limit <= plain.size(); ++limit)
        QCOMPARE(entries({ u"--limit"_s, QString::number(limit) }).size(), limit);
    QCOMPARE(entries({ u"--details"_s, u"--limit"_s, u"1"_s }).first()[u"detail"_s].toBool(), true);
    QCOMPARE(m_bench.must({ u"log"_s, u"--details"_s }).text().count(u'\n'), all.size() + 1);
}

void CliAnswersTest::logReasons()
{
    const QString text = m_bench.must({ u"log"_s }).text();
    QVERIFY2(text.section(u'\n', 0, 0).endsWith(u"  WHY"_s), qPrintable(text));
    QVERIFY2(text.contains(u"  quarter close\n"_s), qPrintable(text));
}

void CliAnswersTest::unwritableAnswers_data()
{
    QTest::addColumn<QStringList>("words");
    for (const char *call : { "log", "log --details", "log --format csv", "log --format md", "log --format html", "log --json", "log verify",
             "status", "status --json", "lint", "lint --format sarif", "plan show small", "plan digest small", "connection list",
             "--help", "status --help", "--version" })
        QTest::newRow(call) << QString::fromLatin1(call).split(u' ');
}

/// Whoever redirects an answer must learn that it is not there.
void CliAnswersTest::unwritableAnswers()
{
    QFETCH(const QStringList, words);
    QProcess process;
    m_bench.prepare(process);
    process.setArguments(words);
    process.setStandardOutputFile(u"/dev/full"_s);
    process.start();
    QVERIFY(process.waitForFinished());
    const QByteArray said = process.readAllStandardError();
    QVERIFY2(process.exitCode() == 3, said.constData());
    QVERIFY2(said.contains("The answer could not be written: "), said.constData());
    QCOMPARE(said.count('\n'), 1);
}

void CliAnswersTest::aReaderThatLeavesIsNoFailure()
{
    QProcess shell;
    m_bench.prepare(shell);
    const QString program = shell.program();
    for (const QString &trap : { u""_s, u"trap '' PIPE; "_s }) { // killed by the signal, or told by the error
        shell.start(u"/bin/sh"_s, { u"-c"_s, trap + u"\"$0\" log --details | true"_s, program });
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.readAllStandardError(), QByteArray());
    }
}

void CliAnswersTest::verifyAndTamper()
{
    const CliResult good = m_bench.must({ u"log"_s, u"verify"_s });
    QVERIFY2(good.text().startsWith(u"✓ "_s), good.out.constData());
    CliBench copy;
    copy.initSmall();
    dropTriggers(copy.ledger());
    runSql(copy.ledger(), { u"update ledger_event set actor = 'somebody else' where seq = 1"_s });
    const CliResult bad = copy.run({ u"log"_s, u"verify"_s });
    QCOMPARE(bad.code, 1);
    QVERIFY2(bad.text().startsWith(u"✕ "_s) && bad.text().contains(u'1'), bad.told().constData());
    const QJsonObject json = copy.run({ u"log"_s, u"verify"_s, u"--json"_s }).json();
    QCOMPARE(json[u"ok"_s].toBool(true), false);
    QCOMPARE(json[u"first_bad"_s].toInt(), 1);
    // A tail that was cut off is found by the anchor outside.
    CliBench cut;
    cut.initSmall();
    cut.must({ u"log"_s, u"verify"_s });
    dropTriggers(cut.ledger());
    runSql(cut.ledger(),
        { u"delete from ledger_event where seq = (select max(seq) from ledger_event)"_s,
            u"update ledger_head set seq = seq - 1, hash = (select hash from ledger_event order by seq desc limit 1)"_s });
    QCOMPARE(cut.run({ u"log"_s, u"verify"_s }).code, 1);
}

/// A workspace that was deleted and made again is another record; a ledger that was put in the place of another is not.
void CliAnswersTest::anotherLedger()
{
    CliBench bench;
    bench.initSmall();
    bench.must({ u"log"_s, u"verify"_s });
    QVERIFY(QDir(bench.workspace()).removeRecursively());
    bench.initSmall();
    const CliResult anew = bench.run({ u"log"_s, u"verify"_s });
    QVERIFY2(anew.code == 0, anew.told().constData());
    // Exchanged, while sluice.yaml stays.
    for (const QString &name : { u"ledger.db"_s, u"ledger.db-wal"_s, u"ledger.db-shm"_s })
        QFile::remove(bench.file(u".sluice/"_s + name));
    const CliResult exchanged = bench.run({ u"log"_s, u"verify"_s });
    QVERIFY2(exchanged.code == 1 && exchanged.text().contains(u"this machine"_s), exchanged.told().constData());
}

/// With a new id in sluice.yaml the ledger is still the one whose tail this machine saw.
void CliAnswersTest::anotherWorkspaceId()
{
    CliBench bench;
    bench.initSmall();
    bench.must({ u"log"_s, u"verify"_s });
    dropTriggers(bench.ledger());
    runSql(bench.ledger(),
        { u"delete from ledger_event where seq = (select max(seq) from ledger_event)"_s,
            u"update ledger_head set seq = seq - 1, hash = (select hash from ledger_event order by seq desc limit 1)"_s });
    QString yaml = QString::fromUtf8(bench.read(u"sluice.yaml"_s));
    const QString before = yaml;
    yaml.replace(QRegularExpression(u"(?<=\nid: )[0-9a-f-]{36}"_s), u"0f4c6a52-2d0b-4b54-9d2e-6b2a7d8f1c11"_s);
    QVERIFY(yaml != before);
    bench.write(u"sluice.yaml"_s, yaml.toUtf8());
    const CliResult result = bench.run({ u"log"_s, u"verify"_s });
    QVERIFY2(result.code == 1 && result.text().contains(u"tail cut"_s), result.told().constData());
}

void CliAnswersTest::colour()
{
    QVERIFY(!m_bench.must({ u"status"_s }).out.contains('\x1b'));
    QVERIFY(m_bench.must({ u"status"_s, u"--color"_s, u"always"_s }).out.contains('\x1b'));
    QVERIFY(!m_bench.must({ u"status"_s, u"--color"_s, u"never"_s }).out.contains('\x1b'));
}

QTEST_GUILESS_MAIN(CliAnswersTest)
#include "tst_cli_answers.moc"
