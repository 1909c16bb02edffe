// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/guard_budget.h"
#include "quality/sr_guard.h"

namespace sluice {

/// The limits of one gate, each under an SR guard of its own; the gate's α is split over them. A value.
///
/// Of a share (measuresShare) with a limit in its own unit the guard sees the share itself and the limit is what it
/// allows. Of a latency it sees the share of the tick's own runs beyond the limit, kBeyondAllowed of which may be: the
/// p95 of a window that ticks share would count one slow run again and again. Any other measurement (ages, counts,
/// factors of a baseline) becomes one of two: 1 beyond the limit, 0 within, and kBeyondAllowed of the ticks may be
/// beyond. The margin of a factor is what the plan states; that a baseline is itself an estimate is not added to it.
class LimitGuards
{
public:
    static constexpr double kBeyondAllowed = 0.05;

    LimitGuards() = default; ///< a gate without limits: nothing is evidence
    LimitGuards(const Gate &gate, const GuardBudget &budget);
    /// One good tick. reference: of limits relative to the baseline. Every value is one that accepts() takes. runs: of a
    /// latency, those of this tick alone; without any, the value itself is what is judged.
    void feed(double value, double reference, const QList<double> &runs = {});
    bool accepts(double value) const; ///< false: it is to be a share, and is none
    /// Another threshold from now on; the evidence stays.
    void setBudget(const GuardBudget &budget);

    qsizetype strongest() const; ///< index of the limit with the most evidence against it; -1 without limits
    double evidence() const; ///< of the strongest, 0 … 1; 1: breached
    bool isBreached() const;
    bool isBreached(qsizetype limit) const { return m_guards[limit].isBreached(); } ///< this one, by its index
    double threshold() const; ///< that the M of each is compared with; 0 without limits

    QList<double> state() const; ///< as many numbers a limit as there are bets, for the journal
    /// Goes on from state(); numbers that are not of these limits are left aside, and there is no evidence.
    void restore(const QList<double> &state);
    void clear();

private:
    double shareOf(const Limit &limit, double value, double reference, const QList<double> &runs) const;
    bool isShare(const Limit &limit) const { return m_isShare && !limit.relativeToBaseline; }

    QList<Limit> m_limits;
    QList<SrGuard> m_guards; ///< of the same index
    bool m_isShare = false;
};

/// Written so that a NaN on either side is beyond, never within.
bool isBeyond(const Limit &limit, double value, double reference);

} // namespace sluice
