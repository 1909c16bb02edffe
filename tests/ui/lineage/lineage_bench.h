// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/canned_lineage.h"
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/answering_prompter.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page.h"

namespace sluice {

/// What the lineage page works with, over canned values.
struct LineageBench {
    explicit LineageBench(const Theme &theme)
        : actions(theme)
        , context { service, theme, clock, actions, prompter, navigator }
    {
        service.setLineage(richLineage());
    }
    static std::shared_ptr<const LineageGraph> richLineage();

    FakeService service;
    FakeClock clock { cannedNow() };
    ActionRegistry actions;
    AnsweringPrompter prompter;
    Navigator navigator;
    PageContext context;
};

/// A shop's lineage around mart.orders: the catalogue knows the columns of two views, dashboards are declared.
inline std::shared_ptr<const LineageGraph> LineageBench::richLineage()
{
    using namespace Qt::StringLiterals;
    QList<LineageNode> nodes;
    const auto add = [&](const QString &key, NodeKind kind, const QString &owner, const QString &detail = {}, const QString &maturity = {}) {
        LineageNode node;
        node.key = key;
        node.name = key.section(u':', -1);
        node.kind = kind;
        node.owner = owner;
        node.detail = detail;
        node.maturity = maturity;
        node.origin = u"dbt manifest manifest.json"_s;
        if (kind != NodeKind::Exposure && kind != NodeKind::Job)
            node.relation = key;
        node.isInCatalogue = !node.relation.isEmpty();
        nodes.append(node);
        return int(nodes.size()) - 1;
    };
    const int payments = add(u"raw.payments"_s, NodeKind::Source, u"ingest"_s);
    const int rawOrders = add(u"raw.orders"_s, NodeKind::Source, u"ingest"_s);
    const int customers = add(u"raw.customers"_s, NodeKind::Source, u"ingest"_s);
    const int orders = add(u"mart.orders"_s, NodeKind::Model, u"finance-data"_s, u"incremental"_s);
    nodes[orders].columns = QStringList { u"id"_s, u"day"_s, u"country"_s, u"amount"_s, u"loaded_at"_s };
    const int daily = add(u"mart.daily_revenue"_s, NodeKind::View, u"finance-data"_s, u"view"_s);
    nodes[daily].columns = QStringList { u"day"_s, u"amount"_s };
    nodes[daily].tests = 2;
    const int country = add(u"mart.revenue_by_country"_s, NodeKind::View, u"bi-team"_s, u"view"_s);
    const int control = add(u"mart.finance_control"_s, NodeKind::Model, u"finance"_s, u"table"_s);
    const int ltv = add(u"mart.customer_ltv"_s, NodeKind::Model, u"crm"_s, u"table"_s);
    const int crm = add(u"job:crm_export"_s, NodeKind::Job, u"crm"_s);
    const int board = add(u"exposure:Revenue dashboard"_s, NodeKind::Exposure, u"bi-team"_s, u"dashboard"_s, u"high"_s);
    const int report = add(u"exposure:Board report"_s, NodeKind::Exposure, u"finance"_s, u"dashboard"_s, u"high"_s);
    const int tax = add(u"exposure:Tax filing"_s, NodeKind::Exposure, {}, u"application"_s, u"medium"_s);
    for (int i = 0; i < 30; ++i)
        add(u"web.sessions_%1"_s.arg(i, 2, 10, QChar(u'0')), NodeKind::Model, u"web"_s, u"table"_s);
    const QList<LineageEdge> edges { { rawOrders, orders }, { payments, daily }, { orders, daily, u"day"_s, {}, EdgeBasis::Catalogue },
        { orders, daily, u"amount"_s, {}, EdgeBasis::Catalogue }, { daily, country }, { daily, control }, { country, board }, { control, report },
        { control, tax }, { customers, ltv }, { ltv, crm }, { crm, tax } };
    return std::make_shared<const LineageGraph>(nodes, edges);
}

} // namespace sluice
