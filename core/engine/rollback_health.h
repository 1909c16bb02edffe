// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"

#include <QDateTime>
#include <QJsonObject>

#include <optional>

namespace sluice {

/// Unmeasured: nothing that stands is watched by a gate. Unknown: something is, and it did not answer in time.
enum class HealthAnswer { Unknown, Healthy, Unhealthy, Unmeasured };
QString healthAnswerName(HealthAnswer answer); ///< "healthy"
std::optional<HealthAnswer> healthAnswerFromName(const QString &name);

/// One gate that was asked after a rollback.
struct GateHealth
{
    QString stage;
    QString gate;
    QString title;
    bool isFreshness = false; ///< of a source that others read downstream
    int goodTicks = 0;
    HealthAnswer answer = HealthAnswer::Unknown;
    QString why; ///< the sentence of its last verdict
    friend bool operator==(const GateHealth &, const GateHealth &) = default;
};

/// How what is left stands after a proven rollback: a line of its own, never part of the result. A value.
struct RollbackHealth
{
    static constexpr int kGoodTicks = 3;

    HealthAnswer answer = HealthAnswer::Unknown;
    QString why; ///< why it is unknown; else empty
    QList<GateHealth> gates;
    QDateTime at;

    /// Of the downstream sources alone; Unmeasured when no gate watches their freshness.
    HealthAnswer freshness() const;
    friend bool operator==(const RollbackHealth &, const RollbackHealth &) = default;
};

/// The worst of several gates: unhealthy before unknown before healthy; of none, Unmeasured.
HealthAnswer worstOf(const QList<GateHealth> &gates);
QJsonObject toJson(const RollbackHealth &health);
RollbackHealth rollbackHealthFromJson(const QJsonObject &json);

} // namespace sluice
