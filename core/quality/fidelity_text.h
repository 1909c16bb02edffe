// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/difference/table_difference.h"
#include "quality/sample.h"

/// Private to core/quality: what comparing all rows and comparing them by slices share.
namespace sluice {

QString plainDigits(double value);
/// What the probe asks to compare, in lots that are small beside a rollout.
DifferenceRequest fidelityRequest(const FidelityProbe &probe);
/// What the probe measures: the share of rows that differ, or their number; nothing where there are no rows.
QVariant fidelityValue(const FidelityProbe &probe, qint64 differing, qint64 rows);
/// A sample of a class that carries no value.
Sample withoutValue(SampleClass sampleClass, const QString &detail);
/// More rows than the gate's budget. isExact: false where the engine estimates them, or not all were read.
Sample beyondBudget(qint64 rows, const FidelityProbe &probe, bool isExact);
/// Of a comparison that met an error, or whose time was over.
Sample failedComparison(const Gate &gate, bool isOverTime, const Error &error);
/// The first few names after what, and that there are more; nothing for none.
QStringList namedFew(const QString &what, const QStringList &names);
/// What differs, and what the share does not say.
QString detailOf(const TableDifference &difference);

} // namespace sluice
