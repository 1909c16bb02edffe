// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"

#include <QDateTime>
#include <QJsonObject>

namespace sluice {

/// What a gate measured before its stage changed anything: the reference of a limit that is a factor of it. A value,
/// kept in the ledger with its runs, so that whoever goes on judges by the same one.
struct GateBaseline
{
    double value = 0;
    QList<double> runs; ///< that it comes from, in the metric's unit
    QString queryDigest;
    QDateTime at; ///< UTC
};

QJsonObject toJson(const GateBaseline &baseline);
/// Nothing for what is no finite number: a baseline is never guessed.
std::optional<GateBaseline> gateBaselineFromJson(const QJsonObject &json);

/// Whether a limit of the gate is a factor of the baseline, and no legacy branch is sampled beside the candidate.
bool needsBaseline(const Gate &gate, bool isPaired);

} // namespace sluice
