// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"

namespace sluice {

/// The service that a driver of this machine reaches: PostgreSQL or SQLite.
std::shared_ptr<const OdbcService> testService(SqlKin kin);

} // namespace sluice
