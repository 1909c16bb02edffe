// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/chart_events.h"

#include "quality/recorded_evidence.h"
#include "quality/verdict_record.h"
#include "ui/models/text.h"

#include <QCoreApplication>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kOneDeed = 5'000; ///< ms within which one deed writes its entries
constexpr qsizetype kMostWords = 40;

using Kind = ChartMarker::Kind;

QString tr(const char *text) { return QCoreApplication::translate("sluice::chartEvents", text); }

ChartMarker exposureMarker(const Event &event, const QJsonObject &json)
{
    return { event.at, Kind::Flag,
        json["on"_L1].toBool(true) ? tr("flag: %1").arg(singleLine(json["cohort"_L1].toString(), kMostWords))
                                   : tr("flag off"),
        {} };
}

/// A person's word, or the engine's that what it waited for has come.
ChartMarker resumeMarker(const Event &event, const QJsonObject &json)
{
    const QString reason = json["reason"_L1].toString();
    return { event.at, Kind::Resume, reason == u"no_data"_s || reason == u"error"_s ? tr("data back") : tr("resumed"),
        {} };
}

QString gateWord(const QJsonObject &json, const RunNames &names)
{
    const QString gate = json["gate"_L1].toString();
    const QString title = names.gate(json["stage"_L1].toString(), gate);
    return singleLine(title.isEmpty() ? gate : title, kMostWords);
}

std::optional<ChartMarker> markerOf(const Event &event, const RunNames &names)
{
    const QJsonObject json = event.json();
    const QString stage = json["stage"_L1].toString();
    const QString stageName = singleLine(names.stages.value(stage, stage), kMostWords);
    switch (event.type) {
    case EventType::StageStarted:
        return ChartMarker { event.at, Kind::Stage, tr("stage: %1").arg(stageName), {} };
    case EventType::StagePassed:
        return ChartMarker { event.at, Kind::Stage, tr("passed: %1").arg(stageName), {} };
    case EventType::Exposed:
        return exposureMarker(event, json);
    case EventType::FlagsOff:
        return ChartMarker { event.at, Kind::Flag, tr("flags off"), {} };
    case EventType::StageBreached:
        return ChartMarker { event.at, Kind::Breach, tr("breach: %1").arg(gateWord(json, names)), json["gate"_L1].toString() };
    case EventType::GateWaived: // the hold that it lifts is an echo of it
        return ChartMarker { event.at, Kind::Resume, tr("waived: %1").arg(gateWord(json, names)), {} };
    case EventType::WaiverEnded:
        return ChartMarker { event.at, Kind::Hold, tr("waiver over: %1").arg(gateWord(json, names)), {} };
    case EventType::HoldAdded:
        return ChartMarker { event.at, Kind::Hold, tr("held"), {} };
    case EventType::HoldRemoved:
        return resumeMarker(event, json);
    case EventType::RollbackIntent:
        return ChartMarker { event.at, Kind::Rollback, tr("rollback"), {} };
    case EventType::RollbackStuck:
        return ChartMarker { event.at, Kind::Rollback, tr("rollback stuck"), {} };
    case EventType::RollbackVerified:
        return ChartMarker { event.at, Kind::Rollback,
            tr("rolled back: %1").arg(singleLine(json["result"_L1].toString(), kMostWords)), {} };
    default:
        return std::nullopt;
    }
}

/// The hold that every breach brings says nothing that the breach did not; nor does the second reason that a person
/// lifts with one word.
bool isEcho(const ChartMarker &before, const ChartMarker &marker)
{
    const bool isClose = before.at.msecsTo(marker.at) < kOneDeed;
    const bool saysSame = (marker.kind == Kind::Hold && before.kind == Kind::Breach)
        || (marker.kind == Kind::Resume && before.kind == Kind::Resume);
    return isClose && saysSame;
}

} // namespace

QList<EventType> markerTypes()
{
    return { EventType::StageStarted, EventType::StagePassed, EventType::Exposed, EventType::FlagsOff,
        EventType::StageBreached, EventType::GateWaived, EventType::WaiverEnded, EventType::HoldAdded, EventType::HoldRemoved, EventType::RollbackIntent,
        EventType::RollbackStuck, EventType::RollbackVerified };
}

QList<ChartMarker> chartMarkers(const QList<Event> &newestFirst, const RunNames &names)
{
    QList<ChartMarker> markers;
    for (auto event = newestFirst.crbegin(); event != newestFirst.crend(); ++event) {
        const auto marker = markerOf(*event, names);
        if (marker && (markers.isEmpty() || !isEcho(markers.constLast(), *marker)))
            markers.append(*marker);
    }
    return markers;
}

QList<ChartMarker> feedbackMarkers(const QList<Event> &newestFirst, const QStringList &datasets)
{
    QList<ChartMarker> markers;
    for (auto event = newestFirst.crbegin(); event != newestFirst.crend(); ++event) {
        const QJsonObject json = event->json();
        if (event->type == EventType::FeedbackGiven && datasets.contains(json["dataset"_L1].toString()))
            markers.append({ event->at, Kind::Feedback,
                tr("feedback: %1").arg(singleLine(json["text"_L1].toString(), kMostWords)), {} });
    }
    return markers;
}

QList<EventType> evidenceTypes() { return { EventType::GateVerdict, EventType::BakeProgress }; }

QMap<QString, QList<QPointF>> evidenceTrails(const QList<Event> &newestFirst, const QString &stage)
{
    QMap<QString, QList<QPointF>> evidence;
    QMap<QString, double> boundaries; // the progress of a bake repeats the guards alone
    for (auto event = newestFirst.crbegin(); event != newestFirst.crend(); ++event) {
        const QJsonObject json = event->json();
        if (json["stage"_L1].toString() != stage)
            continue;
        const auto at = static_cast<double>(event->at.toMSecsSinceEpoch());
        if (event->type == EventType::GateVerdict) {
            const QString gate = json["gate"_L1].toString();
            if (const double boundary = json["boundary"_L1].toDouble(); boundary > 0) {
                boundaries[gate] = boundary;
                const bool isBreach = json["verdict"_L1].toString() == verdictName(Verdict::Breach);
                evidence[gate].append({ at, isBreach ? 1.0 : std::clamp(json["evidence"_L1].toDouble(), 0.0, 1.0) });
            }
        } else if (event->type == EventType::BakeProgress) {
            const QJsonObject guards = json["guards"_L1].toObject();
            for (auto gate = guards.begin(); gate != guards.end(); ++gate) {
                const double boundary = boundaries.value(gate.key());
                const auto share
                    = boundary > 0 ? recordedEvidence(guardsFromJson(gate.value().toArray()), boundary) : std::nullopt;
                if (share)
                    evidence[gate.key()].append({ at, *share });
            }
        }
    }
    return evidence;
}

} // namespace sluice
