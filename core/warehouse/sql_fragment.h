// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "base/result.h"

#include <QStringList>

namespace sluice {

/// Checks on the pieces of SQL that a plan states and that are pasted into statements of our own. They prove that a
/// piece stays the piece it claims to be (no second statement, no second clause); meaning is the engine's to judge.
/// Pure; what names the piece in the error, for example "default of currency".

/// A value expression or condition: closed quotes, brackets balanced and never closed early, no semicolon.
Result<void> checkExpression(Engine engine, const QString &text, const QString &what);

/// A type name with optional numbers in parentheses and [] behind it; no constraint or default hidden in it.
Result<void> checkTypeName(Engine engine, const QString &text, const QString &what);

/// One row-returning statement without comments and semicolons around it, ready to be pasted behind AS.
Result<QString> checkedQuery(Engine engine, const QString &text, const QString &what);

/// True when the text names this identifier as a word, quoted or not (case folded where the engine does).
bool mentionsName(Engine engine, const QString &text, const QString &name);

/// Names that stand before an opening bracket, lower case, without their schema.
QStringList calledFunctions(Engine engine, const QString &text);

/// True when the text is one literal: a number with an optional sign, a string, or NULL, TRUE, FALSE.
bool isLiteral(Engine engine, const QString &text);

} // namespace sluice
