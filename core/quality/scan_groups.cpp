// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/scan_groups.h"

#include "quality/shared_scan.h"

#include <algorithm>

namespace sluice {

namespace {

constexpr qsizetype kMostOfOneScan = 50; ///< engines limit the columns of a statement

bool areDueTogether(const CollectorJob &one, const CollectorJob &other)
{
    return one.gate.interval == other.gate.interval && one.firstTick == other.firstTick && one.paired == other.paired;
}

} // namespace

QList<QList<CollectorJob>> scanGroups(const QList<CollectorJob> &jobs)
{
    QList<QList<CollectorJob>> groups;
    for (const CollectorJob &job : jobs) {
        const auto fitting = std::find_if(groups.begin(), groups.end(), [&](const QList<CollectorJob> &group) {
            return group.size() < kMostOfOneScan && areDueTogether(group.first(), job)
                && canShareScan(group.first().gate, job.gate);
        });
        if (fitting == groups.end())
            groups.append({ job });
        else
            fitting->append(job);
    }
    return groups;
}

} // namespace sluice
