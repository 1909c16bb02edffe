// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan_findings.h"
#include "plan/yaml_node.h"

#include <QByteArray>

#include <optional>

namespace sluice {

constexpr qsizetype kMostYamlBytes = qsizetype { 1 } << 20;
constexpr int kMostYamlDepth = 32;
constexpr int kMostYamlNodes = 50'000;

/// Reads exactly one YAML document of valid UTF-8 into a positioned tree. No anchors, aliases, tags, directives,
/// duplicate or merge keys, no control characters (written or escaped), everything in NFC, all input consumed; limits
/// above. Every violation becomes a finding with its place; nullopt when there is no tree to go on with.
/// Costs time and memory linear in the input; never throws.
std::optional<YamlNode> readYaml(const QByteArray &utf8, PlanFindings &findings);

} // namespace sluice
