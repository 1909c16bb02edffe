// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/event.h"

#include "base/seeded_bug.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QtEndian>

#include <array>
#include <charconv>
#include <chrono>

namespace sluice {

namespace {

// In the order of the enumeration.
constexpr std::array<const char *, 47> kNames { "ledger_created", "connection_added", "connection_changed", "connection_removed", "target_enrolled",
    "run_created", "run_started", "run_cancelled", "runner_took", "runner_left", "stage_started", "step_intent", "step_done",
    "step_failed", "step_unknown", "backfill_progress", "stage_applied", "exposed", "gate_verdict", "slices_judged", "gate_waived", "waiver_ended", "baseline_taken", "baseline_dropped", "bake_progress", "gap_seen",
    "stage_passed", "stage_breached", "hold_added", "hold_removed", "command_requested", "rollback_waits", "rollback_intent", "flags_off",
    "undo_intent", "undo_done", "undo_failed", "rollback_verified", "rollback_stuck", "rollback_health", "undo_outlook", "run_observing",
    "run_sealed", "rehearsal_ended", "check_raised", "check_cleared", "feedback_given" };
static_assert(kNames.size() == static_cast<size_t>(kEventTypeCount));

void appendField(QByteArray &out, QByteArrayView field)
{
    const quint64 length = qToBigEndian(static_cast<quint64>(field.size()));
    out.append(reinterpret_cast<const char *>(&length), sizeof length);
    out.append(field.data(), field.size());
}

void writeDigits(char *out, int width, long long value)
{
    for (int i = width - 1; i >= 0; --i) {
        out[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

/// The same text as QDateTime::toString(Qt::ISODateWithMs) in UTC, without its cost. Outside the years 0000 to 9999
/// the bare number, which no valid time looks like.
QByteArrayView isoTime(qint64 atMs, std::array<char, 24> &buffer)
{
    using namespace std::chrono;
    constexpr qint64 kFirst = -62'167'219'200'000; // 0000-01-01T00:00:00Z
    constexpr qint64 kLast = 253'402'300'799'999; // 9999-12-31T23:59:59.999Z
    char *const begin = buffer.data();
    if (atMs < kFirst || atMs > kLast)
        return QByteArrayView(begin, std::to_chars(begin, begin + buffer.size(), atMs).ptr);
    const sys_time<milliseconds> time { milliseconds(atMs) };
    const sys_days day = floor<days>(time);
    const year_month_day date { day };
    const hh_mm_ss clock { time - day };
    std::copy_n("0000-00-00T00:00:00.000Z", buffer.size(), begin);
    writeDigits(begin, 4, int { date.year() });
    writeDigits(begin + 5, 2, unsigned { date.month() });
    writeDigits(begin + 8, 2, unsigned { date.day() });
    writeDigits(begin + 11, 2, clock.hours().count());
    writeDigits(begin + 14, 2, clock.minutes().count());
    writeDigits(begin + 17, 2, clock.seconds().count());
    writeDigits(begin + 20, 3, clock.subseconds().count());
    return QByteArrayView(begin, static_cast<qsizetype>(buffer.size()));
}

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

QList<EventType> allEventTypes()
{
    QList<EventType> types;
    for (int type = 0; type < kEventTypeCount; ++type)
        types += static_cast<EventType>(type);
    return types;
}

bool isDetailEvent(EventType type)
{
    switch (type) {
    case EventType::RunnerTook:
    case EventType::RunnerLeft:
    case EventType::StepIntent:
    case EventType::StepDone:
    case EventType::BackfillProgress:
    case EventType::GateVerdict:
    case EventType::SlicesJudged:
    case EventType::BakeProgress:
    case EventType::CommandRequested:
    case EventType::UndoIntent:
    case EventType::UndoDone:
        return true;
    case EventType::LedgerCreated:
    case EventType::ConnectionAdded:
    case EventType::ConnectionChanged:
    case EventType::ConnectionRemoved:
    case EventType::TargetEnrolled:
    case EventType::RunCreated:
    case EventType::RunStarted:
    case EventType::RunCancelled:
    case EventType::StageStarted:
    case EventType::StepFailed:
    case EventType::StepUnknown:
    case EventType::StageApplied:
    case EventType::Exposed:
    case EventType::GateWaived:
    case EventType::WaiverEnded:
    case EventType::BaselineTaken:
    case EventType::BaselineDropped:
    case EventType::GapSeen:
    case EventType::StagePassed:
    case EventType::StageBreached:
    case EventType::HoldAdded:
    case EventType::HoldRemoved:
    case EventType::RollbackWaits:
    case EventType::RollbackIntent:
    case EventType::FlagsOff:
    case EventType::UndoFailed:
    case EventType::RollbackVerified:
    case EventType::RollbackStuck:
    case EventType::RollbackHealth:
    case EventType::UndoOutlookChanged:
    case EventType::RunObserving:
    case EventType::RunSealed:
    case EventType::RehearsalEnded:
    case EventType::CheckRaised:
    case EventType::CheckCleared:
    case EventType::FeedbackGiven:
        return false;
    }
    return false;
}

QJsonObject Event::json() const
{
    return QJsonDocument::fromJson(payload).object();
}

QByteArray eventHash(const EventBytes &event, QByteArray &scratch)
{
    scratch.resize(0);
    scratch.append("sluice-ledger-v1");
    std::array<char, 24> number {};
    const auto end = std::to_chars(number.data(), number.data() + number.size(), event.seq).ptr;
    appendField(scratch, QByteArrayView(number.data(), end));
    appendField(scratch, event.previousHash);
    appendField(scratch, event.type);
    std::array<char, 24> time {};
    appendField(scratch, isoTime(event.atMs, time));
    appendField(scratch, event.actor);
    appendField(scratch, event.run);
    if (!hasSeededBug("payload-not-hashed"))
        appendField(scratch, event.payload);
    return QCryptographicHash::hash(scratch, QCryptographicHash::Sha256);
}

QByteArray eventHash(const Event &event)
{
    const QByteArray actor = event.actor.toUtf8();
    const QByteArray run = event.run.toUtf8();
    QByteArray scratch;
    return eventHash(EventBytes { event.seq, event.previousHash, kNames[static_cast<size_t>(event.type)],
                         event.at.toMSecsSinceEpoch(), actor, run, event.payload },
        scratch);
}

} // namespace sluice
