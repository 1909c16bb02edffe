// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/odbc_service.h"
#include "base/result.h"
#include "base/secret.h"
#include "sql/odbc_handle.h"

namespace sluice {

/// What a driver said first about its last call on a handle.
struct OdbcDiagnosis
{
    QString state; ///< SQLSTATE; empty when it said nothing
    int number = 0; ///< the engine's own
    QString text; ///< without the names of the driver and its manager, one line
};

OdbcDiagnosis odbcDiagnosis(SQLSMALLINT kind, SQLHANDLE handle, bool isWide);

/// What it means for behaviour. A cancelled statement is SqlFailed here, because only the caller knows whether it
/// asked.
ErrorCode odbcErrorCode(const OdbcService &service, const OdbcDiagnosis &diagnosis);

Error odbcError(const OdbcService &service, const OdbcDiagnosis &diagnosis, const QString &place);

/// Why a connection attempt failed; a password in the driver's words is masked.
Error odbcConnectError(const OdbcService &service, const QString &driver, const OdbcDiagnosis &diagnosis,
    const Secret &password, const QString &place);

/// A statement ended because somebody stopped it, as far as the driver tells.
bool isOdbcInterruption(const OdbcService &service, const OdbcDiagnosis &diagnosis);

} // namespace sluice
