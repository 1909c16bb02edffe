// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <mysql.h>

namespace sluice {

struct MariadbDeleter
{
    void operator()(MYSQL *connection) const { mysql_close(connection); }
    void operator()(MYSQL_RES *result) const { mysql_free_result(result); }
};

using MariadbHandle = std::unique_ptr<MYSQL, MariadbDeleter>;
using MariadbResult = std::unique_ptr<MYSQL_RES, MariadbDeleter>;

} // namespace sluice
