// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/gate_text.h"

#include "quality/metric_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("sluice::gate_text", text);
}

} // namespace

QString gateValueText(const Gate &gate, double value, bool isRatio)
{
    return isRatio ? ratioText(value) : metricText(probeName(gate.probe), value);
}

QString gateLimitText(const Gate &gate, const Limit &limit)
{
    const QString value
        = limit.relativeToBaseline ? ratioLimitText(limit.value) : metricLimitText(probeName(gate.probe), limit.value);
    return (limit.side == LimitSide::AtMost ? tr("limit %1") : tr("at least %1")).arg(value);
}

QString gateHardLimitText(const Gate &gate)
{
    return gate.hardLimit ? tr("hard limit %1").arg(metricLimitText(probeName(gate.probe), *gate.hardLimit)) : QString();
}

QString evidenceText(double share)
{
    return tr("%1 %").arg(share >= 1 ? 100 : static_cast<int>(share * 100));
}

bool isRelativeGate(const Gate &gate)
{
    return std::any_of(gate.limits.cbegin(), gate.limits.cend(), [](const Limit &limit) { return limit.relativeToBaseline; });
}

QString gapText(SampleClass reason)
{
    switch (reason) {
    case SampleClass::Good:
        return {};
    case SampleClass::NoData:
        return tr("no data");
    case SampleClass::Stale:
        return tr("stale");
    case SampleClass::Error:
        return tr("error");
    case SampleClass::NaN:
        return tr("not a number");
    case SampleClass::Skipped:
        return tr("not sampled");
    }
    return {};
}

QString preciseDuration(Duration duration)
{
    const auto ms = duration.count();
    if (ms < 0)
        return {};
    if (ms < 1000)
        return u"%1 ms"_s.arg(ms);
    return ms < 60'000 ? u"%1 s"_s.arg(QString::number(static_cast<double>(ms) / 1000, 'f', 1)) : humanDuration(duration);
}

QString momentText(const QDateTime &at, const QDateTime &now)
{
    if (!at.isValid())
        return u"—"_s;
    const QDateTime utc = at.toUTC();
    return utc.date() == now.toUTC().date() ? utc.toString(u"HH:mm:ss"_s) : utc.toString(u"yyyy-MM-dd HH:mm"_s);
}

} // namespace sluice
