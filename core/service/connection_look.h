// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/snapshot.h"
#include "sql/sql_session.h"

namespace sluice {

/// What a look at one connection finds; session is the opened one, or why there is none.
ConnectionView lookAt(
    const ConnectionProfile &profile, Result<std::unique_ptr<SqlSession>> session, const QDateTime &now);

} // namespace sluice
