// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/output.h"
#include "service/check_standing.h"

namespace sluice {

/// One line a check, with its reason. isLook: of a look that was made just now, else of what the agent found.
void printChecks(const ChecksStanding &standing, bool isLook, const QDateTime &now, const Output &out);

/// {runner, checks[{domain, owner, connection, check, title, verdict, value, limit, n, age_ms, since, why}],
/// problems[]}
QJsonObject checksJson(const ChecksStanding &standing, const QDateTime &now);

} // namespace sluice
