// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/certificate_book.h"

#include <algorithm>

namespace sluice {

namespace {

bool coversAll(const Certificate &newer, const Certificate &older)
{
    return newer.digest == older.digest
        && std::all_of(older.stages.cbegin(), older.stages.cend(),
            [&](const RehearsedStage &stage) { return newer.stage(stage.id) != nullptr; });
}

} // namespace

Result<void> CertificateBook::fold(const Event &event)
{
    if (event.type != EventType::RehearsalEnded)
        return {};
    SLUICE_TRY(Certificate certificate, certificateFromJson(event.json()));
    certificate.actor = event.actor;
    certificate.seq = event.seq;
    m_times.fold(certificate);
    erase_if(m_certificates, [&](const Certificate &older) { return coversAll(certificate, older); });
    m_certificates.append(std::move(certificate));
    return {};
}

const Certificate *CertificateBook::newest(const QString &digest, const QString &stage) const
{
    const auto it = std::find_if(m_certificates.crbegin(), m_certificates.crend(), [&](const Certificate &certificate) {
        return certificate.digest == digest && (stage.isEmpty() || certificate.stage(stage));
    });
    return it == m_certificates.crend() ? nullptr : &*it;
}

const Certificate *CertificateBook::newestOfPlan(const QString &planId) const
{
    const auto it = std::find_if(m_certificates.crbegin(), m_certificates.crend(),
        [&](const Certificate &certificate) { return certificate.plan == planId; });
    return it == m_certificates.crend() ? nullptr : &*it;
}

Result<CertificateBook> readCertificates(Ledger &ledger)
{
    LogQuery query;
    query.types = { EventType::RehearsalEnded };
    QList<Event> all;
    for (;;) {
        SLUICE_TRY(const QList<Event> events, ledger.search(query));
        if (events.isEmpty())
            break;
        all += events;
        query.beforeSeq = events.last().seq;
    }
    CertificateBook book;
    for (auto event = all.crbegin(); event != all.crend(); ++event)
        SLUICE_CHECK(book.fold(*event));
    return book;
}

} // namespace sluice
