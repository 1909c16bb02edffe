// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/rollout_text.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

RolloutView observing(WayBack way)
{
    RolloutView view;
    view.planId = u"orders-currency"_s;
    view.hasRunner = true;
    view.state.phase = RunPhase::Observing;
    view.state.run = u"run-1"_s;
    UndoOutlook outlook;
    if (way != WayBack::Possible)
        outlook.add(way, u"old"_s, u"what step 'old' kept for its undo is gone"_s);
    outlook.rowsLost = way == WayBack::LosesRows ? 7 : 0;
    outlook.since = QDateTime({ 2026, 11, 28 }, { 15, 0 }, Qt::UTC);
    view.state.outlook = outlook;
    return view;
}

QString shown(const RolloutView &view)
{
    return describeRollout(view, QDateTime({ 2026, 11, 28 }, { 16, 0 }, Qt::UTC), Output(false, Output::Colour::Never));
}

} // namespace

/// What `sluice status` says of the way back, to people and to programs.
class TestRolloutText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wayBack_data()
    {
        QTest::addColumn<int>("way");
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("state");
        QTest::newRow("possible") << static_cast<int>(WayBack::Possible) << QString() << u"possible"_s;
        QTest::newRow("loses rows") << static_cast<int>(WayBack::LosesRows)
                                    << u"✕ A rollback would lose 7 rows, which needs two people"_s << u"loses_rows"_s;
        QTest::newRow("unknown") << static_cast<int>(WayBack::Unknown)
                                 << u"✕ It is not known whether this can be rolled back"_s << u"unknown"_s;
        QTest::newRow("impossible") << static_cast<int>(WayBack::Impossible)
                                    << u"✕ Cannot be rolled back as recorded: what step 'old'"_s << u"impossible"_s;
    }
    void wayBack()
    {
        QFETCH(const int, way);
        QFETCH(const QString, line);
        QFETCH(const QString, state);
        const RolloutView view = observing(static_cast<WayBack>(way));
        QVERIFY2(line.isEmpty() ? !shown(view).contains(u"rolled back"_s) : shown(view).contains(line),
            qPrintable(shown(view)));
        const QJsonObject json = rolloutJson(view)[u"way_back"_s].toObject();
        QCOMPARE(json[u"state"_s].toString(), state);
        QCOMPARE(json[u"since"_s].toString(), u"2026-11-28T15:00:00.000Z"_s);
        QCOMPARE(json[u"is_watched"_s].toBool(), true);
    }

    /// What nobody looks at now is as old as it says; what nobody ever said is not called possible.
    void nothingIsClaimed()
    {
        RolloutView view = observing(WayBack::Possible);
        view.hasRunner = false;
        QCOMPARE(rolloutJson(view)[u"way_back"_s].toObject()[u"is_watched"_s].toBool(), false);
        view.state.outlook.reset();
        QVERIFY(!rolloutJson(view).contains(u"way_back"_s));
        view = observing(WayBack::Impossible);
        view.state.phase = RunPhase::Sealed; // there is no way back to speak of
        QVERIFY(!rolloutJson(view).contains(u"way_back"_s));
        QVERIFY(!shown(view).contains(u"as recorded"_s));
    }
};

QTEST_GUILESS_MAIN(TestRolloutText)
#include "tst_rollout_text.moc"
