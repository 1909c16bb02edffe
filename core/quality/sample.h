// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/flags.h"

#include <QDateTime>
#include <QJsonObject>

namespace sluice {

/// Set by the collector, never by the expression. Only Good carries a value that a gate may judge.
enum class SampleClass { Good, NoData, Stale, Error, NaN, Skipped };
QString sampleClassName(SampleClass sampleClass); ///< "no_data"
std::optional<SampleClass> sampleClassFromName(const QString &name);

/// What one sample stands for that is left of many: a minute or an hour of them.
struct RolledUp {
    QDateTime first; ///< time of the first of them, UTC; the sample itself has that of the last
    double least = 0; ///< of the good ones; the sample itself has their mean
    double most = 0;
};

/// One look at one metric. A value; crosses threads by copy.
struct Sample {
    QString run;
    QString stage;
    QString gate;
    Branch branch = Branch::Live; ///< Legacy and Candidate come in pairs in forward stages
    qint64 tick = 0; ///< numbered from the stage's start, aligned to the gate's interval
    QDateTime at; ///< UTC
    SampleClass sampleClass = SampleClass::NoData;
    double value = 0; ///< unit by probe: rows, share 0…1, seconds (freshness), milliseconds (latency), the SQL's own
    qint64 n = 0; ///< rows or runs behind the value
    QDateTime newest; ///< newest source row, or the end of the bucket that was measured, UTC; invalid when the probe has none
    QDateTime since; ///< start of the bucket that was measured, UTC; not stored
    QList<double> runs; ///< milliseconds of this tick's own runs of a latency probe; empty: unknown
    std::optional<RolledUp> rolledUp; ///< it stands for many; not stored
    double tookMs = 0; ///< of the statement, whoever else it was asked for
    QString queryDigest; ///< of the probe's own statement: what was asked
    QString scanDigest; ///< of the statement that asked it together with others; empty: its own
    QString detail; ///< error or reason of the class
    bool isUnsettled = false; ///< NoData: nothing is old enough to be judged yet; not stored
    QString uncompared; ///< Good: what the value leaves out, so that it may be worse; not stored
    QJsonObject slices; ///< what is new of the gate's slices (sliceNews()), to be recorded; not stored
};

} // namespace sluice
