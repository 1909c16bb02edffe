// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"
#include "plan/plan.h"
#include "ui/models/metric_series.h"

#include <QAbstractListModel>

#include <memory>
#include <vector>

namespace sluice {

/// One gate with its samples, as a card shows it.
struct GateCard {
    Gate gate;
    bool isRatio = false; ///< judged holds candidate / legacy, comparable with a limit of "1.2x baseline"
    MetricSeries judged; ///< what the limit is compared with
    MetricSeries reference; ///< the legacy branch, in the metric's own unit; empty when there is none
    std::optional<VerdictRecord> record; ///< the latest verdict of the ledger
    bool isTripped = false; ///< breached and not yet acknowledged: keeps its place in front
    QDateTime newestSample;
    QDateTime newestRow; ///< of the source, when the probe knows it
    QString problem; ///< words of the newest sample when it was not good
};

/// The gates of one stage, one row a card, the unacknowledged breaches first in the order in which they tripped and
/// the rest as the plan has them. Holds the samples; charts read them by row through card().
class MetricSeriesModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole + 1, ValueRole, VerdictRole, LimitRole, CountRole, TrippedRole, EvidenceRole };

    explicit MetricSeriesModel(QObject *parent = nullptr);
    ~MetricSeriesModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    /// Another run or stage: everything is forgotten.
    void setStage(const QString &run, const QString &stage, const QList<Gate> &gates);
    void setVerdicts(const QMap<QString, VerdictRecord> &verdicts);
    /// Ascending by time; samples of other stages or gates are ignored.
    void append(const QList<Sample> &samples);
    void prepend(const QList<Sample> &samples);
    void acknowledge(const QString &gate);

    const GateCard &card(int row) const;
    int rowOf(const QString &gate) const;
    QString stage() const { return m_stage; }
    /// Against its limit as the ledger has it, 0 … 1; empty before the first verdict and where nothing is guarded.
    static std::optional<double> evidence(const GateCard &card);
    /// What samples of a baseline-relative gate without branch pairs are divided by to meet the limit, when a verdict
    /// on record tells it.
    static std::optional<double> baseline(const GateCard &card);
    /// The newest good value, as a ratio where the limit is one and the baseline is known.
    static std::optional<double> currentValue(const GateCard &card);
    qint64 sampleCount() const;

private:
    struct Entry;
    void reorder();
    static QList<MetricSeries::Point> judgedPoints(Entry &entry, const QList<Sample> &samples, QList<MetricSeries::Point> *reference);

    QString m_run;
    QString m_stage;
    std::vector<std::unique_ptr<Entry>> m_entries; ///< in display order
    QStringList m_planOrder;
    QStringList m_tripped;
    QMap<QString, qint64> m_acknowledged; ///< gate -> tick of the breach that was acknowledged
};

} // namespace sluice
