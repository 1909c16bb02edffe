// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "plan/plan.h"
#include "quality/sample.h"

#include <QJsonObject>

namespace sluice {

enum class Verdict { Warmup, Collecting, Healthy, Watch, Breach, NoData, Error, Inconclusive };
QString verdictName(Verdict verdict); ///< "no_data"
std::optional<Verdict> verdictFromName(const QString &name);

/// Everything one verdict rests on; the one sentence "why" everywhere is made from it.
struct VerdictRecord {
    QString gate;
    QString title;
    QString probe;
    Verdict verdict = Verdict::Warmup;
    double value = 0; ///< in the metric's unit, or the ratio for a baseline-relative limit
    bool hasValue = false;
    QString valueText; ///< "1.31×", "0.03 %", "6 m"
    QString limitText; ///< "limit 1.2× baseline"
    double limit = 0; ///< comparable with value
    qint64 n = 0;
    qint64 tick = 0;
    QDateTime at;
    Duration age { -1 }; ///< of the newest source row when there is one, else of the sample; -1 unknown
    QString rule; ///< "3 of 3 ticks", "hard limit, 2 of 3 ticks", "no data 3 ticks"
    QString queryDigest;
    QString detail; ///< the collector's words for NO_DATA and ERROR
    int goodTicks = 0;
    int minSamples = 0;
};

QJsonObject toJson(const VerdictRecord &record);
VerdictRecord verdictRecordFromJson(const QJsonObject &json);
/// "Latency breached: 1.31× baseline against 1.2×, 3 of 3 ticks, n 118, data 2 s old"
QString whySentence(const VerdictRecord &record);

/// Judge of one gate: pure, deterministic, restartable. Feed every sample (both branches of a pair) in tick order.
/// Breach is latched. Missing, late, failing, NaN samples never make it pass; they leave the judged window untouched.
/// Until the SR guard exists `limit` means 3 of 3 good ticks, hard_limit 2 of 3, and no error rate is claimed.
class GateJudge
{
public:
    GateJudge(const Gate &gate, bool isPaired);
    /// The new verdict record after this sample. For a pair, call with Legacy first; Candidate completes the tick.
    const VerdictRecord &feed(const Sample &sample);
    const VerdictRecord &current() const { return m_record; }
    /// A gap (sleep, stopped runner): warm-up starts again, the latch stays.
    void restartWarmup();
    /// Reference value for baseline-relative limits outside forward stages (median before the change).
    void setBaseline(double value);
    /// True when this tick counted as good time for the bake.
    bool lastTickWasGood() const { return m_lastTickGood; }
    bool mayPass() const; ///< HEALTHY with enough samples

private:
    Gate m_gate;
    bool m_paired;
    VerdictRecord m_record;
    bool m_lastTickGood = false;
    struct Window {
        QList<double> good; ///< last three judged values
        int seenTicks = 0;
        int goodTicks = 0;
        int missing = 0; ///< consecutive
        int errors = 0; ///< consecutive
        std::optional<double> legacy;
        std::optional<double> baseline;
    } m_window;
};

} // namespace sluice
