// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/catalogue.h"

namespace sluice {

/// Views among the edges that read any of the roots, directly or through others, each after all it reads: the order in
/// which they can be recreated. Roots themselves are not listed. Names must be resolved. Pure.
QList<RelationName> viewsReading(const QList<ViewEdge> &edges, const QList<RelationName> &roots);

} // namespace sluice
