// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "quality/sample.h"
#include "sql/sql_session.h"

namespace sluice {

/// What the statement of schema_drift returned as a classified sample: value the number of differences, n the columns,
/// detail what differs. Pure. A relation without visible columns is ERROR, never a difference.
Sample classifyColumns(const Gate &gate, const SqlRows &rows);

} // namespace sluice
