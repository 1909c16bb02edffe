// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger_bed.h"

#include "ledger/postgres_ledger_schema.h"

namespace sluice {

using namespace Qt::StringLiterals;

LedgerBed::LedgerBed(Engine engine)
    : m_engine(engine)
{
    if (!isPostgres())
        return;
    static int counter = 0;
    m_profile = PostgresCluster::shared().profile(u"ledger_%1"_s.arg(++counter));
    MUST(PostgresCluster::shared().createDatabase(m_profile.database));
    if (!MUST(initPostgresLedger(*openRaw())))
        qFatal("the database held a ledger before");
}

LedgerBed::~LedgerBed()
{
    if (isPostgres())
        static_cast<void>(PostgresCluster::shared().dropDatabase(m_profile.database));
}

void LedgerBed::makeLogin(const QString &who, const QString &role) const
{
    const auto session = openRaw();
    const SqlRows there = MUST(session->queryBound(u"SELECT count(*) FROM pg_roles WHERE rolname = ?"_s, { who }));
    if (there.scalar().toInt() > 0)
        return;
    MUST(session->execute(u"CREATE ROLE %1 LOGIN"_s.arg(who)));
    if (!role.isEmpty())
        MUST(session->execute(u"GRANT sluice_%1 TO %2"_s.arg(role, who)));
}

std::unique_ptr<Ledger> LedgerBed::open(const QString &who, const QString &role) const
{
    if (isPostgres())
        makeLogin(who, role);
    return MUST(tryOpen(who));
}

Result<std::unique_ptr<Ledger>> LedgerBed::tryOpen(const QString &who) const
{
    if (!isPostgres())
        return openSqliteLedger(m_fixture.file(), m_fixture.clock, who);
    ConnectionProfile profile = m_profile;
    profile.user = who;
    return openPostgresLedger(
        [profile](
            const SessionOptions &options) { return SqlSession::open(profile, {}, SessionRole::Control, {}, options); },
        u"connection team"_s);
}

std::unique_ptr<SqlSession> LedgerBed::openRaw() const
{
    return isPostgres() ? MUST(SqlSession::open(m_profile, {}, SessionRole::Control, {})) : m_fixture.openRaw();
}

void LedgerBed::dropSeatBelts() const
{
    const auto raw = openRaw();
    if (isPostgres()) {
        for (const char *name : { "event", "head", "plan" })
            MUST(raw->execute(u"ALTER TABLE sluice_ledger.%1 DISABLE TRIGGER USER"_s.arg(QLatin1String(name))));
        return;
    }
    const SqlRows triggers = MUST(raw->query(u"SELECT name FROM sqlite_master WHERE type = 'trigger'"_s));
    for (const QVariantList &row : triggers.rows)
        MUST(raw->execute(u"DROP TRIGGER "_s + row[0].toString()));
}

void LedgerBed::letExpire(const QString &target)
{
    if (isPostgres())
        MUST(openRaw()->executeBound(
            u"UPDATE sluice_ledger.lease SET expires_at = clock_timestamp() WHERE target = ?"_s, { target }));
    else
        m_fixture.clock.advance(std::chrono::hours(48));
}

void LedgerBed::killHolder(const QString &target) const
{
    if (isPostgres())
        MUST(openRaw()->executeBound(u"UPDATE sluice_ledger.lease SET process = regexp_replace(regexp_replace(process, "
                                     u"'\"pid\":[0-9]+', '\"pid\":4194303'),"
                                     " '\"started\":[0-9]+', '\"started\":1') WHERE target = ?"_s,
            { target }));
    else
        MUST(openRaw()->executeBound(
            u"UPDATE ledger_lease SET pid = ?, process_started = 1 WHERE target = ?"_s, { 0x3FFFFF, target }));
}

void LedgerBed::letPass()
{
    if (isPostgres())
        MUST(openRaw()->query(u"SELECT pg_sleep(0.01)"_s)); // on its clock, which no test can move
    else
        m_fixture.clock.advance(std::chrono::milliseconds(10));
}

void eachEngine()
{
    QTest::addColumn<Engine>("engine");
    QTest::newRow("sqlite") << Engine::Sqlite;
    QTest::newRow("postgresql") << Engine::Postgresql;
}

} // namespace sluice
