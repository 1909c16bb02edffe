// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/next_action.h"
#include "engine/rollback_proof.h"
#include "simulated_run.h"

#include <QLoggingCategory>
#include <QProcess>
#include <QTest>

#include <array>
#include <memory>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

const QString kRun = u"run-1"_s;
const QString kTarget = u"target-1"_s;

Plan twoStages()
{
    Plan plan;
    for (const QStringList &steps : { QStringList { u"a"_s, u"b"_s }, QStringList { u"c"_s } }) {
        Stage stage;
        stage.id = u"with-"_s + steps.first();
        stage.kind = StageKind::Additive;
        for (const QString &step : steps)
            stage.steps += Step { step, AddColumn { { {}, u"orders"_s }, { step, u"text"_s, true, {} } }, {}, {} };
        plan.stages += stage;
    }
    return plan;
}

struct World {
    FakeClock clock;
    Plan plan = twoStages();
    SimulatedTarget target;
    SimulatedLedger ledger;

    World(bool endsSessions, bool isOneMachine)
        : target(endsSessions)
        , ledger(clock, target, isOneMachine)
    {
        const auto begun = ledger.append({ NewEvent { EventType::RunCreated, kRun, { { u"plan"_s, u"p"_s }, { u"target"_s, kTarget } } },
                                             NewEvent { EventType::RunStarted, kRun, {} } },
            nullptr);
        if (!begun)
            throw Broken("the run does not begin");
    }
};

enum class Cut { None, Before, After };

/// The protocol of a runner (DESIGN §4) with the product's own decisions: lease keeper, fold, next action, undo list.
class SimulatedRunner
{
public:
    SimulatedRunner(World &world, int number, const QString &name)
        : m_world(world)
        , m_number(number)
        , m_name(name)
        , m_keeper(world.ledger, world.clock, kTarget, name)
        , m_life(live())
        , m_next(m_life.handle())
    {
    }
    ~SimulatedRunner() { m_world.target.close(std::exchange(m_session, 0)); }
    SimulatedRunner(const SimulatedRunner &) = delete;
    SimulatedRunner &operator=(const SimulatedRunner &) = delete;

    /// To its next point; what it throws is a broken promise.
    void step()
    {
        m_world.ledger.calling = m_number;
        m_next.resume();
        if (m_life.isDone())
            m_life.result();
    }
    bool isDone() const { return m_life.isDone(); }
    void cutNext(Cut cut) { m_cut = cut; }
    /// A dead client whose server still has the COMMIT to do; a SQLite file has no server.
    int leaveSession() { return m_isWorking && m_world.target.endsSessions() ? std::exchange(m_session, 0) : 0; }

private:
    struct Point {
        SimulatedRunner &runner;
        bool await_ready() const { return false; }
        void await_suspend(std::coroutine_handle<> next) const { runner.m_next = next; }
        void await_resume() const { }
    };
    Point point() { return { *this }; }

    enum class End { Done, NotApplied, Unknown, Over };

    bool refresh()
    {
        const auto events = m_world.ledger.read(m_state.lastSeq, 1'000'000);
        if (!events)
            return false;
        for (const Event &event : *events) {
            auto next = fold(std::move(m_state), event);
            if (!next)
                throw Broken("I3: a runner cannot read the run");
            m_state = *std::move(next);
        }
        return true;
    }
    bool record(EventType type, const QJsonObject &payload)
    {
        return m_world.ledger.append({ NewEvent { type, kRun, payload } }, m_keeper.lease()) && refresh();
    }
    bool isAlive() { return m_keeper.beat().has_value(); }
    bool isOpen() const { return m_world.target.isOpen(m_session); }
    void close()
    {
        m_isWorking = false;
        m_world.target.close(std::exchange(m_session, 0));
    }

    Task<bool> live();
    Task<bool> carry();
    Task<bool> apply(int stage, int step);
    Task<bool> rollBack();
    Task<End> enter();
    Task<End> perform(Effect effect);
    Task<End> settle(Effect effect);
    Task<bool> reconcile();
    QJsonObject at(const QString &stage, const Effect &effect) const
    {
        return { { u"stage"_s, stage }, { u"step"_s, effect.step }, { u"generation"_s, effect.generation }, { u"id"_s, u"r"_s } };
    }

    World &m_world;
    const int m_number;
    const QString m_name;
    LeaseKeeper m_keeper;
    Fence m_fence;
    RunState m_state;
    int m_session = 0;
    bool m_isWorking = false;
    Cut m_cut = Cut::None;
    Task<bool> m_life;
    std::coroutine_handle<> m_next;
};

Task<bool> SimulatedRunner::live()
{
    if (!refresh() || !m_keeper.acquire())
        co_return false;
    co_await point();
    const std::optional<Fence> fence = m_world.target.takeFence(m_name);
    if (fence) {
        m_fence = *fence;
        co_await point();
        const bool isTaken = refresh() && record(EventType::RunnerTook, { { u"runner"_s, m_name }, { u"epoch"_s, double(m_fence.epoch) } });
        const bool isSettled = isTaken && co_await reconcile();
        if (isSettled)
            co_await carry();
    }
    close();
    co_await point();
    m_keeper.release();
    co_return true;
}

/// Session, then the target's lock: before it is won nothing that is read counts.
Task<SimulatedRunner::End> SimulatedRunner::enter()
{
    m_session = m_world.target.open();
    co_await point();
    for (int tries = 0; !isOpen() || !m_world.target.lock(m_session); ++tries) {
        co_await point();
        if (!isAlive())
            co_return End::Over;
        if (!isOpen() || tries > 30)
            co_return End::Unknown;
    }
    co_await point();
    co_return isOpen() ? End::Done : End::Unknown;
}

Task<SimulatedRunner::End> SimulatedRunner::settle(Effect effect)
{
    for (int tries = 0; tries < 5; ++tries) {
        const End entered = co_await enter();
        const bool isDone = entered == End::Done && m_world.target.hasReceipt(effect);
        close();
        if (entered == End::Over)
            co_return End::Over;
        if (entered == End::Done)
            co_return isDone ? End::Done : End::NotApplied;
        co_await point();
    }
    co_return End::Unknown;
}

Task<SimulatedRunner::End> SimulatedRunner::perform(Effect effect)
{
    const End entered = co_await enter();
    if (entered != End::Done) {
        close();
        co_return entered == End::Over ? End::Over : End::NotApplied;
    }
    if (m_world.target.hasReceipt(effect)) {
        close();
        co_return End::Done;
    }
    co_await point();
    if (!isOpen()) {
        close();
        co_return End::NotApplied;
    }
    if (!m_world.target.begin(m_session, m_fence)) {
        close();
        co_return End::Over;
    }
    co_await point();
    if (isOpen()) {
        m_world.target.work(m_session, effect);
        m_isWorking = true;
        co_await point();
    }
    if (!isOpen()) {
        close();
        co_return End::NotApplied;
    }
    const Cut cut = std::exchange(m_cut, Cut::None);
    if (cut != Cut::Before)
        m_world.target.commit(m_session);
    m_isWorking = false;
    if (cut == Cut::None)
        co_await point();
    close();
    co_return cut == Cut::None ? End::Done : End::Unknown;
}

Task<bool> SimulatedRunner::reconcile()
{
    const QList<StageState> stages = m_state.stages;
    if (m_state.phase != RunPhase::Running)
        co_return true; // a rollback settles by itself
    for (const StageState &stage : stages) {
        for (const StepState &step : stage.steps) {
            if (step.phase != StepPhase::Intended && step.phase != StepPhase::Unknown)
                continue;
            const Effect effect { step.id, step.generation, false };
            const End end = co_await settle(effect);
            co_await point();
            const EventType type = end == End::Done ? EventType::StepDone : end == End::NotApplied ? EventType::StepFailed : EventType::StepUnknown;
            if (end == End::Over || !record(type, at(stage.id, effect)))
                co_return false;
        }
    }
    co_return true;
}

Task<bool> SimulatedRunner::apply(int stageIndex, int stepIndex)
{
    const Stage &stage = m_world.plan.stages[stageIndex];
    const Effect effect { stage.steps[stepIndex].id, m_state.generation, false };
    CompiledStep compiled;
    compiled.stepId = effect.step;
    compiled.undo = { u"undo"_s };
    QJsonObject intent = at(stage.id, effect);
    intent[u"compiled"_s] = toJson(compiled);
    if (!record(EventType::StepIntent, intent))
        co_return false;
    co_await point();
    End end = co_await perform(effect);
    if (end == End::Unknown)
        end = co_await settle(effect);
    co_await point();
    if (end == End::Over || !isAlive())
        co_return false;
    const EventType type = end == End::Done ? EventType::StepDone : end == End::NotApplied ? EventType::StepFailed : EventType::StepUnknown;
    const bool isRecorded = record(type, at(stage.id, effect));
    co_return isRecorded && end != End::Unknown;
}

Task<bool> SimulatedRunner::rollBack()
{
    const bool resumes = m_state.phase == RunPhase::RollingBack;
    const QJsonObject intent { { u"id"_s, u"r"_s }, { u"to"_s, QString() }, { u"why"_s, u"wrong"_s } };
    if (!resumes && !record(EventType::RollbackIntent, intent))
        co_return false;
    const auto items = undoItems(m_state, {});
    if (!items)
        throw Broken("the undo list cannot be made");
    for (const UndoItem &item : *items) {
        co_await point();
        if (!isAlive())
            co_return false;
        if (item.state.phase == StepPhase::Intended || item.state.phase == StepPhase::Unknown) {
            const Effect forward { item.step.stepId, item.state.generation, false };
            const End end = co_await settle(forward);
            if (end == End::Over || end == End::Unknown)
                co_return false;
            if (end == End::NotApplied) {
                if (!record(EventType::StepFailed, at(item.stage, forward)))
                    co_return false;
                continue;
            }
        }
        const Effect undo { item.step.stepId, m_state.generation, true };
        if (!record(EventType::UndoIntent, at(item.stage, undo)))
            co_return false;
        co_await point();
        End end = co_await perform(undo);
        if (end == End::Unknown)
            end = co_await settle(undo);
        if (end != End::Done || !record(EventType::UndoDone, at(item.stage, undo)))
            co_return false;
    }
    co_await point();
    QJsonObject proof = intent;
    proof[u"result"_s] = m_world.target.isUntouched() ? u"EXACT"_s : u"FAILED"_s;
    co_return record(EventType::RollbackVerified, proof);
}

Task<bool> SimulatedRunner::carry()
{
    for (;;) {
        co_await point();
        if (!isAlive() || !refresh())
            co_return false;
        const bool isAsked = m_state.isAskedToRollBack();
        if (m_state.phase == RunPhase::RollingBack || (isAsked && m_state.hasEffects())) {
            const bool isBack = co_await rollBack();
            if (!isBack)
                co_return false;
            continue;
        }
        if (isAsked && !m_state.isTerminal() && m_state.phase != RunPhase::RolledBack) {
            if (!record(EventType::RunCancelled, { { u"id"_s, m_state.commands.first().id } }))
                co_return false;
            continue;
        }
        const NextAction action = nextAction(m_world.plan, m_state);
        const auto stage = [&] { return QJsonObject { { u"stage"_s, m_world.plan.stages[action.stage].id }, { u"attempt"_s, 1 } }; };
        bool goesOn = false;
        switch (action.kind) {
        case ActionKind::StartStage:
            goesOn = record(EventType::StageStarted, stage());
            break;
        case ActionKind::ApplyStep:
            goesOn = co_await apply(action.stage, action.step);
            break;
        case ActionKind::FinishApplying:
            goesOn = record(EventType::StageApplied, stage());
            break;
        case ActionKind::PassStage:
            goesOn = record(EventType::StagePassed, stage());
            break;
        case ActionKind::BeginObserving:
            goesOn = record(EventType::RunObserving, { { u"window_closes"_s, u"2030-01-01T00:00:00.000Z"_s } });
            break;
        case ActionKind::Expose:
        case ActionKind::Wait:
        case ActionKind::None:
            break;
        }
        if (!goesOn)
            co_return false;
    }
}

/// What happens to two runners of one rollout, all of it from one number.
class Schedule
{
public:
    explicit Schedule(quint32 seed)
        : m_random(seed)
        , m_world(oneOf(2), oneOf(2))
    {
    }

    void play()
    {
        for (int turn = 0; turn < 260; ++turn) {
            happen();
            check();
        }
        heal();
        for (int turn = 0; !isSettled(); ++turn) {
            if (turn > 20'000)
                throw Broken("I2: it does not come to its end");
            m_world.clock.advance(std::chrono::milliseconds(400));
            move(pick(2));
            check();
        }
        for (size_t late = 0; late < m_runners.size(); ++late) { // whoever is still there must do no harm
            for (int turn = 0; turn < 200 && m_runners[late]; ++turn)
                move(late);
        }
        check();
        m_world.ledger.mustHold();
    }
    qsizetype takeovers() const
    {
        const QList<Event> &events = m_world.ledger.events();
        return std::count_if(events.cbegin(), events.cend(), [](const Event &event) { return event.type == EventType::RunnerTook; });
    }
    int refusals() const { return m_world.target.refusals(); }
    RunPhase phase() const { return m_world.ledger.state().phase; }

private:
    size_t pick(size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(m_random); }
    bool oneOf(size_t count) { return pick(count) == 0; }
    bool isSettled() const { return phase() == RunPhase::Observing ? !m_world.ledger.state().isAskedToRollBack() : isBack(); }
    bool isBack() const { return phase() == RunPhase::RolledBack || phase() == RunPhase::Cancelled; }

    void move(size_t number)
    {
        std::unique_ptr<SimulatedRunner> &runner = m_runners[number];
        if (m_world.clock.monotonic() < m_stopped[number])
            return;
        if (!runner)
            runner = std::make_unique<SimulatedRunner>(m_world, int(number), u"runner-%1-%2"_s.arg(number).arg(++m_born));
        runner->step();
        if (runner->isDone())
            runner.reset();
    }

    void happen()
    {
        m_world.clock.advance(std::chrono::milliseconds(pick(150)));
        const size_t number = pick(2);
        switch (pick(60)) {
        case 0: // killed; its server may not know yet
            if (m_runners[number]) {
                if (const int left = m_runners[number]->leaveSession(); left != 0)
                    m_zombies += left;
                m_runners[number].reset();
            }
            break;
        case 1: // stopped, perhaps beyond its lease
            m_stopped[number] = m_world.clock.monotonic() + std::chrono::milliseconds(pick(40'000));
            break;
        case 2:
        case 3:
            if (m_runners[number])
                m_runners[number]->cutNext(oneOf(2) ? Cut::Before : Cut::After);
            break;
        case 4:
            m_world.clock.advance(std::chrono::seconds(pick(20)));
            break;
        case 5:
            m_world.clock.shiftWall(std::chrono::seconds(pick(200'000)) - std::chrono::seconds(100'000));
            break;
        case 6:
            m_world.ledger.mood = oneOf(2) ? SimulatedLedger::Mood::Away : SimulatedLedger::Mood::Speechless;
            break;
        case 7:
        case 8:
        case 9:
            m_world.ledger.mood = SimulatedLedger::Mood::Well;
            break;
        case 10:
            askBack();
            break;
        case 11:
        case 12:
            endZombie();
            break;
        default:
            move(number);
        }
    }

    void askBack()
    {
        if (m_isAsked || !oneOf(m_world.ledger.state().hasEffects() ? 3 : 30))
            return;
        m_isAsked = m_world.ledger.append({ NewEvent { EventType::CommandRequested, kRun, { { u"command"_s, u"rollback"_s }, { u"id"_s, u"r"_s } } } }, nullptr).has_value();
    }

    /// The server comes to the COMMIT of a dead client, or learns that nobody is there.
    void endZombie()
    {
        if (m_zombies.isEmpty())
            return;
        const int session = m_zombies.takeFirst();
        if (m_world.target.isOpen(session) && oneOf(2))
            m_world.target.commit(session);
        m_world.target.close(session);
    }

    void heal()
    {
        m_world.ledger.mood = SimulatedLedger::Mood::Well;
        while (!m_zombies.isEmpty())
            endZombie();
        m_stopped = {};
    }

    /// After everything that happens.
    void check() const
    {
        const RunState &state = m_world.ledger.state();
        if (isBack() && !m_world.target.isUntouched())
            throw Broken("I6: the rollout is back, and something is in the target");
        if (state.phase != RunPhase::Observing)
            return;
        for (const Stage &stage : m_world.plan.stages) {
            for (const Step &step : stage.steps) {
                if (!m_world.target.isPresent(step.id))
                    throw Broken("I2: every stage passed, and a step has no effect");
            }
        }
    }

    std::mt19937 m_random;
    World m_world;
    std::array<std::unique_ptr<SimulatedRunner>, 2> m_runners;
    std::array<Duration, 2> m_stopped {};
    QList<int> m_zombies;
    qsizetype m_born = 0;
    bool m_isAsked = false;
};

} // namespace

/// Thousands of rollouts in one process, each from a number that is printed when it breaks a promise:
/// SLUICE_SIMULATION_SEED=<number> SLUICE_SIMULATION_COUNT=1 plays it again.
class RunSimulationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyPromiseHolds();
    void aDefectIsFound_data();
    void aDefectIsFound();
};

void RunSimulationTest::everyPromiseHolds()
{
    const bool isGiven = qEnvironmentVariableIsSet("SLUICE_SIMULATION_SEED");
    const quint32 first = isGiven ? qEnvironmentVariable("SLUICE_SIMULATION_SEED").toUInt() : std::random_device()();
    const int count = qEnvironmentVariable("SLUICE_SIMULATION_COUNT", u"2000"_s).toInt();
    QMap<RunPhase, int> ends;
    qsizetype runners = 0;
    int refusals = 0;
    QLoggingCategory::setFilterRules(u"sluice.*=false"_s);
    for (int i = 0; i < count; ++i) {
        const quint32 seed = first + quint32(i);
        try {
            Schedule schedule(seed);
            schedule.play();
            ends[schedule.phase()] += 1;
            runners += schedule.takeovers();
            refusals += schedule.refusals();
        } catch (const Broken &broken) {
            QFAIL(qPrintable(u"seed %1: %2"_s.arg(seed).arg(QLatin1String(broken.what()))));
        }
    }
    qInfo("%d schedules from seed %u: %d in place, %d rolled back, %d cancelled; %lld times taken over, %d times fenced", count, first,
        ends[RunPhase::Observing], ends[RunPhase::RolledBack], ends[RunPhase::Cancelled], static_cast<long long>(runners), refusals);
    if (isGiven)
        return;
    QVERIFY(ends[RunPhase::Observing] > 0 && ends[RunPhase::RolledBack] > 0 && runners > 2 * count && refusals > 0); // it says something
}

void RunSimulationTest::aDefectIsFound_data()
{
    QTest::addColumn<QString>("bug");
    QTest::newRow("the fence lets everybody through") << u"fence-not-held"_s;
}

/// In a process of its own: a defect is switched on from the beginning or not at all.
void RunSimulationTest::aDefectIsFound()
{
    QFETCH(const QString, bug);
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"SLUICE_BUG"_s, bug);
    environment.insert(u"SLUICE_SIMULATION_SEED"_s, u"1"_s);
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationFilePath(), { u"everyPromiseHolds"_s });
    QVERIFY(process.waitForFinished(60'000));
    const QByteArray said = process.readAllStandardOutput();
    QVERIFY2(process.exitCode() != 0, said.constData());
    QVERIFY2(said.contains("I5: "), said.constData());
}

QTEST_GUILESS_MAIN(RunSimulationTest)
#include "tst_run_simulation.moc"
