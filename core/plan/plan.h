// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "plan/probe_spec.h"
#include "plan/step_body.h"

#include <QDate>

#include <optional>

/// The plan as values: what DESIGN §3 writes in YAML. No behaviour, no Qt objects, comparable.
/// Read by plan_reader, checked by plan_validator, hashed by plan_digest; everything else only reads it.
namespace sluice {

enum class StageKind { Compatibility, Additive, Forward, Resilience, Contract };

struct Step {
    QString id;
    StepBody body;
    std::optional<Duration> lockTimeout; ///< else Plan::defaults
    std::optional<Duration> statementTimeout;
    friend bool operator==(const Step &, const Step &) = default;
};

// ---- gates ----

enum class LimitSide { AtMost, AtLeast };

struct Limit {
    LimitSide side = LimitSide::AtMost;
    double value = 0;
    bool relativeToBaseline = false; ///< value is a factor: "1.2x baseline"
    QString text; ///< as the plan wrote it, for people
    friend bool operator==(const Limit &, const Limit &) = default;
};

enum class BreachAction { Rollback, Hold, Report };
enum class NoDataAction { Hold, Rollback, Report };

struct Gate {
    QString id;
    QString title; ///< empty: derived from id
    ProbeSpec probe;
    QList<Limit> limits; ///< every one must hold; min and max may both be given
    std::optional<double> hardLimit; ///< 2 of 3 ticks beyond it breach at once
    Duration interval { std::chrono::seconds(30) };
    int warmup = 2; ///< ticks drawn, not judged
    int minSamples = 10; ///< good ticks before the gate may pass
    int minRows = 1; ///< n below this is NO_DATA
    std::optional<Duration> maxAge; ///< of the newest source row; older is STALE (freshness itself uses its limit)
    bool emptyMeansZero = false;
    Duration timeout { std::chrono::seconds(15) };
    BreachAction onBreach = BreachAction::Hold; ///< the stage's on_breach unless the gate states its own
    NoDataAction onNoData = NoDataAction::Hold;
    bool isDerived = false; ///< from what a transformation expects; written there, and not among the stage's gates
    friend bool operator==(const Gate &, const Gate &) = default;
};

// ---- stages and plan ----

struct ExposureStep {
    QString cohort;
    Duration hold { 0 };
    friend bool operator==(const ExposureStep &, const ExposureStep &) = default;
};

struct Stage {
    QString id;
    StageKind kind = StageKind::Compatibility;
    QString title; ///< empty: derived from id
    QList<Step> steps;
    QList<ExposureStep> exposure; ///< forward only; the flags of the plan, in this order
    QList<Gate> gates;
    Duration bake { 0 }; ///< sum of good ticks; a stage with exposure also holds each cohort its hold
    BreachAction onBreach = BreachAction::Hold;
    friend bool operator==(const Stage &, const Stage &) = default;
};

/// How the serving view finds the branch: by asking a function for each reader, or by being replaced.
enum class FlagRoute { Function, Replace };
QString flagRouteName(FlagRoute route); ///< "replace"

struct Flag {
    QString name;
    RelationName serves;
    RelationName legacy;
    RelationName candidate;
    std::optional<FlagRoute> route; ///< empty: what the engine does (PostgreSQL asks a function, others replace)
    bool isReplaced() const { return route == FlagRoute::Replace; } ///< because the plan says so
    friend bool operator==(const Flag &, const Flag &) = default;
};

struct Milestone {
    QString name;
    QDate date;
    friend bool operator==(const Milestone &, const Milestone &) = default;
};

struct Risk {
    QString text;
    QString mitigation;
    QString gate;
    friend bool operator==(const Risk &, const Risk &) = default;
};

/// What may differ between the branches of a served relation: these columns, and nothing else.
struct Expectation {
    RelationName relation; ///< that a flag serves
    QStringList columns;
    QStringList keys; ///< columns that tell its rows apart
    Duration interval { std::chrono::seconds(30) };
    Duration timeout { std::chrono::seconds(15) };
    int budget = 10'000'000; ///< rows of both branches that one comparison may read
    friend bool operator==(const Expectation &, const Expectation &) = default;
};

struct Outcome { ///< metadata.success and metadata.transformations: words, and what checks them
    QString text;
    QString gate;
    std::optional<Expectation> expect {}; ///< of a transformation
    friend bool operator==(const Outcome &, const Outcome &) = default;
};

struct PlanMetadata {
    QString id;
    QString title;
    QString reason;
    QString owner;
    QString ticket;
    std::optional<Milestone> milestone;
    QList<Outcome> transformations;
    QList<Outcome> success;
    QList<Risk> risks;
    friend bool operator==(const PlanMetadata &, const PlanMetadata &) = default;
};

struct PlanDefaults {
    Duration lockTimeout { 300 };
    Duration statementTimeout { std::chrono::minutes(15) };
    int retries = 12;
    friend bool operator==(const PlanDefaults &, const PlanDefaults &) = default;
};

struct RollbackSpec {
    Duration window { std::chrono::hours(72) };
    QString owner;
    QString runbook; ///< path below the workspace; empty: none
    Duration maxLock { std::chrono::seconds(1) };
    Duration maxDuration { std::chrono::minutes(5) };
    friend bool operator==(const RollbackSpec &, const RollbackSpec &) = default;
};

struct Communication {
    QStringList stakeholders;
    QStringList channels;
    QStringList escalation;
    friend bool operator==(const Communication &, const Communication &) = default;
};

struct Plan {
    PlanMetadata metadata;
    QString connection;
    QList<RelationName> objects; ///< protected tables and views: fingerprint scope and checksums
    QList<Flag> flags;
    PlanDefaults defaults;
    QList<Stage> stages;
    RollbackSpec rollback;
    Communication communication;
    bool needsCertificate = false; ///< `certificate: required`, also where the environment does not ask for one
    bool waitsForWindow = true; ///< a contract stage does; false only in a rehearsal, which has no readers to wait for
    friend bool operator==(const Plan &, const Plan &) = default;

    const Flag *flag(const QString &name) const; ///< nullptr when unknown
    int stageIndex(const QString &id) const; ///< -1 when unknown
};

QString stageKindName(StageKind kind); ///< "forward"
std::optional<StageKind> stageKindFromName(const QString &name);
QString stageTitle(const Stage &stage); ///< title, or the id made readable
QString gateTitle(const Gate &gate);

} // namespace sluice
