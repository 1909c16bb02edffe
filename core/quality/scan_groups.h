// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/collector.h"

namespace sluice {

/// Jobs that are due together on the same branch and whose gates may share a scan, in the order of the first of each;
/// every other job is a group of its own. What the collector reads by one statement and what a cost counts once. Pure.
QList<QList<CollectorJob>> scanGroups(const QList<CollectorJob> &jobs);

} // namespace sluice
