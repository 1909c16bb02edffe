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

/// How many times longer work(4 * size) takes than work(size): about 4 when linear, 16 when quadratic. Each is measured
/// twice and the quicker one counts.
template <class Work> double growth(int size, const Work &work)
{
    const auto best = [&](int n) { return std::min(cpuTime([&] { work(n); }), cpuTime([&] { work(n); })); };
    return best(4 * size) / std::max(best(size), 0.005);
}

} // namespace sluice
