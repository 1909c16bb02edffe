// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/compiled_step.h"

#include <QJsonArray>

namespace sluice {

/// What the undo of one step would lose, or what people accepted that it loses.
struct StepLoss
{
    QString stage;
    QString step;
    QString undo; ///< "Put back the rows of mart.orders that snapshot s replaced"
    Reversibility reversibility = Reversibility::R2;
    QString guard; ///< SHA-256 of what counts them; empty: nothing does
    qint64 rows = -1; ///< negative: nothing counts them
    friend bool operator==(const StepLoss &, const StepLoss &) = default;
};

/// Whether this step's undo loses what nothing counts, by its own declaration (R3). Two people decide that, whatever a
/// guard says. A person's SQL or program of class R2 has no guard either; it may lose something or nothing, the preview
/// says that this is not known, and the one who presses decides: a rollback must stay one press away.
bool losesUncounted(const CompiledStep &step);
/// Whether its undo may lose rows at all: neither does what a guard keeps in quarantine.
bool mayLose(const CompiledStep &step);
StepLoss lossOf(const QString &stage, const CompiledStep &step, qint64 rows);

/// What was accepted for the step, as long as the same guard counts its rows; nullptr: nothing was.
const StepLoss *acceptedFor(const QList<StepLoss> &accepted, const QString &stage, const CompiledStep &step);
/// A line for each loss that is more than what was accepted: "step 'fix': 7 rows, 3 were accepted". Pure.
QStringList beyondAccepted(const QList<StepLoss> &losses, const QList<StepLoss> &accepted);

/// What a second person accepts: what they saw, and of steps that they could not look at, what waits.
QList<StepLoss> acceptable(QList<StepLoss> seen, const QList<StepLoss> &waiting);

/// "3 rows by step 'fix'; step 'notes' (R3), where nothing counts what is lost"
QString lossText(const QList<StepLoss> &losses);
/// Of those that are counted.
qint64 countedRows(const QList<StepLoss> &losses);

QJsonArray toJson(const QList<StepLoss> &losses);
QList<StepLoss> lossesFromJson(const QJsonArray &json);

} // namespace sluice
