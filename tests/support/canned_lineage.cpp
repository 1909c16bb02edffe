// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_lineage.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

LineageNode node(const QString &key, NodeKind kind, const QString &owner, const QStringList &columns = {})
{
    LineageNode made;
    made.key = key;
    made.name = key.section(u':', -1);
    made.kind = kind;
    made.owner = owner;
    made.columns = columns;
    if (kind != NodeKind::Exposure && kind != NodeKind::Job)
        made.relation = key;
    made.origin = u"dbt manifest target/manifest.json"_s;
    return made;
}

} // namespace

std::shared_ptr<const LineageGraph> cannedLineage()
{
    QList<LineageNode> nodes {
        node(u"raw.orders"_s, NodeKind::Source, u"ingest"_s),
        node(u"raw.payments"_s, NodeKind::Source, u"ingest"_s),
        node(u"ref.countries"_s, NodeKind::Seed, u"data-platform"_s),
        node(u"mart.orders"_s, NodeKind::Table, u"finance-data"_s, { u"id"_s, u"day"_s, u"country"_s, u"amount"_s }),
        node(u"mart.payments"_s, NodeKind::Table, u"finance-data"_s),
        node(u"mart.daily_revenue"_s, NodeKind::View, u"finance-data"_s, { u"day"_s, u"amount"_s }),
        node(u"mart.monthly_revenue"_s, NodeKind::View, u"finance-data"_s),
        node(u"mart.customer_value"_s, NodeKind::View, u"crm"_s),
        node(u"exposure:Revenue board"_s, NodeKind::Exposure, u"bi-team"_s),
        node(u"exposure:Country report"_s, NodeKind::Exposure, u"bi-team"_s),
        node(u"exposure:Board report"_s, NodeKind::Exposure, u"finance"_s),
        node(u"job:nightly_extract"_s, NodeKind::Job, QString()),
        node(u"mart.sessions"_s, NodeKind::Table, u"web"_s),
    };
    const auto edge = [](int from, int to) {
        LineageEdge made;
        made.from = from;
        made.to = to;
        made.origin = u"dbt manifest target/manifest.json"_s;
        return made;
    };
    QList<LineageEdge> edges { edge(0, 3), edge(2, 3), edge(1, 4), edge(3, 5), edge(4, 5), edge(5, 6), edge(3, 7), edge(5, 8),
        edge(6, 9), edge(6, 10), edge(5, 11) };
    return std::make_shared<const LineageGraph>(std::move(nodes), std::move(edges));
}

} // namespace sluice
