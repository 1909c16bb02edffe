// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/gate_text.h"
#include "ui/models/text.h"
#include "ui/quality/gate_card_widget.h"
#include "ui/quality/gate_grid.h"
#include "ui/quality/limit_handle.h"

#include <cmath>
#include <utility>

// What keys and pointer pick on the charts: limits to be tried, thresholds, events.
namespace sluice {

namespace {

constexpr double kClickReach = 6; ///< pixels

} // namespace

void GateGrid::addHandles(GateCardWidget *card, const Gate &gate)
{
    for (int limit = static_cast<int>(card->findChildren<LimitHandle *>().size()); limit < gate.limits.size();
         ++limit) {
        auto *handle = new LimitHandle(m_theme, *card->chart(), limit);
        handle->setTitle(singleLine(gateTitle(gate), 80));
        connect(handle, &LimitHandle::moved, this, [this, handle, card] { Q_EMIT limitMoved(handle, card->gate()); });
        connect(handle, &LimitHandle::returned, this, [this, handle] { Q_EMIT limitReturned(handle); });
        connect(handle, &LimitHandle::released, this, [this, handle] { Q_EMIT limitReleased(handle); });
    }
}

LimitHandle *GateGrid::limitHandle() const
{
    const MetricSeriesModel &model = m_presenter.model();
    const int row = std::max(model.rowOf(focusedGate()), 0);
    if (row >= model.rowCount())
        return nullptr;
    for (LimitHandle *handle : card(model.card(row).gate.id)->findChildren<LimitHandle *>()) {
        if (handle->isVisibleTo(this))
            return handle;
    }
    return nullptr;
}

void GateGrid::moveThreshold(int steps)
{
    const MetricSeriesModel &model = m_presenter.model();
    const int row = std::max(model.rowOf(focusedGate()), 0);
    if (row >= model.rowCount())
        return;
    const GateCard &gate = model.card(row);
    const qsizetype count = thresholdsOf(card(gate.gate.id)->chart()->content(), gate).size();
    const bool isHere = std::exchange(m_thresholdGate, gate.gate.id) == gate.gate.id;
    m_threshold = isHere ? m_threshold + steps : steps > 0 ? 0 : count - 1;
    if (m_threshold < 0 || m_threshold >= count) // beyond the last one it is left again
        return leaveThreshold();
    for (int each = 0; each < model.rowCount(); ++each)
        showThreshold(each);
}

void GateGrid::leaveThreshold()
{
    m_thresholdGate.clear();
    m_threshold = -1;
    for (int row = 0; row < m_presenter.model().rowCount(); ++row)
        showThreshold(row);
}

void GateGrid::moveToMarker(int steps)
{
    const auto [from, to] = m_presenter.range();
    const qint64 start = m_crosshair.value_or(steps < 0 ? to + 1 : from - 1);
    std::optional<qint64> found;
    for (const ChartMarker &marker : m_presenter.markers()) {
        const qint64 at = marker.at.toMSecsSinceEpoch();
        if (at < from || at > to || (steps > 0 ? at <= start : at >= start))
            continue;
        if (steps > 0)
            return setCrosshair(at);
        found = at;
    }
    if (found)
        setCrosshair(found);
}

/// A click near enough to the line of an event means it; of several in one moment the gravest is in front.
void GateGrid::pickEvent(const GateChart &chart, qint64 time)
{
    const ChartGeometry placed = chart.chartGeometry();
    const ChartMarker *nearest = nullptr;
    double least = kClickReach;
    for (const ChartMarker &marker : m_presenter.markers()) {
        const double distance = std::abs(placed.xOf(marker.at.toMSecsSinceEpoch()) - placed.xOf(time));
        const bool isGraver = nearest && distance == least && marker.kind == ChartMarker::Kind::Breach;
        if (distance < least || isGraver) {
            nearest = &marker;
            least = distance;
        }
    }
    if (nearest)
        Q_EMIT eventPicked(*nearest);
}

std::optional<ChartMarker> GateGrid::event() const
{
    const auto [from, to] = m_presenter.range();
    std::optional<ChartMarker> newest;
    for (const ChartMarker &marker : m_presenter.markers()) {
        const qint64 at = marker.at.toMSecsSinceEpoch();
        if (at >= from && at <= to)
            newest = marker;
    }
    if (!m_crosshair)
        return newest;
    std::optional<ChartMarker> here;
    for (const ChartMarker &marker : m_presenter.markersAt(*m_crosshair)) {
        const auto distance
            = [this](const ChartMarker &one) { return std::abs(one.at.toMSecsSinceEpoch() - *m_crosshair); };
        if (!here || distance(marker) < distance(*here)
            || (marker.kind == ChartMarker::Kind::Breach && distance(marker) == distance(*here)))
            here = marker;
    }
    return here ? here : newest;
}

} // namespace sluice
