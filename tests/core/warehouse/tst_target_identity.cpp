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

    void sqlForTheAdministrator()
    {
        TestDatabase database(Engine::Postgresql);
        const auto statements = enrolmentSql(Engine::Postgresql, Environment::Dev);
        VERIFY_OK(statements);
        const auto session = database.open();
        VERIFY_OK(session->begin());
        for (const QString &statement : *statements)
            VERIFY_OK(session->execute(statement));
        VERIFY_OK(session->commit());
        VERIFY_OK(verifyTarget(*session));
        VERIFY_ERROR(enrolmentSql(Engine::Mariadb, Environment::Dev), ErrorCode::NotSupported);
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
        const auto again = enrolTarget(*session, Environment::Dev);
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
