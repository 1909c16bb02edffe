// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/log_view.h"
#include "rollout_bed.h"

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

void engines()
{
    QTest::addColumn<Engine>("engine");
    QTest::newRow("sqlite") << Engine::Sqlite;
    QTest::newRow("postgresql") << Engine::Postgresql;
    QTest::newRow("mariadb") << Engine::Mariadb;
}

const QString kHead = uR"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: totals, title: Totals, reason: finance asks, owner: finance-data}
target: {connection: warehouse, objects: [@orders, @totals]}
stages:
  - id: change
    kind: forward
    steps:
)"_s;
const QString kTail = u"rollback: {window: 1h, owner: finance-oncall, budget: {max_lock: 1s, max_duration: 1m}}\n"_s;
const QString kDrop = kHead + u"      - {id: old, op: drop_column, table: @orders, column: amount}\n"_s + kTail;
const QString kRestore = kHead
    + u"      - {id: copy, op: snapshot, table: @orders}\n      - {id: again, op: restore, snapshot: copy}\n"_s + kTail;

} // namespace

/// "Cannot be rolled back any more" is found while nobody asks, said once, and taken back when it is over.
class WayBackTest : public QObject
{
    Q_OBJECT

    static void observe(RolloutBed &bed, QString &run)
    {
        bed.lookAtUndoEvery(Duration(50));
        run = bed.start();
        TRY(bed.state().phase == RunPhase::Observing || !bed.state().holds.isEmpty());
        QVERIFY2(bed.state().phase == RunPhase::Observing, bed.why().constData());
    }
    static WayBack way(const RolloutBed &bed) { return bed.state().outlook.value_or(UndoOutlook {}).way; }
    /// What the change log says of it, oldest first: kind and sentence.
    static QStringList said(RolloutBed &bed)
    {
        LogQuery query;
        query.types = { EventType::UndoOutlookChanged };
        const auto found = bed.service().searchLog(query);
        const bool isRead = QTest::qWaitFor([&] { return found.isFinished(); }, 30'000) && found.result();
        const QList<Event> events = isRead ? *found.result() : QList<Event>();
        QStringList lines = isRead ? QStringList() : QStringList { u"the log cannot be read"_s };
        for (const Event &event : events)
            lines.prepend(event.json()[u"state"_s].toString() + u' ' + readEvent(event, {}).kind);
        return lines;
    }
    static QStringList alarms(RolloutBed &bed)
    {
        QStringList texts;
        for (const Alarm &alarm : bed.service().snapshot()->alarms) {
            if (alarm.isAboutWayBack)
                texts += alarm.text;
        }
        return texts;
    }
    static QString name(const RolloutBed &bed, const QString &relation)
    {
        return (bed.engine() == Engine::Postgresql ? u"public."_s : QString()) + relation;
    }
    /// Looks enough for a fourth or fifth record, if every look made one.
    static void letLookAgain(RolloutBed &bed)
    {
        QElapsedTimer timer;
        timer.start();
        TRY(timer.hasExpired(600));
    }

private Q_SLOTS:
    void quarantinedColumnThatIsDropped_data() { engines(); }
    void quarantinedColumnThatIsDropped()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.usePlan(kDrop);
        QString run;
        observe(bed, run);
        letLookAgain(bed);
        QCOMPARE(said(bed), QStringList()); // possible from the beginning is no news
        const QString table = name(bed, u"orders"_s);
        const QString column
            = bed.database()
                  .value(engine == Engine::Sqlite
                          ? u"SELECT name FROM pragma_table_info('orders') WHERE name LIKE 'sluice_q_%'"_s
                          : u"SELECT column_name FROM information_schema.columns WHERE table_name = 'orders' AND column_name LIKE 'sluice_q_%'"_s)
                  .toString();
        QVERIFY(!column.isEmpty());
        bed.database().run(u"ALTER TABLE %1 DROP COLUMN %2"_s.arg(table, column));
        TRY(way(bed) == WayBack::Impossible);
        QCOMPARE(bed.state().outlook->steps, QStringList { u"old"_s });
        QVERIFY2(bed.state().outlook->why.contains(u"what step 'old' kept for its undo"_s),
            qPrintable(bed.state().outlook->why));
        QCOMPARE(alarms(bed).size(), 1);
        QVERIFY2(
            alarms(bed).first().startsWith(u"Cannot be rolled back as recorded"_s), qPrintable(alarms(bed).first()));
        letLookAgain(bed);
        QCOMPARE(said(bed), QStringList { u"impossible breach"_s }); // once

        // Nothing is forgotten, nor said again, by whoever takes the rollout over.
        bed.restart(run);
        TRY(bed.service().isRunning(run) && !bed.state().runner.isEmpty());
        letLookAgain(bed);
        QCOMPARE(said(bed), QStringList { u"impossible breach"_s });

        bed.database().run(u"ALTER TABLE %1 ADD COLUMN %2 integer"_s.arg(table, column));
        TRY(way(bed) == WayBack::Possible);
        QCOMPARE(alarms(bed), QStringList());
        letLookAgain(bed);
        QCOMPARE(said(bed), (QStringList { u"impossible breach"_s, u"possible passed"_s }));
    }

    void savedLegacyThatIsDropped_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("sqlite") << Engine::Sqlite;
        QTest::newRow("mariadb") << Engine::Mariadb;
        QTest::newRow("postgresql") << Engine::Postgresql;
    }
    /// Under an exposure, where the route of install_flag is not the one it made.
    void savedLegacyThatIsDropped()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        observe(bed, run);
        QCOMPARE(bed.readersSee(), u"candidate"_s);
        letLookAgain(bed);
        QCOMPARE(said(bed), QStringList());
        bed.database().run(u"DROP VIEW %1"_s.arg(name(bed, u"totals_v1"_s))
            + (engine == Engine::Postgresql ? u" CASCADE"_s : QString()));
        TRY(way(bed) == WayBack::Impossible);
        QVERIFY2(bed.state().outlook->steps.contains(u"route"_s), qPrintable(bed.state().outlook->why));
    }

    void rowsThatNoQuarantineKeeps_data() { engines(); }
    void rowsThatNoQuarantineKeeps()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.usePlan(kRestore);
        QString run;
        observe(bed, run);
        letLookAgain(bed);
        QCOMPARE(said(bed), QStringList());
        const QString table = name(bed, u"orders"_s);
        bed.database().run(u"UPDATE %1 SET amount = amount + 1 WHERE id = 1"_s.arg(table));
        TRY(way(bed) == WayBack::LosesRows);
        QVERIFY(bed.state().outlook->rowsLost > 0);
        QCOMPARE(bed.state().outlook->steps, QStringList { u"again"_s });
        bed.database().run(u"UPDATE %1 SET amount = amount + 1 WHERE id = 2"_s.arg(table));
        letLookAgain(bed);
        QCOMPARE(said(bed), QStringList { u"loses_rows hold"_s }); // two are no other matter than one
        bed.database().run(u"UPDATE %1 SET amount = amount - 1 WHERE id IN (1, 2)"_s.arg(table));
        TRY(way(bed) == WayBack::Possible);
        QCOMPARE(said(bed), (QStringList { u"loses_rows hold"_s, u"possible passed"_s }));
    }

    void copyThatIsGone_data() { engines(); }
    void copyThatIsGone()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.usePlan(kRestore);
        QString run;
        observe(bed, run);
        const QString copy
            = bed.database()
                  .value(engine == Engine::Sqlite
                          ? u"SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'sluice%again%'"_s
                          : u"SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%again%'"_s)
                  .toString();
        QVERIFY(!copy.isEmpty());
        bed.database().run(u"DROP TABLE %1%2"_s.arg(engine == Engine::Postgresql ? u"sluice."_s : QString(), copy));
        TRY(way(bed) == WayBack::Impossible);
        QCOMPARE(bed.state().outlook->steps, QStringList { u"again"_s });
    }

    void whatCannotBeLookedAtIsUnknown()
    {
        RolloutBed bed(Engine::Postgresql);
        bed.usePlan(kRestore);
        QString run;
        observe(bed, run);
        // Whoever holds the table makes its rows uncountable, not fewer.
        bed.database().run(u"ALTER TABLE public.orders RENAME TO hidden"_s);
        TRY(way(bed) == WayBack::Unknown);
        QVERIFY2(bed.state().outlook->why.contains(u"again"_s), qPrintable(bed.state().outlook->why));
        QVERIFY2(alarms(bed).value(0).startsWith(u"It is not known whether this can be rolled back"_s),
            qPrintable(alarms(bed).value(0)));
        bed.database().run(u"ALTER TABLE public.hidden RENAME TO orders"_s);
        TRY(way(bed) == WayBack::Possible);
        QCOMPARE(said(bed), (QStringList { u"unknown unknown"_s, u"possible passed"_s }));
    }

    void targetWithoutItsFence_data() { engines(); }
    void targetWithoutItsFence()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        bed.usePlan(kDrop);
        QString run;
        observe(bed, run);
        bed.database().run(u"DELETE FROM %1fence"_s.arg(engine == Engine::Postgresql ? u"sluice."_s : u"sluice_"_s));
        TRY(way(bed) == WayBack::Impossible);
        QVERIFY2(bed.state().outlook->why.contains(u"fence"_s), qPrintable(bed.state().outlook->why));
    }

    /// Flags off, held, exposed again: all this rollout's own doing, and no news. Nor does the look stand in a
    /// rollback's way.
    void ownDoingIsNoNews_data() { engines(); }
    void ownDoingIsNoNews()
    {
        QFETCH(const Engine, engine);
        RolloutBed bed(engine);
        QString run;
        observe(bed, run);
        VERIFY_OK(bed.service().flagsOff(run, u"numbers look odd"_s).result());
        TRY(bed.state().isHeldBy(HoldReason::Operator));
        letLookAgain(bed);
        VERIFY_OK(bed.service().resumeRollout(run, u"they were right"_s).result());
        TRY(bed.state().phase == RunPhase::Observing);
        letLookAgain(bed);
        QCOMPARE(said(bed), QStringList());
        VERIFY_OK(bed.service().rollBack(run, {}, u"all the way"_s).result());
        TRY(bed.state().phase == RunPhase::RolledBack || bed.state().phase == RunPhase::RollbackStuck);
        QVERIFY2(bed.state().rollback->result == RollbackResult::Exact, bed.why().constData());
        letLookAgain(bed);
        QCOMPARE(said(bed), QStringList());
    }
};

QTEST_GUILESS_MAIN(WayBackTest)
#include "tst_way_back.moc"
