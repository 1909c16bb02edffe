// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/gate_history.h"

namespace sluice {

/// Everything that was ever stored of what one gate measures, with what a replay of it needs besides. A value.
struct GatePast
{
    Stage stage;
    Gate gate;
    bool isPaired = false;
    GateHistory history;
    QString unknown; ///< why its query cannot be made; empty: it can
};

} // namespace sluice
