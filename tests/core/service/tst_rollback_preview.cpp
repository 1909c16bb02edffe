// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/rollback_preview.h"

#include "../engine/run_events.h"
#include "warehouse/compiled_step.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const Error kGone { ErrorCode::CannotConnect, u"the server is gone"_s, {}, {}, {} };

PreviewInput inputFor(const RunEvents &events, QDateTime now = QDateTime(QDate(2026, 1, 5), QTime(10, 0), Qt::UTC))
{
    auto bundle = std::make_shared<PlanBundle>();
    bundle->plan.metadata.id = u"p"_s;
    Stage additive;
    additive.id = u"additive"_s;
    additive.kind = StageKind::Additive;
    additive.steps = { Step { u"a"_s, AddColumn { { {}, u"orders"_s }, { u"c"_s, u"text"_s, true, {} } }, {}, {} } };
    bundle->plan.stages = { additive };
    bundle->plan.rollback.window = std::chrono::hours(1);
    PreviewInput input;
    input.state = *foldAll(events.events());
    input.bundle = bundle;
    input.now = now;
    return input;
}

RunEvents applied()
{
    RunEvents run;
    CompiledStep step;
    step.stepId = u"a"_s;
    step.op = u"add_column"_s;
    step.undo = QStringList { u"alter table orders drop column c"_s };
    run.created().stageStarted(u"additive"_s, u"f0"_s);
    run.add(EventType::StepIntent, { { u"stage"_s, u"additive"_s }, { u"step"_s, u"a"_s }, { u"generation"_s, 1 }, { u"compiled"_s, toJson(step) } });
    run.add(EventType::StepDone, { { u"stage"_s, u"additive"_s }, { u"step"_s, u"a"_s }, { u"post"_s, u"f1"_s }, { u"rows"_s, 3 } });
    return run.stagePassed(u"additive"_s, u"f1"_s);
}

RunEvents undoneButNotProved()
{
    RunEvents run = applied();
    run.add(EventType::RollbackIntent, { { u"id"_s, u"r1"_s }, { u"to"_s, u""_s }, { u"why"_s, u"wrong numbers"_s } });
    run.add(EventType::UndoIntent, { { u"id"_s, u"r1"_s }, { u"stage"_s, u"additive"_s }, { u"step"_s, u"a"_s }, { u"generation"_s, 1 } });
    run.add(EventType::UndoDone, { { u"id"_s, u"r1"_s }, { u"stage"_s, u"additive"_s }, { u"step"_s, u"a"_s }, { u"generation"_s, 1 } });
    return run;
}

} // namespace

class RollbackPreviewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingToUndoIsRefused()
    {
        RunEvents run;
        run.created().stageStarted(u"additive"_s, u"f0"_s);
        const RollbackPreview preview = previewWithoutTarget(inputFor(run), kGone);
        QCOMPARE(preview.blockers, QStringList { u"nothing was changed yet: cancel the rollout instead"_s });
        QVERIFY(!preview.isAllowed);
    }

    /// A runner that died between the last undo and its proof leaves nothing to undo, and still everything to prove.
    void aRollbackThatWasBegunIsNeverRefused_data()
    {
        QTest::addColumn<bool>("stuck");
        QTest::addColumn<bool>("windowClosed");
        QTest::newRow("all undone, proof missing") << false << false;
        QTest::newRow("stuck") << true << false;
        QTest::newRow("window closed meanwhile") << false << true;
    }
    void aRollbackThatWasBegunIsNeverRefused()
    {
        QFETCH(bool, stuck);
        QFETCH(bool, windowClosed);
        RunEvents run = undoneButNotProved();
        if (stuck)
            run.add(EventType::RollbackStuck, { { u"id"_s, u"r1"_s }, { u"why"_s, u"locked"_s }, { u"next"_s, u"again"_s } });
        PreviewInput input = inputFor(run);
        if (windowClosed)
            input.state.windowCloses = input.now.addSecs(-60);
        QVERIFY(!input.state.hasEffects());
        QCOMPARE(previewWithoutTarget(input, kGone).blockers, QStringList {});
    }

    /// Behind the window it is refused, unless two people are deciding on just that.
    void whatTwoPeopleDecideOnIsNotRefused()
    {
        RunEvents run = applied();
        PreviewInput input = inputFor(run);
        input.state.windowCloses = input.now.addSecs(-60);
        const RollbackPreview refused = previewWithoutTarget(input, kGone);
        QVERIFY(refused.isLate);
        QCOMPARE(refused.blockers.size(), 1);
        run.add(EventType::CommandRequested,
            { { u"command"_s, u"rollback"_s }, { u"id"_s, u"r1"_s }, { u"to"_s, u""_s }, { u"override_window"_s, true } });
        run.add(EventType::RollbackWaits, { { u"id"_s, u"r1"_s }, { u"to"_s, u""_s }, { u"override_window"_s, true } });
        input = inputFor(run);
        input.state.windowCloses = input.now.addSecs(-60);
        const RollbackPreview waits = previewWithoutTarget(input, kGone);
        QVERIFY(waits.isLate);
        QVERIFY(waits.waiting.has_value());
        QCOMPARE(waits.blockers, QStringList {});
        input.to = u"additive"_s; // elsewhere is another request
        QVERIFY(!previewWithoutTarget(input, kGone).blockers.isEmpty());
    }

    /// At 3 a.m. the table is locked and the server slow: looking fails, the rollback is taken all the same.
    void aTargetThatCannotBeLookedAtIsNoRefusal()
    {
        const Error busy { ErrorCode::Busy, u"database is locked"_s, {}, {}, {} };
        const RollbackPreview preview = previewWithoutTarget(inputFor(applied()), busy);
        QVERIFY2(preview.isAllowed, qPrintable(preview.blockers.join(u'\n')));
        QCOMPARE(preview.rowsLost, -1);
        const Error clone { ErrorCode::IdentityMismatch, u"this is another database"_s, {}, {}, {} };
        QVERIFY(!previewWithoutTarget(inputFor(applied()), clone).isAllowed);
    }

    /// A number is a measurement or it is not there.
    void timesAreWhatWasMeasured()
    {
        const auto preview = [](bool sameWork, bool flagsMeasured) {
            CompiledStep step;
            step.stepId = u"a"_s;
            step.op = u"add_column"_s;
            step.undo = QStringList { u"alter table orders drop column c"_s };
            step.forwardLock = u"catalogue only"_s;
            step.undoLock = sameWork ? step.forwardLock : u"every row is rewritten"_s;
            RunEvents run;
            run.created();
            run.add(EventType::StageStarted, { { u"stage"_s, u"additive"_s }, { u"attempt"_s, 1 }, { u"fingerprint"_s, u"f0"_s }, { u"baseline_ms"_s, 2000 } });
            run.add(EventType::StepIntent, { { u"stage"_s, u"additive"_s }, { u"step"_s, u"a"_s }, { u"generation"_s, 1 }, { u"compiled"_s, toJson(step) } });
            run.add(EventType::StepDone, { { u"stage"_s, u"additive"_s }, { u"step"_s, u"a"_s }, { u"post"_s, u"f1"_s }, { u"took_ms"_s, 1000 } });
            PreviewInput input = inputFor(run);
            if (flagsMeasured)
                input.lastFlagsOff = Duration(40);
            return previewWithoutTarget(input, kGone);
        };
        const RollbackPreview measured = preview(true, true);
        QCOMPARE(measured.readersBackIn, u"~40 ms"_s);
        QCOMPARE(measured.undoneIn, u"~3 s"_s);
        QCOMPARE(measured.steps.first().estimate, u"~1 s"_s);
        QCOMPARE(measured.steps.last().estimate, u"~2 s"_s);
        const RollbackPreview other = preview(false, false);
        QCOMPARE(other.readersBackIn, u"not measured yet"_s);
        QCOMPARE(other.steps.first().estimate, QString());
        QCOMPARE(other.undoneIn, u"at least 2 s"_s);
    }

    /// What the rehearsal measured of this very undo is better than what going forward took, as long as it proved something.
    void theRehearsalForecasts()
    {
        PreviewInput input = inputFor(applied());
        Certificate certificate;
        certificate.result = RollbackResult::Exact;
        certificate.readersBack = Duration(4);
        RehearsedStep step;
        step.stage = u"additive"_s;
        step.step = u"a"_s;
        step.op = u"backfill"_s;
        step.undo = RehearsedEffect { Duration(40), 3, { TakenLock { u"orders"_s, u"ACCESS EXCLUSIVE"_s, Duration(12), 1 }, TakenLock { u"orders"_s, u"ROW SHARE"_s, Duration(2), 1 } }, true };
        certificate.steps = { step };
        input.certificate = certificate;
        const RollbackPreview measured = previewWithoutTarget(input, kGone);
        QCOMPARE(measured.steps.first().estimate, u"~40 ms"_s);
        QCOMPARE(measured.steps.first().lock, u"ACCESS EXCLUSIVE on orders and 1 more, 12 ms in the rehearsal"_s);
        QCOMPARE(measured.readersBackIn, u"~4 ms"_s);
        input.lastFlagsOff = Duration(70); // a real one says more
        QCOMPARE(previewWithoutTarget(input, kGone).readersBackIn, u"~70 ms"_s);
        input.certificate->steps[0].undoScale = 10; // the target has ten times the rows
        QCOMPARE(previewWithoutTarget(input, kGone).steps.first().estimate, u"~400 ms (scaled to the rows here)"_s);
        input.certificate->steps[0].undoTimes = RehearsedTimes { 7, Duration(900) };
        input.certificate->steps[0].undoScale = 1;
        QCOMPARE(previewWithoutTarget(input, kGone).steps.first().estimate, u"~900 ms (p95 of 7 rehearsals)"_s);
        input.certificate->result = RollbackResult::Failed;
        const RollbackPreview failed = previewWithoutTarget(input, kGone);
        QCOMPARE(failed.steps.first().estimate, QString());
        QCOMPARE(failed.steps.first().lock, QString());
    }

    void whatIsIrreversibleIsSaidFirst()
    {
        RunEvents run;
        CompiledStep step;
        step.stepId = u"purge"_s;
        step.op = u"sql"_s;
        step.reversibility = Reversibility::R4;
        run.created().stageStarted(u"additive"_s, u"f0"_s);
        run.add(EventType::StepIntent, { { u"stage"_s, u"additive"_s }, { u"step"_s, u"purge"_s }, { u"generation"_s, 1 }, { u"compiled"_s, toJson(step) } });
        run.add(EventType::StepDone, { { u"stage"_s, u"additive"_s }, { u"step"_s, u"purge"_s }, { u"post"_s, u"f1"_s } });
        const RollbackPreview preview = previewWithoutTarget(inputFor(run), kGone);
        QCOMPARE(preview.blockers.first(), u"step 'purge' cannot be taken back: it was declared irreversible (R4)"_s);
    }

    void aClosedWindowRefusesANewRollback()
    {
        PreviewInput input = inputFor(applied());
        input.state.windowCloses = input.now.addSecs(-60);
        const QStringList blockers = previewWithoutTarget(input, kGone).blockers;
        QVERIFY2(blockers.first().startsWith(u"the rollback window closed at"_s), qPrintable(blockers.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(RollbackPreviewTest)
#include "tst_rollback_preview.moc"
