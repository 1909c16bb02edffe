// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/read_context.h"

namespace sluice {

/// What one reading of a plan document gives; complete only when no finding was made.
struct PlanDocument {
    Plan plan;
    QString runbookText;
};

/// Maps a YAML tree (or a canonical form turned into one) to plan values. Structure and types only; what parts must
/// say about each other is the validator's.
PlanDocument readPlanDocument(const YamlNode &root, ReadContext &context);

} // namespace sluice
