// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

namespace sluice {

/// "table public.x": relations that the session's open transaction made beside the known ones, sorted. Triggers of the
/// server do that, and nothing in a plan says so. What made them in a subtransaction of its own is not seen. Empty on
/// engines that keep no record of who made what, and outside a transaction.
Result<QStringList> relationsMadeBesides(SqlSession &session, const QList<RelationName> &known);

} // namespace sluice
