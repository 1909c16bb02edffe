// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace sluice {

/// The statements that make schema sluice_ledger, run by its owner in this order: tables with their seat belts, then
/// the functions that are the only way to write them.
///
/// What a function refuses has an SQLSTATE of its own: SL001 the chain does not hold, SL002 the lease is another's,
/// SL003 the login has no such right, SL004 somebody was quicker, SL005 the entry itself, SL006 not through a function.
QStringList postgresLedgerTables();
QStringList postgresLedgerAppending();
QStringList postgresLedgerLeases();

} // namespace sluice
