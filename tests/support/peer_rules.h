// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

/// How others decide that a metric got worse, for comparison alone. tst_peer_rules holds them to published numbers.
namespace sluice::peers {

/// A limit that is judged by N ticks beyond it in a row.
class InARow
{
public:
    InARow(double limit, int wanted);
    bool feed(double share);

private:
    double m_limit;
    int m_wanted;
    int m_seen = 0;
};

/// A one-sided z-test of everything seen so far against the limit, looked at after every tick.
class RepeatedZTest
{
public:
    RepeatedZTest(double limit, int perTick, double z);
    bool feed(double share);

private:
    double m_limit;
    int m_perTick;
    double m_z;
    double m_sum = 0;
    int m_ticks = 0;
};

/// Page's one-sided CUSUM of standardised values: S ← max(0, S + z − k), alarm above h.
class Cusum
{
public:
    Cusum(double allowance, double alarmAbove);
    bool feed(double z);

private:
    double m_allowance;
    double m_alarmAbove;
    double m_sum = 0;
};

/// Roberts' exponentially weighted mean.
double ewma(double before, double value, double weight);

/// GrowthBook's asymptotic confidence sequence (Waudby-Smith et al.): ρ that makes it tightest at wantedAt samples, and
/// the half width of the interval in units of the estimate's standard error.
double sequentialRho(double alpha, double wantedAt);
double sequentialMultiplier(double samples, double rho, double alpha, bool isOneSided);

} // namespace sluice::peers
