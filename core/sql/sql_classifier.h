// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/connection_profile.h"

#include <QStringList>

namespace sluice {

/// Splits into statements by an own tokenizer (quotes, dollar quotes, comments, E'', trigger and BEGIN ATOMIC bodies).
/// Each part keeps its semicolon and the comments before it; text without a statement gives an empty list, all else
/// concatenates to the input. Never fails, linear time.
QStringList splitStatements(Engine engine, const QString &sql);

/// The text up to its last token that is neither comment, space nor semicolon; empty when there is no statement.
QString withoutTail(Engine engine, const QString &sql);

/// Accepts exactly one statement that may run inside our transaction. Refuses transaction control, SET ROLE/SESSION,
/// PREPARE TRANSACTION, COPY … PROGRAM, and statements that cannot run in a transaction (VACUUM, CREATE DATABASE,
/// ALTER SYSTEM, CREATE INDEX CONCURRENTLY), by name. PostgreSQL: libpg_query; others: the tokenizer.
Result<void> checkStepStatement(Engine engine, const QString &sql);

/// Accepts exactly one row-returning statement (SELECT, VALUES, WITH … SELECT) without side effects the parser can see.
Result<void> checkReadOnlyStatement(Engine engine, const QString &sql);

} // namespace sluice
