// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/workspace.h"
#include "plan/yaml_node.h"

#include <optional>

namespace sluice {

/// Private to core/plan: sluice.yaml as values, and as the tree whose places the editor needs.
struct WorkspaceFile {
    Workspace workspace;
    YamlNode tree;
    QByteArray bytes;
};

/// Reads text as root's sluice.yaml. InvalidWorkspace with every finding otherwise; free text is never repeated
/// in a message, because it may be the secret that does not belong there.
Result<WorkspaceFile> parseWorkspace(const QString &root, const QString &text);
/// parseWorkspace of root/sluice.yaml.
Result<WorkspaceFile> readWorkspaceFile(const QString &root);

/// Empty when the profile can be written and connected to; else what is wrong with it.
QString profileProblem(const ConnectionProfile &profile);

/// Empty when the profile's rehearsal can be made with the connections there are; else what is wrong.
QString rehearsalProblem(const Workspace &workspace, const ConnectionProfile &profile);

} // namespace sluice
