// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/metric_series_model.h"

#include "ui/models/gate_text.h"
#include "ui/models/text.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

struct MetricSeriesModel::Entry {
    GateCard card;
    std::optional<Sample> legacy; ///< the legacy half of a pair that still waits for its candidate
};

namespace {

MetricSeries::Point pointOf(const Sample &sample)
{
    MetricSeries::Point point { sample.at.toMSecsSinceEpoch(), sample.value, sample.n, sample.sampleClass };
    if (sample.rolledUp)
        point.range = MetricRange { sample.rolledUp->first.toMSecsSinceEpoch(), point.at, sample.rolledUp->least, sample.rolledUp->most };
    return point;
}

/// The tick of a pair: the ratio when both halves are good, else the class of the half that is not.
MetricSeries::Point ratioOf(const Sample &legacy, const Sample &candidate)
{
    MetricSeries::Point point = pointOf(candidate);
    if (candidate.sampleClass != SampleClass::Good)
        return point;
    if (legacy.sampleClass != SampleClass::Good || legacy.value <= 0) {
        point.sampleClass = legacy.sampleClass == SampleClass::Good ? SampleClass::NaN : legacy.sampleClass;
        return point;
    }
    point.value = candidate.value / legacy.value;
    if (point.range) // of what many pairs were, only the means are left
        point.range = MetricRange { point.range->from, point.range->to, point.value, point.value };
    point.n = std::min(candidate.n, legacy.n);
    return point;
}

} // namespace

MetricSeriesModel::MetricSeriesModel(QObject *parent)
    : QAbstractListModel(parent)
{
}

MetricSeriesModel::~MetricSeriesModel() = default;

int MetricSeriesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant MetricSeriesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const GateCard &one = card(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return singleLine(gateTitle(one.gate), 120);
    case IdRole:
        return one.gate.id;
    case ValueRole: {
        const auto value = currentValue(one);
        return value ? gateValueText(one.gate, *value, isRelativeGate(one.gate) && (one.isRatio || baseline(one))) : QString();
    }
    case VerdictRole:
        return one.record ? QVariant(static_cast<int>(one.record->verdict)) : QVariant();
    case LimitRole: {
        QStringList limits;
        for (const Limit &limit : one.gate.limits)
            limits.append(gateLimitText(one.gate, limit));
        return limits.join(u" · "_s);
    }
    case CountRole: {
        const qsizetype last = one.judged.lastGood();
        return last < 0 ? QVariant() : QVariant(one.judged.at(last).n);
    }
    case TrippedRole:
        return one.isTripped;
    case EvidenceRole:
        return evidence(one).value_or(0);
    default:
        return {};
    }
}

const GateCard &MetricSeriesModel::card(int row) const
{
    return m_entries[static_cast<size_t>(row)]->card;
}

int MetricSeriesModel::rowOf(const QString &gate) const
{
    for (size_t row = 0; row < m_entries.size(); ++row) {
        if (m_entries[row]->card.gate.id == gate)
            return static_cast<int>(row);
    }
    return -1;
}

void MetricSeriesModel::setStage(const QString &run, const QString &stage, const QList<Gate> &gates)
{
    const bool same = run == m_run && stage == m_stage && gates.size() == qsizetype(m_entries.size())
        && std::all_of(gates.cbegin(), gates.cend(), [this](const Gate &gate) {
               const int row = rowOf(gate.id);
               return row >= 0 && card(row).gate == gate;
           });
    if (same)
        return;
    beginResetModel();
    m_run = run;
    m_stage = stage;
    m_entries.clear();
    m_planOrder.clear();
    m_tripped.clear();
    m_acknowledged.clear();
    for (const Gate &gate : gates) {
        auto entry = std::make_unique<Entry>();
        entry->card.gate = gate;
        entry->card.judged.setInterval(gate.interval);
        entry->card.reference.setInterval(gate.interval);
        m_entries.push_back(std::move(entry));
        m_planOrder.append(gate.id);
    }
    endResetModel();
}

void MetricSeriesModel::setVerdicts(const QMap<QString, VerdictRecord> &verdicts)
{
    for (auto it = verdicts.cbegin(); it != verdicts.cend(); ++it) {
        const int row = rowOf(it.key());
        if (row < 0)
            continue;
        m_entries[static_cast<size_t>(row)]->card.record = it.value();
        const bool isNew = it->verdict == Verdict::Breach && m_acknowledged.value(it.key(), -1) != it->tick;
        if (isNew && !m_tripped.contains(it.key()))
            m_tripped.append(it.key());
        Q_EMIT dataChanged(index(row), index(row));
    }
    reorder();
}

void MetricSeriesModel::acknowledge(const QString &gate)
{
    const int row = rowOf(gate);
    if (row < 0 || !m_tripped.contains(gate))
        return;
    const auto &record = card(row).record;
    m_acknowledged.insert(gate, record ? record->tick : -1);
    m_tripped.removeAll(gate);
    reorder();
}

void MetricSeriesModel::reorder()
{
    QStringList order = m_tripped;
    for (const QString &gate : m_planOrder) {
        if (!order.contains(gate))
            order.append(gate);
    }
    for (int row = 0; row < order.size(); ++row) {
        const int from = rowOf(order[row]);
        if (from == row)
            continue;
        beginMoveRows({}, from, from, {}, row);
        std::rotate(m_entries.begin() + row, m_entries.begin() + from, m_entries.begin() + from + 1);
        endMoveRows();
    }
    for (int row = 0; row < order.size(); ++row) {
        GateCard &one = m_entries[static_cast<size_t>(row)]->card;
        const bool tripped = m_tripped.contains(one.gate.id);
        if (one.isTripped == tripped)
            continue;
        one.isTripped = tripped;
        Q_EMIT dataChanged(index(row), index(row), { TrippedRole });
    }
}

QList<MetricSeries::Point> MetricSeriesModel::judgedPoints(
    Entry &entry, const QList<Sample> &samples, QList<MetricSeries::Point> *reference)
{
    QList<MetricSeries::Point> judged;
    for (const Sample &sample : samples) {
        if (sample.branch == Branch::Legacy) {
            reference->append(pointOf(sample));
            entry.legacy = sample;
            continue;
        }
        const bool paired = sample.branch == Branch::Candidate && isRelativeGate(entry.card.gate);
        if (!paired) {
            judged.append(pointOf(sample));
            continue;
        }
        entry.card.isRatio = true;
        if (entry.legacy && entry.legacy->tick == sample.tick)
            judged.append(ratioOf(*entry.legacy, sample));
        // A candidate without its legacy half is no tick of the pair: it shows as a gap by its absence.
    }
    return judged;
}

void MetricSeriesModel::append(const QList<Sample> &samples)
{
    for (size_t row = 0; row < m_entries.size(); ++row) {
        Entry &entry = *m_entries[row];
        QList<Sample> mine;
        std::copy_if(samples.cbegin(), samples.cend(), std::back_inserter(mine), [&](const Sample &sample) {
            return sample.gate == entry.card.gate.id && sample.stage == m_stage && sample.run == m_run;
        });
        if (mine.isEmpty())
            continue;
        QList<MetricSeries::Point> reference;
        for (const MetricSeries::Point &point : judgedPoints(entry, mine, &reference))
            entry.card.judged.append(point);
        for (const MetricSeries::Point &point : reference)
            entry.card.reference.append(point);
        const Sample &newest = mine.constLast();
        entry.card.newestSample = newest.at;
        if (newest.newest.isValid())
            entry.card.newestRow = newest.newest;
        entry.card.problem = newest.sampleClass == SampleClass::Good ? QString() : newest.detail;
        const QModelIndex changed = index(static_cast<int>(row));
        Q_EMIT dataChanged(changed, changed);
    }
}

void MetricSeriesModel::prepend(const QList<Sample> &samples)
{
    for (size_t row = 0; row < m_entries.size(); ++row) {
        Entry &entry = *m_entries[row];
        QList<Sample> mine;
        std::copy_if(samples.cbegin(), samples.cend(), std::back_inserter(mine), [&](const Sample &sample) {
            return sample.gate == entry.card.gate.id && sample.stage == m_stage && sample.run == m_run;
        });
        if (mine.isEmpty())
            continue;
        const std::optional<Sample> waiting = entry.legacy;
        entry.legacy.reset();
        QList<MetricSeries::Point> reference;
        const QList<MetricSeries::Point> judged = judgedPoints(entry, mine, &reference);
        entry.legacy = waiting;
        entry.card.judged.prepend(judged);
        entry.card.reference.prepend(reference);
        const QModelIndex changed = index(static_cast<int>(row));
        Q_EMIT dataChanged(changed, changed);
    }
}

std::optional<double> MetricSeriesModel::baseline(const GateCard &card)
{
    if (card.isRatio || !isRelativeGate(card.gate) || !card.record || !card.record->hasValue || card.record->value <= 0)
        return std::nullopt;
    // The record tells the ratio of one tick; the sample of that tick tells what it was a ratio to.
    const qsizetype index = card.judged.nearest(card.record->at.toMSecsSinceEpoch(), card.gate.interval.count() / 2);
    if (index < 0 || card.judged.at(index).sampleClass != SampleClass::Good || card.judged.at(index).value <= 0)
        return std::nullopt;
    return card.judged.at(index).value / card.record->value;
}

std::optional<double> MetricSeriesModel::currentValue(const GateCard &card)
{
    const qsizetype last = card.judged.lastGood();
    if (last < 0)
        return std::nullopt;
    return card.judged.at(last).value / baseline(card).value_or(1);
}

std::optional<double> MetricSeriesModel::evidence(const GateCard &card)
{
    if (!card.record || card.record->boundary <= 0)
        return std::nullopt;
    return card.record->verdict == Verdict::Breach ? 1 : card.record->evidence;
}

qint64 MetricSeriesModel::sampleCount() const
{
    qint64 count = 0;
    for (const auto &entry : m_entries)
        count += entry->card.judged.size() + entry->card.reference.size();
    return count;
}

} // namespace sluice
