// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

namespace sluice {

/// User text of an error: what, where, what to do, in sentence case; and the exit code it stands for (DESIGN §15).
QString errorText(const Error &error);
QString errorAdvice(const Error &error);
int exitCode(ErrorCode code);

} // namespace sluice
