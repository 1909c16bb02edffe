// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"
#include "ui/models/metric_series_model.h"

namespace sluice {

/// The standing checks that a choice of the quality page means; null: it means a rollout, or checks that are gone.
const StandingChecks *standingChoice(const WorkspaceSnapshot &snapshot, const QString &choice);

/// Verdicts for the cards of a domain: its alarms, and for a card whose alarm is over that it is.
QMap<QString, VerdictRecord> standingVerdicts(
    const WorkspaceSnapshot &snapshot, const StandingChecks &checks, const MetricSeriesModel &shown);

} // namespace sluice
