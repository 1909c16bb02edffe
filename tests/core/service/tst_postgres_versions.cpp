// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_ledger_schema.h"
#include "scenario_queue.h"
#include "support/postgres_cluster.h"
#include "support/verify.h"
#include "warehouse/dialect.h"
#include "warehouse/fingerprint.h"

#include <map>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr int kEachVersion = 5;

struct Pick
{
    const char *scenario;
    Reversibility worst; ///< of its steps
};

/// One of each class on each version; the rest on 18 alone, where NOT NULL is a constraint with a name, which every
/// column of a key has.
constexpr Pick kPicks[] {
    { "20-row-security", Reversibility::R0 },
    { "15-drop-unused", Reversibility::R1 },
    { "03-new-not-null-column", Reversibility::R2 },
    { "09-late-data-logged", Reversibility::R3 },
    { "11-purge-personal-data", Reversibility::R4 },
    { "11-tokenise-personal-data", Reversibility::R2 },
    { "09-late-data-swapped-in", Reversibility::R2 },
    { "18-key-regeneration", Reversibility::R2 },
};

} // namespace

/// The servers that come after Debian's, on which tst_scenarios runs everything: forward, and back to what a twin is
/// that saw no rollout; or refused with the reason.
class PostgresVersionsTest : public QObject
{
    Q_OBJECT

    std::map<int, std::unique_ptr<PostgresCluster>> m_clusters;
    ScenarioQueue m_queue;
    QList<Reversibility> m_expected;

private Q_SLOTS:
    void initTestCase()
    {
        for (const int version : { 16, 17, 18 }) {
            PostgresCluster::Options options;
            options.version = version;
            auto cluster = PostgresCluster::create(options);
            VERIFY_OK(cluster);
            m_clusters[version] = *std::move(cluster);
            for (const Scenario &scenario : Scenario::all()) {
                const auto pick = std::find_if(std::begin(kPicks), std::end(kPicks),
                    [&](const Pick &one) { return scenario.name() == QLatin1String(one.scenario); });
                if (pick == std::end(kPicks) || (version < 18 && pick - std::begin(kPicks) >= kEachVersion))
                    continue;
                m_queue.append({ scenario, Engine::Postgresql, m_clusters[version].get() });
                m_expected.append(pick->worst);
            }
        }
        QCOMPARE(m_expected.size(), qsizetype(2 * kEachVersion + std::size(kPicks)));
    }

    void isTheVersion()
    {
        for (const auto &[version, cluster] : m_clusters) {
            const auto session = cluster->open();
            VERIFY_OK(session);
            QCOMPARE((*session)->query(u"SHOW server_version_num"_s)->scalar().toInt() / 10'000, version);
        }
    }

    /// Since 16, CREATE ROLE makes its author a member who may only hand the role on. That is neither a cohort nor a
    /// signature.
    void whoMadeARoleHasNothingOfIt_data()
    {
        QTest::addColumn<int>("version");
        for (const auto &[version, cluster] : m_clusters)
            QTest::addRow("%d", version) << version;
    }
    void whoMadeARoleHasNothingOfIt()
    {
        QFETCH(const int, version);
        const PostgresCluster &cluster = *m_clusters[version];
        const auto admin = cluster.open();
        VERIFY_OK(admin);
        VERIFY_OK((*admin)->execute(u"CREATE ROLE dba LOGIN CREATEROLE"_s));
        VERIFY_OK((*admin)->execute(u"CREATE DATABASE team OWNER dba"_s));
        ConnectionProfile profile = cluster.profile(u"team"_s);
        profile.user = u"dba"_s;
        const auto open = [profile](const SessionOptions &options) {
            return SqlSession::open(profile, {}, SessionRole::Control, {}, options);
        };
        const auto dba = open({});
        VERIFY_OK(dba);

        VERIFY_OK((*dba)->execute(u"CREATE ROLE pilot"_s));
        const auto owner = cluster.open(u"team"_s);
        VERIFY_OK(owner);
        VERIFY_OK(dialectFor(Engine::Postgresql).enrol(**owner, Environment::Dev, {}));
        VERIFY_OK((*owner)->execute(u"INSERT INTO sluice.flag (flag, cohort, is_on) VALUES ('f', 'pilot', true)"_s));
        const auto sees = [&] { return (*dba)->query(u"SELECT sluice.on('f', current_user)"_s)->scalar().toBool(); };
        QVERIFY(!sees());
        VERIFY_OK((*owner)->execute(u"GRANT pilot TO dba WITH SET TRUE"_s));
        QVERIFY(sees());

        VERIFY_OK(initPostgresLedger(**dba));
        VERIFY_OK((*owner)->execute(u"GRANT sluice_reader TO dba WITH INHERIT TRUE"_s));
        const auto ledger = openPostgresLedger(open, u"connection team"_s);
        VERIFY_OK(ledger);
        const NewEvent event { EventType::RunSealed, u"run-1"_s, {} };
        VERIFY_ERROR((*ledger)->append({ event }), ErrorCode::Refused);
        VERIFY_OK((*owner)->execute(u"GRANT sluice_operator TO dba WITH INHERIT TRUE"_s));
        VERIFY_OK((*ledger)->append({ event }));
    }

    /// Since 18 a NOT NULL has a name, which somebody may have chosen.
    void aNotNullComesBackUnderItsName_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<QString>("notNull");
        QTest::newRow("given by the server") << u"email"_s << u"NOT NULL"_s;
        QTest::newRow("chosen") << u"email"_s << u"CONSTRAINT \"must be\" NOT NULL"_s;
        QTest::newRow("cut by the server") << QString(60, u'é').left(30) + u"z"_s << u"NOT NULL"_s;
        QTest::newRow("not long, chosen") << QString(50, u'x') << u"CONSTRAINT short NOT NULL"_s;
    }
    void aNotNullComesBackUnderItsName()
    {
        QFETCH(const QString, column);
        QFETCH(const QString, notNull);
        static int counter = 0;
        const QString database = u"named_%1"_s.arg(++counter);
        VERIFY_OK(m_clusters[18]->createDatabase(database));
        const auto opened = m_clusters[18]->open(database);
        VERIFY_OK(opened);
        SqlSession &session = **opened;
        VERIFY_OK(dialectFor(Engine::Postgresql).enrol(session, Environment::Dev, {}));
        VERIFY_OK(session.execute(
            u"CREATE TABLE public.subscriber (id integer PRIMARY KEY, \"%1\" text %2)"_s.arg(column, notNull)));
        VERIFY_OK(session.execute(u"INSERT INTO public.subscriber VALUES (1, 'a')"_s));
        const RelationName table { u"public"_s, u"subscriber"_s };
        Plan plan;
        const Step step { u"drop"_s, DropColumn { table, column }, {}, {} };
        plan.stages = { Stage {} };
        plan.stages[0].steps = { step };
        const auto before = takeFingerprint(session, { table });
        VERIFY_OK(before);
        const auto compiled = compileStep(session, plan, step, u"0f3c2a1b-5d6e-4f70-8a9b-1c2d3e4f5061"_s);
        VERIFY_OK(compiled);
        for (const QString &statement : compiled->forward)
            VERIFY_OK(session.execute(statement));
        VERIFY_OK(session.execute(u"INSERT INTO public.subscriber (id) VALUES (2)"_s)); // writers do without it
        VERIFY_OK(session.execute(u"DELETE FROM public.subscriber WHERE id = 2"_s));
        QVERIFY(takeFingerprint(session, { table })->total != before->total);
        for (const QString &statement : compiled->undo)
            VERIFY_OK(session.execute(statement));
        const auto after = takeFingerprint(session, { table });
        VERIFY_OK(after);
        QCOMPARE(fingerprintDifferences(*before, *after), QStringList());
        QCOMPARE(session
                     .query(u"SELECT string_agg(conname, ',' ORDER BY conname) FROM pg_constraint WHERE conrelid = "
                            u"'public.subscriber'::regclass AND contype = 'n'"
                            " AND convalidated"_s)
                     ->scalar()
                     .toString()
                     .count(u','),
            1); // that of the key, too
    }

    void forwardAndBack_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < m_queue.entries().size(); ++i)
            QTest::addRow(
                "%s on %d", qPrintable(m_queue.entries()[i].scenario.name()), m_queue.entries()[i].cluster->version())
                << int(i);
    }
    void forwardAndBack()
    {
        QFETCH(const int, index);
        QVERIFY(m_queue.finish(size_t(index)));
        const ScenarioRun &run = *m_queue.entries()[size_t(index)].run;
        QVERIFY2(run.problems().isEmpty(), qPrintable(u'\n' + run.problems().join(u'\n')));
        QCOMPARE(reversibilityName(run.worstStep()), reversibilityName(m_expected[index]));
    }
};

QTEST_GUILESS_MAIN(PostgresVersionsTest)
#include "tst_postgres_versions.moc"
