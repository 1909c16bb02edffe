// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "base/result.h"
#include "base/secret.h"
#include "sql/mariadb_handle.h"

namespace sluice {

/// What an error number means for behaviour; 1317 (interrupted) is SqlFailed here, because only the caller knows
/// whether it asked. Numbers and not SQLSTATE: the server gives most of its errors the state HY000.
ErrorCode mariadbErrorCode(unsigned int number);

/// The error of the connection's last statement, with its number in the text for the log.
Error mariadbError(MYSQL *connection, const QString &place);

/// Why a connection attempt failed.
Error mariadbConnectError(
    MYSQL *connection, const ConnectionProfile &profile, const QString &address, const Secret &password);

/// The server or the network is gone, as the client library itself says.
bool isMariadbLoss(unsigned int number);

} // namespace sluice
