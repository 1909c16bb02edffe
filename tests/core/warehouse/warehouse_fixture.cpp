// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"

#include "sql/sql_classifier.h"
#include "sql/sql_quoting.h"
#include "warehouse/target_identity.h"

#include <QTest>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kPostgres = R"sql(
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'analyst') THEN CREATE ROLE analyst; CREATE ROLE finance; CREATE ROLE steward; END IF;
END $$;
CREATE SCHEMA IF NOT EXISTS {schema};
GRANT USAGE ON SCHEMA {schema} TO analyst, finance;
CREATE TABLE {orders} ({id} bigint PRIMARY KEY, {day} date NOT NULL, {country} varchar(2), {status} varchar(10), {amount} numeric(12,2), note text DEFAULT 'a''b');
CREATE INDEX by_day ON {orders} ({day});
COMMENT ON TABLE {orders} IS 'every order''s line';
COMMENT ON COLUMN {orders}.{country} IS 'where it went';
GRANT SELECT ON {orders} TO analyst;
GRANT SELECT ({day}) ON {orders} TO finance;
INSERT INTO {orders} SELECT g, date '2024-01-01' + (g % 30)::int, CASE g % 3 WHEN 0 THEN 'DE' WHEN 1 THEN 'US' END, CASE g % 2 WHEN 0 THEN 'paid' ELSE 'open' END, g * 1.25, 'n' || g FROM generate_series(1, 60) g;
CREATE VIEW {revenue} WITH (security_barrier = true) AS SELECT {day}, sum({amount})::numeric(14,2) AS {amount}
  FROM {orders} WHERE {status} IN ('paid', 'sent') AND {day} BETWEEN '2020-01-01' AND '2030-01-01' AND {amount} > 0 GROUP BY {day};
COMMENT ON VIEW {revenue} IS 'what finance reads';
COMMENT ON COLUMN {revenue}.{amount} IS 'paid or sent';
GRANT SELECT ON {revenue} TO analyst WITH GRANT OPTION;
GRANT SELECT ({day}) ON {revenue} TO finance;
CREATE VIEW {dashboard} AS SELECT max({amount}) AS best FROM {revenue};
GRANT SELECT ON {dashboard} TO analyst;
CREATE VIEW {candidate} AS SELECT {day}, (sum({amount}) * 2)::numeric(14,2) AS {amount}, count(*) AS lines FROM {orders} GROUP BY {day};
)sql";

constexpr auto kSqlite = R"sql(
CREATE TABLE {orders} ({id} INTEGER PRIMARY KEY, -- the key
  {day} TEXT NOT NULL, {country} TEXT, {status} TEXT CHECK ({status} <> ''), {amount} REAL, note TEXT DEFAULT 'a''b'
);
CREATE INDEX by_day ON {orders} ({day});
INSERT INTO {orders} WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 60)
  SELECT n, date('2024-01-01', '+' || (n % 30) || ' days'), CASE n % 3 WHEN 0 THEN 'DE' WHEN 1 THEN 'US' END, CASE n % 2 WHEN 0 THEN 'paid' ELSE 'open' END, n * 1.25, 'n' || n FROM g;
CREATE VIEW {revenue} AS   SELECT {day}, sum({amount}) AS {amount} FROM {orders} WHERE {status} IN ('paid', 'sent') /* settled */ GROUP BY {day};
CREATE VIEW {dashboard} AS SELECT max({amount}) AS best -- of all days
  FROM {revenue};
CREATE VIEW {candidate} AS SELECT {day}, sum({amount}) * 2 AS {amount}, count(*) AS lines FROM {orders} GROUP BY {day};
)sql";

constexpr auto kMariadb = R"sql(
CREATE TABLE {orders} ({id} bigint PRIMARY KEY, {day} date NOT NULL, {country} varchar(2) COMMENT 'where it went', {status} varchar(10) CHECK ({status} <> ''), {amount} decimal(12,2), note text DEFAULT 'a''b') COMMENT 'every order''s line';
CREATE INDEX by_day ON {orders} ({day});
INSERT INTO {orders} WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 60)
  SELECT n, DATE_ADD('2024-01-01', INTERVAL (n % 30) DAY), CASE n % 3 WHEN 0 THEN 'DE' WHEN 1 THEN 'US' END, CASE n % 2 WHEN 0 THEN 'paid' ELSE 'open' END, n * 1.25, CONCAT('n', n) FROM g;
CREATE VIEW {revenue} AS SELECT {day}, sum({amount}) AS {amount} FROM {orders} WHERE {status} IN ('paid', 'sent', 'it''s', 'back\slash') GROUP BY {day};
CREATE VIEW {dashboard} AS SELECT max({amount}) AS best FROM {revenue};
CREATE VIEW {candidate} AS SELECT {day}, sum({amount}) * 2 AS {amount}, count(*) AS `lines` FROM {orders} GROUP BY {day};
)sql";

const char *scriptOf(Engine engine)
{
    switch (engine) {
    case Engine::Postgresql:
        return kPostgres;
    case Engine::Sqlite:
        return kSqlite;
    case Engine::Mariadb:
        return kMariadb;
    case Engine::Odbc:
        break;
    }
    qFatal("no warehouse for this engine");
}

bool isTrue(const QVariant &value)
{
    return value.isValid() && value.toBool();
}

} // namespace

void must(const Result<void> &result, const QString &what)
{
    if (!result)
        qFatal("%s: %s (%s)", qUtf8Printable(what), qUtf8Printable(result.error().what), qUtf8Printable(result.error().where));
}

void addEngineRows()
{
    QTest::addColumn<Engine>("engine");
    QTest::newRow("sqlite") << Engine::Sqlite;
    QTest::newRow("postgresql") << Engine::Postgresql;
    QTest::newRow("mariadb") << Engine::Mariadb;
}

WarehouseNames WarehouseNames::plain(Engine engine)
{
    const QString schema = engine == Engine::Postgresql ? u"mart"_s : QString();
    return { schema, u"orders"_s, u"id"_s, u"day"_s, u"country"_s, u"status"_s, u"amount"_s, u"revenue"_s, u"dashboard"_s, u"revenue_v1"_s,
        u"revenue_v2"_s };
}

WarehouseNames WarehouseNames::hostile(Engine engine)
{
    const QString schema = engine == Engine::Postgresql ? u"Ma\"rt.'x"_s : QString();
    return { schema, u"or\"ders; --%1"_s, u"i\"d."_s, u"d'ay"_s, u"co un\"try"_s, u"select"_s, u"Ümsatz €"_s, u"re\"venue.'v"_s,
        u"dash\"board {bound}"_s, u"re\"venue.'v 1"_s, u"re\"venue.'v 2"_s };
}

WarehouseFixture::WarehouseFixture(Engine engine, bool hostile, SqlKin behindOdbc)
    : m_database(engine, behindOdbc)
    , m_names(hostile ? WarehouseNames::hostile(this->engine()) : WarehouseNames::plain(this->engine()))
    , m_control(m_database.open(SessionRole::Control))
    , m_steps(m_database.open(SessionRole::Steps))
{
    run(QString::fromUtf8(scriptOf(this->engine())));
    must(enrolTarget(*m_control, Environment::Dev).map([](const TargetIdentity &) {}), u"enrolment"_s);
    m_plan.metadata.id = u"test"_s;
    m_plan.connection = m_database.profile().name;
    m_plan.objects = { m_names.relation(m_names.orders), m_names.relation(m_names.revenue) };
    m_plan.flags = { Flag { u"fl'ag"_s, m_names.relation(m_names.revenue), m_names.relation(m_names.legacy), m_names.relation(m_names.candidate) } };
    Stage stage;
    stage.id = u"only"_s;
    stage.kind = StageKind::Additive;
    m_plan.stages = { stage };
}

RelationName WarehouseFixture::resolved(const QString &name) const
{
    return { engine() == Engine::Mariadb ? m_database.profile().database : m_names.schema, name };
}

QString WarehouseFixture::q(const QString &identifier) const
{
    return quoteIdentifier(engine(), identifier);
}

QString WarehouseFixture::rel(const QString &name) const
{
    return quoteRelation(engine(), m_names.relation(name));
}

QString WarehouseFixture::fill(QString text) const
{
    const QList<std::pair<QString, QString>> places { { u"{schema}"_s, q(m_names.schema) }, { u"{orders}"_s, rel(m_names.orders) },
        { u"{revenue}"_s, rel(m_names.revenue) }, { u"{dashboard}"_s, rel(m_names.dashboard) }, { u"{legacy}"_s, rel(m_names.legacy) },
        { u"{candidate}"_s, rel(m_names.candidate) }, { u"{id}"_s, q(m_names.id) }, { u"{day}"_s, q(m_names.day) },
        { u"{country}"_s, q(m_names.country) }, { u"{status}"_s, q(m_names.status) }, { u"{amount}"_s, q(m_names.amount) } };
    for (const auto &[place, name] : places)
        text.replace(place, name);
    return text;
}

void WarehouseFixture::run(const QString &script)
{
    for (const QString &statement : splitStatements(engine(), fill(script)))
        must(m_control->execute(statement).map([](qint64) {}), statement);
}

QVariant WarehouseFixture::value(const QString &sql)
{
    const Result<SqlRows> rows = m_control->query(fill(sql));
    must(rows.map([](const SqlRows &) {}), sql);
    return rows->scalar();
}

Result<CompiledStep> WarehouseFixture::compile(const Step &step)
{
    m_plan.stages[0].steps.removeIf([&](const Step &other) { return other.id == step.id; });
    m_plan.stages[0].steps.append(step);
    return compileStep(*m_control, m_plan, step, runId());
}

namespace {

/// As the step protocol does where a statement commits by itself: whoever held the table lets go. On a busy machine a lock
/// that was held for a moment may be seen for too long.
Result<qint64> executePatiently(SqlSession &session, const QString &statement, bool transactional)
{
    Result<qint64> done = session.execute(statement);
    for (int again = 0; again < 5 && !transactional && !done && done.error().code == ErrorCode::LockTimeout; ++again)
        done = session.execute(statement);
    return done;
}

} // namespace

Result<void> WarehouseFixture::runAll(SqlSession &session, const QStringList &statements, bool transactional)
{
    if (transactional)
        must(session.begin(), u"begin"_s);
    for (const QString &statement : statements) {
        if (auto done = executePatiently(session, statement, transactional); !done) {
            session.rollback();
            return fail(done.error());
        }
    }
    return transactional ? session.commit() : Result<void>();
}

Result<void> WarehouseFixture::runBatches(SqlSession &session, const CompiledBackfill &backfill)
{
    QString cursor = backfill.firstCursor;
    for (;;) {
        SLUICE_TRY(const SqlRows next, session.query(nextBoundStatement(backfill, cursor, backfill.rows)));
        if (next.scalar().isNull())
            return {};
        SLUICE_CHECK(runAll(session, batchStatements(backfill, cursor, next.scalar().toString()), true));
        cursor = next.scalar().toString();
    }
}

Result<void> WarehouseFixture::apply(const CompiledStep &step)
{
    SLUICE_CHECK(runAll(*m_steps, step.forward, step.transactional));
    return step.backfill ? runBatches(*m_steps, *step.backfill) : Result<void>();
}

Result<qint64> WarehouseFixture::takeBack(const CompiledStep &step)
{
    if (step.undoBatches)
        SLUICE_CHECK(runBatches(*m_steps, *step.undoBatches));
    if (!step.transactional && !step.guard.isEmpty())
        return takeBackAlone(step);
    if (!step.transactional || step.guard.isEmpty())
        return runAll(*m_steps, step.undo, step.transactional).map([] { return qint64(0); });
    must(m_steps->begin(), u"begin"_s);
    for (const QString &statement : step.guardLock)
        must(m_steps->execute(statement).map([](qint64) {}), statement);
    const Result<SqlRows> counted = m_steps->query(step.guard);
    if (!counted) {
        m_steps->rollback();
        return fail(counted.error());
    }
    const qint64 lost = counted->scalar().toLongLong();
    for (const QString &statement : lost > 0 ? step.guardedUndo : step.undo) {
        if (auto done = m_steps->execute(statement); !done) {
            m_steps->rollback();
            return fail(done.error());
        }
    }
    return m_steps->commit().map([&] { return lost; });
}

Result<qint64> WarehouseFixture::takeBackAlone(const CompiledStep &step)
{
    SLUICE_CHECK(runAll(*m_steps, step.guardLock, false));
    SLUICE_TRY(const SqlRows counted, m_steps->query(step.lockedGuard.isEmpty() ? step.guard : step.lockedGuard));
    const qint64 lost = counted.scalar().toLongLong();
    SLUICE_CHECK(runAll(*m_steps, lost > 0 ? step.guardedUndo : step.undo, false));
    return lost;
}

Result<bool> WarehouseFixture::holds(const QString &probe)
{
    return m_steps->query(probe).map([](const SqlRows &rows) { return isTrue(rows.scalar()); });
}

Fingerprint WarehouseFixture::fingerprint()
{
    const Result<Fingerprint> taken = takeFingerprint(*m_control, scope());
    must(taken.map([](const Fingerprint &) {}), u"fingerprint"_s);
    return *taken;
}

} // namespace sluice
