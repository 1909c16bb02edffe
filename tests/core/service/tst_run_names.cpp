// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/run_names.h"

#include <QJsonDocument>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

RolloutView view(const QString &plan, const QString &run)
{
    RolloutView made;
    made.planId = plan;
    made.state.run = run;
    return made;
}

Event entry(EventType type, const QString &run, const QJsonObject &payload = {})
{
    Event made;
    made.seq = 1;
    made.type = type;
    made.run = run;
    made.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    return made;
}

} // namespace

/// Which plan an entry of the change log is said to belong to.
class TestRunNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRunHasItsPlan()
    {
        WorkspaceSnapshot snapshot;
        snapshot.rollouts = { view(u"orders"_s, u"r-2"_s), view(u"draft"_s, {}), view(u"items"_s, u"r-3"_s) };
        RunState earlier;
        earlier.run = u"r-1"_s;
        snapshot.rollouts[0].earlier = { earlier };
        const QHash<QString, RunNames> names = runNames(snapshot);
        QCOMPARE(names.size(), 3); // a draft has no run, so no entry can be its own
        QCOMPARE(names.value(u"r-1"_s).plan, u"orders"_s);
        QCOMPARE(names.value(u"r-2"_s).plan, u"orders"_s);
        QCOMPARE(names.value(u"r-3"_s).plan, u"items"_s);
    }

    void entriesOutsideARunHaveNoPlan_data()
    {
        QTest::addColumn<EventType>("type");
        QTest::newRow("ledger") << EventType::LedgerCreated;
        QTest::newRow("connection") << EventType::ConnectionAdded;
        QTest::newRow("enrolled") << EventType::TargetEnrolled;
        QTest::newRow("check") << EventType::CheckRaised;
        QTest::newRow("feedback") << EventType::FeedbackGiven;
    }

    void entriesOutsideARunHaveNoPlan()
    {
        QFETCH(const EventType, type);
        WorkspaceSnapshot snapshot;
        snapshot.rollouts = { view(u"draft"_s, {}), view(u"orders"_s, u"r-2"_s) };
        const QHash<QString, RunNames> names = runNames(snapshot);
        QVERIFY(!names.contains({}));
        const Event event = entry(type, {}, { { u"plan"_s, u"orders"_s } });
        QCOMPARE(readEvent(event, names.value(event.run)).plan, QString());
        // Even when names are handed in for it: they are those of a run that it does not belong to.
        QCOMPARE(readEvent(event, names.value(u"r-2"_s)).plan, QString());
    }
};

QTEST_GUILESS_MAIN(TestRunNames)
#include "tst_run_names.moc"
