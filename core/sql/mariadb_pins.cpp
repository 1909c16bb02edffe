// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/mariadb_pins.h"

namespace sluice {

using namespace Qt::StringLiterals;

QStringList mariadbPins()
{
    return {
        u"NAMES utf8mb4"_s,
        // Strict, so that a value which does not fit fails instead of being cut; a backslash is a character like any
        // other, so that one quoting is right on every engine; SET a = b, b = a sees the old values.
        u"sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION,NO_BACKSLASH_ESCAPES,SIMULTANEOUS_ASSIGNMENT'"_s,
        u"time_zone = '+00:00'"_s,
        u"autocommit = 1"_s,
        u"tx_isolation = 'READ-COMMITTED'"_s,
        u"explicit_defaults_for_timestamp = 1"_s,
        u"foreign_key_checks = 1"_s,
        u"unique_checks = 1"_s,
        u"check_constraint_checks = 1"_s,
        u"sql_auto_is_null = 0"_s,
        u"sql_select_limit = DEFAULT"_s,
        u"group_concat_max_len = 1073741824"_s, // else an answer of the catalogue is cut with a mere warning
        u"max_recursive_iterations = 4294967295"_s, // the same for WITH RECURSIVE
        u"alter_algorithm = 'DEFAULT'"_s,
        u"completion_type = 'NO_CHAIN'"_s,
        u"idle_transaction_timeout = 60"_s,
        u"wait_timeout = 31536000"_s, // a bake of days must not end the session that rolls back
        u"lc_messages = 'en_US'"_s,
        u"innodb_strict_mode = 1"_s,
        u"old_mode = ''"_s,
        u"sql_quote_show_create = 1"_s, // else a fingerprint of one server could not be compared with another's
    };
}

} // namespace sluice
