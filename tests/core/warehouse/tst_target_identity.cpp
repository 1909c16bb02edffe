// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/postgres_cluster.h"
#include "support/test_database.h"
#include "support/verify.h"
#include "warehouse/fence.h"
#include "warehouse/receipts.h"
#include "warehouse/target_identity.h"

#include <QTest>

#include "core/warehouse/warehouse_fixture.h"

using namespace sluice;
using namespace Qt::StringLiterals;

class TestTargetIdentity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void enrolment_data() { addEngineRows(); }
    void enrolment()
    {
        QFETCH(Engine, engine);
        TestDatabase database(engine);
        const auto session = database.open();
        VERIFY_ERROR(verifyTarget(*session), ErrorCode::NotEnrolled);
        const auto first = enrolTarget(*session, Environment::Dev);
        VERIFY_OK(first);
        QVERIFY(!first->uuid.isEmpty());
        const auto answer = verifyTarget(*session);
        VERIFY_OK(answer);
        QCOMPARE(*answer, *first);
        VERIFY_OK(insertReceipt(*session, receipt()));
        const auto again = enrolTarget(*session, Environment::Dev);
        VERIFY_OK(again);
        QCOMPARE(again->uuid, first->uuid); // the same target stays the same, and keeps its receipts
        const auto found = receiptsOf(*session, u"r"_s);
        VERIFY_OK(found);
        QCOMPARE(found->size(), 1);
        QCOMPARE(targetIdentityFromJson(toJson(*first)), *first);
        VERIFY_OK(verifyTarget(*database.open(SessionRole::Catalogue)));
        VERIFY_OK(verifyTarget(*database.open(SessionRole::Steps)));
    }

    void environmentMustAgree_data() { addEngineRows(); }
    void environmentMustAgree()
    {
        QFETCH(Engine, engine);
        TestDatabase database(engine); // its profile says dev
        const auto session = database.open();
        VERIFY_OK(enrolTarget(*session, Environment::Prod));
        const auto answer = verifyTarget(*session);
        VERIFY_ERROR(answer, ErrorCode::IdentityMismatch);
        QVERIFY2(answer.error().what.contains(u"dev") && answer.error().what.contains(u"prod"), qPrintable(answer.error().what));
    }

    void templateDatabaseIsAClone()
    {
        PostgresCluster &cluster = PostgresCluster::shared();
        VERIFY_OK(cluster.createDatabase(u"original"_s));
        TargetIdentity original;
        {
            auto session = cluster.open(u"original"_s);
            VERIFY_OK(session);
            const auto enrolled = enrolTarget(**session, Environment::Dev);
            VERIFY_OK(enrolled);
            original = *enrolled;
            VERIFY_OK(insertReceipt(**session, receipt()));
            VERIFY_OK((*session)->execute(u"UPDATE sluice.fence SET epoch = 7, runner = 'somebody'"_s));
        }
        VERIFY_OK(cluster.createDatabase(u"clone"_s, u"original"_s));
        auto clone = cluster.open(u"clone"_s);
        VERIFY_OK(clone);
        checkClone(**clone, original);
        VERIFY_OK(cluster.dropDatabase(u"original"_s));
    }

    /// What a dump carries along, loaded into another database, and loaded again into the one it came from.
    void loadedDumpIsAClone()
    {
        TestDatabase database(Engine::Mariadb);
        TestDatabase copy(Engine::Mariadb);
        TargetIdentity original;
        {
            const auto session = database.open();
            const auto enrolled = enrolTarget(*session, Environment::Dev);
            VERIFY_OK(enrolled);
            original = *enrolled;
            VERIFY_OK(insertReceipt(*session, receipt()));
            VERIFY_OK(session->execute(u"UPDATE sluice_fence SET epoch = 7, runner = 'somebody'"_s));
        }
        const auto clone = copy.open();
        const QStringList tables { u"identity"_s, u"fence"_s, u"flag"_s, u"cursor"_s, u"receipt"_s, u"mark"_s };
        for (const QString &table : tables) {
            const QString from = u"`%1`.sluice_%2"_s.arg(database.profile().database, table);
            VERIFY_OK(clone->execute(u"CREATE TABLE sluice_%1 LIKE %2"_s.arg(table, from)));
            VERIFY_OK(clone->execute(u"INSERT INTO sluice_%1 SELECT * FROM %2"_s.arg(table, from)));
        }
        const auto statements = enrolmentSql(copy.profile(), {});
        VERIFY_OK(statements);
        for (const QString &statement : *statements) {
            if (statement.contains(u"FUNCTION"_s) && statement.startsWith(u"CREATE"_s))
                VERIFY_OK(clone->execute(statement));
        }
        checkClone(*clone, original);

        const auto session = database.open();
        VERIFY_OK(session->execute(u"CREATE TABLE kept AS SELECT * FROM sluice_identity"_s));
        VERIFY_OK(session->execute(u"DROP TABLE sluice_identity"_s));
        VERIFY_OK(
            session->execute(u"CREATE TABLE sluice_identity LIKE `%1`.sluice_identity"_s.arg(copy.profile().database)));
        VERIFY_OK(session->execute(u"INSERT INTO sluice_identity SELECT * FROM kept"_s));
        VERIFY_ERROR(verifyTarget(*session), ErrorCode::IdentityMismatch);
    }

    void copiedFileIsAClone()
    {
        TestDatabase database(Engine::Sqlite);
        TargetIdentity original;
        {
            const auto session = database.open();
            const auto enrolled = enrolTarget(*session, Environment::Dev);
            VERIFY_OK(enrolled);
            original = *enrolled;
            VERIFY_OK(insertReceipt(*session, receipt()));
        }
        const QString copy = database.workspaceRoot() + u"/copy.db"_s;
        QVERIFY(QFile::copy(database.filePath(), copy));
        ConnectionProfile profile = database.profile();
        profile.database = u"copy.db"_s;
        auto session = SqlSession::open(profile, database.workspaceRoot(), SessionRole::Control, {}, {});
        VERIFY_OK(session);
        checkClone(**session, original);
        session->reset(); // what its log holds goes into the file that is moved
        // A file that was put in the original's place is another file too.
        QVERIFY(QFile::remove(database.filePath()));
        QVERIFY(QFile::rename(copy, database.filePath()));
        VERIFY_ERROR(verifyTarget(*database.open()), ErrorCode::IdentityMismatch);
    }

    void runtimeRoleMayNotRewriteHistory()
    {
        TestDatabase database(Engine::Postgresql);
        const auto session = database.open();
        VERIFY_OK(session->execute(u"DROP ROLE IF EXISTS \"run\"\"ner\""_s));
        VERIFY_OK(session->execute(u"CREATE ROLE \"run\"\"ner\" LOGIN"_s));
        VERIFY_OK(enrolTarget(*session, Environment::Dev, u"run\"ner"_s));
        VERIFY_OK(session->execute(u"SET ROLE \"run\"\"ner\""_s));
        VERIFY_OK(verifyTarget(*session));
        VERIFY_OK(insertReceipt(*session, receipt()));
        VERIFY_OK(session->execute(u"UPDATE sluice.fence SET epoch = epoch + 1"_s));
        VERIFY_ERROR(session->execute(u"UPDATE sluice.receipt SET step = 'x'"_s), ErrorCode::PermissionDenied);
        VERIFY_ERROR(session->execute(u"DELETE FROM sluice.receipt"_s), ErrorCode::PermissionDenied);
        VERIFY_ERROR(session->execute(u"UPDATE sluice.identity SET uuid = 'x'"_s), ErrorCode::PermissionDenied);
        VERIFY_OK(session->execute(u"RESET ROLE"_s));
        VERIFY_OK(session->execute(u"DROP OWNED BY \"run\"\"ner\""_s));
        VERIFY_OK(session->execute(u"DROP ROLE \"run\"\"ner\""_s));
    }

    /// The roles of the first enrolment are those of the target: enrolling again without naming any keeps them.
    void enrollingAgainKeepsTheRoles()
    {
        TestDatabase database(Engine::Postgresql);
        const auto session = database.open();
        for (const QString &role : { u"first_runner"_s, u"second_runner"_s }) {
            VERIFY_OK(session->execute(u"DROP ROLE IF EXISTS "_s + role));
            VERIFY_OK(session->execute(u"CREATE ROLE "_s + role));
        }
        const auto probeRole = [&] { return database.value(u"SELECT probe_role FROM sluice.identity"_s).toString(); };
        VERIFY_OK(enrolTarget(*session, Environment::Dev, u"first_runner"_s));
        QCOMPARE(probeRole(), u"first_runner"_s);
        VERIFY_OK(enrolTarget(*session, Environment::Dev));
        QCOMPARE(probeRole(), u"first_runner"_s);
        VERIFY_OK(session->execute(u"SET ROLE first_runner"_s));
        VERIFY_OK(insertReceipt(*session, receipt()));
        VERIFY_OK(session->execute(u"RESET ROLE"_s));
        VERIFY_OK(enrolTarget(*session, Environment::Dev, u"second_runner"_s)); // named: changed
        QCOMPARE(probeRole(), u"second_runner"_s);
        VERIFY_OK(session->execute(u"DROP OWNED BY first_runner, second_runner"_s));
        VERIFY_OK(session->execute(u"DROP ROLE first_runner, second_runner"_s));
        VERIFY_OK(enrolTarget(*session, Environment::Dev)); // the server has that role no more
        QVERIFY(probeRole() != u"second_runner"_s);
    }

    void sqlForTheAdministrator_data() { addEngineRows(); }
    void sqlForTheAdministrator()
    {
        QFETCH(Engine, engine);
        TestDatabase database(engine);
        const auto session = database.open();
        runPrinted(database, *session);
        const auto first = verifyForRollout(*session);
        VERIFY_OK(first);
        VERIFY_OK(insertReceipt(*session, receipt()));
        VERIFY_OK(session->execute(engine == Engine::Postgresql ? u"UPDATE sluice.fence SET epoch = 4"_s : u"UPDATE sluice_fence SET epoch = 4"_s));
        // Run again, it changes nothing; and enrolling finds the same target.
        runPrinted(database, *session);
        const auto enrolled = enrolTarget(*session, Environment::Dev);
        VERIFY_OK(enrolled);
        QCOMPARE(enrolled->uuid, first->uuid);
        QCOMPARE(receiptsOf(*session, u"r"_s)->size(), 1);
        QCOMPARE(readFence(*session)->epoch, 4);
    }

    void sqlForTheAdministratorOfACopy()
    {
        TestDatabase database(Engine::Sqlite);
        QString original;
        {
            const auto session = database.open();
            original = enrolTarget(*session, Environment::Dev)->uuid;
            VERIFY_OK(insertReceipt(*session, receipt()));
        }
        QVERIFY(QFile::copy(database.filePath(), database.filePath() + u".copy"_s));
        QVERIFY(QFile::remove(database.filePath()));
        QVERIFY(QFile::rename(database.filePath() + u".copy"_s, database.filePath()));
        const auto session = database.open();
        VERIFY_ERROR(verifyForRollout(*session), ErrorCode::IdentityMismatch);
        runPrinted(database, *session);
        const auto copy = verifyForRollout(*session);
        VERIFY_OK(copy);
        QVERIFY(copy->uuid != original);
        QVERIFY(receiptsOf(*session, u"r"_s)->isEmpty());
    }

    void enginesWithoutEnrolment()
    {
        ConnectionProfile profile;
        profile.engine = Engine::Odbc;
        VERIFY_ERROR(enrolmentSql(profile, {}), ErrorCode::NotSupported);
    }

    /// A reader's transaction must not stop a step: with SQLite's own default it does.
    void readersDoNotStopSteps()
    {
        TestDatabase database(Engine::Sqlite);
        const auto control = database.open();
        VERIFY_OK(control->execute(u"CREATE TABLE t (v)"_s));
        VERIFY_OK(enrolTarget(*control, Environment::Dev));
        QCOMPARE(database.value(u"PRAGMA journal_mode"_s).toString(), u"wal"_s);
        const auto probe = database.open(SessionRole::Probe);
        VERIFY_OK(probe->begin());
        VERIFY_OK(probe->query(u"SELECT count(*) FROM t"_s));
        const auto steps = database.open(SessionRole::Steps);
        VERIFY_OK(steps->begin());
        VERIFY_OK(steps->execute(u"INSERT INTO t VALUES (1)"_s));
        VERIFY_OK(steps->commit());
        QCOMPARE(probe->query(u"SELECT count(*) FROM t"_s)->scalar().toInt(), 0); // its own snapshot
    }

    void aTargetWithoutLogIsEnrolledAgain()
    {
        TestDatabase database(Engine::Sqlite);
        const auto session = database.open();
        const auto first = enrolTarget(*session, Environment::Dev);
        VERIFY_OK(first);
        VERIFY_OK(session->query(u"PRAGMA journal_mode = DELETE"_s));
        VERIFY_OK(verifyTarget(*session)); // what runs, and its rollback, goes on
        const auto refused = verifyForRollout(*session);
        VERIFY_ERROR(refused, ErrorCode::NotEnrolled);
        QVERIFY2(refused.error().what.contains(u"write-ahead log"_s) && refused.error().next.contains(u"enrol it again"_s), qPrintable(refused.error().what));
        VERIFY_OK(enrolTarget(*session, Environment::Dev));
        const auto again = verifyForRollout(*session);
        VERIFY_OK(again);
        QCOMPARE(again->uuid, first->uuid);
    }

    /// Nothing is enrolled by halves while the log cannot be switched on.
    void aFileInUseIsNotEnrolled()
    {
        TestDatabase database(Engine::Sqlite);
        const auto control = database.open();
        VERIFY_OK(control->execute(u"CREATE TABLE t (v)"_s));
        const auto reader = database.open(SessionRole::Probe);
        VERIFY_OK(reader->begin());
        VERIFY_OK(reader->query(u"SELECT count(*) FROM t"_s));
        const auto refused = enrolTarget(*control, Environment::Dev);
        VERIFY_ERROR(refused, ErrorCode::LockTimeout);
        QVERIFY2(refused.error().what.contains(u"write-ahead log"_s) && refused.error().next.contains(u"enrol again"_s), qPrintable(refused.error().what));
        reader->rollback();
        VERIFY_ERROR(verifyTarget(*control), ErrorCode::NotEnrolled);
        VERIFY_OK(enrolTarget(*control, Environment::Dev));
    }

    void otherVersionIsRefused_data() { addEngineRows(); }
    void otherVersionIsRefused()
    {
        QFETCH(Engine, engine);
        TestDatabase database(engine);
        const auto session = database.open();
        VERIFY_OK(enrolTarget(*session, Environment::Dev));
        const QString table = engine == Engine::Postgresql ? u"sluice.identity"_s : u"sluice_identity"_s;
        VERIFY_OK(session->execute(u"UPDATE "_s + table + u" SET format = 99"_s));
        VERIFY_ERROR(verifyTarget(*session), ErrorCode::NotSupported);
    }

    /// Tables as the first version made them: refused with the way out, and enrolling again keeps target and receipts.
    void anEarlierFormatIsEnrolledAgain_data() { addEngineRows(); }
    void anEarlierFormatIsEnrolledAgain()
    {
        QFETCH(Engine, engine);
        TestDatabase database(engine);
        const auto session = database.open();
        const auto first = enrolTarget(*session, Environment::Dev);
        VERIFY_OK(first);
        VERIFY_OK(insertReceipt(*session, receipt()));
        const QString own = engine == Engine::Postgresql ? u"sluice."_s : u"sluice_"_s;
        for (const QString &table : { u"receipt"_s, u"mark"_s }) {
            for (const QString &column : { u"remnant"_s, u"guard_rows"_s })
                VERIFY_OK(session->execute(u"ALTER TABLE %1%2 DROP COLUMN %3"_s.arg(own, table, column)));
        }
        VERIFY_OK(session->execute(u"UPDATE %1identity SET format = 1"_s.arg(own)));
        const auto refused = verifyTarget(*session);
        VERIFY_ERROR(refused, ErrorCode::NotSupported);
        QVERIFY2(refused.error().next.contains(u"enrol it again"_s), qPrintable(refused.error().next));
        runPrinted(database, *session);
        const auto again = verifyForRollout(*session);
        VERIFY_OK(again);
        QCOMPARE(again->uuid, first->uuid);
        const auto kept = receiptsOf(*session, u"r"_s);
        VERIFY_OK(kept);
        QCOMPARE(kept->size(), 1);
        Receipt next = receipt();
        next.step = u"t"_s;
        next.remnant = u"table x"_s;
        VERIFY_OK(insertReceipt(*session, next));
    }

private:
    static void runPrinted(const TestDatabase &database, SqlSession &session)
    {
        const auto statements = enrolmentSql(database.profile(), database.workspaceRoot());
        VERIFY_OK(statements);
        for (const QString &statement : *statements)
            VERIFY_OK(session.execute(statement));
    }

    static Receipt receipt()
    {
        Receipt receipt;
        receipt.run = u"r"_s;
        receipt.step = u"s"_s;
        return receipt;
    }

    void checkClone(SqlSession &clone, const TargetIdentity &original)
    {
        const auto refused = verifyTarget(clone);
        VERIFY_ERROR(refused, ErrorCode::IdentityMismatch);
        QVERIFY2(refused.error().what.contains(original.databaseId), qPrintable(refused.error().what));
        const auto enrolled = enrolTarget(clone, Environment::Dev);
        VERIFY_OK(enrolled);
        QVERIFY(enrolled->uuid != original.uuid);
        const auto receipts = receiptsOf(clone, u"r"_s);
        VERIFY_OK(receipts);
        QVERIFY(receipts->isEmpty());
        const auto fence = readFence(clone);
        VERIFY_OK(fence);
        QCOMPARE(fence->epoch, 0);
        VERIFY_OK(verifyTarget(clone));
    }
};

QTEST_GUILESS_MAIN(TestTargetIdentity)
#include "tst_target_identity.moc"
