// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QMap>

#include <optional>

namespace sluice {

/// Where rows are that have no time: no slice begins there. A whole number that JSON holds.
inline constexpr qint64 kNoSlice = -9'007'199'254'740'991;

/// How one slice of time fared when it was compared last.
struct SliceRecord {
    struct Earlier {
        qint64 rows = 0;
        qint64 differing = 0;
        QDateTime judged;
        friend bool operator==(const Earlier &, const Earlier &) = default;
    };
    QString digest; ///< of the rows of both sides: another one means that rows came, went or changed since
    qint64 rows = 0; ///< of either side, those of one key once
    qint64 differing = 0;
    QDateTime judged;
    std::optional<Earlier> was; ///< the verdict before that, where rows came late
    double share() const { return rows > 0 ? static_cast<double>(differing) / static_cast<double>(rows) : 0; }
    friend bool operator==(const SliceRecord &, const SliceRecord &) = default;
};

/// What is known of a gate's slices. It lives in the ledger, so that whoever runs the rollout next goes on from it. A value.
struct SliceBook {
    QMap<qint64, SliceRecord> slices; ///< by start, epoch seconds UTC, or kNoSlice
    QDateTime settledTo; ///< end of the newest slice that was old enough; never goes back. Invalid: none was

    /// Slices that were judged, and how far they have settled, as sliceNews() wrote it.
    void take(const QJsonObject &news);
    friend bool operator==(const SliceBook &, const SliceBook &) = default;
};

/// {settled_to, slices[{slice, digest, rows, differing, at, was{rows, differing, at}}]}: what changed from before to now;
/// empty when nothing did. isLive: a slice may change at any time, so that only another verdict is news.
QJsonObject sliceNews(const SliceBook &before, const SliceBook &now, bool isLive);

} // namespace sluice
