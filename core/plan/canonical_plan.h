// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "plan/yaml_node.h"

#include <QJsonObject>

/// Private to core/plan: the canonical form of a plan. It has the plan's own keys, with every default written out and
/// SQL texts beside their file names, so that the same reader reads it back and no second mapping can drift.
namespace sluice {

/// runbookDigest: SHA-256 of the runbook's bytes, empty without one.
QJsonObject canonicalPlan(const Plan &plan, const QString &runbookDigest);

/// A JSON value as the tree that the plan reader reads. Places stay unknown.
YamlNode treeFromJson(const QJsonValue &value);

} // namespace sluice
