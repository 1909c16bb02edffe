// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "base/connection_profile.h"

namespace sluice {

/// Own quoting (Qt's drivers are injectable). Always quotes; doubles the quote character; NUL must have been refused
/// by RelationName::parse or the plan reader (asserted).
QString quoteIdentifier(Engine engine, const QString &identifier);
QString quoteRelation(Engine engine, const RelationName &relation);
/// A string literal safe under standard_conforming_strings=on and on SQLite, MariaDB (NO_BACKSLASH_ESCAPES pinned).
QString quoteLiteral(const QString &text);

} // namespace sluice
