// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/sr_guard.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace sluice;

/// The vectors are those that were computed in exact rationals; every printed digit must come out.
class TestSrGuard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void singleBet();
    void vectors_data();
    void vectors();
    void atTheAllowedShareItCountsTicks();
    void allBadTicksToAlarm_data();
    void allBadTicksToAlarm();
    void refusesWhatIsNoShare_data();
    void refusesWhatIsNoShare();
    void restoredGoesOnAsIfNothingHappened();
    void refusesStatesThatNobodyHas_data();
    void refusesStatesThatNobodyHas();
    void extremesStayNumbers_data();
    void extremesStayNumbers();
    void noneAllowed();
    void allAllowedNeverAlarms();
    void evidenceRunsFromNothingToOne();
    void healthyStagesStayWithinAlpha();
};

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Equal in the twelve digits that were printed.
bool agrees(double value, double printed) { return std::fabs(value / printed - 1) < 5.1e-12; }

/// The plain e-process beside the detector: the mean of the products.
double plain(double allowed, const QList<double> &shares)
{
    double sum = 0;
    for (const double bet : SrGuard::kBets) {
        double product = 1;
        for (const double share : shares)
            product *= SrGuard::factor(bet, allowed, share);
        sum += product;
    }
    return sum / SrGuard::kBets.size();
}

} // namespace

void TestSrGuard::singleBet() // V1
{
    const QList<double> shares { 0, 0, 1, 0, 1 };
    const QList<double> printed { .5, .25, 2.625, 1.3125, 13.78125 };
    double product = 1;
    for (qsizetype i = 0; i < shares.size(); ++i) {
        product *= SrGuard::factor(0.5, 0.05, shares[i]);
        QVERIFY2(agrees(product, printed[i]), qPrintable(QString::number(product, 'g', 15)));
    }
}

void TestSrGuard::vectors_data()
{
    QTest::addColumn<double>("allowed");
    QTest::addColumn<QList<double>>("shares");
    QTest::addColumn<QList<double>>("plainPrinted");
    QTest::addColumn<QList<double>>("printed"); // 0: not printed
    using List = QList<double>;
    QTest::newRow("V2") << .02 << List { 1, 1, 1 } << List { 16.5677083333, 517.103027344, 20460.3186086 }
                        << List { 16.5677083333, 533.670735677, 20993.9893443 };
    QTest::newRow("V3") << .02 << List { 0, 0, 0, 0, 0 }
                        << List { .682291666667, .566569010417, .491694132487, .436386267344, .393146033088 }
                        << List { .682291666667, 1.24886067708, 1.74055480957, 2.17694107691, 2.57008711 };
    QTest::newRow("V4") << .02 << List { 1 / 200., 4 / 200., 2 / 200., 12 / 200., 9 / 200., 15 / 200. }
                        << List { .76171875, .76171875, .67860921224, .92991511027, 1.21950561802, 2.26979053432 }
                        << List { .76171875, 1.76171875, 2.36090087891, 5.11448542277, 8.85218333205, 21.7473453523 };
    QTest::newRow("V5") << .5 << List { 1, 0, 1, 1, .5, 1 }
                        << List { 1.31770833333, .798014322917, .954584757487, 1.17328373591, 1.17328373591,
                               1.48917340736 }
                        << List { 0, 0, 0, 0, 0, 9.8554960837 };
}

void TestSrGuard::vectors()
{
    QFETCH(double, allowed);
    QFETCH(QList<double>, shares);
    QFETCH(QList<double>, plainPrinted);
    QFETCH(QList<double>, printed);
    SrGuard guard(allowed, 6'000);
    for (qsizetype i = 0; i < shares.size(); ++i) {
        QVERIFY(guard.feed(shares[i]));
        const double e = plain(allowed, shares.mid(0, i + 1));
        QVERIFY2(agrees(e, plainPrinted[i]), qPrintable(QString::number(e, 'g', 15)));
        if (printed[i] > 0)
            QVERIFY2(agrees(guard.value(), printed[i]), qPrintable(QString::number(guard.value(), 'g', 15)));
    }
}

void TestSrGuard::atTheAllowedShareItCountsTicks() // V6
{
    for (const double allowed : { .02, .05, .5, .9 }) {
        SrGuard guard(allowed, 6'000);
        for (int tick = 1; tick <= 100; ++tick) {
            guard.feed(allowed);
            QVERIFY(std::fabs(guard.value() - tick) < 1e-9);
            QVERIFY(std::fabs(plain(allowed, QList<double>(tick, allowed)) - 1) < 1e-12);
        }
    }
}

void TestSrGuard::allBadTicksToAlarm_data() // V7
{
    QTest::addColumn<double>("allowed");
    QTest::addColumn<int>("planned");
    QTest::addColumn<int>("ticks");
    for (const auto &[planned, few, many] :
        { std::tuple(60, 3, 15), std::tuple(120, 3, 16), std::tuple(2'880, 4, 21) }) {
        QTest::addRow("2 %%, T %d", planned) << .02 << planned << few;
        QTest::addRow("50 %%, T %d", planned) << .5 << planned << many;
    }
}

void TestSrGuard::allBadTicksToAlarm()
{
    QFETCH(double, allowed);
    QFETCH(int, planned);
    SrGuard guard(allowed, planned / 0.01);
    int tick = 0;
    while (!guard.isBreached() && tick < 100) {
        guard.feed(1);
        ++tick;
    }
    QTEST(tick, "ticks");
}

void TestSrGuard::refusesWhatIsNoShare_data()
{
    QTest::addColumn<double>("share");
    QTest::newRow("NaN") << kNaN;
    QTest::newRow("infinite") << kInfinity;
    QTest::newRow("negative") << -1e-9;
    QTest::newRow("just above one") << std::nextafter(1.0, 2.0);
}

void TestSrGuard::refusesWhatIsNoShare()
{
    QFETCH(double, share);
    SrGuard guard(.02, 6'000);
    guard.feed(.1);
    const SrGuard::State before = guard.state();
    QVERIFY(!guard.feed(share));
    QCOMPARE(guard.state(), before);
}

void TestSrGuard::restoredGoesOnAsIfNothingHappened()
{
    std::mt19937 random(20261122);
    std::uniform_real_distribution<double> share(0, .1);
    SrGuard straight(.02, 6'000);
    SrGuard again(.02, 6'000);
    for (int tick = 0; tick < 300; ++tick) {
        const double x = share(random);
        QCOMPARE(straight.feed(x), again.feed(x));
        if (tick % 7 == 0) {
            SrGuard fresh(.02, 6'000);
            QVERIFY(fresh.restore(again.state()));
            again = fresh;
        }
        QCOMPARE(again.state(), straight.state()); // every bit
    }
}

void TestSrGuard::refusesStatesThatNobodyHas_data()
{
    QTest::addColumn<double>("number");
    QTest::newRow("NaN") << kNaN;
    QTest::newRow("infinite") << kInfinity;
    QTest::newRow("negative") << -1.0;
}

void TestSrGuard::refusesStatesThatNobodyHas()
{
    QFETCH(double, number);
    SrGuard guard(.02, 6'000);
    guard.feed(.1);
    const SrGuard::State before = guard.state();
    SrGuard::State wrong = before;
    wrong[3] = number;
    QVERIFY(!guard.restore(wrong));
    QCOMPARE(guard.state(), before);
}

void TestSrGuard::extremesStayNumbers_data()
{
    QTest::addColumn<double>("allowed");
    QTest::addColumn<double>("threshold");
    QTest::newRow("tiny share") << 1e-300 << 6'000.0;
    QTest::newRow("smallest share") << std::numeric_limits<double>::denorm_min() << 6'000.0;
    QTest::newRow("none") << 0.0 << 6'000.0;
    QTest::newRow("almost all") << std::nextafter(1.0, 0.0) << 6'000.0;
    QTest::newRow("all") << 1.0 << 6'000.0;
    QTest::newRow("no share") << kNaN << 6'000.0;
    QTest::newRow("infinite threshold") << .02 << kInfinity;
    QTest::newRow("threshold of nothing") << .02 << 0.0;
    QTest::newRow("NaN threshold") << .02 << kNaN;
}

void TestSrGuard::extremesStayNumbers()
{
    QFETCH(double, allowed);
    QFETCH(double, threshold);
    SrGuard guard(allowed, threshold);
    QVERIFY(std::isfinite(guard.threshold()) && guard.threshold() > 1);
    for (int tick = 0; tick < 2'000; ++tick) {
        QVERIFY(guard.feed(tick % 2 == 0 ? 1 : guard.allowed()));
        QVERIFY(std::isfinite(guard.value()));
        QVERIFY(guard.evidence() >= 0 && guard.evidence() <= 1);
    }
    SrGuard other(allowed, threshold);
    QVERIFY(other.restore(guard.state()));
}

void TestSrGuard::noneAllowed()
{
    SrGuard guard(0, 6'000);
    for (int tick = 0; tick < 100'000; ++tick)
        guard.feed(0);
    QVERIFY(!guard.isBreached()); // however long nothing happens
    guard.feed(1e-9);
    QVERIFY(guard.isBreached());
}

void TestSrGuard::allAllowedNeverAlarms()
{
    SrGuard guard(1, 6'000);
    for (int tick = 0; tick < 10'000; ++tick)
        QVERIFY(guard.feed(1));
    QVERIFY(!guard.isBreached());
}

void TestSrGuard::evidenceRunsFromNothingToOne()
{
    SrGuard guard(.02, 6'000);
    QCOMPARE(guard.evidence(), 0.0);
    guard.feed(0);
    QCOMPARE(guard.evidence(), 0.0); // below one the logarithm would be negative
    guard.feed(1);
    guard.feed(1);
    QCOMPARE(guard.evidence(), std::log(guard.value()) / std::log(6'000.0));
    QVERIFY(!guard.isBreached());
    guard.feed(1);
    QVERIFY(guard.isBreached());
    QCOMPARE(guard.evidence(), 1.0);
    guard.clear();
    QCOMPARE(guard.evidence(), 0.0);
}

/// What the guard promises: 10,000 stages that are healthy exactly at the limit, alarms in at most α of them.
void TestSrGuard::healthyStagesStayWithinAlpha()
{
    constexpr int kStages = 10'000;
    constexpr int kTicks = 60;
    constexpr double kAlpha = .01;
    std::mt19937 random(7);
    std::binomial_distribution<int> failed(200, .02);
    int alarms = 0;
    for (int stage = 0; stage < kStages; ++stage) {
        SrGuard guard(.02, kTicks / kAlpha);
        for (int tick = 0; tick < kTicks && !guard.isBreached(); ++tick)
            guard.feed(failed(random) / 200.);
        alarms += guard.isBreached() ? 1 : 0;
    }
    const double most = kAlpha * kStages + 3 * std::sqrt(kAlpha * (1 - kAlpha) * kStages);
    QVERIFY2(alarms <= most, qPrintable(QString::number(alarms)));
}

QTEST_GUILESS_MAIN(TestSrGuard)
#include "tst_sr_guard.moc"
