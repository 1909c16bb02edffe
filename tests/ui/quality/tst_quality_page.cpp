// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_log.h"
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/answering_prompter.h"
#include "ui/quality/event_view.h"
#include "ui/quality/gate_card_widget.h"
#include "ui/quality/gate_grid.h"
#include "ui/quality/limit_handle.h"
#include "ui/quality/quality_page.h"
#include "ui/quality/what_if_card.h"
#include "ui/quality/why_card.h"
#include "ui/check_texts.h"
#include "ui/render.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/waiting_workspace.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/key_value_table.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestQualityPage : public QObject
{
    Q_OBJECT

private:
    struct Bench {
        explicit Bench(Theme &theme, CannedMood mood = CannedMood::Calm)
            : service(mood)
            , actions(theme)
            , context { service, theme, clock, actions, prompter, navigator }
        {
        }
        FakeService service;
        FakeClock clock { cannedNow() };
        ActionRegistry actions;
        AnsweringPrompter prompter;
        Navigator navigator;
        PageContext context;
    };

    Theme m_theme;

    /// The first gates of the stage, no more.
    static void showGates(Bench &bench, int gates)
    {
        WorkspaceSnapshot snapshot = cannedWorkspace();
        auto bundle = std::make_shared<PlanBundle>(*snapshot.rollouts[0].bundle);
        bundle->plan.stages[2].gates = bundle->plan.stages[2].gates.mid(0, gates);
        snapshot.rollouts[0].bundle = bundle;
        bench.service.setSnapshot(snapshot);
        bench.navigator.setPlan(u"orders-currency"_s);
    }

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    void pictures_data()
    {
        QTest::addColumn<bool>("breach");
        QTest::addColumn<QSize>("size");
        QTest::newRow("calm") << false << QSize(1104, 700);
        QTest::newRow("breach") << true << QSize(1104, 660);
        QTest::newRow("breach-wide") << true << QSize(1744, 1100);
    }
    void pictures()
    {
        QFETCH(bool, breach);
        QFETCH(QSize, size);
        for (const ThemeVariant variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
            Bench bench(m_theme, breach ? CannedMood::Breach : CannedMood::Calm);
            bench.navigator.setPlan(u"orders-currency"_s);
            QualityPage page(bench.context);
            QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
            if (breach)
                page.grid().setCrosshair(cannedNow().addSecs(-600).toMSecsSinceEpoch());
            renderWidget(page, m_theme, variant, size, u"quality-"_s + QString::fromUtf8(QTest::currentDataTag()));
            checkTexts(page);
        }
    }

    /// The card of a gate that waits for a person says so with a button; keys reach the same.
    void aGateThatWaitsIsJudgedFromItsCard()
    {
        Bench bench(m_theme);
        bench.service.setSnapshot(waitingWorkspace());
        bench.navigator.setPlan(u"orders-currency"_s);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        QSignalSpy asked(&bench.navigator, &Navigator::judgementRequested);
        for (const ThemeVariant variant : { ThemeVariant::Light, ThemeVariant::Dark })
            renderWidget(page, m_theme, variant, { 1104, 700 }, u"quality-judge"_s);
        const auto button = [&](const QString &gate) {
            const auto *card = page.grid().card(gate);
            return namedControl<QAbstractButton>(*card, u"Judge "_s + card->state().title);
        };
        QTRY_VERIFY(button(u"latency"_s)->isVisible());
        QVERIFY(!button(u"errors"_s)->isVisible());
        checkTexts(page);
        button(u"latency"_s)->click();
        QCOMPARE(asked.value(0), (QVariantList { u"orders-currency"_s, u"latency"_s }));
        page.grid().card(u"errors"_s)->setFocus();
        bench.actions.action(u"quality.judge"_s)->trigger(); // the first that waits, as this one does not
        QCOMPARE(asked.value(1), asked.value(0));
        page.presenter().chooseStage(u"additive"_s); // another stage than the one under way
        QTRY_VERIFY(!bench.actions.action(u"quality.judge"_s)->isEnabled());
        bench.service.setSnapshot(cannedWorkspace());
        page.presenter().chooseStage(u"forward"_s);
        QTRY_VERIFY(page.grid().card(u"latency"_s) && button(u"latency"_s) && !button(u"latency"_s)->isVisible());
    }

    void gapsAreDrawnAsGaps()
    {
        Bench bench(m_theme);
        bench.navigator.setPlan(u"orders-currency"_s);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-gaps"_s);
        QCOMPARE(page.grid().card(u"errors"_s)->chart()->visibleLineCount(), 1);
        QCOMPARE(page.grid().card(u"fresh"_s)->chart()->visibleLineCount(), 2);
        QCOMPARE(page.grid().card(u"fresh"_s)->chart()->content().gaps.size(), 1);
    }

    void columnsFollowTheWidth_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("gates");
        QTest::addColumn<int>("columns");
        QTest::newRow("1280 window") << 1104 << 3 << 3;
        QTest::newRow("1280 window, the last row not emptier than it must be") << 1104 << 4 << 2;
        QTest::newRow("1920 window") << 1744 << 4 << 4;
        QTest::newRow("narrow") << 780 << 4 << 2;
    }
    void columnsFollowTheWidth()
    {
        QFETCH(int, width);
        QFETCH(int, gates);
        QFETCH(int, columns);
        Bench bench(m_theme);
        showGates(bench, gates);
        QualityPage page(bench.context);
        page.presenter().choosePlan(u"orders-currency"_s);
        page.resize(width, 700);
        page.show();
        QTRY_COMPARE(page.grid().columnCount(), columns);
    }

    void fewGatesShareTheWidth_data()
    {
        QTest::addColumn<int>("gates");
        QTest::newRow("one") << 1;
        QTest::newRow("two") << 2;
    }
    void fewGatesShareTheWidth()
    {
        QFETCH(int, gates);
        Bench bench(m_theme);
        showGates(bench, gates);
        QualityPage page(bench.context);
        page.presenter().choosePlan(u"orders-currency"_s);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-few-%1"_s.arg(gates));
        QTRY_COMPARE(page.grid().cards().size(), gates);
        QTRY_COMPARE(page.grid().columnCount(), gates);
        QTRY_VERIFY(page.grid().cards().constLast()->geometry().right() >= page.grid().width() - 2);
        checkTexts(page);
    }

    void aPastRunSaysWhenItEnded()
    {
        Bench bench(m_theme);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.rollouts[0].state.phase = RunPhase::Sealed;
        snapshot.rollouts[0].state.holds.clear();
        for (StageState &stage : snapshot.rollouts[0].state.stages) {
            for (VerdictRecord &record : stage.verdicts)
                record.verdict = Verdict::Collecting;
        }
        bench.service.setSnapshot(snapshot);
        bench.clock.advance(std::chrono::hours(24 * 5));
        QualityPage page(bench.context);
        page.presenter().choosePlan(u"orders-currency"_s);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-past"_s);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        const auto shows = [&page](const QString &text) {
            const auto labels = page.findChildren<ElidedLabel *>();
            return std::any_of(
                labels.cbegin(), labels.cend(), [&](const ElidedLabel *label) { return label->text().contains(text); });
        };
        QTRY_VERIFY(shows(u"ended 5 d ago"_s));
        // A gate that was still gathering when its run ended gathers no more.
        for (const GateCardWidget *card : page.grid().cards()) {
            QVERIFY2(!card->accessibleDescription().contains(u"collecting"_s), qPrintable(card->accessibleDescription()));
            QVERIFY2(!card->accessibleDescription().contains(u"not judged yet"_s), qPrintable(card->accessibleDescription()));
        }
        QVERIFY(page.grid().cards().constFirst()->chart()->content().isOtherDay);
        for (const QAbstractButton *chip : page.findChildren<QAbstractButton *>())
            QVERIFY(chip->text() != u"Live"_s || !chip->isVisible());
    }

    void keysMoveBetweenCardsAndTheCrosshair()
    {
        Bench bench(m_theme, CannedMood::Breach);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-keys"_s);
        page.activateWindow();
        page.activate();
        QTRY_COMPARE(page.grid().focusedGate(), u"latency"_s);
        const auto press = [&](int key) { QTest::keyClick(page.focusWidget(), static_cast<Qt::Key>(key)); };
        press(Qt::Key_Right);
        QCOMPARE(page.grid().focusedGate(), u"errors"_s);
        press(Qt::Key_Left);
        press(Qt::Key_Down);
        QCOMPARE(page.grid().focusedGate(), u"fresh"_s); // four cards stand two by two
        press(Qt::Key_Down); // no card there: nothing moves
        QCOMPARE(page.grid().focusedGate(), u"fresh"_s);
        press(Qt::Key_Home);
        QCOMPARE(page.grid().focusedGate(), u"latency"_s);
        QVERIFY(!page.grid().crosshair());
        bench.actions.action(u"quality.back"_s)->trigger();
        const auto first = page.grid().crosshair();
        QVERIFY(first.has_value());
        bench.actions.action(u"quality.back"_s)->trigger();
        QVERIFY(*page.grid().crosshair() < *first);
        bench.actions.action(u"quality.forth"_s)->trigger();
        QCOMPARE(*page.grid().crosshair(), *first);
        press(Qt::Key_Escape);
        QVERIFY(!page.grid().crosshair());
    }

    void acknowledgingLetsTheCardGoBack()
    {
        Bench bench(m_theme, CannedMood::Breach);
        WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
        // The last gate of the plan trips: it must come to the front.
        StageState *stage = snapshot.rollouts[0].state.stage(u"forward"_s);
        stage->verdicts[u"latency"_s].verdict = Verdict::Healthy;
        stage->verdicts[u"same-totals"_s].verdict = Verdict::Breach;
        bench.service.setSnapshot(snapshot);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-tripped"_s);
        QCOMPARE(page.grid().cards().constFirst()->gate(), u"same-totals"_s);
        auto *why = page.findChild<WhyCard *>();
        QVERIFY(why->isVisible());
        QVERIFY(why->entries()[0].canAcknowledge);
        bench.actions.action(u"quality.acknowledge"_s)->trigger();
        QCOMPARE(page.grid().cards().constLast()->gate(), u"same-totals"_s);
        QTRY_VERIFY(!why->entries()[0].canAcknowledge);
        QVERIFY(why->isVisible()); // the breach stays on record
    }

    void thresholdsAreReachedByKeys()
    {
        Bench bench(m_theme);
        bench.navigator.setPlan(u"orders-currency"_s);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-threshold"_s);
        GateCardWidget *errors = page.grid().card(u"errors"_s);
        GateCardWidget *fresh = page.grid().card(u"fresh"_s);
        page.activateWindow();
        const auto press = [&](const QString &id) { bench.actions.action(id)->trigger(); };
        const QString forth = u"quality.threshold.forth"_s;
        QCOMPARE(bench.actions.action(forth)->shortcut(), QKeySequence(u"T"_s));
        errors->setFocus();
        QTRY_VERIFY(errors->hasFocus());
        press(forth);
        QTRY_VERIFY(errors->chart()->threshold());
        QVERIFY2(errors->accessibleDescription().startsWith(u"limit 0.2 %, newest 0.03 %. "_s), qPrintable(errors->accessibleDescription()));
        page.grid().refresh(); // the next tick leaves it
        QVERIFY(errors->chart()->threshold());
        fresh->setFocus();
        QTRY_VERIFY(fresh->hasFocus());
        press(forth);
        QVERIFY(!errors->chart()->threshold());
        QVERIFY(fresh->chart()->threshold()->text.startsWith(u"limit 15 m"_s));
        QTest::keyClick(fresh, Qt::Key_Escape);
        QVERIFY(!fresh->chart()->threshold());
        press(u"quality.threshold.back"_s); // from the end
        QVERIFY(fresh->chart()->threshold());
        press(forth); // behind the last one it is left
        QVERIFY(!fresh->chart()->threshold());
        checkTexts(page);
    }

    void eventsAreReachedByKeys()
    {
        Bench bench(m_theme, CannedMood::Breach);
        bench.navigator.setPlan(u"orders-currency"_s);
        Event said;
        said.type = EventType::FeedbackGiven;
        said.at = cannedNow().addSecs(-600);
        said.payload = R"({"dataset": "mart.orders", "text": "EMEA is off by a day"})";
        bench.service.log.append(said);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        QTRY_VERIFY(!page.presenter().markers().isEmpty());
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-events"_s);
        const auto press = [&](const char *id) { bench.actions.action(QLatin1String(id))->trigger(); };
        QCOMPARE(bench.actions.action(u"quality.event.forth"_s)->shortcut(), QKeySequence(u"N"_s));
        press("quality.event.back");
        QVERIFY(page.grid().crosshair());
        const auto shows = [&page](const QString &text) {
            const auto tables = page.findChildren<KeyValueTable *>();
            return std::any_of(tables.cbegin(), tables.cend(), [&](const KeyValueTable *table) {
                return std::any_of(table->rows().cbegin(), table->rows().cend(),
                    [&](const KeyValueTable::Row &row) { return row.key == u"Event"_s && row.value.contains(text); });
            });
        };
        QVERIFY(shows(u"breach: Latency p95"_s));
        const qint64 newest = *page.grid().crosshair();
        press("quality.event.back");
        QCOMPARE(*page.grid().crosshair(), said.at.toMSecsSinceEpoch());
        QVERIFY(shows(u"feedback: EMEA is off by a day"_s));
        press("quality.event.forth");
        QCOMPARE(*page.grid().crosshair(), newest);
        press("quality.event.forth"); // there is none behind it
        QCOMPARE(*page.grid().crosshair(), newest);
    }

    /// From the key to the copied line; the plan is as it was.
    void aLimitIsTriedWithTheKeysAlone()
    {
        Bench bench(m_theme);
        bench.navigator.setPlan(u"orders-currency"_s);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-what-if-before"_s);
        QVERIFY(!page.whatIf().isVisible());
        page.grid().card(u"fresh"_s)->setFocus();
        bench.actions.action(u"quality.limit"_s)->trigger();
        LimitHandle *handle = page.grid().limitHandle();
        QVERIFY(handle && handle->hasFocus());
        QCOMPARE(page.grid().focusedGate(), u"fresh"_s);
        QCOMPARE(handle->accessibleName(), u"What if the limit of Freshness were another"_s);
        const int before = handle->y();
        for (int i = 0; i < 20; ++i)
            QTest::keyClick(handle, Qt::Key_Down);
        QVERIFY(handle->y() > before);
        QVERIFY(handle->tried() && *handle->tried() < 900);
        QTRY_COMPARE(page.whatIf().whatIf().state(), WhatIf::State::Known);
        QVERIFY(page.whatIf().isVisible());
        QVERIFY2(page.whatIf().lines().value(0).startsWith(u"Unknown: "_s), qPrintable(page.whatIf().lines().join(u'|')));
        QVERIFY2(handle->accessibleDescription().endsWith(u"unknown"_s), qPrintable(handle->accessibleDescription()));
        checkTexts(page);
        bench.actions.action(u"quality.limit.copy"_s)->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), page.whatIf().whatIf().fragment() + u'\n');
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"max_age: "_s));
        for (const QString &call : std::as_const(bench.service.calls))
            QVERIFY2(call.startsWith(u"searchLog"_s) || call.startsWith(u"gatePast"_s), qPrintable(call));
        for (const ThemeVariant variant : { ThemeVariant::Light, ThemeVariant::Dark })
            renderWidget(page, m_theme, variant, { 1104, 700 }, u"quality-what-if"_s);
        QTest::keyClick(handle, Qt::Key_Escape);
        QVERIFY(!handle->tried());
        QTRY_COMPARE(handle->y(), before); // when its room is the charts' again
        QVERIFY(!page.whatIf().isVisible());
    }

    void aLimitIsDraggedAndAnotherOnePutsItBack()
    {
        Bench bench(m_theme);
        bench.navigator.setPlan(u"orders-currency"_s);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-drag"_s);
        const auto handleOf = [&](const QString &gate) { return page.grid().card(gate)->findChild<LimitHandle *>(); };
        LimitHandle *errors = handleOf(u"errors"_s);
        QVERIFY(errors && errors->isVisible());
        QTest::mousePress(errors, Qt::LeftButton, {}, errors->rect().center());
        QTest::mouseMove(errors, errors->rect().center() + QPoint(0, 25));
        QVERIFY(errors->tried() && *errors->tried() < 0.002);
        QTRY_COMPARE(page.whatIf().whatIf().state(), WhatIf::State::Known);
        QVERIFY(!page.whatIf().isVisible()); // nothing moves under the pointer
        QTest::mouseRelease(errors, Qt::LeftButton);
        QVERIFY(page.whatIf().isVisible());
        LimitHandle *fresh = handleOf(u"fresh"_s);
        QTest::keyClick(fresh, Qt::Key_PageDown);
        QVERIFY(fresh->tried());
        QVERIFY(!errors->tried());
        QTRY_VERIFY(page.whatIf().whatIf().fragment().startsWith(u"max_age: "_s));
        page.presenter().chooseStage(u"additive"_s);
        QVERIFY(!page.whatIf().isVisible());
    }

    /// By the keys, and by a click on its line; Escape leads back to where one was.
    void anEventIsLookedAround()
    {
        Bench bench(m_theme, CannedMood::Breach);
        bench.navigator.setPlan(u"orders-currency"_s);
        bench.service.log = cannedLog(cannedNow());
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-event-page"_s);
        QTRY_VERIFY(!page.presenter().markers().isEmpty());
        bench.actions.action(u"quality.event.back"_s)->trigger();
        const qint64 at = page.grid().crosshair().value_or(0);
        QVERIFY(at > 0);
        bench.actions.action(u"quality.event.open"_s)->trigger();
        QVERIFY(page.eventView().isVisible());
        QCOMPARE(page.eventView().lens().window().at, at);
        QTRY_COMPARE(page.eventView().lens().state(), EventLens::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-event-page-open"_s);
        checkTexts(page);
        QTest::keyClick(&page.eventView(), Qt::Key_Escape);
        QVERIFY(!page.eventView().isVisible());
        QVERIFY(!page.grid().focusedGate().isEmpty());

        GateChart *chart = page.grid().cards().constFirst()->chart();
        const ChartGeometry placed = chart->chartGeometry();
        const QPoint beside(qRound(placed.xOf(at)) - 4, qRound(placed.plot().center().y()));
        QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, beside);
        QVERIFY(page.eventView().isVisible());
        QCOMPARE(page.eventView().lens().window().at, at);
        QTest::keyClick(&page.eventView(), Qt::Key_Escape);
        QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, QPoint(qRound(placed.plot().left()) + 30, beside.y()));
        QVERIFY(!page.eventView().isVisible()); // nothing happened there
    }

    /// The next stage begins under the eyes of somebody whose pointer rests on a chart.
    void theStageChangesUnderThePointer()
    {
        Bench bench(m_theme);
        bench.navigator.setPlan(u"orders-currency"_s);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-pointer"_s);
        GateChart *chart = page.grid().card(u"errors"_s)->chart();
        QTest::mouseMove(chart->viewport(), chart->viewport()->rect().center());
        QTRY_VERIFY(page.grid().crosshair());
        page.presenter().chooseStage(u"additive"_s);
        QCOMPARE(page.grid().cards().size(), 2);
        QVERIFY(!page.grid().crosshair());
        Q_EMIT page.grid().card(u"no-nulls"_s)->chart()->hoverLeft();
    }

    void feedbackGoesIntoTheLedger()
    {
        Bench bench(m_theme);
        bench.navigator.setPlan(u"orders-currency"_s);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        bench.prompter.reason = u"  EMEA is off by a day "_s;
        bench.actions.action(u"quality.feedback"_s)->trigger();
        QCOMPARE(bench.service.calls.filter(u"giveFeedback"_s), QStringList { u"giveFeedback mart.orders #18204: EMEA is off by a day"_s });
        WorkspaceSnapshot none;
        bench.service.setSnapshot(none);
        QVERIFY(!bench.actions.action(u"quality.feedback"_s)->isEnabled());
    }

    void staleDataLookStale()
    {
        Bench bench(m_theme);
        bench.navigator.setPlan(u"orders-currency"_s);
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        bench.clock.advance(std::chrono::minutes(7));
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-stale"_s);
        const GateCardWidget *card = page.grid().card(u"errors"_s);
        QVERIFY(card->state().isStale);
        QVERIFY(card->state().foot.contains(u"stale, 7 m 2 s old"_s));
        QVERIFY(card->chart()->content().isStale);
        QCOMPARE(card->chart()->content().gaps.constLast().reason, SampleClass::Skipped);
        checkTexts(page);
    }

    void states_data()
    {
        QTest::addColumn<QString>("plan");
        QTest::addColumn<QString>("words");
        QTest::newRow("not started") << u"sessions-bigint"_s << u"Nothing sampled yet"_s;
        QTest::newRow("loading") << u"orders-currency"_s << QString();
    }
    void states()
    {
        QFETCH(QString, plan);
        QFETCH(QString, words);
        Bench bench(m_theme);
        bench.service.isHeldBack = true;
        bench.navigator.setPlan(plan);
        QualityPage page(bench.context);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-state-"_s + plan);
        QStringList shown;
        for (const QLabel *label : page.findChildren<QLabel *>()) {
            if (label->isVisible())
                shown.append(label->text());
        }
        if (!words.isEmpty())
            QVERIFY2(shown.contains(words), qPrintable(shown.join(u'|')));
        else
            QCOMPARE(page.presenter().state(), QualityPresenter::State::Loading);
        checkTexts(page);
    }

    void hostileTextIsOnlyText()
    {
        Bench bench(m_theme, CannedMood::Breach);
        bench.service.setSnapshot(hostileWorkspace());
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        page.grid().setCrosshair(cannedNow().toMSecsSinceEpoch());
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-hostile"_s);
        QCOMPARE(richLabels(page).join(u'\n'), QString());
        QVERIFY(page.width() <= 1104);
        QVERIFY(page.minimumSizeHint().width() <= 1104);
    }

    void mirrorsForRightToLeft()
    {
        Bench bench(m_theme, CannedMood::Breach);
        QualityPage page(bench.context);
        page.setLayoutDirection(Qt::RightToLeft);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-rtl"_s);
        QVERIFY(page.grid().card(u"latency"_s)->x() > page.grid().card(u"errors"_s)->x());
        // Time runs one way in every language.
        QCOMPARE(page.grid().card(u"latency"_s)->chart()->layoutDirection(), Qt::LeftToRight);
    }

    void exportsAreForTheOwnerAlone()
    {
        Bench bench(m_theme, CannedMood::Breach);
        QTemporaryDir folder;
        QualityPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), QualityPresenter::State::Ready);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"quality-export"_s);
        for (const QString &kind : { u"csv"_s, u"png"_s }) {
            bench.prompter.path = folder.filePath(u"out."_s + kind);
            bench.actions.action(u"quality."_s + kind)->trigger();
            QTRY_VERIFY(QFile::exists(bench.prompter.path));
            QCOMPARE(QFile::permissions(bench.prompter.path) & QFile::Permissions(0x0077), QFile::Permissions());
        }
        QFile csv(folder.filePath(u"out.csv"_s));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QVERIFY(csv.readAll().startsWith("time_utc,gate,branch,class,value,n\r\n"));
        QVERIFY(!QImage(folder.filePath(u"out.png"_s)).isNull());
    }
};

QTEST_MAIN(TestQualityPage)
#include "tst_quality_page.moc"
