// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice {

/// A defect made on purpose, switched on when SLUICE_BUG names it: the fault harness must find every one of them, or
/// its zero says nothing. Compiled in only with SLUICE_FAULTS; a release holds no trace of it.
#ifdef SLUICE_FAULTS
bool hasSeededBug(const char *name);
#else
constexpr bool hasSeededBug(const char *)
{
    return false;
}
#endif

} // namespace sluice
