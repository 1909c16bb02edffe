// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/models/rollouts_presenter.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;
using View = RolloutsPresenter::View;
using Filter = RolloutsPresenter::Filter;

class TestRolloutsPresenter : public QObject
{
    Q_OBJECT

private:
    FakeClock m_clock { cannedNow() };

private Q_SLOTS:
    void loadingEmptyAndListAreToldApart()
    {
        FakeService service;
        service.forgetSnapshot();
        RolloutsPresenter presenter(service, m_clock);
        QCOMPARE(presenter.view(), View::Loading);
        service.setSnapshot(WorkspaceSnapshot {});
        QCOMPARE(presenter.view(), View::Empty);
        service.setSnapshot(cannedWorkspace(CannedMood::Breach));
        QCOMPARE(presenter.view(), View::List);
        QCOMPARE(presenter.note(), u"5 rollouts · 1 breach · 1 held · 1 cannot be read"_s);
    }
    void filters_data()
    {
        QTest::addColumn<Filter>("filter");
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("active") << Filter::Active << QStringList { u"customer-split"_s, u"orders-currency"_s };
        QTest::newRow("attention") << Filter::NeedsAttention << QStringList { u"customer-split"_s, u"invoices-rounding"_s };
        QTest::newRow("finished") << Filter::Finished << QStringList { u"dedupe-payments"_s };
    }
    void filters()
    {
        QFETCH(Filter, filter);
        QFETCH(QStringList, ids);
        FakeService service;
        RolloutsPresenter presenter(service, m_clock);
        presenter.setFilter(filter);
        QStringList shown;
        for (const RolloutRow &row : presenter.model().rows())
            shown.append(row.id);
        QCOMPARE(shown, ids);
    }
    void whoeverMayRehearseReadsWhetherItWasDone()
    {
        const WorkspaceSnapshot snapshot = cannedWorkspace();
        int offered = 0;
        for (const RolloutView &rollout : snapshot.rollouts) {
            const RolloutDetail detail = rolloutDetail(snapshot, rollout.planId, cannedNow());
            QVERIFY2(!detail.actions.rehearse.isOffered || !detail.rehearsal.headline.isEmpty(), qPrintable(rollout.planId));
            offered += detail.actions.rehearse.isOffered ? 1 : 0;
        }
        QVERIFY(offered > 1);
    }
    void aRehearsalIsToldWithItsMeasures()
    {
        FakeService service;
        WorkspaceSnapshot snapshot = cannedWorkspace();
        RolloutView &draft = *std::find_if(snapshot.rollouts.begin(), snapshot.rollouts.end(), [](const RolloutView &view) { return view.planId == u"sessions-bigint"_s; });
        QCOMPARE(rolloutDetail(snapshot, draft.planId, cannedNow()).rehearsal.headline, u"Not rehearsed"_s);
        Certificate certificate;
        certificate.digest = draft.bundle->digest;
        certificate.result = RollbackResult::Exact;
        certificate.actor = u"analyst"_s;
        certificate.madeOn = u"warehouse_copy"_s;
        certificate.at = cannedNow().addSecs(-7200);
        certificate.validUntil = cannedNow().addDays(5);
        certificate.backTime = Duration(2100);
        RehearsedStep step;
        step.forward.locks = { TakenLock { u"mart.orders"_s, u"ACCESS EXCLUSIVE"_s, Duration(12), 1 } };
        certificate.steps = { step };
        draft.certificate = certificate;
        RehearsalSummary told = rolloutDetail(snapshot, draft.planId, cannedNow()).rehearsal;
        QCOMPARE(told.tone, RehearsalSummary::Tone::Proven);
        QVERIFY2(told.headline.contains(u"by analyst"_s) && told.headline.contains(u"warehouse_copy"_s), qPrintable(told.headline));
        QVERIFY2(told.lines.value(0).contains(u"ACCESS EXCLUSIVE on mart.orders, 12 ms"_s), qPrintable(told.lines.join(u'\n')));
        QVERIFY2(told.lines.value(1).contains(u"about 2"_s), qPrintable(told.lines.join(u'\n')));
        draft.certificate->backTimes = RehearsedTimes { 7, Duration(9000) };
        draft.certificate->scale = 3;
        told = rolloutDetail(snapshot, draft.planId, cannedNow()).rehearsal;
        QVERIFY2(told.lines.value(1).contains(u"about 9"_s) && told.lines.value(1).contains(u"in 7 rehearsals"_s), qPrintable(told.lines.join(u'\n')));
        QVERIFY2(told.lines.value(2).contains(u"by 3.0 at most"_s), qPrintable(told.lines.join(u'\n')));
        draft.certificate->scale = 1;
        const auto isForReaders = [](const NextReason &reason) { return reason.kind == NextReason::Kind::Note && reason.text.startsWith(u"For readers: "_s); };
        RolloutDetail detail = rolloutDetail(snapshot, draft.planId, cannedNow());
        QVERIFY(std::none_of(detail.reasons.cbegin(), detail.reasons.cend(), isForReaders));
        RoutedQuery routed;
        routed.view = u"mart.shop"_s;
        routed.flag = u"f"_s;
        routed.query = u"max(id)"_s;
        routed.losses = { u"one"_s, u"two"_s, u"three"_s, u"four"_s };
        draft.certificate->routes = { routed };
        detail = rolloutDetail(snapshot, draft.planId, cannedNow());
        QCOMPARE(detail.rehearsal.tone, RehearsalSummary::Tone::Doubtful);
        QVERIFY(detail.rehearsal.lines.contains(u"For readers: mart.shop (flag f): max(id) three"_s));
        QVERIFY(detail.rehearsal.lines.contains(u"For readers: 1 more"_s));
        QCOMPARE(std::count_if(detail.reasons.cbegin(), detail.reasons.cend(), isForReaders), 1);
        draft.certificate->routes.clear();
        draft.certificate->newPartitions = { u"mart.orders: mart.orders_2"_s };
        QVERIFY(rolloutDetail(snapshot, draft.planId, cannedNow()).rehearsal.lines.contains(u"Partitions that the copy has not: mart.orders: mart.orders_2"_s));
        draft.certificate->newPartitions.clear();
        draft.certificate->validUntil = cannedNow();
        QCOMPARE(rolloutDetail(snapshot, draft.planId, cannedNow()).rehearsal.tone, RehearsalSummary::Tone::Doubtful);
        draft.certificate->result = RollbackResult::Failed;
        draft.certificate->reasons = { u"it differs"_s };
        told = rolloutDetail(snapshot, draft.planId, cannedNow()).rehearsal;
        QCOMPARE(told.tone, RehearsalSummary::Tone::Failed);
        QVERIFY(told.lines.contains(u"Why: it differs"_s));
        draft.certificate->digest = u"another"_s;
        QCOMPARE(rolloutDetail(snapshot, draft.planId, cannedNow()).rehearsal.headline, u"Only another version of the plan was rehearsed"_s);
    }
    void nothingMatchingIsNotEmpty()
    {
        FakeService service;
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.rollouts = { snapshot.rollouts[2] };
        service.setSnapshot(snapshot);
        RolloutsPresenter presenter(service, m_clock);
        presenter.setFilter(Filter::Finished);
        QCOMPARE(presenter.view(), View::NothingMatches);
    }
    void theListBeginsWithWhatNeedsSomebody()
    {
        FakeService service(CannedMood::Calm);
        RolloutsPresenter presenter(service, m_clock);
        QStringList shown;
        for (const RolloutRow &row : presenter.model().rows())
            shown.append(row.id);
        QCOMPARE(shown.first(), u"customer-split"_s); // held, while orders-currency runs well
        service.setSnapshot(cannedWorkspace(CannedMood::Breach));
        QCOMPARE(presenter.model().rows().first().id, u"orders-currency"_s);
    }
    void whatIsOverUrgesNothing_data()
    {
        QTest::addColumn<RunPhase>("phase");
        QTest::addColumn<bool>("isFileChanged");
        QTest::addColumn<bool>("isOffered");
        QTest::addColumn<bool>("isRepeat");
        QTest::addColumn<QString>("next");
        QTest::newRow("sealed") << RunPhase::Sealed << false << false << false << QString();
        QTest::newRow("sealed, new file") << RunPhase::Sealed << true << true << false << u"Start again"_s;
        QTest::newRow("rolled back") << RunPhase::RolledBack << false << true << true
                                     << u"Change the plan, or start it again"_s;
        QTest::newRow("rolled back, new file") << RunPhase::RolledBack << true << true << false << u"Start again"_s;
        QTest::newRow("cancelled") << RunPhase::Cancelled << false << true << false << u"Start again"_s;
        QTest::newRow("draft") << RunPhase::Draft << false << true << false << u"Start"_s;
    }
    void whatIsOverUrgesNothing()
    {
        QFETCH(RunPhase, phase);
        QFETCH(bool, isFileChanged);
        FakeService service;
        WorkspaceSnapshot snapshot = cannedWorkspace();
        RolloutView &rollout = snapshot.rollouts[0];
        rollout.state.phase = phase;
        rollout.fileDiffersFromRun = isFileChanged;
        rollout.state.rollback.reset();
        rollout.nextAction = u"Start"_s; // as the service names it for whatever does not run
        service.setSnapshot(snapshot);
        RolloutsPresenter presenter(service, m_clock);
        presenter.select(rollout.planId);
        QTEST(presenter.detail().actions.start.isOffered, "isOffered");
        QTEST(presenter.detail().actions.start.isRepeat, "isRepeat");
        QTEST(presenter.detail().nextAction, "next");
        QCOMPARE(presenter.detail().notice.contains(u"Start takes"_s), isFileChanged);
    }
    void whatWentBackToAStageCanGoFurther()
    {
        FakeService service;
        WorkspaceSnapshot snapshot = cannedWorkspace();
        RunState &run = snapshot.rollouts[0].state;
        run.phase = RunPhase::RolledBack;
        run.rollback.emplace();
        run.rollback->to = u"additive"_s;
        service.setSnapshot(snapshot);
        RolloutsPresenter presenter(service, m_clock);
        presenter.select(u"orders-currency"_s);
        QVERIFY(presenter.detail().actions.rollBack.isOffered);
        QCOMPARE(presenter.detail().nextAction, u"Roll back to the start, or leave it here"_s);
        run.rollback->to.clear();
        service.setSnapshot(snapshot);
        QVERIFY(!presenter.detail().actions.rollBack.isOffered);
    }
    void problemsHaveFileLineAndColumn()
    {
        FakeService service;
        RolloutsPresenter presenter(service, m_clock);
        presenter.select(u"invoices-rounding"_s);
        const RolloutDetail &detail = presenter.detail();
        QCOMPARE(detail.problems.size(), 2);
        QCOMPARE(detail.problems[0].place, u"plans/invoices-rounding.yaml:14:7"_s);
        QCOMPARE(detail.reasons.first().text, u"The plan file cannot be read: 2 problems"_s);
    }
    void detailFollowsTheSnapshot()
    {
        FakeService service;
        RolloutsPresenter presenter(service, m_clock);
        presenter.select(u"orders-currency"_s);
        QSignalSpy changed(&presenter, &RolloutsPresenter::detailChanged);
        service.setSnapshot(cannedWorkspace());
        QCOMPARE(changed.size(), 0);
        service.setSnapshot(cannedWorkspace(CannedMood::Breach));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(presenter.detail().timeline.look, RolloutLook::Breached);
    }
};

QTEST_GUILESS_MAIN(TestRolloutsPresenter)
#include "tst_rollouts_presenter.moc"
