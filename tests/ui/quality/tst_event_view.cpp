// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_log.h"
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/check_texts.h"
#include "ui/quality/event_view.h"
#include "ui/render.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const QString kPlan = u"orders-currency"_s;

ChartMarker breachAt(int secondsAgo)
{
    return { cannedNow().addSecs(-secondsAgo), ChartMarker::Kind::Breach, u"breach: Latency p95"_s, u"latency"_s };
}

Event entry(qint64 seq, EventType type, int secondsAgo, const QString &run, const QByteArray &payload)
{
    Event event;
    event.seq = seq;
    event.type = type;
    event.at = cannedNow().addSecs(-secondsAgo);
    event.actor = u"analyst-2"_s;
    event.run = run;
    event.payload = payload;
    return event;
}

} // namespace

class TestEventView : public QObject
{
    Q_OBJECT

private:
    Theme m_theme;
    FakeClock m_clock { cannedNow() };

    static QString run(const FakeService &service) { return service.snapshot()->rollout(kPlan)->state.run; }

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    void pictures()
    {
        for (const ThemeVariant variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
            FakeService service(CannedMood::Breach);
            service.log = cannedLog(cannedNow());
            EventView view(m_theme, service, m_clock);
            view.open(kPlan, breachAt(1'200), std::chrono::hours(2));
            QTRY_COMPARE(view.lens().state(), EventLens::State::Ready);
            renderWidget(view, m_theme, variant, { 1104, 640 }, u"quality-event"_s);
            checkTexts(view);
        }
    }

    void everySeriesOfTheRolloutIsThere()
    {
        FakeService service(CannedMood::Breach);
        EventView view(m_theme, service, m_clock);
        QAbstractItemModelTester tester(&view.model());
        view.open(kPlan, breachAt(1'200), std::chrono::hours(2));
        QTRY_COMPARE(view.lens().state(), EventLens::State::Ready);
        QVERIFY(view.model().rowCount() >= 4);
        // The latency that breached moved, and stands before what did not.
        QVERIFY2(view.model().index(0, 0).data().toString().contains(u"Latency"_s),
            qPrintable(view.model().index(0, 0).data().toString()));
        QVERIFY(view.model().index(0, EventSeriesModel::Moved).data().toString().startsWith(u'+'));
        QVERIFY(view.model().index(0, EventSeriesModel::Before).data().toString().contains(u" · n "_s));
        QVERIFY(view.model().index(0, 0).data(Qt::AccessibleTextRole).toString().contains(u"before"_s));
    }

    /// Of the run, and what people said of its datasets and of no others.
    void entriesOfTheTimeAreThere()
    {
        FakeService service(CannedMood::Breach);
        const QString run = TestEventView::run(service);
        service.log
            = { entry(9, EventType::FeedbackGiven, 1'000, {}, R"({"dataset":"mart.orders","text":"EMEA is off"})"),
                  entry(8, EventType::FeedbackGiven, 1'100, {}, R"({"dataset":"mart.other","text":"not here"})"),
                  entry(7, EventType::HoldAdded, 1'260, run, R"({"reason":"breach","why":"it tripped"})"),
                  entry(6, EventType::HoldAdded, 1'200, u"r-other"_s, R"({"reason":"operator","why":"another run"})"),
                  entry(5, EventType::HoldAdded, 90'000, run, R"({"reason":"operator","why":"long before"})") };
        EventView view(m_theme, service, m_clock);
        view.open(kPlan, breachAt(1'200), std::chrono::hours(2));
        QTRY_COMPARE(view.lens().state(), EventLens::State::Ready);
        QTRY_COMPARE(view.entryTexts().size(), 2);
        QVERIFY2(view.entryTexts()[0].startsWith(u"1 m before\n"_s), qPrintable(view.entryTexts()[0]));
        QVERIFY2(
            view.entryTexts()[1].contains(u"EMEA is off"_s) && view.entryTexts()[1].startsWith(u"3 m 20 s after"_s),
            qPrintable(view.entryTexts()[1]));
        QCOMPARE(view.lens().window().reach, qint64(1'800'000));
        view.lens().setReach(std::chrono::minutes(5));
        QTRY_COMPARE(view.entryTexts().size(), 2);
        QCOMPARE(view.lens().window().reach, qint64(300'000));
    }

    void theKeysAloneAreEnough()
    {
        FakeService service(CannedMood::Breach);
        EventView view(m_theme, service, m_clock);
        QSignalSpy closed(&view, &EventView::closed);
        renderWidget(view, m_theme, ThemeVariant::Light, { 1104, 640 }, u"quality-event-keys"_s);
        view.open(kPlan, breachAt(1'200), std::chrono::hours(2));
        auto *table = view.findChild<QTableView *>();
        QVERIFY(table->hasFocus());
        QTRY_COMPARE(view.lens().state(), EventLens::State::Ready);
        QCOMPARE(table->currentIndex().row(), 0);
        QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(table->currentIndex().row(), 1);
        QTest::keyClick(table, Qt::Key_Escape);
        QCOMPARE(closed.count(), 1);
        QCOMPARE(view.lens().state(), EventLens::State::Closed);
    }

    void whatCannotBeReadIsSaid()
    {
        FakeService service(CannedMood::Breach);
        service.nextError = Error { ErrorCode::IoFailed, u"the disk is gone"_s, {}, {}, {} };
        EventView view(m_theme, service, m_clock);
        renderWidget(view, m_theme, ThemeVariant::Light, { 1104, 640 }, u"quality-event-error"_s);
        view.open(kPlan, breachAt(1'200), std::chrono::hours(2));
        QTRY_VERIFY(!view.lens().error().what.isEmpty());
        view.open(u"no such plan"_s, breachAt(1'200), std::chrono::hours(2));
        QCOMPARE(view.lens().state(), EventLens::State::Failed);
        checkTexts(view);
    }

    /// A young run is looked at closely, a long one from further away.
    void theWindowFollowsTheCharts_data()
    {
        QTest::addColumn<qint64>("span");
        QTest::addColumn<qint64>("reach");
        QTest::newRow("a minute") << qint64(60'000) << qint64(60'000);
        QTest::newRow("a quarter of an hour") << qint64(900'000) << qint64(300'000);
        QTest::newRow("two hours") << qint64(7'200'000) << qint64(1'800'000);
        QTest::newRow("a week") << qint64(7 * 86'400'000) << qint64(21'600'000);
    }
    void theWindowFollowsTheCharts()
    {
        QFETCH(const qint64, span);
        QFETCH(const qint64, reach);
        FakeService service(CannedMood::Breach);
        EventView view(m_theme, service, m_clock);
        view.open(kPlan, breachAt(1'200), Duration(span));
        QCOMPARE(view.lens().window().reach, reach);
        QTRY_COMPARE(view.lens().state(), EventLens::State::Ready);
    }

    void emptyTimeIsSaid()
    {
        FakeService service(CannedMood::Calm);
        EventView view(m_theme, service, m_clock);
        view.open(kPlan, breachAt(40 * 86'400), std::chrono::hours(2));
        QTRY_COMPARE(view.lens().state(), EventLens::State::Ready);
        renderWidget(view, m_theme, ThemeVariant::Light, { 1104, 640 }, u"quality-event-empty"_s);
        QStringList shown;
        for (const QLabel *label : view.findChildren<QLabel *>()) {
            if (label->isVisible())
                shown.append(label->text());
        }
        QVERIFY(shown.contains(u"Nothing was sampled in this time"_s));
        QVERIFY(shown.contains(u"Nothing was written in this time"_s));
    }
};

QTEST_MAIN(TestEventView)
#include "tst_event_view.moc"
