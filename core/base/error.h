// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// What kind of failure it is. Behaviour (exit code, retry, what a page offers) depends on this alone, never on text.
enum class ErrorCode {
    Usage, ///< the call itself is wrong
    InvalidPlan,
    InvalidWorkspace,
    InvalidConnection,
    NotFound,
    AlreadyExists,
    Refused, ///< a rule, guard or state forbids it
    NotSupported, ///< known, but not by this version or this engine
    DriverMissing,
    CannotConnect,
    LoginRefused,
    ConnectionLost,
    Timeout,
    LockTimeout,
    Busy, ///< somebody else holds it for now
    Cancelled,
    SqlFailed,
    PermissionDenied,
    DiskFull,
    ReadOnly,
    NotEnrolled,
    IdentityMismatch, ///< the target is not the one that was enrolled: clone, restore, swapped host
    Drift, ///< the schema is not what the ledger says
    Fenced, ///< a newer runner owns the target
    LeaseHeld,
    OutcomeUnknown, ///< a person is needed
    LedgerCorrupt,
    SecretUnavailable,
    IoFailed,
    Internal,
};

/// A failure as a value: a code that decides, and three short English technical texts for logs and for the edge
/// (communication/error_text turns them into user text). Copyable, thread-agnostic.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    QString what; ///< one sentence without the place: "unknown key 'intervall'"
    QString where; ///< file:line:column, connection, object; may be empty
    QString next; ///< what to do; empty means the advice of the code
    QString sqlState; ///< five characters when a database said it, else empty
};

/// Stable identifier of a code for logs and --json, for example "not_enrolled".
QString errorCodeName(ErrorCode code);

/// True when the same call may be tried again later without a change (lock, busy, lost connection, timeout).
bool isRetryable(ErrorCode code);

} // namespace sluice
