// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/sample.h"
#include "service/snapshot.h"

namespace sluice {

/// A believable workspace: orders-currency runs its third of four stages, customer-split is held, sessions-bigint is a
/// draft, dedupe-payments was rolled back, and one plan file cannot be read.
enum class CannedMood {
    Calm, ///< every gate of orders-currency is healthy
    Breach, ///< its latency gate tripped twenty seconds ago
};

QDateTime cannedNow(); ///< 2026-11-22 12:58:03 UTC
Plan cannedPlan(); ///< orders-currency
WorkspaceSnapshot cannedWorkspace(CannedMood mood = CannedMood::Calm, const QDateTime &now = cannedNow());
RollbackPreview cannedPreview(const QDateTime &now = cannedNow());
/// Two hours of one gate of the forward stage every 30 s, with a gap in "fresh" and, in a breach, a climb in "latency".
QList<Sample> cannedSamples(const QString &gate, CannedMood mood = CannedMood::Calm, const QDateTime &now = cannedNow());

/// Text that tries everything: markup, placeholders, right-to-left marks, newlines, length.
QString hostileText();
/// cannedWorkspace with hostileText in every name that comes from outside.
WorkspaceSnapshot hostileWorkspace(const QDateTime &now = cannedNow());

} // namespace sluice
