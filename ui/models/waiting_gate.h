// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/rollout_detail.h"

namespace sluice {

/// One gate whose verdict is left to a person, as the record stands: what they judge, and what follows from it.
struct WaitingGate
{
    QString id;
    QString title; ///< "Latency"
    QString where; ///< "Forward · exposed to pilot_analysts"
    QString why; ///< the record's sentence
    QList<Fact> record; ///< value, limit, evidence, rule, times, query digest
    QString onPass; ///< what follows, one sentence or two
    QString onFail;
    friend bool operator==(const WaitingGate &, const WaitingGate &) = default;
};

/// In the order of the plan; none where nothing waits for a person.
QList<WaitingGate> waitingGates(const RolloutView &rollout, const QDateTime &now);

} // namespace sluice
