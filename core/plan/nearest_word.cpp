// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/nearest_word.h"

#include <algorithm>
#include <vector>

namespace sluice {

using namespace Qt::StringLiterals;

int editDistance(const QString &a, const QString &b)
{
    const size_t width = static_cast<size_t>(b.size()) + 1;
    std::vector<int> beforeLast(width);
    std::vector<int> last(width);
    std::vector<int> current(width);
    for (size_t j = 0; j < width; ++j)
        last[j] = static_cast<int>(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        current[0] = static_cast<int>(i);
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const size_t at = static_cast<size_t>(j);
            const int replaced = last[at - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            current[at] = std::min({ last[at] + 1, current[at - 1] + 1, replaced });
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                current[at] = std::min(current[at], beforeLast[at - 2] + 1);
        }
        beforeLast.swap(last);
        last.swap(current);
    }
    return last.back();
}

QString nearestWord(const QString &word, const QStringList &words)
{
    constexpr qsizetype kLongest = 40;
    if (word.isEmpty() || word.size() > kLongest)
        return {};
    // Two letters of difference in a four-letter word are another word; a third of a long one is a typo or camelCase.
    int best = std::max(1, static_cast<int>(word.size()) / 3) + 1;
    QString nearest;
    for (const QString &candidate : words) {
        const int distance = editDistance(word.toLower(), candidate);
        if (distance < best) {
            best = distance;
            nearest = candidate;
        }
    }
    if (!nearest.isEmpty() || word.size() < 3)
        return nearest;
    for (const QString &candidate : words) {
        if (candidate.size() >= 3 && (word.startsWith(candidate) || candidate.startsWith(word)))
            return candidate;
    }
    return {};
}

QString wordHint(const QString &word, const QStringList &words)
{
    const QString nearest = nearestWord(word, words);
    return nearest.isEmpty() ? u"; expected one of "_s + words.join(u", "_s) : u"; did you mean '"_s + nearest + u"'?"_s;
}

} // namespace sluice
