// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/probe_dialect.h"

#include <QDateTime>

/// Private to core/quality: times cut into buckets. On SQLite every moment here is whole epoch seconds, elsewhere a time
/// of the engine's own, so that an index of the column still serves.
namespace sluice {

struct TimeBuckets {
    const ProbeDialect &dialect;
    TimeBucket bucket;

    QString moment(const QString &column) const; ///< NULL where it is no time
    QString now() const; ///< the target's clock
    QString start(const QString &moment) const; ///< of the bucket that it lies in
    /// Where the newest bucket ends that was over so long ago, in whole seconds; rows come late for a younger one.
    QString settledEnd(std::optional<Duration> settling) const;
    QString shifted(const QString &start, int buckets) const; ///< that many buckets later, or before when negative
    QString later(const QString &moment, Duration time) const;
    QString epoch(const QString &moment) const; ///< whole seconds
    QString at(qint64 seconds) const; ///< that moment, epoch seconds
    /// True from start on; spares SQLite the conversion of old rows.
    QString isFrom(const QString &column, const QString &start) const;
};

/// When the next one begins.
QDateTime nextBucket(TimeBucket bucket, const QDateTime &start);

} // namespace sluice
