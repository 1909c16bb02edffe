// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/out_of_sight.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestOutOfSight : public QObject
{
    Q_OBJECT

private:
    const QDateTime m_at = QDateTime(QDate(2026, 11, 27), QTime(5, 3), Qt::UTC);

    StageSpan span(const QDateTime &begin, const QDateTime &end, StageLook look = StageLook::Passed)
    {
        StageSpan stage;
        stage.begin = begin;
        stage.end = end;
        stage.look = look;
        return stage;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "UTC");
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void aPlan_data()
    {
        QTest::addColumn<int>("look");
        QTest::addColumn<QList<StageSpan>>("stages");
        QTest::addColumn<QDateTime>("closes");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        const auto row = [](const char *name, RolloutLook look, const QList<StageSpan> &stages, const QDateTime &closes,
                             const char *before, const char *after) {
            QTest::newRow(name) << static_cast<int>(look) << stages << closes << QString::fromUtf8(before)
                                << QString::fromUtf8(after);
        };
        const StageSpan past = span(m_at.addDays(-7), m_at.addDays(-6));
        const StageSpan earlier = span(m_at.addSecs(-7'200), m_at.addSecs(-3'600));
        const StageSpan future = span(m_at.addDays(3), m_at.addDays(4), StageLook::Pending);
        row("in sight", RolloutLook::Sealed, { past, span(m_at.addSecs(-60), m_at.addSecs(5)) }, {}, "", "");
        row("no bars", RolloutLook::Cancelled, { StageSpan() }, {}, "", "");
        row("sealed when its window closed", RolloutLook::Sealed, { past }, m_at.addDays(-3), "sealed Nov 24", "");
        row("sealed in sight, its bars not", RolloutLook::Sealed, { past }, m_at.addSecs(5), "passed Nov 21", "");
        row("rolled back the same day", RolloutLook::RolledBack, { past, earlier }, {}, "rolled back 04:03", "");
        row("another year", RolloutLook::RolledBack, { span(m_at.addYears(-1), m_at.addYears(-1).addSecs(5)) }, {},
            "rolled back Nov 27, 2025", "");
        row("still to come", RolloutLook::Draft, { future }, {}, "", "from Nov 30");
        row("on both sides", RolloutLook::Running, { earlier, future }, {}, "until 04:03", "from Nov 30");
    }
    void aPlan()
    {
        QFETCH(int, look);
        QFETCH(QList<StageSpan>, stages);
        QFETCH(QDateTime, closes);
        PlanTimeline plan;
        plan.look = static_cast<RolloutLook>(look);
        plan.stages = stages;
        plan.window.end = closes;
        const OutOfSight words = outOfSight(plan, { m_at, m_at.addSecs(40) });
        QTEST(words.before, "before");
        QTEST(words.after, "after");
    }

    void aStage()
    {
        const TimeRange shown { m_at, m_at.addSecs(40) };
        QCOMPARE(outOfSight(span(m_at.addDays(-7), m_at.addDays(-6)), shown).before, u"passed Nov 21"_s);
        QCOMPARE(outOfSight(span(m_at.addDays(3), m_at.addDays(4), StageLook::Pending), shown).after, u"from Nov 30"_s);
        QVERIFY(outOfSight(StageSpan(), shown).isEmpty());
        QVERIFY(outOfSight(span(m_at.addDays(-7), m_at.addDays(7)), shown).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestOutOfSight)
#include "tst_out_of_sight.moc"
