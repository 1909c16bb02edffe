// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

namespace sluice {

QString errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
        return QStringLiteral("usage");
    case ErrorCode::InvalidPlan:
        return QStringLiteral("invalid_plan");
    case ErrorCode::InvalidWorkspace:
        return QStringLiteral("invalid_workspace");
    case ErrorCode::InvalidConnection:
        return QStringLiteral("invalid_connection");
    case ErrorCode::NotFound:
        return QStringLiteral("not_found");
    case ErrorCode::AlreadyExists:
        return QStringLiteral("already_exists");
    case ErrorCode::Refused:
        return QStringLiteral("refused");
    case ErrorCode::NotSupported:
        return QStringLiteral("not_supported");
    case ErrorCode::DriverMissing:
        return QStringLiteral("driver_missing");
    case ErrorCode::CannotConnect:
        return QStringLiteral("cannot_connect");
    case ErrorCode::LoginRefused:
        return QStringLiteral("login_refused");
    case ErrorCode::ConnectionLost:
        return QStringLiteral("connection_lost");
    case ErrorCode::Timeout:
        return QStringLiteral("timeout");
    case ErrorCode::LockTimeout:
        return QStringLiteral("lock_timeout");
    case ErrorCode::Busy:
        return QStringLiteral("busy");
    case ErrorCode::Cancelled:
        return QStringLiteral("cancelled");
    case ErrorCode::SqlFailed:
        return QStringLiteral("sql_failed");
    case ErrorCode::PermissionDenied:
        return QStringLiteral("permission_denied");
    case ErrorCode::DiskFull:
        return QStringLiteral("disk_full");
    case ErrorCode::ReadOnly:
        return QStringLiteral("read_only");
    case ErrorCode::NotEnrolled:
        return QStringLiteral("not_enrolled");
    case ErrorCode::IdentityMismatch:
        return QStringLiteral("identity_mismatch");
    case ErrorCode::Drift:
        return QStringLiteral("drift");
    case ErrorCode::Fenced:
        return QStringLiteral("fenced");
    case ErrorCode::LeaseHeld:
        return QStringLiteral("lease_held");
    case ErrorCode::OutcomeUnknown:
        return QStringLiteral("outcome_unknown");
    case ErrorCode::LedgerCorrupt:
        return QStringLiteral("ledger_corrupt");
    case ErrorCode::SecretUnavailable:
        return QStringLiteral("secret_unavailable");
    case ErrorCode::IoFailed:
        return QStringLiteral("io_failed");
    case ErrorCode::Internal:
        return QStringLiteral("internal");
    }
    return QStringLiteral("internal");
}

bool isRetryable(ErrorCode code)
{
    return code == ErrorCode::LockTimeout || code == ErrorCode::Busy || code == ErrorCode::ConnectionLost
        || code == ErrorCode::CannotConnect || code == ErrorCode::Timeout;
}

} // namespace sluice
