// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "ledger/ledger.h"
#include "plan/plan_bundle.h"
#include "quality/gate_judge.h"
#include "quality/sample_store.h"
#include "warehouse/compiled_step.h"
#include "warehouse/target_identity.h"

namespace sluice {

/// A clock that says what it is told, for writing history.
class HistoryClock final : public Clock
{
public:
    explicit HistoryClock(const QDateTime &at)
        : m_at(at)
    {
    }
    std::chrono::milliseconds monotonic() const override { return std::chrono::milliseconds(m_at.toMSecsSinceEpoch()); }
    QDateTime nowUtc() const override { return m_at; }
    void pass(Duration duration) { m_at = m_at.addMSecs(duration.count()); }

private:
    QDateTime m_at;
};

/// Tells one past rollout to the ledger, event by event, the way a runner would have. Not thread-safe.
class PastRun
{
public:
    struct Setting {
        Ledger &ledger;
        SampleStore &samples;
        HistoryClock &clock;
        const PlanBundle &bundle;
        const TargetIdentity &identity;
        QString host;
    };
    struct PastStep {
        CompiledStep compiled;
        qint64 rows = 0;
        Duration took { 0 };
    };

    explicit PastRun(const Setting &setting);
    Result<void> begin(const QString &why);
    Result<void> applyStage(const QString &stage, const QList<PastStep> &steps);
    /// Samples every gate of the stage through its bake; true when all stay healthy and the stage passes. A gate named
    /// breaking goes bad after that time, and the stage ends with its breach.
    Result<bool> bake(const QString &breakingGate = {}, Duration breakingAfter = Duration(0));
    /// to: a passed stage, or empty for the start. tables: the proof, as RollbackVerified holds it.
    Result<void> rollBack(const QString &to, const QString &why, const QString &gate, const QString &fingerprint, const QJsonArray &tables);
    Result<void> observeAndSeal();
    Result<void> leave(const QString &why);
    QString lastWhy() const { return m_lastWhy; }

private:
    struct Applied {
        QString stage;
        PastStep step;
    };
    Result<void> tell(EventType type, QJsonObject payload, Duration later = Duration(0));
    Result<void> sampleTick(const Stage &stage, std::vector<GateJudge> &judges, qint64 tick, const QString &breakingGate, Duration breakingAfter);
    Result<void> undo(const Applied &applied, const QString &id);

    Setting m_setting;
    QString m_run;
    QString m_stage;
    std::optional<Lease> m_lease;
    QList<Applied> m_applied;
    int m_generation = 1;
    QString m_lastWhy; ///< of the latest breach
    QString m_breached; ///< its gate
    QList<Sample> m_waiting;
};

} // namespace sluice
