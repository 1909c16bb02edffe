// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/event_series_model.h"

#include "ui/models/gate_text.h"
#include "ui/models/text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kMoreThanNoise = 3; ///< spreads

} // namespace

void EventSeriesModel::setSeries(
    const QList<CorrelatedSeries> &series, const EventWindow &window, const QHash<QString, QString> &stageTitles)
{
    beginResetModel();
    m_series = series;
    m_window = window;
    m_stageTitles = stageTitles;
    endResetModel();
}

int EventSeriesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_series.size());
}

int EventSeriesModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString EventSeriesModel::name(const CorrelatedSeries &series) const
{
    QStringList parts { singleLine(gateTitle(series.gate), 80) };
    if (series.isLegacy)
        parts.append(tr("legacy"));
    if (series.isSystem)
        parts.append(tr("system"));
    if (m_stageTitles.size() > 1)
        parts.append(singleLine(m_stageTitles.value(series.stage, series.stage), 40));
    return parts.join(u" · "_s);
}

QString EventSeriesModel::side(const CorrelatedSeries &series, const SideOfEvent &side)
{
    if (side.n == 0)
        return tr("no data");
    return gateValueText(series.gate, side.median, series.isRatio) + u" · n "_s + groupedNumber(side.n);
}

QString EventSeriesModel::moved(const SeriesMove &move)
{
    switch (move.known) {
    case SeriesMove::Known::TooFew:
        return tr("unknown");
    case SeriesMove::Known::WasConstant:
        return move.after.median > move.before.median ? tr("up, was constant") : tr("down, was constant");
    case SeriesMove::Known::Yes:
        break;
    }
    if (std::abs(move.shift) < 0.05)
        return u"0"_s;
    return (move.shift > 0 ? u"+"_s : u"−"_s) + QString::number(std::abs(move.shift), 'f', 1);
}

QString EventSeriesModel::sentence(const CorrelatedSeries &series) const
{
    if (series.move.known == SeriesMove::Known::TooFew)
        return tr("%1: too few samples to say whether it moved, %2 before and %3 after; %4 are needed on each side")
            .arg(name(series), groupedNumber(series.move.before.n), groupedNumber(series.move.after.n),
                groupedNumber(kFewestAround));
    return tr("%1: median %2 before, %3 after, moved by %4 of its own spread")
        .arg(name(series), side(series, series.move.before), side(series, series.move.after), moved(series.move));
}

QVariant EventSeriesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const CorrelatedSeries &one = m_series[index.row()];
    const bool isStrong
        = one.move.known == SeriesMove::Known::WasConstant || std::abs(one.move.shift) >= kMoreThanNoise;
    if (role == StrongRole)
        return isStrong;
    if (role == Qt::ToolTipRole)
        return plainToolTip(sentence(one));
    if (role == Qt::AccessibleTextRole && index.column() == Name)
        return sentence(one);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Name:
        return name(one);
    case Before:
        return side(one, one.move.before);
    case After:
        return side(one, one.move.after);
    case Moved:
        return moved(one.move);
    default:
        return {};
    }
}

QVariant EventSeriesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && section >= Before)
        return QVariant(Qt::AlignTrailing | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Series");
    case Around:
        return tr("Around the event");
    case Before:
        return tr("Median before");
    case After:
        return tr("Median after");
    case Moved:
        return tr("Moved, in its spread");
    default:
        return {};
    }
}

} // namespace sluice
