// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan.h"
#include "sql/sql_session.h"

#include <QJsonObject>

namespace sluice {

/// What readers of a serving view get from the engine for one query: costs as it estimates them, and what they lose in
/// words. A value of the certificate.
struct RoutedQuery
{
    QString flag;
    QString view;
    QString query; ///< "ORDER BY id LIMIT 10", "gate latency"
    double legacy = -1; ///< cost when the legacy is read directly; negative: not told
    double routeOff = -1; ///< through the route, the flag off; negative: there is no route, the view reads one branch
    double candidate = -1;
    double routeOn = -1;
    QStringList losses; ///< "reads all rows of orders: no index order through the route, flag off"
    QString note; ///< why it was not compared, or what the comparison leaves out
    friend bool operator==(const RoutedQuery &, const RoutedQuery &) = default;
};

/// Explains what readers of the flag's serving view run, with the flag off and on, and beside it the same queries on
/// each branch: the plan's gates that read the view, and forms that readers of any view use. Nothing is run, and every
/// change for it is put back. For a clone: readers of the view would notice. NotFound when the flag is not installed.
Result<QList<RoutedQuery>> compareRoute(SqlSession &session, const Plan &plan, const Flag &flag);

/// One line for each loss: "mart.orders (flag new): ORDER BY id LIMIT 10 reads all rows of …".
QStringList routeWarnings(const QList<RoutedQuery> &queries);
/// What can be done where a route takes something from readers; empty where none does.
QString routeAdvice(const QList<RoutedQuery> &queries);

QJsonObject toJson(const RoutedQuery &query);
RoutedQuery routedQueryFromJson(const QJsonObject &json);

} // namespace sluice
