// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/probe_dialect.h"
#include "quality/sample.h"
#include "sql/sql_session.h"

/// Private to core/quality: the probe tests.
namespace sluice {

/// For each test a statement of one row: whether it fails, whether its table has rows.
QStringList testStatements(const ProbeDialect &dialect, const TestsProbe &probe);

/// Runs them one after the other, all within the gate's timeout, and classifies. A test that cannot run is ERROR and is
/// named; so is what came too late. Where a table has no rows its test says nothing: NO_DATA, unless those that fail are
/// beyond the limit whatever it would say.
Sample runTests(SqlSession &session, const Gate &gate, const QStringList &statements, const QDateTime &now);

} // namespace sluice
