// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "lineage/lineage_graph.h"
#include "plan/plan.h"

namespace sluice {

/// What a plan does to what a relation hands to its readers. Worst last.
enum class ChangeEffect {
    None, ///< readers get the same: an index, a new relation nobody reads yet
    AddsColumn, ///< matters to readers that take every column
    AddsNullable, ///< the same, and it reads as NULL until it is filled
    ChangesColumn, ///< values of one column
    ChangesRelation, ///< any column may change value
    Opaque, ///< raw SQL: declared to touch it, how is not stated
    RemovesColumn,
};

struct ObjectChange {
    RelationName object;
    QString column; ///< empty: the relation as a whole
    ChangeEffect effect = ChangeEffect::None;
    QString words; ///< "+ currency", "− region", "currency is filled"
    bool createsObject = false;
};

/// Everything the plan does to relations, step by step in plan order, flags included; then each of target.objects
/// that no step touches, as protected. Pure.
QList<ObjectChange> changesOfPlan(const Plan &plan);

/// The graph with what the plan itself will bring: new tables and views with the relations their SQL names, the saved
/// legacy view of a flag, and the flag's route. What a graph has already stays as it is.
LineageGraph graphWithPlan(const LineageGraph &graph, const Plan &plan);

/// Relations of the graph that a SQL text names, found by its tokens alone: names in FROM and JOIN, and every
/// schema.name. May name one too many (a table expression of the same name), never one too few that stands in the text.
QList<int> relationsNamedBy(const QString &sql, const LineageGraph &graph);

} // namespace sluice
