// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

namespace sluice::bench {

/// One line of the table: subject and floor measured in the same run, and what the bar asks of their ratio.
struct Row {
    QByteArray bar; ///< number in BARS.md
    QByteArray work;
    QByteArray measured;
    QByteArray floor;
    double ratio = 0; ///< in the direction the bar names; negative: the bar is absolute
    QByteArray wanted;
    bool isMet = false;
    QByteArray cause {}; ///< why it would be missed, as far as the run itself tells
};

/// Read by tests/bench/run: tabs between the columns.
inline void print(const Row &row)
{
    const QByteArray ratio = row.ratio < 0 ? QByteArray("-") : QByteArray::number(row.ratio, 'f', 2);
    const QByteArray verdict = row.isMet ? QByteArray("met")
        : row.cause.isEmpty()            ? QByteArray("MISSED")
                                         : "MISSED: " + row.cause;
    std::printf("ROW\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", row.bar.constData(), row.work.constData(),
        row.measured.constData(), row.floor.constData(), ratio.constData(), row.wanted.constData(),
        verdict.constData());
    std::fflush(stdout);
}

class Stopwatch
{
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count(); }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

/// share in 0 … 1 of the sorted values; values must not be empty.
inline double quantile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    const auto last = static_cast<double>(values.size() - 1);
    return values[static_cast<size_t>(share * last + 0.5)];
}

} // namespace sluice::bench
