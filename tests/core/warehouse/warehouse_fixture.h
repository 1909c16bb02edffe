// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/test_database.h"
#include "warehouse/compiled_step.h"
#include "warehouse/fingerprint.h"

namespace sluice {

/// Names that a warehouse may really have, and names that break whatever pastes them unquoted.
struct WarehouseNames {
    QString schema;
    QString orders, id, day, country, status, amount;
    QString revenue, dashboard, legacy, candidate;
    static WarehouseNames plain(Engine engine);
    static WarehouseNames hostile(Engine engine);

    RelationName relation(const QString &name) const { return { schema, name }; }
};

/// A small enrolled warehouse on one engine: orders, a view over them with everything a view can carry, a dashboard
/// over that view, and a candidate. Applies and takes back steps as the engine does, but without ledger and receipts.
class WarehouseFixture
{
public:
    explicit WarehouseFixture(Engine engine, bool hostile = false, SqlKin behindOdbc = SqlKin::Unchecked);

    Engine engine() const { return sqlEngine(m_database.profile()); } ///< whose SQL it speaks
    const WarehouseNames &names() const { return m_names; }
    TestDatabase &database() { return m_database; }
    SqlSession &control() { return *m_control; }
    Plan &plan() { return m_plan; }
    const Plan &plan() const { return m_plan; }
    QString runId() const { return QStringLiteral("0f3c2a1b-5d6e-4f70-8a9b-1c2d3e4f5061"); }
    QList<RelationName> scope() const { return m_plan.objects; }

    RelationName resolved(const QString &name) const; ///< as the engine names it
    QString q(const QString &identifier) const; ///< quoted
    QString rel(const QString &name) const; ///< qualified and quoted
    /// Runs statements with {orders}, {id}, {revenue} … replaced by the quoted names.
    void run(const QString &script);
    QVariant value(const QString &sql);
    QString fill(QString text) const;

    /// Puts the step into the plan's only stage and compiles it.
    Result<CompiledStep> compile(const Step &step);
    Result<CompiledStep> compile(const QString &id, const StepBody &body) { return compile(Step { id, body, {}, {} }); }
    Result<void> apply(const CompiledStep &step);
    /// The guard's count decides between undo and guardedUndo; returns the count.
    Result<qint64> takeBack(const CompiledStep &step);
    Result<bool> holds(const QString &probe);
    Fingerprint fingerprint();

private:
    Result<void> runBatches(SqlSession &session, const CompiledBackfill &backfill);
    Result<void> runAll(SqlSession &session, const QStringList &statements, bool transactional);
    Result<qint64> takeBackAlone(const CompiledStep &step);
    void create();

    TestDatabase m_database;
    WarehouseNames m_names;
    Plan m_plan;
    std::unique_ptr<SqlSession> m_control;
    std::unique_ptr<SqlSession> m_steps;
};

/// Fails the test process: a fixture that cannot be set up tests nothing.
void must(const Result<void> &result, const QString &what);

/// Rows "sqlite", "postgresql" and "mariadb" with one column "engine".
void addEngineRows();

} // namespace sluice

Q_DECLARE_METATYPE(sluice::Engine)
Q_DECLARE_METATYPE(sluice::SqlKin)
