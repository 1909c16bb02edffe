// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/ops/step_op.h"

namespace sluice {

/// Small pieces that several ops need. Quoting for the context's engine.
QString quoted(const StepContext &context, const QString &identifier);
QString quoted(const StepContext &context, const RelationName &relation);

/// The error of a step that cannot run on this target.
tl::unexpected<Error> refuse(const StepContext &context, const QString &what, const QString &next = {});

/// NotSupported with this reason and this way out on every engine but PostgreSQL.
Result<void> requirePostgres(const StepContext &context, const QString &sqliteReason, const QString &next);

/// The live table; Refused when it is missing or no table.
Result<RelationFacts> requireTable(const StepContext &context, const RelationName &name);
/// The column as the engine finds it (without regard to case on SQLite); nullptr when there is none.
const ColumnFacts *findColumn(const StepContext &context, const RelationFacts &facts, const QString &name);
/// Two names of the plan that mean one relation on this engine.
bool isSameRelation(const StepContext &context, const RelationName &a, const RelationName &b);
bool isSameColumn(const StepContext &context, const QString &a, const QString &b);

/// Steps of the plan before this one, in the plan's order (stage after stage).
QList<const Step *> stepsBefore(const StepContext &context);
/// The earlier step of this plan that added the column, nullptr when it was there before.
const Step *stepThatAdded(const StepContext &context, const RelationName &table, const QString &column);

/// True when the same expression gives the same value later for the same row: it calls nothing volatile, reads no clock
/// and does not read these columns, which it sets. Unknown functions count as volatile.
Result<bool> isRepeatable(const StepContext &context, const QString &expression, const QStringList &setColumns);

/// True when the expression may call a volatile function (PostgreSQL rewrites a table for such a default).
Result<bool> callsVolatile(const StepContext &context, const QString &expression);

/// SQL that is true where two values are the same to the last bit, NULL equal to NULL. Works for types without "=".
QString identical(Engine engine, const QString &left, const QString &right);

/// The same for two values of one PostgreSQL type, of which a large table has many: where "=" compares every bit of a
/// type, it takes half the time. type: as format_type prints it.
QString identicalOfType(const QString &type, const QString &left, const QString &right);

/// Number of rows in the form every guard has.
QString countRows(const StepContext &context, const RelationName &table, const QString &condition);

/// The rows that countRows counts: key and these columns, or every column where there is no key.
QString listRows(const StepContext &context, const RelationFacts &table, const QStringList &columns, const QString &condition);

/// LOCK TABLE that lets readers go on and holds writers, taken before a guard counts; empty on SQLite.
QStringList guardLockOf(const StepContext &context, const RelationName &table);

/// "ACCESS EXCLUSIVE on t, catalogue only" in the engine's words.
QString catalogueLock(const StepContext &context, const RelationName &table);

} // namespace sluice
