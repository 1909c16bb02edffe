// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace sluice {

struct FuzzyMatch {
    int score = 0; ///< higher is better
    QList<int> positions; ///< of the matched characters, for emphasis
};

/// Letters of the pattern in order somewhere in the text, case and blanks aside. Beginnings of words and runs of
/// neighbours count more, gaps and length less. Empty pattern: a match of score 0. nullopt: no match.
std::optional<FuzzyMatch> fuzzyMatch(const QString &pattern, const QString &text);

} // namespace sluice
