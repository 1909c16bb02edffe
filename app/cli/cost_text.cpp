// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/cost_text.h"

#include "communication/plain_text.h"

#include <QJsonArray>

#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString rounded(double number) { return groupedDigits(std::llround(number)); }

QJsonValue orNull(double number) { return number >= 0 ? QJsonValue(number) : QJsonValue(QJsonValue::Null); }

} // namespace

QString describeCost(const ProbeCost &cost, const Output &out)
{
    const QString what = cost.table ? cost.table->text() : u"its own SQL"_s;
    QString often = u"every "_s + humanDuration(cost.interval);
    if (cost.runs > 1)
        often += u", %1 runs each"_s.arg(cost.runs);
    QString gates = cost.gates.join(u", "_s);
    if (cost.gates.size() > 1)
        gates += u" in one statement"_s;
    QString asks = cost.rows >= 0 ? u"about %1 rows a run"_s.arg(rounded(cost.rows))
                                  : out.watch(u"rows unknown"_s) + u", "_s + plainLine(cost.unknown);
    if (cost.cost >= 0)
        asks += u"; planned at a cost of "_s + rounded(cost.cost);
    return u"  ◆ "_s + out.bold(plainLine(what)) + u", "_s + often + u": "_s + plainLine(gates) + u"\n    "_s + asks;
}

QString describeCost(const TableCost &table, std::optional<double> budget, const Output &out)
{
    QString text
        = table.rowsADay >= 0 ? u"about %1 rows a day"_s.arg(rounded(table.rowsADay)) : u"unknown rows a day"_s;
    if (budget)
        text += u" of "_s + rounded(*budget);
    if (budget && !table.isWithin(*budget))
        text = out.breach(
            text + (table.rowsADay >= 0 ? u": beyond the budget"_s : u": not known to be within the budget"_s));
    return u"  "_s + plainLine(table.table.text()) + u": "_s + text;
}

QJsonObject costJson(const ProbeCost &cost)
{
    return QJsonObject { { u"gates"_s, QJsonArray::fromStringList(cost.gates) },
        { u"table"_s, cost.table ? QJsonValue(cost.table->text()) : QJsonValue(QJsonValue::Null) },
        { u"interval_ms"_s, static_cast<qint64>(cost.interval.count()) }, { u"runs"_s, cost.runs },
        { u"rows"_s, orNull(cost.rows) }, { u"cost"_s, orNull(cost.cost) }, { u"unknown"_s, cost.unknown } };
}

QJsonObject costJson(const TableCost &table, std::optional<double> budget)
{
    return QJsonObject { { u"table"_s, table.table.text() }, { u"gates"_s, table.gates },
        { u"statements_a_day"_s, table.runsADay }, { u"rows_a_day"_s, orNull(table.rowsADay) },
        { u"within"_s, budget ? QJsonValue(table.isWithin(*budget)) : QJsonValue(QJsonValue::Null) } };
}

} // namespace sluice
