// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/proof_text.h"
#include "app/cli/cli_session.h"

namespace sluice {

/// Proven, stuck, or nothing was there to take back.
bool isRollbackOver(const RunState &state);

/// Another person must accept it first: who asked, what it would lose, how they do; ends the session with 1.
/// isAdvisory: a ledger that takes people by their word.
void endWaiting(CliSession &session, const RolloutView &view, bool isAdvisory);

/// The proof at once; then, once it is known, how the rest stands, and the end of the session with code.
void endWithProof(LocalService &service, CliSession &session, const RolloutView &view, int code);

} // namespace sluice
