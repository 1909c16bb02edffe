// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/gate_grid.h"

#include "ui/models/gate_text.h"
#include "ui/models/look.h"
#include "ui/models/text.h"
#include "ui/quality/gate_card_widget.h"

#include <QGridLayout>

#include <cmath>
#include <utility>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNarrowestCard = 340;
constexpr int kMostColumns = 4;
constexpr qint64 kMinute = 60'000;

} // namespace

GateGrid::GateGrid(const Theme &theme, QualityPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_layout(new QGridLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(metrics::kGap);
    connect(&presenter.model(), &QAbstractItemModel::modelReset, this, &GateGrid::arrange);
    connect(&presenter.model(), &QAbstractItemModel::rowsMoved, this, &GateGrid::arrange);
    arrange();
}

void GateGrid::setRoom(int width)
{
    const int columns = std::clamp((width + metrics::kGap) / (kNarrowestCard + metrics::kGap), 1, kMostColumns);
    if (columns == m_mostColumns)
        return;
    m_mostColumns = columns;
    arrange();
}

void GateGrid::arrange()
{
    const MetricSeriesModel &model = m_presenter.model();
    QStringList wanted;
    for (int row = 0; row < model.rowCount(); ++row)
        wanted.append(model.card(row).gate.id);
    for (auto it = m_cards.begin(); it != m_cards.end();) {
        if (wanted.contains(it->first)) {
            ++it;
            continue;
        }
        it->second->hide();
        it->second->deleteLater();
        it = m_cards.erase(it);
    }
    place(wanted);
    Q_EMIT refreshWanted();
}

void GateGrid::place(const QStringList &gates)
{
    while (QLayoutItem *item = m_layout->takeAt(0))
        delete item;
    // Fewer gates than columns share the whole width, and the last row is left no emptier than it must be.
    const int count = std::max(1, static_cast<int>(gates.size()));
    const int lines = (count + m_mostColumns - 1) / m_mostColumns;
    m_columns = (count + lines - 1) / lines;
    QWidget *previous = nullptr;
    for (int i = 0; i < gates.size(); ++i) {
        GateCardWidget *&card = m_cards[gates[i]];
        if (!card) {
            card = new GateCardWidget(m_theme, gates[i], this);
            connectCard(card);
        }
        m_layout->addWidget(card, i / m_columns, i % m_columns);
        if (previous)
            setTabOrder(previous, card);
        previous = card;
    }
    for (int column = 0; column < kMostColumns; ++column)
        m_layout->setColumnStretch(column, column < m_columns ? 1 : 0);
    // Few cards on a tall screen grow to their height and no further; the reason stays right below them.
    const int rows = (static_cast<int>(gates.size()) + m_columns - 1) / m_columns;
    setMaximumHeight(rows == 0 ? 0 : rows * (GateCardWidget::kHighest + metrics::kGap) - metrics::kGap);
}

void GateGrid::connectCard(GateCardWidget *card)
{
    GateChart *chart = card->chart();
    connect(card, &GateCardWidget::arrowPressed, this, [this, card](int key) { moveFocus(card->gate(), key); });
    connect(card, &GateCardWidget::focused, this, [this, card] { Q_EMIT cardFocused(card); });
    connect(card, &GateCardWidget::judgementRequested, this, [this, card] { Q_EMIT judgementRequested(card->gate()); });
    connect(chart, &GateChart::hovered, this, [this](qint64 time) { setCrosshair(time); });
    connect(chart, &GateChart::hoverLeft, this, [this] { setCrosshair(std::nullopt); });
    connect(chart, &GateChart::brushing, this, [this](qint64 from, qint64 to) { setBrush(std::pair(from, to)); });
    connect(chart, &GateChart::brushed, this, [this, chart](qint64 from, qint64 to) {
        setBrush(std::nullopt);
        if (to > from)
            m_presenter.showRange(from, to);
        else
            pickEvent(*chart, to);
    });
    connect(chart, &GateChart::resetRequested, this, [this] { m_presenter.setLive(true); });
    connect(chart, &GateChart::zoomed, this, &GateGrid::zoom);
    connect(chart, &GateChart::resized, this, &GateGrid::refreshWanted);
}

GateCardWidget *GateGrid::card(const QString &gate) const
{
    const auto it = m_cards.find(gate);
    return it == m_cards.end() ? nullptr : it->second;
}

QList<GateCardWidget *> GateGrid::cards() const
{
    QList<GateCardWidget *> shown;
    for (int row = 0; row < m_presenter.model().rowCount(); ++row)
        shown.append(card(m_presenter.model().card(row).gate.id));
    return shown;
}

void GateGrid::focusFirst()
{
    if (m_presenter.model().rowCount() > 0)
        card(m_presenter.model().card(0).gate.id)->setFocus(Qt::OtherFocusReason);
}

QString GateGrid::focusedGate() const
{
    for (const auto &[gate, card] : m_cards) {
        if (card->hasFocus() || card->isAncestorOf(card->window()->focusWidget()))
            return gate;
    }
    return {};
}

void GateGrid::refresh()
{
    for (int row = 0; row < m_presenter.model().rowCount(); ++row)
        refreshCard(row);
    setCrosshair(m_crosshair);
}

/// A past run has no age that grows; when its data ended is what places it.
QString GateGrid::endedText(const GateCard &card) const
{
    const QDateTime newest = card.newestRow.isValid() ? card.newestRow : card.newestSample;
    const qint64 age = newest.msecsTo(m_presenter.now());
    const qint64 coarse = age > kMinute ? age - age % kMinute : age; // the seconds of what is long over only take room
    return tr("ended %1").arg(relativeTime(m_presenter.now().addMSecs(-coarse), m_presenter.now()));
}

QString GateGrid::footText(int row, const GateCard &card, bool isStale) const
{
    const MetricSeriesModel &model = m_presenter.model();
    QStringList parts;
    if (const QVariant n = model.index(row).data(MetricSeriesModel::CountRole); n.isValid())
        parts.append(tr("n %1").arg(groupedNumber(n.toLongLong())));
    // Whole seconds: tenths would only flicker.
    const auto age = std::chrono::floor<std::chrono::seconds>(m_presenter.age(card));
    if (age.count() < 0)
        return parts.join(u" · "_s);
    if (isStale)
        parts.append(tr("stale, %1").arg(ageText(age)));
    else if (!m_presenter.isSampling())
        parts.append(endedText(card));
    else
        parts.append(age.count() > 0 ? ageText(age) : tr("just now"));
    return parts.join(u" · "_s);
}

void GateGrid::refreshCard(int row)
{
    const GateCard &gate = m_presenter.model().card(row);
    GateCardWidget *widget = card(gate.gate.id);
    const QModelIndex index = m_presenter.model().index(row);
    GateCardState state;
    state.title = singleLine(gateTitle(gate.gate), 120);
    state.value = singleLine(index.data(MetricSeriesModel::ValueRole).toString(), 60);
    if (gate.record)
        state.standing.verdict = gate.record->verdict;
    state.standing.isOver = !m_presenter.isSampling();
    // A breach keeps the value that tripped it while the samples go on: the two must not pass for one another.
    if (state.standing.verdict == Verdict::Breach && !state.value.isEmpty() && gate.record->hasValue && gate.record->valueText != state.value)
        state.value = tr("newest %1").arg(state.value);
    state.evidence = MetricSeriesModel::evidence(gate);
    state.isComparable = !isRelativeGate(gate.gate) || gate.isRatio || MetricSeriesModel::baseline(gate) || gate.judged.isEmpty();
    state.isStale = m_presenter.isStale(gate);
    state.isTripped = gate.isTripped;
    state.isLeftToPerson = m_leftToPerson.contains(gate.gate.id);
    state.foot = footText(row, gate, state.isStale);
    state.emptyText = m_presenter.isSampling() ? tr("Waiting for the first sample") : tr("Nothing was sampled");
    state.description = tr("%1, %2, %3, evidence %4, %5")
                            .arg(standingWord(state.standing), state.value,
                                singleLine(index.data(MetricSeriesModel::LimitRole).toString(), 80),
                                state.evidence ? evidenceText(*state.evidence) : tr("none yet"), state.foot);
    widget->setState(state);
    const auto [from, to] = m_presenter.range();
    GateChartContent content = chartContent(
        gate, from, to, widget->chart()->columns(), m_presenter.markers(), state.isStale, m_presenter.evidence(gate.gate.id));
    content.isOtherDay = QDateTime::fromMSecsSinceEpoch(from, Qt::UTC).date() != m_presenter.now().toUTC().date();
    widget->chart()->setContent(std::move(content));
    addHandles(widget, gate.gate);
    showThreshold(row);
}

void GateGrid::showThreshold(int row)
{
    const GateCard &gate = m_presenter.model().card(row);
    GateCardWidget *widget = card(gate.gate.id);
    std::optional<ChartThreshold> threshold;
    if (gate.gate.id == m_thresholdGate) {
        const QList<ChartThreshold> thresholds = thresholdsOf(widget->chart()->content(), gate);
        if (m_threshold < thresholds.size())
            threshold = thresholds[m_threshold];
    }
    widget->setThreshold(threshold);
}

void GateGrid::setCrosshair(std::optional<qint64> time)
{
    m_crosshair = time;
    for (int row = 0; row < m_presenter.model().rowCount(); ++row) {
        const GateCard &gate = m_presenter.model().card(row);
        // A card that goes while the pointer is on it says so before those of the next stage are made.
        if (const GateCardWidget *widget = card(gate.gate.id))
            widget->chart()->setCrosshair(time, time ? readAt(gate, *time) : CrosshairReading());
    }
    Q_EMIT crosshairMoved();
}

void GateGrid::moveCrosshair(int steps)
{
    const auto [from, to] = m_presenter.range();
    const qint64 step = std::max<qint64>((to - from) / 120, 1000);
    const qint64 start = m_crosshair.value_or(steps < 0 ? to : to - step);
    setCrosshair(std::clamp(start + steps * step, from, to));
}

void GateGrid::moveFocus(const QString &from, int key)
{
    const MetricSeriesModel &model = m_presenter.model();
    const int row = model.rowOf(from);
    int to = row;
    if (key == Qt::Key_Left || key == Qt::Key_Right)
        to = row + ((key == Qt::Key_Right) == (layoutDirection() == Qt::LeftToRight) ? 1 : -1);
    else if (key == Qt::Key_Up || key == Qt::Key_Down)
        to = row + (key == Qt::Key_Down ? m_columns : -m_columns);
    else
        to = key == Qt::Key_Home ? 0 : model.rowCount() - 1;
    if (to >= 0 && to < model.rowCount())
        card(model.card(to).gate.id)->setFocus(Qt::TabFocusReason);
}

void GateGrid::setBrush(std::optional<std::pair<qint64, qint64>> range)
{
    for (const auto &[gate, card] : m_cards)
        card->chart()->setBrush(range);
}

void GateGrid::zoom(qint64 around, double factor)
{
    const auto [from, to] = m_presenter.range();
    const double before = static_cast<double>(around - from) * factor;
    const double after = static_cast<double>(to - around) * factor;
    m_presenter.showRange(around - std::llround(before), around + std::llround(after));
}

} // namespace sluice
