// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

namespace sluice {

/// Which process of this machine carries a run, decided by the system and given back with the process: what a lease is
/// when the ledger is out of reach.
class RunClaim
{
public:
    RunClaim(const QString &folder, const QString &run);
    ~RunClaim();
    RunClaim(const RunClaim &) = delete;
    RunClaim &operator=(const RunClaim &) = delete;

    /// False: another process has it.
    Result<bool> take();
    bool isMine() const { return m_descriptor >= 0; }

private:
    const QString m_path;
    int m_descriptor = -1;
};

} // namespace sluice
