// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"
#include "ui/models/look.h"
#include "ui/theme/theme.h"

namespace sluice {

/// Sign and colour of a state; the word comes with it, because colour alone says nothing.
struct StateLook {
    Glyph glyph = Glyph::Pending;
    ColorRole role = ColorRole::Muted;
    QString word;
};

StateLook stateLook(RolloutLook look);
StateLook stateLook(StageLook look);
StateLook stateLook(Verdict verdict);
StateLook stateLook(const GateStanding &gate);
StateLook stateLook(RollbackResult result);
ColorRole stageKindRole(StageKind kind);
/// Of a LogLine::kind: "passed", "breach", "rolled_back", "flag", "hold", "approval", "step", "note", "unknown".
StateLook logLook(const QString &kind);

} // namespace sluice
