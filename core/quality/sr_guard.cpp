// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/sr_guard.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sluice {

namespace {

constexpr double kMost = 1e300; ///< six of them still add up to a finite number, and JSON knows no infinity
constexpr double kLeastThreshold = 1 + 1e-9;

/// A share that NaN stands for is none: nothing is allowed then.
double drawnIn(double value, double most) { return value >= 0 ? std::min(value, most) : 0; }

} // namespace

SrGuard::SrGuard(double allowed, double threshold)
    : m_allowed(drawnIn(allowed, 1))
    , m_threshold(threshold >= kLeastThreshold ? std::min(threshold, kMost) : kLeastThreshold)
{
}

double SrGuard::factor(double bet, double allowed, double share)
{
    // Written so that a tiny allowed share neither overflows bet / allowed nor takes infinity times zero. Where none is
    // allowed a clean tick loses the bet, as it does for every allowed share however small.
    if (share == 0)
        return 1 - bet;
    return 1 - bet + bet * (share / allowed);
}

bool SrGuard::feed(double share)
{
    if (!(share >= 0 && share <= 1))
        return false;
    if (m_allowed >= 1) // nothing would be evidence; the recursion alone would count ticks up to an alarm
        return true;
    for (size_t j = 0; j < kBets.size(); ++j)
        m_state[j] = std::min((m_state[j] + 1) * factor(kBets[j], m_allowed, share), kMost);
    return true;
}

double SrGuard::value() const
{
    return std::accumulate(m_state.cbegin(), m_state.cend(), 0.0) / static_cast<double>(m_state.size());
}

double SrGuard::evidence() const
{
    const double now = value();
    if (now >= m_threshold)
        return 1;
    return now > 1 ? std::log(now) / std::log(m_threshold) : 0;
}

bool SrGuard::restore(const State &state)
{
    const bool isPossible
        = std::all_of(state.cbegin(), state.cend(), [](double m) { return std::isfinite(m) && m >= 0 && m <= kMost; });
    if (isPossible)
        m_state = state;
    return isPossible;
}

} // namespace sluice
