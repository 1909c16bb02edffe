// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "warehouse/postgresql/postgres_views.h"

namespace sluice {

/// SELECT of these columns from one relation: what a view that reads one branch says.
QString postgresBranchSql(const QList<PostgresColumn> &columns, const RelationName &source);

/// Upserts one row of the flag.
QString postgresFlagRow(const QString &flag, const QString &cohort, bool on);

/// The serving view of a flag with 'route: replace', and which branch it reads by its text.
struct ReplacedView
{
    PostgresView view;
    QString legacyText; ///< what the server prints when it reads the legacy
    QString candidateText;
    bool readsLegacy() const { return view.definition == legacyText; }
    bool readsCandidate() const { return view.definition == candidateText; }
};
/// Refused when it reads neither: somebody else replaced it. Outside a transaction.
Result<ReplacedView> readReplacedView(SqlSession &session, const Flag &flag);

/// Replaces the view by one that reads the legacy or the candidate.
QString readBranchSql(const PostgresView &view, const Flag &flag, bool candidate);

} // namespace sluice
