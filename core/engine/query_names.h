// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/catalogue.h"

namespace sluice {

/// Whether a text names one of these, quoted or not, with or without a schema, in any case. Pure.
bool namesRelation(Engine engine, const QString &sql, const QStringList &relations);

/// The relations, and every one that they read, directly or through views. Pure.
QList<RelationName> relationsBelow(const QList<ViewEdge> &edges, QList<RelationName> relations);

} // namespace sluice
