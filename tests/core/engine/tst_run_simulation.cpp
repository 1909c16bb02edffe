// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "simulated_runner.h"

#include <QLoggingCategory>
#include <QProcess>
#include <QTest>

#include <array>
#include <memory>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

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
        return std::count_if(
            events.cbegin(), events.cend(), [](const Event &event) { return event.type == EventType::RunnerTook; });
    }
    int refusals() const { return m_world.target.refusals(); }
    RunPhase phase() const { return m_world.ledger.state().phase; }

private:
    size_t pick(size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(m_random); }
    bool oneOf(size_t count) { return pick(count) == 0; }
    bool isSettled() const
    {
        return phase() == RunPhase::Observing ? !m_world.ledger.state().isAskedToRollBack() : isBack();
    }
    bool isBack() const { return phase() == RunPhase::RolledBack || phase() == RunPhase::Cancelled; }

    void move(size_t number)
    {
        std::unique_ptr<SimulatedRunner> &runner = m_runners[number];
        if (m_world.clock.monotonic() < m_stopped[number])
            return;
        if (!runner)
            runner
                = std::make_unique<SimulatedRunner>(m_world, int(number), u"runner-%1-%2"_s.arg(number).arg(++m_born));
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
        m_isAsked = m_world.ledger
                        .append({ NewEvent { EventType::CommandRequested, kRun,
                                    { { u"command"_s, u"rollback"_s }, { u"id"_s, u"r"_s } } } },
                            nullptr)
                        .has_value();
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
    const int count = qEnvironmentVariable("SLUICE_SIMULATION_COUNT", u"3000"_s).toInt();
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
    qInfo(
        "%d schedules from seed %u: %d in place, %d rolled back, %d cancelled; %lld times taken over, %d times fenced",
        count, first, ends[RunPhase::Observing], ends[RunPhase::RolledBack], ends[RunPhase::Cancelled],
        static_cast<long long>(runners), refusals);
    qInfo("tried: %d", count); // the fault harness counts them
    if (isGiven)
        return;
    QVERIFY(ends[RunPhase::Observing] > 0 && ends[RunPhase::RolledBack] > 0 && runners > 2 * count
        && refusals > 0); // it says something
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
