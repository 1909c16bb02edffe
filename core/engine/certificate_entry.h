// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/certificate.h"

namespace sluice {

/// A certificate for an entry of the ledger, which has a largest size: the same verdict, but without the records that make
/// a difference readable where it would be larger than mostBytes.
QJsonObject certificateEntry(Certificate certificate, qsizetype mostBytes);

} // namespace sluice
