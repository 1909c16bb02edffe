// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/event.h"

#include "base/digest.h"

#include <QJsonDocument>

#include <array>

namespace sluice {

namespace {

// In the order of the enumeration.
constexpr std::array<const char *, 36> kNames { "ledger_created", "connection_added", "connection_removed", "target_enrolled",
    "run_created", "run_started", "run_cancelled", "runner_took", "runner_left", "stage_started", "step_intent", "step_done",
    "step_failed", "step_unknown", "backfill_progress", "stage_applied", "exposed", "gate_verdict", "bake_progress", "gap_seen",
    "stage_passed", "stage_breached", "hold_added", "hold_removed", "command_requested", "rollback_intent", "flags_off",
    "undo_intent", "undo_done", "undo_failed", "rollback_verified", "rollback_stuck", "rollback_health", "run_observing",
    "run_sealed", "feedback_given" };
static_assert(kNames.size() == static_cast<size_t>(EventType::FeedbackGiven) + 1);

} // namespace

QString eventTypeName(EventType type)
{
    return QLatin1String(kNames[static_cast<size_t>(type)]);
}

std::optional<EventType> eventTypeFromName(const QString &name)
{
    for (size_t i = 0; i < kNames.size(); ++i) {
        if (name == QLatin1String(kNames[i]))
            return static_cast<EventType>(i);
    }
    return std::nullopt;
}

QJsonObject Event::json() const
{
    return QJsonDocument::fromJson(payload).object();
}

QByteArray eventHash(const Event &event)
{
    return sha256Fields("sluice-ledger-v1",
        { QByteArray::number(event.seq), event.previousHash, eventTypeName(event.type).toUtf8(),
            event.at.toUTC().toString(Qt::ISODateWithMs).toUtf8(), event.actor.toUtf8(), event.run.toUtf8(), event.payload });
}

} // namespace sluice
