// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/log_view.h"
#include "engine/run_state.h"
#include "quality/gate_judge.h"
#include "quality/guard_budget.h"
#include "service/alarms.h"
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/answering_prompter.h"
#include "ui/models/alert_feed.h"
#include "ui/quality/quality_page.h"
#include "ui/quality/why_card.h"
#include "ui/render.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/shell_presenter.h"

#include <QJsonDocument>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// The reason of a breach goes from the judge into the ledger once. Whoever tells it then, in the change log, beside
/// the chart, on the banner or on the desktop, tells it in the same words: people compare them by telephone.
class TestOneWhy : public QObject
{
    Q_OBJECT

    Theme m_theme;
    const QString m_run = u"r-0400"_s;

    Event entry(qint64 seq, EventType type, const QJsonObject &payload) const
    {
        Event event;
        event.seq = seq;
        event.type = type;
        event.at = cannedNow().addSecs(seq - 60);
        event.actor = u"agent"_s;
        event.run = m_run;
        event.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
        return event;
    }

    /// A judge sees a tenth of the jobs fail until it has seen enough.
    static VerdictRecord judged(const Stage &stage, const Gate &gate)
    {
        GateJudge judge(gate, false, bakeBudget(stage, gate));
        for (int tick = 1; tick < 60 && judge.current().verdict != Verdict::Breach; ++tick) {
            Sample sample;
            sample.stage = stage.id;
            sample.gate = gate.id;
            sample.tick = tick;
            sample.at = cannedNow().addSecs(tick - 50);
            sample.sampleClass = SampleClass::Good;
            sample.value = 0.1;
            sample.n = 1'204;
            judge.feed(sample);
        }
        return judge.current();
    }

    /// As the engine writes it: verdict, breach, hold, and the rollback that the gate asks for.
    QList<Event> told(const Plan &plan, const VerdictRecord &record) const
    {
        const QString why = whySentence(record);
        QJsonObject verdict = toJson(record);
        verdict[u"stage"_s] = u"forward"_s;
        verdict[u"why"_s] = why;
        const QJsonObject stage { { u"stage"_s, u"forward"_s } };
        return { entry(1, EventType::RunCreated, { { u"plan"_s, plan.metadata.id } }),
            entry(2, EventType::RunStarted, {}), entry(3, EventType::StageStarted, stage),
            entry(4, EventType::StageApplied, stage), entry(5, EventType::GateVerdict, verdict),
            entry(6, EventType::StageBreached,
                { { u"stage"_s, u"forward"_s }, { u"gate"_s, record.gate }, { u"why"_s, why } }),
            entry(7, EventType::HoldAdded, { { u"reason"_s, u"breach"_s }, { u"why"_s, why } }),
            entry(8, EventType::RollbackIntent,
                { { u"id"_s, u"b-1"_s }, { u"to"_s, QString() }, { u"why"_s, why }, { u"trigger"_s, u"gate"_s } }) };
    }

    WorkspaceSnapshot workspaceAfter(const QList<Event> &events, const std::shared_ptr<const PlanBundle> &bundle) const
    {
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.rollouts = { snapshot.rollouts[0] };
        snapshot.rollouts[0].bundle = bundle;
        snapshot.rollouts[0].state = foldAll(events).value();
        snapshot.rollouts[0].hasRunner = true;
        snapshot.alarms = alarmsOf(snapshot.rollouts, {}, cannedNow());
        return snapshot;
    }

    static QString onBanner(FakeService &service)
    {
        FakeClock clock(cannedNow());
        Navigator navigator;
        const ShellPresenter presenter(service, clock, navigator);
        // Its plan before it, its age behind it.
        const QString sentence = presenter.alarm().sentence;
        const QString lead = presenter.alarm().planId + u" · "_s;
        return sentence.startsWith(lead) ? sentence.mid(lead.size(), sentence.lastIndexOf(u", "_s) - lead.size())
                                         : sentence;
    }

    QString besideTheChart(FakeService &service) const
    {
        FakeClock clock(cannedNow());
        ActionRegistry actions(m_theme);
        AnsweringPrompter prompter;
        Navigator navigator;
        navigator.setPlan(u"orders-currency"_s);
        QualityPage page(PageContext { service, m_theme, clock, actions, prompter, navigator });
        page.show();
        const auto *card = page.findChild<WhyCard *>();
        if (!QTest::qWaitFor([&] { return !card->entries().isEmpty(); }))
            return {};
        return card->entries().constFirst().sentence;
    }

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    void everybodyIsToldTheSame_data()
    {
        QTest::addColumn<QString>("title");
        QTest::newRow("plain") << u"Loader errors"_s;
        QTest::newRow("text that tries everything") << hostileText();
        QTest::newRow("longer than anybody reads") << u"errors of the loader "_s.repeated(40);
    }
    void everybodyIsToldTheSame()
    {
        QFETCH(QString, title);
        auto bundle = std::make_shared<PlanBundle>(*cannedWorkspace().rollouts[0].bundle);
        Stage &stage = bundle->plan.stages[2];
        QCOMPARE(stage.id, u"forward"_s);
        Gate &gate = stage.gates[1];
        gate.title = title;
        gate.hardLimit.reset();
        const VerdictRecord record = judged(stage, gate);
        QCOMPARE(record.verdict, Verdict::Breach);

        const QList<Event> events = told(bundle->plan, record);
        const QString inTheLog = readEvent(events[5], {}).why;
        QVERIFY(inTheLog.contains(u"errors"_s) || title == hostileText());
        QVERIFY(!inTheLog.contains(u'\n') && !inTheLog.contains(QChar(0x202E)));
        for (const qsizetype at : { 4, 6, 7 }) // verdict, hold, rollback
            QCOMPARE(readEvent(events[at], {}).why, inTheLog);

        // Held by the breach, and then on the way back.
        AlertFeed feed;
        feed.news(workspaceAfter(events.mid(0, 4), bundle), cannedNow());
        for (const qsizetype seen : { 7, 8 }) {
            const WorkspaceSnapshot snapshot = workspaceAfter(events.mid(0, seen), bundle);
            FakeService service;
            service.setSnapshot(snapshot);
            QCOMPARE(onBanner(service), inTheLog);
            QCOMPARE(besideTheChart(service), inTheLog);
            const QList<Alert> news = feed.news(snapshot, cannedNow());
            QCOMPARE(news.size(), 1);
            QCOMPARE(news[0].kind, seen == 7 ? AlertKind::Breach : AlertKind::RollbackBegan);
            QCOMPARE(news[0].text, inTheLog);
        }
    }
};

QTEST_MAIN(TestOneWhy)
#include "tst_one_why.moc"
