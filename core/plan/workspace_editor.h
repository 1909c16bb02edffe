// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/workspace_reader.h"

namespace sluice {

/// Private to core/plan: edits of sluice.yaml as text. Only the lines of the entry change; every other byte stays.

/// file's bytes with one connection more, written in the manner of its neighbours (block or flow).
Result<QByteArray> withConnection(const WorkspaceFile &file, const ConnectionProfile &profile);
/// The same for one lineage source.
Result<QByteArray> withLineageSource(const WorkspaceFile &file, const LineageSource &source);
/// file's bytes without its index-th connection.
Result<QByteArray> withoutConnection(const WorkspaceFile &file, qsizetype index);

/// Reads edited back, and writes it only when it says exactly expected: an edit that went wrong changes nothing.
Result<Workspace> storeEdited(const Workspace &expected, const QByteArray &edited);

/// text as a YAML scalar that reads back as this text: plain where that is safe, double-quoted otherwise.
QString yamlScalar(const QString &text);

} // namespace sluice
