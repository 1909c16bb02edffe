// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/lease_keeper.h"
#include "plan/standing_checks.h"
#include "plan/workspace.h"
#include "quality/collector.h"
#include "quality/sample_store.h"
#include "quality/standing_judge.h"
#include "service/check_alarms.h"
#include "service/session_factory.h"
#include "service/work_thread.h"

#include <map>

namespace sluice {

/// Carries a workspace's standing checks as long as it lives: reads checks/ again as it changes, samples, judges, and
/// records what begins and what is over. Of several on one ledger the one with the lease does; the others stand by.
/// Reads targets only. A thread of its own, on which it also calls back. What fails is said once and tried again.
class StandingWatch
{
public:
    struct Environment
    {
        Workspace workspace;
        std::shared_ptr<const SessionFactory> sessions;
        const Clock *clock = nullptr;
        QString runner;
        std::function<void(const QString &about, const QString &line)> say; ///< about: "checks" or "checks/finance"
        std::function<void(const QString &run)> sampled;
    };
    explicit StandingWatch(Environment environment);
    ~StandingWatch();
    void setWorkspace(const Workspace &workspace);

private:
    struct Watched
    { ///< one gate
        Gate gate;
        StandingJudge judge;
    };
    struct Domain
    {
        StandingChecks checks;
        ConnectionProfile profile; ///< without a name where sluice.yaml has none
        std::unique_ptr<Collector> collector;
        std::vector<Watched> gates;
    };

    void look();
    void readFolder(Duration now);
    Result<Ledger *> ledger();
    bool mayWatch(Duration now);
    void leave();
    void follow();
    void begin(const StandingChecks &checks, const ConnectionProfile &profile);
    void clearGone();
    void judge(Domain &domain, const QList<Sample> &samples);
    Result<void> note(const Domain &domain, const Watched &watched, const VerdictRecord &record);
    void store(const QList<Sample> &samples);
    void tell(const QString &about, const QString &line); ///< once for each new line

    Environment m_env;
    ChecksFolder m_folder; ///< with the last readable form of what is broken now
    std::optional<Duration> m_folderRead;
    std::unique_ptr<Ledger> m_ledger;
    std::unique_ptr<LeaseKeeper> m_lease;
    std::optional<CheckAlarms> m_alarms; ///< as the ledger tells; read again with each lease
    std::unique_ptr<SampleStore> m_samples;
    std::map<QString, Domain> m_domains;
    QHash<QString, QString> m_told;
    Duration m_nextTry { 0 };
    WorkThread m_thread; ///< last: ends first
};

} // namespace sluice
