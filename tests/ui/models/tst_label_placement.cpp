// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/label_placement.h"

#include <QRandomGenerator>
#include <QTest>

using namespace sluice;
using Where = LabelPlacement::Where;

class TestLabelPlacement : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneBar_data()
    {
        QTest::addColumn<double>("left");
        QTest::addColumn<double>("right");
        QTest::addColumn<double>("label");
        QTest::addColumn<double>("next");
        QTest::addColumn<int>("where");
        QTest::newRow("fits") << 10.0 << 150.0 << 80.0 << 400.0 << int(Where::Inside);
        QTest::newRow("a little too long") << 10.0 << 90.0 << 90.0 << 92.0 << int(Where::Shortened);
        QTest::newRow("beside when the bar is tiny") << 10.0 << 20.0 << 80.0 << 400.0 << int(Where::Beside);
        QTest::newRow("hidden between tiny bars") << 10.0 << 20.0 << 80.0 << 24.0 << int(Where::Hidden);
        QTest::newRow("shortened next to a neighbour") << 10.0 << 70.0 << 80.0 << 72.0 << int(Where::Shortened);
        QTest::newRow("begins left of the view") << -300.0 << 200.0 << 80.0 << 400.0 << int(Where::Inside);
        QTest::newRow("wholly left of the view") << -300.0 << -200.0 << 80.0 << 400.0 << int(Where::Hidden);
    }
    void oneBar()
    {
        QFETCH(double, left);
        QFETCH(double, right);
        QFETCH(double, label);
        QFETCH(double, next);
        QFETCH(int, where);
        const QList<LabelPlacement> placed = placeLabels({ { left, right, label }, { next, next + 50, 500 } }, 0, 600);
        QCOMPARE(int(placed.first().where), where);
        if (placed.first().where != Where::Hidden)
            QVERIFY(placed.first().left >= 0);
    }
    void aLabelBesideNeverCrossesTheLine_data()
    {
        QTest::addColumn<double>("line");
        QTest::addColumn<int>("where");
        QTest::addColumn<double>("left");
        QTest::newRow("no line near") << 500.0 << int(Where::Beside) << 26.0;
        QTest::newRow("line behind the label") << 110.0 << int(Where::Beside) << 26.0;
        QTest::newRow("line near the bar") << 30.0 << int(Where::Beside) << 36.0;
        QTest::newRow("line through the middle") << 70.0 << int(Where::Hidden) << 0.0;
        QTest::newRow("line through the bar") << 12.0 << int(Where::Beside) << 26.0;
    }
    void aLabelBesideNeverCrossesTheLine()
    {
        QFETCH(double, line);
        QFETCH(int, where);
        QFETCH(double, left);
        const LabelPlacement placed = placeLabels({ { 10, 20, 80 } }, 0, 600, line).first();
        QCOMPARE(int(placed.where), where);
        if (placed.where == Where::Beside)
            QCOMPARE(placed.left, left);
    }
    void notesFindTheNextFreePlace()
    {
        NoteLane lane(0, 300);
        lane.take(100, 110);
        QCOMPARE(lane.freeFrom(20, 60), std::optional(20.0));
        QCOMPARE(lane.freeFrom(60, 60), std::optional(116.0)); // behind what is in its way
        QCOMPARE(lane.freeFrom(60, 250), std::nullopt); // wider than anything free
        QCOMPARE(lane.firstFree({ 95, -5, 30 }, 40), std::optional(30.0));
        QCOMPARE(lane.roomAt(20), 74.0);
        QCOMPARE(lane.roomAt(105), 0.0);
        QCOMPARE(lane.roomAt(250), 50.0);
    }
    void wordsStandBesideTheirLine()
    {
        const auto place = [](const QList<LineLabel> &labels, int rows = 1) { return placeBesideLines(labels, rows, 0, 300); };
        const LabelPlacement right { Where::Beside, 104, 60 };
        QCOMPARE(place({ { 100, 60 } }).first(), right);
        QCOMPARE(place({ { 280, 60 } }).first().left, 216.0); // no room at the right
        const QList<LabelPlacement> both = place({ { 100, 60 }, { 100, 50 }, { 100, 50 } });
        QCOMPARE(both[0], right);
        QCOMPARE(both[1].left, 46.0);
        QCOMPARE(both[2].where, Where::Hidden);
        QCOMPARE(place({ { 20, 400 } }).first(), (LabelPlacement { Where::Shortened, 24, 276 }));
        // Cut on the side where more of it can be read: at the end of the view that is the left one.
        QCOMPARE(place({ { 280, 290 } }).first(), (LabelPlacement { Where::Shortened, 0, 276 }));
        const QList<LabelPlacement> narrow = place({ { 290, 90 }, { 180, 200 } });
        QCOMPARE(narrow[0], (LabelPlacement { Where::Beside, 196, 90 }));
        QCOMPARE(narrow[1], (LabelPlacement { Where::Shortened, 0, 176 }));
    }
    /// Two that happen at once keep their words, each right of its line: on rows of their own.
    void wordsOfNearLinesTakeRows()
    {
        const QList<LabelPlacement> two = placeBesideLines({ { 100, 60 }, { 98, 50 } }, 2, 0, 300);
        QCOMPARE(two[0], (LabelPlacement { Where::Beside, 104, 60, 0 }));
        QCOMPARE(two[1], (LabelPlacement { Where::Beside, 102, 50, 1 }));
        const QList<LabelPlacement> atTheEnd = placeBesideLines({ { 290, 60 }, { 288, 50 } }, 2, 0, 300);
        QCOMPARE(atTheEnd[0], (LabelPlacement { Where::Beside, 226, 60, 0 }));
        QCOMPARE(atTheEnd[1], (LabelPlacement { Where::Beside, 234, 50, 1 }));
        QCOMPARE(placeBesideLines({ { 100, 60 } }, 0, 0, 300).first().where, Where::Hidden);
    }
    void wordsNeverLieOnTheirLine()
    {
        QRandomGenerator random(11);
        for (int round = 0; round < 2'000; ++round) {
            QList<LineLabel> labels;
            for (int i = 0; i < 8; ++i)
                labels.append({ double(random.bounded(300)), 5.0 + random.bounded(150) });
            const QList<LabelPlacement> placed = placeBesideLines(labels, 1 + round % 3, 0, 300);
            for (qsizetype i = 0; i < placed.size(); ++i) {
                if (placed[i].where == Where::Hidden)
                    continue;
                const double end = placed[i].left + placed[i].width;
                QVERIFY(placed[i].left >= 0 && end <= 300);
                QVERIFY(placed[i].left > labels[i].x || end < labels[i].x);
                for (qsizetype j = 0; j < i; ++j)
                    QVERIFY(placed[j].where == Where::Hidden || placed[j].row != placed[i].row || placed[j].left >= end || placed[j].left + placed[j].width <= placed[i].left);
            }
        }
    }
    void nothingEverOverlaps()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 2'000; ++round) {
            QList<LabelRequest> bars;
            double x = -50 + random.bounded(80);
            while (x < 620) {
                const double width = 2 + random.bounded(120);
                bars.append({ x, x + width, 8.0 + random.bounded(140) });
                x += width + random.bounded(60);
            }
            const QList<LabelPlacement> placed = placeLabels(bars, 0, 600);
            QCOMPARE(placed.size(), bars.size());
            double end = -1'000;
            for (qsizetype i = 0; i < placed.size(); ++i) {
                if (placed[i].where == Where::Hidden)
                    continue;
                QVERIFY(placed[i].left >= end);
                end = placed[i].left + placed[i].width;
                QVERIFY(end <= 600);
                const bool isBeside = placed[i].where == Where::Beside;
                QVERIFY(isBeside ? placed[i].left >= bars[i].right : end <= bars[i].right);
                if (i + 1 < placed.size())
                    QVERIFY(end <= bars[i + 1].left);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestLabelPlacement)
#include "tst_label_placement.moc"
