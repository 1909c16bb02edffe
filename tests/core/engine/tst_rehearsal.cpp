// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rehearsal_bed.h"
#include "support/mariadb_server.h"
#include "support/postgres_cluster.h"
#include "support/test_targets.h"
#include "support/verify.h"
#include "warehouse/target_identity.h"

#include <QFile>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const auto kGood = uR"(  - id: compatibility
    kind: compatibility
    steps:
      - {id: currency, op: add_column, table: @orders, column: {name: currency, type: text}}
    gates:
      - {id: rows, probe: row_count, table: @orders, min: 1000}
    bake: 24h
  - id: additive
    kind: additive
    steps:
      - {id: fill, op: backfill, table: @orders, set: {currency: "'EUR'"}, where: "currency is null", batch: 2}
      - {id: v2, op: create_view, view: @totals_v2, sql: "SELECT count(*) AS n, 'candidate' AS source FROM @orders"}
      - {id: route, op: install_flag, flag: totals}
  - id: forward
    kind: forward
    exposure: [{cohort: all, hold: 24h}]
    gates:
      - {id: latency, probe: query_latency, sql: "SELECT n FROM @totals", limit: 1.2x baseline}
)"_s;

QString only(const QString &forward, const QString &back, const QString &more)
{
    return uR"(  - id: additive
    kind: additive
    steps:
      - {id: extra, op: sql, sql: "%1", rollback: "%2", %3}
)"_s.arg(forward, back, more);
}

/// DDL on MariaDB says how it is found out.
QString found(Engine engine, const QString &condition)
{
    return engine == Engine::Mariadb ? u", probe: \"SELECT "_s + condition + u'"' : QString();
}

const auto kExtraIsThere
    = u"EXISTS (SELECT 1 FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'extra')"_s;
const auto kCountryIsGone
    = u"NOT EXISTS (SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'orders' AND COLUMN_NAME = 'country')"_s;

QByteArray told(const RehearsalBed &bed, const Result<Certificate> &certificate)
{
    return (certificate ? rollbackResultName(certificate->result) + u": "_s + certificate->reasons.join(u" | "_s)
                        : certificate.error().what)
               .toUtf8()
        + "\n" + bed.said.join(u'\n').toUtf8();
}

/// With the rights that README asks for, and no more.
void makeRehearser(SqlSession &root, const QString &source)
{
    for (const QString &statement : { u"CREATE OR REPLACE USER rehearser@'127.0.0.1'"_s,
             u"GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON %1.* TO rehearser@'127.0.0.1'"_s,
             u"GRANT SELECT ON mysql.proc TO rehearser@'127.0.0.1'"_s,
             u"GRANT SELECT ON mysql.event TO rehearser@'127.0.0.1'"_s,
             u"GRANT SELECT ON mysql.tables_priv TO rehearser@'127.0.0.1'"_s,
             u"GRANT SELECT ON mysql.columns_priv TO rehearser@'127.0.0.1'"_s,
             u"GRANT ALL PRIVILEGES ON `sluice\\_rehearsal\\_%`.* TO rehearser@'127.0.0.1'"_s,
             u"GRANT PROCESS ON *.* TO rehearser@'127.0.0.1'"_s })
        VERIFY_OK(root.execute(QString(statement).replace(u"%1"_s, source)));
}

} // namespace

/// What a rehearsal promises on every engine: the truth about the way back, and nothing left behind.
class RehearsalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlanThatCanBeTakenBackIsExact_data() { addTargetRows(); }
    void aPlanThatCanBeTakenBackIsExact()
    {
        RehearsalBed bed(fetchTarget());
        bed.usePlan(kGood);
        const QString production = bed.production();
        const QString source = bed.source();
        const auto certificate = bed.rehearse();
        QVERIFY2(certificate, told(bed, certificate).constData());
        QVERIFY2(certificate->result == RollbackResult::Exact, told(bed, certificate).constData());
        QCOMPARE(bed.production(), production); // not even enrolled
        QCOMPARE(bed.source(), source);
        QCOMPARE(bed.copies(), QStringList());
        QVERIFY2(certificate->isTargetAlike, qPrintable(certificate->targetDifferences.join(u'\n')));
        QCOMPARE(certificate->stages.size(), 3);
        QVERIFY(certificate->stages[0].base.total != certificate->stages[1].base.total);
        QStringList back; // stage by stage, and at once: then the values go with their column
        for (const RehearsedReturn &one : certificate->returns) {
            back += one.to + (one.isDirect ? u" at once"_s : QString());
            QCOMPARE(one.proof.fingerprintBefore, one.proof.fingerprintAfter);
            QVERIFY(std::all_of(one.proof.tables.cbegin(), one.proof.tables.cend(),
                [](const TableProof &table) { return table.isEqual; }));
        }
        QCOMPARE(back, (QStringList { u"additive"_s, u"compatibility"_s, QString(), u" at once"_s }));
        QVERIFY(!certificate->returns.last().proof.tables.isEmpty());
        checkMeasures(*certificate, bed.engine());
        checkRoutes(*certificate, bed);
    }

private:
    /// What each step took, either way, and the locks that the engine said it held.
    static void checkMeasures(const Certificate &certificate, Engine engine)
    {
        QStringList steps;
        for (const RehearsedStep &step : certificate.steps) {
            steps += step.step;
            QVERIFY2(step.forward.took >= Duration(0) && step.undo.took >= Duration(0), qPrintable(step.step));
            QVERIFY2(step.forward.areLocksKnown == (engine != Engine::Mariadb), qPrintable(step.step));
            QCOMPARE(step.digest.size(), 64);
        }
        QCOMPARE(steps, (QStringList { u"currency"_s, u"fill"_s, u"v2"_s, u"route"_s, u"expose:all"_s }));
        const RehearsedStep *fill = certificate.step(u"additive"_s, u"fill"_s);
        QCOMPARE(fill->forward.rows, 3);
        QVERIFY(certificate.readersBack >= Duration(0));
        QVERIFY(certificate.expectedBack().has_value());
        if (engine == Engine::Mariadb) { // nobody is told of them without a plugin of the server
            QVERIFY(!certificate.longestLock().has_value());
            return;
        }
        const RehearsedStep *column = certificate.step(u"compatibility"_s, u"currency"_s);
        const TakenLock expected = engine == Engine::Postgresql
            ? TakenLock { u"public.orders"_s, u"ACCESS EXCLUSIVE"_s, {}, 1 }
            : TakenLock { u"the database file"_s, u"WRITE"_s, {}, 1 };
        for (const RehearsedEffect &effect : { column->forward, column->undo }) {
            const auto lock = std::find_if(effect.locks.cbegin(), effect.locks.cend(),
                [&](const TakenLock &one) { return one.relation == expected.relation && one.mode == expected.mode; });
            QVERIFY(lock != effect.locks.cend());
            QVERIFY(lock->longest <= effect.took);
            QCOMPARE(lock->times, 1);
        }
        QVERIFY(fill->forward.locks.first().times >= 2); // batches of two
        // The view that the step itself made is nobody's to wait for.
        for (const TakenLock &lock : certificate.step(u"additive"_s, u"v2"_s)->forward.locks)
            QVERIFY2(!lock.relation.contains(u"totals_v2"_s), qPrintable(lock.relation));
        QVERIFY(certificate.longestLock().has_value());
    }

    /// Beside the plan's own gate, which reads the view; an aggregate has no column that an index begins with.
    static void checkRoutes(const Certificate &certificate, const RehearsalBed &bed)
    {
        QStringList queries;
        for (const RoutedQuery &routed : certificate.routes) {
            queries += routed.query;
            QCOMPARE(routed.flag, u"totals"_s);
            QCOMPARE(routed.view, bed.q(u"@totals"_s));
            QCOMPARE(routed.routeOff >= 0, bed.engine() == Engine::Postgresql);
            QVERIFY2(routed.losses.isEmpty(), qPrintable(routed.losses.join(u'\n')));
        }
        QCOMPARE(queries, (QStringList { u"gate latency"_s, u"count(*)"_s, u"SELECT *"_s }));
    }

private Q_SLOTS:
    /// The digest of resolved SQL speaks of the plan, not of the clone's run.
    void digestsOfStepsAreTheSameEachTime_data() { addTargetRows(); }
    void digestsOfStepsAreTheSameEachTime()
    {
        RehearsalBed bed(fetchTarget());
        bed.usePlan(kGood);
        QStringList digests[2];
        RehearsalOrder order = bed.order();
        order.until = u"additive"_s;
        for (QStringList &list : digests) {
            const auto certificate = rehearse(order);
            QVERIFY2(certificate, told(bed, certificate).constData());
            for (const RehearsedStep &step : certificate->steps)
                list += step.step + u' ' + step.digest;
        }
        QCOMPARE(digests[0], digests[1]);
    }

    void anInverseThatIsNoneIsFound_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<QString>("stages");
        QTest::addColumn<QString>("named");
        for (const Engine engine : { Engine::Sqlite, Engine::Postgresql, Engine::Mariadb }) {
            int rows = 0;
            const auto row = [&](const char *name, const QString &stages, const QString &named) {
                if (engine != Engine::Postgresql || ++rows <= 2) // a copy takes a second there
                    QTest::addRow("%s, %s", name, qPrintable(engineName(engine))) << engine << stages << named;
            };
            row("leaves its view",
                only(u"CREATE VIEW @extra AS SELECT id FROM @orders"_s, u"DROP VIEW IF EXISTS @other"_s,
                    u"touches: [@extra]"_s + found(engine, kExtraIsThere)),
                u"extra"_s);
            row("gives back other values",
                only(u"UPDATE @orders SET amount = amount + 1"_s, u"UPDATE @orders SET amount = amount - 2"_s,
                    u"writes_rows: true, touches: [@orders]"_s),
                u"amount"_s);
            row("gives back fewer rows",
                only(u"DELETE FROM @orders WHERE id = 2"_s, u"SELECT 1"_s, u"writes_rows: true, touches: [@orders]"_s),
                u"orders"_s);
            row("keeps rows that it added",
                only(u"INSERT INTO @orders VALUES (9, 1, 'IT')"_s, u"DELETE FROM @orders WHERE id = 8"_s,
                    u"writes_rows: true, touches: [@orders]"_s),
                u"orders keeps 1 of the rows"_s);
            row("writes a table that nobody protects",
                only(u"INSERT INTO @notes VALUES (1, 'x')"_s, u"DELETE FROM @notes WHERE id = 2"_s,
                    u"writes_rows: true"_s),
                u"notes"_s);
            row("drops a column",
                only(u"ALTER TABLE @orders DROP COLUMN country"_s, u"ALTER TABLE @orders ADD COLUMN country text"_s,
                    u"touches: [@orders]"_s + found(engine, kCountryIsGone)),
                u"country"_s);
            row("cannot be run",
                only(u"CREATE VIEW @extra AS SELECT id FROM @orders"_s, u"DROP VIEW @missing"_s,
                    u"touches: [@extra]"_s + found(engine, kExtraIsThere)),
                u"missing"_s);
        }
    }
    void anInverseThatIsNoneIsFound()
    {
        QFETCH(const Engine, engine);
        QFETCH(const QString, stages);
        QFETCH(const QString, named);
        RehearsalBed bed(engine);
        bed.usePlan(stages);
        const QString production = bed.production();
        const auto certificate = bed.rehearse();
        QVERIFY2(certificate, told(bed, certificate).constData());
        QVERIFY2(certificate->result == RollbackResult::Failed, told(bed, certificate).constData());
        QVERIFY2(certificate->reasons.join(u'\n').contains(named), told(bed, certificate).constData());
        QCOMPARE(bed.production(), production);
        QCOMPARE(bed.copies(), QStringList());
        QVERIFY(!certificateProblem(&*certificate, u"totals"_s, u"additive"_s, bed.order().target, nullptr, certificate->at).isEmpty());
    }

    /// What time adds to a partitioned table is listed, and a foreign key to it is still the same one.
    void newPartitionsAreListed()
    {
        RehearsalBed bed(Engine::Postgresql);
        const QString script = u"CREATE TABLE public.events (id integer PRIMARY KEY) PARTITION BY RANGE (id);"
                               "CREATE TABLE public.events_1 PARTITION OF public.events FOR VALUES FROM (1) TO (10);"
                               "ALTER TABLE public.orders ADD COLUMN event integer REFERENCES public.events (id)"_s;
        bed.database().run(script);
        {
            const auto copy = SqlSession::open(bed.sourceProfile(), {}, SessionRole::Control, {});
            VERIFY_OK(copy);
            for (const QString &statement : script.split(u';'))
                VERIFY_OK((*copy)->execute(statement));
        }
        bed.database().run(u"CREATE TABLE public.events_2 PARTITION OF public.events FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (id);"
                           "CREATE TABLE public.events_2a PARTITION OF public.events_2 FOR VALUES FROM (10) TO (15)"_s);
        bed.usePlan(u"  - id: additive\n    kind: additive\n    steps:\n      - {id: c, op: add_column, table: public.events, column: {name: kind, type: text}}\n"_s);
        const auto certificate = bed.rehearse();
        QVERIFY2(certificate, told(bed, certificate).constData());
        QVERIFY2(certificate->result == RollbackResult::Exact, told(bed, certificate).constData());
        QVERIFY2(certificate->isTargetAlike, qPrintable(certificate->targetDifferences.join(u'\n')));
        QCOMPARE(certificate->newPartitions,
            (QStringList { u"public.events: public.events_2"_s, u"public.events: public.events_2a"_s }));
    }

    /// Above the budget a sample is compared, and the certificate does not say more than that.
    void aTableAboveTheBudgetIsSampled()
    {
        RehearsalBed bed(Engine::Sqlite);
        bed.database().run(u"INSERT INTO orders WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i, 1, 'FR' FROM n"_s);
        bed.usePlan(QString(kGood).replace(u"batch: 2}"_s, u"batch: 500}"_s));
        RehearsalOrder order = bed.order();
        order.target.rehearsal.sampleAbove = 100;
        const auto sampled = rehearse(order);
        QVERIFY2(sampled, told(bed, sampled).constData());
        QVERIFY2(sampled->result == RollbackResult::ExactExcept, told(bed, sampled).constData());
        QVERIFY2(sampled->reasons.first().contains(u"orders sampled: 64 of about 1000 rows, in 64 ranges of rowid"_s), told(bed, sampled).constData());
        QVERIFY(sampled->returns.last().isDirect); // nothing stands in the way of the second pass
        bed.usePlan(only(u"CREATE VIEW extra AS SELECT id FROM notes"_s, u"DROP VIEW extra"_s, u"touches: [extra]"_s));
        order = bed.order();
        order.target.rehearsal.sampleAbove = 100;
        const auto untouched = rehearse(order);
        QVERIFY2(untouched, told(bed, untouched).constData());
        QVERIFY2(untouched->result == RollbackResult::Exact, told(bed, untouched).constData());
        QVERIFY(untouched->returns.last().proof.tables.first().isSampled);
        order.target.rehearsal.sampleAbove = 0;
        QVERIFY(!rehearse(order)->returns.last().proof.tables.first().isSampled);
    }

    void aStepThatCannotRunIsFound()
    {
        RehearsalBed bed(Engine::Sqlite);
        bed.usePlan(
            u"  - id: additive\n    kind: additive\n    steps:\n      - {id: v2, op: create_view, view: @totals_v2, sql: \"SELECT nothing FROM @orders\"}\n"_s);
        const auto certificate = bed.rehearse();
        QVERIFY2(certificate, told(bed, certificate).constData());
        QCOMPARE(certificate->result, RollbackResult::Failed);
        QVERIFY2(certificate->reasons.first().startsWith(u"forward: step v2"_s), told(bed, certificate).constData());
        QVERIFY(certificate->stage(u"additive"_s)); // it speaks for that stage, and says no
        QCOMPARE(bed.copies(), QStringList());
    }

    void behindThePointOfNoReturnItSaysSo()
    {
        RehearsalBed bed(Engine::Sqlite);
        bed.usePlan(kGood
            + u"  - id: contract\n    kind: contract\n    steps:\n      - {id: gone, op: sql, sql: \"DELETE FROM @notes\", reversibility: R4, writes_rows: true, touches: [@notes]}\n"_s);
        const auto certificate = bed.rehearse();
        QVERIFY2(certificate, told(bed, certificate).constData());
        QVERIFY2(certificate->result == RollbackResult::ExactExcept, told(bed, certificate).constData());
        QCOMPARE(certificate->reasons,
            QStringList { u"step 'gone' of Contract cannot be taken back: it was declared irreversible (R4)"_s });
        QCOMPARE(certificate->returns.size(), 4); // the stages before it were proven
        QVERIFY(certificate->step(u"contract"_s, u"gone"_s)->forward.took >= Duration(0));
    }

    void aStageIsEnoughWhenItIsAskedFor()
    {
        RehearsalBed bed(Engine::Sqlite);
        bed.usePlan(kGood);
        RehearsalOrder order = bed.order();
        order.until = u"compatibility"_s;
        const auto certificate = rehearse(order);
        QVERIFY2(certificate, told(bed, certificate).constData());
        QVERIFY(certificate->stage(u"compatibility"_s));
        QVERIFY(!certificate->stage(u"additive"_s));
        order.until = u"nowhere"_s;
        VERIFY_ERROR(rehearse(order), ErrorCode::Usage);
    }

    void aDiskTooFullIsToldBeforeAnything()
    {
        RehearsalBed bed(Engine::Sqlite);
        bed.usePlan(kGood);
        RehearsalOrder order = bed.order();
        QStringList seen;
        order.freeBytes = [&](const QString &folder) {
            seen = bed.copies();
            return QFileInfo(bed.database().filePath()).absolutePath() == folder ? qint64(1024) : qint64(-1);
        };
        const auto certificate = rehearse(order);
        VERIFY_ERROR(certificate, ErrorCode::DiskFull);
        QCOMPARE(seen, QStringList());
        QCOMPARE(bed.copies(), QStringList());
        QVERIFY2(certificate.error().what.contains(u"0 MiB are free"_s), qPrintable(certificate.error().what));
    }

    /// On a server of many databases a name says where a step works: that must be the copy.
    void aPlanThatNamesADatabaseIsRefused_data()
    {
        QTest::addColumn<QString>("stages");
        QTest::newRow("a relation")
            << u"  - id: additive\n    kind: additive\n    steps:\n      - {id: c, op: add_column, table: DB.orders, column: {name: x, type: text}}\n"_s;
        QTest::newRow("SQL") << only(
            u"UPDATE DB.orders SET amount = 1"_s, u"SELECT 1"_s, u"writes_rows: true, touches: [orders]"_s);
        QTest::newRow("SQL of the way back")
            << only(u"SELECT 1"_s, u"UPDATE `DB`.orders SET amount = 1"_s, u"writes_rows: true, touches: [orders]"_s);
        QTest::newRow("an expression")
            << u"  - id: additive\n    kind: additive\n    steps:\n      - {id: f, op: backfill, table: orders, set: {country: \"(SELECT text FROM DB.notes LIMIT 1)\"}, where: \"country is null\"}\n"_s;
        QTest::newRow("a view")
            << u"  - id: additive\n    kind: additive\n    steps:\n      - {id: v, op: create_view, view: totals_v2, sql: \"SELECT id FROM DB.orders\"}\n"_s;
    }
    void aPlanThatNamesADatabaseIsRefused()
    {
        QFETCH(QString, stages);
        RehearsalBed bed(Engine::Mariadb);
        const QString before = bed.production() + bed.source();
        for (const QString &database :
            { bed.database().profile().database, bed.sourceProfile().database, u"mysql"_s }) {
            bed.usePlan(QString(stages).replace(u"DB"_s, database));
            const auto certificate = bed.rehearse();
            VERIFY_ERROR(certificate, ErrorCode::Refused);
            QVERIFY2(certificate.error().what.contains(u"names database "_s + database),
                qPrintable(certificate.error().what));
        }
        QCOMPARE(bed.production() + bed.source(), before);
        QCOMPARE(bed.copies(), QStringList());
    }

    /// The rights that README asks for, and no more.
    void aRoleOfItsOwnIsEnough()
    {
        RehearsalBed bed(Engine::Mariadb);
        bed.usePlan(kGood);
        const auto root = MariadbServer::shared().open(bed.sourceProfile().database);
        VERIFY_OK(root);
        makeRehearser(**root, bed.sourceProfile().database);
        RehearsalOrder order = bed.order();
        order.source.user = u"rehearser"_s;
        const auto certificate = rehearse(order);
        QVERIFY2(certificate, told(bed, certificate).constData());
        QVERIFY2(certificate->result == RollbackResult::Exact, told(bed, certificate).constData());
        QVERIFY2(certificate->isTargetAlike, qPrintable(certificate->targetDifferences.join(u'\n')));
        QCOMPARE(bed.copies(), QStringList());
        VERIFY_OK((*root)->execute(u"DROP USER rehearser@'127.0.0.1'"_s));
    }

    /// A clone's views still read what they read; nothing is written through them, by a step or by what it sets off.
    void nothingIsWrittenThroughAView_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<bool>("isRun");
        QTest::newRow("an update") << u"UPDATE outer_notes SET text = 'x'"_s << false;
        QTest::newRow("an update through two") << u"UPDATE far SET text = 'x'"_s << false;
        QTest::newRow("an insert") << u"INSERT INTO outer_notes VALUES (2, 'x')"_s << false;
        QTest::newRow("a delete") << u"DELETE FROM `far` WHERE id = 1"_s << false;
        QTest::newRow("of two tables") << u"UPDATE orders o JOIN far f ON f.id = o.id SET f.text = 'x'"_s << false;
        QTest::newRow("by a trigger") << u"DELETE FROM orders WHERE id = 1"_s << false;
        QTest::newRow("reading it") << u"UPDATE orders SET amount = 1 + (SELECT count(*) FROM far)"_s << true;
    }
    void nothingIsWrittenThroughAView()
    {
        QFETCH(const QString, sql);
        QFETCH(const bool, isRun);
        RehearsalBed bed(Engine::Mariadb);
        const TestDatabase other(Engine::Mariadb);
        const QString archive = other.profile().database;
        other.run(u"CREATE TABLE notes (id int PRIMARY KEY, text varchar(9)); INSERT INTO notes VALUES (1, 'kept')"_s);
        const auto root = SqlSession::open(bed.sourceProfile(), {}, SessionRole::Control, {});
        VERIFY_OK(root);
        VERIFY_OK((*root)->execute(u"CREATE VIEW outer_notes AS SELECT * FROM %1.notes"_s.arg(archive)));
        VERIFY_OK((*root)->execute(u"CREATE VIEW far AS SELECT id, text FROM outer_notes"_s));
        VERIFY_OK((*root)->execute(u"CREATE TRIGGER gone AFTER DELETE ON orders FOR EACH ROW UPDATE outer_notes SET text = 'x'"_s));
        bed.usePlan(only(sql, u"SELECT 1"_s, u"writes_rows: true, touches: [orders]"_s));
        const auto byRoot = bed.rehearse();
        VERIFY_ERROR(byRoot, ErrorCode::Refused);
        QVERIFY2(byRoot.error().what.contains(u"may write through view outer_notes into database "_s + archive), qPrintable(byRoot.error().what));
        makeRehearser(**root, bed.sourceProfile().database);
        VERIFY_OK((*root)->execute(u"GRANT SELECT ON %1.notes TO rehearser@'127.0.0.1'"_s.arg(archive)));
        RehearsalOrder order = bed.order();
        order.source.user = u"rehearser"_s;
        const auto certificate = rehearse(order);
        QCOMPARE(other.value(u"SELECT concat(count(*), max(text)) FROM notes"_s).toString(), u"1kept"_s);
        QCOMPARE(bed.copies(), QStringList());
        QVERIFY2(told(bed, certificate).contains("lack rights") != isRun, told(bed, certificate).constData());
        VERIFY_OK((*root)->execute(u"DROP USER rehearser@'127.0.0.1'"_s));
    }

    void whatIsTheServersIsRefused()
    {
        RehearsalBed bed(Engine::Mariadb);
        const TestDatabase other(Engine::Mariadb);
        bed.usePlan(only(u"DROP DATABASE "_s + other.profile().database, u"SELECT 1"_s, u"touches: [orders]"_s));
        const auto certificate = bed.rehearse();
        VERIFY_ERROR(certificate, ErrorCode::Refused);
        QVERIFY2(certificate.error().what.contains(u"says DROP DATABASE"_s), qPrintable(certificate.error().what));
        QCOMPARE(other.value(u"SELECT 1"_s).toInt(), 1);
    }

    void productionIsNeverATemplate_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("postgresql") << Engine::Postgresql;
        QTest::newRow("mariadb") << Engine::Mariadb;
    }
    void productionIsNeverATemplate()
    {
        QFETCH(const Engine, engine);
        RehearsalBed bed(engine);
        bed.usePlan(kGood);
        RehearsalOrder order = bed.order();
        order.source.environment = Environment::Prod;
        VERIFY_ERROR(rehearse(order), ErrorCode::Refused);
        // Also where the connection calls production something else.
        const auto session = SqlSession::open(bed.sourceProfile(), {}, SessionRole::Control, {});
        VERIFY_OK(session);
        VERIFY_OK(enrolTarget(**session, Environment::Prod));
        session->get()->rollback();
        const auto certificate = rehearse(bed.order());
        VERIFY_ERROR(certificate, ErrorCode::Refused);
        QVERIFY2(certificate.error().what.contains(u"production is never a template"_s),
            qPrintable(certificate.error().what));
        QCOMPARE(bed.copies(), QStringList());
    }

    void aCopyInUseNamesItsUser()
    {
        RehearsalBed bed(Engine::Postgresql);
        bed.usePlan(kGood);
        const auto user = SqlSession::open(bed.sourceProfile(), {}, SessionRole::Control, {});
        VERIFY_OK(user);
        RehearsalOrder order = bed.order();
        std::stop_source stop; // not for three times five seconds
        order.stop = stop.get_token();
        order.say = [&](const QString &line) {
            bed.said += line;
            if (line.contains(u"to become idle"_s))
                stop.request_stop();
        };
        const auto certificate = rehearse(order);
        VERIFY_ERROR(certificate, ErrorCode::Busy);
        QVERIFY2(certificate.error().what.contains(u"pid %1"_s.arg((*user)->backendPid())),
            qPrintable(certificate.error().what));
        QVERIFY2(
            bed.said.join(u'\n').contains(u"pid %1"_s.arg((*user)->backendPid())), qPrintable(bed.said.join(u'\n')));
        QCOMPARE(bed.copies(), QStringList());
    }

    /// A rehearsal that was killed leaves its copy; the next one removes it, and none that is in use.
    void onlyDeadCopiesAreRemoved_data() { addTargetRows(); }
    void onlyDeadCopiesAreRemoved()
    {
        RehearsalBed bed(fetchTarget());
        bed.usePlan(kGood);
        const RehearsalOrder order = bed.order();
        const CloneOrder cloning { order.source, order.workspaceRoot, order.open, {}, order.say, {} };
        const auto living = makeClone(cloning);
        VERIFY_OK(living);
        const auto user = order.open((*living)->profile(), SessionRole::Control, {});
        VERIFY_OK(user);
        const QStringList kept = bed.copies();
        if (bed.engine() == Engine::Sqlite) {
            for (const QString &name : { u"/.warehouse.db.rehearsal-0123abcd"_s,
                     u"/.warehouse.db.rehearsal-0123abcd.lock"_s, u"/.warehouse.db.rehearsal-0123abcd-wal"_s }) {
                QFile file(bed.database().workspaceRoot() + name);
                QVERIFY(file.open(QIODevice::WriteOnly));
            }
        } else if (bed.engine() == Engine::Mariadb) {
            VERIFY_OK(MariadbServer::shared().open().value()->execute(
                u"CREATE DATABASE sluice_rehearsal_0123456789ab COMMENT 'Sluice rehearsal of x'"_s));
        } else {
            VERIFY_OK(PostgresCluster::shared().createDatabase(u"sluice_rehearsal_0123456789ab"_s));
        }
        QVERIFY(bed.copies().size() > kept.size());
        const auto removed = removeDeadClones(cloning);
        VERIFY_OK(removed);
        QCOMPARE(*removed, 1);
        QCOMPARE(bed.copies(), kept);
        user->get()->rollback();
    }

    void aStoppedRehearsalLeavesNothing_data() { addTargetRows(); }
    void aStoppedRehearsalLeavesNothing()
    {
        RehearsalBed bed(fetchTarget());
        bed.usePlan(kGood);
        RehearsalOrder order = bed.order();
        std::stop_source stop;
        order.stop = stop.get_token();
        order.say = [&](const QString &line) {
            bed.said += line;
            if (line.contains(u"backfill"_s, Qt::CaseInsensitive) || line.startsWith(u"Stage 2"_s))
                stop.request_stop();
        };
        const auto certificate = rehearse(order);
        QVERIFY2(!certificate && certificate.error().code == ErrorCode::Cancelled, told(bed, certificate).constData());
        QCOMPARE(bed.copies(), QStringList());
    }

    /// A copy that is not as production is now proves its own, and says so.
    void aCopyThatIsOlderSaysSo_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("postgresql") << Engine::Postgresql;
        QTest::newRow("mariadb") << Engine::Mariadb;
    }
    void aCopyThatIsOlderSaysSo()
    {
        QFETCH(const Engine, engine);
        RehearsalBed bed(engine);
        bed.usePlan(only(u"CREATE VIEW @extra AS SELECT id FROM @orders"_s, u"DROP VIEW @extra"_s,
            u"touches: [@extra]"_s + found(engine, kExtraIsThere)));
        bed.database().run(bed.q(u"ALTER TABLE @orders ADD COLUMN channel text"_s));
        const auto certificate = bed.rehearse();
        QVERIFY2(certificate, told(bed, certificate).constData());
        QCOMPARE(certificate->result, RollbackResult::Exact);
        QVERIFY(!certificate->isTargetAlike);
        QVERIFY2(certificate->targetDifferences.join(u'\n').contains(u"channel"_s),
            qPrintable(certificate->targetDifferences.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(RehearsalTest)
#include "tst_rehearsal.moc"
