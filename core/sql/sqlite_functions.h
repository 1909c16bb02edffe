// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

namespace sluice {

/// Registers sluice_hash, sluice_hash_sum and sluice_now; false when SQLite refuses. They are direct-only: no view,
/// trigger or index of a warehouse can come to depend on them.
///
/// Values are hashed with their type and length in front, so NULL, '', 0 and '0' differ and columns cannot flow into
/// one another. sluice_hash gives the lower 64 bits; sluice_hash_sum adds whole 128-bit hashes, wrapping, and gives 32
/// hex digits (32 zeros over no rows).
bool registerSqliteFunctions(sqlite3 *database);

} // namespace sluice
