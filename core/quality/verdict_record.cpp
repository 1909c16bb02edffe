// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/verdict_record.h"

#include <QJsonArray>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

// In the order of the enumeration.
constexpr std::array<const char *, 8> kNames { "warmup", "collecting", "healthy", "watch", "breach", "no_data", "error",
    "inconclusive" };
static_assert(kNames.size() == static_cast<size_t>(Verdict::Inconclusive) + 1);

constexpr QStringView kBaseline = u" baseline";

/// The limit without its leading word: the sentence has its own.
QString bareLimit(const QString &limitText)
{
    for (const QStringView lead : { QStringView(u"hard limit "), QStringView(u"limit ") }) {
        if (limitText.startsWith(lead))
            return limitText.mid(lead.size());
    }
    return limitText;
}

/// "1.31× baseline against 1.2×"; link is the word between.
QString comparison(const VerdictRecord &record, const QString &link)
{
    QString value = record.valueText;
    QString limit = bareLimit(record.limitText);
    if (limit.endsWith(kBaseline)) {
        limit.chop(kBaseline.size());
        value += kBaseline;
    }
    if (limit.isEmpty())
        return value;
    const bool readsAlone = link == u"within" && limit.startsWith(u"at least ");
    return readsAlone ? value + u", "_s + limit : value + u' ' + link + u' ' + limit;
}

void addEvidence(QStringList &parts, const VerdictRecord &record)
{
    if (!record.rule.isEmpty())
        parts << record.rule;
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    if (record.hasValue)
        parts << u"n "_s + locale.toString(record.n);
    if (record.hasValue && record.age.count() >= 0) {
        // Below ten seconds tenths would only flicker.
        const Duration whole = std::chrono::floor<std::chrono::seconds>(record.age);
        parts << (whole.count() == 0 ? u"data 0 s old"_s : u"data "_s + humanDuration(whole) + u" old"_s);
    }
}

QString sentence(const VerdictRecord &record, const QString &state, const QString &link)
{
    QStringList parts;
    if (record.hasValue)
        parts << comparison(record, link) + (record.detail.isEmpty() ? QString() : u" ("_s + record.detail + u')');
    else if (!record.detail.isEmpty())
        parts << record.detail;
    addEvidence(parts, record);
    const QString head = record.title + u' ' + state;
    return parts.isEmpty() ? head : head + u": "_s + parts.join(u", "_s);
}

QString sentenceWithoutValue(const VerdictRecord &record, const QString &state)
{
    QStringList parts;
    if (!record.detail.isEmpty())
        parts << record.detail;
    if (!record.rule.isEmpty())
        parts << record.rule;
    const QString head = record.title + u' ' + state;
    return parts.isEmpty() ? head : head + u": "_s + parts.join(u", "_s);
}

} // namespace

QString verdictName(Verdict verdict)
{
    return QLatin1String(kNames[static_cast<size_t>(verdict)]);
}

std::optional<Verdict> verdictFromName(const QString &name)
{
    for (size_t i = 0; i < kNames.size(); ++i) {
        if (name == QLatin1String(kNames[i]))
            return static_cast<Verdict>(i);
    }
    return std::nullopt;
}

QJsonArray guardsJson(const QList<double> &guards)
{
    QJsonArray json;
    for (const double number : guards)
        json.append(number);
    return json;
}

QList<double> guardsFromJson(const QJsonArray &json)
{
    QList<double> guards;
    for (const QJsonValue &number : json)
        guards.append(number.toDouble(-1)); // what is no number is no state either, and no guard goes on from it
    return guards;
}

QJsonObject toJson(const VerdictRecord &record)
{
    QJsonObject json { { u"gate"_s, record.gate }, { u"title"_s, record.title }, { u"probe"_s, record.probe },
        { u"verdict"_s, verdictName(record.verdict) }, { u"limit_text"_s, record.limitText }, { u"n"_s, record.n },
        { u"tick"_s, record.tick }, { u"at"_s, record.at.toUTC().toString(Qt::ISODateWithMs) },
        { u"age_ms"_s, static_cast<qint64>(record.age.count()) }, { u"rule"_s, record.rule },
        { u"query_digest"_s, record.queryDigest }, { u"detail"_s, record.detail }, { u"good_ticks"_s, record.goodTicks },
        { u"min_samples"_s, record.minSamples } };
    if (!record.scanDigest.isEmpty())
        json[u"scan_digest"_s] = record.scanDigest;
    // JSON knows no infinity; a key that is absent is a value that is unknown.
    if (record.hasValue && std::isfinite(record.value)) {
        json[u"value"_s] = record.value;
        json[u"value_text"_s] = record.valueText;
    }
    if (std::isfinite(record.limit))
        json[u"limit"_s] = record.limit;
    if (record.boundary > 0 && std::isfinite(record.boundary)) {
        json[u"evidence"_s] = record.evidence;
        json[u"boundary"_s] = record.boundary;
        json[u"guards"_s] = guardsJson(record.guards);
    }
    return json;
}

VerdictRecord verdictRecordFromJson(const QJsonObject &json)
{
    VerdictRecord record;
    record.gate = json[u"gate"_s].toString();
    record.title = json[u"title"_s].toString();
    record.probe = json[u"probe"_s].toString();
    // A name that this version does not know must never read as a pass.
    record.verdict = verdictFromName(json[u"verdict"_s].toString()).value_or(Verdict::Inconclusive);
    record.hasValue = json[u"value"_s].isDouble();
    record.value = json[u"value"_s].toDouble();
    record.valueText = json[u"value_text"_s].toString();
    record.limitText = json[u"limit_text"_s].toString();
    record.limit = json[u"limit"_s].toDouble();
    record.n = json[u"n"_s].toInteger();
    record.tick = json[u"tick"_s].toInteger();
    record.at = QDateTime::fromString(json[u"at"_s].toString(), Qt::ISODateWithMs);
    record.age = Duration(json[u"age_ms"_s].toInteger(-1));
    record.rule = json[u"rule"_s].toString();
    record.queryDigest = json[u"query_digest"_s].toString();
    record.scanDigest = json[u"scan_digest"_s].toString();
    record.detail = json[u"detail"_s].toString();
    record.goodTicks = json[u"good_ticks"_s].toInt();
    record.minSamples = json[u"min_samples"_s].toInt();
    record.evidence = std::clamp(json[u"evidence"_s].toDouble(), 0.0, 1.0);
    record.boundary = json[u"boundary"_s].toDouble();
    record.guards = guardsFromJson(json[u"guards"_s].toArray());
    return record;
}

QString whySentence(const VerdictRecord &record)
{
    switch (record.verdict) {
    case Verdict::Warmup:
        return sentence(record, u"is warming up"_s, u"against"_s);
    case Verdict::Collecting:
        return sentence(record, u"is collecting"_s, u"within"_s);
    case Verdict::Healthy:
        return sentence(record, u"healthy"_s, u"within"_s);
    case Verdict::Watch:
        return sentence(record, u"on watch"_s, u"against"_s);
    case Verdict::Breach:
        return sentence(record, u"breached"_s, u"against"_s);
    case Verdict::NoData:
        return sentenceWithoutValue(record, u"has no data"_s);
    case Verdict::Error:
        return sentenceWithoutValue(record, u"cannot be measured"_s);
    case Verdict::Inconclusive:
        return sentenceWithoutValue(record, u"is inconclusive"_s);
    }
    return {};
}

} // namespace sluice
