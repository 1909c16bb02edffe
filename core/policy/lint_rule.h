// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "policy/lint.h"
#include "policy/sql_words.h"

#include <functional>

namespace sluice {

/// One step as the rules see it.
struct LintStep {
    const Stage *stage = nullptr;
    const Step *step = nullptr;
    int stageIndex = 0;
    QString path; ///< "stages[1].steps[0]"
    QList<SqlWords> statements; ///< of a raw SQL step, forward

    QString label() const; ///< "additive/fill"
};

/// What every rule may look at: the plan, the engine it is for, and the raw SQL already cut into words.
class LintContext
{
public:
    LintContext(const PlanBundle &bundle, Engine engine, const Workspace *workspace);

    const PlanBundle &bundle;
    const Plan &plan;
    Engine engine;
    const Workspace *workspace; ///< null: only the plan is looked at
    QList<LintStep> steps;

    bool isPostgres() const { return engine == Engine::Postgresql; }
    /// DDL commits by itself: MariaDB, and what stands behind ODBC.
    bool commitsDdl() const { return engine == Engine::Mariadb || engine == Engine::Odbc; }
    /// Made by a step of this plan before or at stageIndex: nobody reads or writes it yet.
    bool isCreatedHere(const RelationName &relation) const;
    bool isCreatedHere(const QString &relation) const;
    /// Every statement of every raw SQL step.
    void eachStatement(const std::function<void(const LintStep &, const SqlWords &)> &visit) const;
};

struct LintRule;

/// Collects what one rule finds, with the place and a severity that fits the stage.
class LintReporter
{
public:
    LintReporter(const LintContext &context, const LintRule &rule, QList<Finding> &findings)
        : m_context(context)
        , m_rule(rule)
        , m_findings(findings)
    {
    }

    void atStep(const LintStep &step, const QString &text, const QString &advice);
    void atStage(const Stage &stage, int stageIndex, const QString &text, const QString &advice);
    void atPath(const QString &path, const QString &text, const QString &advice);

private:
    void report(const QString &path, const QString &label, std::optional<StageKind> kind, const QString &text, const QString &advice);

    const LintContext &m_context;
    const LintRule &m_rule;
    QList<Finding> &m_findings;
};

/// One rule: pure, looks at nothing but the context. Registered by its group's function in rules/rules.h.
struct LintRule {
    const char *id; ///< "LK12"
    const char *name; ///< "index-not-concurrent"
    Severity severity;
    void (*check)(const LintContext &, LintReporter &);
};

struct LintGroup {
    QString name; ///< "locks"
    QList<LintRule> rules;
};

} // namespace sluice
