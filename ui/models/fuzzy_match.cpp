// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/fuzzy_match.h"

#include <algorithm>
#include <vector>

namespace sluice {

namespace {

constexpr int kHit = 10;
constexpr int kRun = 14;
constexpr int kWordStart = 18;
constexpr int kTextStart = 8;
constexpr int kGap = -1;
constexpr int kImpossible = -1'000'000;
constexpr qsizetype kLongest = 300;

bool beginsWord(const QString &text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text[at - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[at].isUpper());
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(const QString &pattern, const QString &wholeText)
{
    QString wanted;
    for (const QChar c : pattern) {
        if (!c.isSpace())
            wanted += c.toCaseFolded();
    }
    wanted.truncate(64);
    const QString text = wholeText.left(kLongest);
    if (wanted.isEmpty())
        return FuzzyMatch {};
    const qsizetype rows = wanted.size();
    const qsizetype columns = text.size();
    if (rows > columns)
        return std::nullopt;
    // best[i][j]: the best score with wanted[i] on text[j]; the classic alignment table, small because both are short.
    const auto cell = [columns](qsizetype i, qsizetype j) { return static_cast<size_t>(i * columns + j); };
    std::vector<int> best(static_cast<size_t>(rows * columns), kImpossible);
    std::vector<int> from(best.size(), -1);
    for (qsizetype i = 0; i < rows; ++i) {
        int reach = kImpossible; // the best of the row above, decayed by the gap
        int reachFrom = -1;
        for (qsizetype j = 0; j < columns; ++j) {
            if (i > 0 && j > 0) {
                reach = reach == kImpossible ? kImpossible : reach + kGap;
                if (best[cell(i - 1, j - 1)] > reach) {
                    reach = best[cell(i - 1, j - 1)];
                    reachFrom = static_cast<int>(j - 1);
                }
            }
            if (text[j].toCaseFolded() != wanted[i])
                continue;
            const int here = kHit + (beginsWord(text, j) ? kWordStart : 0) + (j == 0 ? kTextStart : 0);
            if (i == 0) {
                best[cell(i, j)] = here + kGap * static_cast<int>(std::min<qsizetype>(j, 12));
                continue;
            }
            if (reach == kImpossible)
                continue;
            const int adjacent = j > 0 && best[cell(i - 1, j - 1)] != kImpossible ? best[cell(i - 1, j - 1)] + kRun : kImpossible;
            best[cell(i, j)] = here + std::max(reach, adjacent);
            from[cell(i, j)] = adjacent >= reach ? static_cast<int>(j - 1) : reachFrom;
        }
    }
    const auto last = best.cbegin() + (rows - 1) * columns;
    const auto top = std::max_element(last, last + columns);
    if (*top <= kImpossible)
        return std::nullopt;
    FuzzyMatch match;
    match.score = *top - static_cast<int>(columns / 8);
    qsizetype j = top - last;
    for (qsizetype i = rows - 1; i >= 0; --i) {
        match.positions.prepend(static_cast<int>(j));
        j = from[cell(i, j)];
    }
    return match;
}

} // namespace sluice
