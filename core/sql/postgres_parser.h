// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QJsonArray>
#include <QJsonObject>

#include <functional>

namespace sluice {

/// The statements of a text as PostgreSQL 15's own grammar sees them: libpg_query's tree, one object a statement with
/// "stmt" (node name to node), "stmt_location" and "stmt_len" (bytes of UTF-8). Thread-safe. InvalidPlan names the
/// character of a syntax error; texts that nest too deeply to be read safely are refused the same way.
Result<QJsonArray> parsePostgres(const QString &sql);

/// Calls visit for every object of a tree with the key under which it hangs, parents first. Keys in PascalCase are node
/// names ("FuncCall"), others are typed fields ("intoClause").
void visitParseTree(const QJsonValue &root, const std::function<void(const QString &key, const QJsonObject &node)> &visit);

/// The text of a node list of strings: ["pg_catalog", "set_config"].
QStringList parseTreeNames(const QJsonValue &list);

} // namespace sluice
