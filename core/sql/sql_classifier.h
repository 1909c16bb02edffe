// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/connection_profile.h"

#include <QStringList>

namespace sluice {

/// Splits into statements by an own tokenizer (quotes, dollar quotes, comments, E''); concatenation of the parts with
/// their separators equals the input. Never throws, linear time.
QStringList splitStatements(const QString &sql);

/// Accepts exactly one statement that may run inside our transaction. Refuses transaction control, SET ROLE/SESSION,
/// PREPARE TRANSACTION, COPY … PROGRAM, and statements that cannot run in a transaction (VACUUM, CREATE DATABASE,
/// ALTER SYSTEM, CREATE INDEX CONCURRENTLY), by name. PostgreSQL: libpg_query; others: the tokenizer.
Result<void> checkStepStatement(Engine engine, const QString &sql);

/// Accepts exactly one row-returning statement (SELECT, VALUES, WITH … SELECT) without side effects the parser can see.
Result<void> checkReadOnlyStatement(Engine engine, const QString &sql);

} // namespace sluice
