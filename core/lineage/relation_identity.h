// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>

namespace sluice {

/// How an engine tells names apart. Insensitive: a name is the same in any case (SQLite, Snowflake, Redshift, DuckDB …);
/// two names that differ by case alone are then reported as one problem, never guessed.
enum class CaseRule { Exact, Insensitive };

/// One name per engine family: "postgres" and "postgresql" are the same; unknown adapters keep their own name.
QString canonicalPlatform(const QString &platform);
CaseRule caseRuleOf(const QString &platform);
/// Text that is equal for two relations of one platform if and only if they are the same relation: its case rule, and
/// its default schema, which some sources write and some do not.
QString relationIdentity(const QString &platform, const QString &relation);
/// Text that is equal for every pair that some platform takes for the same relation, to find candidates by.
QString looseRelation(const QString &relation);
/// True when the platforms, or one unknown platform, allow two equal names to mean the same relation.
bool mayBeSamePlatform(const QString &a, const QString &b);
/// Schemas that an engine means when none is written: "main", "public".
const QStringList &defaultSchemas();

} // namespace sluice
