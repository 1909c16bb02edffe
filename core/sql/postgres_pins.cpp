// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_pins.h"

namespace sluice {

using namespace Qt::StringLiterals;

QStringList postgresPins()
{
    return {
        u"search_path = public, pg_temp"_s, // temporary last, so that a temporary table cannot stand in for a real one
        u"TimeZone = 'UTC'"_s,
        u"DateStyle = 'ISO, YMD'"_s,
        u"IntervalStyle = 'postgres'"_s,
        u"extra_float_digits = 1"_s,
        u"bytea_output = 'hex'"_s,
        u"xmloption = 'content'"_s,
        u"standard_conforming_strings = on"_s,
        u"backslash_quote = 'safe_encoding'"_s,
        u"quote_all_identifiers = off"_s,
        u"default_transaction_isolation = 'read committed'"_s,
        u"default_transaction_deferrable = off"_s,
        u"row_security = on"_s,
        u"check_function_bodies = on"_s,
        u"idle_in_transaction_session_timeout = '60s'"_s,
    };
}

} // namespace sluice
