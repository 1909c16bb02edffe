// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

namespace sluice {

/// Where rows of this table lie that are not in this server: "mart.sales_2024 on server shard_a" for each foreign table
/// among its partitions and children (PostgreSQL), or its storage engine (MariaDB: Spider and the like). Empty: nowhere
/// else. Another server commits by itself, so what is written there is in no transaction with a receipt.
Result<QStringList> remoteRows(SqlSession &session, const RelationName &table);

} // namespace sluice
