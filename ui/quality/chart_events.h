// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "communication/log_view.h"
#include "ui/quality/gate_chart_content.h"

/// What the ledger tells of a run, for the time axis of its charts. Pure.
namespace sluice {

/// The entries that become markers; chartMarkers leaves others aside.
QList<EventType> markerTypes();
/// In order of time, from entries newest first. What only repeats the marker before it is left out.
QList<ChartMarker> chartMarkers(const QList<Event> &newestFirst, const RunNames &names);
/// Words of people about one of the datasets.
QList<ChartMarker> feedbackMarkers(const QList<Event> &newestFirst, const QStringList &datasets);

/// Evidence of the gates of a stage as it was recorded, by gate: x in ms since the epoch, y 0 … 1 of the decision
/// boundary. Between two records it is not known; each holds until the next.
QList<EventType> evidenceTypes();
QMap<QString, QList<QPointF>> evidenceTrails(const QList<Event> &newestFirst, const QString &stage);

} // namespace sluice
