// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "base/relation_name.h"

#include <QStringList>

namespace sluice {

/// What raw statements may do to rows that were there before. A value.
struct RowWrites
{
    bool mayWrite = false; ///< changes, removes or adds rows of existing tables, or cannot be told not to
    QList<RelationName> tables; ///< named as targets; others may be written too (triggers, functions)
};

/// Judges the statements of a step together with those that take it back: a table that forward creates is not an
/// existing one. Only what certainly leaves rows alone (new relations, views, indexes, grants, comments …) counts as
/// harmless; a statement that is not understood may write. Pure.
RowWrites rowWritesOf(Engine engine, const QStringList &forward, const QStringList &rollback);

} // namespace sluice
