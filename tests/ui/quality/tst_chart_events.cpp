// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/recorded_evidence.h"
#include "quality/verdict_record.h"
#include "ui/quality/chart_events.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kStart(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);

Event entry(int second, EventType type, const QJsonObject &payload = {})
{
    Event event;
    event.type = type;
    event.at = kStart.addSecs(second);
    event.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    return event;
}

QStringList wordsOf(const QList<ChartMarker> &markers)
{
    QStringList words;
    for (const ChartMarker &marker : markers)
        words.append(marker.text);
    return words;
}

/// The service gives the newest first.
QList<Event> newestFirst(QList<Event> events)
{
    std::reverse(events.begin(), events.end());
    return events;
}

double x(int second) { return static_cast<double>(kStart.addSecs(second).toMSecsSinceEpoch()); }

} // namespace

class TestChartEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWholeRunIsMarked()
    {
        const QJsonObject forward { { u"stage"_s, u"forward"_s } };
        RunNames names;
        names.stages.insert(u"forward"_s, u"Forward"_s);
        names.gates.insert(u"forward/errors"_s, u"Loader errors"_s);
        const QList<ChartMarker> markers = chartMarkers(
            newestFirst({
                entry(0, EventType::StageStarted, forward),
                entry(10, EventType::Exposed,
                    { { u"stage"_s, u"forward"_s }, { u"cohort"_s, u"pilot"_s }, { u"on"_s, true } }),
                entry(15, EventType::HoldAdded, { { u"reason"_s, u"no_data"_s } }),
                entry(18, EventType::HoldRemoved, { { u"reason"_s, u"no_data"_s } }),
                entry(20, EventType::StageBreached, { { u"stage"_s, u"forward"_s }, { u"gate"_s, u"errors"_s } }),
                entry(21, EventType::HoldAdded, { { u"reason"_s, u"breach"_s } }),
                entry(60, EventType::HoldRemoved, { { u"reason"_s, u"breach"_s } }),
                entry(61, EventType::HoldRemoved, { { u"reason"_s, u"operator"_s } }),
                entry(90, EventType::StagePassed, forward),
                entry(120, EventType::RollbackIntent, { { u"id"_s, u"b"_s } }),
                entry(121, EventType::FlagsOff, { { u"id"_s, u"b"_s } }),
                entry(125, EventType::RollbackStuck, { { u"id"_s, u"b"_s } }),
                entry(150, EventType::RollbackVerified, { { u"id"_s, u"b"_s }, { u"result"_s, u"EXACT"_s } }),
            }),
            names);
        QCOMPARE(wordsOf(markers),
            (QStringList { u"stage: Forward"_s, u"flag: pilot"_s, u"held"_s, u"data back"_s, u"breach: Loader errors"_s,
                u"resumed"_s, u"passed: Forward"_s, u"rollback"_s, u"flags off"_s, u"rollback stuck"_s,
                u"rolled back: EXACT"_s }));
        QCOMPARE(markers[4].gate, u"errors"_s);
        QCOMPARE(markers[5].kind, ChartMarker::Kind::Resume);
        QCOMPARE(markers[10].at, kStart.addSecs(150));
    }

    /// A hold of its own, long after the breach, is no echo of it.
    void aLaterHoldIsMarked()
    {
        const auto markers = chartMarkers(newestFirst({ entry(0, EventType::StageBreached, { { u"gate"_s, u"a"_s } }),
                                              entry(6, EventType::HoldAdded, { { u"reason"_s, u"operator"_s } }) }),
            {});
        QCOMPARE(wordsOf(markers), (QStringList { u"breach: a"_s, u"held"_s }));
    }

    /// What a waiver lifts has no data back.
    void aWaiverIsMarkedInPlaceOfWhatItLifts()
    {
        const QJsonObject gate { { u"gate"_s, u"a"_s } };
        const auto markers = chartMarkers(newestFirst({ entry(0, EventType::HoldAdded, { { u"reason"_s, u"no_data"_s } }),
                                              entry(9, EventType::GateWaived, gate), entry(10, EventType::HoldRemoved, { { u"reason"_s, u"no_data"_s } }),
                                              entry(90, EventType::WaiverEnded, gate) }),
            {});
        QCOMPARE(wordsOf(markers), (QStringList { u"held"_s, u"waived: a"_s, u"waiver over: a"_s }));
    }

    void feedbackIsMarkedWhereItBelongs()
    {
        const auto given = [](int second, const QString &dataset, const QString &text) {
            return entry(second, EventType::FeedbackGiven, { { u"dataset"_s, dataset }, { u"text"_s, text } });
        };
        const auto markers
            = feedbackMarkers(newestFirst({ given(1, u"mart.orders"_s, u"totals\nare off"_s),
                                  given(2, u"mart.other"_s, u"slow"_s), given(3, QString(), u"general"_s) }),
                { u"mart.orders"_s });
        QCOMPARE(wordsOf(markers), QStringList { u"feedback: totals are off"_s });
        QCOMPARE(markers[0].kind, ChartMarker::Kind::Feedback);
    }

    void evidenceIsWhatWasRecorded()
    {
        const auto verdict
            = [](int second, const QString &stage, const QString &name, double evidence, double boundary) {
                  return entry(second, EventType::GateVerdict,
                      { { u"stage"_s, stage }, { u"gate"_s, u"errors"_s }, { u"verdict"_s, name },
                          { u"evidence"_s, evidence }, { u"boundary"_s, boundary } });
              };
        const QList<double> guards { 4, 4, 4, 4, 4, 4 };
        const QJsonObject progress { { u"stage"_s, u"forward"_s },
            { u"guards"_s, QJsonObject { { u"errors"_s, guardsJson(guards) } } } };
        const auto evidence = evidenceTrails(
            newestFirst({
                entry(0, EventType::BakeProgress, progress), // its boundary is not known yet
                verdict(1, u"additive"_s, u"watch"_s, 0.9, 100), // another stage's
                verdict(2, u"forward"_s, u"collecting"_s, 0, 16), entry(3, EventType::BakeProgress, progress),
                entry(3, EventType::BakeProgress,
                    { { u"stage"_s, u"forward"_s }, { u"guards"_s, QJsonObject { { u"errors"_s, QJsonArray {} } } } }),
                verdict(4, u"forward"_s, u"watch"_s, 0.8, 16),
                verdict(5, u"forward"_s, u"breach"_s, 0.99, 16), // tripped by its hard limit: that is the boundary too
                verdict(6, u"forward"_s, u"no_data"_s, 0, 0), // nothing guarded, nothing said
            }),
            u"forward"_s);
        QCOMPARE(evidence.keys(), QStringList { u"errors"_s });
        QCOMPARE(evidence[u"errors"_s],
            (QList<QPointF> { { x(2), 0 }, { x(3), *recordedEvidence(guards, 16) }, { x(4), 0.8 }, { x(5), 1 } }));
        QCOMPARE(*recordedEvidence(guards, 16), 0.5); // ln 4 of ln 16
    }
};

QTEST_GUILESS_MAIN(TestChartEvents)
#include "tst_chart_events.moc"
