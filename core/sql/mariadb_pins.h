// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace sluice {

/// What every session on MariaDB has set, as "name = value": a statement must mean the same wherever it runs.
QStringList mariadbPins();

} // namespace sluice
