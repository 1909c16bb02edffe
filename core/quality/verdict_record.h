// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace sluice {

enum class Verdict { Warmup, Collecting, Healthy, Watch, Breach, NoData, Error, Inconclusive };
QString verdictName(Verdict verdict); ///< "no_data"
std::optional<Verdict> verdictFromName(const QString &name);

/// Everything one verdict rests on; the one sentence "why" everywhere is made from it. A value.
struct VerdictRecord {
    QString gate;
    QString title;
    QString probe;
    Verdict verdict = Verdict::Warmup;
    double value = 0; ///< in the metric's unit, or the ratio for a baseline-relative limit
    bool hasValue = false; ///< false: the last tick gave nothing to judge
    QString valueText; ///< "1.31×", "0.03 %", "6 m"
    QString limitText; ///< "limit 1.2× baseline", "at least 1,000 rows", "hard limit 5 %"
    double limit = 0; ///< comparable with value
    qint64 n = 0;
    qint64 tick = 0;
    QDateTime at;
    Duration age { -1 }; ///< of the newest source row when there is one, else of the sample; -1 unknown
    QString rule; ///< "evidence 100 %", "hard limit, 2 of 3 ticks", "3 ticks without data"
    QString queryDigest; ///< of the probe's own statement: what was asked
    QString scanDigest; ///< of the statement that ran, where it asked for other gates as well; empty: the probe's own ran
    QString detail; ///< the collector's words: why NO_DATA or ERROR, or what a value is made of
    int goodTicks = 0;
    int minSamples = 0;
    double evidence = 0; ///< of the limit's SR guard, 0 … 1; 1 is a breach
    double boundary = 0; ///< T / α, what the guard's M is compared with; 0: no limit is guarded
    QList<double> guards; ///< the guards' state after this tick, to go on from: six numbers a limit
};

QJsonObject toJson(const VerdictRecord &record);
VerdictRecord verdictRecordFromJson(const QJsonObject &json);
QJsonArray guardsJson(const QList<double> &guards);
QList<double> guardsFromJson(const QJsonArray &json);
/// "Latency breached: 1.31× baseline against 1.2×, evidence 100 %, n 118, data 2 s old"
QString whySentence(const VerdictRecord &record);

} // namespace sluice
