// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "plan/plan.h"

#include <QByteArray>
#include <QHash>

namespace sluice {

struct Workspace;

/// One finding of the reader or validator. All of a file's findings are reported at once, in file order.
struct PlanFinding {
    QString file;
    int line = 0; ///< 1-based; 0: the whole file
    int column = 0;
    QString text; ///< "unknown key 'intervall'; did you mean 'interval'?"
    QString path; ///< "stages[1].gates[0].interval"
    bool isRefusal = false; ///< true: well formed and known, but not built in this version
};

struct PlanPlace { ///< 1-based line and column in the plan file
    int line = 0;
    int column = 0;
};

/// A plan with everything it refers to, read-only and complete: what is approved and what runs.
/// canonical holds defaults written out, the runbook's digest and every SQL text byte for byte (RFC 8785 JSON);
/// digest is its SHA-256. A bundle made by bundleFromCanonical equals the one that was stored.
struct PlanBundle {
    Plan plan;
    QByteArray canonical;
    QString digest;
    QString runbookText; ///< Markdown; not part of canonical, its digest is
    QString file; ///< where it was read from; empty when it came from the ledger
    QHash<QString, PlanPlace> places; ///< path ("stages[1].steps[0]") -> place in file; empty when it came from the ledger
};

/// Reads, resolves, validates. The error's what joins the findings, its where is the first place;
/// findings (optional out) receives all of them. NotSupported when the plan is sound but asks for something that this
/// version cannot do, InvalidPlan otherwise. Never throws; input limits as DESIGN §3. planFile: absolute below the
/// root, or relative to it.
Result<PlanBundle> readPlan(const QString &workspaceRoot, const QString &planFile, QList<PlanFinding> *findings = nullptr);

/// The plan that states this id, whatever its file is called. NotFound lists what there is; AlreadyExists names the
/// files when several state the id; a file plans/<id>.yaml that cannot be read keeps its own error.
Result<PlanBundle> readPlanOf(const Workspace &workspace, const QString &planId);

/// The inverse of canonical: what the ledger stored is what runs. LedgerCorrupt when the bytes are not canonical or the
/// runbook is not the one they name. Rules of the validator are not applied again: a running rollout must stay readable.
Result<PlanBundle> bundleFromCanonical(const QByteArray &canonical, const QString &runbookText);

/// Reads a file below root by relative path: no "..", no absolute path, no link that leaves root, at most 1 MiB,
/// UTF-8 in NFC without CR or NUL (InvalidPlan with the place otherwise).
Result<QString> readWorkspaceText(const QString &root, const QString &relativePath);

} // namespace sluice
