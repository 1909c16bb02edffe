// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_workspace.h"
#include "ui/models/timeline_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestTimelineModel : public QObject
{
    Q_OBJECT

private:
    QList<PlanTimeline> m_plans = planTimelines(cannedWorkspace(), cannedNow());

private Q_SLOTS:
    void isATreeOfThreeLevels()
    {
        TimelineModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTimelines(m_plans);
        QCOMPARE(model.rowCount(), 5);
        const QModelIndex plan = model.indexOf(u"orders-currency"_s);
        QCOMPARE(model.rowCount(plan), 4);
        const QModelIndex stage = model.indexOf(u"orders-currency"_s, u"additive"_s);
        QCOMPARE(model.rowCount(stage), 3);
        const QModelIndex step = model.index(0, 0, stage);
        QCOMPARE(step.data().toString(), u"backfill fill"_s);
        QCOMPARE(model.step(step)->id, u"fill"_s);
        QCOMPARE(model.stage(step)->id, u"additive"_s);
        QCOMPARE(model.plan(step)->id, u"orders-currency"_s);
        QCOMPARE(model.parent(stage), plan);
        QVERIFY(plan.data(Qt::AccessibleTextRole).toString().contains(u"Forward Running"_s));
    }
    void aChangedValueKeepsEveryRow()
    {
        TimelineModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTimelines(m_plans);
        const QPersistentModelIndex stage = model.indexOf(u"customer-split"_s, u"additive"_s);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QList<PlanTimeline> next = m_plans;
        next[1].stages[1].progress = 0.9;
        model.setTimelines(next);
        QVERIFY(!changed.isEmpty());
        QCOMPARE(changed.first().first().toModelIndex().row(), 1);
        QCOMPARE(inserted.size() + reset.size(), 0);
        QVERIFY(stage.isValid());
        QCOMPARE(model.stage(stage)->progress, 0.9);
        changed.clear();
        model.setTimelines(next);
        QCOMPARE(changed.size(), 0);
    }
    void rowsComeGoAndMoveById()
    {
        TimelineModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTimelines(m_plans);
        const QPersistentModelIndex kept = model.indexOf(u"dedupe-payments"_s);
        QList<PlanTimeline> next = m_plans;
        next.removeAt(0);
        next.move(2, 0);
        PlanTimeline fresh = m_plans[0];
        fresh.id = u"fresh"_s;
        next.insert(1, fresh);
        model.setTimelines(next);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.row(), 0);
        QCOMPARE(model.indexOf(u"fresh"_s).row(), 1);
        QVERIFY(!model.indexOf(u"orders-currency"_s).isValid());
        QStringList ids;
        for (int row = 0; row < model.rowCount(); ++row)
            ids.append(model.index(row, 0).data(TimelineModel::PlanIdRole).toString());
        QCOMPARE(ids, QStringList({ u"dedupe-payments"_s, u"fresh"_s, u"customer-split"_s, u"sessions-bigint"_s, u"invoices-rounding"_s }));
        model.setTimelines({});
        QCOMPARE(model.rowCount(), 0);
    }
    void anotherShapeReplacesTheChildrenOnly()
    {
        TimelineModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTimelines(m_plans);
        const QPersistentModelIndex plan = model.indexOf(u"orders-currency"_s);
        QList<PlanTimeline> next = m_plans;
        next[0].stages.removeLast();
        model.setTimelines(next);
        QVERIFY(plan.isValid());
        QCOMPARE(model.rowCount(plan), 3);
        next[0].stages.clear();
        model.setTimelines(next);
        QCOMPARE(model.rowCount(plan), 0);
        QVERIFY(!model.hasChildren(plan));
    }
};

QTEST_GUILESS_MAIN(TestTimelineModel)
#include "tst_timeline_model.moc"
