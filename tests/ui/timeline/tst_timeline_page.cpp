// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/timeline/stage_inspector.h"
#include "ui/timeline/timeline_page.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/timeline_window.h"
#include "ui/widgets/plain_label.h"
#include "ui/window.h"

#include <QAbstractButton>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestTimelinePage : public QObject
{
    Q_OBJECT

private:
    static bool wholeButton(const QWidget &within, const QString &text)
    {
        for (const QAbstractButton *one : within.findChildren<QAbstractButton *>()) {
            if (one->text() == text && one->isVisible())
                return one->visibleRegion().boundingRect().size() == one->size();
        }
        return false;
    }

private Q_SLOTS:
    void isCleanIn_data()
    {
        QTest::addColumn<ThemeVariant>("variant");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("name");
        QTest::newRow("light 1280") << ThemeVariant::Light << QSize(1280, 800) << u"timeline"_s;
        QTest::newRow("dark 1280") << ThemeVariant::Dark << QSize(1280, 800) << u"timeline"_s;
        QTest::newRow("light 1920") << ThemeVariant::Light << QSize(1920, 1200) << u"timeline-large"_s;
        QTest::newRow("light 1024") << ThemeVariant::Light << QSize(1024, 700) << u"timeline-small"_s;
    }
    void isCleanIn()
    {
        QFETCH(ThemeVariant, variant);
        QFETCH(QSize, size);
        QFETCH(QString, name);
        TestWindow test(pageFactories<TimelinePageFactory>(), CannedMood::Breach);
        const QImage image = renderWidget(*test.window, test.theme, variant, size, name);
        QCOMPARE(image.size(), size);
        QCOMPARE(richLabels(*test.window).join(u'\n'), QString());
        QCOMPARE(clippedLabels(*test.window).join(u'\n'), QString());
        QCOMPARE(missingGlyphs(*test.window).join(u'\n'), QString());
        QCOMPARE(namelessControls(*test.window).join(u'\n'), QString());
    }
    void opensOnThePlanInNeedAndFitsIt()
    {
        // History of months beside stages of seconds, as in the demo workspace.
        TestWindow test(pageFactories<TimelinePageFactory>(), CannedMood::Breach);
        WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
        RunState &past = snapshot.rollouts[3].state;
        past.created = past.started = past.created.addMonths(-4);
        for (StageState &stage : past.stages)
            stage.started = stage.started.addMonths(-4);
        test.service.setSnapshot(snapshot);
        renderWidget(*test.window, test.theme, ThemeVariant::Light, { 1280, 800 }, u"timeline-fit"_s);
        auto *page = test.window->findChild<TimelinePage *>();
        auto *time = page->findChild<TimelineWindow *>();
        const PlanTimeline plan = planTimelines(snapshot, cannedNow()).first();
        QTRY_VERIFY(time->scale().x(plan.end()) - time->scale().x(plan.begin()) > time->width() * 0.5);
        QVERIFY(time->scale().x(plan.begin()) >= 0);
        QVERIFY(time->scale().x(plan.end()) <= time->width());
        test.window->findChild<ActionRegistry *>()->action(u"timeline.fit"_s)->trigger();
        QVERIFY(time->scale().x(past.started) >= 0);
        test.window->findChild<ActionRegistry *>()->action(u"timeline.fit-plan"_s)->trigger();
        QVERIFY(time->scale().x(past.started) < 0);
    }
    /// However much there is to say of the stage.
    void theWayBackIsAlwaysInSight_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1280") << QSize(1280, 800);
        QTest::newRow("small") << QSize(1024, 640);
    }
    void theWayBackIsAlwaysInSight()
    {
        QFETCH(const QSize, size);
        TestWindow test(pageFactories<TimelinePageFactory>(), CannedMood::Breach);
        test.window->resize(size);
        test.window->show();
        test.window->findChild<Navigator *>()->setPlan(u"orders-currency"_s);
        QTRY_VERIFY(wholeButton(*test.window->findChild<StageInspector *>(), u"Roll back…"_s));
        renderWidget(*test.window, test.theme, ThemeVariant::Dark, size, u"timeline-way-back"_s);
    }
    void arrowsGoThroughTheStagesOneByOne()
    {
        TestWindow test(pageFactories<TimelinePageFactory>(), CannedMood::Breach);
        renderWidget(*test.window, test.theme, ThemeVariant::Light, { 1280, 800 }, u"timeline-arrows"_s);
        auto *view = test.window->findChild<TimelineView *>();
        auto *inspector = test.window->findChild<StageInspector *>();
        const auto shown = [inspector] { return inspector->findChild<PlainLabel *>()->text(); };
        test.window->findChild<Navigator *>()->setPlan(u"orders-currency"_s);
        QCOMPARE(shown(), u"Forward"_s);
        QStringList seen;
        for (const Qt::Key key :
            { Qt::Key_Left, Qt::Key_Left, Qt::Key_Left, Qt::Key_Right, Qt::Key_Right, Qt::Key_Right, Qt::Key_Right }) {
            QTest::keyClick(view, key);
            seen.append(shown());
        }
        QCOMPARE(seen.join(u' '), u"Additive Compatibility Compatibility Additive Forward Resilience Resilience"_s);
    }
    void aRowOutOfSightPointsToItsBars_data()
    {
        QTest::addColumn<int>("days");
        QTest::addColumn<bool>("byKey");
        QTest::newRow("past, click") << 60 << false;
        QTest::newRow("past, Enter") << 60 << true;
        QTest::newRow("to come, click") << -60 << false;
    }
    void aRowOutOfSightPointsToItsBars()
    {
        QFETCH(int, days);
        QFETCH(bool, byKey);
        TestWindow test(pageFactories<TimelinePageFactory>(), CannedMood::Breach);
        renderWidget(*test.window, test.theme, ThemeVariant::Light, { 1280, 800 }, u"timeline-here"_s);
        test.window->findChild<Navigator *>()->setPlan(u"orders-currency"_s);
        auto *view = test.window->findChild<TimelineView *>();
        auto *time = test.window->findChild<TimelineWindow *>();
        const QModelIndex row = view->currentIndex().siblingAtColumn(1);
        const auto isSeen = [&] {
            const PlanTimeline plan = planTimelines(*test.service.snapshot(), cannedNow()).first();
            return time->scale().x(plan.begin()) < time->width() && time->scale().x(plan.end()) > 0;
        };
        QVERIFY(isSeen());
        time->setScale(TimeScale(time->scale().beginMs() + qint64 { days } * 86'400'000, 1'000));
        QVERIFY(!isSeen());
        renderWidget(*test.window, test.theme, ThemeVariant::Light, { 1280, 800 }, u"timeline-elsewhere"_s);
        const QRect box = view->visualRect(row);
        const QPoint words(days > 0 ? box.left() + 20 : box.right() - 20, box.top() + 26);
        QVERIFY(!view->isExpanded(row.siblingAtColumn(0)));
        if (byKey)
            QTest::keyClick(view, Qt::Key_Return);
        else
            QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, words);
        QVERIFY(isSeen());
        QVERIFY(!view->isExpanded(row.siblingAtColumn(0)));
        QTest::keyClick(view, Qt::Key_Return); // now that it is here, Enter opens it
        QVERIFY(view->isExpanded(row.siblingAtColumn(0)));
    }
    void aFinishedPlanHasNoLoudButton()
    {
        TestWindow test(pageFactories<TimelinePageFactory>());
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.rollouts[0].state.phase = RunPhase::Sealed;
        snapshot.rollouts[0].state.holds.clear();
        test.service.setSnapshot(snapshot);
        renderWidget(*test.window, test.theme, ThemeVariant::Light, { 1280, 800 }, u"timeline-sealed"_s);
        test.window->findChild<Navigator *>()->setPlan(u"orders-currency"_s);
        for (const QAbstractButton *button :
            test.window->findChild<StageInspector *>()->findChildren<QAbstractButton *>())
            QVERIFY2(!button->isVisible(), qPrintable(button->text()));
    }
};

QTEST_MAIN(TestTimelinePage)
#include "tst_timeline_page.moc"
