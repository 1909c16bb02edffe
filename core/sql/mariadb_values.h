// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "sql/mariadb_handle.h"

#include <QVariant>

namespace sluice {

/// One cell as the value that SqlRows promises.
QVariant mariadbValue(const MYSQL_FIELD &field, const char *bytes, unsigned long length);

/// The statement with each "?" outside strings, names and comments replaced by its value as a literal. Usage for a
/// wrong number of values or a type that has no form.
Result<QString> mariadbBound(const QString &sql, const QVariantList &values);

} // namespace sluice
