// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

namespace sluice {

/// The whole user text of an error on one line: what, where, what to do, in sentences. Plain text, safe to show.
QString errorText(const Error &error);
/// What to do alone: the error's own advice, else that of its code.
QString errorAdvice(const Error &error);
/// DESIGN §15: 1 finding, breach or refusal; 2 usage; 3 cannot reach (also locked, full or read-only storage);
/// 4 outcome unknown, a person is needed; 5 internal.
int exitCode(ErrorCode code);

} // namespace sluice
