// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"

#include <QDateTime>
#include <QJsonObject>

namespace sluice {

/// The rows of a gate's legacy relation as they were when its rollout started: a table of Sluice's own in the target. A
/// value, kept in the ledger, so that whoever judges compares with the same rows, and knows when they are not all there.
struct TakenBaseline {
    QString stage;
    QString gate;
    RelationName relation; ///< whose rows it holds
    RelationName live; ///< what is compared with it
    RelationName copy;
    QStringList key; ///< as the gate compares
    qint64 rows = 0;
    KeptBaseline kept; ///< what the plan said of it
    QString mark; ///< highest value of kept.newerBy, as the engine prints it; empty: none
    QDateTime at; ///< UTC
    bool isDropped = false; ///< it was kept long enough
};

QJsonObject toJson(const TakenBaseline &baseline);
/// Nothing for what names no gate, no copy or no number of rows.
std::optional<TakenBaseline> takenBaselineFromJson(const QJsonObject &json);

} // namespace sluice
