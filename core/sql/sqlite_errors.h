// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace sluice {

/// What an extended SQLite result code means for behaviour; SQLITE_INTERRUPT is Cancelled here, because only the caller
/// knows whether a time limit did it.
ErrorCode sqliteErrorCode(int extendedCode);

/// message is the engine's own, with the extended code added for the log.
Error sqliteError(int extendedCode, const QString &message, const QString &place);

} // namespace sluice
