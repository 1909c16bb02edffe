// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/peer_rules.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace sluice::peers;

/// A comparison is worth as much as its peers are true: each gives the numbers that are published for it.
class TestPeerRules : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void growthBook();
    void cusumRunLengths_data();
    void cusumRunLengths();
    void ewmaSteps();
    void inARow();
    void repeatedZTest();
};

namespace {

double normalDensity(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0)); }

double normalBelow(double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }

/// Nodes and weights of Gauss and Legendre on 0 … end.
QList<QPair<double, double>> nodes(int count, double end)
{
    QList<QPair<double, double>> result;
    for (int i = 0; i < count; ++i) {
        double x = std::cos(std::acos(-1.0) * (i + 0.75) / (count + 0.5));
        double slope = 0;
        for (int step = 0; step < 100; ++step) {
            double here = 1;
            double before = 0;
            for (int k = 0; k < count; ++k) {
                const double next = ((2 * k + 1) * x * here - k * before) / (k + 1);
                before = here;
                here = next;
            }
            slope = count * (x * here - before) / (x * x - 1);
            const double change = here / slope;
            x -= change;
            if (std::fabs(change) < 1e-15)
                break;
        }
        result.append({ end * (x + 1) / 2, end / ((1 - x * x) * slope * slope) });
    }
    return result;
}

/// Mean ticks to an alarm of one side from zero, by Page's integral equation: L(u) = 1 + L(0) P(back to zero) + ∫ L f.
double runLength(double shift, double allowance, double alarmAbove)
{
    QList<QPair<double, double>> points = nodes(24, alarmAbove);
    points.prepend({ 0, 0 });
    const int size = static_cast<int>(points.size());
    QList<QList<double>> rows(size, QList<double>(size + 1, 0.0));
    for (int i = 0; i < size; ++i) {
        const double centre = shift - allowance + points[i].first;
        rows[i][0] -= normalBelow(-centre);
        for (int j = 1; j < size; ++j)
            rows[i][j] -= points[j].second * normalDensity(points[j].first - centre);
        rows[i][i] += 1;
        rows[i][size] = 1;
    }
    for (int column = 0; column < size; ++column) {
        for (int row = 0; row < size; ++row) {
            const double factor = row == column ? 0 : rows[row][column] / rows[column][column];
            for (int k = column; factor != 0 && k <= size; ++k)
                rows[row][k] -= factor * rows[column][k];
        }
    }
    return rows[0][size] / rows[0][0];
}

/// Two sides watched at once alarm as often as both together.
double twoSided(double shift, double allowance, double alarmAbove)
{
    return 1 / (1 / runLength(shift, allowance, alarmAbove) + 1 / runLength(-shift, allowance, alarmAbove));
}

bool agrees(double value, double printed, double lastDigit)
{
    return std::fabs(value - printed) <= lastDigit / 2 * 1.0001;
}

} // namespace

void TestPeerRules::growthBook()
{
    const auto variance = [](double sum, double squares, double n) { return (squares - sum * sum / n) / (n - 1); };
    const double a = 1'396.87 / 3'000;
    const double b = 2'422.7 / 3'461;
    const double error
        = std::sqrt(variance(1'396.87, 52'377.9767, 3'000) / 3'000 + variance(2'422.7, 134'698.29, 3'461) / 3'461);
    const double rho = sequentialRho(2 * .05, 5'000);
    const double lower = b - a - error * sequentialMultiplier(6'461, rho, .05, true);
    QVERIFY2(agrees(lower, -0.12656844172804982, 2e-16), qPrintable(QString::number(lower, 'g', 17)));
    QVERIFY(agrees(sequentialRho(.05, 5'000), .039840067, 1e-9));
    QVERIFY(agrees(sequentialMultiplier(1'000, sequentialRho(.05, 5'000), .05, false), 3.363888, 1e-6));
    QVERIFY(agrees(sequentialMultiplier(5'000, sequentialRho(.05, 5'000), .05, false), 3.035209, 1e-6));
    QVERIFY(agrees(sequentialMultiplier(1e5, sequentialRho(.05, 5'000), .05, false), 3.336858, 1e-6));
}

void TestPeerRules::cusumRunLengths_data()
{
    QTest::addColumn<double>("alarmAbove");
    QTest::addColumn<double>("healthy"); // the classical tables
    QTest::addColumn<double>("healthyDigit");
    QTest::addColumn<double>("shifted");
    QTest::newRow("h 4") << 4.0 << 168.0 << 1.0 << 8.383;
    QTest::newRow("h 5") << 5.0 << 465.0 << 1.0 << 10.376;
}

void TestPeerRules::cusumRunLengths()
{
    QFETCH(double, alarmAbove);
    QFETCH(double, healthy);
    QFETCH(double, healthyDigit);
    QFETCH(double, shifted);
    QVERIFY2(agrees(twoSided(0, .5, alarmAbove), healthy, healthyDigit),
        qPrintable(QString::number(twoSided(0, .5, alarmAbove), 'g', 10)));
    QVERIFY2(agrees(twoSided(1, .5, alarmAbove), shifted, .001),
        qPrintable(QString::number(twoSided(1, .5, alarmAbove), 'g', 10)));

    // And the rule itself runs as long as its equation says.
    std::mt19937 random(20261122);
    std::normal_distribution<double> z(1, 1);
    constexpr int kRuns = 20'000;
    double sum = 0;
    double squares = 0;
    for (int run = 0; run < kRuns; ++run) {
        Cusum cusum(.5, alarmAbove);
        int ticks = 1;
        while (!cusum.feed(z(random)))
            ++ticks;
        sum += ticks;
        squares += static_cast<double>(ticks) * ticks;
    }
    const double mean = sum / kRuns;
    const double error = std::sqrt((squares / kRuns - mean * mean) / kRuns);
    QVERIFY2(std::fabs(mean - runLength(1, .5, alarmAbove)) < 4 * error, qPrintable(QString::number(mean)));
}

void TestPeerRules::ewmaSteps()
{
    double mean = 50;
    const QList<double> values { 52, 47, 53, 49.3, 50.1 };
    const QList<double> printed { 50.60, 49.52, 50.56, 50.18, 50.16 };
    for (qsizetype i = 0; i < values.size(); ++i) {
        mean = ewma(mean, values[i], .3);
        QVERIFY2(agrees(mean, printed[i], .01), qPrintable(QString::number(mean, 'g', 10)));
    }
}

void TestPeerRules::inARow()
{
    InARow rule(.02, 3);
    for (const double share : { .03, .03, .02, .03, .03 })
        QVERIFY(!rule.feed(share)); // at the limit is within it
    QVERIFY(rule.feed(.03));
}

void TestPeerRules::repeatedZTest()
{
    RepeatedZTest rule(.02, 200, 2.326);
    QVERIFY(!rule.feed(.043)); // 2.323 standard errors above
    RepeatedZTest other(.02, 200, 2.326);
    QVERIFY(other.feed(.0431)); // 2.333
    QVERIFY(!other.feed(.02)); // of both ticks together
}

QTEST_GUILESS_MAIN(TestPeerRules)
#include "tst_peer_rules.moc"
