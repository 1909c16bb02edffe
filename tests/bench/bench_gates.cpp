// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "bench_table.h"
#include "quality/gate_judge.h"
#include "support/peer_rules.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cmath>
#include <random>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Bar 14: how often gates cry wolf over a healthy stage, and how long they take to see a fault. Simulated through the
/// judge itself, from fixed seeds; the peers see the very same samples.
namespace {

constexpr double kLimit = 0.02;
constexpr int kRows = 200; ///< jobs behind a tick
constexpr double kAlpha = 0.01; ///< of the stage
constexpr qint64 kNever = -1;

using Random = std::mt19937_64;

/// The share of failed jobs of one tick; bursty: jobs of a tick share their fate (beta-binomial, ρ = 0.05).
double failedShare(Random &random, double mean, bool isBursty)
{
    constexpr double kTogether = 1 / 0.05 - 1;
    double share = mean;
    if (isBursty) {
        const double bad = std::gamma_distribution<double>(mean * kTogether)(random);
        share = bad / (bad + std::gamma_distribution<double>((1 - mean) * kTogether)(random));
    }
    return std::binomial_distribution<int>(kRows, share)(random) / double(kRows);
}

/// As its plan would state it: so many gates on an error rate, 30 s apart, and a bake of so many ticks.
Stage stageOf(qint64 ticks, int gates)
{
    Stage stage;
    stage.id = u"forward"_s;
    Gate gate;
    gate.probe = ErrorRateProbe {};
    gate.limits = { Limit { LimitSide::AtMost, kLimit, false, {} } };
    for (int i = 0; i < gates; ++i) {
        gate.id = u"errors-%1"_s.arg(i);
        stage.gates.append(gate);
    }
    stage.bake = ticks * gate.interval;
    return stage;
}

struct Course
{
    qint64 ticks = 60;
    int gates = 1;
    double mean = kLimit; ///< until the change
    bool isBursty = false;
    qint64 changeAt = kNever; ///< judged ticks before it
    double changedMean = 0;
};

/// The judged tick, from one, that each rule alarmed at; kNever when it did not.
struct Alarms
{
    qint64 sluice = kNever;
    qint64 inARow = kNever;
    qint64 zTest = kNever;
    qint64 cusum = kNever;
};

/// One gate of one stage: the judge, and the peers beside it.
class Contest
{
public:
    Contest(const Stage &stage, const Gate &gate)
        : m_warmup(gate.warmup)
        , m_judge(gate, false, bakeBudget(stage, gate))
    {
    }

    void feed(qint64 tick, double share, Alarms &alarms)
    {
        Sample sample;
        sample.tick = tick;
        sample.at = m_start.addSecs(30 * tick);
        sample.sampleClass = SampleClass::Good;
        sample.value = share;
        sample.n = kRows;
        const bool isBreached = m_judge.feed(sample).verdict == Verdict::Breach;
        const qint64 judged = tick + 1 - m_warmup;
        if (judged <= 0)
            return;
        note(alarms.sluice, isBreached, judged);
        note(alarms.inARow, m_inARow.feed(share), judged);
        note(alarms.zTest, m_zTest.feed(share), judged);
        note(alarms.cusum, m_cusum.feed((share - kLimit) / std::sqrt(kLimit * (1 - kLimit) / kRows)), judged);
    }

private:
    static void note(qint64 &alarm, bool isAlarm, qint64 tick)
    {
        if (isAlarm && alarm == kNever)
            alarm = tick;
    }

    const QDateTime m_start { QDate(2026, 11, 22), QTime(12, 0), Qt::UTC };
    const int m_warmup;
    GateJudge m_judge;
    peers::InARow m_inARow { kLimit, 3 };
    peers::RepeatedZTest m_zTest { kLimit, kRows, 2.326 }; // one-sided 1 %
    peers::Cusum m_cusum { 0.5, 5 };
};

/// The first alarm of any gate of one stage, for each rule.
Alarms run(const Course &course, Random &random)
{
    const Stage stage = stageOf(course.ticks, course.gates);
    Alarms first;
    for (const Gate &gate : stage.gates) {
        Contest contest(stage, gate);
        Alarms alarms;
        const qint64 ticks = course.ticks + gate.warmup;
        const qint64 changeAt = course.changeAt == kNever ? ticks : course.changeAt + gate.warmup;
        for (qint64 tick = 0; tick < ticks; ++tick)
            contest.feed(
                tick, failedShare(random, tick < changeAt ? course.mean : course.changedMean, course.isBursty), alarms);
        for (qint64 Alarms::*rule : { &Alarms::sluice, &Alarms::inARow, &Alarms::zTest, &Alarms::cusum }) {
            if (first.*rule == kNever || (alarms.*rule != kNever && alarms.*rule < first.*rule))
                first.*rule = alarms.*rule;
        }
    }
    return first;
}

QByteArray percent(qint64 count, int stages)
{
    return QByteArray::number(100.0 * static_cast<double>(count) / stages, 'f', 2) + " %";
}

void benchFalseAlarms(const QByteArray &what, const Course &course, int stages, quint64 seed)
{
    Random random(seed);
    Alarms count { 0, 0, 0, 0 };
    for (int stage = 0; stage < stages; ++stage) {
        const Alarms alarms = run(course, random);
        for (qint64 Alarms::*rule : { &Alarms::sluice, &Alarms::inARow, &Alarms::zTest, &Alarms::cusum })
            count.*rule += alarms.*rule != kNever ? 1 : 0;
    }
    const double most = kAlpha + 3 * std::sqrt(kAlpha * (1 - kAlpha) / stages);
    const bool isMet = static_cast<double>(count.sluice) / stages <= most;
    bench::print(
        { "14", what + ", false alarms in " + QByteArray::number(stages) + " stages", percent(count.sluice, stages),
            "3 in a row " + percent(count.inARow, stages) + ", z-test " + percent(count.zTest, stages) + ", CUSUM "
                + percent(count.cusum, stages),
            -1, "<= 1 % + 3 sigma = " + QByteArray::number(100 * most, 'f', 2) + " %", isMet });
}

/// Ticks from the first bad one to the alarm, of the stages that were quiet until then; a miss is the longest delay.
class Delays
{
public:
    explicit Delays(const Course &course)
        : m_course(course)
    {
    }
    void add(qint64 alarm)
    {
        if (alarm != kNever && alarm <= m_course.changeAt)
            ++m_early;
        else
            m_values.push_back(static_cast<double>((alarm == kNever ? m_course.ticks + 1 : alarm) - m_course.changeAt));
    }
    double median() const { return m_values.empty() ? 0 : bench::quantile(m_values, 0.5); }
    QByteArray text(int stages) const
    {
        if (m_values.empty())
            return "always too early";
        return QByteArray::number(median(), 'f', 0) + " (p95 "
            + QByteArray::number(bench::quantile(m_values, 0.95), 'f', 0) + ", " + percent(m_early, stages)
            + " too early)";
    }

private:
    Course m_course;
    std::vector<double> m_values;
    qint64 m_early = 0;
};

void benchDelay(const QByteArray &what, const Course &course, double most, int stages, quint64 seed)
{
    Random random(seed);
    Delays sluice(course);
    Delays inARow(course);
    Delays zTest(course);
    Delays cusum(course);
    for (int stage = 0; stage < stages; ++stage) {
        const Alarms alarms = run(course, random);
        sluice.add(alarms.sluice);
        inARow.add(alarms.inARow);
        zTest.add(alarms.zTest);
        cusum.add(alarms.cusum);
    }
    bench::print({ "14", what + ", median delay in ticks", sluice.text(stages),
        "3 in a row " + inARow.text(stages) + ", z-test " + zTest.text(stages) + ", CUSUM " + cusum.text(stages), -1,
        "<= " + QByteArray::number(most, 'f', 0), sluice.median() <= most });
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addOption({ u"rows"_s, u"Simulated stages."_s, u"N"_s, u"10000"_s });
    options.addHelpOption();
    options.process(application);
    const int stages = std::max(100, options.value(u"rows"_s).toInt());
    Course atLimit;
    benchFalseAlarms("gates, healthy exactly at the limit", atLimit, stages, 1);
    Course bursty = atLimit;
    bursty.isBursty = true;
    benchFalseAlarms("gates, the same in bursts", bursty, stages, 2);
    Course half = bursty;
    half.mean = kLimit / 2;
    benchFalseAlarms("gates, half the limit in bursts", half, stages, 3);
    Course four = atLimit;
    four.gates = 4;
    benchFalseAlarms("gates, four of them at the limit", four, stages, 4);
    Course day = atLimit;
    day.ticks = 2'880;
    benchFalseAlarms("gates, a day at the limit", day, stages / 10, 5);
    Course shift { 60, 1, 0.01, false, 20, 0.05 };
    benchDelay("gates, 1 % to 5 % at tick 20 of 60", shift, 12, stages, 6);
    shift.changedMean = 0.5;
    benchDelay("gates, 1 % to 50 % at tick 20 of 60", shift, 3, stages, 7);
    return 0;
}
