// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/output.h"
#include "service/snapshot.h"

namespace sluice {

/// The certificate for a terminal: result, steps with times and locks, proofs, what is left, what it is good for.
QString describeCertificate(const Certificate &certificate, const QDateTime &now, bool isNeeded, const Output &out);

/// One line of what is known of a plan's rehearsal: "rehearsed: EXACT · 2 h ago on copy".
QString rehearsalLine(const RolloutView &view, const QDateTime &now, const Output &out);

/// Of status and plan show; "result" is NONE without a certificate of this version.
QJsonObject rehearsalJson(
    const std::optional<Certificate> &certificate, const QString &digest, bool isNeeded, const QString &problem);

/// What the rehearsal of this very version found for those who only read; told when it starts.
QStringList startWarnings(const RolloutView &view);

} // namespace sluice
