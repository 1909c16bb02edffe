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
/// file's bytes with its index-th connection saying what profile says: fields that say it already stay as they are written.
Result<QByteArray> withChangedConnection(const WorkspaceFile &file, qsizetype index, const ConnectionProfile &profile);

/// Reads edited back; refused unless it says exactly expected.
Result<Workspace> checkEdited(const Workspace &expected, const QByteArray &edited);
/// Reads edited back, and writes it only when it says exactly expected: an edit that went wrong changes nothing.
Result<Workspace> storeEdited(const Workspace &expected, const QByteArray &edited);

/// A profile's keys and values in the order in which they are written, as text that is valid YAML already.
using YamlFields = QList<std::pair<QString, QString>>;
YamlFields connectionFields(const ConnectionProfile &profile);
/// Offset of the bracket that closes the flow collection which opens at open; -1 when quotes or comments hide it.
qsizetype closingBracket(const QByteArray &bytes, qsizetype open);
/// Just behind the line break of offset's line, or the end.
qsizetype lineEnd(const QByteArray &bytes, qsizetype offset);
qsizetype lineStart(const QByteArray &bytes, qsizetype offset);
tl::unexpected<Error> editByHand(const WorkspaceFile &file, const QString &why);

/// text as a YAML scalar that reads back as this text: plain where that is safe, double-quoted otherwise.
QString yamlScalar(const QString &text);

} // namespace sluice
