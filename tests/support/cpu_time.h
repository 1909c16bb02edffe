// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <ctime>

namespace sluice {

/// Seconds of processor time that work() took in this process: the same on a busy machine and under a sanitizer's load.
template <class Work> double cpuTime(const Work &work)
{
    const std::clock_t began = std::clock();
    work();
    return static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
}

/// How many times longer work(4 * size) takes than work(size): about 4 when linear, 16 when quadratic. A neighbour that
/// empties the caches only ever adds to a time, so the quickest of each counts, measured in turn and again while the answer
/// is in doubt.
template <class Work> double growth(int size, const Work &work)
{
    constexpr int Rounds = 10;
    constexpr double Clear = 5;
    double small = cpuTime([&] { work(size); });
    double large = cpuTime([&] { work(4 * size); });
    const auto ratio = [&] { return large / std::max(small, 0.005); };
    for (int round = 2; round <= Rounds && ratio() > Clear; ++round) {
        small = std::min(small, cpuTime([&] { work(size); }));
        large = std::min(large, cpuTime([&] { work(4 * size); }));
    }
    return ratio();
}

} // namespace sluice
