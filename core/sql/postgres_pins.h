// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace sluice {

/// What every session on PostgreSQL has set, as "name = value", and every script that stands in for one: a statement
/// must mean the same wherever it runs.
QStringList postgresPins();

} // namespace sluice
