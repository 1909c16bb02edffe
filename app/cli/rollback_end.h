// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/proof_text.h"
#include "app/cli/cli_session.h"

namespace sluice {

/// Proven, stuck, or nothing was there to take back.
bool isRollbackOver(const RunState &state);

/// The proof at once; then, once it is known, how the rest stands, and the end of the session with code.
void endWithProof(LocalService &service, CliSession &session, const RolloutView &view, int code);

} // namespace sluice
