// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_ledger.h"
#include "ledger/postgres_ledger_schema.h"
#include "ledger_bed.h"
#include "support/tcp_proxy.h"

#include <QUuid>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kTarget = u"7a0c9c1e-target"_s;
constexpr Duration kTtl = 15s;

std::unique_ptr<SqlSession> sessionOf(const LedgerBed &bed, const QString &who)
{
    ConnectionProfile profile = bed.profile();
    profile.user = who;
    return MUST(SqlSession::open(profile, {}, SessionRole::Control, {}));
}

NewEvent command(const QString &name)
{
    return { EventType::CommandRequested, u"run-1"_s, QJsonObject { { u"command"_s, name }, { u"id"_s, name } } };
}

} // namespace

/// What only a database of several people has: rights, a server that goes away, a schema of its own.
class PostgresLedgerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nobodyWritesButThroughTheFunctions_data()
    {
        QTest::addColumn<QString>("role");
        for (const char *role : { "reader", "operator", "approver", "commander" })
            QTest::newRow(role) << QString::fromLatin1(role);
    }
    void nobodyWritesButThroughTheFunctions()
    {
        QFETCH(const QString, role);
        const LedgerBed bed(Engine::Postgresql);
        MUST(bed.open()->append({ note(u"one"_s) }));
        const QString who = u"tamperer_"_s + role;
        const auto ledger = bed.open(who, role);
        const auto session = sessionOf(bed, who);
        QStringList attempts;
        for (const char *table : { "event", "head", "plan", "lease", "side", "meta" }) {
            const QString name = u"sluice_ledger."_s + QLatin1String(table);
            attempts += { u"DELETE FROM "_s + name, u"TRUNCATE "_s + name,
                u"INSERT INTO "_s + name + u" SELECT * FROM "_s + name, u"DROP TABLE "_s + name,
                u"ALTER TABLE "_s + name + u" DISABLE TRIGGER USER"_s,
                u"DO $$ BEGIN LOCK TABLE "_s + name + u"; END $$"_s };
        }
        attempts += { u"UPDATE sluice_ledger.event SET actor = 'other'"_s, u"UPDATE sluice_ledger.head SET seq = 1"_s,
            u"UPDATE sluice_ledger.plan SET runbook = ''"_s, u"UPDATE sluice_ledger.lease SET runner = 'me'"_s,
            u"UPDATE sluice_ledger.meta SET format = 9"_s, u"SET ROLE sluice_ledger_owner"_s,
            u"GRANT sluice_operator TO "_s + who, u"CREATE TABLE sluice_ledger.mine (a integer)"_s,
            u"CREATE FUNCTION sluice_ledger.need(text, text) RETURNS void LANGUAGE sql AS ''"_s,
            u"DROP SCHEMA sluice_ledger CASCADE"_s, u"DROP FUNCTION sluice_ledger.need(text[], text)"_s,
            u"SELECT sluice_ledger.add('run_sealed', 'r', '{}', gen_random_uuid())"_s,
            u"SELECT sluice_ledger.give_lease('t', 'r', 9, 1000, '')"_s, u"SET session_replication_role = replica"_s,
            u"SET SESSION AUTHORIZATION postgres"_s, u"COPY sluice_ledger.event FROM PROGRAM 'true'"_s };
        const LedgerHead before = MUST(ledger->head());
        for (const QString &attempt : std::as_const(attempts)) {
            const Result<qint64> done = session->execute(attempt);
            QVERIFY2(!done, qPrintable(role + u": "_s + attempt));
            QVERIFY2(done.error().sqlState == u"42501"_s || done.error().sqlState.startsWith(u"SL"_s),
                qPrintable(attempt + u": "_s + done.error().what));
        }
        QCOMPARE(MUST(ledger->head()).hash, before.hash);
        QVERIFY(MUST(ledger->verify()).ok);
    }

    /// The owner of the tables is held by the triggers alone.
    void theOwnersSlipsAreStopped()
    {
        const LedgerBed bed(Engine::Postgresql);
        const auto ledger = bed.open();
        MUST(ledger->append({ note(u"one"_s) }));
        const auto raw = bed.openRaw();
        for (const QString &slip :
            { u"UPDATE sluice_ledger.event SET actor = 'other'"_s, u"DELETE FROM sluice_ledger.event"_s,
                u"TRUNCATE sluice_ledger.event"_s,
                u"INSERT INTO sluice_ledger.event SELECT 9, type, at_ms, actor, run, payload, previous_hash, hash, token FROM sluice_ledger.event WHERE seq = 1"_s,
                u"UPDATE sluice_ledger.head SET seq = 1"_s, u"DELETE FROM sluice_ledger.head"_s,
                u"DELETE FROM sluice_ledger.plan"_s }) {
            const auto done = raw->execute(slip);
            QVERIFY2(!done && done.error().sqlState == u"SL006"_s, qPrintable(slip));
        }
        QVERIFY(MUST(ledger->verify()).ok);
    }

    void whatEachRoleMaySay()
    {
        const LedgerBed bed(Engine::Postgresql);
        const auto reader = bed.open(u"rita"_s, u"reader"_s);
        const auto op = bed.open(u"oscar"_s, u"operator"_s);
        const auto approver = bed.open(u"anna"_s, u"approver"_s);
        const auto commander = bed.open(u"carl"_s, u"commander"_s);
        const NewEvent started { EventType::RunStarted, u"run-1"_s, {} };
        const NewEvent intent { EventType::RollbackIntent, u"run-1"_s, { { u"id"_s, u"rollback"_s } } };
        const NewEvent step { EventType::StepIntent, u"run-1"_s, {} };
        for (const NewEvent &event :
            { started, step, intent, command(u"rollback"_s), command(u"hold"_s), note(u"x"_s) })
            COMPARE_ERROR(reader->append({ event }), ErrorCode::Refused);
        COMPARE_ERROR(reader->acquireLease(kTarget, u"r"_s, kTtl), ErrorCode::Refused);
        for (const NewEvent &event : { started, step, intent, command(u"rollback"_s), command(u"hold"_s) })
            COMPARE_ERROR(approver->append({ event }), ErrorCode::Refused);
        COMPARE_ERROR(approver->storePlan(u"x"_s, "{}", {}), ErrorCode::Refused);
        MUST(approver->append({ note(u"x"_s) }));
        for (const NewEvent &event : { started, step, command(u"resume"_s), command(u"cancel"_s) }) {
            const auto refused = commander->append({ event });
            COMPARE_ERROR(refused, ErrorCode::Refused);
            QVERIFY2(refused.error().what.contains(u"carl"_s) && refused.error().next.contains(u"sluice_operator"_s),
                qPrintable(refused.error().what));
        }
        MUST(commander->append({ command(u"rollback"_s) }));
        const Lease lease = MUST(commander->acquireLease(kTarget, u"console"_s, kTtl));
        QCOMPARE(MUST(commander->append({ intent }, &lease))[0].actor, u"carl"_s);
        COMPARE_ERROR(op->append({ intent }, &lease), ErrorCode::LeaseHeld); // another login cannot show it
        MUST(op->append({ started, step, command(u"hold"_s) }));
        QCOMPARE(MUST(reader->verify()).ok, true);
        // Approvals have no kind of entry yet; whatever they will be called, an operator says none.
        const auto session = sessionOf(bed, u"oscar"_s);
        const QString approval = u"SELECT * FROM "
                                 u"sluice_ledger.append('[{\"type\":\"approval_given\",\"run\":\"r\",\"payload\":\"e30="
                                 u"\"}]', gen_random_uuid(),"
                                 " NULL, NULL, NULL, 0, NULL)"_s;
        QCOMPARE(session->query(approval).error().sqlState, u"SL003"_s);
        QVERIFY(sessionOf(bed, u"anna"_s)->query(approval));
        const auto begun = session->query(QString(approval).replace(u"approval_given"_s, u"ledger_created"_s));
        QVERIFY(!begun);
    }

    /// A lease that is not named in full is none.
    void aLeaseIsNotGuessed()
    {
        const LedgerBed bed(Engine::Postgresql);
        MUST(bed.open()->acquireLease(kTarget, u"r"_s, kTtl));
        const auto session = sessionOf(bed, u"operator_1"_s);
        for (const QString &shown : { u"'7a0c9c1e-target', NULL, NULL"_s, u"'7a0c9c1e-target', NULL, 1"_s,
                 u"'7a0c9c1e-target', 'r', NULL"_s, u"'other', 'r', 1"_s }) {
            const auto done = session->query(
                u"SELECT * FROM sluice_ledger.append('[{\"type\":\"gap_seen\",\"run\":\"r\",\"payload\":\"e30=\"}]', gen_random_uuid(), %1, 0, NULL)"_s
                    .arg(shown));
            QVERIFY2(!done && done.error().sqlState == u"SL002"_s, qPrintable(shown));
        }
    }

    void theSameCallIsTakenOnce()
    {
        const LedgerBed bed(Engine::Postgresql);
        bed.open();
        const auto session = sessionOf(bed, u"operator_1"_s);
        const QString call
            = u"SELECT seq FROM sluice_ledger.append('[{\"type\":\"gap_seen\",\"run\":\"r\",\"payload\":\"e30=\"}]', '%1', NULL, NULL, NULL, 0, NULL)"_s
                  .arg(QUuid::createUuid().toString(QUuid::WithoutBraces));
        QCOMPARE(MUST(session->query(call)).scalar().toInt(), 2);
        QCOMPARE(MUST(session->query(call)).scalar().toInt(), 2);
        QCOMPARE(MUST(bed.open()->head()).seq, 2);
    }

    void rowsCanBeErasedAndTheChainHolds()
    {
        const LedgerBed bed(Engine::Postgresql);
        const auto ledger = bed.open();
        const auto session = sessionOf(bed, u"operator_1"_s);
        const QByteArray digest
            = MUST(session->query(u"SELECT sluice_ledger.keep_rows('run-1', 'id,name\n7,somebody')"_s))
                  .scalar()
                  .toByteArray();
        QCOMPARE(digest.size(), 32);
        MUST(ledger->append(
            { { EventType::FeedbackGiven, u"run-1"_s, { { u"rows"_s, QString::fromLatin1(digest.toHex()) } } } }));
        const QString content = u"SELECT convert_from(content, 'UTF8') FROM sluice_ledger.side"_s;
        QCOMPARE(MUST(session->query(content)).scalar().toString(), u"id,name\n7,somebody"_s);
        bed.open(u"rita"_s, u"reader"_s);
        QVERIFY(!sessionOf(bed, u"rita"_s)->query(content)); // not everybody who reads the log
        QVERIFY(!sessionOf(bed, u"rita"_s)->queryBound(u"SELECT sluice_ledger.erase_rows(?)"_s, { digest }));
        QVERIFY(MUST(session->queryBound(u"SELECT sluice_ledger.erase_rows(?)"_s, { digest })).scalar().toBool());
        QVERIFY(!MUST(session->queryBound(u"SELECT sluice_ledger.erase_rows(?)"_s, { digest })).scalar().toBool());
        QVERIFY(!MUST(session->query(content)).scalar().isValid());
        QCOMPARE(
            MUST(session->query(u"SELECT erased_by FROM sluice_ledger.side"_s)).scalar().toString(), u"operator_1"_s);
        QVERIFY(MUST(ledger->verify()).ok);
    }

    void whatIsThereIsSaid()
    {
        LedgerBed bed(Engine::Postgresql);
        bed.open(u"stranger"_s, u"reader"_s);
        MUST(bed.openRaw()->execute(u"REVOKE sluice_reader FROM stranger"_s));
        const auto stranger = bed.tryOpen(u"stranger"_s);
        COMPARE_ERROR(stranger, ErrorCode::Refused);
        QVERIFY2(stranger.error().what.contains(u"stranger"_s), qPrintable(stranger.error().what));
        MUST(bed.openRaw()->execute(u"GRANT sluice_reader TO stranger"_s));

        QVERIFY(!MUST(initPostgresLedger(*bed.openRaw()))); // there already
        bed.open();
        MUST(bed.openRaw()->execute(u"UPDATE sluice_ledger.meta SET format = 2"_s));
        const auto newer = MUST(bed.tryOpen(u"operator_1"_s));
        QCOMPARE(MUST(newer->read(0)).size(), 1);
        COMPARE_ERROR(newer->append({ note(u"x"_s) }), ErrorCode::NotSupported);
        COMPARE_ERROR(newer->acquireLease(kTarget, u"r"_s, kTtl), ErrorCode::NotSupported);
        COMPARE_ERROR(initPostgresLedger(*bed.openRaw()), ErrorCode::NotSupported);
        MUST(bed.openRaw()->execute(u"UPDATE sluice_ledger.meta SET readable_from = 2"_s));
        COMPARE_ERROR(bed.tryOpen(u"operator_1"_s), ErrorCode::NotSupported);

        MUST(bed.openRaw()->execute(u"DROP SCHEMA sluice_ledger CASCADE"_s));
        const auto none = bed.tryOpen(u"operator_1"_s);
        COMPARE_ERROR(none, ErrorCode::NotEnrolled);
        QVERIFY2(none.error().next.contains(u"sluice ledger init"_s), qPrintable(none.error().next));
        const auto gone = newer->read(0);
        COMPARE_ERROR(gone, ErrorCode::IoFailed);
        MUST(bed.openRaw()->execute(
            u"CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"_s));
        COMPARE_ERROR(initPostgresLedger(*MUST(PostgresCluster::shared().open(u"latin"_s))), ErrorCode::NotSupported);
        MUST(PostgresCluster::shared().dropDatabase(u"latin"_s));
    }

    /// Who may create roles and schemas makes a ledger, and has no way into it afterwards.
    void anAdministratorWhoIsNoSuperuser()
    {
        const auto cluster = MUST(PostgresCluster::create());
        MUST(MUST(cluster->open())->execute(u"CREATE ROLE dba LOGIN CREATEROLE"_s));
        MUST(MUST(cluster->open())->execute(u"CREATE DATABASE record OWNER dba"_s));
        ConnectionProfile profile = cluster->profile(u"record"_s);
        profile.user = u"dba"_s;
        const auto session = MUST(SqlSession::open(profile, {}, SessionRole::Control, {}));
        QVERIFY(MUST(initPostgresLedger(*session)));
        QVERIFY(!session->execute(u"UPDATE sluice_ledger.head SET seq = 1"_s));
        QCOMPARE(session->execute(u"DELETE FROM sluice_ledger.event"_s).error().sqlState, u"42501"_s);
        MUST(MUST(cluster->open(u"record"_s))->execute(u"CREATE ROLE weak LOGIN"_s));
        profile.database = u"postgres"_s;
        profile.user = u"weak"_s;
        const auto weak = initPostgresLedger(*MUST(SqlSession::open(profile, {}, SessionRole::Control, {})));
        COMPARE_ERROR(weak, ErrorCode::PermissionDenied);
        QVERIFY2(weak.error().next.contains(u"--print-sql"_s), qPrintable(weak.error().next));
    }

    /// A database that was restored on a server without its roles.
    void aMissingRoleIsNamed()
    {
        const auto cluster = MUST(PostgresCluster::create());
        const auto session = MUST(cluster->open());
        QVERIFY(MUST(initPostgresLedger(*session)));
        for (const char *statement : { "DROP OWNED BY sluice_commander", "DROP ROLE sluice_commander",
                 "CREATE ROLE rita LOGIN", "GRANT sluice_reader TO rita" })
            MUST(session->execute(QLatin1String(statement)));
        ConnectionProfile profile = cluster->profile();
        profile.user = u"rita"_s;
        const auto ledger = MUST(PostgresLedger::open(
            [profile](const SessionOptions &options) {
                return SqlSession::open(profile, {}, SessionRole::Control, {}, options);
            },
            u"connection team"_s));
        const auto refused = ledger->append({ note(u"x"_s) });
        COMPARE_ERROR(refused, ErrorCode::NotEnrolled);
        QVERIFY2(refused.error().what.contains(u"sluice_commander"_s), qPrintable(refused.error().what));
    }

    void anAnswerThatIsLostIsAskedForAgain_data()
    {
        QTest::addColumn<TcpProxy::Fault>("fault");
        QTest::newRow("the server never heard") << TcpProxy::Fault::CutBefore;
        QTest::newRow("the server took it") << TcpProxy::Fault::CutAfter;
        QTest::newRow("nobody says anything") << TcpProxy::Fault::Silence;
    }
    void anAnswerThatIsLostIsAskedForAgain()
    {
        QFETCH(const TcpProxy::Fault, fault);
        const LedgerBed bed(Engine::Postgresql);
        TcpProxy proxy(bed.profile().port);
        ConnectionProfile profile = bed.profile();
        profile.port = proxy.port();
        const auto ledger = MUST(PostgresLedger::open(
            [profile](const SessionOptions &options) {
                return SqlSession::open(profile, {}, SessionRole::Control, {}, options);
            },
            u"connection team"_s));
        ledger->setPatience(Duration(200));
        MUST(ledger->append({ note(u"before"_s) }));
        proxy.arm(fault, "sluice_ledger.append");
        QCOMPARE(MUST(ledger->append({ note(u"once"_s), note(u"and again"_s) })).size(), 2);
        QCOMPARE(proxy.strikes(), 1);
        QCOMPARE(MUST(bed.open()->head()).seq, 4);
        QVERIFY(MUST(ledger->verify()).ok);
    }

    void aServerThatComesBackIsAskedAgain()
    {
        const auto cluster = MUST(PostgresCluster::create());
        QVERIFY(MUST(initPostgresLedger(*MUST(cluster->open()))));
        const ConnectionProfile profile = cluster->profile();
        const auto ledger = MUST(PostgresLedger::open(
            [profile](const SessionOptions &options) {
                return SqlSession::open(profile, {}, SessionRole::Control, {}, options);
            },
            u"connection team"_s));
        ledger->setPatience(Duration(200));
        MUST(ledger->append({ note(u"before"_s) }));
        MUST(cluster->restart(PostgresCluster::StopMode::Fast));
        QTRY_VERIFY(ledger->head().has_value()); // the port may be another for a moment
        MUST(ledger->append({ note(u"after"_s) }));
        cluster->stop();
        const auto away = ledger->append({ note(u"lost"_s) });
        QVERIFY(!away);
        QVERIFY2(away.error().code == ErrorCode::OutcomeUnknown || away.error().code == ErrorCode::CannotConnect,
            qPrintable(away.error().what));
        COMPARE_ERROR(ledger->head(), ErrorCode::CannotConnect);
        QVERIFY2(ledger->head().error().what.startsWith(u"cannot reach PostgreSQL at "_s),
            qPrintable(ledger->head().error().what));
        QCOMPARE(ledger->head().error().where, u"connection team"_s);
        MUST(cluster->start());
        QTRY_VERIFY_WITH_TIMEOUT(ledger->head().has_value(), 10'000);
        MUST(ledger->append({ note(u"again"_s) }));
        const QList<Event> events = MUST(ledger->read(1));
        QCOMPARE(events.size(), 3);
        QCOMPARE(events[2].json()[u"text"_s].toString(), u"again"_s);
        QVERIFY(MUST(ledger->verify()).ok);
    }
};

QTEST_GUILESS_MAIN(PostgresLedgerTest)
#include "tst_postgres_ledger.moc"
