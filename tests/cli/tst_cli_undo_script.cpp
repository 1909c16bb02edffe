// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"
#include "sql/sql_quoting.h"
#include "support/mariadb_server.h"
#include "support/postgres_cluster.h"

#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kPlan = R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: wide, title: Wide, reason: rehearsal, owner: data-platform}
target: {connection: warehouse, objects: [orders, daily]}
flags:
  - {name: daily_flag, serves: daily, legacy: daily_v1, candidate: daily_v2}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: make-table, op: create_table, table: notes, columns: [{name: id, type: integer}, {name: body, type: text}], primary_key: [id]}
      - {id: add-column, op: add_column, table: orders, column: {name: currency, type: varchar(20)}}
      - {id: fill, op: backfill, table: orders, set: {currency: "'EUR; -- :x'"}, where: "currency is null", batch: 40}
      - {id: refill, op: backfill, table: orders, set: {amount: "-amount"}, where: "amount > 0", batch: 40}
      - {id: make-index, op: create_index, name: orders_currency, table: orders, columns: [currency]CONCURRENTLY}
      - {id: make-view, op: create_view, view: daily_v2, sql: "select day, sum(amount) as amount from orders group by day"}
      - {id: route, op: install_flag, flag: daily_flag}
  - id: forward
    kind: forward
    exposure: [{cohort: all, hold: 1ms}]
rollback: {window: 1h, owner: "@on-call"}
)";

struct Said {
    int code = -1;
    QByteArray text;
};

} // namespace

/// What is left of Sluice in the worst case: a file, psql, mariadb or sqlite3, and a person.
class CliUndoScriptTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void undoesAndIsProvenAfterwards_data() { engines(); }
    void undoesAndIsProvenAfterwards();
    void runAgainItChangesNothing_data() { engines(); }
    void runAgainItChangesNothing();
    void keepsWhatOthersWrote_data() { engines(); }
    void keepsWhatOthersWrote();
    void listsWhatOthersWrote_data() { engines(); }
    void listsWhatOthersWrote();
    void stopsAtAnotherTarget_data() { engines(); }
    void stopsAtAnotherTarget();
    void stopsWhenTheRolloutWentOn_data() { engines(); }
    void stopsWhenTheRolloutWentOn();
    void goesOnWhereItStopped();
    void goesOnWhereItStoppedOnMariadb();
    void shutsALivingRunnerOut_data() { engines(); }
    void shutsALivingRunnerOut();
    void refusals();

private:
    static void engines()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("sqlite") << Engine::Sqlite;
        QTest::newRow("postgresql") << Engine::Postgresql;
        QTest::newRow("mariadb") << Engine::Mariadb;
        QTest::newRow("odbc to sqlite") << Engine::Sqlite; // the script is the engine's own
        QTest::newRow("odbc to postgresql") << Engine::Postgresql;
    }
    void prepare(Engine engine, const QString &until = {});
    Said client(const QString &script, const QString &other = {}) const; ///< runs psql, mariadb or sqlite3 on the target, or on another
    Result<std::unique_ptr<SqlSession>> openServer() const;
    void sql(const QString &statement) const;
    QString value(const QString &query) const;
    QString exported(const QString &folder = u"scripts"_s) const { return m_bench->folder() + u'/' + folder; }
    CliResult exportTo(const QString &to = u"start"_s, const QString &folder = u"scripts"_s) const
    {
        return m_bench->run({ u"rollback"_s, u"wide"_s, u"--to"_s, to, u"--export-sql"_s, exported(folder), u"--json"_s });
    }
    CliResult rollBack() const
    {
        return m_bench->run({ u"rollback"_s, u"wide"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"proof"_s, u"--json"_s });
    }
    QString columns() const
    {
        if (m_engine == Engine::Sqlite)
            return value(u"select group_concat(name) from pragma_table_info('orders')"_s);
        return value(m_engine == Engine::Postgresql
                ? u"select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns where table_name = 'orders' and table_schema = 'public'"_s
                : u"select group_concat(column_name order by ordinal_position) from information_schema.columns where table_name = 'orders' and table_schema = database()"_s);
    }

    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<CliBench> m_bench;
    QString m_database;
    Engine m_engine = Engine::Sqlite;
    int m_number = 0;
};

void CliUndoScriptTest::initTestCase()
{
    auto cluster = PostgresCluster::create();
    QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
    m_cluster = *std::move(cluster);
}

void CliUndoScriptTest::prepare(Engine engine, const QString &until)
{
    m_engine = engine;
    const bool isPostgres = engine == Engine::Postgresql;
    m_bench = std::make_unique<CliBench>();
    m_bench->init();
    const bool isOverOdbc = QByteArray(QTest::currentDataTag()).startsWith("odbc");
    const QStringList driver = isOverOdbc ? QStringList { u"--driver"_s, u"odbc"_s, u"--service"_s, engineName(engine) }
                                          : QStringList { u"--driver"_s, engineName(engine) };
    QStringList connection { u"connection"_s, u"add"_s, u"warehouse"_s, u"--environment"_s, u"dev"_s };
    if (engine != Engine::Sqlite) {
        m_database = u"scripts_%1"_s.arg(++m_number);
        const bool isMade = isPostgres ? m_cluster->createDatabase(m_database).has_value() : MariadbServer::shared().createDatabase(m_database).has_value();
        QVERIFY(isMade);
        connection << driver << u"--host"_s << u"127.0.0.1"_s << u"--port"_s
                   << QString::number(isPostgres ? m_cluster->port() : MariadbServer::shared().profile().port) << u"--user"_s
                   << (isPostgres ? u"postgres"_s : u"root"_s) << u"--database"_s << m_database << u"--no-password"_s;
    } else {
        connection << driver << u"--database"_s << u"warehouse.db"_s;
        runSql(m_bench->warehouse(), {});
    }
    sql(u"create table orders (id integer primary key, day integer, amount integer)"_s);
    sql(u"create view daily as select day, sum(amount) as amount from orders group by day"_s);
    sql(isPostgres ? u"insert into orders select i, i % 7, i * 3 from generate_series(1, 100) i"_s
                   : u"insert into orders with recursive n(i) as (select 1 union all select i + 1 from n where i < 100) select i, i % 7, i * 3 from n"_s);
    m_bench->must(connection);
    m_bench->must({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
    m_bench->write(u"plans/wide.yaml"_s, QByteArray(kPlan)
            .replace("CONCURRENTLY", isPostgres ? ", concurrently: true" : ""));
    QStringList run { u"run"_s, u"wide"_s };
    if (!until.isEmpty())
        run << u"--until"_s << until;
    m_bench->must(run);
}

Said CliUndoScriptTest::client(const QString &script, const QString &other) const
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    if (m_engine == Engine::Mariadb) {
        process.setStandardInputFile(script);
        process.start(u"mariadb"_s, { u"--no-defaults"_s, u"--binary-mode"_s, u"--host=127.0.0.1"_s, u"--user=root"_s,
                                        u"--port=%1"_s.arg(MariadbServer::shared().profile().port), other.isEmpty() ? m_database : other });
    } else if (m_engine == Engine::Postgresql) {
        process.start(u"psql"_s, { u"-X"_s, u"-h"_s, u"127.0.0.1"_s, u"-p"_s, QString::number(m_cluster->port()), u"-U"_s, u"postgres"_s, u"-d"_s,
                                     other.isEmpty() ? m_database : other, u"-f"_s, script });
    } else {
        process.setStandardInputFile(script);
        process.start(u"sqlite3"_s, { u"-bail"_s, other.isEmpty() ? m_bench->warehouse() : other });
    }
    if (!process.waitForFinished(60'000))
        return { -1, "did not end" };
    return { process.exitCode(), process.readAll() };
}

Result<std::unique_ptr<SqlSession>> CliUndoScriptTest::openServer() const
{
    return m_engine == Engine::Postgresql ? m_cluster->open(m_database) : MariadbServer::shared().open(m_database);
}

void CliUndoScriptTest::sql(const QString &statement) const
{
    if (m_engine == Engine::Sqlite)
        return runSql(m_bench->warehouse(), { statement });
    const auto session = openServer();
    const auto done = session ? (*session)->execute(statement) : Result<qint64>(tl::make_unexpected(session.error()));
    if (!done)
        qFatal("%s: %s", qPrintable(statement), qPrintable(done.error().what));
}

QString CliUndoScriptTest::value(const QString &query) const
{
    const QString own = m_engine == Engine::Postgresql ? query : QString(query).replace(u"sluice."_s, u"sluice_"_s);
    if (m_engine == Engine::Sqlite)
        return scalar(m_bench->warehouse(), own);
    const auto session = openServer();
    const auto rows = session ? (*session)->query(own) : Result<SqlRows>(tl::make_unexpected(session.error()));
    return rows ? rows->scalar().toString() : u"error: "_s + rows.error().what;
}

void CliUndoScriptTest::undoesAndIsProvenAfterwards()
{
    QFETCH(Engine, engine);
    prepare(engine);
    QCOMPARE(columns(), u"id,day,amount,currency"_s);
    const QString ledger = scalar(m_bench->ledger(), u"select max(seq) from ledger_event"_s);
    const CliResult written = exportTo();
    QVERIFY2(written.code == 0 && written.json()[u"result"_s].toString() == u"EXPORTED"_s, written.told().constData());
    QCOMPARE(written.json()[u"files"_s].toArray().size(), engine == Engine::Sqlite ? 2 : 1);
    QCOMPARE(columns(), u"id,day,amount,currency"_s);
    QCOMPARE(scalar(m_bench->ledger(), u"select max(seq) from ledger_event"_s), ledger); // nothing was ordered
    QCOMPARE(QFile(exported() + u"/rollback.sql"_s).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    const Said ran = client(exported() + u"/rollback.sql"_s);
    QVERIFY2(ran.code == 0, ran.text.constData());
    QCOMPARE(columns(), u"id,day,amount"_s);
    QCOMPARE(value(u"select sum(amount) from daily"_s), u"15150"_s);
    // What was done by hand is found, not done twice, and proven.
    const QString receipts = value(u"select count(*) from sluice.receipt where direction = 'undo'"_s);
    const CliResult proof = rollBack();
    QVERIFY2(proof.code == 0 && proof.json()[u"result"_s].toString() == u"EXACT"_s, proof.told().constData());
    QCOMPARE(value(u"select count(*) from sluice.receipt where direction = 'undo' and step not like 'flags-%'"_s), receipts);
    QCOMPARE(value(u"select count(*) from sluice.receipt where direction = 'undo' and runner = 'rollback script'"_s), receipts);
    m_bench->must({ u"log"_s, u"verify"_s });
}

void CliUndoScriptTest::runAgainItChangesNothing()
{
    QFETCH(Engine, engine);
    prepare(engine);
    QVERIFY(exportTo().code == 0);
    const Said first = client(exported() + u"/rollback.sql"_s);
    QVERIFY2(first.code == 0, first.text.constData());
    const QString epoch = value(u"select epoch from sluice.fence"_s);
    const Said again = client(exported() + u"/rollback.sql"_s);
    // psql and mariadb pass over what is done, sqlite3 stops.
    QVERIFY2((again.code == 0) == (engine != Engine::Sqlite), again.text.constData());
    if (engine == Engine::Sqlite) {
        QVERIFY2(again.text.contains("was undone since this script was written"), again.text.constData());
        QCOMPARE(value(u"select epoch from sluice.fence"_s), epoch);
    }
    QCOMPARE(columns(), u"id,day,amount"_s);
    const CliResult proof = rollBack();
    QVERIFY2(proof.json()[u"result"_s].toString() == u"EXACT"_s, proof.told().constData());
}

void CliUndoScriptTest::listsWhatOthersWrote()
{
    QFETCH(Engine, engine);
    prepare(engine);
    const QString folder = exported(u"rows"_s);
    const auto exportRows = [&] {
        return m_bench->run({ u"rollback"_s, u"wide"_s, u"--to"_s, u"start"_s, u"--export-rows"_s, folder, u"--json"_s });
    };
    const CliResult none = exportRows();
    QVERIFY2(none.code == 0 && none.json()[u"rows"_s].toArray().isEmpty(), none.told().constData());
    QVERIFY(!QDir(folder).exists());

    sql(u"insert into notes (id, body) values (7, 'mine, \"all\" mine'), (8, null)"_s);
    sql(u"update orders set currency = 'USD' where id = 7"_s);
    sql(u"update orders set amount = 5 where id in (3, 4, 5, 6, 7, 8)"_s);
    const CliResult dry = m_bench->run({ u"rollback"_s, u"wide"_s, u"--to"_s, u"start"_s, u"--dry-run"_s });
    QVERIFY2(dry.text().contains(u"id 7, currency USD"_s), dry.told().constData());
    QVERIFY2(dry.text().contains(u"id 7, body mine, \"all\" mine"_s), dry.told().constData());
    QVERIFY2(dry.text().contains(u"id 3, amount 5, before amount 9"_s), dry.told().constData());
    QVERIFY2(!dry.text().contains(u"id 8, amount 5"_s), dry.told().constData()); // five are a sample
    QVERIFY2(dry.text().contains(u"--export-rows"_s), dry.told().constData());

    const CliResult all = exportRows();
    QVERIFY2(all.code == 0, all.told().constData());
    const auto csv = [&](const QString &step) {
        QFile file(folder + u'/' + step + u".csv"_s);
        const bool isOpen = file.open(QIODevice::ReadOnly);
        const bool isPrivate = (file.permissions() & (QFile::ReadGroup | QFile::ReadOther)) == 0;
        return isOpen && isPrivate ? file.readAll() : QByteArray("not readable, or readable by others");
    };
    QCOMPARE(csv(u"make-table"_s), QByteArray("\"id\",\"body\"\r\n\"7\",\"mine, \"\"all\"\" mine\"\r\n\"8\",\r\n"));
    QCOMPARE(csv(u"add-column"_s), QByteArray("\"id\",\"currency\"\r\n\"7\",\"USD\"\r\n"));
    QCOMPARE(csv(u"refill"_s).count("\r\n"), 7);
    QVERIFY2(exportRows().code != 0, "nothing that is there is written over");

    QFile ledger(m_bench->ledger());
    QVERIFY(ledger.open(QIODevice::ReadOnly));
    QVERIFY(!ledger.readAll().contains("mine, ")); // values of rows never enter the record
}

void CliUndoScriptTest::keepsWhatOthersWrote()
{
    QFETCH(Engine, engine);
    prepare(engine);
    QVERIFY(exportTo().code == 0);
    sql(u"insert into notes (id, body) values (7, 'mine')"_s);
    sql(u"update orders set currency = 'USD' where id = 7"_s);
    Said ran = client(exported() + u"/rollback.sql"_s);
    if (engine == Engine::Sqlite) {
        QVERIFY2(ran.code != 0 && ran.text.contains("would lose rows"), ran.text.constData());
        QCOMPARE(columns(), u"id,day,amount,currency"_s); // all or nothing
        ran = client(exported() + u"/rollback-keep.sql"_s);
    }
    QVERIFY2(ran.code == 0, ran.text.constData());
    const CliResult proof = rollBack();
    QVERIFY2(proof.json()[u"result"_s].toString() == u"EXACT_EXCEPT"_s, proof.told().constData());
    const QByteArray told = proof.told();
    QVERIFY2(told.contains("notes") && told.contains("currency") && told.contains("sluice_q_"), told.constData());
    const QString kept = value(engine == Engine::Postgresql
            ? u"select relname from pg_class where relname like 'sluice\\_q\\_%notes%' and relkind = 'r'"_s
            : engine == Engine::Mariadb
            ? u"select table_name from information_schema.tables where table_schema = database() and table_name like 'sluice!_q!_%notes%' escape '!'"_s
            : u"select name from sqlite_master where name like 'sluice!_q!_%notes%' escape '!' and type = 'table'"_s);
    QCOMPARE(value(u"select body from "_s + quoteIdentifier(engine, kept)), u"mine"_s);
}

void CliUndoScriptTest::stopsAtAnotherTarget()
{
    QFETCH(Engine, engine);
    prepare(engine);
    QVERIFY(exportTo().code == 0);
    if (engine == Engine::Mariadb) { // a copy has the rows and the uuid
        const QString copy = m_database + u"_copy"_s;
        QVERIFY(MariadbServer::shared().createDatabase(copy));
        for (const char *table : { "identity", "fence", "receipt", "mark", "flag", "cursor" })
            sql(u"create table %1.sluice_%2 as select * from sluice_%2"_s.arg(copy, QLatin1String(table)));
        sql(u"create function %1.sluice_table_id() returns bigint return 1"_s.arg(copy));
        const Said ran = client(exported() + u"/rollback.sql"_s, copy);
        QVERIFY2(ran.code != 0 && ran.text.contains("not the target that the rollout ran on"), ran.text.constData());
        return;
    }
    if (engine == Engine::Postgresql) { // a copy has the rows and the uuid
        const QString copy = m_database + u"_copy"_s;
        const auto session = m_cluster->open();
        QVERIFY((*session)->execute(u"create database %1 template %2"_s.arg(copy, m_database)));
        const Said ran = client(exported() + u"/rollback.sql"_s, copy);
        QVERIFY2(ran.code != 0 && ran.text.contains("not the target that the rollout ran on"), ran.text.constData());
        return;
    }
    const QString other = m_bench->file(u"other.db"_s);
    QVERIFY(QFile::copy(m_bench->warehouse(), other));
    runSql(other, { u"update sluice_identity set uuid = 'another'"_s });
    const Said ran = client(exported() + u"/rollback.sql"_s, other);
    QVERIFY2(ran.code != 0 && ran.text.contains("not the target that the rollout ran on"), ran.text.constData());
    QCOMPARE(scalar(other, u"select count(*) from sluice_receipt where direction = 'undo'"_s), u"0"_s);
}

void CliUndoScriptTest::stopsWhenTheRolloutWentOn()
{
    QFETCH(Engine, engine);
    prepare(engine, u"additive"_s);
    QVERIFY(exportTo().code == 0);
    m_bench->must({ u"run"_s, u"wide"_s });
    const Said ran = client(exported() + u"/rollback.sql"_s);
    QVERIFY2(ran.code != 0 && ran.text.contains("the rollout went on since"), ran.text.constData());
    QCOMPARE(columns(), u"id,day,amount,currency"_s);
}

/// Cut in the middle, on the engine where it is not one transaction.
void CliUndoScriptTest::goesOnWhereItStopped()
{
    prepare(Engine::Postgresql);
    QVERIFY(exportTo().code == 0);
    sql(u"create view reader as select currency from orders"_s); // the column cannot go while somebody reads it
    const Said stopped = client(exported() + u"/rollback.sql"_s);
    const bool isDone = stopped.code == 0; // a guarded undo may leave the column for the reader's sake
    if (!isDone) {
        QVERIFY2(value(u"select count(*) from sluice.receipt where direction = 'undo'"_s).toInt() > 0, stopped.text.constData());
        sql(u"drop view reader"_s);
        const Said went = client(exported() + u"/rollback.sql"_s);
        QVERIFY2(went.code == 0, went.text.constData());
        QCOMPARE(columns(), u"id,day,amount"_s);
    }
    const CliResult proof = rollBack();
    QVERIFY2(proof.json()[u"result"_s].toString() == (isDone ? u"EXACT_EXCEPT"_s : u"EXACT"_s), proof.told().constData());
}

/// Every statement commits by itself there, so that the script can be cut off between any two.
void CliUndoScriptTest::goesOnWhereItStoppedOnMariadb()
{
    prepare(Engine::Mariadb);
    QVERIFY(exportTo().code == 0);
    QFile file(exported() + u"/rollback.sql"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString aside = QRegularExpression(u"sluice_q_[0-9a-f]{8}_notes"_s).match(QString::fromUtf8(file.readAll())).captured();
    QVERIFY(!aside.isEmpty());
    sql(u"create table %1 (a int)"_s.arg(aside)); // where the table of the first step has to go
    const Said stopped = client(exported() + u"/rollback.sql"_s);
    QVERIFY(stopped.code != 0);
    QCOMPARE(columns(), u"id,day,amount"_s);
    sql(u"drop table %1"_s.arg(aside));
    sql(u"delete from sluice_receipt where direction = 'undo' and step = 'add-column'"_s); // cut off just before it
    const Said went = client(exported() + u"/rollback.sql"_s);
    QVERIFY2(went.code == 0, went.text.constData());
    const CliResult proof = rollBack();
    QVERIFY2(proof.json()[u"result"_s].toString() == u"EXACT"_s, proof.told().constData());
}

void CliUndoScriptTest::shutsALivingRunnerOut()
{
    QFETCH(Engine, engine);
    prepare(engine);
    QVERIFY(exportTo().code == 0);
    const auto runner = m_bench->start({ u"run"_s, u"wide"_s, u"--observe"_s });
    QTRY_VERIFY_WITH_TIMEOUT(m_bench->must({ u"status"_s, u"wide"_s, u"--json"_s }).json()[u"rollouts"_s][0][u"has_runner"_s].toBool(), 20'000);
    const Said ran = client(exported() + u"/rollback.sql"_s);
    QVERIFY2(ran.code == 0, ran.text.constData());
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += runner->readAllStandardError()).contains("rollback script"), 30'000); // it finds the fence raised
    const CliResult proof = rollBack();
    QVERIFY2(proof.json()[u"result"_s].toString() == u"EXACT"_s, proof.told().constData());
    runner->terminate();
    QVERIFY(runner->waitForFinished(30'000));
}

void CliUndoScriptTest::refusals()
{
    prepare(Engine::Sqlite);
    QVERIFY(exportTo().code == 0);
    const CliResult again = exportTo(); // into the same folder
    QVERIFY2(again.code == 1 && again.error().contains(u"rollback.sql"_s), again.told().constData());
    const CliResult nowhere = exportTo(u"nowhere"_s, u"other"_s);
    QVERIFY2(nowhere.code == 1, nowhere.told().constData());
    QVERIFY(!QDir(exported(u"other"_s)).exists());
    QCOMPARE(m_bench->run({ u"rollback"_s, u"wide"_s, u"--export-sql"_s, exported(u"x"_s), u"--dry-run"_s }).code, 2);
    m_bench->write(u"file"_s, "");
    const CliResult blocked = m_bench->run({ u"rollback"_s, u"wide"_s, u"--to"_s, u"start"_s, u"--export-sql"_s, m_bench->file(u"file"_s) + u"/below"_s });
    QVERIFY2(blocked.code == 3 || blocked.code == 1, blocked.told().constData());
    // Nothing to undo: nothing to write.
    QVERIFY(rollBack().code == 0);
    const CliResult done = exportTo(u"start"_s, u"done"_s);
    QVERIFY2(done.code == 1, done.told().constData());
}

QTEST_GUILESS_MAIN(CliUndoScriptTest)
#include "tst_cli_undo_script.moc"
