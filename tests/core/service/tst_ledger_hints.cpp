// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_ledger_schema.h"
#include "rollout_bed.h"
#include "support/postgres_cluster.h"

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Several programs on one ledger in a database, which is asked once an hour: what they see of each other, it told
/// them.
class LedgerHintsTest : public QObject
{
    Q_OBJECT

    ConnectionProfile m_profile;
    int m_number = 0;

    SqlRows query(const QString &sql) const
    {
        const auto session = PostgresCluster::shared().open(m_profile.database);
        auto rows = session ? (*session)->query(sql) : Result<SqlRows>(tl::make_unexpected(session.error()));
        if (!rows)
            qFatal("%s: %s", qPrintable(sql), qPrintable(rows.error().what));
        return *rows;
    }
    int listeners() const
    {
        return query(u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'"
                     " AND application_name = 'sluice-listen' AND query = 'LISTEN sluice_ledger'"_s)
            .scalar()
            .toInt();
    }
    static RunState stateIn(const LocalService &service)
    {
        const SnapshotPtr snapshot = service.snapshot();
        const RolloutView *view = snapshot ? snapshot->rollout(u"totals"_s) : nullptr;
        return view ? view->state : RunState {};
    }

private Q_SLOTS:
    void init()
    {
        m_profile = PostgresCluster::shared().profile(u"hints_%1"_s.arg(++m_number));
        VERIFY_OK(PostgresCluster::shared().createDatabase(m_profile.database));
        const auto session = PostgresCluster::shared().open(m_profile.database);
        VERIFY_OK(session);
        VERIFY_OK(initPostgresLedger(**session));
        query(u"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'olga') THEN CREATE ROLE olga LOGIN;"
              " GRANT sluice_operator TO olga; END IF; END $$"_s);
        query(u"ALTER ROLE olga LOGIN"_s);
        m_profile.user = u"olga"_s;
    }
    void cleanup() { VERIFY_OK(PostgresCluster::shared().dropDatabase(m_profile.database)); }

    void anotherProgramSeesAndCommands()
    {
        RolloutBed bed(Engine::Sqlite);
        bed.keepLedgerIn(m_profile, 1h);
        bed.replaceInPlan(u"hold: 1s"_s, u"hold: 1h"_s);
        bed.connect();
        const auto other = bed.newService(u"other"_s);
        TRY(listeners() == 2);
        TRY(other->snapshot() != nullptr);
        const auto started = bed.service().startRollout(u"totals"_s, u"test"_s);
        TRY(started.isFinished());
        VERIFY_OK(started.result());
        const QString run = *started.result();
        TRY(stateIn(*other).stage(u"forward"_s) && stateIn(*other).stage(u"forward"_s)->exposure == 1);
        QCOMPARE(stateIn(*other).run, run);

        // A command of the other is carried out by this one's runner, and comes back.
        const auto held = other->holdRollout(run, u"wait for finance"_s);
        TRY(held.isFinished());
        VERIFY_OK(held.result());
        TRY(stateIn(*other).isHeldBy(HoldReason::Operator));
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        QVERIFY(!other->isRunning(run));
    }

    void withoutAListenerItIsAskedAgain()
    {
        RolloutBed bed(Engine::Sqlite);
        bed.keepLedgerIn(m_profile, 1h);
        bed.connect();
        const auto other = bed.newService(u"other"_s);
        TRY(listeners() == 2);
        TRY(other->snapshot() != nullptr);
        query(u"ALTER ROLE olga NOLOGIN"_s); // sessions stay, new ones do not come
        query(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
              " AND application_name = 'sluice-listen'"_s);
        TRY(listeners() == 0);
        const qint64 head = other->snapshot()->ledgerHead.seq;
        const auto said = bed.service().giveFeedback(u"orders"_s, u"looks odd"_s, 0);
        TRY(said.isFinished());
        VERIFY_OK(said.result());
        QTRY_VERIFY_WITH_TIMEOUT(other->snapshot()->ledgerHead.seq > head, 5'000);
        QVERIFY(other->snapshot()->ledgerProblem.isEmpty());
        QCOMPARE(listeners(), 0);

        query(u"ALTER ROLE olga LOGIN"_s);
        TRY(listeners() == 2);
        const auto again = bed.service().giveFeedback(u"orders"_s, u"still odd"_s, 0);
        TRY(again.isFinished());
        VERIFY_OK(again.result());
        TRY(other->snapshot()->ledgerHead.seq == head + 2);
    }

    /// Hostile notices cost a few looks, and no look invents anything.
    void noticesOfOthersChangeNothing()
    {
        RolloutBed bed(Engine::Sqlite);
        bed.keepLedgerIn(m_profile, 1h);
        bed.connect();
        TRY(listeners() == 1);
        const auto said = bed.service().giveFeedback(u"orders"_s, u"looks odd"_s, 0);
        TRY(said.isFinished());
        const qint64 head = query(u"SELECT seq FROM sluice_ledger.head"_s).scalar().toLongLong();
        TRY(bed.service().snapshot()->ledgerHead.seq == head);
        const SnapshotPtr before = bed.service().snapshot();
        query(u"SELECT pg_notify('sluice_ledger', p) FROM unnest(ARRAY['', '-1', '9999999999999', 'x''; DROP TABLE y', "
              u"repeat('z', 7000)]) p,"
              " generate_series(1, 500)"_s);
        const auto after = bed.service().giveFeedback(u"orders"_s, u"and now"_s, 0); // behind the notices
        TRY(after.isFinished());
        VERIFY_OK(after.result());
        TRY(bed.service().snapshot()->ledgerHead.seq == head + 1);
        QVERIFY(bed.service().snapshot()->ledgerProblem.isEmpty());
        QCOMPARE(bed.service().snapshot()->alarms.size(), before->alarms.size());
    }
};

QTEST_GUILESS_MAIN(LedgerHintsTest)
#include "tst_ledger_hints.moc"
