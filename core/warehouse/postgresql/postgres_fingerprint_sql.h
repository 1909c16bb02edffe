// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// One statement that prints every record of these relations: kind, schema, name, line. Reads pg_catalog alone; the
/// caller pins search_path to ''. oids: "1,2,3".
QString postgresRecordsSql(const QString &oids);

} // namespace sluice
