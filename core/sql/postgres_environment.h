// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice {

/// Removes every PG… variable from the process's environment: libpq would let PGHOSTADDR, PGSERVICE, PGOPTIONS and the
/// like change where a connection goes and how it behaves. Called before every connection; main() calls it once before
/// any thread starts, because changing the environment beside other threads is not safe.
void scrubPostgresEnvironment();

} // namespace sluice
