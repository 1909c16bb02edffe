// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/risk.h"

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

double severityOf(ImpactKind kind)
{
    switch (kind) {
    case ImpactKind::Changed: return 0;
    case ImpactKind::Breaks: return 1.0;
    case ImpactKind::Unknown: return 0.7;
    case ImpactKind::SeesNull: return 0.6;
    case ImpactKind::ChangesValue: return 0.5;
    case ImpactKind::Untouched: return 0;
    }
    return 0;
}

/// ".7", "1.0", "0"
QString short2(double value)
{
    QString text = QString::number(value, 'f', 2);
    if (text.endsWith(u'0'))
        text.chop(1);
    if (text == "0.0"_L1)
        return u"0"_s;
    return text.startsWith(u"0."_s) ? text.mid(1) : text;
}

double criticalityOf(const LineageNode &node, QString &reason)
{
    if (node.kind == NodeKind::Exposure) {
        const QString type = node.detail.isEmpty() ? u"exposure"_s : node.detail;
        if (node.maturity.isEmpty()) {
            reason = u"%1, maturity not stated"_s.arg(type);
            return 0.8;
        }
        reason = u"%1, %2"_s.arg(type, node.maturity);
        return node.maturity == "high"_L1 ? 1.0 : node.maturity == "medium"_L1 ? 0.8 : 0.6;
    }
    if (node.isContracted || node.access == "public"_L1) {
        reason = node.isContracted ? u"contracted"_s : u"public"_s;
        return 0.9;
    }
    reason = node.detail.isEmpty() ? nodeKindName(node.kind) : node.detail;
    return 0.5;
}

/// One safeguard counts half, two or more count whole.
double mitigationOf(const LineageNode &node, bool isBehindFlag, QString &reason)
{
    QStringList safeguards;
    if (node.isContracted)
        safeguards.append(u"enforced contract"_s);
    if (node.tests > 0)
        safeguards.append(node.tests == 1 ? u"1 test"_s : u"%1 tests"_s.arg(node.tests));
    if (node.isVersioned)
        safeguards.append(u"versioned"_s);
    if (isBehindFlag)
        safeguards.append(u"behind a flag"_s);
    reason = safeguards.isEmpty() ? u"no test or contract"_s : safeguards.join(u", "_s);
    return std::min(1.0, 0.5 * double(safeguards.size()));
}

} // namespace

double severityOf(ChangeEffect effect)
{
    switch (effect) {
    case ChangeEffect::None: return 0.02;
    case ChangeEffect::AddsColumn: return 0.05;
    case ChangeEffect::AddsNullable: return 0.05;
    case ChangeEffect::ChangesColumn: return 0.5;
    case ChangeEffect::ChangesRelation: return 0.8;
    case ChangeEffect::Opaque: return 0.7;
    case ChangeEffect::RemovesColumn: return 1.0;
    }
    return 0.7;
}

void judgeRisk(const LineageNode &node, bool isBehindFlag, double changeSeverity, Impact &impact)
{
    RiskFactors &factors = impact.factors;
    QString critical;
    QString safeguards;
    const bool isStart = impact.distance == 0;
    factors.severity = isStart ? changeSeverity : severityOf(impact.kind);
    factors.reach = std::max(0.3, std::pow(0.9, impact.distance));
    factors.criticality = criticalityOf(node, critical);
    factors.usage = 0.5;
    factors.mitigation = mitigationOf(node, isBehindFlag, safeguards);
    impact.risk = factors.risk();
    impact.reasons = QStringList {
        u"%1 (%2)"_s.arg(impactKindName(impact.kind), short2(factors.severity)),
        isStart ? u"in the plan (1.0)"_s : u"%1 %2 (%3)"_s.arg(impact.distance).arg(impact.distance == 1 ? u"hop"_s : u"hops"_s, short2(factors.reach)),
        u"%1 (%2)"_s.arg(critical, short2(factors.criticality)),
        u"usage not known (.5)"_s,
        u"%1 (× %2)"_s.arg(safeguards, short2(1 - 0.5 * factors.mitigation)),
    };
    impact.why = (impact.change.isEmpty() ? QString() : impact.change + u" · "_s) + impact.reasons.join(u" · "_s);
}

} // namespace sluice
