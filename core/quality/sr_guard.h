// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace sluice {

/// Shiryaev-Roberts detector over betting e-processes: may be looked at after every tick without inflating the error.
/// Healthy means that each share of bad is, given the past, at most `allowed` on average. For T ticks of a healthy
/// stage the probability of an alarm is at most T / threshold, whatever the distribution; no variance is estimated.
/// Sources: Waudby-Smith and Ramdas (betting), Shin, Ramdas and Rinaldo (E-detectors). A value; its state is six
/// numbers.
class SrGuard
{
public:
    static constexpr std::array<double, 6> kBets { 1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2, 15.0 / 16 };
    using State = std::array<double, kBets.size()>;

    /// allowed: p0, a share in 0 … 1 (outside it is drawn in; 1 never alarms); threshold: T / α, above 1.
    SrGuard(double allowed, double threshold);

    /// One good tick: M_j ← (M_j + 1)(1 + (c_j / p0)(share − p0)). False, and nothing changes, for what is no share in
    /// 0 … 1 (NaN included).
    bool feed(double share);
    double value() const; ///< M, the mean of the M_j
    double threshold() const { return m_threshold; }
    double allowed() const { return m_allowed; }
    bool isBreached() const { return value() >= m_threshold; }
    /// ln M against ln threshold, within 0 … 1: what people are shown.
    double evidence() const;

    const State &state() const { return m_state; }
    /// Goes on from what state() gave. False, and nothing changes, for numbers that no guard can have.
    bool restore(const State &state);
    void clear() { m_state.fill(0); }

    /// 1 + (bet / allowed)(share − allowed), never negative; infinite where none is allowed and there is some.
    static double factor(double bet, double allowed, double share);

private:
    double m_allowed;
    double m_threshold;
    State m_state {};
};

} // namespace sluice
