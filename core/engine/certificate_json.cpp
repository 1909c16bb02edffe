// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/certificate_entry.h"

#include <QJsonDocument>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostLines = 200; ///< of a certificate that would be too large
constexpr qsizetype kMostReason = 4'000;

double number(Duration duration) { return static_cast<double>(duration.count()); }

Duration duration(const QJsonValue &value) { return Duration(static_cast<qint64>(value.toDouble(-1))); }

QStringList texts(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue item : value.toArray())
        list += item.toString();
    return list;
}

QString timeText(const QDateTime &time) { return time.toUTC().toString(Qt::ISODateWithMs); }

QJsonObject effectJson(const RehearsedEffect &effect)
{
    QJsonArray locks;
    for (const TakenLock &lock : effect.locks)
        locks.append(QJsonObject { { u"relation"_s, lock.relation }, { u"mode"_s, lock.mode },
            { u"longest_ms"_s, number(lock.longest) }, { u"times"_s, lock.times } });
    return { { u"took_ms"_s, number(effect.took) }, { u"rows"_s, static_cast<double>(effect.rows) },
        { u"locks"_s, locks }, { u"locks_known"_s, effect.areLocksKnown } };
}

RehearsedEffect effectFromJson(const QJsonObject &json)
{
    RehearsedEffect effect;
    effect.took = duration(json[u"took_ms"_s]);
    effect.rows = static_cast<qint64>(json[u"rows"_s].toDouble(-1));
    for (const QJsonValue value : json[u"locks"_s].toArray())
        effect.locks.append(TakenLock { value[u"relation"_s].toString(), value[u"mode"_s].toString(),
            duration(value[u"longest_ms"_s]), value[u"times"_s].toInt() });
    effect.areLocksKnown = json[u"locks_known"_s].toBool();
    return effect;
}

QJsonObject timesJson(const RehearsedTimes &times) { return { { u"n"_s, times.n }, { u"p95_ms"_s, number(times.p95) } }; }

RehearsedTimes timesFromJson(const QJsonValue &json) { return { json[u"n"_s].toInt(), duration(json[u"p95_ms"_s]) }; }

QJsonObject stepJson(const RehearsedStep &step)
{
    return { { u"stage"_s, step.stage }, { u"step"_s, step.step }, { u"op"_s, step.op }, { u"summary"_s, step.summary },
        { u"undo_summary"_s, step.undoSummary }, { u"class"_s, reversibilityName(step.reversibility) },
        { u"digest"_s, step.digest }, { u"forward"_s, effectJson(step.forward) }, { u"undo"_s, effectJson(step.undo) },
        { u"remnant"_s, step.remnant }, { u"forward_scale"_s, step.forwardScale }, { u"undo_scale"_s, step.undoScale },
        { u"forward_times"_s, timesJson(step.forwardTimes) }, { u"undo_times"_s, timesJson(step.undoTimes) } };
}

/// Certificates from before scales were kept by step grew whatever read rows by the largest.
double earlierScale(const QString &op, double scale) { return op == u"backfill" || op == u"create_index" || op == u"sql" ? scale : 1; }

RehearsedStep stepFromJson(const QJsonObject &json, double scale)
{
    RehearsedStep step;
    step.stage = json[u"stage"_s].toString();
    step.step = json[u"step"_s].toString();
    step.op = json[u"op"_s].toString();
    step.summary = json[u"summary"_s].toString();
    step.undoSummary = json[u"undo_summary"_s].toString();
    for (int i = 0; i <= static_cast<int>(Reversibility::R4); ++i) {
        if (json[u"class"_s].toString() == reversibilityName(static_cast<Reversibility>(i)))
            step.reversibility = static_cast<Reversibility>(i);
    }
    step.digest = json[u"digest"_s].toString();
    step.forward = effectFromJson(json[u"forward"_s].toObject());
    step.undo = effectFromJson(json[u"undo"_s].toObject());
    step.remnant = json[u"remnant"_s].toString();
    step.forwardScale = json[u"forward_scale"_s].toDouble(earlierScale(step.op, scale));
    step.undoScale = json[u"undo_scale"_s].toDouble(earlierScale(step.op, scale));
    step.forwardTimes = timesFromJson(json[u"forward_times"_s]);
    step.undoTimes = timesFromJson(json[u"undo_times"_s]);
    return step;
}

} // namespace

QJsonObject toJson(const Certificate &certificate)
{
    QJsonArray stages;
    for (const RehearsedStage &stage : certificate.stages)
        stages.append(QJsonObject {
            { u"id"_s, stage.id }, { u"base"_s, stage.base.total }, { u"base_detail"_s, toJson(stage.base) } });
    QJsonArray steps;
    for (const RehearsedStep &step : certificate.steps)
        steps.append(stepJson(step));
    QJsonArray returns;
    for (const RehearsedReturn &back : certificate.returns) {
        QJsonObject json = toJson(back.proof);
        json[u"to"_s] = back.to;
        json[u"took_ms"_s] = number(back.took);
        json[u"direct"_s] = back.isDirect;
        returns.append(json);
    }
    QJsonArray routes;
    for (const RoutedQuery &routed : certificate.routes)
        routes.append(toJson(routed));
    return { { u"id"_s, certificate.id }, { u"plan"_s, certificate.plan }, { u"digest"_s, certificate.digest },
        { u"connection"_s, certificate.connection }, { u"made_on"_s, certificate.madeOn },
        { u"server"_s, certificate.server }, { u"driver"_s, certificate.driver }, { u"result"_s, rollbackResultName(certificate.result) },
        { u"reasons"_s, QJsonArray::fromStringList(certificate.reasons) }, { u"stages"_s, stages },
        { u"steps"_s, steps }, { u"returns"_s, returns }, { u"routes"_s, routes }, { u"forward_ms"_s, number(certificate.forwardTime) },
        { u"back_ms"_s, number(certificate.backTime) }, { u"readers_back_ms"_s, number(certificate.readersBack) },
        { u"forward_times"_s, timesJson(certificate.forwardTimes) }, { u"back_times"_s, timesJson(certificate.backTimes) },
        { u"scale"_s, certificate.scale }, { u"target_alike"_s, certificate.isTargetAlike },
        { u"target_differences"_s, QJsonArray::fromStringList(certificate.targetDifferences) },
        { u"new_partitions"_s, QJsonArray::fromStringList(certificate.newPartitions) }, { u"at"_s, timeText(certificate.at) }, { u"valid_until"_s, timeText(certificate.validUntil) } };
}

QJsonObject certificateEntry(Certificate certificate, qsizetype mostBytes)
{
    const auto isSmall = [mostBytes](const QJsonObject &json) {
        return QJsonDocument(json).toJson(QJsonDocument::Compact).size() <= mostBytes;
    };
    QJsonObject json = toJson(certificate);
    if (isSmall(json))
        return json;
    for (RehearsedStage &stage : certificate.stages) {
        stage.base.records.clear();
        stage.base.objects.clear();
        stage.base.partitions.reset();
    }
    for (RehearsedReturn &back : certificate.returns)
        back.proof.differences = back.proof.differences.mid(0, kMostLines);
    certificate.targetDifferences = certificate.targetDifferences.mid(0, kMostLines);
    certificate.routes = certificate.routes.mid(0, kMostLines);
    certificate.newPartitions = certificate.newPartitions.mid(0, kMostLines);
    for (QString &reason : certificate.reasons)
        reason.truncate(kMostReason);
    return toJson(certificate);
}

Result<Certificate> certificateFromJson(const QJsonObject &json)
{
    Certificate certificate;
    certificate.id = json[u"id"_s].toString();
    certificate.plan = json[u"plan"_s].toString();
    certificate.digest = json[u"digest"_s].toString();
    const auto result = rollbackResultFromName(json[u"result"_s].toString());
    certificate.at = QDateTime::fromString(json[u"at"_s].toString(), Qt::ISODateWithMs);
    certificate.validUntil = QDateTime::fromString(json[u"valid_until"_s].toString(), Qt::ISODateWithMs);
    if (certificate.digest.isEmpty() || !result || !certificate.at.isValid() || !certificate.validUntil.isValid())
        return fail(ErrorCode::LedgerCorrupt, u"a certificate lacks its digest, result or times"_s, certificate.plan);
    // Anything else than a proof is none.
    certificate.result
        = *result == RollbackResult::Exact || *result == RollbackResult::ExactExcept ? *result : RollbackResult::Failed;
    certificate.connection = json[u"connection"_s].toString();
    certificate.madeOn = json[u"made_on"_s].toString();
    certificate.server = json[u"server"_s].toString();
    certificate.driver = json[u"driver"_s].toString();
    certificate.scale = json[u"scale"_s].toDouble(1);
    certificate.reasons = texts(json[u"reasons"_s]);
    for (const QJsonValue value : json[u"stages"_s].toArray())
        certificate.stages.append(
            RehearsedStage { value[u"id"_s].toString(), fingerprintFromJson(value[u"base_detail"_s].toObject()) });
    for (const QJsonValue value : json[u"steps"_s].toArray())
        certificate.steps.append(stepFromJson(value.toObject(), certificate.scale));
    for (const QJsonValue value : json[u"returns"_s].toArray())
        certificate.returns.append(RehearsedReturn { value[u"to"_s].toString(), rollbackProofFromJson(value.toObject()),
            duration(value[u"took_ms"_s]), value[u"direct"_s].toBool() });
    for (const QJsonValue value : json[u"routes"_s].toArray())
        certificate.routes.append(routedQueryFromJson(value.toObject()));
    certificate.forwardTime = duration(json[u"forward_ms"_s]);
    certificate.backTime = duration(json[u"back_ms"_s]);
    certificate.readersBack = duration(json[u"readers_back_ms"_s]);
    certificate.forwardTimes = timesFromJson(json[u"forward_times"_s]);
    certificate.backTimes = timesFromJson(json[u"back_times"_s]);
    certificate.isTargetAlike = json[u"target_alike"_s].toBool();
    certificate.targetDifferences = texts(json[u"target_differences"_s]);
    certificate.newPartitions = texts(json[u"new_partitions"_s]);
    return certificate;
}

} // namespace sluice
