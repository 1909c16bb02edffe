// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/compared_columns.h"

namespace sluice {

/// SQL for the text of a column, NULL for NULL and on MariaDB for what its max_allowed_packet does not hold, that is
/// the same on every engine for the same value: numbers as plain digits (value_text.h), moments in UTC with no trailing
/// zeros, bytes as hexadecimal digits, text as it is. SQLite's values become text in sluice_frame() instead. other: the
/// column of the other side. Pure.
QString valueTextSql(Engine engine, const ComparedColumn &column, ValueForm form, const ComparedColumn &other);

} // namespace sluice
