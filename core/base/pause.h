// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"

#include <stop_token>

namespace sluice {

/// Waits, but not past a requested stop. For waits that nobody could signal: another process's lock, another thread's
/// future, a pause that the plan asks for.
void pauseFor(Duration duration, const std::stop_token &stop = {});

} // namespace sluice
