// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QVariant>

#include <optional>

#include <libpq-fe.h>

namespace sluice {

/// One cell as the value that SqlRows promises.
QVariant postgresValue(const PGresult *result, int row, int column);

/// A bound value as libpq's text parameter; nullopt is NULL. QByteArray means bytea. Usage for a type that has no form.
Result<std::optional<QByteArray>> postgresParameter(const QVariant &value);

} // namespace sluice
