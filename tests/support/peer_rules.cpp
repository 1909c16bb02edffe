// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/peer_rules.h"

#include <algorithm>
#include <cmath>

namespace sluice::peers {

InARow::InARow(double limit, int wanted)
    : m_limit(limit)
    , m_wanted(wanted)
{
}

bool InARow::feed(double share)
{
    m_seen = share > m_limit ? m_seen + 1 : 0;
    return m_seen >= m_wanted;
}

RepeatedZTest::RepeatedZTest(double limit, int perTick, double z)
    : m_limit(limit)
    , m_perTick(perTick)
    , m_z(z)
{
}

bool RepeatedZTest::feed(double share)
{
    m_sum += share;
    ++m_ticks;
    const double samples = static_cast<double>(m_ticks) * m_perTick;
    return (m_sum / m_ticks - m_limit) / std::sqrt(m_limit * (1 - m_limit) / samples) > m_z;
}

Cusum::Cusum(double allowance, double alarmAbove)
    : m_allowance(allowance)
    , m_alarmAbove(alarmAbove)
{
}

bool Cusum::feed(double z)
{
    m_sum = std::max(0.0, m_sum + z - m_allowance);
    return m_sum > m_alarmAbove;
}

double ewma(double before, double value, double weight) { return weight * value + (1 - weight) * before; }

double sequentialRho(double alpha, double wantedAt)
{
    const double twice = -2 * std::log(alpha);
    return std::sqrt((twice + std::log(twice + 1)) / wantedAt);
}

double sequentialMultiplier(double samples, double rho, double alpha, bool isOneSided)
{
    const double spread = samples * rho * rho + 1;
    const double tail
        = isOneSided ? std::log(1 + std::sqrt(spread) / (2 * alpha)) : std::log(std::sqrt(spread) / alpha);
    return std::sqrt(samples) * std::sqrt(2 * spread / (samples * samples * rho * rho) * tail);
}

} // namespace sluice::peers
