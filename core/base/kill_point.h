// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice {

/// Ends the process with SIGKILL when SLUICE_KILL_AT names this point ("K11", or "K11#3" for its third passing), stops
/// it with SIGSTOP when SLUICE_STOP_AT does, until somebody sends SIGCONT.
/// Compiled in only with SLUICE_FAULTS; a release holds no trace of it.
#ifdef SLUICE_FAULTS
void killPoint(const char *name);
#define SLUICE_KILL_POINT(name) ::sluice::killPoint(name)
#else
#define SLUICE_KILL_POINT(name) static_cast<void>(0)
#endif

} // namespace sluice
