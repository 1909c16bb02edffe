// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/odbc_service.h"
#include "base/result.h"

#include <memory>

namespace sluice {

/// Reads one profile of a service behind ODBC, as strictly as a plan. InvalidConnection with all findings, each with
/// file:line:column.
Result<OdbcService> parseService(const QByteArray &utf8, const QString &file);

/// The services that Sluice knows, by name, sorted.
QStringList serviceNames();
/// One value for the life of the program; null for a name that is not among them. Thread-safe.
std::shared_ptr<const OdbcService> serviceNamed(const QString &name);

} // namespace sluice
