// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/lock_trace.h"
#include "support/mariadb_server.h"
#include "support/verify.h"
#include "warehouse/fence.h"

using namespace sluice;
using namespace Qt::StringLiterals;

/// Who holds which table on a server that has the plugin for it, and what is said of one that has not.
class MariadbLocksTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<MariadbServer> m_server;

    std::unique_ptr<SqlSession> open() const { return m_server->open(u"shop"_s).value(); }

private Q_SLOTS:
    void initTestCase()
    {
        MariadbServer::Options options;
        options.plugins = QStringList { u"metadata_lock_info"_s };
        auto server = MariadbServer::create(options);
        VERIFY_OK(server);
        m_server = *std::move(server);
        VERIFY_OK(m_server->createDatabase(u"shop"_s));
        const auto session = open();
        for (const QString &statement :
            { u"CREATE TABLE orders (id int PRIMARY KEY, amount int)"_s, u"CREATE TABLE notes (id int PRIMARY KEY)"_s,
                u"CREATE TABLE sluice_mark (id int PRIMARY KEY)"_s, u"INSERT INTO orders VALUES (1, 1)"_s })
            VERIFY_OK(session->execute(statement));
    }

    void whatATransactionHoldsIsTold()
    {
        const auto session = open();
        const auto isTold = tellsLocks(*session);
        QVERIFY(isTold && *isTold);
        const auto before = heldLocks(*session, {});
        VERIFY_OK(before);
        QVERIFY(before->isEmpty());
        VERIFY_OK(session->begin());
        VERIFY_OK(session->query(u"SELECT * FROM notes"_s)); // reading holds up nobody
        VERIFY_OK(session->execute(u"INSERT INTO sluice_mark VALUES (1)"_s));
        VERIFY_OK(session->execute(u"UPDATE orders SET amount = 2"_s));
        const auto held = heldLocks(*session, {});
        VERIFY_OK(held);
        QCOMPARE(held->size(), 1);
        QCOMPARE(held->first(), (HeldLock { u"orders"_s, u"SHARED WRITE"_s }));
        session->rollback();
        const auto after = heldLocks(*session, {});
        VERIFY_OK(after);
        QVERIFY(after->isEmpty());
    }

    void aTraceCountsTransactions()
    {
        const auto session = open();
        LockTrace trace;
        for (int i = 0; i < 2; ++i) {
            VERIFY_OK(session->begin());
            VERIFY_OK(trace.begun(*session));
            VERIFY_OK(session->execute(u"UPDATE orders SET amount = amount + 1"_s));
            VERIFY_OK(trace.looked(*session));
            VERIFY_OK(session->commit());
            trace.ended();
        }
        QVERIFY(!trace.isEmpty());
        QCOMPARE(trace.locks().size(), 1);
        QCOMPARE(trace.locks().first().relation, u"orders"_s);
        QCOMPARE(trace.locks().first().times, 2);
    }

    void whoHoldsATableIsNamed()
    {
        const auto holder = open();
        VERIFY_OK(holder->begin());
        VERIFY_OK(holder->execute(u"UPDATE orders SET amount = 3"_s));
        const auto said = describeBlockers(*open(), { { {}, u"orders"_s } });
        VERIFY_OK(said);
        QVERIFY2(said->contains(u"connection %1 (user root)"_s.arg(holder->backendPid())), qPrintable(*said));
        holder->rollback();
    }

    void withoutThePluginNothingIsClaimed()
    {
        const auto session = MariadbServer::shared().open();
        VERIFY_OK(session);
        const auto isTold = tellsLocks(**session);
        QVERIFY(isTold && !*isTold);
        LockTrace trace;
        VERIFY_OK((*session)->begin());
        VERIFY_OK(trace.begun(**session));
        VERIFY_OK(trace.looked(**session));
        (*session)->rollback();
        trace.ended();
        QVERIFY(trace.isEmpty());
    }
};

QTEST_GUILESS_MAIN(MariadbLocksTest)
#include "tst_mariadb_locks.moc"
