// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

namespace sluice {

/// sluice_frame(kinds, v, …) -> text: the values as frames of value_text.h, kinds one letter for each: n number, t
/// text, b bytes, d date, c time of day, s timestamp, a by its storage class. A value that is not of its kind stays as
/// it is.
void frameFunction(sqlite3_context *context, int count, sqlite3_value **values);
/// sluice_md5(text) -> integer: the first eight bytes of what other engines call MD5(), the highest first.
void md5Function(sqlite3_context *context, int count, sqlite3_value **values);

} // namespace sluice
