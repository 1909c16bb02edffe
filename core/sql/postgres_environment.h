// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// The file of authorities that libpq is told of for an sslmode; empty: it looks for its own. libpq 15 has no "system"
/// store: without a private file the distribution's is named. Not for modes that verify nothing: with a file at hand libpq
/// would turn "require" into a check of the authority.
QString postgresAuthorities(const QString &sslMode);

/// Removes every PG… variable from the process's environment: libpq would let PGHOSTADDR, PGSERVICE, PGOPTIONS and the
/// like change where a connection goes and how it behaves. Called before every connection; main() calls it once before
/// any thread starts, because changing the environment beside other threads is not safe.
void scrubPostgresEnvironment();

} // namespace sluice
