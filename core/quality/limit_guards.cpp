// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/limit_guards.h"

#include <algorithm>

namespace sluice {

bool isBeyond(const Limit &limit, double value, double reference)
{
    const double bound = limit.relativeToBaseline ? limit.value * reference : limit.value;
    return limit.side == LimitSide::AtMost ? !(value <= bound) : !(value >= bound);
}

LimitGuards::LimitGuards(const Gate &gate, const GuardBudget &budget)
    : m_limits(gate.limits)
    , m_isShare(measuresShare(gate.probe))
{
    setBudget(budget);
}

void LimitGuards::setBudget(const GuardBudget &budget)
{
    const QList<double> evidence = state();
    m_guards.clear();
    const double threshold = budget.threshold() * static_cast<double>(m_limits.size());
    for (const Limit &limit : m_limits) {
        const double allowed = !isShare(limit) ? kBeyondAllowed
            : limit.side == LimitSide::AtMost  ? limit.value
                                               : 1 - limit.value;
        m_guards.append(SrGuard(allowed, threshold));
    }
    restore(evidence);
}

bool LimitGuards::accepts(double value) const
{
    const bool needsShare
        = std::any_of(m_limits.cbegin(), m_limits.cend(), [this](const Limit &limit) { return isShare(limit); });
    return !needsShare || (value >= 0 && value <= 1);
}

double LimitGuards::shareOf(const Limit &limit, double value, double reference, const QList<double> &runs) const
{
    if (!isShare(limit) && !runs.isEmpty()) {
        const auto beyond = std::count_if(runs.cbegin(), runs.cend(), [&](double run) { return isBeyond(limit, run, reference); });
        return static_cast<double>(beyond) / static_cast<double>(runs.size());
    }
    if (!isShare(limit))
        return isBeyond(limit, value, reference) ? 1 : 0;
    return limit.side == LimitSide::AtMost ? value : 1 - value;
}

void LimitGuards::feed(double value, double reference, const QList<double> &runs)
{
    for (qsizetype i = 0; i < m_limits.size(); ++i)
        m_guards[i].feed(shareOf(m_limits[i], value, reference, runs));
}

qsizetype LimitGuards::strongest() const
{
    const auto it = std::max_element(m_guards.cbegin(), m_guards.cend(),
        [](const SrGuard &a, const SrGuard &b) { return a.evidence() < b.evidence(); });
    return it == m_guards.cend() ? -1 : it - m_guards.cbegin();
}

double LimitGuards::evidence() const
{
    const qsizetype index = strongest();
    return index < 0 ? 0 : m_guards[index].evidence();
}

bool LimitGuards::isBreached() const
{
    return std::any_of(m_guards.cbegin(), m_guards.cend(), [](const SrGuard &guard) { return guard.isBreached(); });
}

double LimitGuards::threshold() const { return m_guards.isEmpty() ? 0 : m_guards.first().threshold(); }

QList<double> LimitGuards::state() const
{
    QList<double> numbers;
    for (const SrGuard &guard : m_guards)
        numbers.append(QList<double>(guard.state().cbegin(), guard.state().cend()));
    return numbers;
}

void LimitGuards::restore(const QList<double> &state)
{
    clear();
    constexpr qsizetype kNumbers = SrGuard::kBets.size();
    if (state.size() != m_guards.size() * kNumbers)
        return;
    for (qsizetype i = 0; i < m_guards.size(); ++i) {
        SrGuard::State numbers {};
        std::copy_n(state.cbegin() + i * kNumbers, kNumbers, numbers.begin());
        if (!m_guards[i].restore(numbers))
            return clear();
    }
}

void LimitGuards::clear()
{
    for (SrGuard &guard : m_guards)
        guard.clear();
}

} // namespace sluice
