// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/read_context.h"

/// Private to core/plan: metadata.transformations[].expect, what a rollout may change, and the gates that it asks for.
namespace sluice {

/// The key 'expect' of a transformation; nothing where it is not stated.
std::optional<Expectation> readExpectation(MappingReader &transformation);

/// Adds to each additive and forward stage, from the one that installs the flag on, a gate for every relation of which
/// something is expected: fidelity of the flag's branches in all but the approved columns, of which none may differ.
/// Keys that no transformation states are those of a table this plan makes as a branch; else, as for a relation that no
/// flag serves, there is a finding. Afterwards the plan's expectations name the keys they are judged by.
void deriveApprovedGates(Plan &plan, ReadContext &context);

} // namespace sluice
