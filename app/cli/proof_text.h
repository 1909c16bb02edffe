// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/output.h"
#include "service/snapshot.h"

namespace sluice {

/// What a rollback came to, as text: the proof of one that was verified, the blocker and the way out of one that is stuck.
QString describeProof(const RollbackState &rollback, const Output &out);
QString describeHealth(const RollbackState &rollback, const Output &out);
/// The same with its health, as the body of sluice.rollback/1.
QJsonObject proofJson(const RolloutView &view);

/// Exit code of a command that ends with this rollback: 0 exact (or exact except what is named), 1 not exact,
/// 4 when it is not known how the target stands.
int proofExitCode(const RunState &state);

} // namespace sluice
