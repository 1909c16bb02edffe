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

using namespace sluice;
using namespace Qt::StringLiterals;

/// Bar 7: twelve live charts of a million samples each. A frame appends one sample to each of them, makes its content
/// anew and paints the whole grid into an image. The floor paints two points a pixel column and nothing else.
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

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOption({ u"rows"_s, u"Samples of each chart."_s, u"n"_s, u"1000000"_s });
    parser.process(application);
    const qint64 samples = parser.value(u"rows"_s).toLongLong();

    const double before = resident();
    std::vector<GateCard> cards;
    for (int i = 0; i < kCharts; ++i)
        cards.push_back(card(i, samples));

    Theme theme;
    QWidget window;
    auto *grid = new QGridLayout(&window);
    QList<GateChart *> charts;
    for (int i = 0; i < kCharts; ++i) {
        charts.append(new GateChart(theme, &window));
        grid->addWidget(charts.last(), i / 4, i % 4);
    }
    window.resize(1744, 1000);
    window.show();
    application.processEvents();
    QImage image(window.size(), QImage::Format_ARGB32_Premultiplied);
    const std::vector<double> floor = drawPlain(cards, image, charts.first()->size());

    std::vector<double> frames;
    for (int frame = 0; frame < kFrames; ++frame) {
        const qint64 number = samples + frame;
        const qint64 to = kStart + number * kInterval;
        const QList<ChartMarker> marks = markers(to);
        const QList<QPointF> recorded = evidence(to);
        const bench::Stopwatch time;
        for (int i = 0; i < kCharts; ++i) {
            cards[static_cast<size_t>(i)].judged.append(sample(i, number));
            charts[i]->setContent(chartContent(cards[static_cast<size_t>(i)], kStart, to, charts[i]->columns(), marks, false, recorded));
        }
        window.render(&image);
        frames.push_back(time.seconds() * 1000);
        application.processEvents();
    }
    const double besides = resident() - before - kCharts * static_cast<double>(samples + kFrames) * kBytesPerSample;

    const double frame = bench::quantile(frames, 0.95);
    const double plain = bench::quantile(floor, 0.95);
    bench::print({ "7", "a frame of 12 live charts, " + QByteArray::number(samples) + " samples each, p95",
        QByteArray::number(frame, 'f', 1) + " ms", QByteArray::number(plain, 'f', 1) + " ms", frame / plain, "<= 16 ms", frame <= 16 });
    const double megabytes = besides / (1024 * 1024);
    bench::print({ "7", "memory above the samples themselves", QByteArray::number(megabytes, 'f', 0) + " MB", "-", -1, "<= 64 MB", megabytes <= 64 });
    return 0;
}
