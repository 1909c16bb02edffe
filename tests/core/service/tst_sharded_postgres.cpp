// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "scenario_queue.h"
#include "support/sharded_sales.h"
#include "support/verify.h"
#include "warehouse/dialect.h"

#include <QDir>

Q_DECLARE_METATYPE(sluice::StepBody)

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr int kRows = 1'000; // of each region

const RelationName kSales { u"mart"_s, u"sales"_s };

StepBody rawSql(const QString &forward)
{
    RawSql sql;
    sql.forward = { SqlText { forward, {} } };
    sql.rollback = { SqlText { u"SELECT 1"_s, {} } };
    return sql;
}

} // namespace

/// A fact table over three servers: plans that read it or stand beside it go forward and back, one of each class; what
/// would change it on the other servers is refused by name, and nothing is touched.
class ShardedPostgresTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<ShardedSales> m_sales;
    std::unique_ptr<ScenarioQueue> m_queue = std::make_unique<ScenarioQueue>();
    std::unique_ptr<SqlSession> m_session;

    QString shards() const { return m_sales->content(u"north"_s) + u'|' + m_sales->content(u"south"_s); }

private Q_SLOTS:
    void initTestCase()
    {
        m_sales = std::make_unique<ShardedSales>(kRows);
        const QDir data(qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/tests/data/sharded"_s);
        for (const QString &name : data.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
            m_queue->append({ Scenario(data.filePath(name)), Engine::Postgresql, &m_sales->hub() });
        QCOMPARE(m_queue->entries().size(), size_t(5));
        VERIFY_OK(m_sales->hub().createDatabase(u"refusals"_s));
        auto session = m_sales->hub().open(u"refusals"_s);
        VERIFY_OK(session);
        m_session = *std::move(session);
        VERIFY_OK(dialectFor(Engine::Postgresql).enrol(*m_session, Environment::Dev, {}));
    }
    void cleanupTestCase()
    {
        m_queue.reset(); // its rollouts are on the hub
        m_session.reset();
    }

    void forwardAndBack_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < m_queue->entries().size(); ++i)
            QTest::newRow(qPrintable(m_queue->entries()[i].scenario.name())) << int(i);
    }
    void forwardAndBack()
    {
        QFETCH(const int, index);
        QVERIFY(m_queue->finish(size_t(index)));
        const ScenarioRun &run = *m_queue->entries()[size_t(index)].run;
        QVERIFY2(run.problems().isEmpty(), qPrintable(u'\n' + run.problems().join(u'\n')));
        QCOMPARE(reversibilityName(run.worstStep()), run.scenario().name().left(2).toUpper());
    }

    void isRefusedByName_data()
    {
        QTest::addColumn<StepBody>("body");
        QTest::newRow("add_column") << StepBody(AddColumn { kSales, { u"currency"_s, u"text"_s, true, {} } });
        QTest::newRow("drop_column") << StepBody(DropColumn { kSales, u"sale_id"_s });
        QTest::newRow("rename_column") << StepBody(RenameColumn { kSales, u"sale_id"_s, u"id"_s });
        QTest::newRow("set_default") << StepBody(SetDefault { kSales, u"amount"_s, u"0"_s });
        QTest::newRow("add_constraint") << StepBody(
            AddConstraint { kSales, u"positive"_s, u"amount >= 0"_s, {}, {}, {}, {}, true });
        QTest::newRow("sql on all of it") << rawSql(u"UPDATE mart.sales SET amount = amount + 1"_s);
        QTest::newRow("sql on one foreign table") << rawSql(u"DELETE FROM mart.sales_north"_s);
    }
    void isRefusedByName()
    {
        QFETCH(const StepBody, body);
        const QString before = shards();
        Plan plan;
        plan.objects = { kSales };
        const Step step { u"change"_s, body, {}, {} };
        plan.stages = { Stage {} };
        plan.stages[0].steps = { step };
        const auto compiled = compileStep(*m_session, plan, step, u"0f3c2a1b-5d6e-4f70-8a9b-1c2d3e4f5061"_s);
        VERIFY_ERROR(compiled, ErrorCode::Refused);
        QVERIFY2(
            compiled.error().what.contains(u"mart.sales_north on server north"_s), qPrintable(compiled.error().what));
        QVERIFY2(!compiled.error().next.isEmpty(), "no way out is told");
        QCOMPARE(shards(), before);
    }

    /// The hub's own partition is a table like any other.
    void aTableBesideItIsNot()
    {
        VERIFY_OK(m_session->execute(u"CREATE TABLE mart.own (id bigint PRIMARY KEY, amount integer)"_s));
        Plan plan;
        plan.stages = { Stage {} };
        const Step step { u"change"_s, AddColumn { { u"mart"_s, u"own"_s }, { u"currency"_s, u"text"_s, true, {} } },
            {}, {} };
        plan.stages[0].steps = { step };
        VERIFY_OK(compileStep(*m_session, plan, step, u"0f3c2a1b-5d6e-4f70-8a9b-1c2d3e4f5061"_s));
    }
};

QTEST_GUILESS_MAIN(ShardedPostgresTest)
#include "tst_sharded_postgres.moc"
