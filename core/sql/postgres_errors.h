// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "base/result.h"
#include "base/secret.h"

#include <libpq-fe.h>

namespace sluice {

/// What a SQLSTATE means for behaviour; 57014 (cancelled) is SqlFailed here, because only the caller knows whether it asked.
ErrorCode postgresErrorCode(const QString &sqlState);

/// The primary message of a failed result, never its DETAIL (which may quote row values); the HINT becomes the advice.
Error postgresError(const PGresult *result, const QString &place);

/// Why a connection attempt failed. connection must have verbose errors, which is how libpq 15 shows the SQLSTATE.
Error postgresConnectError(PGconn *connection, const ConnectionProfile &profile, const QString &address, const Secret &password);

/// The server or the network went away.
Error postgresLostError(PGconn *connection, const QString &place);

/// Something else answers for the server: locks and settings of a session are lost there. sign: how it was seen.
Error behindPooler(const QString &sign, const QString &place);

} // namespace sluice
