// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/odbc_service.h"
#include "base/result.h"
#include "sql/sql_tokenizer.h"

namespace sluice {

/// Whose tokenizer and classifier read the service's text; Odbc where nobody's do.
Engine kinEngine(SqlKin kin);

/// How the service's text is cut into tokens.
SqlLexis odbcLexis(const OdbcService &service);

/// The first keyword in upper case; empty when the text begins with something else.
QString firstWord(const OdbcService &service, const QString &sql);

/// NotSupported for a "?" outside strings, names and comments, which a driver takes for a placeholder.
Result<void> refuseQuestionMark(const OdbcService &service, const QString &sql, const QString &place);

/// Usage for none or several statements, Refused for what would end our transaction or change what later statements
/// mean, NotSupported for what the driver would not do as it says, ReadOnly for a writing statement where readsOnly.
Result<void> checkOdbcStatement(const OdbcService &service, const QString &sql, bool readsOnly, const QString &place);

/// The same for a statement of a step, before anything is done: NotSupported also for text that the driver would not
/// hand on as it is.
Result<void> checkOdbcStep(const OdbcService &service, const QString &sql, const QString &place);

} // namespace sluice
