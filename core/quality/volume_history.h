// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/probe.h"

namespace sluice {

struct BucketVolume {
    QDateTime start; ///< UTC
    qint64 rows = 0;
    friend bool operator==(const BucketVolume &, const BucketVolume &) = default;
};

/// The complete buckets of a gate with the probe volume, oldest first, at most so many: from the first that has rows to
/// the one that the probe measures; those without rows in between are 0. For a band of what is usual.
Result<QList<BucketVolume>> volumeHistory(SqlSession &session, const Gate &gate, int buckets);

} // namespace sluice
