// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_outlook.h"
#include "run_events.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

UndoOutlook losing(qint64 rows, const QString &step = u"back"_s)
{
    UndoOutlook outlook;
    outlook.rowsLost = rows;
    outlook.add(WayBack::LosesRows, step, u"undoing step '%1' would lose %2 rows"_s.arg(step).arg(rows));
    return outlook;
}

UndoOutlook found(WayBack way, const QString &why)
{
    UndoOutlook outlook;
    outlook.add(way, u"drop"_s, why);
    return outlook;
}

RunState after(const RunEvents &run)
{
    const auto state = foldAll(run.events());
    if (!state)
        qFatal("%s", qPrintable(state.error().what));
    return *state;
}

} // namespace

/// What counts as a change of the way back, and what the record makes of it.
class UndoOutlookTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void news_data()
    {
        QTest::addColumn<UndoOutlook>("known");
        QTest::addColumn<UndoOutlook>("now");
        QTest::addColumn<bool>("isNews");
        const UndoOutlook possible;
        QTest::newRow("still possible") << possible << UndoOutlook {} << false;
        QTest::newRow("lost") << possible << found(WayBack::Impossible, u"gone"_s) << true;
        QTest::newRow("back again") << found(WayBack::Impossible, u"gone"_s) << possible << true;
        QTest::newRow("unknown is not possible") << possible << found(WayBack::Unknown, u"no answer"_s) << true;
        QTest::newRow("unknown is not impossible")
            << found(WayBack::Unknown, u"no answer"_s) << found(WayBack::Impossible, u"gone"_s) << true;
        QTest::newRow("another error text") << found(WayBack::Unknown, u"timeout after 300 ms"_s)
                                            << found(WayBack::Unknown, u"timeout after 301 ms"_s) << false;
        QTest::newRow("a row more") << losing(3) << losing(4) << false;
        QTest::newRow("nearly ten times") << losing(10) << losing(99) << false;
        QTest::newRow("ten times") << losing(9) << losing(10) << true;
        QTest::newRow("a tenth") << losing(1000) << losing(999) << true;
        QTest::newRow("another step") << losing(3) << losing(3, u"other"_s) << true;
    }
    void news()
    {
        QFETCH(const UndoOutlook, known);
        QFETCH(const UndoOutlook, now);
        QFETCH(const bool, isNews);
        QCOMPARE(sluice::isNews(known, now), isNews);
        // What comes back out of the ledger must be the same news as what went in, or every look would be one.
        QCOMPARE(sluice::isNews(undoOutlookFromJson(toJson(known)), undoOutlookFromJson(toJson(now))), isNews);
    }

    void theWorstDecidesAndEveryReasonIsSaid()
    {
        UndoOutlook outlook = losing(7);
        outlook.add(WayBack::Impossible, u"drop"_s, u"its column is gone"_s);
        outlook.add(WayBack::Unknown, {}, u"the flags cannot be read"_s);
        QCOMPARE(outlook.way, WayBack::Impossible);
        QCOMPARE(outlook.steps, (QStringList { u"back"_s, u"drop"_s }));
        QCOMPARE(outlookText(outlook),
            u"Cannot be rolled back as recorded: undoing step 'back' would lose 7 rows; its column is gone; the flags cannot be read"_s);
        QCOMPARE(undoOutlookFromJson(toJson(outlook)), outlook);
        QVERIFY(outlookText(losing(1200)).startsWith(u"A rollback would lose 1200 rows, which needs two people"_s));
    }

    void whatALaterVersionSaysIsUnknown()
    {
        const UndoOutlook outlook = undoOutlookFromJson({ { u"state"_s, u"half"_s }, { u"why"_s, u"new words"_s } });
        QCOMPARE(outlook.way, WayBack::Unknown);
        QCOMPARE(outlook.why, u"new words"_s);
    }

    void theRecordKeepsTheLatestUntilARollbackBegins()
    {
        RunEvents run;
        run.created().stageStarted(u"a"_s, u"f0"_s).stepDone(u"a"_s, u"s"_s, u"f1"_s);
        QVERIFY(!after(run).outlook); // an older ledger says nothing of it
        run.add(EventType::UndoOutlookChanged, toJson(losing(3)));
        run.add(EventType::UndoOutlookChanged, toJson(found(WayBack::Impossible, u"gone"_s)));
        const RunState state = after(run);
        QCOMPARE(state.outlook->way, WayBack::Impossible);
        QCOMPARE(state.outlook->steps, QStringList { u"drop"_s });
        QVERIFY(state.outlook->since.isValid());
        QCOMPARE(state.phase, RunPhase::Running);
        QVERIFY(state.holds.isEmpty()); // an alarm of its own, not a hold
        run.add(EventType::RollbackIntent, { { u"id"_s, u"r"_s }, { u"to"_s, QString() } });
        QVERIFY(!after(run).outlook);
    }
};

QTEST_GUILESS_MAIN(UndoOutlookTest)
#include "tst_undo_outlook.moc"
