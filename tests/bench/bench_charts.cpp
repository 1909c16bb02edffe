// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "bench_table.h"
#include "ui/quality/gate_chart.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QGridLayout>
#include <QPainter>

#include <cmath>
#include <ctime>
#include <functional>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Bar 7: twelve live charts of a million samples each. A frame changes what each of them shows (a live tick that appends
/// to all of them; a pan; a zoom; a step of the crosshair), makes the contents anew and paints the whole grid into an
/// image. The floor paints two points a pixel column and nothing else.
namespace {

constexpr int kCharts = 12;
constexpr int kFrames = 200;
constexpr qint64 kInterval = 30'000;
constexpr qint64 kStart = 1'700'000'000'000;
constexpr double kBytesPerSample = 8 + 8 + 4 + 4; ///< time, value, n, class

/// A metric that breathes, with noise, spikes, and a gap now and then.
MetricSeries::Point sample(int chart, qint64 number)
{
    const auto noise = static_cast<double>((number * 2'654'435'761 + chart * 40'503) % 1'000) / 1'000.0;
    const double value = 50 + 10 * std::sin(static_cast<double>(number) / 2'880.0 + chart) + 5 * noise + (number % 9'973 == 0 ? 80 : 0);
    const SampleClass sampleClass = number % 50'000 < 3 ? SampleClass::NoData : SampleClass::Good;
    return { kStart + number * kInterval, value, 200, sampleClass };
}

GateCard card(int number, qint64 samples)
{
    GateCard card;
    card.gate.id = u"gate-%1"_s.arg(number);
    card.gate.probe = SqlProbe {};
    card.gate.limits = { Limit { LimitSide::AtMost, 120, false, u"120"_s } };
    card.record = VerdictRecord {};
    card.record->boundary = 24'000; // guarded: its evidence is drawn
    card.judged.setInterval(Duration(kInterval));
    for (qint64 i = 0; i < samples; ++i)
        card.judged.append(sample(number, i));
    return card;
}

/// VmRSS of this process in bytes.
double resident()
{
    QFile status(u"/proc/self/statm"_s);
    if (!status.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(status.errorString()));
    return status.readAll().split(' ')[1].toDouble() * 4096;
}

QList<ChartMarker> markers(qint64 to)
{
    QList<ChartMarker> made;
    for (int i = 0; i < 20; ++i)
        made.append({ QDateTime::fromMSecsSinceEpoch(to - i * kInterval * 40'000, Qt::UTC), ChartMarker::Kind::Stage, u"stage: forward"_s, {} });
    return made;
}

/// As much as a page reads of one run; most of it repeats the record before.
QList<QPointF> evidence(qint64 to)
{
    constexpr int kRecords = 400;
    QList<QPointF> steps;
    for (int i = kRecords; i > 0; --i)
        steps.append({ static_cast<double>(to - i * (to - kStart) / kRecords), i / 10 * 7 % 100 / 100.0 });
    return steps;
}

std::vector<double> drawPlain(const std::vector<GateCard> &cards, QImage &image, const QSize &size)
{
    std::vector<double> frames;
    for (int frame = 0; frame < kFrames / 4; ++frame) {
        const bench::Stopwatch time;
        QPainter painter(&image);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillRect(image.rect(), Qt::white);
        for (const GateCard &one : cards) {
            QList<QPointF> line;
            const int columns = size.width();
            const qsizetype each = one.judged.size() / columns;
            for (int column = 0; column < columns; ++column) {
                for (const qsizetype index : { column * each, column * each + each / 2 })
                    line.append({ static_cast<double>(column), size.height() - one.judged.at(index).value });
            }
            painter.drawPolyline(line.constData(), static_cast<int>(line.size()));
        }
        painter.end();
        frames.push_back(time.seconds() * 1000);
    }
    return frames;
}

class Grid
{
public:
    explicit Grid(qint64 samples)
        : m_samples(samples)
    {
        for (int i = 0; i < kCharts; ++i)
            m_cards.push_back(card(i, samples));
        auto *grid = new QGridLayout(&m_window);
        for (int i = 0; i < kCharts; ++i) {
            m_charts.append(new GateChart(m_theme, &m_window));
            grid->addWidget(m_charts.last(), i / 4, i % 4);
        }
        m_window.resize(1744, 1000);
        m_window.show();
        QCoreApplication::processEvents();
        m_image = QImage(m_window.size(), QImage::Format_ARGB32_Premultiplied);
    }

    std::vector<double> floor() { return drawPlain(m_cards, m_image, m_charts.constFirst()->size()); }
    qint64 newest() const { return kStart + (m_samples - 1) * kInterval; }
    qint64 sampleCount() const { return m_samples * kCharts; }

    void append()
    {
        for (int i = 0; i < kCharts; ++i)
            m_cards[static_cast<size_t>(i)].judged.append(sample(i, m_samples));
        ++m_samples;
    }

    void show(qint64 from, qint64 to, const QList<ChartMarker> &marks, const QList<QPointF> &recorded)
    {
        for (int i = 0; i < kCharts; ++i)
            m_charts[i]->setContent(chartContent(m_cards[static_cast<size_t>(i)], from, to, m_charts[i]->columns(), marks, false, recorded));
    }

    void cross(qint64 time)
    {
        for (int i = 0; i < kCharts; ++i)
            m_charts[i]->setCrosshair(time, readAt(m_cards[static_cast<size_t>(i)], time));
    }

    void paint() { m_window.render(&m_image); }

private:
    qint64 m_samples;
    std::vector<GateCard> m_cards;
    Theme m_theme;
    QWidget m_window;
    QList<GateChart *> m_charts;
    QImage m_image;
};

double processorSeconds()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

using Frame = std::function<void(int frame)>;

/// Prepared outside the time that is taken: what a page has read from the ledger before.
struct Told {
    QList<ChartMarker> marks;
    QList<QPointF> recorded;
};

void measure(const QByteArray &name, Grid &grid, double plain, const Frame &frame)
{
    std::vector<double> frames;
    std::vector<double> worked;
    for (int i = 0; i < kFrames; ++i) {
        const double before = processorSeconds();
        const bench::Stopwatch time;
        frame(i);
        grid.paint();
        frames.push_back(time.seconds() * 1000);
        worked.push_back((processorSeconds() - before) * 1000);
        QCoreApplication::processEvents();
    }
    const double p95 = bench::quantile(frames, 0.95);
    bench::print({ "7", "a frame of 12 live charts, " + QByteArray::number(grid.sampleCount() / kCharts) + " samples each: " + name + ", p95",
        QByteArray::number(p95, 'f', 1) + " ms", QByteArray::number(plain, 'f', 1) + " ms", p95 / plain, "<= 16 ms", p95 <= 16,
        "median " + QByteArray::number(bench::quantile(frames, 0.5), 'f', 1) + " ms; the thread itself worked "
            + QByteArray::number(bench::quantile(worked, 0.95), 'f', 1) + " ms at p95" });
}

void measureAll(Grid &grid, double plain)
{
    const qint64 end = grid.newest();
    const Told told { markers(end), evidence(end) };
    const qint64 hours = 2 * 3'600'000;
    measure("a tick, all of it in view", grid, plain, [&](int) {
        grid.append();
        grid.show(kStart, grid.newest(), told.marks, told.recorded);
    });
    measure("a tick, its last 2 h in view", grid, plain, [&](int) {
        grid.append();
        grid.show(grid.newest() - hours, grid.newest(), told.marks, told.recorded);
    });
    const qint64 third = (end - kStart) / 3;
    measure("a pan over a third of it", grid, plain, [&](int frame) {
        const qint64 from = kStart + frame * (third / 200);
        grid.show(from, from + third, told.marks, told.recorded);
    });
    measure("a zoom into it", grid, plain, [&](int frame) {
        const auto reach = static_cast<qint64>(static_cast<double>(end - kStart) / 2 * std::pow(0.96, frame));
        const qint64 middle = kStart + (end - kStart) / 2;
        grid.show(middle - std::max<qint64>(reach, 60'000), middle + std::max<qint64>(reach, 60'000), told.marks, told.recorded);
    });
    grid.show(kStart, end, told.marks, told.recorded);
    measure("a step of the crosshair", grid, plain, [&](int frame) { grid.cross(kStart + frame * (end - kStart) / kFrames); });
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({ u"rows"_s, u"Samples of each chart."_s, u"n"_s, u"1000000"_s });
    parser.process(application);

    const double before = resident();
    Grid grid(parser.value(u"rows"_s).toLongLong());
    measureAll(grid, bench::quantile(grid.floor(), 0.95));

    const double besides = resident() - before - static_cast<double>(grid.sampleCount()) * kBytesPerSample;
    const double megabytes = besides / (1024 * 1024);
    bench::print({ "7", "memory above the samples themselves", QByteArray::number(megabytes, 'f', 0) + " MB", "-", -1, "<= 64 MB", megabytes <= 64 });
    return 0;
}
