// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// One statement that prints every record of these relations: kind, schema, name, line. Reads pg_catalog alone; the
/// caller pins search_path to ''. $1: their oids.
QString postgresRecordsSql();

} // namespace sluice
