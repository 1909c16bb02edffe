// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "ledger/ledger.h"
#include "plan/plan_bundle.h"
#include "quality/sample_store.h"
#include "sql/sql_session.h"

#include <functional>

namespace sluice {

/// Everything a runner needs from outside, built by the composition root; cheap to copy. The functions are called on
/// the runner's own threads, each result stays on the thread that asked for it.
struct RunEnvironment {
    ConnectionProfile profile;
    PlanBundle bundle; ///< from the ledger's canonical bytes, never from the file
    QString workspaceFolder; ///< what files that gates name are relative to
    QString stateFolder; ///< write-ahead files
    QString sampleFile;
    QString runner; ///< unique name of this process: "console-4711@db-7"
    QString until; ///< stage after whose end the runner leaves; empty: never
    QList<RelationName> scope; ///< of fingerprints; empty: what the plan touches
    bool comparesEveryTable = false; ///< a rehearsal has the time, and shows what a rollback goes by: which tables it leaves alone
    qint64 checksumBudget = 0; ///< rows of a table above which a sample is compared; 0: always the whole table
    QString programsFile; ///< which programs steps may start here; empty: none
    const Clock *clock = nullptr;
    bool namesPeople = false; ///< the ledger knows by itself who says something: then two people are two
    std::function<Result<std::unique_ptr<SqlSession>>(SessionRole role, const SessionOptions &options)> openSession;
    std::function<Result<std::unique_ptr<Ledger>>()> openLedger;
    std::function<void(const QString &line)> progress; ///< a line for people; may be empty
    Duration undoLookEvery { std::chrono::seconds(30) }; ///< how often it is asked what a rollback would meet; 0: never
    std::function<Duration()> lookEvery; ///< how often others' commands are read unless somebody wakes the runner; may be empty
    std::function<void()> changed; ///< ledger or samples moved; may be empty
};

} // namespace sluice
