// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/gate_judge.h"

#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Ticks are written as one letter each: g within, b beyond the limit, h beyond the hard limit, n no data, s stale,
/// e error, q class NaN, k skipped, i a Good sample of infinity, x a Good sample of NaN; "-" a tick number without any
/// sample, "r" restartWarmup.
class TestGateJudge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void truth_data();
    void truth();
    void pairs_data();
    void pairs();
    void baseline_data();
    void baseline();
    void limits_data();
    void limits();
    void breachIsLatched();
    void acknowledgeStartsOver();
    void conclude_data();
    void conclude();
    void badTicksNeverHelp();
    void duplicateTicksChangeNothing();
    void restoreContinues();
    void evidenceSurvivesTheJournal();
    void oldRecordsReplay();
    void sharesOfMoreThanAll_data();
    void sharesOfMoreThanAll();
    void anotherBudgetKeepsTheEvidence();
    void recordHoldsTheEvidence();
    void valuesKeepTheirWords();
    void slowRunsOfEarlierTicksAreNoEvidence();
};

namespace {

const QDateTime kStart(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
/// M must reach 6,000: 3 ticks with every row bad, 7 with 10 % of them, 4 beyond a limit of another kind.
constexpr GuardBudget kBudget { 60, 0.01 };

Gate shareGate()
{
    Gate gate;
    gate.id = u"errors"_s;
    gate.probe = ErrorRateProbe {};
    gate.limits = { Limit { LimitSide::AtMost, 0.02, false, u"0.02"_s } };
    gate.hardLimit = 0.5;
    gate.warmup = 2;
    gate.minSamples = 4;
    return gate;
}

Gate ratioGate()
{
    Gate gate = shareGate();
    gate.id = u"latency"_s;
    gate.probe = QueryLatencyProbe {};
    gate.limits = { Limit { LimitSide::AtMost, 1.2, true, u"1.2x baseline"_s } };
    gate.hardLimit = 3;
    gate.warmup = 0;
    return gate;
}

Sample sampleOf(QChar letter, qint64 tick)
{
    Sample sample;
    sample.gate = u"errors"_s;
    sample.tick = tick;
    sample.at = kStart.addSecs(30 * tick);
    sample.newest = sample.at.addSecs(-2);
    sample.n = 100;
    sample.queryDigest = u"d1"_s;
    sample.scanDigest = u"s1"_s;
    sample.sampleClass = SampleClass::Good;
    switch (letter.toLatin1()) {
    case 'g':
        sample.value = 0.01;
        break;
    case 'b':
        sample.value = 0.1;
        break;
    case 'h':
        sample.value = 0.9;
        break;
    case 'n':
        sample.sampleClass = SampleClass::NoData;
        break;
    case 's':
        sample.sampleClass = SampleClass::Stale;
        break;
    case 'e':
        sample.sampleClass = SampleClass::Error;
        sample.detail = u"no such table: job_runs"_s;
        break;
    case 'q':
        sample.sampleClass = SampleClass::NaN;
        break;
    case 'k':
        sample.sampleClass = SampleClass::Skipped;
        break;
    case 'i':
        sample.value = qInf();
        break;
    case 'x':
        sample.value = qQNaN();
        break;
    default:
        qFatal("unknown tick");
    }
    return sample;
}

/// Feeds the letters; returns how many ticks counted as good time.
int feed(GateJudge &judge, const QString &ticks, qint64 first = 0)
{
    int good = 0;
    qint64 tick = first;
    for (const QChar letter : ticks) {
        if (letter == u' ')
            continue;
        if (letter == u'r') {
            judge.restartWarmup();
            continue;
        }
        if (letter != u'-') {
            judge.feed(sampleOf(letter, tick));
            good += judge.lastTickWasGood() ? 1 : 0;
        }
        ++tick;
    }
    return good;
}

Sample milliseconds(Branch branch, qint64 tick, double value, SampleClass sampleClass = SampleClass::Good)
{
    Sample sample = sampleOf(u'g', tick);
    sample.branch = branch;
    sample.value = value;
    sample.sampleClass = sampleClass;
    return sample;
}

} // namespace

void TestGateJudge::truth_data()
{
    QTest::addColumn<QString>("ticks");
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<bool>("mayPass");
    QTest::addColumn<int>("goodTime");
    const auto row = [](const char *name, const char *ticks, Verdict verdict, bool mayPass, int goodTime) {
        QTest::newRow(name) << QString::fromLatin1(ticks) << verdict << mayPass << goodTime;
    };
    row("nothing yet", "", Verdict::Warmup, false, 0);
    row("warm-up is drawn, not judged", "gg", Verdict::Warmup, false, 0);
    row("collecting", "gg ggg", Verdict::Collecting, false, 3);
    row("healthy with enough samples", "gg gggg", Verdict::Healthy, true, 4);
    row("beyond in warm-up is not judged", "bb gggg", Verdict::Healthy, true, 4);
    row("one beyond is watch", "gg gggg b", Verdict::Watch, false, 4);
    row("two beyond are watch", "gg gggg bb", Verdict::Watch, false, 4);
    row("one below the evidence", "gg gggg bbbbbb", Verdict::Watch, false, 4);
    row("enough evidence breaches", "gg gggg bbbbbbb", Verdict::Breach, false, 4);
    row("breach before enough samples", "gg bbbbbbb", Verdict::Breach, false, 0);
    row("evidence outlasts the ticks beyond", "gg gggg bbbbbb g", Verdict::Watch, false, 5);
    row("evidence fades", "gg gggg bbb ggggg", Verdict::Healthy, true, 9);
    row("ticks beyond need not be in a row", "gg bbg bbg bbg bb", Verdict::Breach, false, 3);
    row("little evidence, the tick is over", "gg gggg b g", Verdict::Healthy, true, 5);
    row("hard limit, two of three", "gg gggg hgh", Verdict::Breach, false, 5);
    row("hard limit in warm-up", "hh", Verdict::Breach, false, 0);
    row("one beyond the hard limit", "gg gggg h", Verdict::Watch, false, 4);
    row("hard hits three ticks apart", "gg gggg h gg h", Verdict::Watch, false, 6);
    row("one tick without data passes nothing", "gg gggg n", Verdict::Collecting, false, 4);
    row("two ticks without data", "gg gggg nn", Verdict::Collecting, false, 4);
    row("three without data", "gg gggg nnn", Verdict::NoData, false, 4);
    row("stale is no data", "gg gggg sss", Verdict::NoData, false, 4);
    row("NaN is no data", "gg gggg qqq", Verdict::NoData, false, 4);
    row("infinity under class Good is no data", "gg gggg iii", Verdict::NoData, false, 4);
    row("NaN under class Good is no data", "gg gggg xxx", Verdict::NoData, false, 4);
    row("skipped is no data", "gg gggg kkk", Verdict::NoData, false, 4);
    row("mixed absences add up", "gg gggg nsq", Verdict::NoData, false, 4);
    row("no data ends with data", "gg gggg nnn g", Verdict::Healthy, true, 5);
    row("absence is no evidence", "gg bbbbbb nn", Verdict::Watch, false, 0);
    row("absence takes no evidence away", "gg bbbbbb nn b", Verdict::Breach, false, 0);
    row("absence is not within", "gg gggg bbn", Verdict::Watch, false, 4);
    row("four errors", "gg gggg eeee", Verdict::Collecting, false, 4);
    row("five errors", "gg gggg eeeee", Verdict::Error, false, 4);
    row("errors have their own counter", "gg gggg een een", Verdict::Collecting, false, 4);
    row("alternating failures are found", "gg gggg enenen", Verdict::NoData, false, 4);
    row("error outranks no data", "gg gggg nnn eeeee", Verdict::Error, false, 4);
    row("error ends with data", "gg gggg eeeee g", Verdict::Healthy, true, 5);
    row("only errors from the start", "eeeee", Verdict::Error, false, 0);
    row("only absence from the start", "nnn", Verdict::NoData, false, 0);
    row("absence does not warm up", "n n gg", Verdict::Warmup, false, 0);
    row("restart warms up again", "gg gggg r gg", Verdict::Warmup, false, 4);
    row("samples survive the restart", "gg gggg r gg g", Verdict::Healthy, true, 5);
    row("restart keeps the evidence", "gg bbbbbb r gg b", Verdict::Breach, false, 0);
    row("restart clears the hard window", "gg gggg h r gg h", Verdict::Watch, false, 4);
    row("restart keeps an outage", "gg gggg nnn r", Verdict::NoData, false, 4);
    row("restart keeps a breach", "gg bbbbbbb r gggggg", Verdict::Breach, false, 0);
    row("two lost ticks are no gap", "gg gggg --g", Verdict::Healthy, true, 5);
    row("a gap restarts the warm-up", "gg gggg ---g", Verdict::Warmup, false, 4);
}

void TestGateJudge::truth()
{
    QFETCH(QString, ticks);
    GateJudge judge(shareGate(), false, kBudget);
    QTEST(feed(judge, ticks), "goodTime");
    QTEST(judge.current().verdict, "verdict");
    QTEST(judge.mayPass(), "mayPass");
}

void TestGateJudge::pairs_data()
{
    QTest::addColumn<QString>("ticks"); // legacy and candidate by turns, "." for none
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<bool>("mayPass");
    // 1 is 100 ms, 2 is 130 ms, 0 is 0 ms, h is 2 s; e, n as above.
    QTest::newRow("equal") << u"11 11 11 11"_s << Verdict::Healthy << true;
    QTest::newRow("slower") << u"11 12 12 12"_s << Verdict::Watch << false;
    QTest::newRow("slower again and again") << u"11 12 12 12 12"_s << Verdict::Breach << false;
    QTest::newRow("both slower is no breach") << u"22 22 22 22"_s << Verdict::Healthy << true;
    QTest::newRow("legacy fails") << u"11 11 11 11 e1 e1 e1 e1 e1"_s << Verdict::Error << false;
    QTest::newRow("legacy has no data") << u"11 11 11 11 n1 n1 n1"_s << Verdict::NoData << false;
    QTest::newRow("legacy never came") << u".1 .1 .1"_s << Verdict::NoData << false;
    QTest::newRow("candidate fails") << u"1e 1e 1e 1e 1e"_s << Verdict::Error << false;
    QTest::newRow("zero against zero is equal") << u"00 00 00 00"_s << Verdict::Healthy << true;
    QTest::newRow("something against zero is no ratio") << u"01 01 01"_s << Verdict::NoData << false;
    QTest::newRow("hard limit is a factor too") << u"11 1h 1h"_s << Verdict::Breach << false;
    QTest::newRow("no ratio, no hard breach") << u".h eh .h .h"_s << Verdict::NoData << false;
    QTest::newRow("one failed legacy tick") << u"11 11 11 11 e1"_s << Verdict::Collecting << false;
}

void TestGateJudge::pairs()
{
    QFETCH(QString, ticks);
    GateJudge judge(ratioGate(), true, kBudget);
    const auto give = [&](Branch branch, QChar letter, qint64 tick) {
        if (letter == u'e' || letter == u'n')
            judge.feed(milliseconds(branch, tick, 0, letter == u'e' ? SampleClass::Error : SampleClass::NoData));
        else if (letter != u'.')
            judge.feed(milliseconds(branch, tick, letter == u'1' ? 100 : letter == u'2' ? 130 : letter == u'h' ? 2'000 : 0));
    };
    qint64 tick = 0;
    for (const QString &pair : ticks.split(u' ')) {
        const int before = judge.current().goodTicks;
        give(Branch::Legacy, pair[0], tick);
        QCOMPARE(judge.current().goodTicks, before); // a tick is complete with its candidate
        QVERIFY(!judge.lastTickWasGood());
        give(Branch::Candidate, pair[1], tick++);
    }
    QTEST(judge.current().verdict, "verdict");
    QTEST(judge.mayPass(), "mayPass");
}

void TestGateJudge::baseline_data()
{
    QTest::addColumn<double>("reference");
    QTest::addColumn<double>("value");
    QTest::addColumn<Verdict>("verdict");
    QTest::newRow("at the limit") << 100.0 << 120.0 << Verdict::Healthy;
    QTest::newRow("above") << 100.0 << 121.0 << Verdict::Breach;
    QTest::newRow("none") << qQNaN() << 100.0 << Verdict::Inconclusive;
    QTest::newRow("negative") << -1.0 << 100.0 << Verdict::NoData;
    QTest::newRow("zero") << 0.0 << 100.0 << Verdict::NoData;
}

void TestGateJudge::baseline()
{
    QFETCH(double, reference);
    QFETCH(double, value);
    GateJudge judge(ratioGate(), false, kBudget);
    judge.setBaseline(reference);
    for (qint64 tick = 0; tick < 4 && judge.current().verdict != Verdict::Breach; ++tick)
        judge.feed(milliseconds(Branch::Live, tick, value));
    QTEST(judge.current().verdict, "verdict");
    QCOMPARE(judge.mayPass(), judge.current().verdict == Verdict::Healthy);
}

void TestGateJudge::limits_data()
{
    QTest::addColumn<Gate>("gate");
    QTest::addColumn<double>("value");
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<QString>("limitText");
    Gate gate = shareGate();
    gate.probe = RowCountProbe {};
    gate.warmup = 0;
    gate.minSamples = 3;
    gate.hardLimit.reset();
    gate.limits = { Limit { LimitSide::AtLeast, 1'000, false, {} }, Limit { LimitSide::AtMost, 5'000, false, {} } };
    QTest::newRow("between") << gate << 1'200.0 << Verdict::Healthy << u"at least 1,000 rows"_s;
    QTest::newRow("below the floor") << gate << 999.0 << Verdict::Breach << u"at least 1,000 rows"_s;
    QTest::newRow("above the ceiling") << gate << 5'001.0 << Verdict::Breach << u"limit 5,000 rows"_s;
    gate.limits.removeLast();
    gate.hardLimit = 10;
    QTest::newRow("hard floor") << gate << 9.0 << Verdict::Breach << u"hard limit at least 10 rows"_s;
    QTest::newRow("above the hard floor") << gate << 2'000.0 << Verdict::Healthy << u"at least 1,000 rows"_s;
    gate.limits.clear();
    QTest::newRow("hard ceiling alone") << gate << 11.0 << Verdict::Breach << u"hard limit 10 rows"_s;
    QTest::newRow("under the hard ceiling alone") << gate << 10.0 << Verdict::Healthy << u"hard limit 10 rows"_s;
    gate.minSamples = 0;
    QTest::newRow("one sample is the least") << gate << 1.0 << Verdict::Healthy << u"hard limit 10 rows"_s;
}

void TestGateJudge::limits()
{
    QFETCH(Gate, gate);
    QFETCH(double, value);
    GateJudge judge(gate, false, kBudget);
    QVERIFY(!judge.mayPass());
    for (qint64 tick = 0; tick < 5; ++tick)
        judge.feed(milliseconds(Branch::Live, tick, value));
    QTEST(judge.current().verdict, "verdict");
    QTEST(judge.current().limitText, "limitText");
}

void TestGateJudge::breachIsLatched()
{
    GateJudge judge(shareGate(), false, kBudget);
    feed(judge, u"gg bbbbbbb"_s);
    const QString why = whySentence(judge.current());
    QCOMPARE(why, u"Errors breached: 10.00 % against 2 %, evidence 100 %, n 100, data 2 s old"_s);
    QCOMPARE(feed(judge, u"gggggggggggg eeeee nnn"_s, 9), 0);
    QCOMPARE(judge.current().verdict, Verdict::Breach);
    QCOMPARE(whySentence(judge.current()), why); // the evidence is that of the tick that tripped
    QVERIFY(!judge.mayPass());
}

void TestGateJudge::acknowledgeStartsOver()
{
    GateJudge judge(shareGate(), false, kBudget);
    feed(judge, u"gg gggg bbbbbbb"_s);
    judge.acknowledge();
    QCOMPARE(judge.current().verdict, Verdict::Warmup);
    QCOMPARE(judge.current().goodTicks, 0);
    QCOMPARE(judge.current().evidence, 0.0); // what was judged by a person is no evidence any more
    feed(judge, u"gg ggg"_s, 13);
    QCOMPARE(judge.current().verdict, Verdict::Collecting);
    feed(judge, u"g"_s, 18);
    QVERIFY(judge.mayPass());
    judge.acknowledge(); // nothing to open
    QVERIFY(judge.mayPass());
}

void TestGateJudge::conclude_data()
{
    QTest::addColumn<QString>("ticks");
    QTest::addColumn<Verdict>("verdict");
    QTest::newRow("nothing") << u""_s << Verdict::Inconclusive;
    QTest::newRow("warming up") << u"gg"_s << Verdict::Inconclusive;
    QTest::newRow("too few") << u"gg ggg"_s << Verdict::Inconclusive;
    QTest::newRow("watch") << u"gg gggg b"_s << Verdict::Inconclusive;
    QTest::newRow("healthy") << u"gg gggg"_s << Verdict::Healthy;
    QTest::newRow("healthy, then dark") << u"gg gggg n"_s << Verdict::Inconclusive;
    QTest::newRow("no data") << u"gg gggg nnn"_s << Verdict::NoData;
    QTest::newRow("error") << u"gg gggg eeeee"_s << Verdict::Error;
    QTest::newRow("breach") << u"gg bbbbbbb"_s << Verdict::Breach;
}

void TestGateJudge::conclude()
{
    QFETCH(QString, ticks);
    GateJudge judge(shareGate(), false, kBudget);
    feed(judge, ticks);
    QTEST(judge.conclude().verdict, "verdict");
    QCOMPARE(judge.mayPass(), judge.current().verdict == Verdict::Healthy);
}

/// Whatever ticks without data are mixed in, no gate passes that would not pass without them, and none breaches
/// because of them.
void TestGateJudge::badTicksNeverHelp()
{
    QRandomGenerator random(20261122);
    const QString clean = u"gggggb"_s;
    const QString bad = u"nseqkix"_s;
    for (int round = 0; round < 2'000; ++round) {
        GateJudge with(shareGate(), false, kBudget);
        GateJudge without(shareGate(), false, kBudget);
        qint64 tick = 0;
        qint64 cleanTick = 0;
        for (int step = 0; step < 30; ++step) {
            if (random.bounded(3) == 0) {
                with.feed(sampleOf(bad[random.bounded(static_cast<int>(bad.size()))], tick++));
                QVERIFY(!with.mayPass());
                QVERIFY(!with.lastTickWasGood());
                continue;
            }
            const QChar letter = clean[random.bounded(static_cast<int>(clean.size()))];
            with.feed(sampleOf(letter, tick++));
            without.feed(sampleOf(letter, cleanTick++));
            QCOMPARE(with.current().verdict, without.current().verdict);
            QCOMPARE(with.current().guards, without.current().guards); // every bit
            QCOMPARE(with.mayPass(), without.mayPass());
            QCOMPARE(with.lastTickWasGood(), without.lastTickWasGood());
        }
    }
}

void TestGateJudge::duplicateTicksChangeNothing()
{
    GateJudge judge(shareGate(), false, kBudget);
    feed(judge, u"gg ggg"_s);
    judge.feed(sampleOf(u'g', 4));
    judge.feed(sampleOf(u'g', 1));
    QCOMPARE(judge.current().goodTicks, 3);
    QVERIFY(!judge.lastTickWasGood());
    Sample legacy = sampleOf(u'g', 5);
    legacy.branch = Branch::Legacy;
    judge.feed(legacy); // not what readers see: an unpaired judge has no use for it
    QCOMPARE(judge.current().goodTicks, 3);

    // Numbers that begin again with later times are new ticks.
    Sample again = sampleOf(u'g', 0);
    again.at = kStart.addSecs(3'600);
    judge.feed(again);
    QCOMPARE(judge.current().goodTicks, 4);
    QVERIFY(judge.mayPass());
    judge.feed(again);
    QCOMPARE(judge.current().goodTicks, 4);
}

void TestGateJudge::restoreContinues()
{
    for (const QString &ticks : { u"gg gggg"_s, u"gg ggg"_s, u"gg bbbbbbb"_s, u"gg gggg nnn"_s, u"gg gggg eeeee"_s, u"gg gggg bbbbbb"_s }) {
        GateJudge straight(shareGate(), false, kBudget);
        feed(straight, ticks);
        GateJudge again(shareGate(), false, kBudget);
        again.restore(verdictRecordFromJson(toJson(straight.current())));
        straight.restartWarmup();
        QCOMPARE(again.current().verdict, straight.current().verdict);
        QCOMPARE(again.current().goodTicks, straight.current().goodTicks);
        QVERIFY(!again.mayPass());
        const qint64 next = straight.current().tick + 1;
        QCOMPARE(feed(again, u"gg gggg bbb"_s, next), feed(straight, u"gg gggg bbb"_s, next));
        QCOMPARE(toJson(again.current()), toJson(straight.current()));
    }
}

/// The journal takes a record at each change of verdict only: what it holds must be enough to go on from any tick.
void TestGateJudge::evidenceSurvivesTheJournal()
{
    const QString ticks = u"gg gbgbbgbbgbbb"_s;
    GateJudge straight(shareGate(), false, kBudget);
    auto again = std::make_unique<GateJudge>(shareGate(), false, kBudget);
    qint64 tick = 0;
    for (const QChar letter : ticks) {
        if (letter == u' ')
            continue;
        straight.feed(sampleOf(letter, tick));
        again->feed(sampleOf(letter, tick++));
        QCOMPARE(again->current().guards, straight.current().guards); // every bit
        if (tick <= 2)
            continue;
        Gate warm = shareGate();
        warm.warmup = 0;
        const QByteArray stored = QJsonDocument(toJson(again->current())).toJson();
        again = std::make_unique<GateJudge>(warm, false, kBudget);
        again->restore(verdictRecordFromJson(QJsonDocument::fromJson(stored).object()));
    }
    QCOMPARE(straight.current().verdict, Verdict::Breach);
    QCOMPARE(again->current().verdict, Verdict::Breach);
}

/// Records of the time when three ticks in a row decided have no evidence and are what they were.
void TestGateJudge::oldRecordsReplay()
{
    QJsonObject old { { u"gate"_s, u"errors"_s }, { u"verdict"_s, u"breach"_s }, { u"rule"_s, u"3 of 3 ticks"_s }, { u"value"_s, .1 },
        { u"value_text"_s, u"10.00 %"_s }, { u"limit_text"_s, u"limit 2 %"_s }, { u"limit"_s, .02 }, { u"n"_s, 100 }, { u"tick"_s, 8 },
        { u"at"_s, kStart.toString(Qt::ISODateWithMs) }, { u"age_ms"_s, 2'000 }, { u"good_ticks"_s, 7 }, { u"min_samples"_s, 4 } };
    GateJudge breached(shareGate(), false, kBudget);
    breached.restore(verdictRecordFromJson(old));
    QCOMPARE(whySentence(breached.current()), u"Errors breached: 10.00 % against 2 %, 3 of 3 ticks, n 100, data 2 s old"_s);
    feed(breached, u"gg gggggg"_s, 9);
    QCOMPARE(breached.current().verdict, Verdict::Breach);

    old[u"verdict"_s] = u"watch"_s;
    GateJudge watching(shareGate(), false, kBudget);
    watching.restore(verdictRecordFromJson(old));
    QCOMPARE(watching.current().evidence, 0.0);
    QCOMPARE(watching.current().goodTicks, 7);
    feed(watching, u"gg g"_s, 9);
    QVERIFY(watching.mayPass());
}

void TestGateJudge::sharesOfMoreThanAll_data()
{
    QTest::addColumn<double>("value");
    QTest::newRow("above one") << 1.01;
    QTest::newRow("negative") << -0.01;
}

void TestGateJudge::sharesOfMoreThanAll()
{
    QFETCH(double, value);
    GateJudge judge(shareGate(), false, kBudget);
    feed(judge, u"gg gggg"_s);
    const QList<double> before = judge.current().guards;
    for (qint64 tick = 6; tick < 9; ++tick)
        judge.feed(milliseconds(Branch::Live, tick, value));
    // The hard limit sees every good value; what is no share decides nothing else.
    QCOMPARE(judge.current().verdict, value > 1 ? Verdict::Breach : Verdict::NoData);
    QCOMPARE(judge.current().guards, before);
}

/// A stage that passed goes on being watched, for longer than it was baked.
void TestGateJudge::anotherBudgetKeepsTheEvidence()
{
    GateJudge judge(shareGate(), false, kBudget);
    feed(judge, u"gg bbbbbb"_s);
    judge.setBudget({ 60'000, 0.01 });
    feed(judge, u"b"_s, 8);
    QCOMPARE(judge.current().verdict, Verdict::Watch); // what would have breached is not enough for so long a watch
    QCOMPARE(judge.current().boundary, 6'000'000.0);
    feed(judge, u"bbbbbb"_s, 9);
    QCOMPARE(judge.current().verdict, Verdict::Breach);
}

void TestGateJudge::recordHoldsTheEvidence()
{
    GateJudge judge(ratioGate(), true, kBudget);
    judge.feed(milliseconds(Branch::Legacy, 7, 100));
    const VerdictRecord &record = judge.feed(milliseconds(Branch::Candidate, 7, 131));
    QCOMPARE(record.gate, u"latency"_s);
    QCOMPARE(record.probe, u"query_latency"_s);
    QCOMPARE(record.value, 1.31);
    QCOMPARE(record.valueText, u"1.31×"_s);
    QCOMPARE(record.limitText, u"limit 1.2× baseline"_s);
    QCOMPARE(record.limit, 1.2);
    QCOMPARE(record.n, 100);
    QCOMPARE(record.tick, 7);
    QCOMPARE(record.at, kStart.addSecs(210));
    QCOMPARE(record.age, Duration(2'000));
    QCOMPARE(record.queryDigest, u"d1"_s);
    QCOMPARE(record.scanDigest, u"s1"_s);
    QCOMPARE(record.rule, u"evidence 22 %"_s);
    QCOMPARE(record.boundary, 6'000.0);
    QCOMPARE(record.guards.size(), 6);
}

/// What a value is made of is told with it, and forgotten with it.
void TestGateJudge::valuesKeepTheirWords()
{
    Gate gate = shareGate();
    gate.probe = SchemaDriftProbe {};
    gate.limits = { Limit { LimitSide::AtMost, 0, false, u"0"_s } };
    gate.hardLimit.reset();
    gate.warmup = 1;
    GateJudge judge(gate, false, kBudget);
    const auto feed = [&](qint64 tick, double value, const QString &detail) {
        Sample sample = sampleOf(u'g', tick);
        sample.value = value;
        sample.detail = detail;
        return judge.feed(sample);
    };
    QCOMPARE(feed(0, 2, u"column a is gone, column b is new"_s).detail, u"column a is gone, column b is new"_s);
    QCOMPARE(feed(1, 0, {}).detail, QString());
    VerdictRecord record = feed(2, 2, u"column a is gone, column b is new"_s);
    for (qint64 tick = 3; record.verdict != Verdict::Breach && tick < 20; ++tick)
        record = feed(tick, 2, u"column a is gone, column b is new"_s);
    QCOMPARE(record.verdict, Verdict::Breach);
    QVERIFY2(whySentence(record).contains(u"2 differences against 0 differences (column a is gone, column b is new), evidence 100 %"_s),
        qPrintable(whySentence(record)));
    QCOMPARE(verdictRecordFromJson(toJson(record)).detail, record.detail);
}

/// The p95 of the last twenty runs is on watch for as long as slow ones are among them; the evidence is each tick's own.
void TestGateJudge::slowRunsOfEarlierTicksAreNoEvidence()
{
    Gate gate = ratioGate();
    gate.limits = { Limit { LimitSide::AtMost, 500, false, u"500ms"_s } };
    gate.hardLimit.reset();
    GateJudge judge(gate, false, kBudget);
    Sample sample = sampleOf(u'g', 0);
    sample.value = 900;
    sample.runs = { 900, 900, 100, 100, 100 };
    const double evidence = judge.feed(sample).evidence;
    for (qint64 tick = 1; tick < 4; ++tick) {
        sample.tick = tick;
        sample.at = kStart.addSecs(30 * tick);
        sample.runs = QList<double>(5, 100);
        QVERIFY(judge.feed(sample).evidence <= evidence);
        QCOMPARE(judge.current().verdict, Verdict::Watch);
        QVERIFY(!judge.lastTickWasGood());
    }
}

QTEST_GUILESS_MAIN(TestGateJudge)
#include "tst_gate_judge.moc"
