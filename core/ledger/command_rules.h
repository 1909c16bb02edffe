// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"

namespace sluice {

/// What a ledger makes of commands, looked at in the transaction that appends them; run is the entries of the run, in
/// order, at least its commands, holds, rollbacks and ends. The PostgreSQL ledger has the same rules as functions in the database.

/// The entry that opened the rollback under way or asked for: the first press, or the intent of a gate's. Nothing when
/// none is open; one that waits for a second person is asked for anew by whoever presses again.
std::optional<Event> openRollback(const QList<Event> &run);

/// Refused when somebody decided something else since the entry that the command was decided on ("expected"). Hold and
/// rollback are taken always.
Result<void> checkExpected(const QList<Event> &run, const QJsonObject &command);

/// An acceptance of loss is for the rollback that waits now, as it was said to wait, and is another person's than who
/// asked for it; else Refused.
Result<void> checkAcceptance(const QList<Event> &run, const QJsonObject &command, const QString &actor);

} // namespace sluice
