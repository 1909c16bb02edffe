// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/workload_replay.h"
#include "quality/probe.h"
#include "warehouse/catalogue.h"

#include <map>

/// Private to the replay: how one query is asked of each branch.
namespace sluice {

/// A query that can be timed: its statement on each branch.
struct BranchQuery
{
    WorkloadQuery query;
    QString flag;
    QString legacy;
    QString candidate;
};

/// The plan's flags as the target knows them. Lives on the thread of its session.
class ReplayBranches
{
public:
    ReplayBranches(SqlSession &session, const Plan &plan);
    /// Refused when a branch is missing. Through the route where every flag has one and this login can be forced.
    Result<void> prepare();
    bool isThroughRoute() const { return m_isThroughRoute; }
    const QStringList &notes() const { return m_notes; }

    /// Whether a query reads a switched view, directly or through others.
    bool isRelated(const WorkloadQuery &query) const;
    Result<BranchQuery> ask(const WorkloadQuery &query) const; ///< Refused with the reason
    /// Changes of the engine's plan and what helps; a failure is a note.
    void comparePlans(const BranchQuery &asked, ReplayedQuery &replayed) const;

private:
    struct Switched
    {
        Flag flag;
        RelationName legacy; ///< what readers read without the flag
        QStringList readers; ///< names of views over the serving view
    };
    const Switched *switchedBy(const WorkloadQuery &query) const;
    QStringList namesOf(const Switched &switched) const;
    Result<void> prepareFlag(const Flag &flag);
    Result<QStringList> planHints(
        const BranchQuery &asked, const Switched &switched, const QStringList &scans, const QStringList &losses) const;

    SqlSession &m_session;
    const Plan &m_plan;
    std::vector<Switched> m_switched;
    bool m_isThroughRoute = false;
    QStringList m_notes;
};

/// Milliseconds of one run on that branch; a failure is the sample's detail.
Sample timeOn(
    SqlSession &session, const BranchQuery &asked, Branch branch, bool isThroughRoute, const ReplayOptions &options);

} // namespace sluice
