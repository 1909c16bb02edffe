// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/certificate.h"
#include "engine/rehearsal_times.h"
#include "ledger/ledger.h"

namespace sluice {

/// The certificates of a ledger: a fold over its entries, as a run is one. A value; the newest one decides, whatever an
/// older one said.
class CertificateBook
{
public:
    /// Takes an entry that is a certificate, passes over every other one. LedgerCorrupt when it cannot be read.
    Result<void> fold(const Event &event);
    /// The newest of this version of the plan that covers the stage; empty stage: any. Null when there is none.
    const Certificate *newest(const QString &digest, const QString &stage = {}) const;
    /// The newest of any version of the plan.
    const Certificate *newestOfPlan(const QString &planId) const;

    /// What all of them took, those too that a newer one replaced.
    const RehearsalTimes &times() const { return m_times; }

private:
    RehearsalTimes m_times;
    QList<Certificate> m_certificates; ///< oldest first; of each plan and stage the newest, so it stays short
};

/// Of the whole ledger.
Result<CertificateBook> readCertificates(Ledger &ledger);

} // namespace sluice
