// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_outlook.h"

#include <QJsonArray>
#include <QLocale>

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<const char *, 4> kWays { "possible", "loses_rows", "unknown", "impossible" };

qsizetype magnitude(qint64 rows) { return QString::number(rows).size(); }

} // namespace

QString wayBackName(WayBack way) { return QLatin1String(kWays[static_cast<size_t>(way)]); }

std::optional<WayBack> wayBackFromName(const QString &name)
{
    for (size_t i = 0; i < kWays.size(); ++i) {
        if (name == QLatin1String(kWays[i]))
            return static_cast<WayBack>(i);
    }
    return std::nullopt;
}

void UndoOutlook::add(WayBack found, const QString &step, const QString &reason)
{
    way = std::max(way, found);
    if (!step.isEmpty() && !steps.contains(step))
        steps += step;
    why += why.isEmpty() ? reason : u"; "_s + reason;
}

bool isNews(const UndoOutlook &known, const UndoOutlook &now)
{
    return known.way != now.way || known.steps != now.steps || magnitude(known.rowsLost) != magnitude(now.rowsLost);
}

QString outlookText(const UndoOutlook &outlook)
{
    switch (outlook.way) {
    case WayBack::Possible:
        return u"Can be rolled back"_s;
    case WayBack::LosesRows:
        return u"A rollback would lose %1 rows, which needs two people: %2"_s.arg(
            QLocale::c().toString(outlook.rowsLost), outlook.why);
    case WayBack::Unknown:
        return u"It is not known whether this can be rolled back: %1"_s.arg(outlook.why);
    case WayBack::Impossible:
        return u"Cannot be rolled back as recorded: %1"_s.arg(outlook.why);
    }
    return {};
}

QJsonObject toJson(const UndoOutlook &outlook)
{
    return { { u"state"_s, wayBackName(outlook.way) }, { u"why"_s, outlook.why },
        { u"rows_lost"_s, static_cast<double>(outlook.rowsLost) },
        { u"steps"_s, QJsonArray::fromStringList(outlook.steps) } };
}

UndoOutlook undoOutlookFromJson(const QJsonObject &json)
{
    UndoOutlook outlook;
    outlook.way = wayBackFromName(json[u"state"_s].toString()).value_or(WayBack::Unknown);
    outlook.why = json[u"why"_s].toString();
    outlook.rowsLost = static_cast<qint64>(json[u"rows_lost"_s].toDouble());
    const QJsonArray steps = json[u"steps"_s].toArray();
    for (const QJsonValue step : steps)
        outlook.steps += step.toString();
    return outlook;
}

} // namespace sluice
