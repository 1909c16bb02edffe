// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/row_painter.h"

#include "ui/models/text.h"
#include "ui/timeline/edge_pointer.h"
#include "ui/timeline/timeline_window.h"
#include "ui/widgets/stage_bar.h"
#include "ui/widgets/state_look.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <optional>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kSign = 11;
constexpr double kSignGap = 4;
constexpr double kLeastBar = 3;
constexpr double kLeastNote = 110; // below that a shortened reason says nothing
constexpr double kNowRoom = 4; // words keep this far from the now line
constexpr double kDiamond = 6;
constexpr double kFar = 20'000; // beyond any screen: keeps huge spans out of the painter's integers

QString tr(const char *text)
{
    return QCoreApplication::translate("sluice::RowPainter", text);
}

struct BarLabel {
    QString text;
    std::optional<Glyph> glyph;
};

BarLabel labelOf(const StageSpan &stage)
{
    const QString title = singleLine(stage.title, 80);
    switch (stage.look) {
    case StageLook::Passed:
        return { title, Glyph::Passed };
    case StageLook::Running:
        return { title + u" · "_s + QString::number(static_cast<int>(stage.progress * 100)) + u" %"_s, {} };
    case StageLook::Held:
        return { title + u" · "_s + tr("held"), {} };
    case StageLook::Breached:
        return { title + u" · "_s + tr("breach"), Glyph::Breach };
    case StageLook::Unknown:
        return { title + u" · "_s + tr("unknown"), Glyph::Unknown };
    case StageLook::RolledBack:
        return { title + u" · "_s + tr("rolled back"), Glyph::RolledBack };
    case StageLook::Undoing:
        return { title + u" · "_s + tr("rolling back"), Glyph::RolledBack };
    case StageLook::Stuck:
        return { title + u" · "_s + tr("stuck"), Glyph::Hazard };
    case StageLook::Pending:
        return { title, {} };
    }
    return { title, {} };
}

double labelWidth(const BarLabel &label, const QFontMetricsF &metrics)
{
    return metrics.horizontalAdvance(label.text) + (label.glyph ? kSign + kSignGap : 0) + 1;
}

QFont barFont(const Theme &theme)
{
    QFont font = theme.font(FontRole::Tiny);
    font.setWeight(QFont::DemiBold);
    return font;
}

int severity(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Breach:
        return 7;
    case Verdict::Error:
        return 6;
    case Verdict::NoData:
        return 5;
    case Verdict::Inconclusive:
        return 4;
    case Verdict::Watch:
        return 3;
    case Verdict::Collecting:
        return 2;
    case Verdict::Warmup:
        return 1;
    case Verdict::Healthy:
        return 0;
    }
    return 0;
}

QString gatesText(const StageSpan &stage)
{
    const auto breached = std::find_if(stage.gates.cbegin(), stage.gates.cend(), [](const GateMark &gate) { return gate.standing.verdict == Verdict::Breach; });
    if (breached != stage.gates.cend())
        return singleLine(breached->title, 60) + u' ' + singleLine(breached->valueText, 40);
    return tr("gates %1/%2 healthy").arg(QString::number(stage.healthyGates()), QString::number(stage.gates.size()));
}

} // namespace

namespace timeline_row {

QRectF barOf(const StageSpan &stage, const TimelineWindow &window, const QRect &row, int top)
{
    if (!stage.begin.isValid())
        return {};
    const double left = std::clamp(window.scale().x(stage.begin), -kFar, kFar);
    const double right = std::clamp(window.scale().x(stage.end), -kFar, kFar);
    return { row.left() + left + 1, row.top() + double(top), std::max(kLeastBar, right - left - 2), double(kBarHeight) };
}

QRectF bandOf(const RollbackWindow &rollback, const TimelineWindow &window, const QRect &row)
{
    if (!rollback.begin.isValid())
        return {};
    const double left = std::clamp(window.scale().x(rollback.begin), -kFar, kFar);
    const double right = std::clamp(window.scale().x(rollback.end), -kFar, kFar);
    return { row.left() + left, row.top() + double(kBandTop), std::max(1.0, right - left), double(kBandHeight) };
}

QPointF diamondOf(const StageSpan &stage, const TimelineWindow &window, const QRect &row, int centreY)
{
    const QDateTime at = stage.look == StageLook::Passed || stage.look == StageLook::RolledBack ? stage.end : std::min(stage.end, window.now());
    return { row.left() + std::clamp(window.scale().x(at), -kFar, kFar), row.top() + double(centreY) };
}

Verdict worstVerdict(const StageSpan &stage)
{
    Verdict worst = Verdict::Healthy;
    for (const GateMark &gate : stage.gates) {
        if (gate.standing.verdict && severity(*gate.standing.verdict) > severity(worst))
            worst = *gate.standing.verdict;
    }
    return worst;
}

bool hasVerdicts(const StageSpan &stage)
{
    return stage.begin.isValid() && std::any_of(stage.gates.cbegin(), stage.gates.cend(), [](const GateMark &gate) { return gate.standing.verdict.has_value(); });
}

} // namespace timeline_row

RowPainter::RowPainter(const Theme &theme, const TimelineWindow &window, QPainter *painter, const QRect &row)
    : m_theme(theme)
    , m_window(window)
    , m_painter(painter)
    , m_row(row)
{
    m_painter->setRenderHint(QPainter::Antialiasing);
    m_painter->setClipRect(row);
    paintGrid();
}

void RowPainter::paintGrid()
{
    m_painter->setPen(Qt::NoPen);
    for (const AxisTick &tick : m_window.scale().ticks(m_row.width()))
        m_painter->fillRect(QRectF(m_row.left() + std::floor(tick.x), m_row.top(), 1, m_row.height()), m_theme.color(tick.isMajor ? ColorRole::Border : ColorRole::Grid));
}

void RowPainter::paintPlan(const PlanTimeline &plan, const QString &selectedStage)
{
    if (!plan.problem.isEmpty()) {
        m_row.translate(0, timeline_row::kBarTop - timeline_row::kNotesTop);
        NoteLane free = lane();
        paintNoteFrom(free, m_row.left() + 12, Glyph::Hazard, ColorRole::Watch, plan.problem);
        return;
    }
    paintBars(plan.stages, selectedStage, timeline_row::kBarTop);
    paintEdgePointers(m_painter, m_theme, edgePointers(m_theme, m_window, plan, nullptr, m_row));
    paintWindow(plan.window);
    paintNotes(plan);
}

void RowPainter::paintStage(const PlanTimeline &plan, const StageSpan &stage, bool isSelected)
{
    const int top = (m_row.height() - timeline_row::kBarHeight) / 2;
    NoteLane free = lane();
    paintBars({ stage }, isSelected ? stage.id : QString(), top, &free);
    const QList<EdgePointer> pointers = edgePointers(m_theme, m_window, plan, &stage, m_row);
    paintEdgePointers(m_painter, m_theme, pointers);
    for (const EdgePointer &pointer : pointers)
        free.take(pointer.box.left(), pointer.box.right() + 6);
    if (!timeline_row::hasVerdicts(stage))
        return;
    const QRectF bar = timeline_row::barOf(stage, m_window, m_row, top);
    m_row.translate(0, (m_row.height() - timeline_row::kNotesHeight) / 2 - timeline_row::kNotesTop);
    const StateLook look = stateLook(timeline_row::worstVerdict(stage));
    const QString held = plan.holds.isEmpty() || stage.look != StageLook::Held ? QString() : u" · "_s + plan.holds;
    paintNoteFrom(free, std::max(bar.right() + 8, m_row.left() + 8.0), Glyph::Gate, look.role, gatesText(stage) + held);
}

void RowPainter::paintStep(const StepSpan &step, StageKind kind)
{
    if (!step.begin.isValid())
        return;
    const double left = m_row.left() + std::clamp(m_window.scale().x(step.begin), -kFar, kFar);
    const QDateTime end = step.end.isValid() ? step.end : m_window.now();
    const double right = std::max(left + kLeastBar, m_row.left() + std::clamp(m_window.scale().x(end), -kFar, kFar));
    const bool isBad = step.phase == StepPhase::Failed || step.phase == StepPhase::Unknown;
    const bool isUndone = step.phase == StepPhase::Undone || step.phase == StepPhase::UndoIntended;
    const QColor color = m_theme.color(isBad ? ColorRole::Watch : isUndone ? ColorRole::Unknown : stageKindRole(kind));
    m_painter->setPen(Qt::NoPen);
    m_painter->setBrush(color);
    m_painter->drawRoundedRect(QRectF(left, m_row.center().y() - 4, right - left, 9), 2, 2);
    QStringList words { step.end.isValid() ? humanDuration(Duration(step.begin.msecsTo(step.end))) : tr("running"), step.detail };
    words.removeAll(QString());
    m_row.translate(0, (m_row.height() - timeline_row::kNotesHeight) / 2 - timeline_row::kNotesTop);
    const Glyph glyph = isBad ? Glyph::Hazard : isUndone ? Glyph::RolledBack : step.end.isValid() ? Glyph::Passed : Glyph::Running;
    NoteLane free = lane();
    paintNoteFrom(free, std::max(right + 6, m_row.left() + 8.0), glyph, isBad ? ColorRole::Watch : ColorRole::Muted,
        words.join(u" · "_s));
}

void RowPainter::paintBars(const QList<StageSpan> &stages, const QString &selectedStage, int top, NoteLane *lane)
{
    const QFontMetricsF metrics(barFont(m_theme));
    QList<LabelRequest> requests;
    QList<const StageSpan *> placed;
    for (const StageSpan &stage : stages) {
        const QRectF bar = timeline_row::barOf(stage, m_window, m_row, top);
        if (bar.isEmpty())
            continue;
        paintStageBar(m_painter, m_theme, bar, { stage.kind, stage.look, stage.progress, stage.id == selectedStage });
        requests.append({ bar.left(), bar.right(), labelWidth(labelOf(stage), metrics) });
        placed.append(&stage);
    }
    const QList<LabelPlacement> places
        = placeLabels(requests, m_row.left(), m_row.right(), m_row.left() + m_window.scale().x(m_window.now()));
    for (qsizetype i = 0; i < placed.size(); ++i) {
        paintBarLabel(*placed[i], timeline_row::barOf(*placed[i], m_window, m_row, top), places[i]);
        if (!lane)
            continue;
        lane->take(requests[i].left, requests[i].right);
        if (places[i].where == LabelPlacement::Where::Beside)
            lane->take(places[i].left, places[i].left + places[i].width + 6);
    }
}

void RowPainter::paintBarLabel(const StageSpan &stage, const QRectF &bar, const LabelPlacement &place)
{
    if (place.where == LabelPlacement::Where::Hidden)
        return;
    BarLabel label = labelOf(stage);
    const QFont font = barFont(m_theme);
    const QFontMetricsF metrics(font);
    if (place.where == LabelPlacement::Where::Shortened) {
        const double signs = label.glyph ? kSign + kSignGap : 0;
        if (stage.look == StageLook::Passed && place.width - signs < 20)
            label.text.clear();
        else
            label.text = metrics.elidedText(label.text, Qt::ElideRight, place.width - signs);
    }
    const StageBar look { stage.kind, stage.look, stage.progress, false };
    const double fillEnd = place.where == LabelPlacement::Where::Beside ? bar.left() : stageFillEnd(bar, look);
    m_painter->setFont(font);
    const auto draw = [&](const QColor &ink, const QRectF &clip) {
        if (clip.isEmpty())
            return;
        m_painter->save();
        m_painter->setClipRect(clip, Qt::IntersectClip);
        m_painter->setPen(ink);
        double x = place.left;
        const bool isLeading = label.glyph && stage.look != StageLook::Passed;
        const auto sign = [&] {
            if (label.glyph)
                m_theme.paintGlyph(m_painter, *label.glyph, QRectF(x, bar.center().y() - kSign / 2, kSign, kSign), ink);
        };
        if (isLeading) {
            sign();
            x += kSign + kSignGap;
        }
        m_painter->drawText(QRectF(x, bar.top(), metrics.horizontalAdvance(label.text) + 2, bar.height()),
            static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine), label.text);
        if (!isLeading) {
            x += metrics.horizontalAdvance(label.text) + (label.text.isEmpty() ? 0 : kSignGap);
            sign();
        }
        m_painter->restore();
    };
    draw(stageTextOnFill(m_theme, look), QRectF(bar.left(), bar.top(), fillEnd - bar.left(), bar.height()));
    draw(stageTextOffFill(m_theme, look), QRectF(fillEnd, bar.top(), 10'000, bar.height()));
}

void RowPainter::paintWindow(const RollbackWindow &rollback)
{
    const QRectF band = timeline_row::bandOf(rollback, m_window, m_row);
    if (band.isEmpty())
        return;
    m_painter->setPen(Qt::NoPen);
    m_painter->setBrush(m_theme.tint(ColorRole::Accent, m_theme.isDark() ? 0.3 : 0.28));
    m_painter->drawRoundedRect(band, 2.5, 2.5);
    // The point of no return.
    m_painter->setPen(QPen(m_theme.color(ColorRole::Accent), 2, rollback.isEstimate ? Qt::DotLine : Qt::SolidLine));
    m_painter->drawLine(QPointF(band.right(), band.top() - 3), QPointF(band.right(), band.bottom() + 3));
}

void RowPainter::paintDiamond(QPointF centre, const StateLook &look)
{
    m_theme.paintGlyph(m_painter, Glyph::Gate, QRectF(centre.x() - kDiamond, centre.y() - kDiamond, 2 * kDiamond, 2 * kDiamond), m_theme.color(look.role));
}

NoteLane RowPainter::lane() const
{
    NoteLane lane(m_row.left() + 4, m_row.right() - 4);
    if (const double now = m_row.left() + m_window.scale().x(m_window.now()); std::abs(now) < kFar)
        lane.take(now - kNowRoom, now + kNowRoom);
    return lane;
}

void RowPainter::paintNotes(const PlanTimeline &plan)
{
    const int centreY = timeline_row::kNotesTop + timeline_row::kNotesHeight / 2;
    NoteLane free = lane();
    // Diamonds first: they mark moments, words only fill what is left.
    for (const StageSpan &stage : plan.stages) {
        if (!timeline_row::hasVerdicts(stage))
            continue;
        const QPointF centre = timeline_row::diamondOf(stage, m_window, m_row, centreY);
        paintDiamond(centre, stateLook(timeline_row::worstVerdict(stage)));
        free.take(centre.x() - kDiamond - 1, centre.x() + kDiamond + 1);
    }
    // What stops it is worth more words than what is well.
    const StageSpan *stage = plan.stage(plan.focusStage());
    if (stage && !plan.holds.isEmpty() && plan.look != RolloutLook::Breached) {
        const QRectF bar = timeline_row::barOf(*stage, m_window, m_row);
        paintNoteFrom(
            free, std::max(bar.left() + 2, double(m_row.left()) + 8), Glyph::Held, ColorRole::Watch, plan.holds);
    } else if (stage && timeline_row::hasVerdicts(*stage)) {
        const double x = timeline_row::diamondOf(*stage, m_window, m_row, centreY).x();
        const StateLook look = stateLook(timeline_row::worstVerdict(*stage));
        if (x >= m_row.left() && x <= m_row.right())
            paintGateNote(free, x, look.role == ColorRole::Good ? ColorRole::Muted : look.role, *stage);
    }
    if (!plan.conflicts.isEmpty()) {
        const QRectF first = plan.stages.isEmpty() ? QRectF() : timeline_row::barOf(plan.stages.first(), m_window, m_row);
        paintNoteFrom(free, std::max(double(m_row.left()) + 8, first.left()), Glyph::Hazard, ColorRole::Watch,
            plan.conflicts.first());
    }
    paintWindowNote(free, plan.window);
}

double RowPainter::noteWidth(const QString &text) const
{
    return QFontMetricsF(m_theme.font(FontRole::Tiny)).horizontalAdvance(text) + 1;
}

/// Right of the diamond, else left of it; in few words where the whole has no room.
void RowPainter::paintGateNote(NoteLane &lane, double x, ColorRole role, const StageSpan &stage)
{
    const QString count = u"%1/%2"_s.arg(QString::number(stage.healthyGates()), QString::number(stage.gates.size()));
    for (const QString &text : { gatesText(stage), count }) {
        const double width = noteWidth(text);
        const auto place = lane.firstFree({ x + kDiamond + 5, x - kDiamond - 6 - width }, width);
        if (place)
            return paintNote(lane, *place, width, std::nullopt, role, text);
    }
}

/// Below the end of the band: before it, else behind it, else from its beginning on; never shortened to half a phrase.
void RowPainter::paintWindowNote(NoteLane &lane, const RollbackWindow &rollback)
{
    const QRectF band = timeline_row::bandOf(rollback, m_window, m_row);
    if (band.isEmpty() || band.right() < m_row.left() || band.left() > m_row.right())
        return;
    const qint64 left = m_window.now().msecsTo(rollback.end);
    const QString span = humanDuration(Duration(std::max<qint64>(left, 0)));
    const QStringList texts = left < 0
        ? QStringList { tr("point of no return passed"), tr("no return") }
        : QStringList { (rollback.isEstimate ? tr("no return in about %1") : tr("no return in %1")).arg(span), span };
    const double end = std::min(band.right(), m_row.right() - 6.0);
    const double begin = std::max(band.left(), m_row.left() + 6.0);
    for (const QString &text : texts) {
        const double width = noteWidth(text) + kSign + kSignGap;
        QList<double> places { end - width, band.right() + 6, begin };
        if (end - begin < width)
            places.removeFirst(); // it would begin before its band and seem to be of something else
        if (const auto place = lane.firstFree(places, width))
            return paintNote(lane, *place, width, Glyph::Lock, ColorRole::Muted, text);
    }
}

/// At x or right of it, whole; else shortened at x while enough of it stays to be read; else the tooltip alone has it.
void RowPainter::paintNoteFrom(NoteLane &lane, double x, Glyph glyph, ColorRole role, const QString &text)
{
    const double width = noteWidth(text) + kSign + kSignGap;
    if (const auto place = lane.freeFrom(x, width))
        return paintNote(lane, *place, width, glyph, role, text);
    const auto start = lane.freeFrom(x, std::min(width, kLeastNote));
    if (start)
        paintNote(lane, *start, std::min(width, lane.roomAt(*start)), glyph, role, text);
}

void RowPainter::paintNote(
    NoteLane &lane, double x, double width, std::optional<Glyph> glyph, ColorRole role, const QString &text)
{
    const QFont font = m_theme.font(FontRole::Tiny);
    const QFontMetricsF metrics(font);
    const double signs = glyph ? kSign + kSignGap : 0;
    const double y = m_row.top() + timeline_row::kNotesTop;
    if (glyph)
        m_theme.paintGlyph(m_painter, *glyph, QRectF(x, y + (timeline_row::kNotesHeight - kSign) / 2, kSign, kSign), m_theme.color(role));
    m_painter->setFont(font);
    m_painter->setPen(m_theme.color(role));
    m_painter->drawText(QRectF(x + signs, y, width - signs + 1, timeline_row::kNotesHeight),
        static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine),
        metrics.elidedText(text, Qt::ElideRight, width - signs + 1));
    lane.take(x, x + width + 8);
}

} // namespace sluice
