// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/mariadb/mariadb_views.h"

namespace sluice {

/// The query of a serving view that reads one branch, with exactly the serving view's columns.
QString mariadbRoute(const MariadbView &serves, const RelationName &source);

/// Upserts the flag's one row; a flag on MariaDB is on for all or for nobody.
QString mariadbFlagRow(const QString &flag, bool on);

} // namespace sluice
