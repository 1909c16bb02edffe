// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_workspace.h"
#include "ui/models/rollout_list_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestRolloutListModel : public QObject
{
    Q_OBJECT

private:
    QList<RolloutRow> rows(CannedMood mood = CannedMood::Calm)
    {
        QList<RolloutRow> made;
        for (const RolloutView &view : cannedWorkspace(mood).rollouts)
            made.append(rolloutRow(view, cannedNow()));
        return made;
    }

private Q_SLOTS:
    void rowsSayHowThingsStand()
    {
        const QList<RolloutRow> made = rows(CannedMood::Breach);
        QCOMPARE(made[0].look, RolloutLook::Breached);
        QCOMPARE(made[0].stageText, u"Forward · 54 % · 3 of 4"_s);
        QVERIFY(made[0].note.startsWith(u"Latency p95 1.31×"_s));
        QCOMPARE(made[0].blockers.size(), 2);
        QCOMPARE(made[1].note, u"No nulls: no data for 3 ticks · Waiting for the CRM release"_s);
        QCOMPARE(made[2].stageText, u"3 stages"_s);
        QVERIFY(made[2].actions.start.isPossible());
        QVERIFY(made[3].note.startsWith(u"EXACT"_s));
        QVERIFY2(made[3].stageText.endsWith(u"in place"_s), qPrintable(made[3].stageText)); // it stands at no stage any more
        QVERIFY(made[4].note.contains(u"1 more"_s));
    }
    void offersOnlyWhatCanBeDone()
    {
        const QList<RolloutRow> made = rows();
        QVERIFY(made[0].actions.hold.isPossible() && made[0].actions.rollBack.isPossible());
        QVERIFY(!made[0].actions.start.isOffered && !made[0].actions.resume.isOffered && !made[0].actions.cancel.isOffered);
        QVERIFY(!made[1].actions.hold.isOffered); // a person holds it already
        QVERIFY(made[1].actions.resume.isPossible());
        QVERIFY(!made[2].actions.rollBack.isOffered);
        QVERIFY(made[4].actions.start.isOffered && !made[4].actions.start.isPossible());
    }
    void oneEditedRowIsOneChange()
    {
        RolloutListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(rows());
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy layout(&model, &QAbstractItemModel::layoutChanged);
        model.setRows(rows(CannedMood::Breach));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(layout.size(), 0);
        model.setRows(rows(CannedMood::Breach));
        QCOMPARE(changed.size(), 1);
    }
    void selectionSurvivesANewOrder()
    {
        RolloutListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QList<RolloutRow> made = rows();
        model.setRows(made);
        const QPersistentModelIndex kept = model.indexOf(u"sessions-bigint"_s);
        const QPersistentModelIndex gone = model.indexOf(u"customer-split"_s);
        made.removeAt(1);
        made.move(1, 0);
        model.setRows(made);
        QCOMPARE(kept.row(), 0);
        QVERIFY(!gone.isValid());
        QCOMPARE(model.rowCount(), 4);
    }
};

QTEST_GUILESS_MAIN(TestRolloutListModel)
#include "tst_rollout_list_model.moc"
