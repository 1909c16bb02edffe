// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_claim.h"
#include "engine/run_journal.h"
#include "ledger/lost_ledger.h"
#include "run_events.h"
#include "support/verify.h"

#include <QTemporaryDir>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const QString kRun = u"run-1"_s;

QList<NewEvent> asNew(const QList<Event> &events)
{
    QList<NewEvent> wanted;
    for (const Event &event : events)
        wanted += NewEvent { event.type, event.run, event.json() };
    return wanted;
}

void must(const Result<void> &result, const char *what)
{
    if (!result)
        qFatal("%s: %s", what, qPrintable(result.error().what));
}

/// A run with one stage in place, in a real ledger and in this machine's copy.
class Bench
{
public:
    Bench()
    {
        must(ledger()->append(asNew(events().events())).map([](const QList<Event> &) {}), "append");
        auto live = ledger();
        RunJournal journal(*live, copy(), m_clock, kRun);
        must(journal.load(), "load");
    }
    static RunEvents events()
    {
        RunEvents run;
        run.created().stageStarted(u"one"_s, u"f0"_s).stepDone(u"one"_s, u"a"_s, u"f1"_s).stagePassed(u"one"_s, u"f1"_s);
        return run;
    }
    std::unique_ptr<Ledger> ledger() const
    {
        auto opened = openSqliteLedger(m_folder.filePath(u"ledger.db"_s), m_clock, u"tester"_s);
        must(opened.map([](const auto &) {}), "ledger");
        return *std::move(opened);
    }
    RunCopy copy() const
    {
        auto opened = RunCopy::open(folder(), kRun);
        must(opened.map([](const auto &) {}), "copy");
        return *std::move(opened);
    }
    QString folder() const { return m_folder.filePath(u"runs"_s); }
    RunState inLedger() const { return *foldAll(*ledger()->readRun(kRun)); }
    RunCopy::Content content() const { return *copy().read(); }
    const Clock &clock() const { return m_clock; }

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
};

/// Passes everything on; for tests that change one thing.
class StillAnswering : public Ledger
{
public:
    explicit StillAnswering(std::unique_ptr<Ledger> ledger)
        : m_real(std::move(ledger))
    {
    }
    Ledger &real() { return *m_real; }
    Result<QList<Event>> append(const QList<NewEvent> &events, const Lease *lease) override
    {
        return m_real->append(events, lease);
    }
    Result<LedgerHead> head() override { return m_real->head(); }
    Result<QList<Event>> read(qint64 afterSeq, int limit) override { return m_real->read(afterSeq, limit); }
    Result<QList<Event>> readRun(const QString &run) override { return m_real->readRun(run); }
    Result<QList<Event>> search(const LogQuery &query) override { return m_real->search(query); }
    Result<qint64> count(const LogQuery &query) override { return m_real->count(query); }
    Result<void> storePlan(const QString &digest, const QByteArray &canonical, const QString &runbook) override
    {
        return m_real->storePlan(digest, canonical, runbook);
    }
    Result<std::pair<QByteArray, QString>> plan(const QString &digest) override { return m_real->plan(digest); }
    Result<Lease> acquireLease(const QString &target, const QString &runner, Duration ttl) override
    {
        return m_real->acquireLease(target, runner, ttl);
    }
    Result<Lease> seizeLease(const Lease &seen, const QString &runner, Duration ttl) override
    {
        return m_real->seizeLease(seen, runner, ttl);
    }
    Result<Lease> renewLease(const Lease &lease, Duration ttl) override { return m_real->renewLease(lease, ttl); }
    Result<void> releaseLease(const Lease &lease) override { return m_real->releaseLease(lease); }
    Result<std::optional<Lease>> currentLease(const QString &target) override { return m_real->currentLease(target); }
    Result<LedgerReport> verify(const QList<LedgerAnchor> &anchors) override { return m_real->verify(anchors); }
    Result<void> rebuildIndexes() override { return m_real->rebuildIndexes(); }

private:
    std::unique_ptr<Ledger> m_real;
};

/// A ledger whose answer to a commit may be lost, and with it the entry or not.
class SpeechlessLedger final : public StillAnswering
{
public:
    SpeechlessLedger(std::unique_ptr<Ledger> ledger, bool arrives)
        : StillAnswering(std::move(ledger))
        , m_arrives(arrives)
    {
    }
    Result<QList<Event>> append(const QList<NewEvent> &events, const Lease *lease) override
    {
        if (answers)
            return real().append(events, lease);
        if (m_arrives)
            must(real().append(events, lease).map([](const QList<Event> &) {}), "append");
        return fail(ErrorCode::OutcomeUnknown, u"the disk failed in the middle"_s);
    }
    bool answers = true;

private:
    const bool m_arrives;
};

const Error kGone { ErrorCode::CannotConnect, u"no ledger"_s, {}, {}, {} };

QJsonObject intent()
{
    return { { u"id"_s, u"r1"_s }, { u"to"_s, QString() }, { u"why"_s, u"wrong"_s }, { u"trigger"_s, u"person"_s } };
}

QJsonObject undo()
{
    return { { u"id"_s, u"r1"_s }, { u"stage"_s, u"one"_s }, { u"step"_s, u"a"_s }, { u"generation"_s, 1 } };
}

} // namespace

/// A rollback must be able to tell its story without a ledger, once, and to whoever asks later.
class RunJournalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCopyFoldsToTheSame()
    {
        const Bench bench;
        const auto state = bench.content().state();
        VERIFY_OK(state);
        QCOMPARE(state->lastSeq, bench.inLedger().lastSeq);
        QCOMPARE(state->stage(u"one"_s)->phase, StagePhase::Passed);
    }

    void withoutALedgerOnlyARollbackGoesOn()
    {
        const Bench bench;
        LostLedger lost(kGone);
        RunJournal journal(lost, bench.copy(), bench.clock(), kRun);
        VERIFY_ERROR(journal.load(), ErrorCode::CannotConnect);
        VERIFY_OK(bench.copy().order({ u"r1"_s, {}, u"wrong"_s, u"tester"_s }));
        VERIFY_OK(journal.load());
        QVERIFY(journal.isLedgerAway());
        QCOMPARE(journal.order()->id, u"r1"_s);
        VERIFY_OK(journal.takeOrder(u"r1"_s));
        QVERIFY(!RunJournal(lost, bench.copy(), bench.clock(), kRun).order());
        VERIFY_ERROR(journal.record(EventType::RunnerTook, { { u"runner"_s, u"x"_s } }), ErrorCode::CannotConnect);
    }

    /// The ledger answers again before the runner looked, and the runner writes: the order must not drown in that.
    void anOrderIsSeenAmongEntriesOfTheRunner()
    {
        const Bench bench;
        const auto ledger = bench.ledger();
        RunJournal journal(*ledger, bench.copy(), bench.clock(), kRun);
        VERIFY_OK(journal.load());
        QVERIFY(!journal.order());
        VERIFY_OK(bench.copy().order({ u"r1"_s, {}, u"wrong"_s, u"tester"_s }));
        VERIFY_OK(journal.record(EventType::RunnerTook, { { u"runner"_s, u"x"_s }, { u"epoch"_s, 2 } }));
        QVERIFY(journal.order());
        VERIFY_OK(journal.takeOrder(u"r1"_s));
        VERIFY_OK(bench.copy().order({ u"r2"_s, {}, u"still wrong"_s, u"tester"_s }));
        QCOMPARE(journal.order()->id, u"r2"_s);
    }

    void whatIsKeptReachesTheLedgerOnce()
    {
        const Bench bench;
        VERIFY_OK(bench.copy().order({ u"r1"_s, {}, u"wrong"_s, u"tester"_s }));
        LostLedger lost(kGone);
        {
            RunJournal journal(lost, bench.copy(), bench.clock(), kRun);
            VERIFY_OK(journal.load());
            VERIFY_OK(journal.recordInRollback(EventType::RollbackIntent, intent()));
            VERIFY_OK(journal.recordInRollback(EventType::UndoIntent, undo()));
            VERIFY_OK(journal.recordInRollback(EventType::UndoDone, undo()));
            QCOMPARE(journal.state().phase, RunPhase::RollingBack);
        }
        QCOMPARE(bench.inLedger().phase, RunPhase::Running);
        QCOMPARE(bench.content().kept.size(), 3);
        const QDateTime happened = bench.content().state()->rollback->requested;
        QVERIFY(happened.secsTo(bench.clock().nowUtc()) < 60);
        // The next one finds them, and gives them over.
        const auto ledger = bench.ledger();
        RunJournal journal(*ledger, bench.copy(), bench.clock(), kRun);
        VERIFY_OK(journal.load());
        QCOMPARE(journal.state().phase, RunPhase::RollingBack);
        QCOMPARE(journal.state().stage(u"one"_s)->step(u"a"_s)->phase, StepPhase::Undone);
        VERIFY_OK(journal.flushKept());
        QVERIFY(bench.content().kept.isEmpty());
        QCOMPARE(bench.inLedger().phase, RunPhase::RollingBack);
        QCOMPARE(bench.inLedger().rollback->requested, happened); // when it was, not when it was told
        const qint64 entries = *ledger->count({});
        VERIFY_OK(journal.flushKept());
        QCOMPARE(*ledger->count({}), entries);
    }

    /// Killed between the ledger's commit and the note that it has everything.
    void whatTheLedgerHasIsNotGivenTwice()
    {
        const Bench bench;
        VERIFY_OK(bench.copy().order({ u"r1"_s, {}, u"wrong"_s, u"tester"_s }));
        LostLedger lost(kGone);
        RunJournal away(lost, bench.copy(), bench.clock(), kRun);
        VERIFY_OK(away.load());
        VERIFY_OK(away.recordInRollback(EventType::RollbackIntent, intent()));
        const auto ledger = bench.ledger();
        VERIFY_OK(ledger->append(bench.content().kept));
        RunJournal journal(*ledger, bench.copy(), bench.clock(), kRun);
        VERIFY_OK(journal.load());
        QVERIFY(!journal.hasKept());
        QVERIFY(bench.content().kept.isEmpty());
        QCOMPARE(journal.state().lastSeq, bench.inLedger().lastSeq);
    }

    /// The ledger's disk fails in the middle of a commit: the entry may be there or not, and is there once in the end.
    void aCommitWithoutAnAnswerIsOneEntry_data()
    {
        QTest::addColumn<bool>("arrives");
        QTest::newRow("it is there") << true;
        QTest::newRow("it is not") << false;
    }
    void aCommitWithoutAnAnswerIsOneEntry()
    {
        QFETCH(const bool, arrives);
        const Bench bench;
        SpeechlessLedger ledger(bench.ledger(), arrives);
        RunJournal journal(ledger, bench.copy(), bench.clock(), kRun);
        VERIFY_OK(journal.load());
        ledger.answers = false;
        VERIFY_OK(journal.recordInRollback(EventType::RollbackIntent, intent()));
        ledger.answers = true;
        VERIFY_OK(journal.recordInRollback(EventType::UndoIntent, undo()));
        VERIFY_OK(journal.flushKept());
        QVERIFY(!journal.hasKept());
        const QList<Event> events = *bench.ledger()->readRun(kRun);
        for (const EventType type : { EventType::RollbackIntent, EventType::UndoIntent })
            QCOMPARE(
                std::count_if(events.cbegin(), events.cend(), [&](const Event &event) { return event.type == type; }),
                1);
        QCOMPARE(journal.state().lastSeq, bench.inLedger().lastSeq);
        QVERIFY(bench.content().kept.isEmpty());
        QVERIFY(!bench.content().intent);
    }

    void whoRollsBackWithoutTheLedgerIsSeen()
    {
        const Bench bench;
        LostLedger lost(kGone);
        const auto ledger = bench.ledger();
        RunJournal other(*ledger, bench.copy(), bench.clock(), kRun);
        VERIFY_OK(bench.copy().order({ u"r1"_s, {}, u"wrong"_s, u"tester"_s }));
        QVERIFY(!*other.isCarriedWithoutLedger()); // asked for, by nobody taken up
        RunJournal away(lost, bench.copy(), bench.clock(), kRun);
        VERIFY_OK(away.load());
        VERIFY_OK(away.recordInRollback(EventType::RollbackIntent, intent()));
        QVERIFY(*other.isCarriedWithoutLedger());
        RunJournal back(*ledger, bench.copy(), bench.clock(), kRun);
        VERIFY_OK(back.load());
        VERIFY_OK(back.flushKept());
        QVERIFY(!*other.isCarriedWithoutLedger());
    }

    void whatWasTakenWithoutAnAnswerIsThereOnce()
    {
        const Bench bench;
        const auto ledger = bench.ledger();
        SpeechlessLedger deaf(bench.ledger(), true);
        RunJournal journal(deaf, bench.copy(), bench.clock(), kRun);
        VERIFY_OK(journal.load());
        deaf.answers = false;
        VERIFY_OK(journal.recordInRollback(EventType::RollbackIntent, intent()));
        QVERIFY(journal.hasKept());
        VERIFY_OK(journal.recordInRollback(EventType::UndoIntent, undo()));
        VERIFY_ERROR(journal.flushKept(), ErrorCode::OutcomeUnknown); // taken too
        deaf.answers = true;
        VERIFY_OK(journal.recordInRollback(EventType::UndoDone, undo()));
        VERIFY_OK(journal.flushKept());
        QVERIFY(bench.content().kept.isEmpty());
        QStringList types;
        const QList<Event> events = *ledger->readRun(kRun);
        for (const Event &event : events.last(3))
            types += eventTypeName(event.type);
        QCOMPARE(types, QStringList({ u"rollback_intent"_s, u"undo_intent"_s, u"undo_done"_s }));
        QCOMPARE(bench.inLedger().stage(u"one"_s)->step(u"a"_s)->phase, StepPhase::Undone);
    }

    /// Another machine went on meanwhile: nothing is forced in, nothing is thrown away.
    void whatCannotFollowStaysAndSaysSo()
    {
        const Bench bench;
        VERIFY_OK(bench.copy().order({ u"r1"_s, {}, u"wrong"_s, u"tester"_s }));
        LostLedger lost(kGone);
        RunJournal away(lost, bench.copy(), bench.clock(), kRun);
        VERIFY_OK(away.load());
        VERIFY_OK(away.recordInRollback(EventType::RollbackIntent, intent()));
        VERIFY_OK(away.recordInRollback(EventType::UndoIntent, QJsonObject { { u"stage"_s, u"one"_s }, { u"step"_s, u"a"_s } }));
        const auto ledger = bench.ledger();
        VERIFY_OK(ledger->append({ NewEvent { EventType::RunSealed, kRun, {} } }));
        RunJournal journal(*ledger, bench.copy(), bench.clock(), kRun);
        if (const auto loaded = journal.load(); !loaded)
            QCOMPARE(loaded.error().code, ErrorCode::Refused);
        QCOMPARE(bench.content().kept.size(), 2);
    }

    /// The effect may be there although its entry is not.
    void anIntentWithoutAnEntryCounts()
    {
        const Bench bench;
        auto copy = bench.copy();
        const QJsonObject step { { u"stage"_s, u"two"_s }, { u"step"_s, u"b"_s }, { u"generation"_s, 1 }, { u"compiled"_s, QJsonObject { { u"step"_s, u"b"_s } } } };
        VERIFY_OK(copy.writeIntent(NewEvent { EventType::StepIntent, kRun, step }));
        VERIFY_OK(bench.content().state()); // refused: its stage never began
        VERIFY_OK(copy.writeIntent(NewEvent { EventType::StageStarted, kRun, QJsonObject { { u"stage"_s, u"two"_s }, { u"attempt"_s, 1 }, { u"fingerprint"_s, u"f1"_s } } }));
        const auto state = bench.content().state();
        VERIFY_OK(state);
        QVERIFY(state->stage(u"two"_s));
    }

    void oneProcessCarriesARun()
    {
        const Bench bench;
        RunClaim first(bench.folder(), kRun);
        {
            RunClaim second(bench.folder(), kRun);
            QVERIFY(*first.take());
            QVERIFY(*first.take());
            QVERIFY(!*second.take());
            QVERIFY(*RunClaim(bench.folder(), u"run-2"_s).take());
        }
        QVERIFY(!*RunClaim(bench.folder(), kRun).take());
    }
};

QTEST_GUILESS_MAIN(RunJournalTest)
#include "tst_run_journal.moc"
