// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// Text of a file below resources/demo, by its path there ("simulator/order.sql"). The files are part of the program;
/// a missing one is a programmer error (asserted).
QString demoText(const QString &path);

/// The same without its last semicolon and what follows: one statement, ready to run.
QString demoSql(const QString &path);

} // namespace sluice
