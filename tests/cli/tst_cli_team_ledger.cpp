// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"
#include "ledger/postgres_ledger_schema.h"
#include "support/postgres_cluster.h"
#include "support/verify.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

#include <csignal>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {
const QStringList kBack { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s,
    u"wrong figures"_s, u"--json"_s };
}

/// A ledger in PostgreSQL, used by several people with logins of their own.
class CliTeamLedgerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void isMadeOnceAndSaysWhatIsMissing();
    void theAdministratorRunsThePrintedSql();
    void aFileNeedsNoSql();
    void entriesBearTheLogin();
    void aReaderOnlyReads();
    void aCommanderRollsBackAlone();
    void losingRowsTakesTwoLogins();
    void rollsBackWhileTheServerIsStopped();
    void aWatcherOutlastsTheLedger();
    void manyPressesAreOneRollback();

private:
    void query(const QString &sql, const QString &database = {}) const;
    QString value(const QString &sql) const;
    QString count(const QString &type) const
    {
        return value(u"SELECT count(*) FROM sluice_ledger.event WHERE type = '%1'"_s.arg(type));
    }
    /// The bench's workspace keeps its ledger in the team's database, as this login.
    void useTeamLedger(const QString &user) const;
    void edit(const QByteArray &from, const QByteArray &to) const;

    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<CliBench> m_bench;
    QString m_database;
    int m_number = 0;
};

void CliTeamLedgerTest::initTestCase()
{
    PostgresCluster::Options options;
    options.settings = { u"max_connections = 250"_s };
    auto cluster = PostgresCluster::create(options);
    QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
    m_cluster = *std::move(cluster);
}

void CliTeamLedgerTest::init()
{
    if (!m_cluster->isRunning())
        QVERIFY(m_cluster->start());
    m_bench = std::make_unique<CliBench>();
    m_database = u"team_%1"_s.arg(++m_number);
    QVERIFY(m_cluster->createDatabase(m_database));
}

void CliTeamLedgerTest::query(const QString &sql, const QString &database) const
{
    const auto session = m_cluster->open(database.isEmpty() ? m_database : database);
    const auto done = session ? (*session)->query(sql) : Result<SqlRows>(tl::make_unexpected(session.error()));
    if (!done)
        qFatal("%s: %s", qPrintable(sql), qPrintable(done.error().what));
}

QString CliTeamLedgerTest::value(const QString &sql) const
{
    const auto session = m_cluster->open(m_database);
    const auto rows = session ? (*session)->query(sql) : Result<SqlRows>(tl::make_unexpected(session.error()));
    return rows ? rows->scalar().toString() : rows.error().what;
}

void CliTeamLedgerTest::edit(const QByteArray &from, const QByteArray &to) const
{
    QByteArray text = m_bench->read(u"sluice.yaml"_s);
    if (!text.contains(from))
        qFatal("sluice.yaml has no %s", from.constData());
    m_bench->write(u"sluice.yaml"_s, text.replace(from, to));
}

void CliTeamLedgerTest::useTeamLedger(const QString &user) const
{
    m_bench->must({ u"connection"_s, u"add"_s, u"team"_s, u"--driver"_s, u"postgresql"_s, u"--host"_s, u"127.0.0.1"_s,
        u"--port"_s, QString::number(m_cluster->port()), u"--user"_s, user, u"--database"_s, m_database,
        u"--environment"_s, u"prod"_s, u"--no-password"_s });
    edit("ledger: {file: .sluice/ledger.db}", "ledger: {connection: team}");
    if (user == u"postgres"_s)
        return;
    query(
        u"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1') THEN CREATE ROLE %1 LOGIN; END IF; END $$"_s
            .arg(user));
    const auto session = m_cluster->open(m_database);
    const auto made = initPostgresLedger(**session);
    if (!made)
        qFatal("no ledger: %s", qPrintable(made.error().what));
    query(u"GRANT sluice_operator TO "_s + user);
}

void CliTeamLedgerTest::isMadeOnceAndSaysWhatIsMissing()
{
    m_bench->init();
    useTeamLedger(u"postgres"_s);
    const CliResult missing = m_bench->run({ u"status"_s });
    QVERIFY2(missing.code == 1 && missing.error().contains(u"holds no ledger"_s)
            && missing.error().contains(u"sluice ledger init"_s),
        missing.told().constData());
    const CliResult made = m_bench->run({ u"ledger"_s, u"init"_s });
    QVERIFY2(made.code == 0 && made.text().contains(u"Made the ledger: connection team"_s)
            && made.text().contains(u"sluice_operator"_s),
        made.told().constData());
    const CliResult again = m_bench->run({ u"ledger"_s, u"init"_s, u"--json"_s });
    QVERIFY2(again.code == 0 && !again.json()[u"made"_s].toBool(true), again.told().constData());
    m_bench->must({ u"status"_s });
    QVERIFY(!QFile::exists(m_bench->ledger() + u"-wal"_s));

    query(u"UPDATE sluice_ledger.meta SET format = 9, readable_from = 9"_s);
    const CliResult newer = m_bench->run({ u"status"_s });
    QVERIFY2(newer.code == 1 && newer.error().contains(u"format 9"_s), newer.told().constData());
    m_cluster->stop();
    for (const QString &verb : { u"status"_s, u"log"_s }) {
        const CliResult away = m_bench->run({ verb });
        QVERIFY2(away.code == 3 && away.error().contains(u"annot reach PostgreSQL at 127.0.0.1:"_s)
                && away.error().contains(u"(ledger in connection team)"_s) && away.err.count('\n') == 1,
            away.told().constData());
    }
    QCOMPARE(m_bench->run({ u"ledger"_s, u"init"_s }).code, 3);
    QVERIFY(m_cluster->start());
    edit("user: postgres", "user: nobody_here");
    const CliResult refused = m_bench->run({ u"status"_s });
    QVERIFY2(
        refused.code == 3 && refused.error().contains(u"(ledger in connection team)"_s), refused.told().constData());
    query(u"CREATE ROLE nobody_here LOGIN"_s);
    query(u"UPDATE sluice_ledger.meta SET format = 1, readable_from = 1"_s);
    const CliResult stranger = m_bench->run({ u"status"_s });
    QVERIFY2(stranger.code == 1 && stranger.error().contains(u"nobody_here"_s)
            && stranger.error().contains(u"sluice_reader"_s),
        stranger.told().constData());
}

void CliTeamLedgerTest::theAdministratorRunsThePrintedSql()
{
    m_bench->init();
    useTeamLedger(u"postgres"_s);
    const CliResult printed = m_bench->run({ u"ledger"_s, u"init"_s, u"--print-sql"_s });
    QCOMPARE(printed.code, 0);
    QCOMPARE(value(u"SELECT count(*) FROM pg_namespace WHERE nspname = 'sluice_ledger'"_s), u"0"_s);
    QProcess psql;
    psql.start(PostgresCluster::binaryFolder() + u"/psql"_s,
        { u"-X"_s, u"-q"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-h"_s, u"127.0.0.1"_s, u"-p"_s,
            QString::number(m_cluster->port()), u"-U"_s, u"postgres"_s, m_database });
    psql.write(printed.out);
    psql.closeWriteChannel();
    QVERIFY(psql.waitForFinished());
    QVERIFY2(psql.exitCode() == 0, psql.readAllStandardError().constData());
    m_bench->must({ u"log"_s, u"verify"_s });
    QVERIFY(m_bench->must({ u"ledger"_s, u"init"_s }).text().contains(u"there already"_s));
}

void CliTeamLedgerTest::aFileNeedsNoSql()
{
    m_bench->init();
    const CliResult printed = m_bench->run({ u"ledger"_s, u"init"_s, u"--print-sql"_s });
    QVERIFY2(
        printed.code == 2 && printed.error().contains(u"ledger: {connection: NAME}"_s), printed.told().constData());
    QVERIFY(m_bench->must({ u"ledger"_s, u"init"_s }).text().contains(u"ledger.db"_s));
    m_bench->must({ u"log"_s, u"verify"_s });
}

void CliTeamLedgerTest::entriesBearTheLogin()
{
    m_bench->initSmall();
    useTeamLedger(u"operator_a"_s);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    QCOMPARE(value(u"SELECT string_agg(DISTINCT actor, ',') FROM sluice_ledger.event WHERE seq > 1"_s), u"operator_a"_s);
    const CliResult log
        = m_bench->must({ u"log"_s, u"--actor"_s, u"operator_a"_s, u"--text"_s, u"stage"_s, u"--format"_s, u"json"_s });
    QVERIFY2(!log.json()[u"entries"_s].toArray().isEmpty(), log.told().constData());
    QVERIFY2(!log.text().contains(u"advisory"_s), log.told().constData());
    const CliResult back = m_bench->run(kBack);
    QVERIFY2(back.code == 0 && back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
    m_bench->must({ u"log"_s, u"verify"_s });
    // A tail that is cut with care is found by what this machine saw.
    query(u"ALTER TABLE sluice_ledger.event DISABLE TRIGGER USER"_s);
    query(u"ALTER TABLE sluice_ledger.head DISABLE TRIGGER USER"_s);
    query(u"DELETE FROM sluice_ledger.event WHERE seq > 8"_s);
    query(u"UPDATE sluice_ledger.head SET seq = 8, hash = (SELECT hash FROM sluice_ledger.event WHERE seq = 8)"_s);
    const CliResult cut = m_bench->run({ u"log"_s, u"verify"_s });
    QVERIFY2(cut.code == 1 && cut.text().contains(u"tail cut"_s), cut.told().constData());
}

void CliTeamLedgerTest::aReaderOnlyReads()
{
    m_bench->initSmall();
    useTeamLedger(u"operator_a"_s);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s });
    query(u"CREATE ROLE rita LOGIN"_s);
    query(u"GRANT sluice_reader TO rita"_s);
    edit("user: operator_a", "user: rita");
    m_bench->must({ u"status"_s });
    m_bench->must({ u"log"_s, u"verify"_s });
    const QString head = value(u"SELECT seq FROM sluice_ledger.head"_s);
    const QByteArray before = contentOf(m_bench->warehouse());
    // Not even with the copies that this machine holds of the run.
    const CliResult back = m_bench->run(kBack);
    QVERIFY2(back.code == 1 && back.error().contains(u"rita"_s), back.told().constData());
    const CliResult hold = m_bench->run({ u"hold"_s, u"small"_s, u"--reason"_s, u"x"_s });
    QVERIFY2(hold.code == 1 && hold.error().contains(u"sluice_operator"_s), hold.told().constData());
    QCOMPARE(value(u"SELECT seq FROM sluice_ledger.head"_s), head);
    QCOMPARE(contentOf(m_bench->warehouse()), before);
}

/// With nobody else there, a commander's process carries the rollback out, and nothing else.
void CliTeamLedgerTest::aCommanderRollsBackAlone()
{
    m_bench->initSmall();
    const QByteArray before = contentOf(m_bench->warehouse(), u"sluice_"_s);
    useTeamLedger(u"operator_a"_s);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s });
    query(u"CREATE ROLE carl LOGIN"_s);
    query(u"GRANT sluice_commander TO carl"_s);
    edit("user: operator_a", "user: carl");
    const CliResult forward = m_bench->run({ u"run"_s, u"small"_s });
    QVERIFY2(forward.code == 1 && forward.error().contains(u"carl"_s), forward.told().constData());
    const CliResult back = m_bench->run(kBack);
    QVERIFY2(back.code == 0 && back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), before);
    QCOMPARE(value(u"SELECT actor FROM sluice_ledger.event WHERE type = 'rollback_verified'"_s), u"carl"_s);
    const CliResult start = m_bench->run({ u"start"_s, u"small"_s });
    QVERIFY2(start.code == 1 && start.error().contains(u"sluice_operator"_s), start.told().constData());
    m_bench->must({ u"log"_s, u"verify"_s });
}

/// The first login asks, is told for whom it waits and cannot answer itself, not even with --yes; the second one's word takes it back.
void CliTeamLedgerTest::losingRowsTakesTwoLogins()
{
    m_bench->initSmall();
    m_bench->writePlan(u"small"_s, [](QByteArray &plan) {
        plan.replace("    gates:\n      - {id: filled",
            "      - {id: notes, op: sql, sql: create table notes (id integer), rollback: drop table notes, touches: [notes], reversibility: R3}\n"
            "    gates:\n      - {id: filled");
    });
    const QByteArray before = contentOf(m_bench->warehouse(), u"sluice_"_s);
    useTeamLedger(u"operator_a"_s);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s });
    const QByteArray there = contentOf(m_bench->warehouse(), u"sluice_"_s);
    const CliResult dry = m_bench->run({ u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--dry-run"_s, u"--json"_s });
    QVERIFY2(dry.code == 0 && dry.json()[u"needs_second_person"_s].toBool() && dry.json()[u"losses"_s][0][u"class"_s].toString() == u"R3"_s,
        dry.told().constData());
    const CliResult asked = m_bench->run(kBack);
    QVERIFY2(asked.code == 1 && asked.json()[u"result"_s].toString() == u"WAITING"_s, asked.told().constData());
    QCOMPARE(asked.json()[u"waiting"_s][u"asked_by"_s].toString(), u"operator_a"_s);
    QVERIFY2(asked.json()[u"waiting"_s][u"next"_s].toString().contains(u"--accept-loss"_s), asked.told().constData());
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), there);
    QCOMPARE(count(u"undo_intent"_s), u"0"_s);

    const QStringList accept { u"rollback"_s, u"small"_s, u"--accept-loss"_s, u"--yes"_s, u"--reason"_s, u"nobody uses the notes"_s, u"--json"_s };
    const CliResult same = m_bench->run(accept);
    QVERIFY2(same.code == 1 && same.error().contains(u"operator_a asked for this rollback"_s), same.told().constData());
    const CliResult status = m_bench->must({ u"status"_s, u"small"_s });
    QVERIFY2(status.text().contains(u"waits for a second person: operator_a asked"_s) && status.text().contains(u"sluice resume small"_s), status.told().constData());

    query(u"CREATE ROLE cleo LOGIN"_s);
    query(u"GRANT sluice_commander TO cleo"_s);
    edit("user: operator_a", "user: cleo");
    const CliResult elsewhere = m_bench->run({ u"rollback"_s, u"small"_s, u"--to"_s, u"add"_s, u"--accept-loss"_s, u"--yes"_s, u"--reason"_s, u"x"_s });
    QVERIFY2(elsewhere.code == 1 && elsewhere.error().contains(u"goes back to start"_s), elsewhere.told().constData());
    const CliResult many = m_bench->run({ u"rollback"_s, u"small"_s, u"--accept-loss"_s, u"--up-to"_s, u"many"_s, u"--reason"_s, u"x"_s });
    QVERIFY2(many.code == 2 && many.error().contains(u"--up-to is a number"_s), many.told().constData());
    const CliResult bare = m_bench->run({ u"rollback"_s, u"small"_s, u"--accept-loss"_s });
    QVERIFY2(bare.code == 2 && bare.error().contains(u"--reason"_s), bare.told().constData());
    const CliResult back = m_bench->run(accept);
    QVERIFY2(back.code == 0 && back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
    QCOMPARE(back.json()[u"asked_by"_s].toString(), u"operator_a"_s);
    QCOMPARE(back.json()[u"accepted_by"_s].toString(), u"cleo"_s);
    QCOMPARE(back.json()[u"lost"_s].toArray().size(), 1);
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), before);
    const CliResult again = m_bench->run(accept);
    QVERIFY2(again.code == 1, again.told().constData());
    m_bench->must({ u"log"_s, u"verify"_s });
    QVERIFY(m_bench->must({ u"log"_s }).text().contains(u"waits for a second person"_s));
}

void CliTeamLedgerTest::rollsBackWhileTheServerIsStopped()
{
    m_bench->initSmall();
    const QByteArray before = contentOf(m_bench->warehouse(), u"sluice_"_s);
    useTeamLedger(u"operator_a"_s);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s });
    QVERIFY(contentOf(m_bench->warehouse(), u"sluice_"_s) != before);
    m_cluster->stop(PostgresCluster::StopMode::Kill);
    const CliResult blind = m_bench->run({ u"status"_s });
    QVERIFY2(blind.code == 3, blind.told().constData());
    const CliResult forward = m_bench->run({ u"run"_s, u"small"_s });
    QVERIFY2(forward.code == 3, forward.told().constData());
    const CliResult back = m_bench->run(kBack);
    QVERIFY2(back.code == 0 && back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), before);
    QVERIFY(m_cluster->start());
    QCOMPARE(count(u"rollback_verified"_s), u"0"_s);
    const CliResult status = m_bench->must({ u"status"_s, u"small"_s, u"--json"_s });
    QCOMPARE(status.json()[u"rollouts"_s][0][u"state"_s].toString(), u"rolled_back"_s);
    QTRY_COMPARE_WITH_TIMEOUT((m_bench->must({ u"status"_s }), count(u"rollback_verified"_s)), u"1"_s, 20'000);
    QCOMPARE(count(u"rollback_intent"_s), u"1"_s);
    QCOMPARE(
        value(
            u"SELECT convert_from(payload, 'UTF8')::json->>'why' FROM sluice_ledger.event WHERE type = 'rollback_intent'"_s),
        u"wrong figures"_s);
    m_bench->must({ u"log"_s, u"verify"_s });
    QCOMPARE(m_bench->run(kBack).code, 1); // nothing is left to take back
    QCOMPARE(m_bench->run({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s }).code, 0);
}

/// Its server is away while it tries to take the run up; both come back, and it does.
void CliTeamLedgerTest::aWatcherOutlastsTheLedger()
{
    m_bench->initSmall();
    useTeamLedger(u"operator_a"_s);
    const QStringList words { u"run"_s, u"small"_s, u"--until"_s, u"add"_s };
    m_bench->environment().insert(u"SLUICE_STOP_AT"_s, u"K5"_s);
    const auto first = m_bench->start(words);
    m_bench->environment().remove(u"SLUICE_STOP_AT"_s);
    QTRY_COMPARE_WITH_TIMEOUT(count(u"step_intent"_s), u"1"_s, 20'000);
    const auto second = m_bench->start(words);
    QByteArray told;
    QTRY_VERIFY_WITH_TIMEOUT((told += second->readAllStandardError()).contains("Watching: "), 20'000);
    m_cluster->stop(PostgresCluster::StopMode::Kill);
    QTRY_VERIFY2_WITH_TIMEOUT((told += second->readAllStandardError()).contains("Cannot take it up now: "), told.constData(), 60'000);
    QCOMPARE(second->state(), QProcess::Running);
    first->kill();
    QVERIFY(first->waitForFinished());
    QVERIFY(m_cluster->start());
    QVERIFY2(second->waitForFinished(60'000), second->readAllStandardError().constData());
    QVERIFY2(second->exitCode() == 0, second->readAllStandardError().constData());
    QCOMPARE(count(u"stage_passed"_s), u"1"_s);
}

/// An agent carries a rollout of a shared warehouse; sixteen consoles of eight people on workspaces of their own press
/// at once.
void CliTeamLedgerTest::manyPressesAreOneRollback()
{
    m_bench->init();
    const QString shop = u"shop_%1"_s.arg(m_number);
    QVERIFY(m_cluster->createDatabase(shop));
    query(u"CREATE TABLE orders (id integer PRIMARY KEY, day integer, amount integer)"_s, shop);
    query(u"INSERT INTO orders SELECT i, i % 7, i * 3 FROM generate_series(1, 100) i"_s, shop);
    m_bench->must({ u"connection"_s, u"add"_s, u"warehouse"_s, u"--driver"_s, u"postgresql"_s, u"--host"_s,
        u"127.0.0.1"_s, u"--port"_s, QString::number(m_cluster->port()), u"--user"_s, u"postgres"_s, u"--database"_s,
        shop, u"--environment"_s, u"dev"_s, u"--no-password"_s });
    m_bench->must({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
    useTeamLedger(u"operator_a"_s);
    m_bench->writePlan(u"small"_s, [](QByteArray &text) {
        text.replace("table: orders", "table: public.orders")
            .replace("objects: [orders]", "objects: [public.orders]")
            .replace("bake: 200ms\n  - id: late", "bake: 1h\n  - id: late");
    });
    constexpr int kPeople = 8;
    const QByteArray mine = m_bench->read(u"sluice.yaml"_s);
    for (int i = 0; i < kPeople; ++i) {
        const QString who = u"person_%1"_s.arg(i);
        query(u"CREATE ROLE %1 LOGIN"_s.arg(who));
        query(u"GRANT sluice_%1 TO %2"_s.arg(i % 2 ? u"operator"_s : u"commander"_s, who));
        QVERIFY(QDir().mkpath(m_bench->folder() + u'/' + who + u"/plans"_s));
        m_bench->write(
            u"../%1/sluice.yaml"_s.arg(who), QByteArray(mine).replace("user: operator_a", "user: " + who.toUtf8()));
        m_bench->write(u"../%1/plans/small.yaml"_s.arg(who), m_bench->read(u"plans/small.yaml"_s));
    }
    const auto agent = m_bench->start({ u"agent"_s });
    m_bench->must({ u"start"_s, u"small"_s });
    QTRY_COMPARE_WITH_TIMEOUT(
        m_bench->must({ u"status"_s, u"small"_s, u"--json"_s }).json()[u"rollouts"_s][0][u"stage"_s].toString(),
        u"watch"_s, 30'000);
    // A reader who does not leave: the rollback lasts until everybody has pressed.
    const auto reader = m_cluster->open(shop);
    VERIFY_OK(reader);
    VERIFY_OK((*reader)->begin());
    VERIFY_OK((*reader)->execute(u"LOCK TABLE public.orders IN ACCESS SHARE MODE"_s));
    std::vector<std::unique_ptr<QProcess>> presses;
    for (int i = 0; i < 2 * kPeople; ++i)
        presses.push_back(m_bench->start(
            kBack + QStringList { u"--workspace"_s, m_bench->folder() + u"/person_%1"_s.arg(i % kPeople) }));
    QByteArrayList told(2 * kPeople);
    const auto joined = [&] {
        int count = 0;
        for (size_t i = 0; i < presses.size(); ++i) {
            told[static_cast<qsizetype>(i)] += presses[i]->readAllStandardError();
            count += told[static_cast<qsizetype>(i)].contains("joins the rollback under way: person_") ? 1 : 0;
        }
        return count;
    };
    // Whoever joins asks for nothing anew; before the intent is there, more than one may ask.
    const auto asked = [&] { return value(u"SELECT count(*) FROM sluice_ledger.event WHERE type = 'command_requested'"_s).toInt(); };
    QTRY_COMPARE_WITH_TIMEOUT(joined() + asked(), 2 * kPeople, 120'000);
    QVERIFY2(joined() > 0, "nobody was there at the same time");
    VERIFY_OK((*reader)->commit());
    for (size_t i = 0; i < presses.size(); ++i) {
        QVERIFY(presses[i]->waitForFinished(60'000));
        const QByteArray out = presses[i]->readAllStandardOutput();
        QVERIFY2(presses[i]->exitCode() == 0 && out.contains("\"result\":\"EXACT\""), (out + told[static_cast<qsizetype>(i)]).constData());
    }
    QCOMPARE(count(u"rollback_intent"_s), u"1"_s);
    QCOMPARE(count(u"rollback_verified"_s), u"1"_s);
    ::kill(static_cast<pid_t>(agent->processId()), SIGTERM);
    QVERIFY(agent->waitForFinished(30'000));
    m_bench->must({ u"log"_s, u"verify"_s });
}

QTEST_GUILESS_MAIN(CliTeamLedgerTest)
#include "tst_cli_team_ledger.moc"
