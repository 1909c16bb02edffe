// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/impact.h"
#include "ui/widgets/state_look.h"

namespace sluice {

/// Sign, colour and word of what happens to a node, the same in the drawing, the table and the card.
StateLook impactLook(ImpactKind kind);

} // namespace sluice
